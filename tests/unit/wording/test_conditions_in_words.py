"""An audience as a reviewer reads it: each operator, how often, when, and what nobody wrote is not said."""

from typing import Any

import pytest

from ctc.query.operators import OPERATORS
from ctc.wording.clauses import any_of_words, comparison_words, event_words, maps

SAID = {
    "equals": "Age is 5",
    "in": "Age is 5",
    "not_equals": "Age is not 5",
    "not_in": "Age is not 5",
    "contains": "Age contains 5",
    "does_not_contain": "Age does not contain 5",
    "not_contains": "Age does not contain 5",
    "exists": "Age is known 5",
    "does_not_exist": "Age is not known 5",
    "greater_than": "Age over 5",
    "greater_than_equals": "Age at least 5",
    "greater_than_or_equal": "Age at least 5",
    "less_than": "Age under 5",
    "less_than_equals": "Age at most 5",
    "less_than_or_equal": "Age at most 5",
    "between": "Age between 5",
}


def test_every_operator_has_words() -> None:
    assert SAID.keys() == OPERATORS
    for operator, said in SAID.items():
        assert comparison_words({"name": "Age", "operator": operator, "value": 5}, str) == said


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"name": "Age", "value": 5}, "Age is 5"),
        ({"name": "Age", "operator": "exists"}, "Age is known"),
        ({"name": "Age", "operator": "between", "value": [1, 5]}, "Age between 1 and 5"),
        ({"name": "Tier", "operator": "in", "value": ["a", "b", "c"]}, "Tier is a or b or c"),
        ({"name": "Tier", "value": []}, "Tier is []"),
        ({"name": "Tier", "operator": "near", "value": 1}, "Tier near 1"),
        ({"name": 5, "value": 1}, "is 1"),
        ({"name": "first_time", "value": "True"}, "for the first time"),
        ({"name": "last_time", "value": True}, "for the last time"),
        ({"name": "first_time", "value": "False"}, "first_time is False"),
    ],
    ids=str,
)
def test_a_comparison(entry: dict[str, Any], said: str) -> None:
    assert comparison_words(entry, str) == said


SILVER = {"name": "Tier", "value": "Silver"}


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ({"event_name": "Charged"}, "Charged"),
        ({"event_name": "Charged", "operator": "equals", "value": 1}, "Charged 1 time"),
        ({"event_name": "Charged", "operator": "equals", "value": 2}, "Charged 2 times"),
        ({"event_name": "Charged", "operator": "greater_than_equals", "value": 1}, "Charged at least 1 time"),
        ({"event_name": "Charged", "operator": "less_than", "value": 3}, "Charged under 3 times"),
        (
            {"event_name": "Charged", "from": 20260101, "to": 20260131},
            "Charged from 2026-01-01 to 2026-01-31",
        ),
        ({"event_name": "Charged", "to": "soon"}, "Charged to soon"),
        ({"event_name": "Charged", "from": 2026010, "to": "2026-1-1"}, "Charged from 2026010 to 2026-1-1"),
        (
            {"event_name": "Charged", "event_properties": [SILVER, 5], "session_properties": [SILVER]},
            "Charged with Tier is Silver with Tier is Silver",
        ),
        (
            {"event_name": "Charged", "session_properties": [{"name": "first_time", "value": "true"}]},
            "Charged for the first time",
        ),
        ({"event_properties": 5}, ""),
    ],
    ids=str,
)
def test_an_event(event: dict[str, Any], said: str) -> None:
    assert event_words(event, str) == said


def test_one_of_several_events() -> None:
    some = {"any_events": [{"event_name": "A"}, {"event_name": "B"}, 5]}
    assert any_of_words(some, str) == "did any of A, B"
    for other in ({**some, "operator": "equals"}, {"any_events": []}, {"any_events": 5}, [], None):
        assert any_of_words(other, str) == ""
    assert [maps(value) for value in ([{"a": 1}, 5], {"a": 1}, None)] == [[{"a": 1}], [], []]


def test_a_value_is_written_as_the_page_writes_one() -> None:
    assert (
        comparison_words({"name": "Age", "value": [1, 2]}, lambda value: f"<{value}>") == "Age is <1> or <2>"
    )
