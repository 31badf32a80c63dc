"""The spec's own keys, and ctc.yaml."""

from typing import Any

import pytest

from ctc.diagnostics import JsonPath
from ctc.validation.cases import validate_cases
from ctc.validation.envelope import validate_guards
from ctc.validation.payload import validate_envelope, validate_payload, validate_project
from ctc.variants import CREATE

SPEC: dict[str, Any] = {"version": 1, "id": "sale", "campaign": {}}


def said(found: Any) -> list[tuple[str, JsonPath]]:
    return [(finding.code, finding.path) for finding in found]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"revision": 2, "was": ["old", "old[en,hi]"], "labels": ["a"], "owner": "growth", "description": "x"},
        {"environments": ["production"], "vars": {"a": [1, {"b": None}]}, "x-notes": {"anything": 1}},
        {"each": {"locale": ["en", "hi"], "size": [1, 2]}},
        {"each": [{"key": "en", "greeting": "Hello"}]},
        {"broadcast": True, "guards": {"max_reach": 5000, "quiet_hours": "22:00-08:00", "lead_time": "10m"}},
        {"ignore": {"CTC412": "the sale has no end date"}},
    ],
)
def test_is_accepted(more: dict[str, Any]) -> None:
    assert validate_envelope({**SPEC, **more}) == ()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({}, [("CTC302", ()), ("CTC302", ()), ("CTC320", ())]),
        ({**SPEC, "message": {"channel": "sms"}}, [("CTC320", ("message",))]),
        ({**SPEC, "version": True}, [("CTC303", ("version",))]),
        ({**SPEC, "version": "1"}, [("CTC303", ("version",))]),
        ({**SPEC, "id": "-x"}, [("CTC304", ("id",))]),
        ({**SPEC, "id": "x" * 64}, [("CTC304", ("id",))]),
        ({**SPEC, "campaign": None}, [("CTC303", ("campaign",))]),
        ({**SPEC, "guards": {"max_reach": -1}}, [("CTC308", ("guards", "max_reach"))]),
        ({**SPEC, "each": {"locale": "en"}}, [("CTC303", ("each", "locale"))]),
        ({**SPEC, "each": [{"locale": "en"}]}, [("CTC302", ("each", 0))]),
        ({**SPEC, "title": "x"}, [("CTC306", ("title",))]),
        ([], [("CTC303", ())]),
        (None, [("CTC303", ())]),
    ],
)
def test_is_refused(data: Any, expected: list[tuple[str, JsonPath]]) -> None:
    assert said(validate_envelope(data)) == expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ({"channel": "sms"}, []),
        ({"channel": "{{ channel }}"}, []),
        ({"channel": "fax"}, [("CTC301", ("message", "channel"))]),
        ({"chanel": "sms"}, [("CTC305", ("message", "chanel"))]),
        ({}, [("CTC302", ("message",))]),
    ],
)
def test_a_message_needs_a_known_channel(message: Any, expected: list[tuple[str, JsonPath]]) -> None:
    assert said(validate_envelope({"version": 1, "id": "x", "message": message})) == expected


PRODUCTION = {
    "region": "in1",
    "account_id": "{{ env.CLEVERTAP_ACCOUNT_ID }}",
    "passcode": "{{ env.CLEVERTAP_PASSCODE }}",
    "timezone": "Asia/Kolkata",
    "state": "postgresql://db/ctc",
    "requests_per_second": 0.5,
    "timeout": "30s",
    "listing_lag": "15m",
    "replace_margin": "5m",
    "name_marker": False,
    "vars": {"a": 1},
    "guards": {"max_reach": 1},
}


def test_a_whole_project_is_accepted() -> None:
    project = {
        "version": 1,
        "project": "acme",
        "campaigns": "campaigns",
        "templates": "campaigns/_shared",
        "vars": {"brand": "Acme"},
        "rules": {"CTC431": "error", "CTC412": "off"},
        "default_environment": "sandbox",
        "environments": {"sandbox": {"api": "sandbox"}, "production": PRODUCTION},
    }
    assert validate_project(project) == ()


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("timeout", 30, "CTC303"),
        ("timeout", "30", "CTC304"),
        ("requests_per_second", 0, "CTC308"),
        ("name_marker", "yes", "CTC303"),
        ("passcode", "", "CTC315"),
        ("regoin", "in1", "CTC305"),
    ],
)
def test_a_wrong_setting_is_found_at_its_key(key: str, value: Any, code: str) -> None:
    data = {"version": 1, "environments": {"production": {**PRODUCTION, key: value}}}
    assert said(validate_project(data)) == [(code, ("environments", "production", key))]


def test_no_credential_is_shown() -> None:
    data = {"version": 1, "environments": {"production": {**PRODUCTION, "passcode": 12345678}}}
    (finding,) = validate_project(data)
    assert "12345678" not in f"{finding.message}{finding.hint}"


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        ({"guards": {"lead_time": 10}}, "for example 10m"),
        ({"ignore": {"ctc412": "why"}}, "did you mean 'CTC412'?"),
        ({"ignore": {"spam": "why"}}, "codes look like CTC412; `ctc lint` prints them"),
        ({"x_note": 1}, "keys of your own begin with x-"),
        ({"descripton": "x"}, "did you mean 'description'?"),
    ],
)
def test_a_hint_can_be_followed(more: dict[str, Any], hint: str) -> None:
    (finding,) = validate_envelope({"version": 1, "id": "a", "campaign": {}, **more})
    assert finding.hint == hint


@pytest.mark.parametrize(
    ("guards", "paths"),
    [
        ({}, []),
        ({"max_reach": 5}, []),
        ({"max_reach": "5"}, [("guards", "max_reach")]),
        ({"max_raech": 5}, [("guards", "max_raech")]),
        ({"max_reach": -1, "quiet_hours": "22-8"}, [("guards", "max_reach"), ("guards", "quiet_hours")]),
    ],
)
def test_guards_that_templates_made_are_held_against_the_same_schema(
    guards: dict[str, Any], paths: list[JsonPath]
) -> None:
    """What is a template waits until it is rendered; then it is told at its place, and nothing else of the spec is."""
    assert sorted(found.path for found in validate_guards(guards)) == paths
    waiting = {name: "{{ later }}" for name in guards if name != "max_raech"}
    assert validate_envelope({**SPEC, "guards": waiting}) == ()


@pytest.mark.parametrize("data", [[], None, "version: 1", 7])
def test_a_project_file_that_is_no_mapping_is_told(data: Any) -> None:
    assert said(validate_project(data)) == [("CTC303", ())]


ROWS = {"file": "p.csv", "key": "sku"}


@pytest.mark.parametrize(
    ("guards", "each", "idle"),
    [
        (
            {"max_creates": 1, "max_reach": 5, "max_stops": 2, "ancestry": True},
            None,
            "max_creates max_stops ancestry",
        ),
        ({"max_creates": 1}, ROWS, "max_creates"),
        ({"max_total_reach": 1, "sample": 5, "max_gone": "5%"}, None, "max_total_reach sample max_gone"),
        ({"max_total_reach": 1, "sample": 5, "max_gone": "5%"}, {"locale": ["en", "hi"]}, ""),
        ({"min_rows": 1, "max_change": {"price": "5%"}}, None, "min_rows max_change"),
        ({"min_rows": 1, "max_change": {"price": "5%"}}, {"locale": ["en"]}, "min_rows max_change"),
        ({"min_rows": 1, "max_change": {"price": "5%"}}, [{"key": "a"}], "min_rows max_change"),
        ({"min_rows": 1, "max_change": {"price": "5%"}, "max_gone": "5%", "max_total_reach": 5}, ROWS, ""),
        ({"min_rows": 1}, {"sample": "p.csv", "key": "sku"}, ""),
        ({"min_reach": 1, "quiet_hours": "22:00-08:00", "allow_now": False, "lead_time": "5m"}, None, ""),
    ],
)
def test_a_guard_that_nothing_is_held_against_is_told(guards: Any, each: Any, idle: str) -> None:
    spec = {"version": 1, "id": "x", "campaign": {}, "guards": guards, **({"each": each} if each else {})}
    found = [f for f in validate_envelope(spec) if f.code == "CTC512"]
    assert [f.path for f in found] == [("guards", name) for name in idle.split()]
    assert all(f.severity == "error" and f.hint for f in found)


@pytest.mark.parametrize(
    ("hours", "is_told"),
    [("21:00-21:00", True), ("21:00 – 21:00", True), ("21:00-21:01", False), ("{{ hours }}", False)],
)
def test_quiet_hours_that_end_when_they_begin_are_told(hours: str, is_told: bool) -> None:
    """In a spec, in a guard that a template made, and in ctc.yaml: lint says it, and no plan has to."""
    guards = {"quiet_hours": hours}
    spec = {"version": 1, "id": "x", "campaign": {}, "guards": guards}
    project = {"version": 1, "environments": {"eu": {"api": "sandbox", "guards": guards}}}
    above = ("environments", "eu")
    for found, path in (
        (validate_envelope(spec), ()),
        (validate_guards(guards), ()),
        (validate_project(project), above),
    ):
        places = [f.path for f in found if f.code == "CTC512"]
        assert places == ([(*path, "guards", "quiet_hours")] if is_told else [])


@pytest.mark.parametrize("each", [{"eech": {"file": "x.csv"}}, {"each": {"fiel": "x.csv", "key": "a"}}])
def test_where_each_is_misspelled_its_guards_are_not_told_as_well(each: dict[str, Any]) -> None:
    spec = {**each, "guards": {"min_rows": 5, "max_gone": "10%"}, "version": 1, "id": "a", "campaign": {}}
    assert [f for f in validate_envelope(spec) if f.code == "CTC512"] == []


IN_A_BODY: dict[str, Any] = {
    "name": "Sale",
    "target_mode": "push",
    "when": "now",
    "where": {"event_name": "Charged", "from": 20250901, "to": 20250930},
    "content": {"title": "a", "body": "b"},
}


@pytest.mark.parametrize(
    ("spec", "project", "body", "hint"),
    [
        ({"key": ["sku"]}, {}, {}, "move it to each.key"),
        ({"max_reach": 5}, {}, {}, "move it to guards.max_reach"),
        ({"guards": {"owner": "x"}}, {}, {}, "move it up there"),
        ({"sample": "rows.csv"}, {}, {}, "keys of your own begin with x-"),  # of a family, and of a guard
        ({"guard": {}}, {}, {}, "did you mean 'guards'?"),
        ({}, {}, {"max_reach": 5}, "move it to guards.max_reach"),
        ({}, {}, {"vars": {}}, "move it up there"),
        ({}, {}, {"content": {"title": "a", "body": "b", "owner": "x"}}, "move it up there"),
        ({}, {"guards": {"max_reach": 5}}, {}, "move it to environments.NAME.guards"),
        (
            {},
            {"environments": {"a": {"max_creates": 5}}},
            {},
            "move it to environments.NAME.guards.max_creates",
        ),
        ({}, {"environments": {"a": {"rules": {}}}}, {}, "move it up there"),
    ],
)
def test_a_key_that_another_level_has_is_told_where_it_belongs(
    spec: dict[str, Any], project: dict[str, Any], body: dict[str, Any], hint: str
) -> None:
    found = [
        *validate_envelope({**SPEC, **spec}),
        *validate_project({"version": 1, "project": "shop", "environments": {"a": {}}, **project}),
        *validate_payload(CREATE, {**IN_A_BODY, **body}, raw=False, broadcast=False),
    ]
    assert hint in [finding.hint for finding in found]


def test_a_stray_key_of_a_family_is_told_once_by_those_who_know_families() -> None:
    each: dict[str, Any] = {"file": "rows.csv", "key": "sku", "vars": {}, "sku": 5}
    assert said(validate_envelope({**SPEC, "each": each})) == []
    assert said(validate_envelope({**SPEC, "each": {**each, "file": ["a"], "key": ["sku"]}})) != []


@pytest.mark.parametrize(("lead", "is_told"), [("366d", True), ("365d", False), ("{{ lead }}", False)])
def test_a_lead_time_that_never_ends_is_told_where_it_stands(lead: str, is_told: bool) -> None:
    guards = {"lead_time": lead}
    spec = {"version": 1, "id": "x", "campaign": {}, "guards": guards}
    project = {"version": 1, "environments": {"eu": {"api": "sandbox", "guards": guards}}}
    for found, above in ((validate_envelope(spec), ()), (validate_project(project), ("environments", "eu"))):
        places = [f.path for f in found if f.code == "CTC512"]
        assert places == ([(*above, "guards", "lead_time")] if is_told else [])


@pytest.mark.parametrize(
    ("data", "what"),
    [
        ({"version": 1, "tests": [{"name": "a"}]}, "a file of tests"),
        ({"version": 1, "project": "acme", "environments": {"eu": {}}}, "a ctc.yaml"),
        ({"version": 1, "events": {"Charged": {}}, "profile": {}}, "a catalog"),
        ({"repos": [{"repo": "local"}]}, "a list of hooks"),
        ({"name": "campaigns", "on": {}, "jobs": {"check": {}}}, "a pipeline"),
    ],
)
def test_a_file_of_another_kind_is_told_once_as_what_it_is(data: dict[str, Any], what: str) -> None:
    """Where a spec was expected: whoever hands all changed files to lint, or gave a file the wrong name."""
    [found] = validate_envelope(data)
    assert (found.code, found.message, found.path) == ("CTC320", f"this is {what}, and no spec", ())
    assert found.hint
    assert len(validate_envelope({**data, "id": "a"})) > 1, "an author's slip in a spec is told at its key"


def test_a_spec_among_the_tests_is_told_once_as_what_it_is() -> None:
    spec = {"version": 1, "id": "a", "campaign": {"name": "A"}}
    assert [f.message for f in validate_cases(spec)] == ["this is a spec, and no file of tests"]
    assert len(validate_cases({**spec, "tests": []})) > 1
