"""One canonical layout of a YAML text, for ``ctc fmt``: blanks move, and nothing else does.

Mappings and lists are indented by two, a list below its key too; one blank follows a colon and a dash; no line ends in
blanks; two blank lines never follow each other; the text ends in one line break. Comments, quotes, block styles, the
order of keys and the breaks of long texts stay as their author wrote them.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any, Final

from ctc.specs.composing import composed
from ctc.specs.places import Node
from ctc.specs.syntax import SyntaxProblem
from ctc.specs.text import LINE_END

STEP: Final = 2
_BLOCK: Final = ("|", ">")
_TURNS: Final = 4


class NoLayout(Exception):
    """A layout cannot be changed without changing what the text says: ``lines`` end in what stands in the way."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines


def laid_out(text: str) -> str:
    """The text in the canonical layout: laid out again it stays as it is. Line ends are LF.

    Raises SyntaxProblem or TooMuch where it is no YAML, and NoLayout where what it says would change.
    """
    before = LINE_END.sub("\n", text)
    for turn in range(_TURNS):
        try:
            after = _once(before)
        except SyntaxProblem as problem:
            if not turn:
                raise
            raise NoLayout(before.split("\n")[: problem.mark[0] + 1]) from None
        if after == before:
            return after
        before = after
    raise NoLayout([])


def _once(text: str) -> str:
    lines = text.split("\n")
    if lines[-1]:
        lines.append("")  # where what nobody wrote behind the last line stands
    page = _Page(lines)
    roots = [*composed(text)]  # all of them at once: nodes are told apart by who they are
    for root in roots:
        if root is not None:
            page.value(root, 0, 0)
    page.comments()
    return _joined(page)


@dataclass(slots=True)
class _Page:
    """Where each line shall begin (``target``), and which blanks inside of it shrink to one (``gaps``)."""

    lines: list[str]
    target: dict[int, int] = field(default_factory=dict)
    kept: set[int] = field(default_factory=set)
    """Lines inside of a text: what they end in, and that they are empty, may matter."""
    gaps: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    bottom: int = -1
    """The last line of a text at the end of which empty lines count."""
    seen: set[int] = field(default_factory=set)

    def value(self, node: Node, column: int, parent: int) -> None:
        """A value whose first line may begin at ``column``; its parent stood at ``parent`` before. No alias: what that
        says stands at its anchor."""
        self.seen.add(id(node))
        if node.id == "scalar":
            self.scalar(node, column, parent)
        elif node.flow_style:
            self.inside(node, node.end_mark.line, column, parent)
        elif node.id == "mapping":
            self.mapping(node, column)
        else:
            self.sequence(node, column)

    def mapping(self, node: Node, column: int) -> None:
        for key, value in node.value:
            mark = key.start_mark
            self.begin(mark, column)
            end = key.end_mark
            start = value.start_mark
            if id(value) not in self.seen:
                if start.line == end.line:
                    self.gap(end.line, end.column, start.column)
                self.value(value, column + STEP, mark.column + STEP)
            elif id(key) not in self.seen:
                self.alias(end.line, end.column, column + STEP)

    def sequence(self, node: Node, column: int) -> None:
        line, dash = self.first_dash(node)
        for item in node.value:
            at = self.dash_at(line, dash)
            if self.lines[at][:dash].strip() == "":
                self.put(at, column)
            behind = self.lines[at][dash + 1 :].lstrip()
            if behind and behind[0] != "#":
                self.gaps.setdefault(at, []).append((dash + 1, len(self.lines[at]) - len(behind)))
            if id(item) in self.seen:
                self.alias(at, dash + 1, column + STEP)
                line = at + 1
            else:
                self.value(item, column + STEP, dash + STEP)
                line = max(at + 1, item.end_mark.line)

    def first_dash(self, node: Node) -> tuple[int, int]:
        """Where a list's first dash stands: on a line below its anchor or tag, where it has one."""
        mark = node.start_mark
        if self.lines[mark.line][mark.column] == "-":
            return mark.line, mark.column
        for line in range(mark.line + 1, len(self.lines)):
            if self.lines[line].lstrip().startswith("-"):
                return line, _width(self.lines[line])
        raise NoLayout(self.lines[: mark.line + 1])

    def dash_at(self, first: int, dash: int) -> int:
        """The line of the next dash of a list: what stood before it is over, and comments begin otherwise."""
        for line in range(first, len(self.lines)):
            if self.lines[line][dash : dash + 1] == "-" and not self.lines[line][:dash].strip(" -"):
                return line
        raise NoLayout(self.lines[: first + 1])

    def alias(self, line: int, end: int, column: int) -> None:
        """An alias, of which the parser tells no place: it stands behind ``end``, or on a line of its own below."""
        behind = self.lines[line][end:].lstrip(": ")
        if behind.startswith("*"):
            self.gap(line, end, len(self.lines[line]) - len(behind))
        elif not behind.strip() or behind[0] == "#":
            below = range(line + 1, len(self.lines))
            own = next((at for at in below if self.lines[at].lstrip().startswith("*")), line)
            self.put(own, column)

    def scalar(self, node: Node, column: int, parent: int) -> None:
        first, last = node.start_mark.line, node.end_mark.line
        if node.end_mark.column == 0 and last > first:
            last -= 1
        if node.style in _BLOCK:
            self.block(node, first, last, column, parent)
            self.begin(node.start_mark, column)
        else:
            self.inside(node, last, column, parent)

    def block(self, node: Node, first: int, last: int, column: int, parent: int) -> None:
        """The lines of a block text move together; without a number in its header they begin at ``column``."""
        head = self.lines[first][node.start_mark.column :].split(" #")[0]
        body = range(first + 1, last + 1)
        written = [line for line in body if self.lines[line].strip()]
        own = _width(self.lines[written[0]]) if written else column
        move = column - parent if re.search(r"\d", head) else column - own
        self.bottom = last if "+" in head else self.bottom
        for line in body:
            self.kept.add(line)
            width = _width(self.lines[line])
            self.put(line, max(0, width + move) if self.lines[line].strip() or width > own else 0)

    def inside(self, node: Node, last: int, column: int, parent: int) -> None:
        """A text or a bracket, with the lines that it goes on over."""
        mark = node.start_mark
        is_first = not self.lines[mark.line][: mark.column].strip()
        move = column - (mark.column if is_first else parent)
        for line in range(mark.line + 1, last + 1):
            if line < last:
                self.kept.add(line)
            self.put(line, max(0, _width(self.lines[line]) + move) if self.lines[line].strip() else 0)
        self.begin(mark, column)

    def begin(self, mark: Any, column: int) -> None:
        if not self.lines[mark.line][: mark.column].strip():
            self.put(mark.line, column)

    def put(self, line: int, column: int) -> None:
        self.target.setdefault(line, column)

    def gap(self, line: int, end: int, start: int) -> None:
        """What stands between a key and its value: a colon, and blanks. An alias is a key whose end is told too late,
        and an anchor or a tag behind the colon is not for here."""
        between = self.lines[line][end:start]
        colon = between.find(":")
        if colon >= 0 and not between[colon + 1 :].strip():
            self.gaps.setdefault(line, []).append((end + colon + 1, start))

    def comments(self) -> None:
        """A comment of its own line goes with what follows, or with what stood at its column above."""
        content = sorted(self.target)
        for number, line in enumerate(self.lines):
            if number not in self.target and line.lstrip().startswith("#"):
                self.target[number] = self._beside(content, number, _width(line))

    def _beside(self, content: list[int], number: int, column: int) -> int:
        place = bisect_right(content, number)
        below = content[place] if place < len(content) else None
        if below is not None and (_width(self.lines[below]) >= column or place == 0):
            return self.target[below]
        for above in reversed(content[:place]):
            if above not in self.kept and _width(self.lines[above]) <= column:
                return self.target[above]
        return 0


def _width(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _joined(page: _Page) -> str:
    out: list[str] = []
    floor = 0
    for number, line in enumerate(page.lines):
        inside = number in page.kept
        written = _line(page, number, line)
        if not written and not inside and (not out or not out[-1]):
            continue
        out.append(written)
        floor = len(out) if number == page.bottom else floor
    while len(out) > floor and not out[-1] and len(page.lines) - 1 not in page.kept:
        out.pop()
    return "\n".join(out) + "\n" if out else ""


def _line(page: _Page, number: int, line: str) -> str:
    for start, end in sorted(page.gaps.get(number, ()), reverse=True):
        line = f"{line[:start]} {line[end:]}"
    if number in page.kept:
        return " " * page.target[number] + line.lstrip(" ")
    line = line.rstrip()
    return " " * page.target[number] + line.lstrip() if number in page.target and line else line
