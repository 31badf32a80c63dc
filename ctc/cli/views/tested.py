"""What became of tests: text and JSON; and in which forms it is told."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import click

from ctc.canonical import Json
from ctc.cases.case import CaseOutcome, Failure
from ctc.cli.views.diagnostics import as_json as found_as_json
from ctc.cli.views.junit import as_junit
from ctc.diagnostics import Diagnostic
from ctc.shown import data, on_a_line


def as_text(outcomes: Sequence[CaseOutcome], problems: Sequence[Diagnostic] = ()) -> str:
    """The tests that failed, each with the lines that say why, and how many there were."""
    lines: list[str] = []
    for outcome in outcomes:
        if outcome.passed:
            continue
        file, line = outcome.case.document.file, outcome.case.place().line
        failed = click.style("FAILED", fg="red", bold=True)
        lines.append(
            f"{failed} {on_a_line(outcome.case.name)} ({on_a_line(outcome.campaign)}) at {on_a_line(file)}:{line}"
        )
        lines += [f"  {on_a_line(f.file)}:{f.line}: {on_a_line(f.message)}" for f in outcome.failures]
    return "\n".join([*lines, ""]) if lines else ""


def as_json(outcomes: Sequence[CaseOutcome], problems: Sequence[Diagnostic] = ()) -> str:
    tests = [
        {
            "file": outcome.case.document.file,
            "line": outcome.case.place().line,
            "name": outcome.case.name,
            "campaign": outcome.campaign,
            "outcome": "passed" if outcome.passed else "failed",
            "failures": [_failure(failure) for failure in outcome.failures],
        }
        for outcome in outcomes
    ]
    passed = sum(outcome.passed for outcome in outcomes)
    summary = {"passed": passed, "failed": len(outcomes) - passed}
    return data({"format_version": 1, "tests": tests, "summary": summary, **_beside(problems)}) + "\n"


def _beside(problems: Sequence[Diagnostic]) -> Mapping[str, Json]:
    """What kept tests from being asked, where anything did."""
    return {"diagnostics": [found_as_json(found) for found in problems]} if problems else {}


def _failure(failure: Failure) -> Mapping[str, Json]:
    return {"message": failure.message, "file": failure.file, "line": failure.line}


FORMATS: Final[Mapping[str, Callable[[Sequence[CaseOutcome], Sequence[Diagnostic]], str]]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
}
