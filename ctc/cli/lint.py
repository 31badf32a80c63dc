"""``ctc lint``."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ctc.choice import Choice
from ctc.cli.exits import Exit
from ctc.cli.options import NO_SPEC, NamedPath, Terminal, choosing, format_option, talking
from ctc.cli.progress import Gauge
from ctc.cli.replaced import keep_others
from ctc.cli.views.lint import FORMATS, counts, show, show_statistics
from ctc.diagnostics import UserError, ordered
from ctc.shown import inline

if TYPE_CHECKING:
    from ctc.pipeline.lint import Report


@click.command(
    "lint",
    epilog="Example: ctc lint campaigns/welcome --format github --strict",
)
@click.argument("paths", nargs=-1, type=NamedPath(path_type=Path))
@format_option(*FORMATS)
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@click.option("--fix", is_flag=True, help="Mend what is mechanical; comments are kept.")
@click.option("--statistics", is_flag=True, help="Count the findings by code instead of showing them.")
@click.option(
    "--baseline",
    type=NamedPath(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Findings that FILE accepts are not told.",
)
@click.option("--write-baseline", is_flag=True, help="With --baseline: accept what stands today.")
@click.option("--no-cache", is_flag=True, help="Read every file anew; leave nothing in .ctc/cache.")
@click.option(
    "--payload", type=NamedPath(allow_dash=True), metavar="FILE", help="Check a raw API body (JSON)."
)
@click.option("--endpoint", metavar="PATH", help="With --payload: where it would be posted.")
@choosing
@talking
def command(  # noqa: PLR0913, PLR0917 - one for each option
    paths: tuple[Path, ...],
    output: str,
    strict: bool,
    fix: bool,
    statistics: bool,
    baseline: Path | None,
    write_baseline: bool,
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
    _payload_alone(payload, endpoint, beside=bool(paths or fix or baseline))
    if write_baseline:
        _may_write(baseline, is_whole=not paths and choice.is_whole)
    if statistics and output not in {"text", "json"}:
        raise click.UsageError("--statistics are text or json")
    with Gauge(terminal, "checking") as gauge:
        report = _report(paths, choice, payload, endpoint, fix=fix, cache=not no_cache, tell=gauge)
    if baseline is not None:
        whole = not paths and choice.is_whole
        report = _accepted(report, baseline, terminal, anew=write_baseline, whole=whole)
    (show_statistics if statistics else show)(report, output, terminal)
    _say(report, terminal, is_whole=not paths)
    for text in report.fixed:
        terminal.talk(f"mended {text}")
    for text, reason in report.unfixed.items():
        click.echo(inline(f"error: {text} could not be mended: {reason}"), err=True)
    failed = bool(report.unfixed) or counts(report.diagnostics, strict=strict)
    return Exit.PROBLEMS if failed else Exit.FINE


def _payload_alone(payload: str | None, endpoint: str | None, *, beside: bool) -> None:
    if endpoint and payload is None:
        raise click.UsageError("--endpoint goes with --payload")
    if payload is not None and beside:
        raise click.UsageError("--payload takes one file and nothing else")


def _may_write(baseline: Path | None, *, is_whole: bool) -> None:
    if baseline is None:
        raise click.UsageError("--write-baseline goes with --baseline FILE, which says where")
    keep_others(baseline, lambda begins: b'"accepted"' in begins, "baseline")
    if baseline.exists() and not is_whole:
        raise click.UsageError(
            f"{baseline} accepts findings of all specs, and would forget those that are not looked at: write it "
            "without paths, --select and --exclude"
        )


def _say(report: "Report", terminal: Terminal, *, is_whole: bool) -> None:
    """What a person may not know of the files that were read."""
    if not (report.files or report.diagnostics):
        terminal.talk(NO_SPEC if is_whole else "what is named holds no spec; tests are asked by `ctc test`")
    if report.outside:
        more = f" and {len(report.outside) - 1:,} more" if len(report.outside) > 1 else ""
        terminal.talk(
            f"{report.outside[0]}{more}: no plan reads this, as it lies outside of the folder of campaigns"
        )


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


def _accepted(report: "Report", file: Path, terminal: Terminal, *, anew: bool, whole: bool) -> "Report":
    """The report without what the baseline accepts; ``anew`` writes it first."""
    from ctc.pipeline.baseline import accept, read, remaining, root_of, write

    if anew and not report.files and report.diagnostics:
        terminal.talk(f"{file} is not written: no spec was read")
        return report
    root = root_of(Path.cwd())
    accepted = accept(report.diagnostics, root) if anew else read(file)
    if anew:
        write(file, accepted)
    found = remaining(report.diagnostics, accepted, root)
    terminal.talk(f"{file} accepts {found.accepted:,} finding{'s'[: found.accepted != 1]}")
    if anew and (left := len(found.left)):
        terminal.talk(f"{left:,} stay{'s'[: left == 1]}: a baseline accepts what `ignore:` may hide, no more")
    if found.gone and whole:
        terminal.talk(f"{found.gone:,} that it accepts are gone: --write-baseline writes it anew")
    return report._replace(diagnostics=found.left)
