"""What a schema knows beyond valid and invalid, read off its annotations.

``x-source`` "[client code]" makes a key or value an info finding; ``x-lenient`` makes an accepted second form
a warning that names the usual one; ``x-calendar`` and ``x-order`` are dates that must exist and ranges that
must not run backwards; ``x-free`` guards free keys against slips of known ones.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Severity
from ctc.suggest import is_slip
from ctc.validation import calendar, words
from ctc.validation.finding import Finding
from ctc.validation.schema.acceptance import UNOFFICIAL, form_speaks, slip_of
from ctc.validation.schema.catalog import Schema, resolve
from ctc.validation.schema.engine import schema_of


@dataclass(slots=True)
class Node:
    """One place of the schema, kept where it or something below it has a thing to say."""

    properties: dict[str, "Node"] = field(default_factory=dict)
    items: "Node | None" = None
    others: "Node | None" = None
    unofficial: bool = False
    values: frozenset[str] = frozenset()
    types: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lenient: str | None = None
    calendar: str | None = None
    order: tuple[str, str] | None = None
    degrees: tuple[float, float] | None = None
    known: frozenset[str] | None = None

    speaks: bool = field(init=False, compare=False)
    """Whether it has a thing to say of a value itself."""
    names: bool = field(init=False, compare=False)
    """Whether it has a thing to say of the key that leads to it."""

    def __post_init__(self) -> None:
        self.speaks = bool(self.values or self.types or self.calendar or self.degrees)
        self.names = bool(self.unofficial or self.lenient)

    def says_nothing(self) -> bool:
        return self == Node()


def notes(schema_name: str, value: Json) -> tuple[Finding, ...]:
    """Everything that the annotations of a schema say about a value, valid or not."""
    node = tree(schema_name)
    found: list[Finding] = []
    if node is not None:
        _walk(node, value, (), found)
    return tuple(found)


def _walk(node: Node, value: Json, path: JsonPath, found: list[Finding], *, told: bool = False) -> None:
    """``told``: a key above was said to be unofficial, which is not repeated for all that stands below it."""
    if node.speaks:
        found += [f for f in _of_value(node, value, path) if not (told and f.severity is Severity.INFO)]
    if isinstance(value, dict):
        _of_mapping(node, value, path, found, told=told)
    elif isinstance(value, list) and node.items is not None:
        for index, item in enumerate(value):
            _walk(node.items, item, (*path, index), found, told=told)


def _of_mapping(
    node: Node, value: dict[str, Json], path: JsonPath, found: list[Finding], *, told: bool
) -> None:
    if node.order is not None and node.order[0] in value:
        found += calendar.ordered(value, node.order, path)
    for key, item in value.items():
        below = node.properties.get(key)
        if below is not None:
            if not told and below.names:
                found += _of_key(below, key, (*path, key))
            _walk(below, item, (*path, key), found, told=told or below.unofficial)
        elif node.known is not None and key not in node.known:
            slips = tuple(_of_free_key(node.known, key, (*path, key)))
            found += slips
            if node.others is not None and not slips:
                _walk(node.others, item, (*path, key), found, told=told)


def _of_key(node: Node, key: str, path: JsonPath) -> Iterator[Finding]:
    if node.unofficial:
        message = f"'{key}' is known from client code alone, not from CleverTap's documentation"
        yield _finding("CTC318", Severity.INFO, message, path, at_key=True)
    if node.lenient is not None:
        yield _finding(
            "CTC317", Severity.WARNING, f"'{key}' is accepted here. {node.lenient}", path, at_key=True
        )


def _of_value(node: Node, value: Json, path: JsonPath) -> Iterator[Finding]:
    if node.values and isinstance(value, str) and value in node.values:
        message = f"'{value}' is known from client code alone, not from CleverTap's documentation"
        yield _finding("CTC318", Severity.INFO, message, path)
    form = node.types.get(words.type_name(value)) if node.types else None
    if form is not None:
        yield from _of_form(form, path)
    if node.calendar is not None and not calendar.is_common_day(value):
        yield from calendar.real(value, node.calendar, path)
    if node.degrees is not None and isinstance(value, str):
        yield from calendar.in_degrees(value, node.degrees, path)


def _of_form(form: Mapping[str, str], path: JsonPath) -> Iterator[Finding]:
    name = words.tail(path)
    if "lenient" in form:
        severity = Severity(form.get("severity", "warning"))
        yield _finding("CTC317", severity, f"This form of '{name}' is accepted. {form['lenient']}", path)
    elif form_speaks(form):
        message = f"This form of '{name}' is known from client code alone, not from CleverTap's documentation"
        yield _finding("CTC318", Severity.INFO, message, path)


def _of_free_key(known: frozenset[str], key: str, path: JsonPath) -> Iterator[Finding]:
    slip = slip_of(known, key)
    if slip is not None:
        why = f"is one slip away from '{slip}'" if is_slip(key, slip) else f"'{slip}' is what CleverTap reads"
        message = f"'{key}' is sent as a custom key of your app, and {why}"
        hint = f"did you mean '{slip}'?"
        yield _finding("CTC316", Severity.WARNING, message, path, at_key=True, hint=hint)


def _finding(
    code: str,
    severity: Severity,
    message: str,
    path: JsonPath,
    *,
    at_key: bool = False,
    hint: str | None = None,
) -> Finding:
    at = "key" if at_key else "value"
    return Finding(code=code, severity=severity, message=message, path=path, at=at, hint=hint)  # type: ignore[arg-type]


@cache
def tree(schema_name: str) -> Node | None:
    """What the annotations of a schema can speak of; None where they are silent on every value."""
    schema = schema_of(schema_name)
    return _planted(schema, schema)


def _planted(raw: Any, schema: Schema) -> Node | None:
    """The tree below one subschema, without the branches that have nothing to say."""
    part = resolve(raw, schema)
    if not isinstance(part, dict):
        return None
    properties = {key: _planted(below, schema) for key, below in part.get("properties", {}).items()}
    free = part.get("x-free", False)
    types = part.get("x-types", {})
    node = Node(
        properties={key: below for key, below in properties.items() if below is not None},
        items=_planted(part.get("items"), schema),
        others=_planted(part.get("additionalProperties"), schema) if free else None,
        unofficial=part.get("x-source") in UNOFFICIAL,
        values=frozenset(part.get("x-value-sources", {})),
        types=types,
        lenient=part.get("x-lenient"),
        calendar=part.get("x-calendar"),
        order=tuple(part["x-order"]) if "x-order" in part else None,
        degrees=tuple(part["x-degrees"]) if "x-degrees" in part else None,
        known=frozenset(part["properties"]) if free else None,
    )
    return None if node.says_nothing() else node
