"""What the validator refuses, in words: one finding a defect, placed where a person would edit."""

from ctc.canonical import Json
from ctc.validation.finding import Finding
from ctc.validation.schema.echoes import without_echoes
from ctc.validation.schema.engine import problems, schema_of
from ctc.validation.schema.keywords import TELLERS
from ctc.validation.schema.problem import Problem, Stranger, unknown_key


def schema_findings(
    name: str, value: Json, root: str, stranger: Stranger | None = None
) -> tuple[Finding, ...]:
    """What the schema called ``name`` refuses in ``value``; ``root`` names the whole of it in a sentence."""
    found: list[Finding] = []
    for refusal in problems(name, value):
        problem = Problem(refusal, root, stranger or unknown_key, schema_of(name))
        found += TELLERS[refusal.keyword](problem)
    return without_echoes(found) if found else ()
