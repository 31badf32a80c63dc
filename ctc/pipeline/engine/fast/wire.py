"""Facts, and the questions that they rest on, as bytes. What does not read back as written is no answer."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.engine.facts import FileFacts, PayloadFacts, UnitFacts, at_hand
from ctc.pipeline.neighbours import Question
from ctc.rows.family_data import family_data

Row = list[Any]
_FILE, _QUIET_FILE = FileFacts._fields.index("templates"), FileFacts._fields.index("problems")
_UNIT, _QUIET_UNIT = UnitFacts._fields.index("is_sound"), UnitFacts._fields.index("found")
"""How many fields a row has at least, and how many where it holds no finding."""
_PAYLOAD = PayloadFacts._fields.index("when")
_DECODER: Final = json.JSONDecoder()


_ENCODER: Final = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))
"""Named tuples are lists to it."""


def encode(digest: str, asked: Mapping[Question, str], facts: FileFacts) -> bytes:
    """``digest`` is that of the file; ``asked`` what else was looked at, with the answers."""
    questions = [[*question, answer] for question, answer in asked.items()]
    units = [_trimmed(_with_payload(at_hand(unit)), _UNIT) for unit in facts.units]
    return _ENCODER.encode(
        [digest, questions, _trimmed((facts.documents, units, *facts[_FILE:]), _FILE)]
    ).encode()


def _with_payload(unit: UnitFacts) -> UnitFacts:
    return unit._replace(payload=_trimmed(tuple(unit.payload), _PAYLOAD)) if unit.payload else unit


def _trimmed(fields: tuple[Any, ...], least: int) -> Row:
    """The fields without the last ones that say nothing; ``least`` of them are always there."""
    count = len(fields)
    while count > least and not fields[count - 1]:
        count -= 1
    return [*fields[:count]]


def decode(entry: bytes) -> tuple[str, dict[Question, str], Row]:
    """The digest, the questions, and what :func:`facts_from` makes facts of. Raises ValueError."""
    (digest, questions, row), _ = _DECODER.raw_decode(entry.decode("ascii"))  # sealed: nothing comes after
    return digest, {(kind, folder, name): answer for kind, folder, name, answer in questions}, row


def facts_from(row: Row) -> FileFacts:
    """Raises ValueError, TypeError, KeyError where the row is not of this form."""
    documents, units, *rest = row
    facts = FileFacts(documents, [_unit(unit) for unit in units], *rest)
    if len(row) <= _QUIET_FILE:
        return facts
    return facts._replace(
        problems=_diagnostics(facts.problems),
        idle=[(document, code, _diagnostic(found)) for document, code, found in facts.idle],
        unused=_diagnostics(facts.unused),
        families=tuple([family_data(list(row)) for row in facts.families]),
    )


def _unit(row: Row) -> UnitFacts:
    unit = UnitFacts(*row)
    return unit._replace(found=_diagnostics(unit.found)) if len(row) > _QUIET_UNIT else unit


def _diagnostics(rows: Sequence[Any]) -> tuple[Diagnostic, ...]:
    return tuple([_diagnostic(row) for row in rows]) if rows else ()


def _diagnostic(row: Any) -> Diagnostic:
    code, severity, *others = row
    return Diagnostic(code, Severity(severity), *others)
