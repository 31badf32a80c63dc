"""The bodies of which nothing is said: no error of the schema and no note, by one pass of a compiled validator.

It asks of a body what its schema asks and, beside it, that every annotation which could speak stays silent. That
it agrees with the two that speak is a law (``tests/laws/test_quiet_bodies.py``).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from ctc.canonical import Json
from ctc.validation import calendar
from ctc.validation.catalog import Schema
from ctc.validation.engine import Gate, schema_of
from ctc.validation.notes import Node, form_speaks, slip_of, tree


def is_quiet(schema_name: str, value: Json) -> bool:
    """Whether :func:`schema_findings` and :func:`notes` have nothing to say of a value."""
    return _gate(schema_name).is_valid(value)


@cache
def _gate(schema_name: str) -> Gate:
    schema, node = schema_of(schema_name), tree(schema_name)
    return compiled({**schema, "allOf": [*schema.get("allOf", ()), silence(node)]} if node else schema)


def compiled(schema: Schema) -> Gate:
    """A validator that knows the keywords of :func:`silence`."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema, keywords=_KEYWORDS)


def silence(node: Node) -> Schema:
    """The schema of the values of which the annotations of a node, and of all below it, say nothing."""
    rules = {**_silent_date(node.calendar), **_silent_forms(node)}
    if node.properties:
        rules["properties"] = {
            key: False if below.names else silence(below) for key, below in node.properties.items()
        }
    if node.items is not None:
        rules["items"] = silence(node.items)
    if node.known is not None:
        rules["unlike"] = sorted(node.known)
    if node.known is not None and node.others is not None:
        rules["properties"] = {**dict.fromkeys(node.known, True), **rules.get("properties", {})}
        rules["additionalProperties"] = silence(node.others)
    if node.order is not None:
        rules["dependentSchemas"] = {node.order[0]: {"ordered": list(node.order)}}
    if node.degrees is not None:
        rules["inDegrees"] = list(node.degrees)
    return rules


def _silent_date(kind: str | None) -> Schema:
    if kind is None:
        return {}
    asked = {"real": kind}
    common = {"type": "string", "pattern": f"^([^0-9]|{calendar.COMMON_STAMP}$)"}
    return {"anyOf": [common, asked]} if kind == "stamp" else asked


def _silent_forms(node: Node) -> Schema:
    types = [name for name, form in node.types.items() if form_speaks(form)]
    unofficial: list[Schema] = [{"enum": sorted(node.values)}] if node.values else []
    spoken_of = [*unofficial, {"type": types}] if types else unofficial
    return {"not": {"anyOf": spoken_of}} if spoken_of else {}


class _Real:
    """``real``: a date that exists, or something that is not written as a date."""

    def __init__(self, parent: Schema, value: str, path: list[str | int]) -> None:
        self._kind = value

    def validate(self, instance: Json) -> None:
        if not calendar.is_common_day(instance) and any(calendar.real(instance, self._kind, ())):
            raise ValueError


class _Ordered:
    """``ordered``: a mapping whose range of days does not run backwards."""

    def __init__(self, parent: Schema, value: tuple[str, str], path: list[str | int]) -> None:
        self._first, self._last = value

    def validate(self, instance: Mapping[str, Json]) -> None:
        first, last = instance.get(self._first), instance.get(self._last)
        if not calendar.are_ordered_days(first, last) and any(
            calendar.ordered(instance, (self._first, self._last), ())
        ):
            raise ValueError


class _InDegrees:
    """``inDegrees``: no text, or one that is not a coordinate off the globe."""

    def __init__(self, parent: Schema, value: tuple[float, float], path: list[str | int]) -> None:
        self._low, self._high = value

    def validate(self, instance: Json) -> None:
        if isinstance(instance, str) and any(
            calendar.in_degrees(instance, (self._low, self._high), ("degrees",))
        ):
            raise ValueError


class _Unlike:
    """``unlike``: no mapping with a key of its own that is a slip of a known one."""

    def __init__(self, parent: Schema, value: list[str], path: list[str | int]) -> None:
        self._known = frozenset(value)

    def validate(self, instance: Json) -> None:
        if isinstance(instance, dict):
            for key in instance.keys() - self._known:
                if slip_of(self._known, key) is not None:
                    raise ValueError


_KEYWORDS: Final[dict[str, Any]] = {
    "real": _Real,
    "ordered": _Ordered,
    "inDegrees": _InDegrees,
    "unlike": _Unlike,
}
"""What no keyword of JSON Schema can ask; one that raises turns the value down."""
