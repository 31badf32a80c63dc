"""The query language case by case: what the documentation says, and what was decided where it is silent."""

from datetime import date
from typing import Any

import pytest

from ctc.people.events import Event
from ctc.people.population import Profile, SmallPopulation
from ctc.people.segments import SEGMENTS
from ctc.query.evaluate import audience_of, members
from ctc.query.operators import MISSING, compare
from ctc.query.parse import QueryError, parse

TODAY = date(2026, 1, 10)
PEOPLE = SmallPopulation(
    [
        Profile(
            id=1,
            properties={"City": "Mumbai", "Customer Type": "Platinum", "tags": ["reader", "tester"]},
            groups={"technographics": {"OS": "iOS"}, "reachability": {"Email": True}},
        ),
        Profile(id=2, properties={"City": "Pune", "LTV": "1200"}, groups={"demographics": {"Age": 30}}),
        Profile(id=3),
    ],
    [
        ("Charged", Event(1, 20250301, {"Items": ["Mug", "Lamp"]}, {"utm_source": "google"})),
        ("Charged", Event(1, 20260105, {"Items": ["Mug"]}, {})),
        ("Charged", Event(2, 20260104, {}, {})),
        ("Launched", Event(3, 20240101, {}, {})),
        ("Bought", Event(1, 20250201, {"What": "Tea"}, {})),
        *(("Bought", Event(3, 20251202, {"What": "Cup"}, {})) for _ in range(4)),
        ("Bought", Event(2, 20251203, {"What": "Tea"}, {})),
        ("Bought", Event(3, 20260105, {"What": "Tea"}, {})),
    ],
)


def ids(where: dict[str, Any]) -> set[int]:
    return members(where, PEOPLE, today=TODAY)


def profile(name: str, operator: str, value: Any = None) -> dict[str, Any]:
    return {"profile_fields": [{"name": name, "operator": operator, "value": value}]}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({}, {1, 2, 3}),
        ({"event_nam": "Charged"}, {1, 2, 3}),
        ({"did_not": [{"event_name": "Charged"}], "in_the_last_days": 3}, {1, 2, 3}),
        ({"from": 20250101, "to": 20250102}, {1, 2, 3}),
        ({"event_name": "Charged"}, {1, 2}),
        ({"event_name": "Launched"}, set()),
        ({"event_name": "Launched", "from": 20240101, "to": 20240101}, {3}),
        ({"event_name": "Never"}, set()),
        (
            {
                "event_name": "Bought",
                "from": 20251201,
                "to": 20260101,
                "event_properties": [{"name": "What", "value": "Tea"}],
            },
            {2},
        ),
        ({"event_name": "Charged", "event_properties": [{"name": "Items", "value": "Lamp"}]}, {1}),
        ({"event_name": "Charged", "session_properties": [{"name": "utm_source", "value": "google"}]}, {1}),
        (
            {
                "event_name": "Charged",
                "from": 20260101,
                "session_properties": [{"name": "first_time", "value": "True"}],
            },
            {2},
        ),
        ({"event_name": "Charged", "session_properties": [{"name": "day_of_week", "value": 7}]}, {1}),
        (
            {"event_name": "Charged", "session_properties": [{"name": "day_of_month", "value": [4, 5]}]},
            {1, 2},
        ),
        (
            {"common_profile_properties": {"technographics": [{"name": "OS", "value": ["iOS", "Android"]}]}},
            {1},
        ),
        ({"common_profile_properties": {"reachability": [{"name": "Email", "value": "True"}]}}, {1}),
        (
            {
                "common_profile_properties": {
                    "demographics": [{"name": "Age", "operator": "between", "value": [30, 40]}]
                }
            },
            {2},
        ),
        (profile("LTV", "greater_than_equals", 1200), {2}),
        (profile("City", "not_equals", "Pune"), {1, 3}),
        (profile("City", "in", ["Pune", "Mumbai"]), {1, 2}),
        (profile("City", "does_not_exist", "-1"), {3}),
        (profile("tags", "equals", "tester"), {1}),
        (profile("tags", "not_equals", "tester"), {2, 3}),
        (
            {
                "advanced_query": {
                    "did_all": [{"event_name": "Charged", "operator": "greater_than_equals", "value": 2}]
                }
            },
            {1},
        ),
        (
            {"advanced_query": {"did_all": [{"event_name": "Charged", "operator": "less_than", "value": 2}]}},
            {2},
        ),
        ({"advanced_query": {"did_none": [{"event_name": "Charged"}]}}, {3}),
        (
            {
                "advanced_query": {
                    "did_any": {"any_events": [{"event_name": "Charged"}, {"event_name": "Never"}]}
                }
            },
            {1, 2},
        ),
        ({"advanced_query": {"did_any": [{"event_name": "Charged"}]}}, {1, 2}),
        ({"exclude_segments": ["1001"]}, {2, 3}),
    ],
)
def test_who_is_selected(where: dict[str, Any], expected: set[int]) -> None:
    assert ids(where) == expected


@pytest.mark.parametrize(
    "where",
    [
        None,
        [],
        "x",
        {"event_name": ""},
        {"event_name": 7},
        {"from": "20250101"},
        {"from": 20250230},
        {"event_name": "x", "to": True},
        {"profile_fields": {}},
        {"profile_fields": ["x"]},
        {"profile_fields": [{"operator": "equals", "value": 1}]},
        profile("City", "equal", "x"),
        profile("City", "equals", None),
        profile("City", "equals", []),
        profile("City", "equals", {"x": 1}),
        profile("Age", "between", [1]),
        profile("Age", "between", ["a", "b"]),
        {"common_profile_properties": []},
        {"advanced_query": {"did_all": {}}},
        {"advanced_query": {"did_all": [{}]}},
        {"advanced_query": {"did_all": [{"event_name": "x", "operator": "contains", "value": 1}]}},
        {"advanced_query": {"did_all": [{"event_name": "x", "operator": "equals"}]}},
        {"advanced_query": {"did_all": [{"event_name": "x", "operator": "equals", "value": "many"}]}},
        {"exclude_segments": ["x"]},
        {"exclude_segments": [True]},
    ],
)
def test_what_does_not_parse(where: object) -> None:
    with pytest.raises(QueryError, match=r"^Query specified in where failed to parse$"):
        parse(where)


def test_an_operator_that_is_no_text_does_not_parse() -> None:
    with pytest.raises(QueryError):
        parse({"profile_fields": [{"name": "a", "operator": ["equals"], "value": 1}]})


def test_segments() -> None:
    def who(**body: Any) -> set[int]:
        return audience_of(body, PEOPLE, today=TODAY)

    assert who(segment=1001) == who(segment="1001") == {1}
    assert who(segment="all") == who(segment="All ") == {1, 2, 3}
    assert who(segment=1001, where=profile("City", "equals", "Pune")) == set()
    assert who(where={}, exclude_segments=["1001"]) == {2, 3}
    for body in (
        {},
        {"segment": 7},
        {"segment": True},
        {"segment": "some"},
        {"segment": "all", "exclude_segments": [7]},
    ):
        with pytest.raises(QueryError):
            audience_of(body, PEOPLE, today=TODAY)


@pytest.mark.parametrize("segment", SEGMENTS.values(), ids=lambda segment: segment.name)
def test_every_shipped_segment_parses(segment: Any) -> None:
    parse(segment.where)


@pytest.mark.parametrize(
    ("actual", "operator", "value", "expected"),
    [
        (5, "equals", "5", True),
        ("5.0", "equals", 5, True),
        ("5", "equals", "5.0", False),
        (True, "equals", "True", True),
        (True, "equals", "true", False),
        (True, "equals", 1, False),
        ("Pune", "equals", "pune", False),
        ("Pune", "contains", "un", True),
        (["Pune"], "contains", ["x", "un"], True),
        ("ten", "greater_than", 1, False),
        (None, "exists", "-1", False),
        (MISSING, "not_in", ["x"], True),
        (MISSING, "contains", "", False),
        (3, "between", [3, 3], True),
        (10**400, "greater_than", 1, False),
    ],
)
def test_comparing(actual: Any, operator: str, value: Any, expected: bool) -> None:
    assert compare(actual, operator, value) is expected
