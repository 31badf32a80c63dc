"""Rows become instances: each with its key, every key once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

from ctc.address import is_address
from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.patterns import pattern
from ctc.rows.keys import is_number_text, key_part
from ctc.rows.limits import MAX_KEY, MAX_LOOKS
from ctc.rows.places import row_problem
from ctc.rows.row import Row
from ctc.rows.tally import Tally
from ctc.suggest import did_you_mean


class Wrong(NamedTuple):
    """What is wrong with a row: the column (None: with the row as a whole), in words, with and without the cell."""

    column: str | None
    message: str
    discreet: str
    hint: str | None = None


class Typing(Protocol):
    """The schema of a row, as far as reading asks it."""

    @property
    def columns(self) -> frozenset[str]: ...
    @property
    def required(self) -> frozenset[str]: ...
    @property
    def types(self) -> Mapping[str, frozenset[str]]: ...
    def typed(self, values: Mapping[str, Json]) -> Mapping[str, Json]: ...
    def looks(self, columns: int) -> int: ...
    def accepts(self, values: Mapping[str, Json]) -> bool: ...
    def wrong(self, values: Mapping[str, Json]) -> Iterator[Wrong]: ...


class Keyed(NamedTuple):
    """A row with its key; ``row.values`` have the types of the schema."""

    key: tuple[str, ...]
    row: Row


_NUMBERS: Final = frozenset({"integer", "number"})
_COUNTED: Final = frozenset({int, float, type(None)})


class Instances:
    """One pass over rows. What is wrong is in ``findings`` once it is over; rows without a fault are given.

    ``hidden`` are columns whose cells no finding shows: recipients. ``bounded`` are those that must be numbers, as a
    guard bounds them.
    """

    def __init__(
        self,
        key: Sequence[str],
        schema: Typing | None = None,
        hidden: frozenset[str] = frozenset(),
        bounded: frozenset[str] = frozenset(),
    ) -> None:
        self._key, self._schema, self._hidden, self._bounded = tuple(key), schema, hidden, sorted(bounded)
        self._tally = Tally()
        self._seen: dict[tuple[str, ...], int] = {}
        self._numbers: set[str] = set()
        self._texts: set[str] = set()
        self.unbounded: list[str] = []
        """Columns that a guard bounds, all of whose cells are texts."""
        self._columns: frozenset[str] = frozenset()
        self.lacking: tuple[str, str | None] | None = None
        """A column of the key that the file has not, and what may be meant."""
        self.is_too_much = False
        """Whether the schema asks more of so many rows than can be answered in seconds."""

    def of(self, rows: Iterable[Row]) -> Iterator[Keyed]:
        known: frozenset[str] = frozenset()
        looks = 0
        for row in rows:
            if not known:
                known = frozenset(row.table.columns)
                self._lacks(row)
            looks += self._schema.looks(len(row.values)) if self._schema else 0
            self.is_too_much = looks > MAX_LOOKS
            if self.lacking is not None or self.is_too_much:
                continue  # to the end of the file, which is asked whether it stood still
            found = self._judged(row, known)
            if found is not None:
                yield found

    def findings(self) -> Iterator[Diagnostic]:
        return self._tally.findings()

    @property
    def untyped(self) -> list[str]:
        """Columns of the key that have no type, and whose values all look like numbers, some of them texts."""
        return [name for name in self._key if name in self._numbers & self._texts]

    def unknown(self, name: str) -> str | None:
        """Of a column that no row has, what may be meant, or nothing; None where rows have it, or there are none."""
        if not self._columns or name in self._columns:
            return None
        return did_you_mean(name, self._columns - self._hidden) or ""

    def _lacks(self, row: Row) -> None:
        table, schema = row.table, self._schema
        known = {*table.columns, *(schema.columns if schema and not table.is_csv else ())}
        self._columns = frozenset(known)
        for name in self._key:
            if name not in known:
                self.lacking = (name, did_you_mean(name, known - self._hidden))
                return
        typed = schema.types if schema else {}
        self._numbers = {name for name in self._key if name not in typed}
        if table.is_csv:
            self.unbounded = [
                n for n in self._bounded if n in known and _NUMBERS.isdisjoint(typed.get(n, ()))
            ]

    def _judged(self, row: Row, known: frozenset[str]) -> Keyed | None:
        schema = self._schema
        if row.table.is_csv:
            if schema is not None:
                row = Row(schema.typed(row.values), row.table, row.line, row.raw, row.column)
        elif row.values.keys() != known and self._strange(row, known):
            return None
        if schema is not None and not schema.accepts(row.values):
            for wrong in schema.wrong(row.values):
                self._wrong(row, wrong)
            return None
        for name in self._bounded:
            if name not in self.unbounded and type(row.values.get(name)) not in _COUNTED:
                self._no_number(row, name)
                return None
        return self._keyed(row)

    def _keyed(self, row: Row) -> Keyed | None:
        parts = []
        for name in self._key:
            value = row.values.get(name)
            part = key_part(value)
            if part is None or not names_instance(part):
                self._unnamed(row, name, part)
                return None
            if name in self._numbers and not is_number_text(part):
                self._numbers.discard(name)
            elif isinstance(value, str):
                self._texts.add(name)
            parts.append(part)
        key = tuple(parts)
        if key in self._seen:
            self._twice(row, key)
            return None
        self._seen[key] = row.line
        return Keyed(key, row)

    def _strange(self, row: Row, known: frozenset[str]) -> bool:
        """Whether an object has other columns than the first one; told where it has."""
        schema = self._schema
        optional = schema.columns - schema.required if schema else frozenset()
        lacking = known - row.values.keys() - optional
        extra = row.values.keys() - known - (schema.columns if schema else frozenset())
        if lacking:
            message = f"this row lacks {min(lacking)!r}, which the rows before it have"
            hint = "give every row the same columns; a `row:` schema may say that a column is optional"
            self._tally.add(message, lambda: row_problem(row, None, "CTC133", message, hint))
        elif extra:
            name = min(extra)
            message = f"this row has {name!r}, which the rows before it lack"
            hint = did_you_mean(name, known - self._hidden) or "give every row the same columns"
            self._tally.add(message, lambda: row_problem(row, name, "CTC133", message, hint))
        return bool(lacking or extra)

    def _wrong(self, row: Row, wrong: Wrong) -> None:
        message = wrong.discreet if wrong.column in self._hidden else wrong.message
        kind = (wrong.column, wrong.discreet)
        self._tally.add(kind, lambda: row_problem(row, wrong.column, "CTC380", message, wrong.hint))

    def _unnamed(self, row: Row, name: str, part: str | None) -> None:
        if name not in row.values:
            message = f"this row has no {name!r}, which is a column of the key"
            inner = next((column for column, value in row.values.items() if _is_table(value)), None)
            hint = "give every row the columns of the key"
            if inner is not None:
                hint = f"the rows seem to stand inside of {inner!r}: write that list alone, one object a line"
        elif isinstance(row.values[name], dict | list):
            message = f"the key column {name!r} holds no text, number or truth value here: it cannot name an instance"
            hint = "choose a column of plain names"
        elif not part:
            message = f"the key column {name!r} is blank here: nothing tells this row from another one"
            hint = "fill it in, or leave the row out"
        elif len(part) > MAX_KEY:
            message = f"the key column {name!r} holds more than {MAX_KEY} characters here"
            hint = "choose a column that names the row in short"
        else:
            shown = "this value" if name in self._hidden else repr(part)
            message = f"{shown} in the key column {name!r} cannot stand in an address: no comma, bracket, template or "
            message += "character that nobody sees can"
            hint = "choose a column of plain names"
        self._tally.add((name, hint, not part), lambda: row_problem(row, name, "CTC135", message, hint))

    def _no_number(self, row: Row, name: str) -> None:
        message = f"{name!r} is no number here, so nothing can be held against `max_change`"
        self._tally.add(
            message, lambda: row_problem(row, name, "CTC140", message, "write it as 1000 or 1000.5")
        )

    def _twice(self, row: Row, key: tuple[str, ...]) -> None:
        shown = "this row" if self._hidden & {*self._key} else repr(",".join(key))
        message = f"{shown} stands in line {self._seen[key]} already: two campaigns with one key cannot be told apart"
        hint = "name more columns in `key`, or leave one of the rows out"
        self._tally.add(hint, lambda: row_problem(row, self._key[0], "CTC136", message, hint))


def _is_table(value: Json) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


def names_instance(part: str) -> bool:
    """Whether a text can be a part of an address."""
    if len(part) <= MAX_KEY and (part.isalnum() or _PLAIN.fullmatch(part)):
        return True
    is_plain = part != "" and len(part) <= MAX_KEY and part.isprintable() and not _MARKS.search(part)
    return is_plain and is_address(f"x[{part}]")


_PLAIN: Final = pattern(r"[A-Za-z0-9._-]+")
_MARKS: Final = pattern(r",|\{[{%#]")
