"""Who is in an audience: a query evaluated over a population. Pure; ``today`` comes in.

An event without dates counts over the past 365 days up to ``today`` (with ``from`` alone: up to today; with
``to`` alone: the 365 days before it). A profile that never did an event within its window is not in
``did_all`` or ``did_any`` whatever the count says: "fewer than three times" means once or twice.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, timedelta
from typing import Any, Final

from ctc.people.days import number_of, read_day
from ctc.people.events import Event, Events
from ctc.people.population import Population, Profile
from ctc.query.operators import MISSING, Condition, compare
from ctc.query.parse import UNPARSED, Done, Query, QueryError, parse, segment_id, segment_ids

WINDOW: Final = timedelta(days=365)
_DERIVED: Final = frozenset({"first_time", "last_time", "day_of_week", "day_of_month"})


def members(where: object, population: Population, *, today: date) -> set[int]:
    """The ids of the profiles that ``where`` selects. Raises QueryError where it does not parse."""
    return select(parse(where), population, today=today)


def audience_of(body: Mapping[str, Any], population: Population, *, today: date) -> set[int]:
    """The audience of a create: ``where``, ``segment``, or both together, less ``exclude_segments``.

    ``segment: all`` is everybody. Raises QueryError, also where both are missing or a segment is unknown.
    """
    segment, where = body.get("segment"), body.get("where")
    if segment is None and where is None:
        raise QueryError(UNPARSED)
    chosen = set(population.profiles) if where is None else members(where, population, today=today)
    if segment is not None and not (isinstance(segment, str) and segment.strip().lower() == "all"):
        number = segment_id(segment)
        if number is None:
            raise QueryError("Field segment is invalid")
        chosen &= _segment(number, population, today)
    for excluded in segment_ids(body.get("exclude_segments", [])):
        chosen -= _segment(excluded, population, today)
    return chosen


def select(query: Query, population: Population, *, today: date) -> set[int]:
    """The ids of the profiles that a parsed query selects."""
    did = [_who(done, population, today) for done in query.done]
    chosen = set(population.profiles).intersection(*did)
    if query.profile:
        chosen = {who for who in chosen if _is_like(population.profiles[who], query)}
    if query.any_of:
        chosen &= _any(query, population, today)
    for done in query.none_of:
        chosen -= _who(done, population, today)
    for number in query.excluded:
        chosen -= _segment(number, population, today)
    return chosen


def _is_like(profile: Profile, query: Query) -> bool:
    return all(
        condition.holds(profile.groups.get(group, {}) if group else profile.properties)
        for group, condition in query.profile
    )


def _segment(number: int, population: Population, today: date) -> set[int]:
    if number not in population.segments:
        raise QueryError(f"Segment {number} is not defined or not processed")
    where = population.segments[number].where
    listed = {profile.id for profile in population.profiles.values() if number in profile.segments}
    return listed if where is None else listed | members(where, population, today=today)


def _any(query: Query, population: Population, today: date) -> set[int]:
    if query.any_count is None:
        return set().union(*(_who(done, population, today) for done in query.any_of))
    total: Counter[int] = Counter()
    for done in query.any_of:
        counts = _occurrences(done, population, today)
        total.update({who: count for who, count in counts.items() if _enough(count, done.count)})
    return {who for who, count in total.items() if _enough(count, query.any_count)}


def _who(done: Done, population: Population, today: date) -> Set[int]:
    counts = _occurrences(done, population, today)
    return {who for who, count in counts.items() if _enough(count, done.count)}


def _enough(count: int, condition: Condition | None) -> bool:
    return condition is None or compare(count, condition.operator, condition.value)


def _occurrences(done: Done, population: Population, today: date) -> Counter[int]:
    """How often each profile did the event within its window, the conditions met; those with none are out."""
    first, last = _window(done, today)
    events = population.events(done.event)
    edges = _Edges(events) if any(c.name in {"first_time", "last_time"} for c in done.session) else None
    told: dict[int, bool] = {}
    """By the identity of properties, which most events share with many others, whether the conditions hold."""
    found: list[int] = []
    for index in _candidates(events, done, first, last):
        event = events[index]
        if not first <= event.day <= last:
            continue
        holds = told.get(id(event.properties))
        if holds is None:
            holds = all(condition.holds(event.properties) for condition in done.properties)
            told[id(event.properties)] = holds
        if holds and all(_session_holds(condition, event, index, edges) for condition in done.session):
            found.append(event.profile)
    return Counter(found)


def _candidates(events: Events, done: Done, first: int, last: int) -> Sequence[int]:
    """Positions among which all occurrences are: those of the window, or of a value that a property must equal."""
    within = events.between(first, last)
    equal = [c for c in done.properties if c.operator == "equals" and isinstance(c.value, str | int | float)]
    if not equal:
        return within
    having = events.having(equal[0].name, equal[0].value)
    return having if len(having) < len(within) else within


class _Edges:
    """Which occurrence of one event is the first and which the last of each profile."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        for index, event in enumerate(events):
            self.first.setdefault(event.profile, index)
            self.last[event.profile] = index


def _session_holds(condition: Condition, event: Event, index: int, edges: _Edges | None) -> bool:
    if condition.name not in _DERIVED:
        return condition.holds(event.session)
    actual: Any = MISSING
    day = read_day(event.day)
    if condition.name in {"first_time", "last_time"} and edges is not None:
        side = edges.first if condition.name == "first_time" else edges.last
        actual = side[event.profile] == index
    elif day is not None:
        actual = day.isoweekday() % 7 + 1 if condition.name == "day_of_week" else day.day
    return compare(actual, condition.operator, condition.value)


def _window(done: Done, today: date) -> tuple[int, int]:
    last = today if done.last is None else read_day(done.last) or today
    if done.first is not None:
        return done.first, number_of(last)
    return number_of(max(date.min + WINDOW, last) - WINDOW), number_of(last)
