"""Two validators over one schema: a fast gate, and one that explains what the gate refuses.

The gate answers for nearly every document; the second is loaded for the ones it turns down. That both agree
on every document is a law (``tests/laws/test_payload_schemas.py``).
"""

from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from ctc.canonical import Json
from ctc.validation.catalog import Schema, bundled, self_contained

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError


class Gate(Protocol):
    def is_valid(self, instance: Any) -> bool: ...


@cache
def gate(name: str) -> Gate:
    """The compiled validator of a schema by name; ``envelope`` is a spec without its body."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(schema_of(name))


def problems(name: str, value: Json) -> "list[ValidationError]":
    """What the schema called ``name`` says against ``value``; empty where the gate lets it pass."""
    return [] if gate(name).is_valid(value) else list(_explainer(name).iter_errors(value))


@cache
def _explainer(name: str) -> "Draft202012Validator":
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema_of(name))


def schema_of(name: str) -> Schema:
    """The schema that is validated with: as published, but ``envelope`` leaves a spec's body closed."""
    return self_contained("spec.schema.json") if name == "envelope" else bundled(name)
