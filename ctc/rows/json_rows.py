"""Rows of NDJSON, or of a JSON list of objects."""

import json
from collections.abc import Iterator
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.rows.keys import composed
from ctc.rows.limits import MAX_COLUMNS, MAX_ROW
from ctc.rows.pieces import Pieces
from ctc.rows.row import Fault, Row, Table, problem

_BLANK: Final = " \t\r\n"
_WHOLE: Final = "each row is one whole JSON object"
_ONE_LINE: Final = "write each object on one line, or all of them in one list: [{…}, {…}]"


class _Refused(ValueError):
    """JSON that no row may hold; the message says what."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _Refused(f"names {twice[:80]!r} twice")
    return made


def _constant(text: str) -> Any:
    raise _Refused(f"holds {text}, which JSON does not know")


def _whole(text: str) -> int:
    if len(text) > _DIGITS:
        raise _Refused(f"holds a number of more than {_DIGITS} digits")
    return int(text)


def _number(text: str) -> float:
    value = float(text)
    if value in (_ENDLESS, -_ENDLESS):
        raise _Refused(f"holds {text[:80]}, a number that is too large")
    return value


_ENDLESS: Final = float("inf")
_DIGITS: Final = 300
_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_pairs, parse_constant=_constant, parse_int=_whole, parse_float=_number
)


class LineRows:
    """NDJSON: an object a line. A line that is none is a finding, and the lines after it go on."""

    def __init__(self, pieces: Pieces, text: Iterator[str], table: Table) -> None:
        self._pieces, self._text, self._table = pieces, text, table

    def __iter__(self) -> Iterator[Row | Diagnostic]:
        for line in self._text:
            if not self._pieces.is_whole:
                raise Fault(_long(self._pieces))
            written = line.strip()
            if written:
                found = _row(self._table, written, self._pieces.line, line.find(written[0]) + 1)
                if isinstance(found, Diagnostic) and not self._table.columns and written[-1] != "}":
                    raise Fault(found._replace(hint=_ONE_LINE))
                yield found


class ListRows:
    """A list of objects, which may be one line."""

    def __init__(self, pieces: Pieces, text: Iterator[str], table: Table) -> None:
        self._pieces, self._text, self._table = pieces, text, table
        self._rest = ""
        self._at = 0
        self._line, self._column = 1, 1

    def begin_at(self, line: int) -> None:
        """The list begins on this line of the file."""
        self._line = line

    def __iter__(self) -> Iterator[Row | Diagnostic]:
        self._skip()
        self._take(1)  # the bracket
        self._skip()
        if self._here() == "]":
            yield from self._end()
            return
        while True:
            yield self._object()
            self._skip()
            sign = self._here()
            if sign == "]":
                yield from self._end()
                return
            if sign != ",":
                raise self._fault(
                    "a comma or the end of the list is missing: the file is broken or was cut here"
                )
            self._take(1)
            self._skip()

    def _object(self) -> Row | Diagnostic:
        line, column = self._line, self._column
        while True:
            try:
                value, end = _DECODER.raw_decode(self._rest, self._at)
                break
            except _Refused as refused:
                raise self._fault(f"this row {refused}") from None
            except RecursionError:
                raise self._fault("this row is nested too deeply") from None
            except ValueError:
                if len(self._rest) - self._at > MAX_ROW:
                    raise Fault(_long(self._pieces, line, column)) from None
                if not self._more():
                    raise self._fault(
                        "this row is not whole JSON: the file is broken or was cut here"
                    ) from None
        raw = self._rest[self._at : end]
        if len(raw) > MAX_ROW:
            raise Fault(_long(self._pieces, line, column))
        self._take(end - self._at)
        return _judged(self._table, raw, value, line, column)

    def _end(self) -> Iterator[Diagnostic]:
        self._take(1)
        self._skip()
        if self._here():
            raise self._fault("something stands behind the end of the list")
        return iter(())

    def _here(self) -> str:
        return self._rest[self._at : self._at + 1]

    def _skip(self) -> None:
        """Goes on to the next character that is no blank."""
        while True:
            while self._at < len(self._rest) and self._rest[self._at] in _BLANK:
                self._take(1)
            if self._at < len(self._rest) or not self._more():
                return

    def _more(self) -> bool:
        """The next lines of the file, about as many as are at hand already: a row is not begun anew for each."""
        found, size = [], 0
        for piece in self._text:
            found.append(piece)
            size += len(piece)
            if size >= len(self._rest) - self._at:
                break
        if not found:
            return False
        self._rest = self._rest[self._at :] + "".join(found)
        self._at = 0
        return True

    def _take(self, count: int) -> None:
        taken = self._rest[self._at : self._at + count]
        lines = taken.count("\n")
        self._line += lines
        self._column = len(taken) - taken.rfind("\n") if lines else self._column + count
        self._at += count

    def _fault(self, message: str) -> Fault:
        return Fault(
            problem(self._pieces.shown, "CTC132", message, _WHOLE, line=self._line, column=self._column)
        )


def _row(table: Table, raw: str, line: int, column: int) -> Row | Diagnostic:
    def wrong(message: str, at: int = 0) -> Diagnostic:
        return problem(table.shown, "CTC132", message, _WHOLE, line=line, column=column + at)

    try:
        value: Json = _DECODER.decode(raw)
    except _Refused as refused:
        return wrong(f"this row {refused}")
    except json.JSONDecodeError as error:
        return wrong("this row is not whole JSON: the file is broken or was cut here", at=error.pos)
    except RecursionError:
        return wrong("this row is nested too deeply")
    return _judged(table, raw, value, line, column)


def _judged(table: Table, raw: str, value: Json, line: int, column: int) -> Row | Diagnostic:
    code, message = "", ""
    if isinstance(value, dict) and (not raw.isascii() or "\\u" in raw):
        names = [composed(name) for name in value]
        value = dict(zip(names, value.values(), strict=True))
        if len(value) != len(names):
            twice = next(name for name in value if names.count(name) > 1)
            code, message = "CTC132", f"this row names {twice[:80]!r} twice"
    if not isinstance(value, dict):
        code, message = "CTC132", "this row is no object"
    elif "\\u" in raw and not _is_encodable(value):
        code, message = "CTC131", "this row holds half of a character (a lone surrogate)"
    elif len(value) > MAX_COLUMNS:
        code, message = "CTC138", f"this row has more than {MAX_COLUMNS} columns"
    if code:
        return problem(table.shown, code, message, _WHOLE, line=line, column=column)
    if not table.columns:
        table.columns = tuple(value)
    return Row(value, table, line, raw, column)


def _long(pieces: Pieces, line: int | None = None, column: int = 1) -> Diagnostic:
    message = f"this row is longer than {MAX_ROW:,} bytes"
    hint = "a row holds what one campaign says; put long texts into a template"
    at = pieces.line if line is None else line
    return problem(pieces.shown, "CTC138", message, hint, line=at, column=column)


def _is_encodable(value: Json) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
