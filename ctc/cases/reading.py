"""The documents of a test file become cases; what is wrong with them is a finding at its place."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from ctc.cases.case import Case
from ctc.diagnostics import Diagnostic
from ctc.people.person import check_asked, day_of
from ctc.specs.document import Document
from ctc.specs.reading import read_documents
from ctc.validation.cases import sound_cases, validate_cases
from ctc.validation.finding import Finding

NOWHERE: Final = read_documents("", b"{version: 1, tests: []}")[0][0]
"""The document of a case that stands in no file."""


def cases_of(documents: Sequence[Document]) -> tuple[list[Case], list[Diagnostic]]:
    """The cases of all documents that can be read, in their order."""
    cases: list[Case] = []
    found: list[Diagnostic] = []
    for document in documents:
        wrong = validate_cases(document.data)
        found += [finding.placed(document) for finding in wrong]
        for index in sound_cases(wrong, document.data):
            said = document.data["tests"][index]
            problems = _of_person(said["person"], index) if "person" in said else []
            found += [finding.placed(document) for finding in problems]
            cases += [] if problems else [_case(document, index, said)]
    return cases, found


def _case(document: Document, index: int, said: dict[str, Any]) -> Case:
    return Case(
        name=said["name"],
        campaign=said["campaign"],
        expect=said["expect"],
        row=said.get("row"),
        as_of=date.fromisoformat(said["as_of"]) if "as_of" in said else None,
        person=said.get("person"),
        population=said.get("population"),
        document=document,
        index=index,
    )


def _of_person(person: dict[str, Any], index: int) -> list[Finding]:
    """What is wrong with the person that a test asks of."""
    here = ("tests", index, "person")
    found = [
        _error(
            f"{day!r} is no day of the calendar", (*here, "events", number, word), "write it as 2031-01-15"
        )
        for number, event in enumerate(person.get("events", ()))
        for word in ("on", "day")
        if (day := event.get(word)) is not None and day_of(day) is None
    ]
    if not found:
        try:
            check_asked(person)
        except ValueError as error:
            found.append(_error(str(error), here))
    return found


def _error(message: str, path: tuple[str | int, ...], hint: str | None = None) -> Finding:
    return Finding.of("CTC840", message, path, hint)
