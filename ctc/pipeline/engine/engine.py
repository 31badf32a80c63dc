"""The only door: files become facts, by the fast lanes where they are there, else plainly, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import Tell, silent
from ctc.pipeline.engine.facts import Examined
from ctc.pipeline.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a run may use: what earlier runs found, and processes where there are many files."""

    cache: bool = True
    processes: bool = True
    tell: Tell = silent
    """Is told how many files are examined, of how many."""


Examination = tuple[list[Examined], list[Diagnostic]]
"""The files that could be read, in their order, and what is wrong with reading the others."""


def examine(settings: Settings, files: Sequence[str], means: Means, *, whole: bool) -> Examination:
    """The facts of ``files``; ``whole`` says that they are all those of the project."""
    try:
        from ctc.pipeline.engine.fast.examining import examine as quickly
    except ImportError:
        return plainly(settings, files, means.tell)
    return quickly(
        settings, files, cache=means.cache, processes=means.processes, tell=means.tell, whole=whole
    )


def plainly(settings: Settings, files: Sequence[str], tell: Tell = silent) -> Examination:
    """The same by the plain way: no cache, no process, every question answered by the file system itself."""
    from ctc.pipeline.engine.file import facts_of
    from ctc.pipeline.neighbours import Folders
    from ctc.specs.loading import read_source

    neighbours = Folders(settings.project)
    examined: list[Examined] = []
    problems: list[Diagnostic] = []
    for done, path in enumerate(files, start=1):
        source = read_source(path, problems)
        if source is not None:
            examined.append(Examined(path, facts_of(settings, source, neighbours)))
        tell(done, len(files))
    return examined, problems
