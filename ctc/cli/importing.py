"""``ctc import``."""

import sys
from pathlib import Path
from typing import Final

import click

from ctc.address import ID_PATTERN
from ctc.cli.exits import Exit
from ctc.cli.options import NamedPath, Terminal, talking
from ctc.cli.streams import for_machines
from ctc.cli.views.diagnostics import print_diagnostics
from ctc.diagnostics import ordered
from ctc.files import at_most, write

MAX_BYTES: Final = 64_000_000
"""Bytes of a paste; a request has some thousand."""


@click.command(
    "import", epilog="Example: pbpaste | ctc import - --id price-drop -o campaigns/price-drop.yaml"
)
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=NamedPath(allow_dash=True))
@click.option(
    "--id", "spec_id", metavar="ID", help="The spec's id (of several: ID, ID-2…); default: from the name."
)
@click.option(
    "--endpoint", metavar="PATH", help="Where the payload alone does not tell, such as /1/send/push.json."
)
@click.option(
    "-o", "--output", type=NamedPath(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there."
)
@talking
def command(
    files: tuple[str, ...], spec_id: str | None, endpoint: str | None, output: Path | None, terminal: Terminal
) -> int:
    """Turn payloads or pasted requests into specs, one document each.

    Read are JSON (comments and trailing commas welcome), JavaScript objects, Python dicts, curl commands, Postman
    collections and .http files, with all the requests in them. Credentials are dropped. An invalid payload is
    refused with every finding about it, and nothing is written then.
    """
    import re

    from ctc.pipeline.importing import check_for_spec, spec_texts

    if spec_id is not None and not re.fullmatch(ID_PATTERN, spec_id):
        raise click.UsageError(f"--id {spec_id!r}: an id is a-z, 0-9 and '-', 63 characters at most")
    if output is not None and output.exists():
        raise click.UsageError(f"{output} exists; ctc import does not overwrite it")
    pasted = [one for file in files for one in check_for_spec(read_text(file), file=file, endpoint=endpoint)]
    failed = any(one.failed for one in pasted)
    if failed or not terminal.quiet:
        print_diagnostics(ordered(found for one in pasted for found in one.diagnostics), err=True)
    if failed:
        return Exit.PROBLEMS
    text = spec_texts(pasted, spec_id)
    if output is None or str(output) == "-":
        for_machines()
        click.echo(text, nl=False)
    else:
        write(output, text.encode(), new=True)
        terminal.talk(f"wrote {output}; next: ctc lint {output}")
    return Exit.FINE


def _bytes_of(file: str) -> bytes | None:
    if file == "-":
        return at_most(sys.stdin.buffer, MAX_BYTES)
    with Path(file).open("rb") as opened:
        return at_most(opened, MAX_BYTES)


def read_text(file: str) -> str:
    """The text of a file, or of stdin for ``-``; UTF-8, a BOM is dropped. A file that cannot be read is a mistake."""
    from ctc.diagnostics import UserError
    from ctc.encodings import WIDE, is_wide
    from ctc.pipeline.importing import unreadable

    if file == "-" and sys.stdin is None:
        raise UserError(unreadable(file, "standard input is closed"))
    try:
        data = _bytes_of(file)
        if data is None:
            raise UserError(unreadable(file, f"it holds more than {MAX_BYTES // 1_000_000} MB"))
        if is_wide(data):
            raise UserError(unreadable(file, f"it {WIDE}: save it as UTF-8"))
        return data.decode("utf-8-sig")
    except OSError as error:
        raise UserError(unreadable(file, error.strerror or "unreadable")) from None
    except UnicodeDecodeError as error:
        raise UserError(unreadable(file, f"byte {error.start} is not UTF-8")) from None
