"""The exit code of an apply, by what became of it: what a pipeline goes by, and pages somebody at night for."""

from typing import Any

import pytest

from ctc.apply.applied import Applied, Done, End
from ctc.cli.apply import verdict
from ctc.cli.exits import Exit
from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.plan import Action


def done(end: End, *, problem: bool = True) -> Done:
    return Done(address="one", action=Action.CREATE, end=end, problem=problem)


def found(severity: Severity) -> tuple[Diagnostic, ...]:
    return (Diagnostic(code="CTC603", severity=severity, message="what"),)


FINE = done(End.APPLIED)
CASES: list[tuple[str, dict[str, Any], Exit]] = [
    ("nothing was to do", {}, Exit.FINE),
    ("all was done", {"done": (FINE, FINE)}, Exit.FINE),
    ("one is skipped, and another run has it", {"done": (FINE, done(End.SKIPPED, problem=False))}, Exit.FINE),
    ("one is skipped", {"done": (FINE, done(End.SKIPPED))}, Exit.PROBLEMS),
    ("one was rejected", {"done": (done(End.REJECTED, problem=False), FINE)}, Exit.PROBLEMS),
    ("one was not sent", {"done": (FINE, done(End.NOT_SENT))}, Exit.PROBLEMS),
    ("one is in doubt", {"done": (FINE, done(End.IN_DOUBT))}, Exit.DOUBT),
    ("doubt outweighs a refusal", {"done": (done(End.REJECTED), done(End.IN_DOUBT))}, Exit.DOUBT),
    ("doubt outweighs an interrupt", {"done": (done(End.IN_DOUBT),), "interrupted": True}, Exit.DOUBT),
    ("it was interrupted", {"done": (FINE,), "interrupted": True}, Exit.PROBLEMS),
    ("a guard refused", {"refused": found(Severity.ERROR)}, Exit.PROBLEMS),
    ("something is left to look at", {"done": (FINE,), "diagnostics": found(Severity.ERROR)}, Exit.PROBLEMS),
    ("something was only said", {"done": (FINE,), "diagnostics": found(Severity.WARNING)}, Exit.FINE),
    ("specs are frozen", {"frozen": 3}, Exit.FINE),
]


@pytest.mark.parametrize(("fields", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_exit_code(fields: dict[str, Any], code: Exit) -> None:
    applied = Applied(**{"planned": 0, "interrupted": False, "frozen": 0, **fields})
    assert verdict(applied) is code
    assert sum(applied.count(end) for end in End) == len(applied.done)
