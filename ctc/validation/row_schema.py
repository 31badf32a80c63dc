"""The JSON Schema of a row: it makes numbers and booleans of CSV's texts, and says what is wrong with a row."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import Place
from ctc.rows.instances import Wrong
from ctc.rows.keys import composed, number_of
from ctc.validation import words
from ctc.validation.row_keywords import BEGINNING, place_in
from ctc.validation.row_parts import (
    MAX_PARTS,
    asks_each_column,
    column_at,
    count_of,
    parts_of,
    references_of,
    value_at,
)

_BOOLEANS: Final = {"true": True, "false": False}
_TYPED: Final = frozenset({"integer", "number", "boolean", "null"})
_MAX_SCHEMA: Final = 1_000_000
_NO_PATTERN: Final = ' is not a "regex"'
"""How the library ends what it says of a pattern that it does not take."""


class SchemaRefused(Exception):
    """A text that is no JSON Schema, or one that would be fetched from somewhere; the message says which, and the
    place where."""

    def __init__(self, message: str, place: Place = BEGINNING) -> None:
        super().__init__(message)
        self.place = place


class RowSchema:
    """One schema. Made of its text; a reference may lead inside of it alone. ``shown`` is its file's name."""

    def __init__(self, text: str, shown: str = "") -> None:
        import jsonschema_rs

        self.text, self.shown = text, shown
        self.schema = _read(text)
        try:
            self._gate = jsonschema_rs.Draft202012Validator(
                self.schema,
                validate_formats=True,
                pattern_options=jsonschema_rs.RegexOptions(),  # which read a text once, whatever they say
            )
        except Exception as error:  # the library has several for this, and not all of them say where
            place = place_in(text, getattr(error, "instance_path", ()))
            raise SchemaRefused(_refusal(str(error).splitlines()[0]), place) from None
        self._parts, self._is_broad = count_of(self.schema) or 0, asks_each_column(self.schema)
        self.columns = frozenset(name for name, _ in _properties(self.schema))
        self.required = frozenset(self.schema.get("required", ()))
        self.types: Mapping[str, frozenset[str]] = self._columns_types()
        self._typed = tuple((name, types) for name, types in self.types.items() if types & _TYPED)

    def typed(self, values: Mapping[str, Json]) -> Mapping[str, Json]:
        """The cells of a CSV row with the types that the schema names; a cell that is none of them stays a text."""
        made = dict(values)
        for name, types in self._typed:
            text = made.get(name)
            if isinstance(text, str):
                made[name] = _value(text, types)
        return made

    def looks(self, columns: int) -> int:
        """How often a row of so many columns is looked at, at most."""
        return self._parts * (columns if self._is_broad else 1)

    def accepts(self, values: Mapping[str, Json]) -> bool:
        return bool(self._gate.is_valid(values))

    def wrong(self, values: Mapping[str, Json]) -> Iterator[Wrong]:
        """What is wrong with a row that is not accepted, one finding a column; at least one."""
        seen: set[str | None] = set()
        for error in self._gate.iter_errors(values):
            named = error.kind.as_dict()
            if not error.instance_path and error.kind.name == "required":
                column, found = named["property"], _lacking(named["property"])
            elif not error.instance_path and error.kind.name == "additionalProperties":
                column, found = named["unexpected"][0], _unknown(named["unexpected"][0])
            else:
                column = column_at(values, error.instance_path[0]) if error.instance_path else None
                found = _worded(column, error, value_at(self.schema, error.schema_path))
            if column not in seen:
                seen.add(column)
                yield found

    def _columns_types(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for name, below in _properties(self.schema):
            types = found.get(name, frozenset()) | _types(self.schema, below)
            if types:
                found[name] = types
        return found


def _properties(whole: Any) -> Iterator[tuple[str, Any]]:
    """The columns that a schema describes."""
    for part in parts_of(whole, whole, "allOf"):
        yield from part.get("properties", {}).items()


def _types(whole: Any, below: Any) -> frozenset[str]:
    """The types that a property may have: those that it names, and those of the values that it lists."""
    types: set[str] = set()
    for part in parts_of(whole, below, "anyOf", "oneOf", "allOf"):
        named = part.get("type", ())
        listed = [*part.get("enum", ()), *([part["const"]] if "const" in part else ())]
        types |= {named} if isinstance(named, str) else {*named} or {*map(words.type_name, listed)}
    return frozenset(types)


def _read(text: str) -> dict[str, Any]:
    if len(text) > _MAX_SCHEMA:
        raise SchemaRefused(f"holds more than {_MAX_SCHEMA:,} characters")
    try:
        schema = json.loads(text, object_pairs_hook=_composed)
    except json.JSONDecodeError as error:
        place = Place(line=error.lineno, column=error.colno)
        raise SchemaRefused(f"is not JSON: {error.msg[:1].lower()}{error.msg[1:]}", place) from None
    except (ValueError, RecursionError):
        raise SchemaRefused("is not JSON") from None
    if not isinstance(schema, dict):
        raise SchemaRefused("is no JSON Schema: an object with `properties` is")
    if not isinstance(schema.get("properties", {}), dict):
        raise SchemaRefused("is no JSON Schema: `properties` is an object")
    for reference in references_of(schema):
        if not reference.startswith("#"):
            raise SchemaRefused(
                f"refers to {reference[:80]!r}: a reference may lead inside of the file alone"
            )
    if count_of(schema) is None:
        raise SchemaRefused(f"refers to itself, or to more than {MAX_PARTS:,} parts")
    return {key: value for key, value in schema.items() if key not in ("$id", "$schema")}


def _refusal(said: str) -> str:
    is_pattern = said.endswith(_NO_PATTERN)
    shown = f"{said[:200].removesuffix(_NO_PATTERN)}{_NO_PATTERN * is_pattern}"
    why = (
        "; a pattern may not look ahead or behind, or refer back, which can take for ever"
        if is_pattern
        else ""
    )
    return f"is no JSON Schema: {shown}{why}"


def _composed(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are in NFC, as columns are; so are those that it lists as required."""
    made = {composed(name): value for name, value in pairs}
    if isinstance(required := made.get("required"), list):
        made["required"] = [composed(name) if isinstance(name, str) else name for name in required]
    return made


def _value(text: str, types: frozenset[str]) -> Json:
    stripped = text.strip()
    if not stripped:
        return None if "null" in types else text
    if "boolean" in types and stripped.lower() in _BOOLEANS:
        return _BOOLEANS[stripped.lower()]
    if "number" in types or "integer" in types:
        number = number_of(stripped)
        if number is not None and ("number" in types or isinstance(number, int)):
            return number
    return text


_NUMBERS: Final = "write it as 1000 or 1000.5: no currency, and no sign between thousands"


def _lacking(name: str) -> Wrong:
    message = f"this row lacks {name!r}, which the row's schema requires"
    return Wrong(None, message, message)


def _unknown(name: str) -> Wrong:
    message = f"the row's schema knows no {name!r}, and allows no other column"
    return Wrong(name, message, message)


def _worded(column: str | None, error: Any, due: Json) -> Wrong:
    """``due`` is what the schema says of it."""
    where = f"{column!r} is" if column is not None else "this row is"
    is_short = isinstance(error.instance, str | int | float)
    shown = words.shown(error.instance, ()) if is_short else ""
    if error.kind.name == "type":
        names = " or ".join([due] if isinstance(due, str) else due if isinstance(due, list) else ["that"])
        stands = words.TYPES[words.type_name(error.instance)]
        hint = _NUMBERS if "number" in names or "integer" in names else None
        return Wrong(
            column,
            f"{where} no {names}: {stands}{' ' * is_short}{shown} stands here",
            f"{where} no {names}: {stands} stands here",
            hint if column is not None else "the schema describes one row, and not the list of them",
        )
    message = f"{where} not what the row's schema says ({error.kind.name}: {json.dumps(due, ensure_ascii=False)[:80]})"
    return Wrong(column, f"{message} ({shown})" if is_short else message, message)
