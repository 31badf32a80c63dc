"""The query engine agrees with a naive reading of the query language, on random queries and populations."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.people.events import Event
from ctc.people.population import Profile, SmallPopulation
from ctc.people.segments import Segment
from ctc.query.evaluate import audience_of, members

TODAY = date(2026, 1, 10)
NAMES = ("a", "b")
EVENTS = ("Charged", "Viewed")
DAYS = [int((TODAY - timedelta(days=n)).strftime("%Y%m%d")) for n in (0, 1, 2, 364, 365, 366, 400)]
POSITIVE = {
    "equals": lambda one, other: text_of(one) == text_of(other),
    "in": lambda one, other: text_of(one) == text_of(other),
    "contains": lambda one, other: str(other) in str(one),
    "greater_than": lambda one, other: one > other,
    "greater_than_equals": lambda one, other: one >= other,
    "greater_than_or_equal": lambda one, other: one >= other,
    "less_than": lambda one, other: one < other,
    "less_than_equals": lambda one, other: one <= other,
    "less_than_or_equal": lambda one, other: one <= other,
}
NEGATIVE = {
    "not_equals": "equals",
    "not_in": "in",
    "does_not_contain": "contains",
    "not_contains": "contains",
    "does_not_exist": "exists",
}
ORDER = {name for name in POSITIVE if "than" in name}


def text_of(value: Any) -> str:
    """Numbers and texts that read alike are equal; booleans are True and False."""
    if isinstance(value, bool):
        return str(value)
    return str(float(value)) if isinstance(value, int | float) else value


def naive_condition(properties: dict[str, Any], condition: dict[str, Any]) -> bool:
    operator, wanted = condition.get("operator", "equals"), condition.get("value")
    if operator in NEGATIVE:
        return not naive_condition(properties, {**condition, "operator": NEGATIVE[operator]})
    if condition["name"] not in properties:
        return False
    if operator == "exists":
        return True
    actual = properties[condition["name"]]
    found = actual if isinstance(actual, list) else [actual]
    if operator == "between":
        return any(is_number(one) and wanted[0] <= one <= wanted[1] for one in found)
    for one in found:
        for other in wanted if isinstance(wanted, list) else [wanted]:
            if operator in ORDER and not (is_number(one) and is_number(other)):
                continue
            if POSITIVE[operator](one, other):
                return True
    return False


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def naive_count(person: int, done: dict[str, Any], happened: list[tuple[str, Event]]) -> int:
    last = done.get("to", int(TODAY.strftime("%Y%m%d")))
    year_before = date(last // 10000, last // 100 % 100, last % 100) - timedelta(days=365)
    first = done.get("from", int(year_before.strftime("%Y%m%d")))
    count = 0
    for name, event in happened:
        if name != done["event_name"] or event.profile != person or not first <= event.day <= last:
            continue
        if all(naive_condition(dict(event.properties), one) for one in done.get("event_properties", [])):
            count += 1
    return count


def naive_did(person: int, done: dict[str, Any], happened: list[tuple[str, Event]]) -> int:
    """The number of occurrences, or 0 where the event's own count does not hold."""
    count = naive_count(person, done, happened)
    if count and "operator" in done:
        bound = {"name": "n", "operator": done["operator"], "value": done["value"]}
        return count if naive_condition({"n": count}, bound) else 0
    return count


def naive(where: dict[str, Any], profiles: list[Profile], happened: list[tuple[str, Event]]) -> set[int]:
    chosen = set()
    advanced = where.get("advanced_query", {})
    for profile in profiles:
        person, properties = profile.id, dict(profile.properties)
        common = where.get("common_profile_properties", {})
        tests = [*where.get("profile_fields", []), *common.get("profile_fields", [])]
        if not all(naive_condition(properties, one) for one in tests):
            continue
        demographics = dict(profile.groups["demographics"])
        if not all(naive_condition(demographics, one) for one in common.get("demographics", [])):
            continue
        if "event_name" in where and not naive_count(person, where, happened):
            continue
        if not all(naive_did(person, one, happened) for one in advanced.get("did_all", [])):
            continue
        either = advanced.get("did_any", {})
        counts = [naive_did(person, one, happened) for one in either.get("any_events", [])]
        if counts and not sum(counts):
            continue
        if counts and "operator" in either:
            bound = {"name": "n", "operator": either["operator"], "value": either["value"]}
            if not naive_condition({"n": sum(counts)}, bound):
                continue
        if any(naive_did(person, one, happened) for one in advanced.get("did_none", [])):
            continue
        chosen.add(person)
    return chosen


scalars = st.one_of(st.integers(0, 4), st.sampled_from(["x", "xy", "True", "False"]), st.booleans())
values = st.one_of(
    scalars, st.lists(scalars, min_size=1, max_size=3)
)  # an empty list is no value anybody has
properties = st.dictionaries(st.sampled_from(NAMES), values, max_size=2)
wanted = st.one_of(scalars, st.lists(scalars, min_size=1, max_size=3))
plain = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "value": wanted},
    optional={"operator": st.sampled_from([*POSITIVE, *NEGATIVE, "exists"])},
)
between = st.tuples(st.sampled_from(NAMES), st.integers(0, 4), st.integers(0, 4)).map(
    lambda parts: {"name": parts[0], "operator": "between", "value": [parts[1], parts[2]]}
)
conditions = st.lists(st.one_of(plain, plain, between), max_size=2)


@st.composite
def done_events(draw: st.DrawFn, *, counted: bool = True) -> dict[str, Any]:
    done: dict[str, Any] = {"event_name": draw(st.sampled_from(EVENTS))}
    first, last = sorted((draw(st.sampled_from(DAYS)), draw(st.sampled_from(DAYS))))
    done |= draw(st.sampled_from([{}, {"from": first}, {"to": last}, {"from": first, "to": last}]))
    if draw(st.booleans()):
        done["event_properties"] = draw(conditions)
    if counted and draw(st.booleans()):
        done |= draw(counts)
    return done


counts = st.fixed_dictionaries(
    {
        "operator": st.sampled_from(
            ["equals", "not_equals", "greater_than", "less_than", "less_than_equals"]
        ),
        "value": st.integers(0, 3),
    }
)


parts = {
    "profile_fields": conditions,
    "common_profile_properties": st.fixed_dictionaries(
        {"profile_fields": conditions, "demographics": conditions}
    ),
    "advanced_query": st.builds(
        lambda all_of, any_of, count, none_of: {
            "did_all": all_of,
            "did_any": {"any_events": any_of} | count,
            "did_none": none_of,
        },
        st.lists(done_events(), max_size=2),
        st.lists(done_events(), max_size=2),
        st.one_of(st.just({}), counts),
        st.lists(done_events(), max_size=2),
    ),
}


@st.composite
def queries(draw: st.DrawFn) -> dict[str, Any]:
    where = draw(done_events(counted=False)) if draw(st.booleans()) else {}
    return where | {name: draw(parts[name]) for name in sorted(draw(st.sets(st.sampled_from(sorted(parts)))))}


people = st.lists(st.tuples(properties, properties), min_size=1, max_size=6).map(
    lambda rows: [
        Profile(id=n, properties=row[0], groups={"demographics": row[1]}) for n, row in enumerate(rows)
    ]
)
happenings = st.lists(
    st.builds(
        lambda name, who, day, props: (name, Event(who, day, props, {})),
        st.sampled_from(EVENTS),
        st.integers(0, 5),
        st.sampled_from(DAYS),
        properties,
    ),
    max_size=12,
)


@settings(max_examples=600, deadline=None)
@given(queries(), people, happenings)
def test_the_engine_agrees_with_a_naive_reading(
    where: dict[str, Any], profiles: list[Profile], happened: list[tuple[str, Event]]
) -> None:
    ids = {profile.id for profile in profiles}
    happened = [(name, event) for name, event in happened if event.profile in ids]
    population = SmallPopulation(profiles, happened)
    assert members(where, population, today=TODAY) == naive(where, profiles, happened)


@settings(max_examples=200, deadline=None)
@given(queries(), plain, people)
def test_a_negation_is_the_exact_opposite(
    where: dict[str, Any], condition: dict[str, Any], profiles: list[Profile]
) -> None:
    population = SmallPopulation(profiles)
    operator = condition.get("operator", "equals")
    opposite = {value: key for key, value in NEGATIVE.items()} | NEGATIVE
    if operator not in opposite:
        return
    with_it = members({"profile_fields": [{**condition, "operator": operator}]}, population, today=TODAY)
    without = members(
        {"profile_fields": [{**condition, "operator": opposite[operator]}]}, population, today=TODAY
    )
    assert with_it | without == {profile.id for profile in profiles}
    assert not with_it & without
    assert members(where, population, today=TODAY) <= with_it | without


@settings(max_examples=200, deadline=None)
@given(queries(), queries(), st.sets(st.integers(0, 5)), people, happenings)
def test_segments_agree_with_a_naive_reading(
    where: dict[str, Any],
    segment: dict[str, Any],
    carried: set[int],
    profiles: list[Profile],
    happened: list[tuple[str, Event]],
) -> None:
    """A segment is those whom its query selects and those who carry it; excluded ones are taken away."""
    profiles = [replace(p, segments=frozenset({7} if p.id in carried else ())) for p in profiles]
    ids = {profile.id for profile in profiles}
    happened = [(name, event) for name, event in happened if event.profile in ids]
    population = SmallPopulation(profiles, happened, {7: Segment(id=7, name="seven", where=segment)})
    inside = naive(segment, profiles, happened) | (carried & ids)
    chosen = naive(where, profiles, happened)
    assert audience_of({"segment": 7}, population, today=TODAY) == inside
    assert audience_of({"segment": "7", "where": where}, population, today=TODAY) == inside & chosen
    assert audience_of({"where": where, "exclude_segments": ["7"]}, population, today=TODAY) == (
        chosen - inside
    )
