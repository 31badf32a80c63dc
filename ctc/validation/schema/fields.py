"""The fields that a person may write, as the bundled schemas describe them: for ``ctc explain`` and the reference.

Takes a schema's name; gives one :class:`Field` a key, with what a reader asks of it. Reads the published schemas alone,
so that what is explained is what is checked.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from ctc.validation.schema.catalog import Schema, resolve
from ctc.validation.schema.published import bundled
from ctc.variants import VARIANTS

NAME: Final = "NAME"
"""Stands in a path for a key that its author chooses."""
_BOUNDS: Final = (
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minimum", "from {}"),
    ("maximum", "up to {}"),
    ("minItems", "at least {} entries"),
    ("maxItems", "at most {} entries"),
)
_TRIVIAL: Final = frozenset({("minLength", 1), ("minItems", 1)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One key: ``path`` as a person would write it, with ``[]`` for the entries of a list."""

    path: str
    types: tuple[str, ...]
    is_required: bool
    allowed: tuple[str, ...]
    limits: tuple[str, ...]
    example: str | None
    """As JSON."""
    description: str
    source: str
    takes_free_keys: bool = False

    @property
    def depth(self) -> int:
        return self.path.count(".") + 1


@cache
def fields_of(name: str) -> tuple[Field, ...]:
    """Every field of a schema (``payload.push``, ``spec``, ``project``), parents before their children."""
    schema = bundled(name)
    return tuple(_below(schema, schema, ""))


def roots() -> Mapping[str, tuple[str, ...]]:
    """The words that a path may begin with, and the schemas that each stands for."""
    campaigns = tuple(f"payload.{v.name}" for v in VARIANTS if not _is_message(v.name))
    messages = tuple(f"payload.{v.name}" for v in VARIANTS if _is_message(v.name))
    found: dict[str, tuple[str, ...]] = {"campaign": campaigns, "message": messages}
    for variant in VARIANTS:
        known = () if _is_message(variant.name) else found.get(variant.channel, ())
        if not _is_message(variant.name):
            found[variant.channel] = (*known, f"payload.{variant.name}")
    found |= {variant.name: (f"payload.{variant.name}",) for variant in VARIANTS if variant.name not in found}
    return found | {
        "ctc.yaml": ("project",),
        "spec": ("spec",),
        "test": ("test",),
        "catalog.yaml": ("catalog",),
    }


def _is_message(name: str) -> bool:
    return name.startswith("send-")


def _below(schema: Schema, node: Any, path: str) -> Iterator[Field]:
    """The fields of an object, or of the objects in a list, each followed by those below it."""
    node = resolve(node, schema)
    if not isinstance(node, dict):
        return
    seen: set[str] = set()
    for form in _forms(schema, node):
        required = {*node.get("required", ()), *form.get("required", ())}
        for name, child in form.get("properties", {}).items():
            if name not in seen:
                seen.add(name)
                yield from _field(schema, child, f"{path}{name}", name in required)
        items = form.get("items")
        if isinstance(items, dict):
            yield from _below(schema, items, f"{path.removesuffix('.')}[].")
        for free in (form.get("additionalProperties"), *form.get("patternProperties", {}).values()):
            if isinstance(free, dict):
                yield from _field(schema, free, f"{path}{NAME}", False)


def _field(schema: Schema, child: Any, path: str, is_required: bool) -> Iterator[Field]:
    about = resolve(child, schema)
    if not isinstance(about, dict) or not about:
        return
    forms = _forms(schema, about)
    yield Field(
        path=path,
        types=tuple(dict.fromkeys(kind for form in forms for kind in _types(form))),
        is_required=is_required,
        allowed=tuple(dict.fromkeys(value for form in forms for value in _allowed(form))),
        limits=tuple(dict.fromkeys(limit for form in forms for limit in _limits(form))),
        example=next((json.dumps(each, ensure_ascii=False) for each in about.get("examples", ())), None),
        description=about.get("description", ""),
        source=about.get("x-source", ""),
        takes_free_keys=any(_is_open(form) for form in forms),
    )
    yield from _below(schema, about, f"{path}.")


def _forms(schema: Schema, node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The node itself and the forms that it may take instead."""
    found = [node]
    for key in ("anyOf", "oneOf", "allOf"):
        for each in node.get(key, ()):
            form = resolve(each, schema)
            if isinstance(form, dict):
                found += _forms(schema, form)
    return found


def _types(form: Mapping[str, Any]) -> tuple[str, ...]:
    kind = form.get("type", ())
    return (kind,) if isinstance(kind, str) else tuple(kind)


def _allowed(form: Mapping[str, Any]) -> Iterator[str]:
    sources = form.get("x-value-sources", {})
    values = [form["const"]] if "const" in form else form.get("enum", ())
    for value in values:
        text = str(value).lower() if isinstance(value, bool) else str(value)
        yield f"{text} {sources[text]}" if text in sources else text


def _limits(form: Mapping[str, Any]) -> Iterator[str]:
    if "x-form" in form:
        yield form["x-form"]
        return
    if form.get("minItems") == 1:
        yield "not empty"
    for key, words in _BOUNDS:
        if key in form and (key, form[key]) not in _TRIVIAL:
            yield words.format(form[key])


def _is_open(form: Mapping[str, Any]) -> bool:
    return bool(form.get("x-free")) or form.get("additionalProperties") is True
