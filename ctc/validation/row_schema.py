"""The JSON Schema of a row: it makes numbers and booleans of CSV's texts, and says what is wrong with a row."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.canonical import Json
from ctc.rows.instances import Wrong
from ctc.rows.keys import number_of
from ctc.validation import words

_BOOLEANS: Final = {"true": True, "false": False}
_TYPED: Final = frozenset({"integer", "number", "boolean", "null"})
_MAX_SCHEMA: Final = 1_000_000


class SchemaRefused(Exception):
    """A text that is no JSON Schema, or one that would be fetched from somewhere; the message says which."""


class RowSchema:
    """One schema. Made of its text; a reference may lead inside of it alone."""

    def __init__(self, text: str) -> None:
        import jsonschema_rs

        self.schema = _read(text)
        try:
            self._gate = jsonschema_rs.Draft202012Validator(self.schema)
        except Exception as error:  # the library has several for this
            raise SchemaRefused(f"is no JSON Schema: {str(error).splitlines()[0][:200]}") from None
        properties = self.schema.get("properties", {})
        self.columns = frozenset(properties)
        self.required = frozenset(self.schema.get("required", ()))
        self.types: Mapping[str, frozenset[str]] = {
            name: types for name, below in properties.items() if (types := self._types(below))
        }
        self._typed = tuple((name, types) for name, types in self.types.items() if types & _TYPED)

    def typed(self, values: Mapping[str, Json]) -> Mapping[str, Json]:
        """The cells of a CSV row with the types that the schema names; a cell that is none of them stays a text."""
        made = dict(values)
        for name, types in self._typed:
            text = made.get(name)
            if isinstance(text, str):
                made[name] = _value(text, types)
        return made

    def accepts(self, values: Mapping[str, Json]) -> bool:
        return self._gate.is_valid(values)

    def wrong(self, values: Mapping[str, Json]) -> Iterator[Wrong]:
        """What is wrong with a row that is not accepted, one finding a column."""
        from jsonschema import Draft202012Validator

        seen: set[str | None] = set()
        for error in Draft202012Validator(self.schema).iter_errors(values):
            column = str(error.absolute_path[0]) if error.absolute_path else None
            if column is None and error.validator == "required":
                lacking = [name for name in error.validator_value if name not in values]
                yield from (_lacking(name) for name in lacking if name not in seen)
                seen.update(lacking)
            elif column not in seen:
                seen.add(column)
                yield _worded(column, error)

    def _types(self, below: Any) -> frozenset[str]:
        """The types that a property may have; a reference inside the schema is followed."""
        for _ in range(20):
            if not isinstance(below, dict) or "$ref" not in below:
                break
            below = _pointed(self.schema, below["$ref"])
        if not isinstance(below, dict):
            return frozenset()
        found = below.get("type", ())
        types = {found} if isinstance(found, str) else set(found)
        for part in (*below.get("anyOf", ()), *below.get("oneOf", ())):
            types |= self._types(part)
        return frozenset(types)


def _read(text: str) -> dict[str, Any]:
    if len(text) > _MAX_SCHEMA:
        raise SchemaRefused(f"holds more than {_MAX_SCHEMA:,} characters")
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError):
        raise SchemaRefused("is not JSON") from None
    if not isinstance(schema, dict):
        raise SchemaRefused("is no JSON Schema: an object with `properties` is")
    if not isinstance(schema.get("properties", {}), dict):
        raise SchemaRefused("is no JSON Schema: `properties` is an object")
    for reference in _references(schema):
        if not reference.startswith("#"):
            raise SchemaRefused(
                f"refers to {reference[:80]!r}: a reference may lead inside of the file alone"
            )
    return {key: value for key, value in schema.items() if key not in ("$id", "$schema")}


def _references(node: Any) -> Iterator[str]:
    pending = [node]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            for key, value in node.items():
                if key in ("$ref", "$dynamicRef", "$recursiveRef") and isinstance(value, str):
                    yield value
                pending.append(value)
        elif isinstance(node, list):
            pending.extend(node)


def _pointed(schema: Any, reference: str) -> Any:
    for part in reference.removeprefix("#").split("/")[1:]:
        schema = schema.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(schema, dict) else None
    return schema


def _value(text: str, types: frozenset[str]) -> Json:
    stripped = text.strip()
    if not stripped:
        return None if "null" in types else text
    if "boolean" in types and stripped.lower() in _BOOLEANS:
        return _BOOLEANS[stripped.lower()]
    if types & {"number", "integer"}:
        number = number_of(stripped)
        if number is not None and ("number" in types or isinstance(number, int)):
            return number
    return text


_NUMBERS: Final = "write it as 1000 or 1000.5: no currency, and no sign between thousands"


def _lacking(name: str) -> Wrong:
    message = f"this row lacks {name!r}, which the row's schema requires"
    return Wrong(None, message, message)


def _worded(column: str | None, error: Any) -> Wrong:
    if error.validator == "type":
        wanted = error.validator_value
        names = " or ".join([wanted] if isinstance(wanted, str) else wanted)
        stands = words.TYPES[words.type_name(error.instance)]
        shown = f" {words.shown(error.instance, ())}" if isinstance(error.instance, str | int | float) else ""
        return Wrong(
            column,
            f"{column!r} is no {names}: {stands}{shown} stands here",
            f"{column!r} is no {names}: {stands} stands here",
            _NUMBERS if "number" in names or "integer" in names else None,
        )
    where = f"{column!r} is" if column is not None else "this row is"
    rule = f"{error.validator}: {json.dumps(error.validator_value, ensure_ascii=False)[:80]}"
    shown = f" ({words.shown(error.instance, ())})" if isinstance(error.instance, str | int | float) else ""
    message = f"{where} not what the row's schema says ({rule})"
    return Wrong(column, f"{message}{shown}", message)
