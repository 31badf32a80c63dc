"""What lint knows of one file once it has read it: all that findings across files need, and no tree of it.

Every file of a run becomes one of these, also where the cache knows it, so they are named tuples: they are made several
times sooner than frozen dataclasses.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ctc.diagnostics import Diagnostic


class UnitFacts(NamedTuple):
    """One address."""

    address: str
    document: int
    kind: str
    is_sound: bool = False
    marks: Sequence[str] = ()
    """What the rules across files compare addresses by; of what is not sound nobody knows any."""
    found: Sequence[Diagnostic] = ()
    """The findings of the body, judged by the project and the spec; without those of rules across files."""
    ignore: Sequence[str] = ()
    hidden: Sequence[str] = ()
    """The codes of ``ignore`` that hid one of the findings."""


class FileFacts(NamedTuple):
    """One file."""

    documents: int
    units: Sequence[UnitFacts]
    templates: Sequence[str] = ()
    """The paths of the templates in use, as they are shown to people."""
    is_open: bool = False
    """Whether a template's name is computed, so that any of them may be in use."""
    problems: Sequence[Diagnostic] = ()
    """What is wrong beside the findings of the units."""
    idle: Sequence[tuple[int, str, Diagnostic]] = ()
    """By document and code: what there is to say of an ``ignore``, unless its code hid something."""
    unused: Sequence[Diagnostic] = ()
    """Variables that no template reads."""


class Examined(NamedTuple):
    """A file that could be read, and what is known of it."""

    path: str
    facts: FileFacts
