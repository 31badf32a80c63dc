"""Words of a row's schema that do nothing: JSON Schema skips what it does not know; and where a word stands."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from ctc.diagnostics import JsonPath, Place
from ctc.patterns import pattern
from ctc.rows.keys import composed
from ctc.suggest import nearest

BEGINNING: Final = Place(line=1, column=1)
_BY_NAME: Final = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
"""Keywords with a schema for each name."""
_ONE: Final = (
    "additionalProperties",
    "propertyNames",
    "items",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "unevaluatedItems",
    "unevaluatedProperties",
)
_SEVERAL: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_RULES: Final = (
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "dependentRequired",
    "format",
)
_NOTES: Final = (
    "title",
    "description",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "example",
    "examples",
    "label",
    "name",
    "note",
    "notes",
    "unit",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
)
"""Words that people write for people, and that are no slip of a rule."""
_KNOWN: Final = (*_BY_NAME, *_ONE, *_SEVERAL, *_RULES, *_NOTES)
_FORMATS: Final = (
    "date",
    "time",
    "date-time",
    "duration",
    "email",
    "idn-email",
    "hostname",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "uri",
    "uri-reference",
    "iri",
    "iri-reference",
    "uri-template",
    "uuid",
    "json-pointer",
    "relative-json-pointer",
    "regex",
)
_BLANK: Final = pattern(r"\s*")
_DECODER: Final = json.JSONDecoder()


class Idle(NamedTuple):
    """A word at ``path`` that does nothing, and the one that may be meant."""

    path: JsonPath
    word: str
    meant: str


def idle_words(schema: Any) -> Iterator[Idle]:
    """Keywords, and names of formats, that JSON Schema does not know and that are near to one that it knows.

    Other words of its own a schema may hold: nothing is said of them.
    """
    pending: list[tuple[JsonPath, Any]] = [((), schema)]
    while pending:
        path, node = pending.pop()
        if not isinstance(node, dict):
            continue
        for key in node:
            meant = None if key in _KNOWN or key.startswith(("$", "x-")) else nearest(key, _KNOWN)
            if meant is not None and meant not in _NOTES and len(meant) > _SHORT:
                yield Idle((*path, key), key, meant)
        named = node.get("format")
        if isinstance(named, str) and named not in _FORMATS and (meant := nearest(named, _FORMATS)):
            yield Idle((*path, "format"), named, meant)
        pending += reversed([*_below(path, node)])


_SHORT: Final = 3
"""Letters of a keyword up to which many words are near to it."""


def _below(path: JsonPath, node: Mapping[str, Any]) -> Iterator[tuple[JsonPath, Any]]:
    """The schemas in a schema."""
    for key, value in node.items():
        if key in _BY_NAME and isinstance(value, dict):
            yield from (((*path, key, name), inner) for name, inner in value.items())
        elif key in _ONE:
            yield (*path, key), value
        elif key in _SEVERAL and isinstance(value, list):
            yield from (((*path, key, index), inner) for index, inner in enumerate(value))


def absent_columns(described: Iterable[str], columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Columns that a schema describes and no row has, with the one of the rows that may be meant: one that it does not
    describe."""
    names = set(described)
    others = tuple(set(columns) - names)
    for name in sorted(names - set(columns)):
        meant = nearest(name, others)
        if meant is not None:
            yield name, meant


def place_in(text: str, path: Sequence[str | int]) -> Place:
    """Where the key, or the item, that ``path`` leads to stands in a JSON text that can be read."""
    index = _BLANK.match(text).end()  # type: ignore[union-attr]
    at = index
    for step in path:
        at, index = _step(text, index, step)
    before = text[:at]
    return Place(line=before.count("\n") + 1, column=at - before.rfind("\n"))


def _step(text: str, index: int, step: str | int) -> tuple[int, int]:
    """The indexes of a key and of its value within the object that begins at ``index``; of an item of a list both are
    one. Both are ``index`` where there is none."""
    opened, count = index, 0
    index = _after(text, index)
    while text[index] not in "}]":
        at = index
        if text[opened] == "{":
            key, index = _DECODER.raw_decode(text, index)
            index = _after(text, text.index(":", index))
            if composed(key) == step:
                return at, index
        elif count == step:
            return at, at
        count += 1
        _, index = _DECODER.raw_decode(text, index)
        index = _BLANK.match(text, index).end()  # type: ignore[union-attr]
        index = _after(text, index) if text[index] == "," else index
    return opened, opened


def _after(text: str, index: int) -> int:
    """The index of what stands behind the sign at ``index``."""
    return _BLANK.match(text, index + 1).end()  # type: ignore[union-attr]
