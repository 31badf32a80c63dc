"""Two validators over one schema: a fast gate, and one that explains what the gate refuses.

The gate answers for nearly every document; the second is loaded for the ones it turns down. That both agree
on every document is a law (``tests/laws/test_payload_schemas.py``).
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from ctc.canonical import Json
from ctc.validation.schema.catalog import Schema, self_contained
from ctc.validation.schema.published import bundled

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


class Gate(Protocol):
    def is_valid(self, instance: Any) -> bool: ...


@cache
def gate(name: str) -> Gate:
    """The compiled validator of a schema by name; ``envelope`` is a spec without its body."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema_of(name))


def problems(name: str, value: Json) -> "list[ValidationError]":
    """What the schema called ``name`` says against ``value``; empty where the gate lets it pass."""
    return [] if gate(name).is_valid(value) else list(explainer(name).iter_errors(value))


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern of a schema matches: its ``$`` is the very end, not also before a last line break."""
    return (
        re.search(pattern.removesuffix("$") + r"\Z" if pattern.endswith("$") else pattern, text) is not None
    )


@cache
def explainer(name: str) -> "Validator":
    """The validator whose errors are explained; it agrees with the gate, ``$`` included."""
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    keywords = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
    }
    made: Validator = extend(Draft202012Validator, keywords)(schema_of(name))  # type: ignore[no-untyped-call]
    return made


Errors = Iterator["ValidationError"]


def _pattern(validator: Any, expected: str, instance: Any, schema: Schema) -> Errors:
    if isinstance(instance, str) and not matches(expected, instance):
        yield _problem()


def _pattern_properties(validator: Any, expected: Schema, instance: Any, schema: Schema) -> Errors:
    for pattern, below in expected.items() if isinstance(instance, dict) else ():
        for key in (key for key in instance if matches(pattern, key)):
            yield from validator.descend(instance[key], below, path=key, schema_path=pattern)


def _additional_properties(validator: Any, expected: Any, instance: Any, schema: Schema) -> Errors:
    extras = strangers(instance, schema) if isinstance(instance, dict) else []
    if expected is False and extras:
        yield _problem()
    for key in extras if isinstance(expected, dict) else ():
        yield from validator.descend(instance[key], expected, path=key)


def strangers(instance: Mapping[str, Any], schema: Schema) -> list[str]:
    """The keys that neither ``properties`` nor ``patternProperties`` of a schema know."""
    known, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    return [key for key in instance if key not in known and not any(matches(p, key) for p in patterns)]


def _problem() -> "ValidationError":
    from jsonschema.exceptions import ValidationError

    return ValidationError("explained by keyword")


def schema_of(name: str) -> Schema:
    """The schema that is validated with: as published, but ``envelope`` leaves a spec's body closed."""
    return self_contained("spec.schema.json") if name == "envelope" else bundled(name)
