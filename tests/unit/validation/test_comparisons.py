"""What a condition compares with: nothing, a range that is none, words by size; the sandbox takes the same ranges."""

from typing import Any

import pytest

from ctc.pipeline.families.fast.shapes import compared
from ctc.query.parse import QueryError, parse
from ctc.validation.payload import validate_payload
from ctc.validation.rules.catalog import run_rules
from ctc.validation.rules.rule import Subject
from ctc.variants import CREATE

NARROW = {"name": "City", "operator": "equals", "value": "Pune"}


def body_of(**where: Any) -> dict[str, Any]:
    return {
        "name": "x",
        "target_mode": "sms",
        "when": "now",
        "provider_nick_name": "x",
        "where": {"profile_fields": [NARROW], **where},
        "content": {"body": "x"},
    }


def told(**where: Any) -> list[tuple[str, str]]:
    found = validate_payload(CREATE, body_of(**where), raw=False, broadcast=False)
    return [(one.code, "/".join(map(str, one.path))) for one in found if one.severity.value == "error"]


def condition(operator: str, value: Any) -> dict[str, Any]:
    one = {"name": "Age", "operator": operator, "value": value}
    return {"common_profile_properties": {"demographics": [one]}}


AT = "where/common_profile_properties/demographics/0/value"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (["a", "b"], "CTC304"),
        ([1, "2026-01-01"], "CTC304"),
        (5, "CTC304"),
        ("5", "CTC304"),
        ([1], "CTC304"),
        ([1, 2, 3], "CTC304"),
        ([], "CTC304"),
        (["", ""], "CTC304"),
        ([5, 1], "CTC310"),
        (["10", 9], "CTC310"),
        (["2026-02-01", "2026-01-01"], "CTC310"),
        ([1, 5], None),
        (["1", 5.5], None),
        ([3, 3], None),
        (["2026-01-01", "2026-02-01"], None),
        (["$D_1700000000", "$D_1800000000"], None),
    ],
)
def test_a_range_has_two_ends_of_one_kind_in_their_order(value: Any, code: str | None) -> None:
    assert told(**condition("between", value)) == ([(code, AT)] if code else [])
    if code == "CTC304":
        with pytest.raises(QueryError):
            parse(condition("between", value))
    else:
        parse(condition("between", value))


@pytest.mark.parametrize(
    ("operator", "value", "places"),
    [
        ("equals", "", [""]),
        ("contains", " \t", [""]),
        ("not_equals", "\ufeff", [""]),
        ("in", [], [""]),
        ("contains", ["a", ""], ["/1"]),
        ("does_not_contain", ["\u00a0", ""], ["/0", "/1"]),
        ("equals", ["a", 5], []),
        ("exists", "", []),
        ("does_not_exist", "", []),
    ],
)
def test_a_condition_compares_with_something(operator: str, value: Any, places: list[str]) -> None:
    assert told(**condition(operator, value)) == [("CTC315", AT + place) for place in places]


def test_wherever_it_stands() -> None:
    blank = {"name": "SKU", "operator": "equals", "value": ""}
    event = {"event_name": "Charged", "event_properties": [blank]}
    query = {"did_all": [event], "did_any": {"any_events": [event]}, "did_none": [event]}
    found = told(advanced_query=query, session_properties=[blank], event_name="x", event_properties=[blank])
    assert [code for code, _ in found] == ["CTC315"] * 5


@pytest.mark.parametrize(
    ("operator", "value", "is_told"),
    [
        ("between", [9, 5], True),
        ("between", [5, 9], False),
        ("greater_than", [5, 9], True),
        ("in", [5, 9], False),
        ("equals", 5, False),
    ],
)
def test_a_count_is_one_number_or_a_range(operator: str, value: Any, is_told: bool) -> None:
    counted = {"event_name": "Charged", "operator": operator, "value": value}
    assert bool(told(advanced_query={"did_all": [counted]})) is is_told


@pytest.mark.parametrize(
    ("operator", "value", "is_told"),
    [
        ("greater_than", "high", True),
        ("less_than_equals", [1, 2], True),
        ("greater_than", "5", False),
        ("less_than", "2026-01-01", False),
        ("greater_than_equals", 5.5, False),
        ("equals", "high", False),
        ("exists", "high", False),
    ],
)
def test_words_have_no_size(operator: str, value: Any, is_told: bool) -> None:
    body = body_of(**condition(operator, value))
    subject = Subject(address="x", variant="sms", channel="sms", endpoint=CREATE, body=body)
    assert ("CTC496" in {one.code for one in run_rules(subject)}) is is_told


def test_rows_with_numbers_and_rows_with_words_are_asked_apart() -> None:
    assert compared("high") == compared("low") != compared("5") == compared("7.5")
