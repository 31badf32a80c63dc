"""Diagnostics as text (with the source line and a caret), JSON and GitHub annotations."""

from collections.abc import Iterable

import click

from ctc.canonical import Json
from ctc.cli.guarded import tell_runner
from ctc.cli.views.excerpts import COLORS, excerpt
from ctc.cli.views.repository import in_repository
from ctc.diagnostics import Diagnostic, Severity
from ctc.shown import inline, readable


def print_diagnostics(diagnostics: Iterable[Diagnostic], *, err: bool = False) -> None:
    """Each finding with its source line, a caret and the way to mend it."""
    for diagnostic in diagnostics:
        click.echo(text_of(diagnostic), err=err)


def text_of(d: Diagnostic) -> str:
    place = f"{inline(d.file)}:{d.line}:{d.column}: " if d.file else ""
    label = click.style(f"{d.severity} {d.code}", fg=COLORS[d.severity], bold=True)
    lines = [f"{click.style(place, bold=True)}{label}: {inline(d.message)}"]
    lines += excerpt(d)
    if d.hint:
        lines.append(f"{click.style('help', fg='green', bold=True)}: {inline(d.hint)}")
    return "\n".join(lines)


def as_json(d: Diagnostic) -> Json:
    return {**d.as_json(), "file": readable(d.file)}


def annotate(d: Diagnostic) -> None:
    """Tells a GitHub runner to annotate the place."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}[d.severity]
    text = f"{inline(d.message)}\nhelp: {inline(d.hint)}" if d.hint else inline(d.message)
    place: dict[str, str | int] = {}
    if d.file:
        place = {"file": in_repository(d.file), "line": d.line, "col": d.column}
    tell_runner(level, text, **place, title=d.code)
