"""JSON with holes: all that is the same for many rows is written once."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, NamedTuple

from ctc.canonical import Json, canonical_bytes
from ctc.diagnostics import JsonPath
from ctc.patterns import pattern

_MARK: Final = "ctcHole7b1f9e{}x"
_MARKED: Final = pattern("ctcHole7b1f9e([0-9]+)x")
Write = Callable[[Json], str]
"""Writes a JSON value; of a text without signs that JSON escapes it writes the characters themselves."""


def canonically(value: Json) -> str:
    """The canonical text."""
    return canonical_bytes(value).decode()


class Holed(NamedTuple):
    """A text of a value at ``path``: literals and, between them, the numbers of the texts that a row fills in."""

    path: JsonPath
    literals: Sequence[str]
    slots: Sequence[int]
    is_whole: bool
    """Whether one slot stands for all of it, and holds a number."""

    def marked(self) -> str:
        marks = [_MARK.format(slot) for slot in self.slots]
        return "".join(part for pair in zip(self.literals, [*marks, ""], strict=True) for part in pair)


class Skeleton:
    """A JSON value with holes in it, as ``write`` writes it. Of a path that leads nowhere there is no hole."""

    def __init__(self, value: Json, holed: Iterable[Holed], write: Write = canonically) -> None:
        made, numbers = value, []
        for one in holed:
            made = _with(made, one.path, one.marked())
            numbers += [one.marked()] if one.is_whole else []
        text = write(made)
        for mark in numbers:
            text = text.replace(json.dumps(mark), mark)
        pieces = _MARKED.split(text)
        slots = [int(piece) for piece in pieces[1::2]]
        self.is_same = not slots
        """Whether it is the same for all rows."""
        self._write = write
        self._form = "%s".join(piece.replace("%", "%%") for piece in pieces[::2])
        self._pick = itemgetter(*slots) if slots else _nothing

    def text(self, texts: Sequence[str]) -> str:
        """The text with those in the holes, which are all plain."""
        return self._form % self._pick(texts)

    def wide(self, texts: Sequence[str]) -> str:
        """The same of texts that may not be plain."""
        write = self._write
        return self._form % self._pick([text if is_plain(text) else write(text)[1:-1] for text in texts])


def is_plain(text: str) -> bool:
    """Whether JSON writes a text of words as it is: letters that are no ASCII may be escapes, and quotes are."""
    return text.isascii() and '"' not in text


def _nothing(_: Sequence[str]) -> tuple[str, ...]:
    return ()


def _with(value: Any, path: JsonPath, leaf: str) -> Any:
    """A copy with another value at a path; the value itself where there is no such path in it."""
    if not path:
        return leaf
    step = path[0]
    if isinstance(value, list) and isinstance(step, int):
        return [*value[:step], _with(value[step], path[1:], leaf), *value[step + 1 :]]
    if isinstance(value, Mapping) and step in value:
        return {**value, step: _with(value[step], path[1:], leaf)}
    return value
