"""Guards that let more through than before are told, whichever way they were loosened; stricter ones are not."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.diagnostics import Severity
from ctc.payloads.payload import payload_of
from ctc.plans.facts import Facts
from ctc.plans.guarding import is_blocked
from ctc.plans.loosened import of_environment, of_families, with_own
from ctc.plans.plan import Action, Change, Plan
from ctc.plans.planning import make_plan
from ctc.rows.family_data import FamilyData
from tests.unit.plans.test_action_table import FACTS as PLAN_FACTS
from tests.unit.plans.test_action_table import NOW, Story, campaign

FACTS = Facts(project="acme", environment="production", zone=ZoneInfo("UTC"), guards_lines={"max_creates": 7})
STRICT_AND_LOOSE: list[tuple[str, Any, Any]] = [
    ("max_reach", 100, 500),
    ("max_total_reach", 100, 101),
    ("max_gone", "5%", "5.5%"),
    ("sample", 5, 4),
    ("min_rows", 5, 4),
    ("max_creates", 5, 50),
    ("max_stops", 1, 2),
    ("min_reach", 100, 10),
    ("min_rows", 100, 10),
    ("sample", 20, 10),
    ("max_total_reach", 100, 500),
    ("max_gone", "10%", "50%"),
    ("lead_time", "1h", "30m"),
    ("quiet_hours", "22:00-08:00", "23:00-08:00"),
    ("quiet_hours", "01:00-05:00", "13:00-14:00"),
    ("quiet_hours", "22:00-08:00", "22:00-07:59"),
    ("quiet_hours", "00:00-12:00", "12:00-00:00"),
    ("quiet_hours", "12:00-00:00", "12:00-23:59"),
    ("allow_now", False, True),
    ("allow_broadcast", False, True),
    ("require_frequency_caps", True, False),
    ("ancestry", True, False),
    ("require", ["owner", "labels"], ["owner"]),
    ("max_change", {"price": "10%"}, {"price": "20%"}),
    ("max_change", {"price": "10%"}, {"stock": "10%"}),
    ("max_change", {"price": "10%", "stock": "5%"}, {"price": "10%", "stock": "6%"}),
    ("max_change", {"price": "10%", "stock": "5%"}, {"stock": "5%"}),
]


def told(before: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, str]]:
    facts = replace(FACTS, guards_before=before, guards=now)
    return [(one.code, one.path) for one in of_environment(facts)]


@pytest.mark.parametrize(("name", "strict", "loose"), STRICT_AND_LOOSE)
def test_looser_is_told_and_stricter_is_not(name: str, strict: Any, loose: Any) -> None:
    path = f"/environments/production/guards/{name}"
    assert told({name: strict}, {name: loose}) == [("CTC514", path)]
    assert told({name: strict}, {name: strict}) == []
    assert told({name: strict}, {}) == [("CTC513", path)]
    assert told({}, {name: strict}) == []


@pytest.mark.parametrize(("name", "loose", "strict"), [
    ("quiet_hours", "23:00-08:00", "22:00-08:00"),
    ("quiet_hours", "12:00-23:59", "12:00-00:00"),
    ("quiet_hours", "23:00-01:00", "22:59-01:00"),
    ("max_reach", 500, 100),
    ("max_change", {"price": "20%"}, {"price": "10%", "stock": "1%"}),
    ("max_change", {"price": "20%", "stock": "5%"}, {"price": "10%", "stock": "5%"}),
    ("max_gone", "6%", "5%"),
    ("lead_time", "30m", "1h"),
    ("allow_now", True, False),
    ("require", ["owner"], ["owner", "labels"]),
])  # fmt: skip
def test_stricter_is_not(name: str, loose: Any, strict: Any) -> None:
    assert told({name: loose}, {name: strict}) == []


def test_where_nobody_can_tell_nothing_is_told() -> None:
    assert [*of_environment(replace(FACTS, guards={"max_creates": 5}))] == []
    assert told({"max_creates": "many", "nosuch": 1, "max_reach": None}, {}) == []


def test_a_finding_stands_at_the_line_that_loosened_it_and_blocks_nothing() -> None:
    facts = replace(FACTS, guards_before={"max_creates": 5}, guards={"max_creates": 50})
    (one,) = of_environment(facts)
    assert (one.file, one.line, one.severity) == ("ctc.yaml", 7, Severity.WARNING)
    assert "5" in one.message
    assert "50" in one.message
    assert not is_blocked(Plan(environment="production", diagnostics=(one,), changes=()))


@pytest.mark.parametrize("action", [Action.CREATE, Action.REPLACE, Action.UNCHANGED, Action.FROZEN])
def test_a_campaign_that_is_looser_than_its_environment_is_told_where_it_is_sent(action: Action) -> None:
    payload = payload_of(
        {"name": "n"}, address="one", revision=1, channel="sms", variant="sms", endpoint="/1/targets/create.json",
        guards={"max_reach": 500, "lead_time": "2h"}, file="campaigns/one.yaml", line=4,
    )  # fmt: skip
    change = Change(address="one", action=action, reason="new", payload=payload)
    (done,) = with_own([change], replace(FACTS, guards={"max_reach": 100, "lead_time": "1h"}))
    sends = action in (Action.CREATE, Action.REPLACE)
    assert [(one.code, one.path) for one in done.guards] == [("CTC514", "/guards/max_reach")] * sends


OWN_BEFORE: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], list[str], str]] = [
    ("looser than it was", {}, {"max_reach": 100}, {"max_reach": 500}, ["CTC514"], "was 100"),
    ("stricter than it was", {}, {"max_reach": 500}, {"max_reach": 100}, [], ""),
    ("its own is gone", {}, {"max_reach": 100}, {}, ["CTC513"], "is gone"),
    ("gone, the environment's is looser", {"max_reach": 500}, {"max_reach": 100}, {}, ["CTC513"], "environment's 500"),
    ("gone, the environment's is stricter", {"max_reach": 50}, {"max_reach": 100}, {}, [], ""),
    ("it had none of its own", {"max_reach": 50}, {}, {}, [], ""),
    ("another guard of its own", {}, {"min_reach": 5, "max_reach": 100}, {"min_reach": 5, "max_reach": 200}, ["CTC514"],
     "`max_reach`"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "before", "now", "codes", "says"),
    [row[1:] for row in OWN_BEFORE],
    ids=[row[0] for row in OWN_BEFORE],
)
def test_a_campaign_that_is_looser_than_it_was_is_told_whatever_becomes_of_it(
    environment: dict[str, Any], before: dict[str, Any], now: dict[str, Any], codes: list[str], says: str
) -> None:
    payload = payload_of(
        {"name": "n"}, address="one[en]", revision=1, channel="sms", variant="sms", endpoint="/1/targets/create.json",
        guards=now, file="campaigns/one.yaml", line=4,
    )  # fmt: skip
    change = Change(address="one[en]", action=Action.UNCHANGED, reason="", payload=payload)
    facts = replace(FACTS, guards=environment, own_before={"one": before})
    (done,) = with_own([change], facts)
    assert [one.code for one in done.guards] == codes
    for one in done.guards:
        assert says in one.message
        assert "None" not in one.message
        assert (one.file, one.line, one.severity) == ("campaigns/one.yaml", 4, Severity.WARNING)
        assert one.path == "/guards/max_reach"
    assert with_own([change], replace(facts, own_before={})) == (change,)
    renamed = replace(payload, was=("other[en]",))
    (done,) = with_own([change._replace(payload=renamed)], replace(facts, own_before={"other": before}))
    assert [one.code for one in done.guards] == codes, "what it was called does not matter"


def test_what_only_an_environment_can_state_is_not_told_of_a_campaign() -> None:
    payload = payload_of(
        {"name": "n"}, address="one", revision=1, channel="sms", variant="sms", endpoint="/1/targets/create.json",
        guards={"max_creates": 500, "max_stops": 9, "ancestry": False, "require": ["owner"]},
    )  # fmt: skip
    change = Change(address="one", action=Action.CREATE, reason="new", payload=payload)
    strict = {
        "max_creates": 1,
        "max_stops": 1,
        "ancestry": True,
        "require": ["owner", "labels"],
        "max_reach": 5,
    }
    (done,) = with_own([change], replace(FACTS, guards=strict))
    assert [(one.path, one.message) for one in done.guards] == [
        ("/guards/require", "one: its own `require` is owner, and its environment's owner, labels")
    ]
    alone = change._replace(payload=replace(payload, guards={}))
    assert with_own([alone], replace(FACTS, guards=strict)) == (alone,)


def test_what_was_and_what_is_are_told_as_they_are_written() -> None:
    facts = replace(
        FACTS, guards_before={"allow_now": False, "require": ["owner"], "quiet_hours": "22:00-08:00"},
        guards={"allow_now": True, "require": [], "quiet_hours": "23:00-08:00"}, guards_line=4,
    )  # fmt: skip
    assert [(one.message, one.line) for one in of_environment(facts)] == [
        ("the guard `allow_now` was false when this environment was last applied, and is true now", 4),
        ("the guard `require` was owner when this environment was last applied, and is nothing now", 4),
        (
            "the guard `quiet_hours` was 22:00-08:00 when this environment was last applied, and is 23:00-08:00 now",
            4,
        ),
    ]
    (gone,) = of_environment(replace(facts, guards_before={"max_creates": 5}))
    assert (gone.message.endswith("and is gone"), gone.line) == (True, 4)


GONE: list[tuple[str, dict[str, Any], dict[str, Any], Action, bool]] = [
    ("above what is never written", {}, {"max_gone": "50.5%"}, Action.STOP, True),
    ("beside a guard of another kind", {"max_reach": 5}, {"max_gone": "90%"}, Action.CREATE, True),
    ("what holds anyway", {}, {"max_gone": "50%"}, Action.STOP, False),
    ("stricter", {}, {"max_gone": "10%"}, Action.STOP, False),
    ("none of its own", {}, {"min_rows": 5}, Action.STOP, False),
    (
        "the environment's is what it is held against",
        {"max_gone": "95%"},
        {"max_gone": "90%"},
        Action.STOP,
        False,
    ),
    ("nothing of it happens", {}, {"max_gone": "90%"}, Action.UNCHANGED, False),
]


@pytest.mark.parametrize(
    ("environment", "own", "action", "is_told"), [row[1:] for row in GONE], ids=[row[0] for row in GONE]
)
def test_a_family_that_may_lose_more_rows_than_any_other_is_told_once(
    environment: dict[str, Any], own: dict[str, Any], action: Action, is_told: bool
) -> None:
    """A cut export stops a season where nobody saw that its guard was lifted."""
    data = FamilyData(
        "drop",
        "rows.csv",
        "5e",
        9,
        guards=own,
        file="campaigns/drop.yaml",
        line=3,
        guard_lines={"max_gone": 8},
    )
    changes = [Change(address=f"drop[{key}]", action=action, reason="") for key in "ab"]
    untouched = data._replace(family="before")
    told = [*of_families([untouched, data], changes, replace(FACTS, guards=environment))]
    assert [(one.code, one.file, one.line, one.path, one.severity) for one in told] == [
        ("CTC514", "campaigns/drop.yaml", 8, "/guards/max_gone", Severity.WARNING)
    ] * is_told
    for one in told:
        assert (
            one.message == f"drop: its own `max_gone` is {own['max_gone']}, and 50% where nobody writes one"
        )
    other = [one._replace(address="other[a]") for one in changes]
    assert not [*of_families([data], other, replace(FACTS, guards=environment))]
    assert not [*of_families([data._replace(is_kept=True)], changes, replace(FACTS, guards=environment))]


def test_a_plan_tells_of_a_family_that_may_lose_more_rows() -> None:
    data = FamilyData("drop", "rows.csv", "5e", 9, guards={"max_gone": "90%"})
    row = replace(campaign("drop[a]"), key_columns=("sku",))
    made = make_plan([row], [row.address], Story().state(), PLAN_FACTS, NOW, families=[data])
    assert [one.code for one in made.diagnostics] == ["CTC514"]
