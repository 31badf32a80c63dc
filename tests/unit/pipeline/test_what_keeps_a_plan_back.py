"""What keeps a plan back beside its guards: its day is over, it comes too late, a token is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ctc.choice import Choice
from ctc.pipeline import plan_checks
from ctc.pipeline.plan import _named
from ctc.pipeline.plan_checks import of_another_day, too_late, without_token
from ctc.plans.plan import Action, Change, Plan
from ctc.project.opening import open_project
from ctc.project.project import Environment
from tests.unit.plans.test_action_table import campaign

NOW = datetime(2031, 1, 15, 12, 0, tzinfo=UTC)
YESTERDAY = "2031-01-14"


@pytest.fixture
def here(tmp_path: Path) -> Environment:
    """Two requests a second, and no token."""
    return written(tmp_path)


def written(folder: Path, more: str = "") -> Environment:
    text = f"environments: {{live: {{region: in1, timezone: UTC, requests_per_second: 2{more}}}}}\n"
    (folder / "ctc.yaml").write_text(f"version: 1\n{text}", "utf-8")
    return open_project(folder, {}).environments["live"]


def plan(*changes: Change) -> Plan:
    return Plan(environment="sandbox", changes=changes)


def change(action: Action = Action.CREATE, when: Any = "now", as_of: str = YESTERDAY, **more: Any) -> Change:
    made = replace(campaign("one", when=when), as_of=as_of)
    return Change(address="one", action=action, reason="new", **{"payload": made, **more})


@pytest.mark.parametrize(
    ("over", "goes"),
    [
        (True, change()),
        (True, change(Action.REPLACE)),
        (True, change(when={"type": "now"})),
        (False, change(when={"type": "later", "delivery_date_time": ["20310116 09:30"]})),
        (False, change(when="20310116 09:30")),
        (False, change(as_of="2031-01-15")),
        (False, change(as_of="")),
        (False, change(Action.ESTIMATE)),
        (False, change(Action.BLOCKED)),
        (False, change(Action.STOP, payload=None)),
    ],
)
def test_what_goes_out_now_is_of_today(
    monkeypatch: pytest.MonkeyPatch, over: bool, goes: Change, here: Environment
) -> None:
    monkeypatch.setattr(plan_checks, "today_in", lambda _environment: date(2031, 1, 15))
    found = of_another_day(plan(change(Action.STOP, payload=None), goes), here, Choice())
    assert (found is not None) is over
    if found is not None:
        assert found.code == "CTC541"
        assert (
            "one goes out now, and its days were counted from 2031-01-14: it is 2031-01-15" in found.message
        )
    assert of_another_day(plan(goes), here, Choice(as_of=date(2031, 1, 14))) is None


def test_a_create_whose_turn_comes_after_its_schedule_keeps_all_of_it_back(here: Environment) -> None:
    def at(seconds: float) -> Change:
        return change(when="20310115 13:00", scheduled_on=NOW + timedelta(minutes=2, seconds=seconds))

    assert too_late(plan(at(60)), here, NOW) == ()
    (one,) = too_late(plan(at(0.2)), here, NOW)
    assert one.code == "CTC540"
    assert one.message.startswith("1 campaign cannot be created before their schedule: apply takes ")
    assert one.message.endswith(" at 2 requests a second, and the turn of one comes too late")
    (two,) = too_late(plan(at(0.2), at(0.3)), here, NOW)
    assert two.message.startswith("2 campaigns cannot")


HOURS = 'guards: {quiet_hours: "12:01-13:00"}'
LEAD_TIME = 'guards: {quiet_hours: "12:11-13:00", lead_time: 10m}'
LATER = "20310116 09:30"
QUIET: list[tuple[str, str, dict[str, Any], Any, int, str]] = [
    ("the turn of the last two is in them", HOURS, {}, "now", 120, "2 campaigns 12:01"),
    ("the last turn is before them", HOURS, {}, "now", 118, ""),
    ("they have begun, which its guard says", "", {"quiet_hours": "12:00-13:00"}, "now", 1, ""),
    ("its own", "", {"quiet_hours": "12:01-13:00"}, "now", 119, "1 campaign 12:01"),
    ("its own are none", HOURS, {"quiet_hours": None}, "now", 200, ""),
    ("what waits for its lead time", LEAD_TIME, {}, "now", 119, "1 campaign 12:11"),
    ("what is scheduled", HOURS, {}, LATER, 200, ""),
    ("guards of another kind", "guards: {max_reach: 5}", {}, "now", 200, ""),
]


@pytest.mark.parametrize(
    ("environment", "own", "when", "number", "told"),
    [row[1:] for row in QUIET],
    ids=[row[0] for row in QUIET],
)
def test_a_plan_that_gets_into_quiet_hours_is_told_before_anybody_is_sent_to(
    tmp_path: Path, environment: str, own: dict[str, Any], when: str, number: int, told: str
) -> None:
    """Apply would leave the rest of the people out when their turn comes."""
    where = written(tmp_path, f", {environment}" if environment else "")
    one = change(payload=replace(campaign("one", when=when), guards=own))
    found = too_late(plan(*[one] * number), where, NOW)
    assert [one.code for one in found] == ["CTC540"] * bool(told)
    for one in found:
        many, _, at = told.rpartition(" ")
        assert one.message.startswith(
            f"{many} would go out at once in quiet hours: apply takes 1m at 2 requests a"
        )
        assert f"the turn of one comes at {at}, within quiet_hours {at}-13:00" in one.message


def test_a_trigger_that_is_sent_needs_its_token(here: Environment, tmp_path: Path) -> None:
    several = "/2/send/externaltrigger.json"
    needs = change(endpoint=several)
    (lacking,) = without_token(plan(change(), needs), here)
    assert "trigger_token" in lacking.message
    assert "which one needs to be sent" in lacking.message
    assert "{{ env.CLEVERTAP_TRIGGER_TOKEN }}" in (lacking.hint or "")
    assert without_token(plan(change(endpoint="/1/send/externaltrigger.json")), here) == ()
    assert without_token(plan(change(Action.UNCHANGED, endpoint=several)), here) == ()
    assert without_token(plan(needs), written(tmp_path, ", trigger_token: secret")) == ()


def test_what_was_chosen_by_a_path_or_a_branch_is_kept_by_its_addresses() -> None:
    """Either may come to something else by the time that a saved plan is applied."""
    known = ["a", "ab", "b", "c"]
    plain = Choice(select=("a*",), exclude=("ab",))
    assert _named(plain, known) is plain
    within = Choice(select=("a*",), exclude=("ab",), within=frozenset({"a", "ab", "b"}))
    assert _named(within, known) == Choice(within=frozenset({"a"}))
    branch = Choice(env="live", changed=("main",), named=frozenset({"b", "c", "gone"}))
    assert _named(branch, known) == Choice(env="live", within=frozenset({"b", "c"}))
