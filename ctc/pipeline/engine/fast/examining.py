"""The facts of many files: from the cache where nothing changed, on several processors where there are many."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine.facts import Examined
from ctc.pipeline.engine.fast.examiner import Examiner, FileOutcome
from ctc.pipeline.engine.fast.remembered import Memory
from ctc.pipeline.engine.fast.wire import decode, encode, facts_from
from ctc.pipeline.settings import Settings
from ctc.project.settings import FILE
from ctc.specs.loading import digest_of, read_steady

if TYPE_CHECKING:
    from ctc.pipeline.engine.fast.cache import Cache
    from ctc.pipeline.engine.fast.workers import Workers
    from ctc.pipeline.engine.means import Means
    from ctc.pipeline.engine.spots import Learned

WAVE: Final = 1024
"""Files whose entries of the cache are in memory together."""
MANY: Final = 320
"""Files that the cache does not know: so many are worth processes."""
FIRST: Final = 56
"""Files that are read before processes are made, which begin with all that these made ready."""
CHUNK: Final = 256
"""Files that a process is given at once, at most."""


def examine(
    settings: Settings, files: Sequence[str], means: "Means", *, whole: bool
) -> tuple[list[Examined], list[Diagnostic]]:
    """See :func:`ctc.pipeline.engine.engine.examine`."""
    with ExitStack() as stack:
        run = _Run(settings=settings, means=means, stack=stack)
        if means.cache and _is_kept(settings):
            from ctc.pipeline.engine.fast.context import opened

            run.store = stack.enter_context(opened(settings))
        examined = run.of(files)
        if run.store is not None and whole:
            run.store.keep_only(files)
    return examined, run.problems


def _is_kept(settings: Settings) -> bool:
    """Whether anything is kept: not where somebody looks at a folder that is no project."""
    return (settings.project.root / FILE).is_file()


def remember(settings: Settings, learned: Mapping[str, "Learned"]) -> None:
    """See :func:`ctc.pipeline.engine.engine.remember`."""
    if not _is_kept(settings):
        return
    from ctc.pipeline.engine.fast.context import opened

    kept: list[tuple[str, bytes]] = []
    with opened(settings) as store:
        for path, entry in store.among(learned).items():
            digest, asked, row = decode(entry)
            if digest == learned[path].digest:
                facts = facts_from(row)
                spots = [*facts.spots, *learned[path].spots]
                kept.append((path, encode(digest, asked, facts._replace(spots=spots))))
        store.put(kept)


@dataclass(slots=True, kw_only=True)
class _Run:
    """One run: files become facts, in the order of the files; problems of reading them go to ``problems``."""

    settings: Settings
    means: "Means"
    stack: ExitStack
    store: "Cache | None" = None
    problems: list[Diagnostic] = field(default_factory=list)

    def of(self, paths: Sequence[str]) -> list[Examined]:
        examiner = Examiner(self.settings, self.means.write)
        found: dict[str, Examined] = {}
        if self.store is not None and not self.means.every:
            for start in range(0, len(paths), WAVE):
                found |= self._known(self.store, paths[start : start + WAVE], examiner.memory)
        news = [path for path in paths if path not in found]
        kept: list[tuple[str, bytes]] = []
        done = 0
        for chunk, outcomes in self._outcomes(examiner, news):
            found |= self._learned(chunk, outcomes, kept)
            done += len(chunk)
            self.means.tell(done, len(news))
            if len(kept) >= WAVE:
                self._keep(kept)
        self._keep(kept)
        return [found[path] for path in paths if path in found]

    def _outcomes(
        self, here: Examiner, paths: Sequence[str]
    ) -> Iterator[tuple[Sequence[str], list[FileOutcome]]]:
        """Some files at a time with what came of them, in the order of the files."""
        done, encoded = 0, self.store is not None
        if len(paths) >= MANY and self.means.processes:
            done = FIRST
            yield paths[:FIRST], here.examine(paths[:FIRST], encoded=encoded)
            workers = self._workers(here)
            for outcomes in workers.map(paths[FIRST:], CHUNK) if workers else ():
                yield paths[done : done + len(outcomes)], outcomes
                done += len(outcomes)
        for start in range(done, len(paths), CHUNK):
            some = paths[start : start + CHUNK]
            yield some, here.examine(some, encoded=encoded)

    def _workers(self, here: Examiner) -> "Workers | None":
        """Processes that live as long as the run; None where there is one processor alone."""
        from ctc.pipeline.engine.fast.workers import Workers, are_worth_it

        return self.stack.enter_context(Workers(here)) if are_worth_it(here) else None

    def _learned(
        self, paths: Sequence[str], outcomes: Sequence[FileOutcome], kept: list[tuple[str, bytes]]
    ) -> dict[str, Examined]:
        """The facts of files that were examined; what later runs may believe goes to ``kept``."""
        learned: dict[str, Examined] = {}
        for path, outcome in zip(paths, outcomes, strict=True):
            self.problems += outcome.problems
            facts = outcome.facts
            if facts is None and outcome.entry is not None:
                facts = facts_from(decode(outcome.entry)[2])
            if facts is not None:
                learned[path] = Examined(path, facts, outcome.bodies)
            if outcome.entry is not None and outcome.is_steady:
                kept.append((path, outcome.entry))
        return learned

    def _keep(self, kept: list[tuple[str, bytes]]) -> None:
        if self.store is not None:
            self.store.put(kept)
        kept.clear()

    def _known(self, store: "Cache", paths: Sequence[str], memory: Memory) -> dict[str, Examined]:
        """What the cache knows of these very bytes, while all that was asked then is answered alike now."""
        known: dict[str, Examined] = {}
        for path, entry in store.among(paths).items():
            try:
                data = read_steady(path)
                digest, asked, row = decode(entry)
                if data is None or digest != digest_of(data):
                    continue
                if not asked or all(memory.answer(q) == a for q, a in asked.items()):
                    facts = facts_from(row)
                    if facts.has_payloads < self.settings.payloads:
                        continue
                    if not facts.bound or _holds(self.settings, facts.bound):
                        known[path] = Examined(path, facts)
            except (OSError, ValueError, TypeError, KeyError, AttributeError):
                continue
        return known


def _holds(settings: Settings, bound: Mapping[str, str]) -> bool:
    """Whether facts that hold for some runs alone hold for this one."""
    return all(str(getattr(settings, name)) == value for name, value in bound.items())
