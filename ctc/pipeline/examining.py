"""The facts of many files: from the cache where nothing changed, on several processors where there are many."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ctc.diagnostics import Diagnostic
from ctc.pipeline.compilation import Settings
from ctc.pipeline.facts import Facts, facts_of
from ctc.pipeline.facts_json import decode, encode, facts_from
from ctc.pipeline.neighbours import UNSTEADY, Remembered
from ctc.specs.loading import Source, read_source

if TYPE_CHECKING:
    from ctc.cache.store import Store
    from ctc.pipeline.workers import Workers

WAVE: Final = 1024
"""Files that are looked at together: so many are in memory, and fewer than that are never worth a process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file that could be read, and what is known of it."""

    path: Path
    facts: Facts


@dataclass(slots=True, kw_only=True)
class Examination:
    """Files become facts, in the order of the files; problems of reading them go to ``problems``.

    ``store`` holds what earlier runs found, ``workers`` starts processes; a run can do without both.
    """

    settings: Settings
    problems: list[Diagnostic]
    store: "Store | None" = None
    workers: "Callable[[], Workers | None] | None" = None
    _running: "Workers | None" = None

    def of(self, paths: Sequence[Path]) -> Iterator[Examined]:
        beside = Remembered(self.settings.project)
        settings = replace(self.settings, beside=beside, payloads=False)
        for start in range(0, len(paths), WAVE):
            wave = paths[start : start + WAVE]
            sources = [source for path in wave if (source := read_source(path, self.problems)) is not None]
            known = self._known(sources, beside)
            news = [source for source in sources if source.path not in known]
            entries = self._examined(settings, beside, news)
            if self.store is not None:
                self.store.put((str(path), entry) for path, (entry, keep) in entries.items() if keep)
            for source in sources:
                facts = known.get(source.path)
                yield Examined(path=source.path, facts=facts or _facts(entries[source.path][0]))

    def _known(self, sources: Sequence[Source], beside: Remembered) -> dict[Path, Facts]:
        """What the cache knows of these very bytes, while all that was asked then is answered alike now."""
        known: dict[Path, Facts] = {}
        entries = self.store.among({str(source.path) for source in sources}) if self.store else {}
        for source in sources:
            entry = entries.get(str(source.path))
            if entry is None:
                continue
            try:
                digest, asked, row = decode(entry)
                if digest == digest_of(source) and all(beside.answer(q) == a for q, a in asked.items()):
                    known[source.path] = facts_from(row)
            except (ValueError, TypeError, KeyError, AttributeError):
                continue
        return known

    def _examined(
        self, settings: Settings, beside: Remembered, sources: Sequence[Source]
    ) -> dict[Path, tuple[bytes, bool]]:
        """By path, the entry of each file, and whether a later run may believe it."""
        if len(sources) == WAVE and self._running is None and self.workers is not None:
            self._running = self.workers()
        if self._running is not None:
            entries = self._running.map(sources)
            if entries is not None:
                return dict(zip((source.path for source in sources), entries, strict=True))
        return {source.path: examine(settings, beside, source) for source in sources}


def examine(settings: Settings, beside: Remembered, source: Source) -> tuple[bytes, bool]:
    """The facts of one file as bytes, and whether a later run may believe them."""
    beside.asked.clear()
    facts = facts_of(settings, source)
    steady = UNSTEADY not in beside.asked.values()
    return encode(digest_of(source), beside.asked, facts), steady


def digest_of(source: Source) -> str:
    return blake2b(source.data, digest_size=20).hexdigest()


def _facts(entry: bytes) -> Facts:
    return facts_from(decode(entry)[2])
