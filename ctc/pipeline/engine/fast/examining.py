"""The facts of many files: from the cache where nothing changed, on several processors where there are many."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import Tell
from ctc.pipeline.engine.facts import Examined, FileFacts
from ctc.pipeline.engine.fast.examiner import Examiner, Outcome, digest_of
from ctc.pipeline.engine.fast.remembered import Memory
from ctc.pipeline.engine.fast.wire import decode, facts_from
from ctc.pipeline.settings import Settings
from ctc.project.settings import FILE
from ctc.specs.loading import read_steady

if TYPE_CHECKING:
    from ctc.pipeline.engine.fast.store import Store
    from ctc.pipeline.engine.fast.workers import Workers

WAVE: Final = 1024
"""Files whose entries of the cache are in memory together."""
MANY: Final = 320
"""Files that the cache does not know: so many are worth processes."""
FIRST: Final = 56
"""Files that are read before processes are made, which begin with all that these made ready."""
CHUNK: Final = 256
"""Files that a process is given at once, at most."""


def examine(
    settings: Settings, files: Sequence[str], *, cache: bool, processes: bool, tell: Tell, whole: bool
) -> tuple[list[Examined], list[Diagnostic]]:
    """See :func:`ctc.pipeline.engine.engine.examine`."""
    with ExitStack() as stack:
        run = _Run(settings=settings, stack=stack, processes=processes, tell=tell)
        if cache and (settings.project.root / FILE).is_file():
            from ctc.pipeline.engine.fast.context import opened

            run.store = stack.enter_context(opened(settings))
        examined = run.of(files)
        if run.store is not None and whole:
            run.store.keep_only(files)
    return examined, run.problems


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run: files become facts, in the order of the files; problems of reading them go to ``problems``."""

    settings: Settings
    stack: ExitStack
    processes: bool
    tell: Tell
    store: "Store | None" = None
    problems: list[Diagnostic] = field(default_factory=list)

    def of(self, paths: Sequence[str]) -> list[Examined]:
        examiner = Examiner(self.settings)
        facts: dict[str, FileFacts] = {}
        if self.store is not None:
            for start in range(0, len(paths), WAVE):
                facts |= _known(self.store, paths[start : start + WAVE], examiner.memory)
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
        self, here: Examiner, paths: Sequence[str]
    ) -> Iterator[tuple[Sequence[str], list[Outcome]]]:
        """Some files at a time with what came of them, in the order of the files."""
        done = 0
        if len(paths) >= MANY and self.processes:
            done = FIRST
            yield paths[:FIRST], here.examine(paths[:FIRST])
            workers = self._workers(here)
            for outcomes in workers.map(paths[FIRST:], CHUNK) if workers else ():
                yield paths[done : done + len(outcomes)], outcomes
                done += len(outcomes)
        for start in range(done, len(paths), CHUNK):
            yield paths[start : start + CHUNK], here.examine(paths[start : start + CHUNK])

    def _workers(self, here: Examiner) -> "Workers | None":
        """Processes that live as long as the run; None where there is one processor alone."""
        from ctc.pipeline.engine.fast.workers import Workers, are_worth_it

        return self.stack.enter_context(Workers(here)) if are_worth_it(here) else None

    def _learned(
        self, paths: Sequence[str], outcomes: Sequence[Outcome], kept: list[tuple[str, bytes]]
    ) -> dict[str, FileFacts]:
        """The facts of files that were examined; what later runs may believe goes to ``kept``."""
        learned: dict[str, FileFacts] = {}
        for path, outcome in zip(paths, outcomes, strict=True):
            self.problems += outcome.problems
            if outcome.entry is not None:
                learned[path] = facts_from(decode(outcome.entry)[2])
                if outcome.is_steady:
                    kept.append((path, outcome.entry))
        return learned

    def _keep(self, kept: list[tuple[str, bytes]]) -> None:
        if self.store is not None:
            self.store.put(kept)
        kept.clear()


def _known(store: "Store", paths: Sequence[str], memory: Memory) -> dict[str, FileFacts]:
    """What the cache knows of these very bytes, while all that was asked then is answered alike now."""
    known: dict[str, FileFacts] = {}
    for path, entry in store.among(paths).items():
        try:
            data = read_steady(path)
            digest, asked, row = decode(entry)
            if data is None or digest != digest_of(data):
                continue
            if not asked or all(memory.answer(q) == a for q, a in asked.items()):
                known[path] = facts_from(row)
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            continue
    return known
