"""``each``: one document, many instances.

A mapping of lists gives the product of its lists, in the order of its keys. A list of mappings gives one instance
each; its ``key`` names it, and all of its entries are variables.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from math import prod
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, JsonPath
from ctc.rows.instances import Keyed
from ctc.rows.limits import MAX_KEY
from ctc.rows.row import Row
from ctc.specs.document import Document
from ctc.specs.family import Family
from ctc.specs.limits import MAX_INSTANCES


class Instance(NamedTuple):
    """One instance of a document: the key in its address, its variables, and where it is written."""

    key: tuple[str, ...] = ()
    variables: Mapping[str, Json] = MappingProxyType({})
    paths: tuple[JsonPath, ...] = ()
    """Of each part of the key."""
    entry: JsonPath = ()
    """Of the entry of a list."""
    row: Row | None = None
    """The row of a data file that it is made of."""
    key_columns: tuple[str, ...] = ()
    is_kept: bool = False


_ONLY: Final = Instance()


def instances(document: Document) -> tuple[list[Instance], list[Diagnostic]]:
    """The instances of a document; one without a key where it has no ``each``. Wrong types give none."""
    if "each" not in document.data:
        return [_ONLY], []
    each = document.data["each"]
    if isinstance(each, dict):
        return _product(document, each)
    if isinstance(each, list):
        return _listed(document, each)
    return [], []


def instance_of(keyed: Keyed, family: Family) -> Instance:
    """The instance that a row makes: its columns are variables by their names, and ``row`` is all of them."""
    values = keyed.row.values
    return Instance(
        key=keyed.key,
        variables={**values, "row": values},
        row=keyed.row,
        key_columns=family.key,
        is_kept=family.absent == "keep",
    )


def _product(document: Document, each: Mapping[str, Any]) -> tuple[list[Instance], list[Diagnostic]]:
    empty: list[JsonPath] = [("each", name) for name, values in each.items() if values == []]
    if not each or empty:
        return [], [_empty(document, path) for path in (empty or [("each",)])]
    if not all(isinstance(values, list) for values in each.values()):
        return [], []
    if prod(len(values) for values in each.values()) > MAX_INSTANCES:
        return [], [_too_many(document)]
    names = tuple(each)
    found = []
    once = {name: _once(each[name]) for name in names}
    repeated = [
        _repeated(document, ("each", name, index), each[name][index])
        for name in names
        for index in range(len(each[name]))
        if index not in once[name] and _is_scalar(each[name][index])
    ]
    for choice in product(*once.values()):
        values = [each[name][index] for name, index in zip(names, choice, strict=True)]
        key = tuple(key_text(value) for value in values)
        paths: tuple[JsonPath, ...] = tuple(zip(("each",) * len(names), names, choice, strict=True))
        found.append(Instance(key=key, variables=dict(zip(names, values, strict=True)), paths=paths))
    return found, repeated + _endless(document, found)


def _listed(document: Document, each: list[Any]) -> tuple[list[Instance], list[Diagnostic]]:
    if not each:
        return [], [_empty(document, ("each",))]
    if len(each) > MAX_INSTANCES:
        return [], [_too_many(document)]
    keys = [entry.get("key") if isinstance(entry, dict) else None for entry in each]
    once = _once(keys)
    named = [index for index, key in enumerate(keys) if _is_scalar(key)]
    found = [
        Instance(
            key=(key_text(keys[index]),),
            variables=each[index],
            paths=(("each", index, "key"),),
            entry=("each", index),
        )
        for index in once
    ]
    return found, _endless(document, found) + [
        _repeated(document, ("each", index, "key"), keys[index]) for index in named if index not in once
    ]


def _once(values: Sequence[Json]) -> list[int]:
    """The indices of scalars, without those that would name an instance again."""
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if _is_scalar(value):
            first.setdefault(key_text(value), index)
    return list(first.values())


def key_text(value: Json) -> str:
    """A scalar as it stands in an address: ``7``, ``true``, ``en``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float)


def _empty(document: Document, path: JsonPath) -> Diagnostic:
    message = "this list is empty, so the document stands for no campaign at all"
    return document.diagnostic("CTC120", path, message, "name at least one instance, or remove `each`")


def _too_many(document: Document) -> Diagnostic:
    message = f"this `each` stands for more than {MAX_INSTANCES:,} campaigns"
    return document.diagnostic("CTC105", ("each",), message, "split the document")


def _endless(document: Document, found: Sequence[Instance]) -> list[Diagnostic]:
    """Parts of keys that are too long for an address: it names a file, stands in plans and is typed by people."""
    parts = {path: part for each in found for part, path in zip(each.key, each.paths, strict=True)}
    hint = "name the instance in short, and put the text into a variable of its own"
    return [
        document.diagnostic(
            "CTC113", path, f"this key has {len(part):,} characters, and {MAX_KEY} at most", hint
        )
        for path, part in parts.items()
        if len(part) > MAX_KEY
    ]


def _repeated(document: Document, path: JsonPath, value: Json) -> Diagnostic:
    message = (
        f"{key_text(value)!r} names an instance already: two campaigns with one address cannot be told apart"
    )
    return document.diagnostic("CTC121", path, message, "name each instance once")
