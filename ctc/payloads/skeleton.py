"""JSON with holes: all that is the same for many rows is written once."""

import json
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, Final

from ctc.canonical import Json, canonical_bytes
from ctc.diagnostics import Path

_MARK: Final = "ctc hole {} 7b1f9e"
Write = Callable[[Json], str]


def canonically(value: Json) -> str:
    """The canonical text."""
    if type(value) is str:
        return encode_basestring(value)
    if type(value) is int:
        return str(value)
    return canonical_bytes(value).decode()


class Skeleton:
    """A JSON value whose texts at ``paths`` are holes, as ``write`` writes it; a path that leads nowhere has none."""

    def __init__(self, value: Json, paths: Sequence[Path], write: Write = canonically) -> None:
        self._write = write
        marks = [_MARK.format(index) for index in range(len(paths))]
        made = value
        for path, mark in zip(paths, marks, strict=True):
            made = _with(made, path, mark)
        text = write(made)
        quoted = [json.dumps(mark) for mark in marks]
        found = sorted((text.index(mark), index) for index, mark in enumerate(quoted) if mark in text)
        self._order = [index for _, index in found]
        self._pieces: list[str] = []
        start = 0
        for at, index in found:
            self._pieces.append(text[start:at])
            start = at + len(quoted[index])
        self._pieces.append(text[start:])

    def text(self, values: Sequence[Json]) -> str:
        """The text with those values in the holes."""
        write, parts = self._write, [self._pieces[0]]
        for index, piece in zip(self._order, self._pieces[1:], strict=True):
            parts += (write(values[index]), piece)
        return "".join(parts)


def _with(value: Any, path: Path, leaf: str) -> Any:
    """A copy with another value at a path; the value itself where there is no such path in it."""
    if not path:
        return leaf
    step = path[0]
    if isinstance(value, list) and isinstance(step, int):
        return [*value[:step], _with(value[step], path[1:], leaf), *value[step + 1 :]]
    if isinstance(value, Mapping) and step in value:
        return {**value, step: _with(value[step], path[1:], leaf)}
    return value
