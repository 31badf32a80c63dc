"""Whether an edited audience got wider, narrower or different, decided on what the query means.

A query is a conjunction of clauses. ``after`` is wider when each of its clauses follows from one of ``before``:
then nobody is lost and somebody may be gained. Where that cannot be shown the label is ``different``; it is
never a guess.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from ctc.audience import PROFILE_GROUPS
from ctc.canonical import Json, canonical_bytes
from ctc.wording.clauses import any_of_words, comparison_words, event_words

Label = Literal["same", "wider", "narrower", "different"]

_FLOORS: Final = {"greater_than": 1, "greater_than_equals": 0, "greater_than_or_equal": 0}
_CEILINGS: Final = {"less_than": 1, "less_than_equals": 0, "less_than_or_equal": 0}
_BASE: Final = ("event_name", "from", "to", "event_properties", "session_properties")
_PAIRS: Final = 1_000_000
"""Pairs of conditions up to which each is held against each."""
_RELATIVE: Final = frozenset({"first_time", "last_time", "day_of_week", "day_of_month"})
"""Properties whose meaning depends on the whole span: a longer one is no superset."""
_KNOWN: Final = frozenset(
    {
        "event_name",
        "from",
        "to",
        "event_properties",
        "session_properties",
        "profile_fields",
        "common_profile_properties",
        "advanced_query",
        "exclude_segments",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One condition; ``kind`` says how it is compared, ``words`` how it is shown."""

    kind: str
    value: Json
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceChange:
    """What became of an audience, with the clauses that went and came."""

    label: Label
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()


def compare_audiences(before: Mapping[str, Json], after: Mapping[str, Json]) -> AudienceChange:
    """Compares the audiences (``where``, ``segment``, ``exclude_segments``) of two create bodies."""
    old, new = tuple(clauses(before)), tuple(clauses(after))
    known, wanted = frozenset(map(_key, old)), frozenset(map(_key, new))
    gone = tuple(clause.words for clause in old if _key(clause) not in wanted)
    come = tuple(clause.words for clause in new if _key(clause) not in known)
    label = _label(old, new) if len(old) * len(new) <= _PAIRS else _label_of_many(known, wanted)
    if label == "same":  # what is only written otherwise may read the same
        gone, come = (tuple(w for w in some if w not in gone or w not in come) for some in (gone, come))
    return AudienceChange(label=label, gone=gone, new=come)


def _key(clause: Clause) -> tuple[str, bytes]:
    """What two clauses have in common that say the same."""
    return clause.kind, canonical_bytes([clause.value, clause.words])


def _label_of_many(old: frozenset[object], new: frozenset[object]) -> Label:
    """Of two audiences with very many conditions, only whole conditions that went or came are looked at."""
    if old == new:
        return "same"
    return "wider" if new < old else "narrower" if old < new else "different"


def _label(old: Sequence[Clause], new: Sequence[Clause]) -> Label:
    loses_nobody = _all_follow(new, old)
    gains_nobody = _all_follow(old, new)
    if loses_nobody and gains_nobody:
        return "same"
    if loses_nobody:
        return "wider"
    return "narrower" if gains_nobody else "different"


def _all_follow(wanted: Iterable[Clause], given: Sequence[Clause]) -> bool:
    return all(any(follows(have, want) for have in given) for want in wanted)


def clauses(body: Mapping[str, Any]) -> Iterator[Clause]:
    """The conditions of a body's audience, all of which must hold."""
    if "segment" in body:
        segment = str(body["segment"])
        if segment.lower() != "all":
            yield Clause(kind="exact", value=["segment", segment], words=f"in segment {segment}")
    where = body.get("where")
    where = where if isinstance(where, Mapping) else {}
    yield from _excluded(body.get("exclude_segments"))
    yield from _excluded(where.get("exclude_segments"))
    if "event_name" in where:
        yield _event({key: where[key] for key in _BASE if key in where})
    else:
        dates = {key: where[key] for key in _BASE if key in where}
        if dates:
            yield _exact("dates", dates)
    yield from _properties("profile_fields", where.get("profile_fields"))
    common = where.get("common_profile_properties")
    for group in PROFILE_GROUPS:
        yield from _properties(group, common.get(group) if isinstance(common, Mapping) else None)
    yield from _query(where.get("advanced_query"))
    for key in sorted(where.keys() - _KNOWN):
        yield _exact(key, where[key])


def _excluded(segments: object) -> Iterator[Clause]:
    for segment in segments if isinstance(segments, list) else ():
        yield Clause(kind="exact", value=["not in segment", str(segment)], words=f"not in segment {segment}")


def _properties(group: str, entries: object) -> Iterator[Clause]:
    name = "profile_fields" if group == "profile_fields" else group
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping):
            yield Clause(kind="property", value=[name, dict(entry)], words=comparison_words(entry, _shown))


def _query(query: object) -> Iterator[Clause]:
    if not isinstance(query, Mapping):
        return
    for event in _list(query.get("did_all")):
        yield _event(event) if isinstance(event, Mapping) else _exact("did_all", event)
    for event in _list(query.get("did_none")):
        if isinstance(event, Mapping):
            yield Clause(kind="did_none", value=dict(event), words=f"did not {event_words(event, _shown)}")
    for key in sorted(query.keys() - {"did_all", "did_none"}):
        yield Clause(
            kind="exact",
            value=[key, query[key]],
            words=any_of_words(query[key], _shown) or _exact(key, query[key]).words,
        )


def _event(event: Mapping[str, Any]) -> Clause:
    return Clause(kind="did", value=dict(event), words=f"did {event_words(event, _shown)}")


def _exact(name: str, value: Json) -> Clause:
    return Clause(kind="exact", value=[name, value], words=f"{name} {canonical_bytes(value).decode()}")


def follows(have: Clause, want: Clause) -> bool:
    """Whether everybody who meets ``have`` meets ``want``."""
    if have.kind != want.kind:
        return False
    if have.value == want.value:
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
    if not _all_follow(_conditions(want), tuple(_conditions(have))):
        return False
    return _count_follows(have, want)


def _depends_on_span(event: Mapping[str, Any]) -> bool:
    names = {p.get("name") for p in _list(event.get("event_properties")) if isinstance(p, Mapping)}
    return "session_properties" in event or bool(names & _RELATIVE)


def _conditions(event: Mapping[str, Any]) -> Iterator[Clause]:
    yield from _properties("event_properties", event.get("event_properties"))
    for key in sorted(event.keys() - {"event_name", "from", "to", "event_properties", "operator", "value"}):
        yield _exact(key, event[key])


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
    same = (have.get("operator"), have.get("value")) == (want.get("operator"), want.get("value"))
    if same and want.get("operator") not in _FLOORS:
        # an exact or upper count is not monotone in the span or the conditions
        return {k: v for k, v in have.items() if k not in {"from", "to", "event_properties"}} == {
            k: v for k, v in want.items() if k not in {"from", "to", "event_properties"}
        } and all(have.get(key) == want.get(key) for key in ("from", "to", "event_properties"))
    least, asked = _floor(have), _floor(want)
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


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _shown(value: Any) -> str:
    return canonical_bytes(value).decode()
