"""Who is everybody: the guard that keeps one mistyped key from writing to the whole user base."""

from typing import Any

import pytest

from ctc.audience import NEGATIONS, PROFILE_GROUPS, is_everybody

CITY = {"name": "City", "operator": "equals", "value": "Pune"}


def where(**parts: Any) -> dict[str, Any]:
    return {"where": parts}


NARROW: list[dict[str, Any]] = [
    {"segment": 5},
    {"segment": 5.0},
    {"segment": "5"},
    {"segment": " 5 "},
    where(event_name="Charged"),
    where(profile_fields=[CITY]),
    where(session_properties=[CITY]),
    *(where(common_profile_properties={group: [CITY]}) for group in PROFILE_GROUPS),
    where(profile_fields=["no entry", {"operator": "equals"}, CITY]),
    where(profile_fields=[{"name": "City", "value": 0}]),
    where(profile_fields=[{"name": "City", "operator": "exists"}]),
    where(profile_fields=[{"name": "City", "operator": "exists", "value": ""}]),
    where(profile_fields=[{**CITY, "value": ["", "Pune"]}]),
    where(profile_fields=[{**CITY, "operator": "contains", "value": ["Pu", "Ko"]}]),
    where(advanced_query={"did_all": [{"event_name": "Charged"}]}),
    where(advanced_query={"did_any": {"any_events": [{"event_name": "Charged"}]}}),
    where(advanced_query={"did_any": [{"event_name": "Charged"}]}),
    where(advanced_query={"did_any": [7], "did_all": ["x", {"event_name": "Charged"}]}),
]
EVERYBODY: list[dict[str, Any]] = [
    {},
    {"segment": "all"},
    {"segment": " ALL "},
    {"segment": "all", **where(event_name="Charged")},
    {"segment": "everyone"},
    {"segment": ""},
    {"segment": True},
    {"segment": 5.5},
    {"segment": None},
    {"where": None},
    {"where": ["event_name"]},
    where(),
    where(event_name=""),
    where(event_name=" "),
    where(event_name=5),
    {**where(**{"from": 20260101, "to": 20260131}), "exclude_segments": [5]},
    where(profile_fields=CITY),
    where(profile_fields=[]),
    where(profile_fields=["City"]),
    where(profile_fields=[{**CITY, "name": ""}]),
    where(profile_fields=[{**CITY, "value": ""}]),
    where(profile_fields=[{**CITY, "value": []}]),
    where(profile_fields=[{**CITY, "value": " \t"}]),
    where(profile_fields=[{**CITY, "value": ["", "\u00a0", "\ufeff"]}]),
    where(profile_fields=[{**CITY, "operator": "contains", "value": ["Pune", " "]}]),
    *(where(profile_fields=[{**CITY, "operator": operator}]) for operator in sorted(NEGATIONS)),
    where(common_profile_properties=[CITY]),
    where(common_profile_properties={"profile_fields": CITY, "others": [CITY]}),
    where(advanced_query=[{"event_name": "Charged"}]),
    where(advanced_query={"did_none": [{"event_name": "Charged"}]}),
    where(advanced_query={"did_all": [], "did_any": {"any_events": []}}),
    where(advanced_query={"did_all": {"event_name": "Charged"}}),
    where(advanced_query={"did_all": ["Charged", {"event_name": " "}]}),
]


@pytest.mark.parametrize("body", NARROW, ids=str)
def test_what_narrows(body: dict[str, Any]) -> None:
    assert not is_everybody(body)


@pytest.mark.parametrize("body", EVERYBODY, ids=str)
def test_what_leaves_everybody_in(body: dict[str, Any]) -> None:
    assert is_everybody(body)
