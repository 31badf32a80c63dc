"""What a run of the engine may use, what it wants, and what it gives."""

from typing import TYPE_CHECKING, NamedTuple

from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import Tell, silent
from ctc.pipeline.engine.facts import Examined

if TYPE_CHECKING:
    from ctc.pipeline.engine.contents import Write


class Means(NamedTuple):
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
