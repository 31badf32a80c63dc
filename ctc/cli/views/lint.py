"""What ``ctc lint`` found, in each of its formats."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import click

from ctc.cli.options import Terminal
from ctc.cli.views.diagnostics import all_as_json, annotate, print_folded, summary_of
from ctc.cli.views.excerpts import COLORS
from ctc.diagnostics import Diagnostic, Severity
from ctc.shown import data

if TYPE_CHECKING:
    from ctc.pipeline.lint import Report


def show(report: "Report", output: str, terminal: Terminal) -> None:
    """Every finding, by place."""
    FORMATS[output](report, terminal)


def _text(report: "Report", terminal: Terminal) -> None:
    print_folded(report.diagnostics, whole=terminal.verbose)
    terminal.talk(_total(report))


def _json(report: "Report", terminal: Terminal) -> None:
    click.echo(data(all_as_json(report.diagnostics, report.files, report.documents)))


def _sarif(report: "Report", terminal: Terminal) -> None:
    from ctc.cli.views.sarif import sarif_of

    click.echo(data(sarif_of(report.diagnostics), indent=2))


def _github(report: "Report", terminal: Terminal) -> None:
    for diagnostic in report.diagnostics:
        annotate(diagnostic)


FORMATS: Final[Mapping[str, Callable[["Report", Terminal], None]]] = {
    "text": _text,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
}
"""The first is the usual one."""


def show_statistics(report: "Report", output: str, terminal: Terminal) -> None:
    """How often each code was found, the most frequent first."""
    from ctc.validation.rules.explanations import explanations

    known = explanations()
    codes = {d.code for d in report.diagnostics}
    titles = {code: known[code].title if code in known else "" for code in codes}
    counted = Counter((d.code, d.severity) for d in report.diagnostics)
    rows = sorted(counted.items(), key=lambda row: (-row[1], row[0]))
    if output == "json":
        summary = summary_of(report.diagnostics, report.files, report.documents)
        found = [
            {"code": code, "severity": str(severity), "count": count, "title": titles[code]}
            for (code, severity), count in rows
        ]
        click.echo(data({"format_version": 1, "statistics": found, "summary": summary}))
        return
    width = max((len(f"{count:,}") for count in counted.values()), default=0)
    for (code, severity), count in rows:
        label = click.style(f"{severity:<7} {code}", fg=COLORS[severity], bold=True)
        click.echo(f"{count:>{width},}  {label}  {titles[code]}")
    terminal.talk(_total(report))


def counts(diagnostics: Sequence[Diagnostic], *, strict: bool) -> bool:
    """Whether one of them makes the command exit 1."""
    bad = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    return any(diagnostic.severity in bad for diagnostic in diagnostics)


def _total(report: "Report") -> str:
    counts = Counter(d.severity for d in report.diagnostics)
    said = ", ".join(f"{counts[s]:,} {s}{'s'[: counts[s] != 1]}" for s in Severity if counts[s])
    files, documents = report.files, report.documents
    return f"{files} file{'s'[: files != 1]}, {documents} document{'s'[: documents != 1]}: {said or 'no problems'}"
