"""Texts as an editor has them: their lines, how it counts along a line, and the changes that it tells."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ctc.patterns import pattern

_END: Final = pattern("\r\n|\r|\n")


def lines_of(text: str) -> Sequence[str]:
    """The lines without their ends, as YAML and the protocol count them."""
    return _END.split(text)


@dataclass(frozen=True, slots=True)
class Units:
    """What an editor counts along a line: UTF-16 code units, unless it and the server agreed on another encoding."""

    encoding: str

    def of(self, text: str) -> int:
        """How many of them a text has."""
        if self.encoding == "utf-32":
            return len(text)
        data = text.encode("utf-8" if self.encoding == "utf-8" else "utf-16-le", "surrogatepass")
        return len(data) if self.encoding == "utf-8" else len(data) // 2

    def column(self, text: str, units: int) -> int:
        """The characters before a place; one inside of a character is the place before it."""
        count = 0
        for number, char in enumerate(text):
            count += self.of(char)
            if count > units:
                return number
        return len(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line and a column from 0, in characters."""

    line: int
    column: int


def place_at(lines: Sequence[str], line: int, character: int, units: Units) -> Place:
    """The place that an editor means; beyond the last line, or beyond the end of one, it is that end."""
    if line >= len(lines):
        return Place(line=len(lines) - 1, column=len(lines[-1]))
    return Place(line=line, column=units.column(lines[line], character))


def replaced(text: str, start: Place, end: Place, new: str) -> str:
    """The text with what stands between two places replaced."""
    begins = [0, *(found.end() for found in _END.finditer(text))]
    first, last = begins[start.line] + start.column, begins[end.line] + end.column
    return text[:first] + new + text[max(first, last) :]
