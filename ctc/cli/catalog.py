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


@command.command("check", epilog="Example: ctc catalog check --env production")
@click.option(
    "--env", metavar="NAME", help="Compare with what this environment's account answers; reads only."
)
@format_option("text", "json", "sarif", "github")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@talking
def check(env: str | None, output: str, strict: bool, terminal: Terminal) -> int:
    """Lint the catalog itself: contradictions, twins, names that no spec uses, segments without an id.

    With --env the account is asked what it knows. Exits 1 on errors (with --strict on warnings too).
    """
    from ctc.pipeline.catalog import check_catalog

    settings, found = check_catalog(Path.cwd(), os.environ)
    documents = settings.catalogued.documents
    _show(found, len({each.file for each in documents}), len(documents), output, terminal)
    return Exit.PROBLEMS if _counts(found, strict) else Exit.FINE
