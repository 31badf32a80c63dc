"""A label says only what holds for every population: `wider` loses nobody, `narrower` gains nobody."""

from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ctc.people.events import Event
from ctc.people.population import Profile, SmallPopulation
from ctc.plans.audience_change import compare_audiences
from ctc.query.evaluate import audience_of
from ctc.query.parse import QueryError

TODAY = date(2026, 6, 30)
CITIES = ["Pune", "Berlin", "Kochi"]
EVENTS = ["Charged", "App Launched"]
days = st.sampled_from([20260101, 20260201, 20260301, 20260401, 20260501])

conditions = st.one_of(
    st.fixed_dictionaries(
        {
            "name": st.just("City"),
            "operator": st.sampled_from(["equals", "not_equals"]),
            "value": st.one_of(
                st.sampled_from(CITIES), st.lists(st.sampled_from(CITIES), min_size=1, max_size=3)
            ),
        }
    ),
    st.fixed_dictionaries(
        {
            "name": st.just("Age"),
            "operator": st.sampled_from(
                ["equals", "greater_than", "greater_than_equals", "less_than", "less_than_equals"]
            ),
            "value": st.integers(0, 4),
        }
    ),
)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, int]:
    if draw(st.integers(0, 3)) == 0:
        return {}
    start, end = sorted((draw(days), draw(days)))
    return {"from": start, "to": end}


@st.composite
def done(draw: st.DrawFn) -> dict[str, Any]:
    event: dict[str, Any] = {"event_name": draw(st.sampled_from(EVENTS)), **draw(spans())}
    if draw(st.booleans()):
        event["operator"] = draw(
            st.sampled_from(
                ["equals", "greater_than", "greater_than_equals", "less_than", "less_than_equals"]
            )
        )
        event["value"] = draw(st.integers(0, 3))
    if draw(st.booleans()):
        event["event_properties"] = draw(st.lists(conditions, min_size=1, max_size=2))
    return event


@st.composite
def wheres(draw: st.DrawFn) -> dict[str, Any]:
    where: dict[str, Any] = {}
    if draw(st.booleans()):
        base = draw(done())
        where |= {key: base[key] for key in ("event_name", "from", "to", "event_properties") if key in base}
    if draw(st.booleans()):
        where["common_profile_properties"] = {"profile_fields": draw(st.lists(conditions, max_size=3))}
    if draw(st.booleans()):
        where["advanced_query"] = {"did_all": draw(st.lists(done(), max_size=2))}
        if draw(st.booleans()):
            where["advanced_query"]["did_none"] = draw(st.lists(done(), min_size=1, max_size=2))
    return where


@st.composite
def edits(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two queries that mostly share clauses, as an edit leaves them."""
    before, other = draw(wheres()), draw(wheres())
    after = {key: draw(st.sampled_from([before, other])).get(key) for key in before.keys() | other.keys()}
    after = {key: value for key, value in after.items() if value is not None}
    if ("from" in after) != ("to" in after) or after.get("from", 0) > after.get("to", 99999999):
        after = {key: value for key, value in after.items() if key not in {"from", "to"}}
    return before, after


properties = st.fixed_dictionaries(
    {},
    optional={
        "City": st.sampled_from(CITIES),
        "Age": st.one_of(st.integers(0, 4), st.lists(st.integers(0, 4))),
    },
)


@st.composite
def populations(draw: st.DrawFn) -> SmallPopulation:
    people = [Profile(id=number, properties=draw(properties)) for number in range(1, draw(st.integers(2, 6)))]
    events = draw(
        st.lists(st.tuples(st.sampled_from(EVENTS), st.integers(1, 5), days, properties), max_size=12)
    )
    return SmallPopulation(people, [(name, Event(who, day, props, {})) for name, who, day, props in events])


@settings(max_examples=300)
@given(edits(), st.lists(populations(), min_size=1, max_size=3))
def test_a_label_holds_for_every_population(
    edit: tuple[dict[str, Any], dict[str, Any]], towns: list[SmallPopulation]
) -> None:
    before, after = ({"where": where} for where in edit)
    label = compare_audiences(before, after).label
    for town in towns:
        try:
            old = audience_of(before, town, today=TODAY)
            new = audience_of(after, town, today=TODAY)
        except QueryError:
            assume(False)
        if label == "wider":
            assert old <= new
        elif label == "narrower":
            assert new <= old
        elif label == "same":
            assert old == new


@given(wheres())
def test_a_query_is_the_same_as_itself(where: dict[str, Any]) -> None:
    assert compare_audiences({"where": where}, {"where": where}).label == "same"


def test_each_label_is_reached() -> None:
    def where(*fields: dict[str, Any], **rest: Any) -> dict[str, Any]:
        return {"where": {"common_profile_properties": {"profile_fields": list(fields)}, **rest}}

    pune = {"name": "City", "operator": "equals", "value": "Pune"}
    both = {"name": "City", "operator": "equals", "value": ["Pune", "Kochi"]}
    old = {"name": "Age", "operator": "greater_than", "value": 60}
    adult = {"name": "Age", "operator": "greater_than_equals", "value": 18}
    assert compare_audiences(where(pune), where(both)).label == "wider"
    assert compare_audiences(where(old), where(adult)).label == "wider"
    assert compare_audiences(where(pune), where(pune, old)).label == "narrower"
    assert compare_audiences(where(pune), where(old)).label == "different"
    change = compare_audiences(where(pune, old), where(pune))
    assert (change.label, change.gone, change.new) == ("wider", ("Age over 60",), ())


def test_an_event_with_one_condition_more_is_narrower() -> None:
    def bought(*conditions: dict[str, Any]) -> dict[str, Any]:
        event = {"event_name": "Charged", "from": 20260101, "to": 20260201}
        return {"where": {**event, "event_properties": list(conditions)}}

    tea = {"name": "Item", "operator": "equals", "value": "Tea"}
    dear = {"name": "Amount", "operator": "greater_than", "value": 100}
    assert compare_audiences(bought(tea), bought(tea, dear)).label == "narrower"
    assert compare_audiences(bought(tea, dear), bought(dear)).label == "wider"
    assert compare_audiences(bought(tea), bought(dear)).label == "different"


def test_session_properties_are_part_of_an_events_clause() -> None:
    launched = {"event_name": "App Launched", "from": 20260101, "to": 20260201}
    first = {**launched, "session_properties": [{"name": "first_time", "value": True}]}
    change = compare_audiences({"where": first}, {"where": launched})
    assert change.label != "same"
    assert change.gone == ("did App Launched from 2026-01-01 to 2026-02-01 for the first time",)


EVERY = [
    (operator, value)
    for operator in (
        "equals",
        "greater_than",
        "greater_than_equals",
        "greater_than_or_equal",
        "less_than",
        "less_than_equals",
        "less_than_or_equal",
    )
    for value in range(4)
]


def charged(operator: str, value: int) -> dict[str, Any]:
    done = {"event_name": "Charged", "from": 20260101, "to": 20260201, "operator": operator, "value": value}
    return {"where": {"advanced_query": {"did_all": [done]}}}


def shop() -> SmallPopulation:
    """Nobody bought nothing: person n bought n times."""
    events = [("Charged", Event(who, 20260115, {}, {})) for who in range(7) for _ in range(who)]
    return SmallPopulation([Profile(id=number, properties={}) for number in range(7)], events)


@pytest.mark.parametrize("before", EVERY, ids=str)
def test_counts_at_each_others_boundary(before: tuple[str, int]) -> None:
    """Each count beside each: `> n` and `>= n` are one person apart, and random examples seldom meet there."""
    people = shop()
    old = audience_of(charged(*before), people, today=TODAY)
    for after in EVERY:
        new = audience_of(charged(*after), people, today=TODAY)
        label = compare_audiences(charged(*before), charged(*after)).label
        if label == "same":
            assert old == new, after
        elif label == "wider":
            assert old <= new, after
        elif label == "narrower":
            assert new <= old, after
        if (
            before[0].startswith("greater")
            and after[0].startswith("greater")
            and min(before[1], after[1]) > 0
        ):
            exact = "same" if old == new else "wider" if old < new else "narrower"
            assert label == exact, after
