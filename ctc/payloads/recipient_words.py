"""What is wrong with a file of recipients, in words."""

from typing import Final

from ctc.diagnostics import Severity
from ctc.payloads.recipient_rows import Problem
from ctc.validation.finding import Finding

MAX_FINDINGS: Final = 20
"""Findings about one file; a million bad lines are one mistake."""


def unreadable(name: str, reason: str) -> Problem:
    return Problem(code="CTC350", message=f"{name} cannot be read: {reason}")


def nobody(name: str) -> Problem:
    return Problem(
        code="CTC353",
        message=f"{name} holds no recipient",
        hint="an audience of nobody is a mistake: check how the file was made",
    )


def blank(name: str, count: int) -> Finding:
    rows = "a row names" if count == 1 else f"{count:,} rows name"
    return Finding.of(
        "CTC357",
        f"{name}: {rows} nobody, as the column is blank there",
        ("file",),
        "look whether the file is whole; nothing is sent for such a row",
        severity=Severity.WARNING,
    )


def unfilled(name: str, count: int) -> Finding:
    rows = "a row holds" if count == 1 else f"{count:,} rows hold"
    return Finding.of(
        "CTC358",
        f"{name}: {rows} what programs write where they have no value",
        ("file",),
        "look how the file was made: `null`, `undefined` or a placeholder is nobody's identifier",
        severity=Severity.WARNING,
    )


def bounded(problems: list[Problem]) -> list[Problem]:
    if len(problems) <= MAX_FINDINGS:
        return problems
    more = Problem(code="CTC354", message=f"more than {MAX_FINDINGS} lines are wrong; the rest is not shown")
    return [*problems[:MAX_FINDINGS], more]


def finding(problem: Problem) -> Finding:
    return Finding.of(problem.code, problem.message, (problem.at,), problem.hint)
