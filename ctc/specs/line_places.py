"""Where things stand in a text of plain block mappings and lists, found by the indentation of its lines.

Composing all nodes of a file takes as long as a third of all else that is done with it, and a finding asks for one
place. Here the values that were read say which entries a mapping has, in their order: where as many lines begin at its
indentation as it has entries, each of those lines is one of them, as an entry always begins a line there. What is
written in any other way (in flow, keys with escapes, block scalars) is left to the nodes. That both answer alike is a
law.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.patterns import pattern

_ENTRY: Final = pattern(
    r"""("[^"\\\n]*"|'[^'\n]*'|[^\s#"'\[\]{}&*!|>%@`,?:-].*?)[ ]*:(?:[ ]+|$)""", re.MULTILINE
)
"""A key, as it is written: plain, or in quotes without a quote in it."""
_ITEM: Final = pattern(r"(-)(?:[ ]+|$)", re.MULTILINE)
_CONTENT: Final = pattern(r"^[ ]*(?=[^ \n#])", re.MULTILINE)
HEADER: Final = pattern(r"[|>][^\r\n]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ ]*")
"""What stands before the first character of a block scalar."""
_QUOTES: Final = frozenset("'\"")
_MARK: Final = pattern(r"^---[ ]*(?:#[^\n]*)?(?:\n|\Z)", re.MULTILINE)
"""The line between two documents, where nothing of the next one stands on it."""
_FOREIGN: Final = frozenset("!&*|>%@`")
"""What a value may begin with that does not stand where it begins, or is not plain."""


class _Node(NamedTuple):
    """A value: where it begins, what it is, where its lines end, and how far it stands from the line's beginning.

    ``at`` is that of its key where nothing is written behind that.
    """

    at: int
    value: Json
    end: int
    indent: int
    is_open: bool
    """Whether it is a mapping or a list written in lines."""


class Spot(NamedTuple):
    """Where something stands: the index in the text, or that of a collection in flow, which holds it on its line."""

    at: int
    left: JsonPath = ()
    """The path from that collection on."""


class _Entry(NamedTuple):
    """An entry of a mapping, or an item: where it begins, where what is written behind it does, where its lines end."""

    at: int
    behind: int
    end: int


class Lines:
    """The lines of one document: ``data`` is what was read from ``text[start:end]``.

    What was found out of a mapping or a list is kept: findings come many at a time where there are any.
    """

    __slots__ = ("_data", "_end", "_items", "_start", "_text")

    def __init__(self, text: str, data: Json, start: int, end: int) -> None:
        self._text, self._data, self._start, self._end = text, data, start, end
        self._items: dict[int, Sequence[int] | None] = {}

    def spot_of(self, path: JsonPath, *, key: bool) -> Spot | None:
        """The spot of the key that leads to ``path``, or of its value; of the nearest ancestor where there is none.

        None where this is not for here.
        """
        text, data = self._text, self._data
        if not isinstance(data, dict) or not data:
            return None
        above, node = -1, _child(text, data, self._start, self._end)
        for number, part in enumerate(path):
            if node is None:
                return None
            if not _has(node.value, part):
                break
            if not node.is_open:
                return Spot(node.at, path[number:]) if text[node.at] in "{[" else None
            entry = self._entry(node, part)
            if entry is None:
                return None
            above = entry.at if isinstance(node.value, dict) else -1
            node = _behind(text, node.value[part], entry, node.indent)
        if node is None:
            return None
        if key and above >= 0:
            return Spot(above)
        if node.is_open or text[node.at : node.at + 1] not in _FOREIGN:
            return Spot(node.at)
        header = HEADER.match(text, node.at) if node.value else None
        return Spot(header.end()) if header else None

    def index_in(self, path: JsonPath, offset: int) -> int | None:
        """Where the character ``offset`` of the text at ``path`` stands; None where that is not written as it reads."""
        value = _at(self._data, path)
        if not isinstance(value, str) or not value[offset : offset + 1].strip():
            return None
        spot = self.spot_of(path, key=False)
        if spot is None or spot.left:
            return None
        text, at = self._text, spot.at
        if text[at] in _QUOTES:
            if text[at] in value[:offset] or "\\" in value[:offset]:
                return None
            at += 1
        line, *others = value[: offset + 1].split("\n")
        below = "\n" + " " * _column(text, at)
        for other in others:
            between = below if other else "\n"
            if not text.startswith(line + between, at):
                return None
            at += len(line) + len(between)
            line = other
        return at + len(line) - 1 if text.startswith(line, at) else None

    def _entry(self, node: _Node, part: str | int) -> _Entry | None:
        """A part of a mapping or a list."""
        if node.at not in self._items:
            self._items[node.at] = _items_of(self._text, node)
        items = self._items[node.at]
        if items is None:
            return None
        is_key = isinstance(part, str)
        begin = _begin_of(self._text, node, part) if isinstance(part, str) else items[part]
        entry = (_ENTRY if is_key else _ITEM).match(self._text, begin)
        if entry is None or _said(entry[1]) != (part if is_key else "-"):
            return None
        later = _lines_at(node.indent).search(self._text, begin, node.end)
        return _Entry(begin, entry.end(), later.start() + 1 if later else node.end)


def lines_of(text: str, values: Sequence[Json]) -> "Sequence[Lines | None]":
    """The lines of each document of a text; None for all where it is not clear which lines are whose."""
    spans = [(0, len(text))]
    if "---" in text:
        marks = [*_MARK.finditer(text)]
        begins = [0, *(mark.end() for mark in marks)]
        spans = [*zip(begins, [*(mark.start() for mark in marks), len(text)], strict=True)]
        if marks and not _CONTENT.search(text, *spans[0]):
            del spans[0]
    if "\r" in text or len(spans) != len(values):
        return [None] * len(values)
    return [Lines(text, value, *span) for value, span in zip(values, spans, strict=True)]


def _at(value: Any, path: JsonPath) -> Json:
    """What stands at a path; None where there is nothing."""
    for part in path:
        if not _has(value, part):
            return None
        value = value[part]
    return value


def _has(value: Json, part: str | int) -> bool:
    if isinstance(value, dict):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and -1 < part < len(value)


def _column(text: str, at: int) -> int:
    """How far a character stands from the beginning of its line."""
    return at - text.rfind("\n", 0, at) - 1


def _items_of(text: str, node: _Node) -> Sequence[int] | None:
    """Where the items of a list begin, and nothing for a mapping; None where other lines begin at the indentation of
    its entries, too."""
    lines = _lines_at(node.indent)
    if isinstance(node.value, dict):
        return () if len(lines.findall(text, node.at + 1, node.end)) + 1 == len(node.value) else None
    items = [node.at, *(found.end() for found in lines.finditer(text, node.at + 1, node.end))]
    return items if len(items) == len(node.value) else None


def _begin_of(text: str, node: _Node, key: str) -> int:
    """Where the entry of a key begins, and the end of the text where none does so plainly."""
    if key == next(iter(node.value)):
        return node.at
    for written in (key, f'"{key}"', f"'{key}'"):
        line = text.find(f"\n{' ' * node.indent}{written}:", node.at, node.end)
        if line != -1:
            return line + 1 + node.indent
    return len(text)


def _said(key: str) -> str:
    """A key without its quotes."""
    return key[1:-1] if key[0] in _QUOTES else key


@lru_cache(maxsize=64)
def _lines_at(indent: int) -> re.Pattern[str]:
    """How a line of an indentation begins, behind the one before it."""
    return re.compile(rf"\n[ ]{{{indent}}}(?=[^ \n#])")


def _behind(text: str, value: Json, entry: _Entry, indent: int) -> _Node | None:
    """What stands behind a key, or behind the dash of an item."""
    at, end = entry.behind, entry.end
    line_end = text.find("\n", at, end)
    if at < (end if line_end < 0 else line_end) and text[at] != "#":
        is_open = isinstance(value, dict | list) and bool(value) and text[at] not in "{["
        if is_open and text[entry.at] != "-":
            return None
        return _Node(at, value, end, _column(text, at), is_open)
    if value is None:
        is_blank = line_end < 0 or _CONTENT.search(text, line_end, end) is None
        is_key = text[entry.at] != "-"
        return _Node(entry.at, value, end, indent, False) if is_blank and is_key else None
    below = _child(text, value, at, end)
    return below if below is not None and below.indent > indent else None


def _child(text: str, value: Json, start: int, end: int) -> _Node | None:
    """The mapping or list whose lines begin behind ``start``."""
    found = _CONTENT.search(text, start, end)
    if found is None or not isinstance(value, dict | list) or not value or text[found.end()] in "{[":
        return None
    return _Node(found.end(), value, end, found.end() - found.start(), True)
