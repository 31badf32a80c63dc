"""``ctc compile``."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from ctc.canonical import Json
from ctc.choice import Choice
from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, choosing, format_option, talking
from ctc.cli.progress import Gauge
from ctc.cli.views.diagnostics import print_diagnostics
from ctc.cli.views.json_text import indented
from ctc.files import write
from ctc.payloads.payload import Payload
from ctc.shown import data


@click.command("compile", epilog="Example: ctc compile --select 'welcome*' --format ndjson")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@format_option("json", "ndjson")
@click.option(
    "-o",
    "--output-dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="One file an address.",
)
@choosing
@talking
def command(
    paths: tuple[Path, ...],
    output: str,
    output_dir: Path | None,
    choice: Choice,
    terminal: Terminal,
) -> int:
    """Print the canonical payloads: what would be reviewed and sent, and its digest."""
    from ctc.pipeline.compile import compile_for

    with Gauge(terminal, "compiling") as gauge:
        compilation = compile_for(Path.cwd(), os.environ, paths, choice, gauge)
    if compilation.failed:
        print_diagnostics((d for d in compilation.diagnostics if d.severity == "error"), err=True)
        return Exit.PROBLEMS
    payloads = [_as_json(payload) for payload in compilation.payloads]
    if choice.select and not payloads:
        click.echo(f"error: {choice.in_vain}", err=True)
        return Exit.PROBLEMS
    if output_dir is not None and str(output_dir) != "-":
        for payload in payloads:
            _write(output_dir, payload)
        terminal.talk(f"{len(payloads)} payload{'s'[: len(payloads) != 1]} written to {output_dir}")
    elif output == "ndjson":
        for payload in payloads:
            click.echo(data({"format_version": 1, **payload}))
    else:
        click.echo(indented({"format_version": 1, "payloads": payloads}))
    return Exit.FINE


def _as_json(payload: Payload) -> dict[str, Json]:
    return {
        "address": payload.address,
        "endpoint": payload.endpoint,
        "payload": payload.body,
        "digest": payload.digest,
    }


def _write(folder: Path, payload: Mapping[str, Json]) -> None:
    target = folder / f"{file_name(str(payload['address']))}.json"
    text = indented({"format_version": 1, **payload}) + "\n"
    write(target, text.encode(), durable=False)  # thousands of them, and the same bytes at any time


def file_name(address: str) -> str:
    """An address as a file's name on every system: what has a meaning in paths becomes ``%2F`` and the like."""
    import re

    return re.sub(r'[%/\\:*?"<>|\x00-\x1f\x7f]', lambda found: f"%{ord(found[0]):02X}", address)
