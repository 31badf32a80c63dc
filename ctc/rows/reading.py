"""A data file as rows. Its form is told by its first character that is no blank."""

from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from ctc.diagnostics import Diagnostic
from ctc.rows.csv_rows import CsvRows
from ctc.rows.json_rows import LineRows, ListRows
from ctc.rows.limits import MAX_FAULTS, MAX_ROWS
from ctc.rows.pieces import Pieces
from ctc.rows.row import Fault, Row, Table, problem


class DataRows:
    """One pass over one data file: rows in their order, findings in ``problems``.

    Once the pass is over ``sha256`` is over all bytes of the file, and ``count`` is the number of its rows.
    """

    def __init__(self, file: BinaryIO, shown: str) -> None:
        self._pieces = Pieces(file, shown)
        self.table = Table(shown)
        self.count = 0
        self.problems: list[Diagnostic] = []
        self.is_spoiled = False

    @property
    def sha256(self) -> str:
        return self._pieces.sha256

    @property
    def size(self) -> int:
        """Bytes that were read."""
        return self._pieces.size

    def spoil(self, found: Diagnostic) -> None:
        """Nothing that was read may be believed, for this one reason."""
        self.problems, self.is_spoiled = [found], True

    def __iter__(self) -> Iterator[Row]:
        """What is wrong with one row is told, and the rows after it are given; what is no row any more ends it."""
        wrong = 0
        try:
            for found in self._found():
                if isinstance(found, Row):
                    self.count += 1
                    if self.count > MAX_ROWS:
                        raise Fault(self._too_many(found.line))
                    yield found
                    continue
                wrong += 1
                if wrong > MAX_FAULTS:
                    message = f"more than {MAX_FAULTS} rows cannot be read; the rest is not shown"
                    raise Fault(problem(self.table.shown, found.code, message, line=found.line))
                self.problems.append(found)
        except Fault as fault:
            cut = fault.diagnostic  # what is told of the row that it breaks off in follows from it
            self.problems = [found for found in self.problems if found.line != cut.line]
            self.problems.append(cut)

    def _found(self) -> Iterator[Row | Diagnostic]:
        text = iter(self._pieces)
        first = next((piece for piece in text if piece.strip()), None)
        if first is None:
            return
        sign = first.lstrip()[0]
        whole = chain((first,), text)
        if sign == "[":
            listed = ListRows(self._pieces, whole, self.table)
            listed.begin_at(self._pieces.line)
            yield from listed
        elif sign == "{":
            yield from LineRows(self._pieces, whole, self.table)
        else:
            self.table.is_csv = True
            yield from CsvRows(self._pieces, whole, self.table)

    def _too_many(self, line: int) -> Diagnostic:
        message = (
            f"this file holds more than {MAX_ROWS:,} rows: that many campaigns take days at CleverTap's rate"
        )
        hint = "split it into several families, or send it in parts"
        return problem(self.table.shown, "CTC138", message, hint, line=line)
