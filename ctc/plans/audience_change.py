"""Whether an edited audience got wider, narrower or different, decided on what the query means.

A query is a conjunction of clauses. ``after`` is wider when each of its clauses follows from one of ``before``:
then nobody is lost and somebody may be gained. Where that cannot be shown the label is ``different``; it is
never a guess.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

from ctc.audience import is_everybody
from ctc.canonical import Json, canonical_bytes, same
from ctc.plans.clauses import Clause, clauses, conditions

Label = Literal["same", "wider", "narrower", "different"]

_PAIRS: Final = 1_000_000
"""Pairs of conditions up to which each is held against each."""


class AudienceChange(NamedTuple):
    """What became of an audience, with the clauses that went and came."""

    label: Label
    gone: tuple[str, ...]
    new: tuple[str, ...]


def compare_audiences(before: Mapping[str, Json], after: Mapping[str, Json]) -> AudienceChange:
    """Compares the audiences (``where``, ``segment``, ``exclude_segments``) of two create bodies."""
    old, new = tuple(clauses(before)), tuple(clauses(after))
    known, wanted = frozenset(map(_key, old)), frozenset(map(_key, new))
    gone = tuple(clause.words for clause in old if _key(clause) not in wanted)
    come = tuple(clause.words for clause in new if _key(clause) not in known)
    label = _label(old, new) if len(old) * len(new) <= _PAIRS else _label_of_many(known, wanted)
    if label == "same":  # what is only written otherwise may read the same
        gone, come = (tuple(w for w in some if w not in gone or w not in come) for some in (gone, come))
    elif "to" not in before and is_everybody(before) != is_everybody(after):  # which no clause says
        gone, come = (_everybody(before) + gone, _everybody(after) + come)
    return AudienceChange(label=label, gone=gone, new=come)


def _everybody(body: Mapping[str, Json]) -> tuple[str, ...]:
    return ("everybody",) if is_everybody(body) else ()


def _key(clause: Clause) -> tuple[str, bytes]:
    """What two clauses have in common that say the same."""
    return clause.kind, canonical_bytes([clause.value, clause.words])


def _label_of_many(old: frozenset[object], new: frozenset[object]) -> Label:
    """Of two audiences with very many conditions, only whole conditions that went or came are looked at."""
    if old == new:
        return "same"
    return "wider" if new < old else "narrower" if old < new else "different"


def _label(old: Sequence[Clause], new: Sequence[Clause]) -> Label:
    loses_nobody = all_follow(new, old)
    gains_nobody = all_follow(old, new)
    if loses_nobody and gains_nobody:
        return "same"
    if loses_nobody:
        return "wider"
    return "narrower" if gains_nobody else "different"


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
