"""``ctc lint``."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctc.choice import Choice
from ctc.cli.exits import Exit
from ctc.cli.options import Terminal, choosing, format_option, talking
from ctc.cli.progress import Gauge
from ctc.cli.views.diagnostics import annotate, as_json, print_diagnostics
from ctc.diagnostics import Diagnostic, Severity, UserError, ordered
from ctc.shown import data, inline

if TYPE_CHECKING:
    from ctc.pipeline.lint import Report


@click.command(
    "lint",
    epilog="Example: ctc lint campaigns/welcome --format github --strict",
)
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@format_option("text", "json", "sarif", "github")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--fix", is_flag=True, help="Mend what is mechanical; comments are kept.")
@click.option("--no-cache", is_flag=True, help="Read every file anew; leave nothing in .ctc/cache.")
@click.option(
    "--payload", type=click.Path(allow_dash=True), metavar="FILE", help="Check a raw API body (JSON)."
)
@click.option("--endpoint", metavar="PATH", help="With --payload: where it would be posted.")
@choosing
@talking
def command(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[Path, ...],
    output: str,
    strict: bool,
    fix: bool,
    no_cache: bool,
    payload: str | None,
    endpoint: str | None,
    choice: Choice,
    terminal: Terminal,
) -> int:
    """Check specs: YAML, templates, schemas, rules.

    Every problem of every file is shown, at the line that a person edits. Exits 1 on errors (with --strict on
    warnings too); infos never count.
    """
    if endpoint and payload is None:
        raise click.UsageError("--endpoint goes with --payload")
    if payload is not None and (paths or fix):
        raise click.UsageError("--payload takes one file and nothing else")
    with Gauge(terminal, "checking") as gauge:
        report = _report(paths, choice, payload, endpoint, fix=fix, cache=not no_cache, tell=gauge)
    _show(report.diagnostics, report.files, report.documents, output, terminal)
    if not (report.files or report.diagnostics or paths):
        terminal.talk(
            "there is no spec here: `ctc init` begins a repository, `ctc new push my-first` adds a campaign"
        )
    if report.is_in_vain:
        click.echo(f"error: {choice.in_vain}", err=True)
    for text in report.fixed:
        terminal.talk(f"mended {text}")
    for text, reason in report.unfixed.items():
        click.echo(inline(f"error: {text} could not be mended: {reason}"), err=True)
    failed = bool(report.unfixed) or report.is_in_vain or _counts(report.diagnostics, strict)
    return Exit.PROBLEMS if failed else Exit.FINE


def _report(
    paths: tuple[Path, ...],
    choice: Choice,
    payload: str | None,
    endpoint: str | None,
    *,
    fix: bool,
    cache: bool,
    tell: Callable[[int, int], None],
) -> "Report":
    """What was found. What keeps lint from beginning (a broken ctc.yaml) is a finding like the others."""
    from ctc.pipeline.lint import Report, Way, lint_payload, lint_project

    try:
        if payload is None:
            return lint_project(Path.cwd(), os.environ, paths, choice, Way(fix=fix, cache=cache, tell=tell))
        from ctc.cli.importing import read_text

        return lint_payload(payload, read_text(payload), endpoint)
    except UserError as error:
        return Report(diagnostics=ordered(error.diagnostics), files=0, documents=0)


def _counts(diagnostics: tuple[Diagnostic, ...], strict: bool) -> bool:
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(diagnostic.severity in bad for diagnostic in diagnostics)


def _show(
    diagnostics: tuple[Diagnostic, ...], files: int, documents: int, output: str, terminal: Terminal
) -> None:
    counts = {s: sum(d.severity is s for d in diagnostics) for s in Severity}
    if output == "json":
        summary = {
            "files": files,
            "documents": documents,
            "errors": counts[Severity.ERROR],
            "warnings": counts[Severity.WARNING],
        }
        found = [as_json(d) for d in diagnostics]
        click.echo(data({"format_version": 1, "diagnostics": found, "summary": summary}))
    elif output == "sarif":
        from ctc.cli.views.sarif import sarif_of

        click.echo(data(sarif_of(diagnostics), indent=2))
    elif output == "github":
        for diagnostic in diagnostics:
            annotate(diagnostic)
    else:
        print_diagnostics(diagnostics)
        said = ", ".join(
            f"{count} {name}{'' if count == 1 else 's'}" for name, count in counts.items() if count
        )
        terminal.talk(
            f"{files} file{'s'[: files != 1]}, {documents} document{'s'[: documents != 1]}: {said or 'no problems'}"
        )
