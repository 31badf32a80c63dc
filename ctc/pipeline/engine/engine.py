"""The only door: files become facts, by the fast lanes where they are there, else plainly, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import Tell, silent
from ctc.pipeline.engine.facts import Examined
from ctc.pipeline.settings import Settings

if TYPE_CHECKING:
    from ctc.pipeline.engine.contents import Write


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a run may use: what earlier runs found, and processes where there are many files; and what it wants."""

    payloads: bool = True
    """Whether the facts of payloads are wanted."""
    cache: bool = True
    processes: bool = True
    tell: Tell = silent
    """Is told how many files are examined, of how many."""
    write: "Write | None" = None
    """How the bodies of what is examined are written down; None where nobody wants them."""
    every: bool = False
    """Whether the bodies of all files are wanted, also of those that earlier runs know."""


Examination = tuple[list[Examined], list[Diagnostic]]
"""The files that could be read, in their order, and what is wrong with reading the others."""


def examine(settings: Settings, files: Sequence[str], means: Means, *, whole: bool) -> Examination:
    """The facts of ``files``; ``whole`` says that they are all those of the project."""
    settings = replace(settings, payloads=means.payloads)
    try:
        from ctc.pipeline.engine.fast.examining import examine as quickly
    except ImportError:
        return plainly(settings, files, means)
    return quickly(settings, files, means, whole=whole)


def plainly(settings: Settings, files: Sequence[str], means: Means) -> Examination:
    """The same by the plain way: no cache, no process, every question answered by the file system itself."""
    from ctc.pipeline.engine.contents import written
    from ctc.pipeline.engine.file import facts_of_each
    from ctc.pipeline.neighbours import Folders
    from ctc.specs.loading import read_source

    neighbours = Folders(settings.project)
    examined: list[Examined] = []
    problems: list[Diagnostic] = []
    for done, path in enumerate(files, start=1):
        source = read_source(path, problems)
        for facts, units in facts_of_each(settings, [(source, neighbours)] if source else []):
            examined.append(Examined(path, facts, written(units, means.write)))
        means.tell(done, len(files))
    return examined, problems
