"""How a query is read, taken apart and decided: each part by itself, with its words."""

from datetime import date
from typing import Any

import pytest

from ctc.people.events import Event
from ctc.people.population import Occurrence, Profile, SmallPopulation
from ctc.people.segments import Segment
from ctc.query.clauses import clauses_of
from ctc.query.deciding import Decision, Person, decide
from ctc.query.evaluate import audience_of, members
from ctc.query.operators import MISSING, Condition, compare, doubt, number, same
from ctc.query.parse import Done, Query, QueryError, parse, segment_id, segment_ids

TODAY = date(2026, 1, 10)
AGE: dict[str, Any] = {"name": "Age", "operator": "greater_than", "value": 18}
CITY: dict[str, Any] = {"name": "City", "value": "Pune"}
OLD, PUNE = (
    Condition(name="Age", operator="greater_than", value=18),
    Condition(name="City", operator="equals", value="Pune"),
)
VIEWED: dict[str, Any] = {"event_name": "Viewed"}
TWICE: dict[str, Any] = {"event_name": "Charged", "operator": "equals", "value": 2}
COUNT = Condition(name="count", operator="equals", value=2)

READ: list[tuple[dict[str, Any], Query]] = [
    ({}, Query()),
    ({"profile_fields": [AGE, CITY]}, Query(profile=(("", OLD), ("", PUNE)))),
    (
        {
            "profile_fields": [AGE],
            "common_profile_properties": {
                "profile_fields": [CITY],
                "geo_fields": [CITY],
                "demographics": [AGE],
                "reachability": [CITY],
            },
        },
        Query(
            profile=(
                ("", OLD),
                ("", PUNE),
                ("demographics", OLD),
                ("geo_fields", PUNE),
                ("reachability", PUNE),
            )
        ),
    ),
    (
        {**VIEWED, "from": 20260101, "to": 20260101, "event_properties": [CITY], "session_properties": [AGE]},
        Query(
            done=(Done(event="Viewed", first=20260101, last=20260101, properties=(PUNE,), session=(OLD,)),)
        ),
    ),
    (
        {**VIEWED, "advanced_query": {"did_all": [TWICE], "did_none": [VIEWED], "did_any": [VIEWED, TWICE]}},
        Query(
            done=(Done(event="Viewed"), Done(event="Charged", count=COUNT)),
            any_of=(Done(event="Viewed"), Done(event="Charged", count=COUNT)),
            none_of=(Done(event="Viewed"),),
        ),
    ),
    (
        {"advanced_query": {"did_any": {"any_events": [VIEWED], "operator": "equals", "value": 2}}},
        Query(any_of=(Done(event="Viewed"),), any_count=COUNT),
    ),
    (
        {"advanced_query": {"did_all": [{**VIEWED, "value": 2}]}},
        Query(done=(Done(event="Viewed", count=COUNT),)),
    ),
    (
        {"advanced_query": {"did_all": [{**VIEWED, "operator": "between", "value": [1, "2"]}]}},
        Query(
            done=(Done(event="Viewed", count=Condition(name="count", operator="between", value=[1, "2"])),)
        ),
    ),
    ({"exclude_segments": ["7", 8]}, Query(excluded=(7, 8))),
    ({"from": 20260101}, Query()),
]


@pytest.mark.parametrize(("where", "query"), READ)
def test_what_a_query_says(where: dict[str, Any], query: Query) -> None:
    assert parse(where) == query


@pytest.mark.parametrize(("first", "last", "ends"), [(20260102, 20260101, True), (20260101, 20260101, False)])
def test_days_that_are_turned_round_are_told(first: int, last: int, ends: bool) -> None:
    for where in (
        {"from": first, "to": last},
        {**VIEWED, "from": first, "to": last},
        {"advanced_query": {"did_none": [{**VIEWED, "from": first, "to": last}]}},
    ):
        if not ends:
            assert parse(where)
            continue
        with pytest.raises(
            QueryError, match=r"^Query parse failure - The from date cannot be after the to date$"
        ):
            parse(where)


@pytest.mark.parametrize(
    ("value", "number_of_it"),
    [
        (7, 7),
        ("7", 7),
        ("07", 7),
        (True, None),
        ("\u0667", None),
        ("", None),
        ("7 ", None),
        (7.0, None),
        (None, None),
    ],
)
def test_what_is_a_segment(value: Any, number_of_it: int | None) -> None:
    assert segment_id(value) == number_of_it
    if number_of_it is None:
        with pytest.raises(QueryError, match=r"^Query specified in where failed to parse$"):
            segment_ids([7, value])
    else:
        assert segment_ids([value, 9]) == (number_of_it, 9)


@pytest.mark.parametrize(
    ("entry", "reads"),
    [
        ({"name": "a", "operator": "exists"}, True),
        ({"name": "a", "operator": "does_not_exist"}, True),
        ({"name": "a"}, False),
        ({"name": "", "value": 1}, False),
        ({"name": 5, "value": 1}, False),
        ({"name": "a", "value": [1, None]}, False),
        ({"name": "a", "value": [1, "x", 2.5, True]}, True),
        ({"name": "a", "operator": "between", "value": [1, 2, 3]}, False),
        ({"name": "a", "operator": "between", "value": [1, True]}, False),
        ({"name": "a", "operator": "between", "value": ["1", 2]}, True),
        ({"name": "a", "operator": "between", "value": 1}, False),
        ({"name": "a", "operator": "like", "value": 1}, False),
    ],
)
def test_what_is_a_condition(entry: dict[str, Any], reads: bool) -> None:
    if reads:
        assert parse({"profile_fields": [entry]}).profile
        return
    with pytest.raises(QueryError, match=r"^Query specified in where failed to parse$"):
        parse({"profile_fields": [entry]})


@pytest.mark.parametrize(
    ("operator", "value"),
    [
        *((each, 1) for each in ("contains", "does_not_contain", "exists", "does_not_exist", "not_contains")),
        *(("equals", value) for value in ([1, "x"], ["x", 1], [1, True])),
    ],
)
def test_what_counts_nothing(operator: str, value: Any) -> None:
    with pytest.raises(QueryError, match=r"^Query specified in where failed to parse$"):
        parse({"advanced_query": {"did_all": [{**VIEWED, "operator": operator, "value": value}]}})


COMPARED = [
    (5, "greater_than", 5, False),
    (5, "greater_than_equals", 5, True),
    (5, "greater_than_or_equal", 5, True),
    (5, "less_than", 5, False),
    (5, "less_than_equals", 5, True),
    (5, "less_than_or_equal", 5, True),
    (4, "between", [5, 7], False),
    (5, "between", [5, 7], True),
    (7, "between", [5, 7], True),
    (8, "between", [5, 7], False),
    ([1, 6], "between", [5, 7], True),
    ("Pune", "not_contains", "un", False),
    ("Pune", "does_not_contain", "x", True),
    (15, "contains", 5, True),
    ("x", "exists", None, True),
    (MISSING, "exists", None, False),
    (MISSING, "does_not_exist", None, True),
    (None, "does_not_exist", None, True),
    (MISSING, "equals", None, False),
    (MISSING, "not_equals", 5, True),
    ("a", "in", ["b", "a"], True),
    ("a", "not_in", ["b", "a"], False),
    (["a", "b"], "not_equals", "b", False),
]


@pytest.mark.parametrize(("actual", "operator", "value", "holds"), COMPARED)
def test_a_comparison_at_its_bounds(actual: Any, operator: str, value: Any, holds: bool) -> None:
    assert compare(actual, operator, value) is holds


def test_what_is_the_same() -> None:
    for one, other, is_same in (
        (1, True, False),
        (True, "True", True),
        ("False", False, True),
        ("1", 1, True),
        ("1", "1.0", False),
        ("x", 1, False),
        ("x", "x", True),
        ([1], [1], False),
        (1.5, 1.5, True),
    ):
        assert same(one, other) is is_same
        assert same(other, one) is is_same
    assert [number(one) for one in (5, "5", "5.5", True, "x", None, [5], 10**400)] == [
        5.0,
        5.0,
        5.5,
        *[None] * 5,
    ]


DOUBTS: list[tuple[Any, str, Any, str]] = [
    ("5", "equals", 5, "is the text '5' and is compared with the number 5: CleverTap does not say how"),
    (5, "in", ["a", "5"], "is the number 5 and is compared with the text 'a': CleverTap does not say how"),
    (
        "5",
        "greater_than",
        "4",
        "is the text '5', and 'greater_than' compares numbers: CleverTap does not say how",
    ),
    ("5", "between", [1, 9], "is the text '5' and is compared with the number 1: CleverTap does not say how"),
    (
        [5, "x"],
        "not_equals",
        [5],
        "is the text 'x' and is compared with the number 5: CleverTap does not say how",
    ),
    ("5", "not_in", [7], "is the text '5' and is compared with the number 7: CleverTap does not say how"),
    ("5", "contains", "4", ""),
    ("5", "equals", "4", ""),
    ("5", "exists", 5, ""),
    (5, "less_than", 4, ""),
    (True, "equals", 1, ""),
    (True, "greater_than", "x", ""),
    ("x", "greater_than", True, ""),
    ("True", "equals", True, ""),
    (None, "equals", "x", ""),
    (MISSING, "greater_than", "x", ""),
    (5, "like", "x", ""),
]


@pytest.mark.parametrize(("actual", "operator", "value", "why"), DOUBTS)
def test_what_nobody_says_of_a_comparison(actual: Any, operator: str, value: Any, why: str) -> None:
    assert (doubt(actual, operator, value) or "") == why


BODY: dict[str, Any] = {
    "segment": 5,
    "exclude_segments": ["6"],
    "where": {
        **VIEWED,
        "from": 20260101,
        "operator": "equals",
        "value": 9,
        "profile_fields": [AGE],
        "common_profile_properties": {"geo_fields": [CITY], "profile_fields": [CITY]},
        "advanced_query": {
            "did_none": [VIEWED],
            "did_any": {"any_events": [VIEWED, TWICE], "operator": "greater_than", "value": 3},
            "did_all": [TWICE, VIEWED],
        },
        "exclude_segments": [7],
    },
}
QUERY = ("where", "advanced_query")
CLAUSES: list[tuple[tuple[Any, ...], str, dict[str, Any]]] = [
    (("where", "event_name"), "did Viewed from 2026-01-01", {"where": {**VIEWED, "from": 20260101}}),
    (("where", "profile_fields", 0), "Age over 18", {"where": {"profile_fields": [AGE]}}),
    (
        ("where", "common_profile_properties", "profile_fields", 0),
        "City is Pune",
        {"where": {"common_profile_properties": {"profile_fields": [CITY]}}},
    ),
    (
        ("where", "common_profile_properties", "geo_fields", 0),
        "City is Pune",
        {"where": {"common_profile_properties": {"geo_fields": [CITY]}}},
    ),
    ((*QUERY, "did_all", 0), "did Charged 2 times", {"where": {"advanced_query": {"did_all": [TWICE]}}}),
    ((*QUERY, "did_all", 1), "did Viewed", {"where": {"advanced_query": {"did_all": [VIEWED]}}}),
    (
        (*QUERY, "did_any"),
        "did any of Viewed, Charged 2 times",
        {"where": {"advanced_query": {"did_any": BODY["where"]["advanced_query"]["did_any"]}}},
    ),
    ((*QUERY, "did_none", 0), "did not do Viewed", {"where": {"advanced_query": {"did_none": [VIEWED]}}}),
    (("where", "exclude_segments", 0), "is not in segment 7", {"where": {"exclude_segments": [7]}}),
    (("segment",), "is in segment 5", {"segment": 5}),
    (("exclude_segments", 0), "is not in segment 6", {"where": {"exclude_segments": ["6"]}}),
]


def test_the_clauses_of_an_audience_in_their_order() -> None:
    found = clauses_of(BODY)
    assert [(one.path, one.said, one.body) for one in found] == CLAUSES
    assert [one.segment for one in found] == [None] * 8 + [7, 5, 6]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"where": {}},
        {"where": None, "segment": "all"},
        {"segment": " All "},
        {"exclude_segments": None},
        {"where": {"profile_fields": None, "common_profile_properties": None, "advanced_query": []}},
        {"where": {"advanced_query": {"did_any": [], "did_all": None}}},
        {"where": {"advanced_query": {"did_any": {"any_events": []}}}},
        {"where": {"advanced_query": {"did_any": {"operator": "equals", "value": 2}}}},
    ],
)
def test_what_is_said_by_nobody_is_no_clause(body: dict[str, Any]) -> None:
    assert clauses_of(body) == ()


def test_any_of_a_list_of_events_is_one_clause() -> None:
    [clause] = clauses_of({"where": {"advanced_query": {"did_any": [VIEWED]}}})
    assert (clause.path, clause.said) == ((*QUERY, "did_any"), "did any of Viewed")
    assert clause.body == {"where": {"advanced_query": {"did_any": [VIEWED]}}}
    [strange] = clauses_of({"where": {"advanced_query": {"did_any": ["x"]}}})
    assert strange.said == "did any of these"


ANN = Profile(id=1, properties={"Age": "20", "City": "Pune"}, groups={"demographics": {"Age": 20}})
DID = (Occurrence("Charged", 20260105, {"Price": "5"}, {}), Occurrence("Viewed", 20260104, {"Price": 7}, {}))


def price(of: Any, /, **more: Any) -> dict[str, Any]:
    return {"event_name": "Charged", "event_properties": [{"name": "Price", "value": of}], **more}


def where(**parts: Any) -> dict[str, Any]:
    return {"where": parts}


def asks(**parts: Any) -> dict[str, Any]:
    return {"where": {"advanced_query": parts}}


AS_NUMBER = "'Price' is the text '5' and is compared with the number 5: CleverTap does not say how"
DECIDED: list[tuple[str, dict[str, Any], bool | None, str]] = [
    ("a text of a text", where(profile_fields=[CITY]), True, ""),
    ("another text", where(profile_fields=[{**CITY, "value": "Goa"}]), False, ""),
    ("a text of a number", where(profile_fields=[AGE]), None,
     "'Age' is the text '20' and is compared with the number 18: CleverTap does not say how"),
    ("a number of its group", where(common_profile_properties={"demographics": [AGE]}), True, ""),
    ("a text in the profile's group", where(common_profile_properties={"profile_fields": [AGE]}), None, "'Age' is"),
    ("a group of nothing", where(common_profile_properties={"geo_fields": [AGE]}), False, ""),
    ("a doubt beside a no", where(profile_fields=[AGE, {**CITY, "value": "Goa"}]), False, ""),
    ("an event of a number", where(**price(5)), None, AS_NUMBER),
    ("an event of a text", where(**price("5")), True, ""),
    ("an event on other days", where(**price(5, **{"from": 20260106})), False, ""),
    ("another event's text", where(**{**price(7), "event_name": "Viewed"}), True, ""),
    ("all of them", asks(did_all=[price(5)]), None, AS_NUMBER),
    ("none of them", asks(did_none=[price(5)]), None, AS_NUMBER),
    ("any of them", asks(did_any=[price(5)]), None, AS_NUMBER),
    ("any of them, by a doubt or for sure", asks(did_any=[price(5), VIEWED]), True, ""),
    ("any of them as often", asks(did_any={"any_events": [price(5), VIEWED], "operator": "equals", "value": 1}),
     None, AS_NUMBER),
    ("any of them, however often", asks(did_any={"any_events": [price(5)]}), None, AS_NUMBER),
    ("any of them, of which one is sure", asks(did_any={"any_events": [price(5), VIEWED]}), True, ""),
    ("as often", asks(did_all=[price(5, operator="less_than", value=9)]), None, AS_NUMBER),
    ("as often, on other days", asks(did_all=[price(5, **{"from": 20260106}, operator="equals", value=1)]), None,
     AS_NUMBER),
    ("any as often, on other days", asks(did_any=[price(5, **{"from": 20260106}, operator="equals", value=1)]), None,
     AS_NUMBER),
    ("any of them as often each, on other days",
     asks(did_any={"any_events": [price(5, **{"from": 20260106}, operator="equals", value=1)]}), None, AS_NUMBER),
    ("none as often, on other days", asks(did_none=[price(5, **{"from": 20260106}, operator="equals", value=1)]), None,
     AS_NUMBER),
    ("as often, of a text for sure", asks(did_all=[price("5", operator="equals", value=1)]), True, ""),
    ("seldomer, of a text for sure", asks(did_all=[price("5", operator="less_than", value=1)]), False, ""),
    ("none, on other days", asks(did_none=[price(5, **{"from": 20260106})]), True, ""),
    ("a segment", {"segment": 7}, None,
     "nobody can tell who is in segment 7: say it with `segments:` of the person"),
    ("without a segment", {"where": {}, "exclude_segments": [7]}, None, "nobody can tell who is in segment 7"),
    ("everybody", {"where": {}}, True, ""),
]  # fmt: skip


@pytest.mark.parametrize("row", DECIDED, ids=[row[0] for row in DECIDED])
def test_whether_a_person_gets_it_or_why_nobody_can_tell(row: Any) -> None:
    _, body, inside, why = row
    decision = decide(body, Person(profile=ANN, events=DID, says_segments=False, segments={}), today=TODAY)
    assert decision.inside is inside
    told = [verdict.why for verdict in decision.verdicts if verdict.holds is None]
    if inside is None:
        assert told[0].startswith(why)
    assert [verdict.clause for verdict in decision.verdicts] == [*clauses_of(body)]


@pytest.mark.parametrize(
    ("says", "carried", "known", "inside"),
    [
        (True, frozenset({7}), {}, True),
        (True, frozenset(), {}, False),
        (True, frozenset(), {7: Segment(id=7, name="", where={})}, False),
        (False, frozenset(), {7: Segment(id=7, name="", where={"profile_fields": [CITY]})}, True),
        (
            False,
            frozenset(),
            {7: Segment(id=7, name="", where={"profile_fields": [{**CITY, "value": "x"}]})},
            False,
        ),
        (False, frozenset(), {8: Segment(id=8, name="", where={})}, None),
    ],
)
def test_who_is_in_a_segment(says: bool, carried: frozenset[int], known: Any, inside: bool | None) -> None:
    profile = Profile(id=1, properties={"City": "Pune"}, segments=carried)
    person = Person(profile=profile, says_segments=says, segments=known, events=())
    assert decide({"segment": 7}, person, today=TODAY).inside is inside
    without = decide({"where": {}, "exclude_segments": [7]}, person, today=TODAY)
    assert without.inside is (None if inside is None else not inside)
    assert Decision(inside=True).verdicts == ()


HAPPENED = [
    ("Viewed", Event(1, 20250110, {}, {})),  # a year ago, a Friday
    ("Viewed", Event(1, 20251231, {}, {"utm": "x"})),
    ("Viewed", Event(2, 20250109, {}, {})),
    ("Viewed", Event(2, 20260110, {}, {})),  # a Saturday
    ("Viewed", Event(3, 20260111, {}, {})),  # tomorrow, a Sunday
]


def session(name: str, value: Any, operator: str = "equals") -> dict[str, Any]:
    return {**VIEWED, "session_properties": [{"name": name, "operator": operator, "value": value}]}


@pytest.mark.parametrize(
    ("query", "who"),
    [
        (VIEWED, {1, 2}),
        ({**VIEWED, "from": 20250109}, {1, 2}),
        ({**VIEWED, "from": 20260111}, set()),
        ({**VIEWED, "from": 20260111, "to": 20260111}, {3}),
        ({**VIEWED, "to": 20250109}, {2}),
        ({**VIEWED, "to": 20250108}, set()),
        ({**VIEWED, "to": 20260111}, {1, 2, 3}),
        ({**VIEWED, "to": 10101}, set()),
        (session("first_time", "True"), {1}),
        (session("last_time", "True"), {1, 2}),
        (session("last_time", "True", "not_equals"), {1}),
        (session("day_of_week", 6), {1}),
        (session("day_of_week", 7), {2}),
        ({**session("day_of_week", 1), "from": 20260111, "to": 20260111}, {3}),
        (session("day_of_month", 31), {1}),
        (session("utm", "x"), {1}),
        (session("utm", "x", "not_equals"), {1, 2}),
    ],
)
def test_when_something_was_done(query: dict[str, Any], who: set[int]) -> None:
    people = SmallPopulation([Profile(id=n) for n in (1, 2, 3)], HAPPENED)
    assert members(query, people, today=TODAY) == who


def test_what_names_nobody_is_told() -> None:
    people = SmallPopulation([Profile(id=1)], [], {7: Segment(id=7, name="")})
    for body, says in (
        ({}, "failed to parse"),
        ({"segment": "x"}, "Field segment is invalid"),
        ({"segment": 8}, "Segment 8 is not defined or not processed"),
        ({"where": {"exclude_segments": [8]}}, "Segment 8 is not defined or not processed"),
    ):
        with pytest.raises(QueryError, match=says):
            audience_of(body, people, today=TODAY)
    assert audience_of({"segment": 7}, people, today=TODAY) == set()


OWN = {"a": {"name": "a", "value": 1}, "b": {"name": "b", "value": 1}}
BOTH = [OWN["a"], OWN["b"]]


@pytest.mark.parametrize(
    "query",
    [
        {"profile_fields": BOTH},
        {"common_profile_properties": {"profile_fields": BOTH}},
        {"profile_fields": BOTH[:1], "common_profile_properties": {"profile_fields": BOTH[1:]}},
        {"common_profile_properties": {"geo_fields": BOTH}},
        {"common_profile_properties": {"geo_fields": BOTH[:1], "app_fields": BOTH[1:]}},
        {**VIEWED, "event_properties": BOTH},
        {**VIEWED, "session_properties": BOTH},
        {**VIEWED, "event_properties": BOTH[:1], "session_properties": BOTH[1:]},
        {"advanced_query": {"did_all": [{"event_name": "a"}, {"event_name": "b"}]}},
        {"event_name": "a", "advanced_query": {"did_all": [{"event_name": "b"}]}},
        {"event_name": "a", "advanced_query": {"did_any": [{"event_name": "b"}]}},
        {"event_name": "a", "profile_fields": BOTH[1:]},
    ],
)
def test_all_that_is_asked_must_hold(query: dict[str, Any]) -> None:
    """An audience of which one condition counts is a larger one."""
    has = {1: {"a": 1, "b": 1}, 2: {"a": 1}, 3: {"b": 1}, 4: {}}
    people = SmallPopulation(
        [
            Profile(id=n, properties=own, groups={"geo_fields": own, "app_fields": own})
            for n, own in has.items()
        ],
        [
            *(("Viewed", Event(n, 20260101, own, own)) for n, own in has.items()),
            *((name, Event(n, 20260101, {}, {})) for n, own in has.items() for name in own),
        ],
    )
    assert members(query, people, today=TODAY) == {1}


@pytest.mark.parametrize(
    ("operator", "value", "who"), [("equals", 2, {2}), ("greater_than", 1, {2, 3}), ("less_than", 2, {1})]
)
def test_how_often_counts_all_of_them_together(operator: str, value: int, who: set[int]) -> None:
    """Of any of some events; who did none of them is in none of these."""
    done = {1: ["a"], 2: ["a", "b"], 3: ["b", "b", "a"], 4: []}
    people = SmallPopulation(
        [Profile(id=n) for n in done],
        [(name, Event(n, 20260101, {}, {})) for n, names in done.items() for name in names],
    )
    either = {"any_events": [{"event_name": "a"}, {"event_name": "b"}], "operator": operator, "value": value}
    assert members({"advanced_query": {"did_any": either}}, people, today=TODAY) == who
    bounded = {"any_events": [{"event_name": "b", "operator": "equals", "value": 2}, {"event_name": "a"}]}
    query = {"did_any": {**bounded, "operator": "greater_than_equals", "value": 1}}
    assert members({"advanced_query": query}, people, today=TODAY) == {1, 2, 3}
    query = {"did_any": {**bounded, "operator": "equals", "value": 3}}
    assert members({"advanced_query": query}, people, today=TODAY) == {3}
