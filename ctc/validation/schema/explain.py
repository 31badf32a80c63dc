"""What the validator refuses, in words: one finding a defect, placed where a person would edit."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.validation.finding import Finding
from ctc.validation.schema.engine import problems, schema_of
from ctc.validation.schema.keywords import TELLERS
from ctc.validation.schema.problem import Problem, Stranger, unknown_key


def schema_findings(
    name: str,
    value: Json,
    root: str,
    stranger: Stranger | None = None,
    errors: Iterable[Any] | None = None,
) -> tuple[Finding, ...]:
    """What the schema called ``name`` refuses in ``value``; ``root`` names the whole of it in a sentence. ``errors``
    are what its gate says, where somebody asked it."""
    found: list[Finding] = []
    for refusal in problems(name, value, errors):
        problem = Problem(refusal, root, stranger or unknown_key, schema_of(name))
        found += TELLERS[refusal.keyword](problem)
    return without_echoes(found) if found else ()


_ASKED: Final = 200
"""Unknown keys of one mapping that may be what is missing in it."""
_FIRST = ("CTC303", "CTC315", "CTC304", "CTC308")
_STRANGERS = ("CTC305", "CTC306", "CTC307")


def without_echoes(found: list[Finding]) -> tuple[Finding, ...]:
    """One finding a defect: at one value the wrong type outweighs all that follows from it.

    And a key that is missing because it is misspelled, or stands in the wrong place, is not missing too.
    """
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in found:
        by_value = finding.code in _FIRST
        key = (finding.path, "value") if by_value else (finding.path, finding.code, finding.message)
        kept[key] = min(kept.get(key, finding), finding, key=_rank)
    strangers: dict[JsonPath, list[Finding]] = {}
    for finding in kept.values():
        if finding.code in _STRANGERS and len(beside := strangers.setdefault(finding.path[:-1], [])) < _ASKED:
            beside.append(finding)
    return tuple(finding for finding in kept.values() if not _is_explained(finding, strangers))


def _rank(finding: Finding) -> int:
    return _FIRST.index(finding.code) if finding.code in _FIRST else 0


def _is_explained(finding: Finding, strangers: Mapping[JsonPath, list[Finding]]) -> bool:
    """Whether a stranger in the same mapping is what is missing."""
    holder = {"CTC302": finding.path, "CTC314": finding.path[:-1]}.get(finding.code)
    return holder is not None and any(_explains(one, finding) for one in strangers.get(holder, ()))


def _explains(stranger: Finding, finding: Finding) -> bool:
    """Whether a key is missing only because of how or where a stranger in the same mapping is written."""
    if not finding.lacks:
        return False
    if finding.lacks == stranger.meant or (finding.lacks == "where" and stranger.meant == "segment"):
        return True
    wanted = (*finding.path, finding.lacks)
    return stranger.home[: len(wanted)] == wanted
