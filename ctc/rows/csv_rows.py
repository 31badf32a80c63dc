"""Rows of a CSV file with a header."""

import csv
from collections.abc import Iterator, Sequence
from typing import Final

from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern
from ctc.rows.keys import composed
from ctc.rows.limits import MAX_CELL, MAX_COLUMNS, MAX_ROW
from ctc.rows.pieces import Pieces
from ctc.rows.row import Fault, Row, Table, problem

_OTHER: Final = pattern(r"[;\t|]")


class CsvRows:
    """Rows in their order; a row of another width is a finding, and the rows after it go on.

    Separators alone are a blank line, as programs of tables write one.
    """

    def __init__(self, pieces: Pieces, text: Iterator[str], table: Table) -> None:
        self._pieces, self._text, self._table = pieces, text, table
        self._taken: list[str] = []

    def __iter__(self) -> Iterator[Row | Diagnostic]:
        reader = csv.reader(self._lines(), strict=True)
        begun, taken = 1, self._taken
        try:
            table = self._table
            names = table.columns = self._header(next(reader, []))
            width, line = len(names), self._pieces
            self._single(names)
            begun = line.line + 1
            taken.clear()
            for cells in reader:
                raw = taken[0] if len(taken) == 1 else "".join(taken)
                if not any(map(str.strip, cells)):
                    pass
                elif len(cells) == width:
                    yield Row(dict(zip(names, cells, strict=True)), table, begun, raw)
                else:
                    yield self._width(len(cells), begun)
                begun = line.line + 1
                taken.clear()
        except csv.Error:
            raise self._broken(begun) from None

    def _lines(self) -> Iterator[str]:
        taken, size = self._taken, 0
        for piece in self._text:
            size = len(piece) if not taken else size + len(piece)
            if size > MAX_ROW or not self._pieces.is_whole:
                message = f"this row is longer than {MAX_ROW:,} bytes"
                raise self._fault(
                    "CTC138", message, "a row holds what one campaign says; put long texts into a template"
                )
            taken.append(piece)
            yield piece

    def _header(self, cells: Sequence[str]) -> tuple[str, ...]:
        names = tuple(composed(cell.strip()) for cell in cells)
        for index, name in enumerate(names):
            if not name:
                raise self._fault(
                    "CTC134", f"column {index + 1} of the header has no name", "name every column"
                )
            if name in names[:index]:
                hint = "give each column its own name"
                raise self._fault("CTC134", f"the header names the column {name!r} twice", hint)
        if len(names) > MAX_COLUMNS:
            raise self._fault(
                "CTC138", f"the header names more than {MAX_COLUMNS} columns", "leave out what no text uses"
            )
        return names

    def _single(self, names: Sequence[str]) -> None:
        found = _OTHER.search(names[0]) if len(names) == 1 else None
        if found:
            sign = "a tab" if found[0] == "\t" else f"`{found[0]}`"
            message = f"the header holds {sign} and no comma: its columns cannot be told apart"
            raise self._fault("CTC132", message, "separate the columns with commas", column=found.start() + 1)

    def _width(self, count: int, line: int) -> Diagnostic:
        missing = self._table.columns[count:]
        said = f": {missing[0]!r} and all behind it are missing" if missing else ""
        hint = (
            "a row that was cut? Write the file whole"
            if missing
            else 'a comma inside a field needs "…" around the field'
        )
        width = len(self._table.columns)
        message = f"this row has {count} field{'s'[: count != 1]}, and the header {width}{said}"
        return problem(self._pieces.shown, "CTC133", message, hint, line=line)

    def _broken(self, line: int) -> Fault:
        text = "".join(self._taken)
        if not self._table.columns and "," not in text:  # a header in quotes, with another sign between them
            self._single([text.partition("\n")[0]])
        if '"' not in text and len(text) > MAX_CELL:
            message = f"a cell of this row is longer than {MAX_CELL:,} characters"
            return self._fault("CTC138", message, "put long texts into a template", line=line)
        if "\r" in text.removesuffix("\n").removesuffix("\r"):
            message, hint = "a line ends in a bare carriage return", "end lines with LF or CRLF"
            return self._fault("CTC132", message, hint, line=line, column=text.index("\r") + 1)
        column = text.find('"') + 1 or 1
        message = (
            "a quote that opens in this row is not closed as CSV has it: the file is broken or was cut here"
        )
        return self._fault("CTC132", message, 'inside "…" a quote is written twice', line=line, column=column)

    def _fault(
        self, code: str, message: str, hint: str, *, line: int | None = None, column: int = 1
    ) -> Fault:
        at = max(1, self._pieces.line) if line is None else line
        return Fault(problem(self._pieces.shown, code, message, hint, line=at, column=column))
