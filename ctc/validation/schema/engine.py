"""The compiled validators of the schemas: whether a value is taken, and every refusal with its place.

That what they refuse is what the reference implementation refuses is a law (``tests/laws/test_payload_schemas.py``).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, Protocol

from ctc.canonical import Json
from ctc.diagnostics import Path
from ctc.validation.schema.catalog import Schema, self_contained
from ctc.validation.schema.published import bundled


class Refusal(NamedTuple):
    """One keyword of a schema that does not hold."""

    keyword: str
    expected: Any
    """What stands beside the keyword."""
    schema: Schema
    """What the keyword stands in."""
    path: Path
    value: Json
    """What is refused, and where it stands."""


class Gate(Protocol):
    def is_valid(self, instance: Any) -> bool: ...

    def iter_errors(self, instance: Any) -> Iterator[Any]: ...


@cache
def gate(name: str) -> Gate:
    """The compiled validator of a schema by name; ``envelope`` is a spec without its body."""
    return compiled(schema_of(name))


def compiled(schema: Schema) -> Gate:
    """Raises whatever the library raises for what is no schema."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema)


def problems(name: str, value: Json) -> list[Refusal]:
    """What the schema called ``name`` says against ``value``."""
    return [*refusals(gate(name), schema_of(name), value)]


def refusals(gate: Gate, schema: Schema, value: Json) -> Iterator[Refusal]:
    """What a compiled schema says against ``value``; a key that is refused is the value of its refusal."""
    for error in gate.iter_errors(value):
        path, refused = _walked(value, error.instance_path)
        if error.kind.name == "propertyNames":
            refused = error.kind.error.instance
        keyword = str(error.schema_path[-1]) if error.schema_path else ""
        holder = _followed(schema, error.schema_path[:-1])
        yield Refusal(keyword, holder.get(keyword), holder, path, refused)


def _walked(value: Any, steps: Sequence[str | int]) -> tuple[Path, Json]:
    """A path and what stands there. The library takes a key that is a number for an index."""
    path: list[str | int] = []
    for step in steps:
        path.append(str(step) if isinstance(value, Mapping) else step)
        value = value[path[-1]]
    return tuple(path), value


def _followed(schema: Any, steps: Sequence[str | int]) -> Schema:
    """A part of a schema; nothing where it is no mapping, or a path leads past what stands in it."""
    try:
        for step in steps:
            schema = schema[step]
    except (KeyError, IndexError, TypeError):
        return {}
    return schema if isinstance(schema, dict) else {}


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of a schema matches: its ``$`` is the very end, not also before a last line break."""
    return (
        re.search(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern, text) is not None
    )


def strangers(instance: Mapping[str, Any], schema: Schema) -> list[str]:
    """The keys that neither ``properties`` nor ``patternProperties`` of a schema know."""
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    return [key for key in instance if key not in known and not any(matches(p, key) for p in patterns)]


def schema_of(name: str) -> Schema:
    """The schema that is validated with: as published, but ``envelope`` leaves a spec's body closed."""
    return self_contained("spec.schema.json") if name == "envelope" else bundled(name)
