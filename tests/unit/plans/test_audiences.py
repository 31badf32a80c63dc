"""What became of an audience, row by row: a label that is wrong hides from a reviewer that others are written to."""

from collections.abc import Iterator
from typing import Any

import pytest

from ctc.plans.audience_change import compare_audiences
from ctc.plans.clauses import clauses

EVENT = {"event_name": "Viewed", "from": 20310101, "to": 20310107}
TEA = {"name": "SKU", "operator": "equals", "value": "tea"}


def who(**where: Any) -> dict[str, Any]:
    return {"target_mode": "push", "where": where}


def paid(operator: str, value: Any) -> dict[str, Any]:
    return who(**EVENT, event_properties=[{"name": "Paid", "operator": operator, "value": value}])


def never(**more: Any) -> dict[str, Any]:
    return who(advanced_query={"did_none": [{**EVENT, **more}]})


def times(operator: str, value: Any, **more: Any) -> dict[str, Any]:
    return who(advanced_query={"did_all": [{**EVENT, "operator": operator, "value": value, **more}]})


def timed(name: str) -> dict[str, Any]:
    return {"name": name, "operator": "equals", "value": True}


AGE = {"name": "Age", "value": 5}
UNIT = {**AGE, "unit": "years"}
TEAS = {"name": "Tea", "operator": "equals", "value": ["green", "oolong"]}
ROWS: list[tuple[str, dict[str, Any], dict[str, Any], str, list[str], list[str]]] = [
    ("nothing", who(**EVENT), who(**EVENT), "same", [], []),
    ("all of one segment, in capitals", {"segment": "All"}, {"segment": "all"}, "same", [], []),
    ("all of one segment", {"segment": "all"}, {"segment": 7}, "narrower", ["everybody"], ["in segment 7"]),
    ("a segment becomes all", {"segment": 7}, {"segment": "all"}, "wider", ["in segment 7"], ["everybody"]),
    (
        "people by name become a segment",
        {"to": {"Identity": ["a"]}},
        {"segment": 7},
        "narrower",
        [],
        ["in segment 7"],
    ),
    (
        "a segment is kept out",
        who(**EVENT),
        {**who(**EVENT), "exclude_segments": [8]},
        "narrower",
        [],
        ["not in segment 8"],
    ),
    (
        "kept out within where",
        who(**EVENT),
        who(**EVENT, exclude_segments=[8]),
        "narrower",
        [],
        ["not in segment 8"],
    ),
    ("a key that nobody knows", who(**EVENT), who(**EVENT, moon="full"), "narrower", [], ['moon "full"']),
    (
        "two keys that nobody knows",
        who(**EVENT),
        who(**EVENT, tide="low", moon="full"),
        "narrower",
        [],
        ['moon "full"', 'tide "low"'],
    ),
    (
        "keys of a query that nobody knows, in one order in every run",
        who(advanced_query={"did_all": [EVENT]}),
        who(advanced_query={"did_all": [EVENT], **dict.fromkeys("xhqacmz", 1)}),
        "narrower",
        [],
        [f"{key} 1" for key in "achmqxz"],
    ),
    ("below, a lower bound", paid("less_than", 9), paid("less_than", 5), "narrower", [], []),
    ("below, a higher bound", paid("less_than", 5), paid("less_than", 9), "wider", [], []),
    ("below, then at most", paid("less_than", 5), paid("less_than_equals", 5), "wider", [], []),
    ("at most, then below", paid("less_than_equals", 5), paid("less_than", 5), "narrower", [], []),
    ("above, a higher bound", paid("greater_than", 5), paid("greater_than", 9), "narrower", [], []),
    ("above, then at least", paid("greater_than", 5), paid("greater_than_equals", 5), "wider", [], []),
    ("above, then below", paid("greater_than", 5), paid("less_than", 5), "different", [], []),
    ("a number, then a flag", paid("equals", 1), paid("equals", True), "different", [], []),
    ("one of two", paid("equals", ["a", "b"]), paid("equals", "a"), "narrower", [], []),
    ("oftener", times("greater_than", 2), times("greater_than", 5), "narrower", [], []),
    (
        "at most so often, in longer",
        times("less_than", 3),
        times("less_than", 3, to=20310109),
        "different",
        [],
        [],
    ),
    ("exactly so often, in longer", times("equals", 3), times("equals", 3, to=20310109), "different", [], []),
    (
        "so often, on more conditions",
        times("less_than", 3),
        times("less_than", 3, event_properties=[TEA]),
        "different",
        [],
        [],
    ),
    ("exactly so often, then at least", times("equals", 3), times("greater_than_equals", 3), "wider", [], []),
    ("at most so often, then once", times("less_than", 3), who(**EVENT), "different", [], []),
    ("a count that is none", times("greater_than", True), times("greater_than", 0), "different", [], []),
    (
        "a count, then one that is none",
        times("greater_than", 1),
        times("greater_than", "0"),
        "different",
        [],
        [],
    ),
    (
        "days without an event",
        who(**{"from": 20310101, "to": 20310107}),
        who(**{"from": 20310101, "to": 20310109}),
        "different",
        ['dates {"from":20310101,"to":20310107}'],
        ['dates {"from":20310101,"to":20310109}'],
    ),
    *(
        (
            f"{name}, in longer",
            who(**EVENT, event_properties=[timed(name)]),
            who(**{**EVENT, "to": 20310109}, event_properties=[timed(name)]),
            "different",
            [],
            [],
        )
        for name in ("first_time", "last_time", "day_of_week", "day_of_month")
    ),
    *(
        (
            f"a condition of {name}",
            who(**EVENT),
            who(**EVENT, common_profile_properties={name: [TEA]}),
            "narrower",
            [],
            ['SKU is "tea"'],
        )
        for name in (
            "profile_fields",
            "demographics",
            "technographics",
            "app_fields",
            "geo_fields",
            "reachability",
        )
    ),
    ("so often that it is once", times("greater_than_equals", 1), who(**EVENT), "same", [], []),
    ("not at all, then once", times("equals", 0), who(**EVENT), "different", [], []),
    ("not in a shorter span", never(), never(to=20310103), "wider", [], []),
    ("not in a span that begins later", never(), never(**{"from": 20310103}), "wider", [], []),
    ("not in a span that begins earlier", never(), never(**{"from": 20301230}), "narrower", [], []),
    ("a span that begins earlier", who(**EVENT), who(**{**EVENT, "from": 20301230}), "wider", [], []),
    (
        "a span that begins and ends later",
        who(**EVENT),
        who(**{**EVENT, "from": 20310103, "to": 20310109}),
        "different",
        [],
        [],
    ),
    ("not in a longer span", never(), never(to=20310109), "narrower", [], []),
    ("not with one property", never(), never(event_properties=[TEA]), "wider", [], []),
    (
        "not so often, in longer",
        never(operator="equals", value=2),
        never(operator="equals", value=2, to=20310109),
        "different",
        [],
        [],
    ),
    (
        "another property",
        who(profile_fields=[AGE]),
        who(profile_fields=[{**AGE, "name": "Rank"}]),
        "different",
        [],
        [],
    ),
    (
        "a key of a property that nobody knows",
        who(profile_fields=[AGE]),
        who(profile_fields=[UNIT]),
        "different",
        [],
        [],
    ),
    ("the same, and it goes", who(profile_fields=[UNIT]), who(profile_fields=[AGE]), "different", [], []),
    (
        "a property of another group",
        who(profile_fields=[AGE]),
        who(event_properties=[AGE]),
        "different",
        [],
        [],
    ),
    (
        "keys of an event that nobody knows, of which one comes",
        never(moon=1),
        never(moon=1, tide=1),
        "wider",
        [],
        [],
    ),
    ("the same, and the other comes", never(tide=1), never(moon=1, tide=1), "wider", [], []),
    ("one of two values", paid("equals", [1, 2]), paid("equals", 1), "narrower", [], []),
    ("one value, then two", paid("equals", 1), paid("equals", [2, 1]), "wider", [], []),
    ("none of no values", paid("equals", []), paid("equals", [1]), "different", [], []),
    ("not equal, then another", paid("not_equals", 1), paid("not_equals", 2), "different", [], []),
    ("above a text", paid("greater_than", "a"), paid("greater_than", "b"), "different", [], []),
    ("above a flag", paid("greater_than", True), paid("greater_than", 0), "different", [], []),
    ("at least, then above", paid("greater_than_equals", 5), paid("greater_than", 5), "narrower", [], []),
    (
        "within a span of the day that it is asked",
        who(**{**EVENT, "from": "30 days ago"}),
        who(**EVENT),
        "different",
        [],
        [],
    ),
    (
        "the same span of the day that it is asked",
        who(**{**EVENT, "from": "30 days ago"}),
        who(**{**EVENT, "from": "30 days ago"}, event_properties=[TEA]),
        "narrower",
        [],
        [],
    ),
    (
        "at least, in other words",
        paid("greater_than_equals", 5),
        paid("greater_than_or_equal", 5),
        "same",
        [],
        [],
    ),
    ("at most, in other words", paid("less_than_or_equal", 5), paid("less_than_equals", 5), "same", [], []),
    ("five, in other words", paid("less_than", 5), paid("less_than", 5.0), "same", [], []),
    ("exactly thrice, then once", times("equals", 3), who(**EVENT), "wider", [], []),
    ("once, then at least thrice", who(**EVENT), times("greater_than", 2), "narrower", [], []),
    (
        "what is no event",
        who(advanced_query={"did_all": ["Viewed"]}),
        who(advanced_query={"did_all": ["Charged"]}),
        "different",
        ['did_all "Viewed"'],
        ['did_all "Charged"'],
    ),
    ("seldom, then often", times("less_than", 2), times("less_than", 5), "different", [], []),
    ("often, then once", times("greater_than", 0), who(**EVENT), "same", [], []),
    ("any number of times", times("greater_than_equals", 0), who(**EVENT), "narrower", [], []),
    ("another event", who(**EVENT), who(**{**EVENT, "event_name": "Charged"}), "different", [], []),
    ("a longer span", who(**EVENT), who(**{**EVENT, "to": 20310109}), "wider", [], []),
    (
        "a condition of no known kind",
        who(**EVENT, session_properties=[TEA]),
        who(**EVENT),
        "different",
        [],
        [],
    ),
    (
        "the same in other words, beside what is only written otherwise",
        {"where": {"profile_fields": [{**AGE, "operator": "equals"}, TEAS]}},
        {"where": {"profile_fields": [AGE, {**TEAS, "value": ["oolong", "green"]}]}},
        "same",
        ['Tea is "green" or "oolong"'],
        ['Tea is "oolong" or "green"'],
    ),
    (
        "any of several",
        who(advanced_query={"did_any": [EVENT]}),
        who(advanced_query={"did_any": [EVENT, {**EVENT, "event_name": "Charged"}]}),
        "different",
        [],
        [],
    ),
]


@pytest.mark.parametrize(
    ("before", "after", "label", "gone", "new"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_what_became_of_an_audience(
    before: dict[str, Any], after: dict[str, Any], label: str, gone: list[str], new: list[str]
) -> None:
    found = compare_audiences(before, after)
    assert found.label == label
    assert found.gone or found.new or label == "same"
    if gone or new:
        assert (list(found.gone), list(found.new)) == (gone, new)


@pytest.mark.parametrize(
    ("before", "after", "label"),
    [
        (range(1100), range(1100), "same"),
        (range(1100), range(1099), "wider"),
        (range(1099), range(1100), "narrower"),
        (range(1100), range(1, 1101), "different"),
    ],
)
def test_of_very_many_conditions_whole_ones_are_held_against_each_other(
    before: range, after: range, label: str
) -> None:
    found = compare_audiences({"exclude_segments": [*before]}, {"exclude_segments": [*after]})
    assert found.label == label
    assert len(found.gone) == len({*before} - {*after})


FULL: dict[str, Any] = {
    "segment": 7,
    "exclude_segments": [8],
    "where": {
        **EVENT,
        "event_properties": [TEA],
        "profile_fields": [AGE],
        "common_profile_properties": {"geo_fields": [TEAS]},
        "advanced_query": {"did_all": [{**EVENT, "event_properties": [TEA]}], "did_none": [EVENT]},
    },
}


def odd(value: Any) -> Iterator[Any]:
    """The same with something odd at each of its places."""
    yield from (None, 5, "x")
    if isinstance(value, dict | list):
        yield from (["x"], {"x": "y"})
    if isinstance(value, dict):
        yield from ({**value, key: other} for key, below in value.items() for other in odd(below))
    elif isinstance(value, list):
        yield from ([*value, other] for other in (*odd(value[0]), [[]]))


def test_an_audience_that_another_program_wrote_odd_is_compared_all_the_same() -> None:
    """A journal is read as it is: a plan that ends in a traceback would keep back all campaigns beside this one."""
    every = [one for one in odd(FULL) if isinstance(one, dict)]
    assert len(every) > 100
    for other in every:
        for before, after in ((FULL, other), (other, FULL)):
            found = compare_audiences(before, after)
            assert found.label in ("same", "wider", "narrower", "different")
        assert compare_audiences(other, other).label == "same"


def test_what_is_unknown_of_an_audience_is_told_in_the_order_of_its_names() -> None:
    """In every run: a plan that is read twice must not differ."""
    names = [f"{letter}_odd" for letter in "kqhbzmcxaw"]
    found = [clause.words for clause in clauses({"where": dict.fromkeys(names, 1)})]
    assert [words.split()[0].strip(":") for words in found] == sorted(names)
