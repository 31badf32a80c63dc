"""The refusals of the reference implementation of JSON Schema, as an oracle.

It matches patterns as the specification says: ``$`` is the very end, not also before a last line break.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from ctc.validation.schema.catalog import Schema
from ctc.validation.schema.engine import Refusal, matches, schema_of, strangers

Errors = Iterator[ValidationError]


def refused(name: str, value: Any) -> list[Refusal]:
    """What the schema called ``name`` refuses."""
    return [
        Refusal(
            str(error.validator),
            error.validator_value,
            error.schema if isinstance(error.schema, dict) else {},
            tuple(error.absolute_path),
            error.instance,
        )
        for error in reference(name).iter_errors(value)
    ]


@cache
def reference(name: str) -> Validator:
    keywords = {
        "pattern": _pattern,
        "patternProperties": _pattern_properties,
        "additionalProperties": _additional_properties,
    }
    made: Validator = extend(Draft202012Validator, keywords)(schema_of(name))  # type: ignore[no-untyped-call]
    return made


def _pattern(validator: Any, expected: str, instance: Any, schema: Schema) -> Errors:
    if isinstance(instance, str) and not matches(expected, instance):
        yield ValidationError("does not match")


def _pattern_properties(validator: Any, expected: Schema, instance: Any, schema: Schema) -> Errors:
    for pattern, below in expected.items() if isinstance(instance, dict) else ():
        for key in (key for key in instance if matches(pattern, key)):
            yield from validator.descend(instance[key], below, path=key, schema_path=pattern)


def _additional_properties(validator: Any, expected: Any, instance: Any, schema: Schema) -> Errors:
    extras = strangers(instance, schema) if isinstance(instance, dict) else []
    if expected is False and extras:
        yield ValidationError("is not known")
    for key in extras if isinstance(expected, dict) else ():
        yield from validator.descend(instance[key], expected, path=key)
