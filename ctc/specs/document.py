"""A YAML document as plain data, with the place of every key and value."""

from dataclasses import dataclass
from typing import Protocol

from ctc.canonical import Json
from ctc.diagnostics import Path, Place


class Places(Protocol):
    """Where things stand in the file. A path that does not exist answers with its nearest ancestor's place."""

    def key(self, path: Path) -> Place:
        """The place of the mapping key (or list item) that leads to ``path``."""
        ...

    def value(self, path: Path) -> Place:
        """The place of the value at ``path``; for a block scalar, of its first character of content."""
        ...

    def inside(self, path: Path, offset: int) -> Place:
        """The place of the character ``offset`` of the string at ``path``, however it is quoted or folded."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of one file; ``file`` is the path as it is shown to people, ``index`` counts from 0."""

    file: str
    index: int
    data: Json
    places: Places
