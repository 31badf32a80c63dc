"""Where things stand in a document. Nothing is kept for it but the text: a question parses it again."""

import re
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

from ctc.diagnostics import JsonPath, Place
from ctc.patterns import pattern
from ctc.specs.line_places import HEADER, Lines
from ctc.specs.syntax import SyntaxProblem
from ctc.specs.text import LINE_END

Node = Any
"""A node as PyYAML and ruamel.yaml compose it: ``id``, ``tag``, ``value``, ``start_mark``, scalars ``style``."""

Entries = dict[str, tuple[Node, Node]]

_PROPERTIES: Final = pattern(r"(?:[&!][^\s]*(?:\s+|$)|#[^\n]*\n\s*)+")
MERGE: Final = "<<"


class Tree:
    """A text that can be parsed again. All of its documents share what that gives.

    The nodes of the last few are kept: findings come file by file, and nodes weigh far more than their text.
    """

    __slots__ = ("_kept", "_parse", "text")

    def __init__(self, parse: Callable[[str], Iterator[Node]], text: str) -> None:
        self._parse, self.text = parse, text
        self._kept: _Parsed | None = None

    def of(self, text: str) -> "Tree":
        """Another text, parsed alike."""
        return Tree(self._parse, text)

    def documents(self) -> Iterator[Node]:
        """The root nodes, parsed as they are asked for. Raises SyntaxProblem."""
        kept = self._keep()
        for root in self._parse(self.text):
            kept.roots.append(root)
            yield root

    def parsed(self) -> "_Parsed":
        """The root nodes again; those that stand before bad syntax, as in ``{a: 1} b``, have places all the same."""
        kept = self._kept
        if kept is None:
            kept = self._keep()
            with suppress(SyntaxProblem):
                kept.roots.extend(self._parse(self.text))
        return kept

    def _keep(self) -> "_Parsed":
        if len(_RECENT) == _RECENT.maxlen:
            _RECENT[0]._kept = None
        _RECENT.append(self)
        kept = self._kept = _Parsed([])
        return kept


_RECENT: Final[deque[Tree]] = deque(maxlen=8)


class _Parsed:
    """The root nodes of a tree, and the entries of its mappings as far as they were asked for."""

    __slots__ = ("_entries", "roots")

    def __init__(self, roots: list[Node]) -> None:
        self.roots = roots
        self._entries: dict[int, Entries] = {}

    def step(self, node: Node, part: str | int) -> tuple[Node | None, Node] | None:
        if node.id == "sequence" and isinstance(part, int):
            return (None, node.value[part]) if -1 < part < len(node.value) else None
        if node.id != "mapping" or not isinstance(part, str):
            return None
        entries = self._entries.get(id(node))
        if entries is None:
            entries = self._entries[id(node)] = _entries_of(node)
        return entries.get(part)


class NodePlaces:
    """The places of one document, the ``ordinal``-th of a text that begins on ``first_line`` of its file.

    What is reached through an alias or a merge key stands where its anchor stands: that is the text that a
    person would edit. The key in front of an alias keeps its own place.
    """

    __slots__ = ("_first_line", "_flows", "_lines", "_ordinal", "_text", "_tree")

    def __init__(self, tree: Tree, ordinal: int, first_line: int, lines: Lines | None = None) -> None:
        """``lines`` are those of the document, where they may tell its places without the nodes."""
        self._tree, self._ordinal, self._first_line = tree, ordinal, first_line
        self._text, self._lines = tree.text, lines
        self._flows: dict[int, NodePlaces] = {}

    def key(self, path: JsonPath) -> Place:
        found = self._in_lines(path, key=True)
        if found is not None:
            return found
        key, value = self._walk(path)
        return self._place(value if key is None else key)

    def value(self, path: JsonPath) -> Place:
        """As the protocol says; nothing at all stands where its key stands."""
        found = self._in_lines(path, key=False)
        if found is not None:
            return found
        key, value = self._walk(path)
        says_nothing = value.id == "scalar" and not value.value and not value.style
        return self._place(key if says_nothing and key is not None else value)

    def inside(self, path: JsonPath, offset: int) -> Place:
        """The place of the character ``offset`` of the string at ``path``, however it is quoted or folded."""
        at = self._lines.index_in(path, offset) if self._lines else None
        if at is not None:
            return self._in_text(at)
        node = self._walk(path)[1]
        if node.id != "scalar":
            return self._place(node)
        start = self._content(node)
        index = source_index(self._text, start, node.style or "", node.value, offset)
        return self._at(node, index)

    def _in_lines(self, path: JsonPath, *, key: bool) -> Place | None:
        """What the lines tell without the nodes of the whole text; of a collection in flow its own are enough."""
        spot = self._lines.spot_of(path, key=key) if self._lines else None
        if spot is None:
            return None
        outside = self._in_text(spot.at)
        if not spot.left:
            return outside
        flow = self._flows.get(spot.at)
        if flow is None:
            tree = self._tree.of(self._text[spot.at :].partition("\n")[0])
            if not tree.parsed().roots:
                return None
            flow = self._flows[spot.at] = NodePlaces(tree, 0, outside.line)
        place = flow.key(spot.left) if key else flow.value(spot.left)
        return Place(line=outside.line, column=outside.column - 1 + place.column)

    def _in_text(self, at: int) -> Place:
        """The place of a character of a text whose lines are told apart by line feeds alone."""
        return Place(line=self._text.count("\n", 0, at) + 1, column=at - self._text.rfind("\n", 0, at))

    def _walk(self, path: JsonPath) -> tuple[Node | None, Node]:
        parsed = self._tree.parsed()
        key, node = None, parsed.roots[self._ordinal]
        for part in path:
            found = parsed.step(node, part)
            if found is None:
                break
            key, node = found
        return key, node

    def _place(self, node: Node) -> Place:
        return self._at(node, self._content(node))

    def _at(self, node: Node, index: int) -> Place:
        mark = node.start_mark
        if index == mark.index:
            return Place(line=mark.line + self._first_line, column=mark.column + 1)
        *above, line = LINE_END.split(self._text[mark.index : index])
        column = len(line) + 1 if above else mark.column + len(line) + 1
        return Place(line=mark.line + len(above) + self._first_line, column=column)

    def _content(self, node: Node) -> int:
        """The index of a node's own text, behind its anchor, its tag and a block scalar's header."""
        index: int = node.start_mark.index
        if node.id == "scalar" and not node.value:
            return index
        found = _PROPERTIES.match(self._text, index)
        index = found.end() if found else index
        if node.id == "scalar" and node.style in ("|", ">"):
            header = HEADER.match(self._text, index)
            return header.end() if header else index
        return index


def _entries_of(node: Node) -> Entries:
    """The entries of a mapping by key: its own first, then what it merges."""
    entries: Entries = {}
    merged: list[Node] = []
    for key, value in node.value:
        if key.id == "scalar":
            if is_merge(key):
                merged += merge_sources(value)
            entries.setdefault(key.value, (key, value))
    for source in merged:
        for name, entry in _entries_of(source).items():
            entries.setdefault(name, entry)
    return entries


def is_merge(key: Node) -> bool:
    return key.value == MERGE and not key.style


def merge_sources(value: Node) -> Iterator[Node]:
    """The mappings that a merge key names; what is no mapping is left out."""
    sources = value.value if value.id == "sequence" else [value]
    return (source for source in sources if source.id == "mapping")


_ESCAPE: Final = pattern(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.DOTALL)
_BLANK_ESCAPES: Final = frozenset("tnvfrN_LP \t\r\n")


def source_index(text: str, start: int, style: str, value: str, offset: int) -> int:
    """The index in ``text`` of ``value[offset]``, for a scalar of ``style`` whose own text begins at ``start``.

    Folding, indentation and line ends only ever change white space, so the n-th visible character of the value is
    the n-th visible character of the source. Escapes in quotes are counted for what they stand for.
    """
    while offset < len(value) and value[offset].isspace():
        offset += 1
    visible = sum(1 for char in value[:offset] if not char.isspace())
    index = start + 1 if style in ("'", '"') else start
    while index < len(text):
        width, counts = _next(text, index, style)
        if counts:
            if not visible:
                return index
            visible -= 1
        index += width
    return start


def _next(text: str, index: int, style: str) -> tuple[int, bool]:
    """How many characters of the source make the next one of the value, and whether it is visible."""
    char = text[index]
    if style == "'" and text.startswith("''", index):
        return 2, True
    if style == '"' and char == "\\":
        code = _ESCAPE.match(text, index)[0][1:]  # type: ignore[index]  # the parser took it for one
        if len(code) > 2:
            return len(code) + 1, not chr(int(code[1:], 16)).isspace()
        return len(code) + 1, code[0] not in _BLANK_ESCAPES
    return 1, not char.isspace()
