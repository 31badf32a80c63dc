"""The values of one column of a CSV or NDJSON file, read as a stream and hashed on the way.

Never a value in a message: problems name lines.
"""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, Literal

from ctc.canonical import Json
from ctc.conflicts import BEGINS, HINT, WHAT
from ctc.encodings import BOM, WIDE, is_wide
from ctc.patterns import pattern
from ctc.suggest import did_you_mean
from ctc.validation.unfilled import is_unfilled

MAX_LINE: Final = 1 << 20
"""Bytes of one line; what is longer is no row of recipients."""
CSV_SUFFIXES: Final = (".csv",)
JSON_SUFFIXES: Final = (".ndjson", ".jsonl")
_CONFLICT: Final = BEGINS.encode()
_CONTROL: Final = pattern("[\x00-\x1f\x7f]")
_SHORTENED: Final = pattern(r"[0-9]+(?:[.,][0-9]+)?[Ee]\+[0-9]+|[1-9][.,][0-9]+[Ee][0-9]{1,3}")
"""As spreadsheets write it, and as Java and Spark do, without the sign."""
_BY_SPREADSHEET: Final = (
    "holds a number as a spreadsheet or a program shortens it (like 1.23E+10): its last digits are lost",
    "give the column the format `text` before the file is saved as CSV, or export it as text",
)
_SEPARATORS: Final = {"\t": "tabs", ";": "semicolons", "|": "bars"}
_NAME: Final = pattern(r"[A-Za-z_][A-Za-z_ .-]{0,39}")
"""A column's name that a message may show: in a file without a header the first row is a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong with a file; ``at`` is the key of the reference that a person would look at."""

    code: str
    message: str
    hint: str | None = None
    at: Literal["file", "column", "match"] = "file"
    final: bool = False
    """Nothing after it can be read."""


class Rows:
    """One pass over one file. ``sha256`` is over the bytes read so far: all of them once the pass is over."""

    def __init__(self, path: Path, column: str | None, *, blanks: bool = False) -> None:
        """``blanks`` gives an empty text for each row that names nobody."""
        self._path = path
        self._blanks = blanks
        self._names: list[str] = []
        self._cells: Sequence[str] | Mapping[str, Json] = ()
        self._column = column
        self._hash = sha256()
        self._line = 0
        self.blank = 0
        """Rows so far that name nobody, blank ones at the end of the file aside."""
        self.unfilled = 0
        """Rows so far with what a program writes where it has no value."""

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def cells(self, names: Sequence[str]) -> list[Json] | None:
        """Other columns of the row that was given last; None where it lacks one."""
        cells, known = self._cells, self._names
        if isinstance(cells, Mapping):
            return [cells[name] for name in names] if all(name in cells for name in names) else None
        places = [known.index(name) if known.count(name) == 1 else len(cells) for name in names]
        return [cells[place] for place in places] if max(places) < len(cells) else None

    def lacks(self, names: Sequence[str]) -> Problem:
        """Why :meth:`cells` had no answer."""
        cells = self._cells
        known = list(cells) if isinstance(cells, Mapping) else self._names
        name = next((name for name in names if known.count(name) != 1), names[0])
        showable = [other for other in known if _NAME.fullmatch(other)]
        near = did_you_mean(name, showable)
        what = f"has no column {name!r}, by which recipients are matched"
        return Problem(code="CTC352", message=f"line {self._line} {what}", hint=near, at="match", final=True)

    def __iter__(self) -> Iterator[str | Problem]:
        """Each non-empty value, without blanks around it, in order; a Problem where there is none."""
        with self._path.open("rb") as file:
            try:
                if self._path.suffix.lower() in CSV_SUFFIXES:
                    yield from self._csv(file)
                else:
                    yield from self._ndjson(file)
            except _Stop as stop:
                yield stop.problem

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        hashed = self._hash.update
        while raw := file.readline(MAX_LINE + 1):
            self._line += 1
            hashed(raw)
            if self._line == 1:
                if is_wide(raw):
                    raise self._stop("CTC351", WIDE, "save the file as UTF-8")
                raw = raw.removeprefix(BOM)
            if len(raw) > MAX_LINE:
                raise self._stop(
                    "CTC354", f"is longer than {MAX_LINE:,} bytes", "put one recipient on each line"
                )
            if raw.startswith(_CONFLICT):
                raise self._stop("CTC351", f"is no row: {WHAT}", HINT)
            if b"\0" in raw:
                raise self._stop("CTC351", "holds a NUL byte, so this is no text", "save the file as UTF-8")
            try:
                yield raw.decode("utf-8")
            except UnicodeDecodeError:
                raise self._stop("CTC351", "is not UTF-8", "save the file as UTF-8") from None

    def _csv(self, file: BinaryIO) -> Iterator[str | Problem]:
        rows = csv.reader(self._lines(file), strict=True)
        try:
            header = next(rows, [])
            index = self._column_index(header)
            self._names = [name.strip() for name in header]
            width, pending = len(header), 0
            for row in rows:
                if not row:
                    pending += 1
                    continue
                self.blank, pending = self.blank + pending, 0
                if index < len(row) <= width:
                    text = row[index].strip()
                    self._cells = row
                    if text.isascii() and text.isprintable():  # nearly all of them: nothing else can be wrong
                        if not text:
                            self.blank += 1
                            if self._blanks:
                                yield text
                        elif ("+" in text or text[1:2] in {".", ","}) and _SHORTENED.fullmatch(text):
                            yield self._problem("CTC355", *_BY_SPREADSHEET)
                        else:
                            self.unfilled += is_unfilled(text)
                            yield text
                    else:
                        yield from self._value(text)
                else:
                    problem = f"has {len(row)} fields, and the header {len(header)}"
                    yield self._problem(
                        "CTC354", problem, 'a comma inside a field needs "…" around the field'
                    )
        except csv.Error as error:
            said = "is not CSV: a quote is not closed, or a line break is a bare carriage return"
            if "limit" in str(error):
                said = f"holds a field of more than {csv.field_size_limit():,} characters"
            raise self._stop("CTC354", said) from None

    def _column_index(self, header: list[str]) -> int:
        names = [name.strip() for name in header]
        if not any(names):
            raise _Stop(_empty("the file has no header row"))
        if self._column is None:
            raise _Stop(
                Problem(
                    code="CTC352",
                    message="a CSV file begins with a header row, and nothing here says which column of it to read",
                    hint="add the column's name, as in {file: users.csv, column: id}",
                    final=True,
                )
            )
        if names.count(self._column) == 1:
            return names.index(self._column)
        several = self._column in names
        showable = [name for name in names if _NAME.fullmatch(name)]
        other = next((word for mark, word in _SEPARATORS.items() if mark in ",".join(header)), None)
        near = "separate the fields with commas" if other else did_you_mean(self._column, showable)
        raise _Stop(
            Problem(
                code="CTC352",
                message=f"the header row names the column {self._column!r} "
                + ("more than once, so it cannot be told which is meant" if several else "nowhere")
                + (f"; it is separated by {other}" if other and not several else ""),
                hint="give each column its own name" if several else near,
                at="column",
                final=True,
            )
        )

    def _ndjson(self, file: BinaryIO) -> Iterator[str | Problem]:
        for line in self._lines(file):
            if not line.strip():
                continue
            try:
                value: Json = json.loads(line)
            except (ValueError, RecursionError):
                yield self._problem("CTC354", "is not JSON", "each line is one whole JSON value")
                continue
            self._cells = value if isinstance(value, dict) else {}
            if self._column is not None:
                if not isinstance(value, dict) or self._column not in value:
                    hint = "each line is an object that has it"
                    yield self._problem("CTC352", f"has no {self._column!r}", hint, at="column")
                    continue
                value = value[self._column]
            if value is None or isinstance(value, str):
                yield from self._value(value or "")
            elif isinstance(value, int | float) and not isinstance(value, bool):
                hint = 'write it as a string, "007": as a number it loses leading zeros and long digits'
                yield self._problem("CTC355", "holds a number where an identifier should stand", hint)
            else:
                yield self._problem("CTC355", "holds no string where an identifier should stand")

    def _value(self, text: str) -> Iterator[str | Problem]:
        text = text.strip()
        if _CONTROL.search(text):
            yield self._problem("CTC354", "holds a line break or control character inside an identifier")
        elif not _is_encodable(text):
            yield self._problem("CTC354", "holds half of a character (a lone surrogate)")
        elif text:
            self.unfilled += is_unfilled(text)
            yield text

    def _problem(
        self, code: str, what: str, hint: str | None = None, *, at: Literal["file", "column"] = "file"
    ) -> Problem:
        return Problem(code=code, message=f"line {self._line} {what}", hint=hint, at=at)

    def _stop(self, code: str, what: str, hint: str | None = None) -> "_Stop":
        return _Stop(Problem(code=code, message=f"line {self._line} {what}", hint=hint, final=True))


class _Stop(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def _empty(message: str) -> Problem:
    hint = "an audience of nobody is a mistake: check how the file was made"
    return Problem(code="CTC353", message=message, hint=hint, final=True)


def _is_encodable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
