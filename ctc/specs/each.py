"""``each``: one document, many instances.

A mapping of lists gives the product of its lists, in the order of its keys. A list of mappings gives one instance
each; its ``key`` names it, and all of its entries are variables.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod
from typing import Any

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Path, Severity, pointer
from ctc.specs.document import Document
from ctc.specs.limits import MAX_INSTANCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One instance of a document: the key in its address, its variables, and where it is written."""

    key: tuple[str, ...] = ()
    variables: Mapping[str, Json] = field(default_factory=dict)
    path: Path = ()


def instances(document: Document) -> tuple[list[Instance], list[Diagnostic]]:
    """The instances of a document; one without a key where it has no ``each``. Wrong types give none."""
    if "each" not in document.data:
        return [Instance()], []
    each = document.data["each"]
    if isinstance(each, dict):
        return _product(document, each)
    if isinstance(each, list):
        return _listed(document, each)
    return [], []


def _product(document: Document, each: Mapping[str, Any]) -> tuple[list[Instance], list[Diagnostic]]:
    empty: list[Path] = [("each", name) for name, values in each.items() if values == []]
    if not each or empty:
        return [], [_empty(document, path) for path in (empty or [("each",)])]
    if not all(isinstance(values, list) for values in each.values()):
        return [], []
    if prod(len(values) for values in each.values()) > MAX_INSTANCES:
        return [], [_too_many(document)]
    names = tuple(each)
    found = []
    for choice in product(*(enumerate(values) for values in each.values())):
        values = [value for _, value in choice]
        if not all(_is_scalar(value) for value in values):
            continue
        key = tuple(key_text(value) for value in values)
        path: Path = ("each", names[-1], choice[-1][0])
        found.append(Instance(key=key, variables=dict(zip(names, values, strict=True)), path=path))
    return found, []


def _listed(document: Document, each: list[Any]) -> tuple[list[Instance], list[Diagnostic]]:
    if not each:
        return [], [_empty(document, ("each",))]
    if len(each) > MAX_INSTANCES:
        return [], [_too_many(document)]
    return [
        Instance(key=(key_text(entry["key"]),), variables=entry, path=("each", index, "key"))
        for index, entry in enumerate(each)
        if isinstance(entry, dict) and "key" in entry and _is_scalar(entry["key"])
    ], []


def key_text(value: Json) -> str:
    """A scalar as it stands in an address: ``7``, ``true``, ``en``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float)


def _empty(document: Document, path: Path) -> Diagnostic:
    message = "this list is empty, so the document stands for no campaign at all"
    return _problem(document, "CTC120", path, message, "name at least one instance, or remove `each`")


def _too_many(document: Document) -> Diagnostic:
    message = f"this `each` stands for more than {MAX_INSTANCES:,} campaigns"
    return _problem(document, "CTC105", ("each",), message, "split the document")


def _problem(document: Document, code: str, path: Path, message: str, hint: str) -> Diagnostic:
    place = document.places.value(path)
    return Diagnostic(
        code=code,
        severity=Severity.ERROR,
        message=message,
        file=document.file,
        line=place.line,
        column=place.column,
        path=pointer(path),
        hint=hint,
    )
