"""Where a cell stands, found again in the text of its row."""

import json
from itertools import accumulate
from typing import Final

from ctc.diagnostics import Diagnostic, Place
from ctc.patterns import pattern
from ctc.rows.keys import composed
from ctc.rows.row import Row, problem

_DECODER: Final = json.JSONDecoder()
_BLANK: Final = pattern(r"\s*")


def place_of(row: Row, column: str | None) -> Place:
    """The place of a cell; of the row where the column is none of it."""
    index = 0
    if column is not None and column in row.values:
        index = (
            _in_csv(row.raw, row.table.columns.index(column))
            if row.table.is_csv
            else _in_json(row.raw, column)
        )
    before = row.raw[:index]
    lines = before.count("\n")
    at = len(before) - before.rfind("\n") if lines else row.column + index
    return Place(line=row.line + lines, column=at)


def row_problem(row: Row, column: str | None, code: str, message: str, hint: str | None) -> Diagnostic:
    """A finding at a cell, or at a row as a whole."""
    place = place_of(row, column)
    return problem(row.table.shown, code, message, hint, line=place.line, column=place.column)


def _in_csv(raw: str, wanted: int) -> int:
    """The index of a cell's first character; of its quote where it has one."""
    quotes = accumulate(char == '"' for char in raw)
    parted = (
        index
        for index, (char, before) in enumerate(zip(raw, quotes, strict=True), 1)
        if char == "," and not before % 2
    )
    return [0, *parted][wanted]


def _in_json(raw: str, wanted: str) -> int:
    """The index of the value of a key of the outermost object."""
    index = _BLANK.match(raw, 1).end()  # type: ignore[union-attr]
    while True:
        key, index = _DECODER.raw_decode(raw, index)
        index = _BLANK.match(raw, raw.index(":", index) + 1).end()  # type: ignore[union-attr]
        if composed(key) == wanted:
            return index
        _, index = _DECODER.raw_decode(raw, index)
        index = _BLANK.match(raw, index).end()  # type: ignore[union-attr]
        index = _BLANK.match(raw, index + 1).end()  # type: ignore[union-attr]
