"""The facts of many files: from the cache where nothing changed, on several processors where there are many."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from ctc.diagnostics import Diagnostic
from ctc.pipeline.facts import Facts, facts_of
from ctc.pipeline.facts_json import decode, encode, facts_from
from ctc.pipeline.neighbours import UNSTEADY, Remembered
from ctc.pipeline.settings import Settings
from ctc.specs.loading import read_source, read_steady

if TYPE_CHECKING:
    from ctc.cache.store import Store

WAVE: Final = 1024
"""Files whose entries of the cache are in memory together."""
MANY: Final = 320
"""Files that the cache does not know: so many are worth processes."""
FIRST: Final = 56
"""Files that are read before processes are made, which begin with all that these made ready."""
CHUNK: Final = 64
"""Files that a process is given at once, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file that could be read, and what is known of it."""

    path: Path
    facts: Facts


Outcome = tuple[bytes | None, bool, tuple[Diagnostic, ...]]
"""The facts of one file as bytes (None where it cannot be read), whether a later run may believe them, and what is
wrong with reading it."""


class Processes(Protocol):
    """Processes that examine files."""

    def map(self, paths: Sequence[Path], most: int) -> Iterator[list[Outcome]]:
        """The outcomes of files in their order, at ``most`` so many at a time; fewer where they do not live."""
        ...


@dataclass(slots=True, kw_only=True)
class Examination:
    """Files become facts, in the order of the files; problems of reading them go to ``problems``.

    ``store`` holds what earlier runs found, ``workers`` starts processes; a run can do without both.
    """

    settings: Settings
    problems: list[Diagnostic]
    store: "Store | None" = None
    workers: "Callable[[], Processes | None] | None" = None

    def of(self, paths: Sequence[Path]) -> list[Examined]:
        examiner = Examiner(self.settings)
        facts: dict[str, Facts] = {}  # by path: a text is hashed sooner than a Path
        if self.store is not None:
            for start in range(0, len(paths), WAVE):
                facts |= _known(self.store, paths[start : start + WAVE], examiner.beside)
        news = [path for path in paths if str(path) not in facts]
        for chunk, outcomes in self._outcomes(examiner, news):
            facts |= self._learned(chunk, outcomes)
        return [Examined(path=path, facts=facts[str(path)]) for path in paths if str(path) in facts]

    def _outcomes(
        self, here: "Examiner", paths: Sequence[Path]
    ) -> Iterator[tuple[Sequence[Path], list[Outcome]]]:
        """Some files at a time with what came of them, in the order of the files."""
        done = 0
        if len(paths) >= MANY and self.workers is not None:
            done = FIRST
            yield paths[:FIRST], here.examine(paths[:FIRST])
            running = self.workers()
            for outcomes in running.map(paths[FIRST:], CHUNK) if running else ():
                yield paths[done : done + len(outcomes)], outcomes
                done += len(outcomes)
        for start in range(done, len(paths), CHUNK):
            yield paths[start : start + CHUNK], here.examine(paths[start : start + CHUNK])

    def _learned(self, paths: Sequence[Path], outcomes: Sequence[Outcome]) -> dict[str, Facts]:
        """The facts of files that were examined, which are kept for later runs."""
        learned: dict[str, Facts] = {}
        kept: list[tuple[str, bytes]] = []
        for path, (entry, keep, problems) in zip(paths, outcomes, strict=True):
            self.problems += problems
            if entry is not None:
                learned[str(path)] = facts_from(decode(entry)[2])
                if keep:
                    kept.append((str(path), entry))
        if self.store is not None:
            self.store.put(kept)
        return learned


class Examiner:
    """Examines files in this process. The files beside them are as they were at the first question."""

    def __init__(self, settings: Settings) -> None:
        self.beside = Remembered(settings.project)
        self._settings = replace(settings, beside=self.beside, payloads=False)

    def examine(self, paths: Sequence[Path]) -> list[Outcome]:
        return [self._examine(path) for path in paths]

    def _examine(self, path: Path) -> Outcome:
        problems: list[Diagnostic] = []
        source = read_source(path, problems)
        if source is None:
            return None, False, tuple(problems)
        self.beside.asked.clear()
        facts = facts_of(self._settings, source)
        steady = UNSTEADY not in self.beside.asked.values()
        return encode(digest_of(source.data), self.beside.asked, facts), steady, tuple(problems)


def _known(store: "Store", paths: Sequence[Path], beside: Remembered) -> dict[str, Facts]:
    """What the cache knows of these very bytes, while all that was asked then is answered alike now."""
    known: dict[str, Facts] = {}
    for path, entry in store.among({str(path) for path in paths}).items():
        try:
            data = read_steady(path)
            digest, asked, row = decode(entry)
            if data is None or digest != digest_of(data):
                continue
            if not asked or all(beside.answer(q) == a for q, a in asked.items()):
                known[path] = facts_from(row)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return known


def digest_of(data: bytes) -> str:
    return blake2b(data, digest_size=20).hexdigest()
