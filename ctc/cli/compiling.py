"""``ctc compile``."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import click

from ctc.canonical import Json, digest_of
from ctc.choice import Choice
from ctc.cli.exits import Exit
from ctc.cli.guarded import write_lines
from ctc.cli.options import NamedPath, Terminal, choosing, format_option, talking, tell_of_no_spec
from ctc.cli.progress import Gauge
from ctc.cli.views.json_text import indented
from ctc.diagnostics import UserError
from ctc.files import write
from ctc.payloads.payload import Payload
from ctc.shown import data


@click.command("compile", epilog="Example: ctc compile --select 'welcome*' --format ndjson")
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path))
@format_option("json", "ndjson")
@click.option(
    "-o",
    "--output-dir",
    type=NamedPath(path_type=Path, file_okay=False),
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
    from ctc.pipeline.engine.means import Means

    folder = None if str(output_dir) == "-" else output_dir
    form = _FILE if folder else _LINE if output == "ndjson" else _LIST
    with Gauge(terminal, "compiling") as gauge:
        means = Means(tell=gauge, write=form.body, every=not choice.selects)
        compilation = compile_for(Path.cwd(), os.environ, paths, choice, means)
    payloads = compilation.payloads
    if compilation.failed:
        raise UserError(*(d for d in compilation.diagnostics if d.severity == "error"))
    if not payloads:
        tell_of_no_spec(compilation.project, terminal)
    if folder is not None:
        _write_each(payloads, folder, form)
        terminal.talk(f"{len(payloads)} payload{'s'[: len(payloads) != 1]} written to {folder}")
    elif output == "ndjson":
        write_lines(map(form.of, payloads))
    else:
        write_lines(_listed(payloads))
    return Exit.FINE


def _write_each(payloads: "Sequence[Payload]", folder: Path, form: "_Form") -> None:
    for payload in payloads:
        target = folder / f"{file_name(payload.address)}.json"
        write(target, f"{form.of(payload)}\n".encode(), durable=False)  # the same bytes at any time


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    """How a payload is written: its body in the process that compiles it, what stands around it in this one."""

    body: Callable[[Json], str]
    begin: str
    between: str
    end: str

    def of(self, payload: Payload) -> str:
        from ctc.pipeline.engine.contents import text_of

        parts = (
            f'"address": {data(payload.address)}',
            f'"endpoint": {data(payload.endpoint)}',
            f'"payload": {text_of(payload, self.body)}',
            f'"digest": "{payload.digest}"',
        )
        return f"{self.begin}{self.between.join(parts)}{self.end}"


_VERSION: Final = '"format_version": 1'
_LINE: Final = _Form(body=data, begin=f"{{{_VERSION}, ", between=", ", end="}")
_FILE: Final = _Form(
    body=partial(indented, margin="  "), begin=f"{{\n  {_VERSION},\n  ", between=",\n  ", end="\n}"
)
_LIST: Final = _Form(
    body=partial(indented, margin=" " * 6), begin="    {\n      ", between=",\n      ", end="\n    }"
)


def _listed(payloads: Sequence[Payload]) -> Iterator[str]:
    """The lines of one JSON value, as they are made: thousands of payloads need not be one text in memory."""
    yield f"{{\n  {_VERSION},"
    if not payloads:
        yield '  "payloads": []\n}'
        return
    yield '  "payloads": ['
    for payload in payloads[:-1]:
        yield f"{_LIST.of(payload)},"
    yield f"{_LIST.of(payloads[-1])}\n  ]\n}}"


_LONGEST: Final = 240
"""Bytes of a file's name; systems take 255, its ending among them."""


def file_name(address: str) -> str:
    """An address as a file's name on every system: what has a meaning in paths becomes ``%2F`` and the like."""
    import re

    name = re.sub(r'[%/\\:*?"<>|\x00-\x1f\x7f]', lambda found: f"%{ord(found[0]):02X}", address)
    data = os.fsencode(name)
    if len(data) <= _LONGEST:
        return name
    return f"{data[: _LONGEST - 20].decode('utf-8', 'ignore')}-{digest_of(address)[:16]}"
