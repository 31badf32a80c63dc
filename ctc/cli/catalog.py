"""``ctc catalog``: check, import, draft."""

import os
from pathlib import Path

import click

from ctc.cli.exits import Exit
from ctc.cli.lint import _counts, _show
from ctc.cli.options import Terminal, format_option, talking


@click.group("catalog", epilog="Example: ctc catalog draft -o catalog.yaml")
def command() -> None:
    """The names that the account has, which every spec is held against."""


@command.command("check", epilog="Example: ctc catalog check --strict")
@format_option("text", "json", "sarif", "github")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@talking
def check(output: str, strict: bool, terminal: Terminal) -> int:
    """Lint the catalog itself: contradictions, twins, names that no spec uses, segments without an id.

    Exits 1 on errors (with --strict on warnings too).
    """
    from ctc.pipeline.catalog import check_catalog

    settings, found = check_catalog(Path.cwd(), os.environ)
    documents = settings.catalogued.documents
    _show(found, len({each.file for each in documents}), len(documents), output, terminal)
    return Exit.PROBLEMS if _counts(found, strict) else Exit.FINE


@command.command("import", epilog="Example: ctc catalog import tracking-plan.json -o catalog.yaml")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there."
)
@talking
def import_(file: Path, output: Path | None, terminal: Terminal) -> int:
    """Add the names of a tracking plan: Segment Protocols, RudderStack, Avo, JSON Schema, CSV.

    The format is told by the content. What stands in the catalog stays, comments too. Prints the merged catalog.
    """
    from ctc.cli.views.diagnostics import print_diagnostics
    from ctc.pipeline.cataloguing import imported

    text, plan, notes = imported(Path.cwd(), os.environ, file, output)
    if not terminal.quiet:
        print_diagnostics(notes, err=True)
    terminal.talk(f"{plan.format}: {len(plan.events)} events, {len(plan.profile)} properties of profiles")
    return _written(text, output, terminal)


@command.command("draft", epilog="Example: ctc catalog draft -o catalog.yaml")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write it there."
)
@talking
def draft(output: Path | None, terminal: Terminal) -> int:
    """Write a catalog from the names that the specs use today. What a catalog says already stays."""
    from ctc.pipeline.cataloguing import drafted

    return _written(drafted(Path.cwd(), os.environ, output), output, terminal)


def _written(text: str, output: Path | None, terminal: Terminal) -> int:
    if output is None:
        click.echo(text, nl=False)
        return Exit.FINE
    from ctc.files import write

    write(output, text.encode())
    terminal.talk(f"wrote {output}; next: ctc catalog check")
    return Exit.FINE
