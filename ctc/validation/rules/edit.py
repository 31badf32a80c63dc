"""Edits of a spec that mend a finding mechanically, as data. Paths start at the document's root or the body."""

from typing import NamedTuple

from ctc.diagnostics import JsonPath


class Replace(NamedTuple):
    """In the text at ``path``, every ``old`` becomes ``new``. A text that lacks ``old`` is left alone."""

    path: JsonPath
    old: str
    new: str


class Rename(NamedTuple):
    """The key at ``path`` gets another name."""

    path: JsonPath
    new: str


class Insert(NamedTuple):
    """The mapping at ``path`` gets one more key, before its first. One that has the key is left alone."""

    path: JsonPath
    key: str
    value: str


Edit = Replace | Rename | Insert


def below(prefix: JsonPath, edit: Edit) -> Edit:
    """The same edit with its path under ``prefix``: from the body's root to the document's."""
    return edit._replace(path=(*prefix, *edit.path))
