"""Whether one person is in an audience, and by which clause; or why nobody can tell.

What CleverTap's documentation does not say is not guessed: a text compared with a number, or a segment that the person
says nothing of, leaves a clause undecided. An audience is decided where one clause is false for sure, or all are true.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from ctc.audience import PROFILE_GROUPS
from ctc.people.events import Event
from ctc.people.population import Occurrence, Profile, SmallPopulation
from ctc.people.segments import Segment
from ctc.query.clauses import Clause, clauses_of
from ctc.query.evaluate import audience_of
from ctc.query.operators import MISSING, doubt

_NEVER: Final = {"name": "\ufdd0", "operator": "exists", "value": "-1"}
"""A condition that nobody meets: the name is a noncharacter."""
_ALWAYS: Final = {"name": "\ufdd0", "operator": "does_not_exist", "value": "-1"}
_NOTHING: Final[Mapping[str, Any]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of a test. Where ``says_segments``, the profile carries all segments that the person is in; else
    ``segments`` are those that are known by their queries."""

    profile: Profile
    events: Sequence[Occurrence]
    says_segments: bool
    segments: Mapping[int, Segment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of one clause: ``holds`` is None where nobody can tell, and ``why`` says why."""

    clause: Clause
    holds: bool | None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Whether the person is in the audience; None where nobody can tell. ``verdicts`` are those of all clauses."""

    inside: bool | None
    verdicts: tuple[Verdict, ...] = ()


def decide(body: Mapping[str, Any], person: Person, *, today: date) -> Decision:
    """Whether a person is in the audience of a create. Raises QueryError where it does not parse."""
    clauses = clauses_of(body)
    population = _alone(person, clauses)
    verdicts = tuple(_verdict(clause, person, population, today) for clause in clauses)
    if any(verdict.holds is False for verdict in verdicts):
        return Decision(inside=False, verdicts=verdicts)
    if any(verdict.holds is None for verdict in verdicts):
        return Decision(inside=None, verdicts=verdicts)
    return Decision(inside=bool(audience_of(body, population, today=today)), verdicts=verdicts)


def _alone(person: Person, clauses: Sequence[Clause]) -> SmallPopulation:
    """A population of one, that knows each segment that is asked for."""
    who = person.profile.id
    events = [(each.name, Event(who, each.day, each.properties, each.session)) for each in person.events]
    known = {} if person.says_segments else dict(person.segments)
    for clause in clauses:
        if clause.segment is not None:
            known.setdefault(clause.segment, Segment(id=clause.segment, name=""))
    return SmallPopulation([person.profile], events, known)


def _verdict(clause: Clause, person: Person, population: SmallPopulation, today: date) -> Verdict:
    segment = clause.segment
    if segment is not None and not person.says_segments and segment not in person.segments:
        why = f"nobody can tell who is in segment {segment}: say it with `segments:` of the person"
        return Verdict(clause=clause, holds=None, why=why)
    reasons: list[str] = []
    most = _settled(clause.body, person, _ALWAYS, reasons)
    if not reasons:
        return Verdict(clause=clause, holds=_holds(clause.body, population, today))
    least = _settled(clause.body, person, _NEVER, [])
    answers = {_holds(body, population, today) for body in (most, least)}
    if len(answers) == 1 and not _counts(clause.body):
        return Verdict(clause=clause, holds=answers.pop())
    return Verdict(clause=clause, holds=None, why=reasons[0])


def _holds(body: Mapping[str, Any], population: SmallPopulation, today: date) -> bool:
    return bool(audience_of(body, population, today=today))


def _counts(body: Mapping[str, Any]) -> bool:
    """Whether a number of occurrences decides: then something between all and none may, too."""
    query = _mapping(_mapping(body.get("where")).get("advanced_query"))
    either = query.get("did_any")
    lists = [*query.get("did_all", ()), *query.get("did_none", ())]
    lists += either.get("any_events", ()) if isinstance(either, Mapping) else either or ()
    counted = isinstance(either, Mapping) and "operator" in either
    return counted or any("operator" in event for event in lists)


def _settled(
    body: Mapping[str, Any], person: Person, instead: Mapping[str, Any], reasons: list[str]
) -> Mapping[str, Any]:
    """The audience with every doubtful condition replaced; why each is doubtful goes to ``reasons``."""
    where, profile = _mapping(body.get("where")), person.profile
    made = dict(_event(where, person, instead, reasons))
    if "profile_fields" in where:
        made["profile_fields"] = _list(where["profile_fields"], [profile.properties], instead, reasons)
    common = _mapping(where.get("common_profile_properties"))
    if common:
        made["common_profile_properties"] = {
            group: _list(common[group], [_group(profile, group)], instead, reasons)
            for group in PROFILE_GROUPS
            if group in common
        }
    query = _mapping(where.get("advanced_query"))
    if query:
        made["advanced_query"] = _query(query, person, instead, reasons)
    return {**body, "where": made}


def _query(
    query: Mapping[str, Any], person: Person, instead: Mapping[str, Any], reasons: list[str]
) -> dict[str, Any]:
    made = dict(query)
    for name in ("did_all", "did_none", "did_any"):
        part = query.get(name)
        if isinstance(part, list):
            made[name] = [_event(event, person, instead, reasons) for event in part]
        elif isinstance(part, Mapping) and "any_events" in part:
            events = [_event(event, person, instead, reasons) for event in part["any_events"]]
            made[name] = {**part, "any_events": events}
    return made


def _event(
    event: Mapping[str, Any], person: Person, instead: Mapping[str, Any], reasons: list[str]
) -> Mapping[str, Any]:
    if "event_properties" not in event:
        return event
    happened = [each.properties for each in person.events if each.name == event.get("event_name")]
    return {
        **event,
        "event_properties": _list(event["event_properties"], happened, instead, reasons),
    }


def _list(
    entries: Any, holders: Sequence[Mapping[str, Any]], instead: Mapping[str, Any], reasons: list[str]
) -> list[Any]:
    return [_condition(entry, holders, instead, reasons) for entry in entries or ()]


def _condition(
    entry: Mapping[str, Any],
    holders: Sequence[Mapping[str, Any]],
    instead: Mapping[str, Any],
    reasons: list[str],
) -> Mapping[str, Any]:
    found = list(_doubts(entry, holders))
    reasons += found
    return instead if found else entry


def _doubts(entry: Mapping[str, Any], holders: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    name = str(entry.get("name"))
    for holder in holders:
        why = doubt(holder.get(name, MISSING), str(entry.get("operator", "equals")), entry.get("value"))
        if why:
            yield f"'{name}' {why}"


def _group(profile: Profile, group: str) -> Mapping[str, Any]:
    return profile.properties if group == "profile_fields" else profile.groups.get(group, _NOTHING)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else _NOTHING
