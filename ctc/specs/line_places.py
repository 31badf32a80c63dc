"""Where things stand in a text of plain block mappings and lists, found by the indentation of its lines.

Composing all nodes of a file takes as long as a third of all else that is done with it, and a finding asks for one
place. Here the values that were read say which entries a mapping has, in their order: where as many lines begin at its
indentation as it has entries, each of those lines is one of them, as an entry always begins a line there. What is
written in any other way (in flow, quoted keys, block scalars, several documents) is left to the nodes. That both
answer alike is a law.
"""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Path

_ENTRY: Final = re.compile(r"""([^\s#"'\[\]{}&*!|>%@`,?:-].*?)[ ]*:(?:[ ]+|$)""", re.MULTILINE)
_ITEM: Final = re.compile(r"-(?:[ ]+|$)", re.MULTILINE)
_CONTENT: Final = re.compile(r"^[ ]*(?=[^ \n#])", re.MULTILINE)
HEADER: Final = re.compile(r"[|>][^\r\n]*(?:\r\n|\r|\n)(?:[ \t]*(?:\r\n|\r|\n))*[ ]*")
"""What stands before the first character of a block scalar."""
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
    left: Path = ()
    """The path from that collection on."""


def spot_of(text: str, data: Json, path: Path, *, key: bool) -> Spot | None:
    """The spot of the key that leads to ``path``, or of its value; of the nearest ancestor where there is none.

    ``data`` is the value of the text, which is one document. None where this is not for here.
    """
    if "\r" in text or not isinstance(data, dict) or not data:
        return None
    above, node = -1, _child(text, data, 0, len(text))
    for number, part in enumerate(path):
        if node is None:
            return None
        if not (part in node.value if isinstance(node.value, dict) else _is_index(node.value, part)):
            break
        if not node.is_open:
            return Spot(node.at, path[number:]) if text[node.at] in "{[" else None
        found = _step(text, node, part)
        if found is None:
            return None
        above, node = found
    if node is None:
        return None
    if key and above >= 0:
        return Spot(above)
    if node.is_open or text[node.at : node.at + 1] not in _FOREIGN:
        return Spot(node.at)
    header = HEADER.match(text, node.at) if node.value else None
    return Spot(header.end()) if header else None


def _is_index(value: Json, part: str | int) -> bool:
    return isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value)


def _step(text: str, node: _Node, part: str | int) -> tuple[int, _Node | None] | None:
    """Where the key stands that leads to a part of a mapping or a list (nowhere for an item), and that part."""
    starts, is_mapping = _starts(text, node), isinstance(node.value, dict)
    found = [(_ENTRY if is_mapping else _ITEM).match(text, start) for start in starts]
    entries = [entry for entry in found if entry is not None]
    if len(entries) != len(node.value) or len(entries) != len(starts):
        return None
    if is_mapping and [entry[1] for entry in entries] != [*node.value]:
        return None
    number = [*node.value].index(part) if is_mapping else int(part)
    entry, end = entries[number], node.end
    if number + 1 < len(starts):
        end = text.rfind("\n", 0, starts[number + 1]) + 1
    at = entry.start()
    return at if is_mapping else -1, _behind(text, node.value[part], at, entry.end(), end, node.indent)


def _starts(text: str, node: _Node) -> list[int]:
    """Where lines begin at the indentation of a node, from its own beginning on."""
    later = _lines(node.indent).finditer(text, node.at + 1, node.end)
    return [node.at, *(line.end() for line in later)]


@lru_cache(maxsize=64)
def _lines(indent: int) -> re.Pattern[str]:
    return re.compile(rf"\n[ ]{{{indent}}}(?=[^ \n#])")


def _behind(text: str, value: Json, key: int, at: int, end: int, indent: int) -> _Node | None:
    """What stands behind a key, or behind the dash of an item, whose own lines end at ``end``."""
    line_end = text.find("\n", at, end)
    rest = text[at : end if line_end < 0 else line_end]
    if rest and rest[0] != "#":
        is_open = isinstance(value, dict | list) and bool(value) and rest[0] not in "{["
        if is_open and text[key] != "-":
            return None
        return _Node(at, value, end, at - text.rfind("\n", 0, at) - 1, is_open)
    if value is None:
        return None
    below = _child(text, value, at, end)
    return below if below is not None and below.indent > indent else None


def _child(text: str, value: Json, start: int, end: int) -> _Node | None:
    """The mapping or list whose lines begin behind ``start``."""
    found = _CONTENT.search(text, start, end)
    if found is None or not isinstance(value, dict | list) or not value or text[found.end()] in "{[":
        return None
    return _Node(found.end(), value, end, found.end() - found.start(), True)
