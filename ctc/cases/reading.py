"""The documents of a test file become cases; what is wrong with them is a finding at its place."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ctc.cases.case import Case
from ctc.diagnostics import Diagnostic, Severity
from ctc.people.person import person_of
from ctc.specs.document import Document
from ctc.specs.reading import read_documents
from ctc.validation.cases import validate_cases
from ctc.validation.finding import Finding

NOWHERE: Final = read_documents("", b"{version: 1, tests: []}")[0][0]
"""The document of a case that stands in no file."""


def cases_of(documents: Sequence[Document]) -> tuple[list[Case], list[Diagnostic]]:
    """The cases of all documents, in their order. A document with a mistake gives none."""
    cases: list[Case] = []
    found: list[Diagnostic] = []
    for document in documents:
        wrong = [finding.placed(document) for finding in validate_cases(document.data)]
        if not wrong:
            read = [_case(document, index, each) for index, each in enumerate(document.data["tests"])]
            wrong = [problem for _, problems in read for problem in problems]
            cases += [case for case, problems in read if not problems]
        found += wrong
    return cases, found


def _case(document: Document, index: int, said: dict[str, Any]) -> tuple[Case, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    person = said.get("person")
    if person is not None:
        unnamed = {key: value for key, value in person.items() if key != "segments"}
        try:
            person_of(1, unnamed)
        except ValueError as error:
            finding = _error(str(error), ("tests", index, "person"))
            problems.append(finding.placed(document))
    case = Case(
        name=said["name"],
        campaign=said["campaign"],
        expect=said["expect"],
        row=said.get("row"),
        as_of=date.fromisoformat(said["as_of"]) if "as_of" in said else None,
        person=person,
        population=said.get("population"),
        document=document,
        index=index,
    )
    return case, problems


def _error(message: str, path: tuple[str | int, ...]) -> Finding:
    return Finding(code="CTC840", severity=Severity.ERROR, message=message, path=path)
