"""Whether a clause of an audience follows from another: then nobody whom that one takes is lost."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ctc.canonical import same
from ctc.plans.clauses import Clause, conditions

_FLOORS: Final = {"greater_than": 1, "greater_than_equals": 0, "greater_than_or_equal": 0}
_CEILINGS: Final = {"less_than": 1, "less_than_equals": 0, "less_than_or_equal": 0}
_RELATIVE: Final = frozenset({"first_time", "last_time", "day_of_week", "day_of_month"})
"""Properties whose meaning depends on the whole span: a longer one is no superset."""


def all_follow(wanted: Iterable[Clause], given: Sequence[Clause]) -> bool:
    """Whether each clause that is wanted follows from one of those that are given."""
    return all(any(follows(have, want) for have in given) for want in wanted)


def follows(have: Clause, want: Clause) -> bool:
    """Whether everybody who meets ``have`` meets ``want``."""
    if have.kind != want.kind:
        return False
    if same(have.value, want.value):
        return True
    if have.kind == "property":
        return bool(have.value[0] == want.value[0]) and _property_follows(have.value[1], want.value[1])
    if have.kind == "did":
        return _did_follows(have.value, want.value)
    if have.kind == "did_none":  # who did nothing in a longer span did nothing in a shorter one
        return _counts_once(have.value) and _counts_once(want.value) and _did_follows(want.value, have.value)
    return False


def _did_follows(have: Mapping[str, Any], want: Mapping[str, Any]) -> bool:
    """An event in a shorter span, with more conditions or a higher count, implies the looser one."""
    if have.get("event_name") != want.get("event_name") or _depends_on_span(have) or _depends_on_span(want):
        return False
    if not _span_within(have, want):
        return False
    if not all_follow(conditions(want), tuple(conditions(have))):
        return False
    return _count_follows(have, want)


def _depends_on_span(event: Mapping[str, Any]) -> bool:
    entries = event.get("event_properties")
    named = [p for p in entries if isinstance(p, Mapping)] if isinstance(entries, list) else []
    names = {p.get("name") for p in named}
    return "session_properties" in event or bool(names & _RELATIVE)


def _span_within(have: Mapping[str, Any], want: Mapping[str, Any]) -> bool:
    ends: list[Any] = [event.get(end) for event in (have, want) for end in ("from", "to")]
    if ends[:2] == ends[2:]:
        return True
    if not all(isinstance(end, int) for end in ends):
        return False  # an open end means a span that depends on the day it is asked
    return bool(ends[2] <= ends[0] and ends[1] <= ends[3])


def _counts_once(event: Mapping[str, Any]) -> bool:
    return "operator" not in event


def _count_follows(have: Mapping[str, Any], want: Mapping[str, Any]) -> bool:
    if _counts_once(want):  # at least once: any count that cannot be zero implies it
        return _counts_once(have) or (_floor(have) or 0) >= 1
    least, asked = _floor(have), _floor(want)
    # an exact or upper count is not monotone in the span or the conditions
    return want.get("operator") in _FLOORS and least is not None and asked is not None and least >= asked


def _floor(event: Mapping[str, Any]) -> int | None:
    """The fewest occurrences that a count allows, where it has a floor."""
    if _counts_once(event):
        return 1
    value = event.get("value")
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    operator = event.get("operator")
    return value if operator == "equals" else value + _FLOORS[operator] if operator in _FLOORS else None


def _property_follows(have: Mapping[str, Any], want: Mapping[str, Any]) -> bool:
    rest = {"name", "operator", "value"}
    if have.get("name") != want.get("name") or (have.keys() | want.keys()) - rest:
        return False
    old, new = have.get("operator", "equals"), want.get("operator", "equals")
    a: Any = have.get("value")
    b: Any = want.get("value")
    if old == new == "equals":
        mine, theirs = a if isinstance(a, list) else [a], b if isinstance(b, list) else [b]
        return bool(mine) and all(
            value in theirs and type(value) is type(theirs[theirs.index(value)]) for value in mine
        )
    if not (_is_number(a) and _is_number(b)):
        return False
    if old in _FLOORS and new in _FLOORS:
        return bool(a > b or (a == b and _FLOORS[old] >= _FLOORS[new]))
    if old in _CEILINGS and new in _CEILINGS:
        return bool(a < b or (a == b and _CEILINGS[old] >= _CEILINGS[new]))
    return False


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
