"""What ``ctc explain`` prints: a code's page, a field's page."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Final

import click

from ctc.codes.code import Code
from ctc.validation.schema.fields import Field, roots
from ctc.validation.schema.lookup import Found

_WIDTH: Final = 88
_MANY: Final = 8
"""So many places where a name stands are shown whole; of more, the rest are named in one line."""


def code_page(code: Code) -> str:
    head = click.style(f"{code.code}: {code.title}", bold=True)
    can = "can" if code.ignorable else "cannot"
    lines = [head, f"severity: {code.severity}; {can} be ignored", ""]
    for text in (code.what, code.why):
        lines += [textwrap.fill(text, _WIDTH), ""]
    for title, example in (("Bad", code.bad), ("Good", code.good)):
        if example:
            lines += [f"{title}:", textwrap.indent(example.rstrip(), "    "), ""]
    if code.source:
        lines.append(f"Source: {code.source}")
    return "\n".join(lines).rstrip()


def field_page(answers: Sequence[Found]) -> str:
    """The fields that were meant, one below the other."""
    blocks = ["\n".join(_block(answer)) for answer in answers[:_MANY]]
    if len(answers) > _MANY:
        blocks.append(f"and {len(answers) - _MANY} more places: write more of the path")
    return "\n\n".join(blocks)


def _block(answer: Found) -> Iterator[str]:
    field = answer.field
    yield click.style(field.path, bold=True)
    if field.description:
        yield textwrap.fill(field.description, _WIDTH, initial_indent="  ", subsequent_indent="  ")
    for name, text in _rows(field, answer.schemas):
        lines = textwrap.wrap(text, _WIDTH - 12) if name != "example" else text.split("\n")
        for number, line in enumerate(lines):
            yield f"  {name if number == 0 else '':<10}{line}".rstrip()
    if answer.below:
        yield ""
        yield from _table(answer.below)


def _rows(field: Field, schemas: Sequence[str]) -> Iterator[tuple[str, str]]:
    if field.source or field.allowed or field.limits:
        yield "type", " or ".join(field.types) or "any"
        yield "required", "yes" if field.is_required else "no"
    if field.allowed:
        yield "values", ", ".join(field.allowed)
    if field.limits:
        yield "limits", "; ".join(field.limits)
    if field.example is not None:
        yield "example", _example(field)
    if field.takes_free_keys:
        yield "keys", "any others of your own are sent as they are"
    if field.source:
        yield "source", field.source
    if schemas[0].startswith("payload."):
        yield "in", _those(schemas)


def _those(schemas: Sequence[str]) -> str:
    """The variants that have a field; all of a root's by the root's name."""
    for root, those in roots().items():
        if len(those) > _MANY and set(those) <= set(schemas):
            rest = [name for name in schemas if name not in those]
            return ", ".join([f"every {root}", *(name.removeprefix("payload.") for name in rest)])
    return ", ".join(name.removeprefix("payload.") for name in schemas)


def _example(field: Field) -> str:
    """The example as it would stand in a spec."""
    key = field.path.rsplit(".", 1)[-1].removesuffix("[]")
    return f"{key}: {field.example}"


def _table(below: Sequence[Field]) -> Iterator[str]:
    names = [field.path.rsplit(".", 1)[-1] for field in below]
    width = min(30, max(map(len, names)))
    for name, field in zip(names, below, strict=True):
        mark = "*" if field.is_required else " "
        about = field.description.split(". ")[0].rstrip(".")
        room = _WIDTH - width - 6
        yield f"  {mark} {name:<{width}}  {textwrap.shorten(about, room, placeholder=' …')}".rstrip()
    if any(field.is_required for field in below):
        yield "  * required"
