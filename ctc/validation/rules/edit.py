"""Edits of a spec that mend a finding mechanically, as data. Paths start at the document's root or the body."""

from dataclasses import dataclass, replace

from ctc.diagnostics import JsonPath


@dataclass(frozen=True, slots=True, kw_only=True)
class Replace:
    """In the text at ``path``, every ``old`` becomes ``new``. A text that lacks ``old`` is left alone."""

    path: JsonPath
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """The key at ``path`` gets another name."""

    path: JsonPath
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Insert:
    """The mapping at ``path`` gets one more key, before its first. One that has the key is left alone."""

    path: JsonPath
    key: str
    value: str


Edit = Replace | Rename | Insert


def below(prefix: JsonPath, edit: Edit) -> Edit:
    """The same edit with its path under ``prefix``: from the body's root to the document's."""
    return replace(edit, path=(*prefix, *edit.path))
