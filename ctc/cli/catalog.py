"""``ctc catalog``: check, import, draft."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from ctc.cli.exits import Exit
from ctc.cli.options import NamedPath, Terminal, format_option, talking
from ctc.cli.progress import through
from ctc.cli.views.lint import FORMATS, counts, show
from ctc.diagnostics import ordered


@click.group("catalog", epilog="Example: ctc catalog draft -o catalog.yaml")
def command() -> None:
    """The names that the account has, which every spec is held against."""


@command.command("check", epilog="Example: ctc catalog check --env production")
@format_option(*FORMATS)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--env", metavar="NAME", help="Ask this environment's account as well; reads only.")
@talking
def check(output: str, strict: bool, env: str | None, terminal: Terminal) -> int:
    """Lint the catalog itself: contradictions, twins, names that no spec uses, segments without an id.

    With --env the account is asked by estimates, which create nothing: whether it has each segment's id, and whether
    anybody did the events that specs use. What it has no question for is said.

    Exits 1 on errors (with --strict on warnings too).
    """
    from ctc.pipeline.catalog import check_catalog
    from ctc.pipeline.lint import Report

    settings, found = check_catalog(Path.cwd(), os.environ, env)
    documents = settings.catalogued.documents
    if env and not settings.catalogued.catalog.is_broken:
        from ctc.pipeline.catalog_account import compared

        asking = through(terminal, "asking the account")
        found = ordered([*found, *compared(settings, os.environ, datetime.now(UTC), asking)])
    files = len({each.file for each in documents})
    show(Report(diagnostics=found, files=files, documents=len(documents)), output, terminal)
    return Exit.PROBLEMS if counts(found, strict=strict) else Exit.FINE


@command.command("import", epilog="Example: ctc catalog import tracking-plan.json -o catalog.yaml")
@click.argument("file", type=NamedPath(path_type=Path))
@click.option(
    "-o", "--output", type=NamedPath(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there."
)
@talking
def import_(file: Path, output: Path | None, terminal: Terminal) -> None:
    """Add the names of a tracking plan: Segment Protocols, RudderStack, Avo, JSON Schema, CSV.

    The format is told by the content; - is standard input. What stands in the catalog stays, comments too. Prints the
    merged catalog.
    """
    from ctc.cli.views.diagnostics import print_diagnostics
    from ctc.pipeline.cataloguing import imported

    given = sys.stdin.buffer if str(file) == "-" else None
    text, plan, notes = imported(Path.cwd(), os.environ, file, output, given)
    if not terminal.quiet:
        print_diagnostics(notes, err=True)
    events, profile = len(plan.events), len(plan.profile)
    words = (
        f"{events} event{'s' * (events != 1)}, {profile} propert{'y' if profile == 1 else 'ies'} of profiles"
    )
    terminal.talk(f"{plan.format}: {words}")
    _written(text, output, terminal)


@command.command("draft", epilog="Example: ctc catalog draft -o catalog.yaml")
@click.option(
    "-o", "--output", type=NamedPath(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there."
)
@talking
def draft(output: Path | None, terminal: Terminal) -> None:
    """Write a catalog from the names that the specs use today. What a catalog says already stays."""
    from ctc.pipeline.cataloguing import drafted

    _written(drafted(Path.cwd(), os.environ, output), output, terminal)


def _written(text: str, output: Path | None, terminal: Terminal) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    from ctc.files import write

    write(output, text.encode())
    terminal.talk(f"wrote {output}; next: ctc catalog check")
