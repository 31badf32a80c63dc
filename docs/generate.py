"""Writes docs/reference/ from the code itself: `make reference`. A test fails when a page has drifted."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Final

import click

from ctc.cli.main import COMMANDS, root
from ctc.codes.code import Code
from ctc.validation.rules.explanations import explanations
from ctc.validation.schema.fields import Field, fields_of
from ctc.validation.schema.published import bundled, schema_names
from ctc.variants import VARIANTS

REFERENCE = Path(__file__).parent / "reference"
_KEY: Final = re.compile(r"[\w-]+:(\s|$)")


def pages() -> Mapping[str, str]:
    """Every page of the reference by its file name."""
    return {
        "commands.md": "\n".join(commands()) + "\n",
        "codes.md": "\n".join(codes()) + "\n",
        "fields.md": "\n".join(fields()) + "\n",
        "output.md": "\n".join(outputs()) + "\n",
        **{f"fields/{name}.md": "\n".join(page) + "\n" for name, page in field_pages()},
        **{f"codes/{code.code}.md": "\n".join(code_page(code)) + "\n" for code in explanations().values()},
    }


def commands() -> Iterator[str]:
    """The help of every command, as a terminal of 90 columns shows it."""
    yield "# Commands\n"
    names = root.context_settings["help_option_names"]
    context = click.Context(
        root, info_name="ctc", terminal_width=90, max_content_width=90, help_option_names=names
    )
    for name in COMMANDS:
        command = root.get_command(context, name)
        assert command is not None
        yield from _help(
            command, click.Context(command, info_name=name, parent=context, terminal_width=90), 2
        )


def _help(command: click.Command, context: click.Context, depth: int) -> Iterator[str]:
    yield f"{'#' * depth} {context.command_path}\n\n```\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _help(
                inner, click.Context(inner, info_name=name, parent=context, terminal_width=90), 3
            )


def codes() -> Iterator[str]:
    """Every code in one table; each has a page."""
    yield "# Codes\n\n`ctc explain CTC412` prints one of these pages.\n\n| code | severity | |\n| --- | --- | --- |"
    for code in explanations().values():
        yield f"| [{code.code}](codes/{code.code}.md) | {code.severity} | {_cell(code.title)} |"


def code_page(code: Code) -> Iterator[str]:
    """What a code means, why, a bad and a good example."""
    excuse = f'can be ignored: `ignore: {{{code.code}: "why"}}`' if code.ignorable else "cannot be ignored"
    yield f"# {code.code}: {_cell(code.title)}\n\n**{code.severity}**, {excuse}\n"
    yield f"{code.what}\n\n{code.why}"
    for title, example in (("Bad", code.bad), ("Good", code.good)):
        if example:
            language = "yaml" if _KEY.match(example) else "text"
            yield f"\n{title}:\n\n```{language}\n{example.rstrip()}\n```"
    if code.source:
        yield f"\nSource: {code.source}"


COMMON: Final = ("where", "when", "conversion_goal", "control_group", "dnd", "exclude_segments", "to")
"""Fields that stand in many variants alike: described once, on a page of their own."""


def fields() -> Iterator[str]:
    """The way to the pages of the fields."""
    yield "# Fields by variant\n"
    yield "`ctc explain push.content.title` prints a field, `ctc schema payload.push` the schema.\n"
    yield "- [what stands beside the body, and ctc.yaml](fields/spec.md)"
    yield "- [audience, schedule and what else many variants share](fields/common.md)"
    for variant in VARIANTS:
        yield f"- [{variant.name}](fields/{variant.name}.md): {variant.title}"


def field_pages() -> Iterator[tuple[str, Iterator[str]]]:
    """A page a variant, one of what they share, one of the spec and ctc.yaml."""
    for variant in VARIANTS:
        head = f"# {variant.name}\n\n{variant.title}: `{variant.endpoint}`. [Shared fields](common.md) have a page.\n"
        own = [f for f in fields_of(f"payload.{variant.name}") if not _is_common(f) or f.depth == 1]
        yield variant.name, chain([head], _rows(own))
    shared: dict[str, Field] = {}
    for variant in VARIANTS:
        shared |= {
            f.path: f for f in fields_of(f"payload.{variant.name}") if _is_common(f) and f.path not in shared
        }
    yield "common", chain(["# Fields that many variants share\n"], _rows(list(shared.values())))
    spec = chain(["# What stands beside the body\n"], _rows(fields_of("spec")))
    yield "spec", chain(spec, ["\n# ctc.yaml\n"], _rows(fields_of("project")))


def _is_common(field: Field) -> bool:
    return field.path.split(".")[0].removesuffix("[]") in COMMON


def _rows(found: Iterable[Field]) -> Iterator[str]:
    yield "| field | takes | |\n| --- | --- | --- |"
    for field in found:
        name = f"`{field.path}`" + (" (required)" if field.is_required else "")
        about = " ".join(part for part in (field.description, field.source) if part)
        yield f"| {name} | {_takes(field)} | {_cell(about)} |"


def _takes(field: Field) -> str:
    """The types of a field, what is allowed, and an example."""
    types = " or ".join(field.types) or "anything"
    bounds = _cell("; ".join(part for part in (", ".join(field.allowed), *field.limits) if part))
    said = f"{types}: {bounds}" if bounds else types
    example = json.loads(field.example) if field.example else None
    is_told = example is None or isinstance(example, bool | dict | list) or example in field.allowed
    return said if is_told else f"{said}, such as `{_cell(field.example or '')}`"


def outputs() -> Iterator[str]:
    """The published schemas of the JSON outputs."""
    yield "# JSON output\n\nEvery JSON answer has `format_version: 1`. A command that fails before it has an answer, as"
    yield "of a repository with errors, prints what `ctc lint --format json` would (`output.lint`), on one line.\n"
    yield "The schemas:\n"
    for name in schema_names():
        if name.startswith("output."):
            schema = bundled(name)
            yield f"## {name}\n\n{schema.get('description', '')}\n\n```json\n{json.dumps(schema, indent=2)}\n```\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    for name, text in pages().items():
        (REFERENCE / name).parent.mkdir(parents=True, exist_ok=True)
        (REFERENCE / name).write_text(text, "utf-8")
