"""What became of tests: text, JSON, JUnit."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as Xml

import click

from ctc.canonical import Json
from ctc.cases.case import CaseOutcome, Failure
from ctc.cli.views.diagnostics import as_json as found_as_json
from ctc.diagnostics import Diagnostic
from ctc.shown import data, inline, tame


def as_text(outcomes: Sequence[CaseOutcome]) -> str:
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


def as_junit(outcomes: Sequence[CaseOutcome]) -> str:
    """JUnit's XML, one suite a file."""
    failed = sum(not outcome.passed for outcome in outcomes)
    root = Xml.Element("testsuites", name="ctc test", tests=str(len(outcomes)), failures=str(failed))
    by_file: dict[str, list[CaseOutcome]] = {}
    for outcome in outcomes:
        by_file.setdefault(outcome.case.document.file, []).append(outcome)
    for file, own in by_file.items():
        count = sum(not outcome.passed for outcome in own)
        suite = Xml.SubElement(
            root, "testsuite", name=on_a_line(file), tests=str(len(own)), failures=str(count)
        )
        for outcome in own:
            case = Xml.SubElement(
                suite,
                "testcase",
                classname=on_a_line(outcome.campaign),
                name=on_a_line(outcome.case.name),
                file=on_a_line(file),
                line=str(outcome.case.place().line),
            )
            for failure in outcome.failures:
                where = f"{failure.file}:{failure.line}: {failure.message}"
                Xml.SubElement(case, "failure", message=on_a_line(failure.message)).text = on_a_line(where)
    Xml.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(root, encoding="unicode")}\n'


def on_a_line(text: str) -> str:
    """A text on one line, and without what no terminal or XML should hold."""
    return tame(inline(text))


FORMATS: Final[Mapping[str, Callable[[Sequence[CaseOutcome]], str]]] = {
    "text": as_text,
    "json": as_json,
    "junit": as_junit,
}
