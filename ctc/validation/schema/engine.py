"""Two validators over one schema: a fast gate, and one that explains what the gate refuses.

The gate answers for nearly every document; the second is loaded for the ones it turns down, and asked for the
keywords alone that the gate turns down. That both agree on every document is a law
(``tests/laws/test_payload_schemas.py``).
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.patterns import pattern
from ctc.validation.schema.catalog import Schema, self_contained
from ctc.validation.schema.published import bundled

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError
    from jsonschema.protocols import Validator


class Refusal(NamedTuple):
    """One keyword of a schema that does not hold."""

    keyword: str
    expected: Any
    """What stands beside the keyword."""
    schema: Schema
    """What the keyword stands in."""
    path: JsonPath
    value: Json
    """What is refused, and where it stands."""


_STATED: Final = frozenset(
    [
        "type",
        "enum",
        "const",
        "pattern",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "required",
        "dependentRequired",
        "additionalProperties",
        "not",
    ]
)
"""The keywords that are about a value as it stands, without schemas of their own for what is below it."""


class Gate(Protocol):
    def is_valid(self, instance: Any) -> bool: ...

    def iter_errors(self, instance: Any) -> Iterator[Any]: ...


@cache
def gate(name: str) -> Gate:
    """The compiled validator of a schema by name; ``envelope`` is a spec without its body."""
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(
        schema_of(name), mask="…"
    )  # what it would say in words is said here


_INDEX: Final = pattern(r"\+?[0-9]{1,300}")


def problems(name: str, value: Json, errors: Iterable[Any] | None = None) -> list[Refusal]:
    """What the schema called ``name`` says against ``value``; empty where the gate lets it pass. ``errors`` are what
    the gate says, where somebody asked it.

    Asked for one keyword at one place, the explainer takes a small part of the time that the whole value takes; and a
    keyword that speaks of nothing but what stands there needs none.
    """
    found: dict[tuple[object, ...], Sequence[Refusal]] = {}
    numbers: dict[int, Mapping[int, Sequence[str]]] = {}
    for error in gate(name).iter_errors(value) if errors is None else errors:
        walked = _walked(value, error.instance_path, numbers)
        if walked is None:
            return [*_refusals(explainer(name), value)]
        path, refused = walked
        if error.kind.name == "propertyNames":
            refused = error.kind.error.instance  # the key itself
        steps = tuple(error.schema_path)
        asked = (path, steps, refused if isinstance(refused, str) else None)
        if asked not in found:
            found[asked] = _stated(name, steps, path, refused) or _explained(name, steps, path, refused)
    if not all(found.values()):
        return [*_refusals(explainer(name), value)]
    return [refusal for refusals in found.values() for refusal in refusals]


def _stated(name: str, steps: tuple[str | int, ...], path: JsonPath, value: Json) -> Sequence[Refusal] | None:
    """What the gate said already, where the keyword is about the value alone; None for one that looks further."""
    if not steps or steps[-1] not in _STATED:
        return None
    holder, keyword = _followed(schema_of(name), steps[:-1]), str(steps[-1])
    return [Refusal(keyword, holder[keyword], holder, path, value)] if keyword in holder else None


def _explained(name: str, steps: tuple[str | int, ...], path: JsonPath, value: Json) -> Sequence[Refusal]:
    """What one keyword of a schema says against what stands at a path."""
    validator, holder = _explainer_of(name, steps)
    refusals = _refusals(validator, value) if validator else ()
    return [refusal._replace(schema=holder, path=(*path, *refusal.path)) for refusal in refusals]


@lru_cache(maxsize=1024)
def _explainer_of(name: str, steps: tuple[str | int, ...]) -> "tuple[Validator | None, Schema]":
    """The explainer of one keyword, to which ``steps`` lead, and what that stands in; none where it is not there."""
    holder, keyword = _followed(schema_of(name), steps[:-1]), str(steps[-1]) if steps else ""
    if keyword not in holder:
        return None, holder
    return explainer(name).evolve(schema={keyword: holder[keyword]}), holder


def _refusals(validator: "Validator", value: Json) -> Iterator[Refusal]:
    for error in validator.iter_errors(value):
        holder = error.schema if isinstance(error.schema, dict) else {}
        yield Refusal(
            str(error.validator), error.validator_value, holder, tuple(error.absolute_path), error.instance
        )


def _walked(
    value: Any, steps: Sequence[str | int], numbers: dict[int, Mapping[int, Sequence[str]]]
) -> tuple[JsonPath, Json] | None:
    """A path and what stands there; None where nobody can tell, as the gate takes a key that is a number (``007``,
    ``+7``) for an index. ``numbers`` remembers such keys of the mappings that were met."""
    path: list[str | int] = []
    for step in steps:
        if isinstance(step, int) and isinstance(value, Mapping):
            if id(value) not in numbers:
                numbers[id(value)] = _numbers(value)
            keys = numbers[id(value)].get(step, ())
            if len(keys) != 1:
                return None
            path.append(keys[0])
        else:
            path.append(step)
        value = value[path[-1]]
    return tuple(path), value


def _numbers(value: Mapping[str, Any]) -> Mapping[int, Sequence[str]]:
    """The keys that the gate may take for an index, by that index."""
    found: dict[int, list[str]] = {}
    for key in value:
        if _INDEX.fullmatch(key):
            found.setdefault(int(key), []).append(key)
    return found


@lru_cache(maxsize=1024)
def is_stated(name: str, steps: tuple[str | int, ...]) -> bool:
    """Whether a schema itself has the keyword to which ``steps`` lead."""
    return bool(steps) and steps[-1] in _followed(schema_of(name), steps[:-1])


def _followed(schema: Any, steps: Sequence[str | int]) -> Schema:
    """A part of a schema; nothing where the steps lead past what stands in it."""
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
    for expression, below in expected.items() if isinstance(instance, dict) else ():
        for key in (key for key in instance if matches(expression, key)):
            yield from validator.descend(instance[key], below, path=key)


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


@cache
def schema_of(name: str) -> Schema:
    """The schema that is validated with: as published, but ``envelope`` leaves a spec's body closed."""
    return self_contained("spec.schema.json") if name == "envelope" else bundled(name)
