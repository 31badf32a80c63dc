"""Writes docs/reference/ from the code itself: `make docs`. A test fails when a page has drifted."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from ctc.cli.main import COMMANDS, root
from ctc.codes.code import Code
from ctc.validation.rules.explanations import explanations
from ctc.validation.schema.published import bundled, schema_names
from ctc.variants import VARIANTS

REFERENCE = Path(__file__).parent / "reference"


def pages() -> Mapping[str, str]:
    """Every page of the reference by its file name."""
    return {
        "commands.md": "\n".join(commands()) + "\n",
        "codes.md": "\n".join(codes()) + "\n",
        "fields.md": "\n".join(fields()) + "\n",
        "output.md": "\n".join(outputs()) + "\n",
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
    """Every code: the table, then a section each."""
    yield "# Codes\n\n| code | severity | |\n| --- | --- | --- |"
    known = explanations()
    for code in known.values():
        yield f"| [{code.code}](#{code.code.lower()}) | {code.severity} | {_cell(code.title)} |"
    for code in known.values():
        yield from _code(code)


def _code(code: Code) -> Iterator[str]:
    ignorable = "can" if code.ignorable else "cannot"
    yield f"\n## {code.code}\n\n**{code.title}** ({code.severity}, {ignorable} be ignored)\n"
    yield f"{code.what}\n\n{code.why}\n"
    for title, example in (("Bad", code.bad), ("Good", code.good)):
        if example:
            yield f"{title}:\n\n```yaml\n{example.rstrip()}\n```\n"
    if code.source:
        yield f"Source: {code.source}\n"


def fields() -> Iterator[str]:
    """Every field of every variant, with where the fact is from."""
    yield "# Fields by variant\n\n`ctc schema payload.<variant>` prints the schema itself.\n"
    for variant in VARIANTS:
        schema = bundled(f"payload.{variant.name}")
        yield f"## {variant.name}\n\n{variant.title}: `{variant.endpoint}`\n"
        yield "| field | type | required | |\n| --- | --- | --- | --- |"
        yield from _rows(schema, schema, "", 0)
        yield ""


def _rows(schema: Any, node: Mapping[str, Any], path: str, depth: int) -> Iterator[str]:
    node = _resolved(schema, node)
    required = node.get("required", [])
    for name, child in node.get("properties", {}).items():
        about = _resolved(schema, child)
        kind = about.get("type", "")
        shown = ", ".join(kind) if isinstance(kind, list) else kind or "any"
        text = " ".join(part for part in (about.get("description", ""), about.get("x-source", "")) if part)
        yield f"| `{path}{name}` | {shown} | {'yes' if name in required else ''} | {_cell(text)} |"
        if depth < 4:
            yield from _rows(schema, about, f"{path}{name}.", depth + 1)
            items = about.get("items")
            if isinstance(items, Mapping):
                yield from _rows(schema, items, f"{path}{name}[].", depth + 1)


def _resolved(schema: Any, node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The node with its reference followed; what stands beside the reference wins."""
    reference = node.get("$ref")
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return node
    target: Any = schema
    for part in reference[2:].split("/"):
        target = target[part.replace("~1", "/").replace("~0", "~")]
    return {**_resolved(schema, target), **{key: value for key, value in node.items() if key != "$ref"}}


def outputs() -> Iterator[str]:
    """The published schemas of the JSON outputs."""
    yield "# JSON output\n\nEvery JSON answer has `format_version: 1`. The schemas:\n"
    for name in schema_names():
        if name.startswith("output."):
            schema = bundled(name)
            yield f"## {name}\n\n{schema.get('description', '')}\n\n```json\n{json.dumps(schema, indent=2)}\n```\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for name, text in pages().items():
        (REFERENCE / name).write_text(text, "utf-8")
