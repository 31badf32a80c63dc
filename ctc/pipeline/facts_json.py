"""Facts, and the questions that they rest on, as bytes. What does not read back as written is no answer."""

import json
from collections.abc import Mapping
from typing import Any, Final

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.facts import Facts, UnitFacts
from ctc.pipeline.neighbours import Question

Row = list[Any]
_DECODER: Final = json.JSONDecoder()


def _row(d: Diagnostic) -> Row:
    return [d.code, d.severity.value, d.message, d.file, d.line, d.column, d.path, d.hint]


_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), default=_row)
"""Named tuples are lists to it; what it does not know is a finding."""


def encode(digest: str, asked: Mapping[Question, str], facts: Facts) -> bytes:
    """``digest`` is that of the file; ``asked`` what else was looked at, with the answers."""
    questions = [[*question, answer] for question, answer in asked.items()]
    return _ENCODER.encode([digest, questions, facts]).encode()


def decode(entry: bytes) -> tuple[str, dict[Question, str], Row]:
    """The digest, the questions, and what :func:`facts_from` makes facts of. Raises ValueError."""
    (digest, questions, row), _ = _DECODER.raw_decode(entry.decode("ascii"))  # sealed: nothing comes after
    return digest, {(kind, folder, name): answer for kind, folder, name, answer in questions}, row


def facts_from(row: Row) -> Facts:
    """Raises ValueError, TypeError, KeyError where the row is not of this form."""
    documents, problems, units, idle, unused, templates, is_open = row
    return Facts(
        documents,
        _diagnostics(problems),
        [_unit(unit) for unit in units],
        [(document, code, _diagnostic(found)) for document, code, found in idle],
        _diagnostics(unused),
        templates,
        is_open,
    )


def _unit(row: Row) -> UnitFacts:
    unit = UnitFacts._make(row)
    return unit._replace(found=_diagnostics([*unit.found])) if unit.found else unit


def _diagnostics(rows: Row) -> tuple[Diagnostic, ...]:
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
