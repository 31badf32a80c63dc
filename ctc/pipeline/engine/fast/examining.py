"""The facts of many files: from the cache where nothing changed, on several processors where there are many."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, Protocol

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import Tell, silent, together, weight_of_source
from ctc.pipeline.engine.facts import Examined, FileFacts
from ctc.pipeline.engine.fast.remembered import Remembered
from ctc.pipeline.engine.fast.wire import decode, encode, facts_from
from ctc.pipeline.neighbours import UNSTEADY
from ctc.pipeline.settings import Settings
from ctc.specs.loading import Source, read_source, read_steady

if TYPE_CHECKING:
    from ctc.pipeline.engine.fast.store import Store

WAVE: Final = 1024
"""Files whose entries of the cache are in memory together."""
MANY: Final = 320
"""Files that the cache does not know: so many are worth processes."""
FIRST: Final = 56
"""Files that are read before processes are made, which begin with all that these made ready."""
CHUNK: Final = 256
"""Files that a process is given at once, at most."""


Outcome = tuple[bytes | None, bool, tuple[Diagnostic, ...]]
"""The facts of one file as bytes (None where it cannot be read), whether a later run may believe them, and what is
wrong with reading it."""


class Processes(Protocol):
    """Processes that examine files."""

    def map(self, paths: Sequence[str], most: int) -> Iterator[list[Outcome]]:
        """The outcomes of files in their order, at ``most`` so many at a time; fewer where they do not live."""
        ...


@dataclass(slots=True, kw_only=True)
class Examination:
    """Files become facts, in the order of the files; problems of reading them go to ``problems``.

    ``store`` holds what earlier runs found, ``workers`` starts processes that begin as this one's examiner is; a run
    can do without both.
    """

    settings: Settings
    problems: list[Diagnostic]
    tell: Tell = silent
    store: "Store | None" = None
    workers: "Callable[[Examiner], Processes | None] | None" = None

    def of(self, paths: Sequence[str]) -> list[Examined]:
        examiner = Examiner(self.settings)
        facts: dict[str, FileFacts] = {}
        if self.store is not None:
            for start in range(0, len(paths), WAVE):
                facts |= _known(self.store, paths[start : start + WAVE], examiner.beside)
        news = [path for path in paths if path not in facts]
        kept: list[tuple[str, bytes]] = []
        done = 0
        for chunk, outcomes in self._outcomes(examiner, news):
            facts |= self._learned(chunk, outcomes, kept)
            done += len(chunk)
            self.tell(done, len(news))
            if len(kept) >= WAVE:
                self._keep(kept)
        self._keep(kept)
        return [Examined(path, facts[path]) for path in paths if path in facts]

    def _outcomes(
        self, here: "Examiner", paths: Sequence[str]
    ) -> Iterator[tuple[Sequence[str], list[Outcome]]]:
        """Some files at a time with what came of them, in the order of the files."""
        done = 0
        if len(paths) >= MANY and self.workers is not None:
            done = FIRST
            yield paths[:FIRST], here.examine(paths[:FIRST])
            running = self.workers(here)
            for outcomes in running.map(paths[FIRST:], CHUNK) if running else ():
                yield paths[done : done + len(outcomes)], outcomes
                done += len(outcomes)
        for start in range(done, len(paths), CHUNK):
            yield paths[start : start + CHUNK], here.examine(paths[start : start + CHUNK])

    def _learned(
        self, paths: Sequence[str], outcomes: Sequence[Outcome], kept: list[tuple[str, bytes]]
    ) -> dict[str, FileFacts]:
        """The facts of files that were examined; what later runs may believe goes to ``kept``."""
        learned: dict[str, FileFacts] = {}
        for path, (entry, keep, problems) in zip(paths, outcomes, strict=True):
            self.problems += problems
            if entry is not None:
                learned[path] = facts_from(decode(entry)[2])
                if keep:
                    kept.append((path, entry))
        return learned

    def _keep(self, kept: list[tuple[str, bytes]]) -> None:
        if self.store is not None:
            self.store.put(kept)
        kept.clear()


class Examiner:
    """Examines files in this process. The files beside them are as they were at the first question."""

    def __init__(self, settings: Settings) -> None:
        self.beside = Remembered(settings.project)
        self._settings = replace(settings, beside=self.beside, payloads=False)

    def examine(self, paths: Sequence[str]) -> list[Outcome]:
        outcomes: list[Outcome] = []
        for read in together(map(_read, paths), lambda each: weight_of_source(each[0])):
            outcomes += self._examined(read)
        return outcomes

    def _examined(self, read: Sequence[tuple[Source | None, list[Diagnostic]]]) -> Iterator[Outcome]:
        from ctc.pipeline.engine.file import facts_of  # a run that knows every file does without it

        found = facts_of(self._settings, self.beside, [source for source, _ in read if source is not None])
        for source, problems in read:
            if source is None:
                yield None, False, tuple(problems)
            else:
                facts, asked = next(found)
                entry = encode(digest_of(source.data), asked, facts)
                yield entry, UNSTEADY not in asked.values(), tuple(problems)


def _read(path: str) -> tuple[Source | None, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    return read_source(path, problems), problems


def _known(store: "Store", paths: Sequence[str], beside: Remembered) -> dict[str, FileFacts]:
    """What the cache knows of these very bytes, while all that was asked then is answered alike now."""
    known: dict[str, FileFacts] = {}
    for path, entry in store.among(paths).items():
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
