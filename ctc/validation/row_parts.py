"""The parts of a row's JSON Schema: where references lead, and how much there is to ask."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from ctc.canonical import Json
from ctc.digits import whole

MAX_PARTS: Final = 100_000
"""Parts of a schema, each reference counted as often as what it leads to is asked: every row is held against them."""
_EACH_COLUMN: Final = frozenset(
    {"patternProperties", "propertyNames", "additionalProperties", "unevaluatedProperties"}
)
_REFERENCES: Final = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})


def column_at(values: Mapping[str, Json], step: str | int) -> str:
    """The name that a step leads to; the library takes one that is a number (``007``) for an index."""
    if isinstance(step, int) and str(step) not in values:
        return next((n for n in values if whole(n.removeprefix("+")) == step), str(step))
    return str(step)


def parts_of(whole: Any, schema: Any, *keys: str) -> Iterator[dict[str, Any]]:
    """A schema, what it refers to, and those that stand in it under ``keys``. None leads round in a circle."""
    parts = [schema]
    for part in parts:  # which grow meanwhile
        if isinstance(part, dict):
            yield part
            parts += [each for key in keys for each in part.get(key, ())]
            parts += [_pointed(whole, part["$ref"])] if "$ref" in part else []


def references_of(schema: Any) -> Iterator[str]:
    for node in _nodes(schema):
        yield from (node[key] for key in _REFERENCES & node.keys() if isinstance(node[key], str))


def _nodes(schema: Any, follow: Callable[[str], Any] = lambda _: None) -> Iterator[dict[str, Any]]:
    """Every object in a schema, and in what ``follow`` gives for its references."""
    pending = [schema]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            yield node
            pending.extend(value for value in node.values() if isinstance(value, dict | list))
            pending.extend(
                follow(node[key]) for key in _REFERENCES & node.keys() if isinstance(node[key], str)
            )
        elif isinstance(node, list):
            pending.extend(value for value in node if isinstance(value, dict | list))


def count_of(schema: Any) -> int | None:
    """How many parts a row is held against; None where references lead round in a circle, or to too many."""
    anchors = {
        f"#{node[key]}": node
        for node in _nodes(schema)
        for key in ("$anchor", "$dynamicAnchor")
        if isinstance(node.get(key), str)
    }
    parts = _nodes(schema, lambda reference: anchors.get(reference) or _pointed(schema, reference))
    count = sum(1 for _ in islice(parts, MAX_PARTS + 1))
    return count if count <= MAX_PARTS else None


def asks_each_column(schema: Any) -> bool:
    """Whether a part of it is asked once for each column of a row."""
    return any(not _EACH_COLUMN.isdisjoint(node) for node in _nodes(schema))


def _pointed(schema: Any, reference: str) -> Any:
    parts = reference.removeprefix("#").split("/")[1:]
    return value_at(schema, [part.replace("~1", "/").replace("~0", "~") for part in parts])


def value_at(schema: Any, path: Sequence[str | int]) -> Any:
    for part in path:
        if isinstance(schema, list):
            index = whole(str(part))
            schema = schema[index] if index is not None and index < len(schema) else None
        else:
            schema = schema.get(column_at(schema, part)) if isinstance(schema, dict) else None
    return schema
