"""Diagnostics as text (with the source line and a caret), JSON and GitHub annotations."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import click

from ctc.canonical import Json
from ctc.cli.guarded import tell_runner
from ctc.cli.views.excerpts import COLORS, excerpt
from ctc.cli.views.repository import in_repository
from ctc.diagnostics import Diagnostic, Severity
from ctc.shown import inline, readable, told

_SAME_WORDS: Final = 5
"""Findings with the same words that are shown before the others are counted."""
_SAME_FILE: Final = 20
"""Findings of one code in one file: the rows of a family are alike, though each names its own value."""


def print_diagnostics(diagnostics: Iterable[Diagnostic], *, err: bool) -> None:
    """Each finding with its source line, a caret and the way to mend it; many that are alike are folded, but for
    ``-v``."""
    context = click.get_current_context(silent=True)
    print_folded([*diagnostics], whole=context is not None and bool(context.params.get("verbose")), err=err)


def print_folded(diagnostics: Sequence[Diagnostic], *, whole: bool, err: bool = False) -> None:
    """The same: of those with the same words, or with one code in one file, a few are shown and the others counted.
    ``whole`` shows all of them."""
    words = Counter((d.code, d.message) for d in diagnostics)
    kinds = [
        (d.code, d.message, _SAME_WORDS)
        if words[d.code, d.message] > _SAME_WORDS
        else (d.code, d.file, _SAME_FILE)
        for d in diagnostics
    ]
    alike, seen = Counter(kinds), Counter[tuple[str, str, int]]()
    said: list[str] = []
    for diagnostic, kind in zip(diagnostics, kinds, strict=True):
        seen[kind] += 1
        most = kind[2]
        if whole or seen[kind] <= most:
            said.append(text_of(diagnostic))
        if not whole and seen[kind] == most < alike[kind]:
            said.append(f"… and {alike[kind] - most:,} more like it; -v shows them")
    if said:
        click.echo("\n".join(said), err=err)


def text_of(d: Diagnostic) -> str:
    place = f"{inline(d.file)}:{d.line}:{d.column}: " if d.file else ""
    label = click.style(f"{d.severity} {d.code}", fg=COLORS[d.severity], bold=True)
    lines = [f"{click.style(place, bold=True)}{label}: {told(d.message)}"]
    lines += excerpt(d)
    if d.hint:
        lines.append(f"{click.style('help', fg='green', bold=True)}: {told(d.hint)}")
    return "\n".join(lines)


def as_json(d: Diagnostic) -> Json:
    return {**d.as_json(), "file": readable(d.file)}


def all_as_json(found: Sequence[Diagnostic], files: int = 0, documents: int = 0) -> Json:
    """As lint prints them, and every command that ends before it has an answer of its own."""
    summary = summary_of(found, files, documents)
    return {"format_version": 1, "diagnostics": [as_json(d) for d in found], "summary": summary}


def summary_of(found: Sequence[Diagnostic], files: int, documents: int) -> Json:
    counts = Counter(d.severity for d in found)
    return {
        "files": files,
        "documents": documents,
        "errors": counts[Severity.ERROR],
        "warnings": counts[Severity.WARNING],
    }


def annotate(d: Diagnostic) -> None:
    """Tells a GitHub runner to annotate the place."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}[d.severity]
    text = f"{told(d.message)}\nhelp: {told(d.hint)}" if d.hint else told(d.message)
    place: dict[str, str | int] = {}
    if d.file:
        place = {"file": in_repository(d.file), "line": d.line, "col": d.column}
    tell_runner(level, text, **place, title=d.code)
