"""Facts, and the questions that they rest on, as bytes. What does not read back as written is no answer."""

import json
from collections.abc import Mapping
from typing import Any, Final

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.facts import Facts, UnitFacts
from ctc.pipeline.neighbours import Question

Row = list[Any]
_DECODER: Final = json.JSONDecoder()
_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def encode(digest: str, asked: Mapping[Question, str], facts: Facts) -> bytes:
    """``digest`` is that of the file; ``asked`` what else was looked at, with the answers."""
    questions = [[*question, answer] for question, answer in asked.items()]
    row = [
        facts.documents,
        _rows(facts.problems),
        [_of_unit(unit) for unit in facts.units],
        [[document, code, _row(found)] for document, code, found in facts.idle],
        _rows(facts.unused),
        list(facts.templates),
        facts.is_open,
    ]
    return _ENCODER.encode([digest, questions, row]).encode()


def decode(entry: bytes) -> tuple[str, dict[Question, str], Row]:
    """The digest, the questions, and what :func:`facts_from` makes facts of. Raises ValueError."""
    digest, questions, row = _DECODER.raw_decode(entry.decode("ascii"))[
        0
    ]  # it is sealed: nothing comes after
    return digest, {(kind, folder, name): answer for kind, folder, name, answer in questions}, row


def facts_from(row: Row) -> Facts:
    """Raises ValueError, TypeError, KeyError where the row is not of this form."""
    documents, problems, units, idle, unused, templates, is_open = row
    return Facts(
        documents=documents,
        problems=_diagnostics(problems),
        units=tuple(_unit(unit) for unit in units),
        idle=tuple((document, code, _diagnostic(found)) for document, code, found in idle),
        unused=_diagnostics(unused),
        templates=tuple(templates),
        is_open=is_open,
    )


def _of_unit(unit: UnitFacts) -> Row:
    return [
        unit.address,
        unit.document,
        unit.kind,
        _rows(unit.found),
        unit.ignore,
        unit.hidden,
        unit.variant,
        unit.channel,
        unit.endpoint,
        unit.essence,
    ]


def _unit(row: Row) -> UnitFacts:
    address, document, kind, found, ignore, hidden, variant, channel, endpoint, essence = row
    return UnitFacts(
        address=address,
        document=document,
        kind=kind,
        found=_diagnostics(found),
        ignore=tuple(ignore),
        hidden=tuple(hidden),
        variant=variant,
        channel=channel,
        endpoint=endpoint,
        essence=essence,
    )


def _rows(diagnostics: tuple[Diagnostic, ...]) -> list[Row]:
    return [_row(diagnostic) for diagnostic in diagnostics]


def _row(d: Diagnostic) -> Row:
    return [d.code, d.severity.value, d.message, d.file, d.line, d.column, d.path, d.hint]


def _diagnostics(rows: list[Row]) -> tuple[Diagnostic, ...]:
    return tuple([_diagnostic(row) for row in rows]) if rows else ()


def _diagnostic(row: Row) -> Diagnostic:
    code, severity, message, file, line, column, path, hint = row
    return Diagnostic(
        code=code,
        severity=Severity(severity),
        message=message,
        file=file,
        line=line,
        column=column,
        path=path,
        hint=hint,
    )
