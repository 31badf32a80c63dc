"""A breached guard blocks apply before any request, and names the line that would be changed."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

NOW = datetime.now(UTC)
_LATER = NOW + timedelta(hours=5 if NOW.hour not in (2, 3, 4) else 9)
OTHER = f"{_LATER:%H:%M}-{_LATER + timedelta(hours=1):%H:%M}"
"""Hours that hold neither this moment nor half past nine, at which the other campaigns go out."""
QUIET = f"{NOW - timedelta(hours=2):%H:%M}-{NOW + timedelta(hours=2):%H:%M}"
EVERYBODY = {"where": {}}
BREACHES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    # code, the environment's guard, the campaign's fields, what stands beside it, its own guard
    ("CTC507", {"allow_now": False}, {"when": "now"}, {}, {"allow_now": True}),
    ("CTC506", {"quiet_hours": QUIET}, {"when": "now"}, {}, {"quiet_hours": OTHER}),
    ("CTC506", {"quiet_hours": "09:00-10:00"}, {}, {}, {"quiet_hours": "00:00-00:01"}),
    ("CTC508", {"allow_broadcast": False}, EVERYBODY, {"broadcast": True}, {"allow_broadcast": True}),
    (
        "CTC509",
        {"require_frequency_caps": True},
        {"respect_frequency_caps": False},
        {},
        {"require_frequency_caps": False},
    ),
    ("CTC510", {"require": ["owner"]}, {}, {}, {"require": []}),
    ("CTC503", {"max_reach": 5}, {}, {}, {"max_reach": 100}),
    ("CTC503", {"min_reach": 5}, {}, {}, {"min_reach": 1}),
]


@pytest.mark.parametrize(("code", "guards", "fields", "top", "own"), BREACHES)
def test_a_breach_blocks_and_the_campaigns_own_guard_lifts_it(
    repo: Any,
    sandbox: Any,
    code: str,
    guards: dict[str, Any],
    fields: dict[str, Any],
    top: dict[str, Any],
    own: dict[str, Any],
) -> None:
    repo.configure(guards=guards)
    repo.spec("alpha", top=top, **fields)
    repo.spec("harmless", top={"owner": "me", "guards": own})
    said = repo.ctc("plan", code=1)
    if code != "CTC503":  # apply asks for the reach itself
        said = repo.apply(code=1)
        assert "Nothing was applied" in said
        assert sandbox.requests() == []
    assert re.search(rf"campaigns/alpha\.yaml:\d+:\d+: error {code}: alpha: ", said), said
    repo.spec("alpha", top={**top, "guards": own}, **fields)
    repo.apply()
    assert sorted(sandbox.names()) == ["alpha", "harmless"]


@pytest.mark.parametrize(("guard", "code"), [({"max_reach": 5}, "CTC501"), ({"min_reach": 50}, "CTC502")])
def test_the_reach_is_asked_and_held_against_its_bounds(
    repo: Any, sandbox: Any, guard: dict[str, int], code: str
) -> None:
    """Twenty people bought something in 2025."""
    repo.configure(guards=guard)
    repo.spec("alpha")
    for args in (["plan", "--estimate"], ["apply", "--auto-approve"]):
        assert f"error {code}: alpha: it reaches 20 people" in repo.ctc(*args, code=1)
    assert sandbox.names() == []
    repo.message("people", {"Identity": [f"u{n}" for n in range(6)]})
    assert f"{code}: people: it reaches 6 people" in repo.apply(code=1)
    assert sandbox.requests("send") == []


def test_a_reach_that_cannot_be_asked_is_a_breach(repo: Any, sandbox: Any) -> None:
    repo.configure(guards={"max_reach": 500})
    repo.spec("alpha")
    sandbox.faults("refuse:400/estimate")
    assert "CTC503" in repo.apply(code=1)
    assert sandbox.names() == []
    sandbox.faults()
    repo.apply()
    assert sandbox.names() == ["alpha"]


@pytest.mark.parametrize(
    ("guards", "code"), [({"max_creates": 1}, "CTC504"), ({"quiet_hours": "night"}, "CTC304")]
)
def test_a_guard_of_the_whole_plan_names_its_line(
    repo: Any, sandbox: Any, guards: dict[str, Any], code: str
) -> None:
    repo.spec("alpha")
    repo.spec("beta")
    repo.configure(guards=guards)
    lines = (repo.root / "ctc.yaml").read_text().splitlines()
    said = repo.apply(code=1)
    found = re.search(rf"ctc\.yaml:(\d+):\d+: error {code}: ", said)
    assert found, said
    near = "\n".join(lines[int(found[1]) - 1 : int(found[1]) + 1])
    assert "guards" in near or next(iter(guards)) in near
    assert sandbox.requests() == []
    if code == "CTC504":
        repo.apply("--select", "alpha")
        assert sandbox.names() == ["alpha"]


def test_a_plan_that_stops_too_much_is_blocked(repo: Any, sandbox: Any) -> None:
    for name in ("alpha", "beta", "gamma"):
        repo.spec(name)
    repo.apply()
    repo.configure(guards={"max_stops": 1})
    repo.remove("alpha")
    repo.remove("beta")
    before = len(sandbox.requests())
    assert "CTC505" in repo.apply(code=1)
    assert len(sandbox.requests()) == before
    repo.apply("--exclude", "beta")
    assert len(sandbox.requests("stop")) == 1


def test_a_replace_counts_for_what_may_be_made_and_what_may_be_stopped(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.apply()
    repo.spec("alpha", content={"body": "Edited"})
    for guard, code in (("max_stops", "CTC505"), ("max_creates", "CTC504")):
        repo.configure(guards={guard: 0})
        before = len(sandbox.requests())
        assert code in repo.apply(code=1)
        assert len(sandbox.requests()) == before
    repo.configure(guards={"max_stops": 1, "max_creates": 1})
    repo.apply()
    assert len(sandbox.names()) == 2


@pytest.mark.parametrize("guard", ["max_reach", "min_reach"])
def test_a_bound_of_the_reach_is_allowed_itself(repo: Any, sandbox: Any, guard: str) -> None:
    """Twenty people bought something; five are named."""
    repo.spec("alpha", top={"guards": {guard: 20}})
    repo.message("people", {"Identity": [f"u{n}" for n in range(5)]}, top={"guards": {guard: 5}})
    repo.apply()
    assert (sandbox.names(), len(sandbox.requests("send"))) == (["alpha"], 1)


def test_a_campaign_cannot_lift_a_guard_of_the_whole_plan(repo: Any, sandbox: Any) -> None:
    repo.configure(guards={"max_creates": 0})
    repo.spec("alpha", top={"guards": {"max_creates": 10}})
    repo.apply(code=1)
    assert sandbox.requests() == []


def test_a_lead_time_leaves_time_to_stop_what_says_now(repo: Any, sandbox: Any) -> None:
    repo.configure(guards={"lead_time": "45m"})
    repo.spec("alpha", when="now")
    repo.apply()
    record = repo.records()["alpha"]
    scheduled = datetime.fromisoformat(record["scheduled_on"])
    assert timedelta(minutes=30) < scheduled - datetime.now(UTC) < timedelta(minutes=47)
    assert record["status"] == "scheduled"
    assert repo.actions() == {"alpha": "unchanged"}
    repo.ctc("stop", "alpha")
    listed = json.loads(repo.ctc("status", "--format", "json"))["records"]
    assert [row["listed"] for row in listed] == ["stopped"]


def test_a_guard_is_held_against_a_saved_plan_too(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.ctc("plan", "-o", "the.plan")
    repo.configure(guards={"max_creates": 0})
    repo.ctc("apply", "the.plan", code=1)
    assert sandbox.requests() == []


FORBIDDEN: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], str]] = [
    ("CTC506", {"quiet_hours": "08:00-10:00"}, {}, {}, '"when"'),
    ("CTC506", {}, {"guards": {"quiet_hours": "08:00-10:00"}}, {}, '"quiet_hours"'),
    ("CTC507", {"allow_now": False}, {}, {"when": "now"}, '"when"'),
    ("CTC508", {"allow_broadcast": False}, {"broadcast": True}, {"where": {}}, '"where"'),
    (
        "CTC509",
        {"require_frequency_caps": True},
        {},
        {"respect_frequency_caps": False},
        '"respect_frequency_caps"',
    ),
    ("CTC503", {"min_reach": 5}, {}, {}, '"where"'),
    ("CTC503", {}, {"guards": {"max_reach": 5}}, {}, '"max_reach"'),
    ("CTC510", {"require": ["x-ticket"]}, {"x-ticket": " ", "owner": "ann"}, {}, '"id"'),
    ("CTC510", {"require": ["description"]}, {"labels": ["a"]}, {}, '"id"'),
]


@pytest.mark.parametrize(("code", "guards", "top", "fields", "line"), FORBIDDEN)
def test_a_breach_names_the_line_to_change(
    repo: Any,
    code: str,
    guards: dict[str, Any],
    top: dict[str, Any],
    fields: dict[str, Any],
    line: str,
) -> None:
    repo.configure(guards=guards)
    file = repo.spec("alpha", top=top, **fields)
    found = re.search(rf"campaigns/alpha\.yaml:(\d+):\d+: error {code}: alpha: ", repo.ctc("plan", code=1))
    assert found
    assert line in file.read_text().splitlines()[int(found[1]) - 1]


def test_a_guard_of_the_whole_plan_names_its_own_line(repo: Any) -> None:
    repo.configure(guards={"allow_now": True, "max_creates": 0})
    repo.spec("alpha")
    found = re.search(r"ctc\.yaml:(\d+):\d+: error CTC504", repo.ctc("plan", code=1))
    assert found
    assert '"max_creates"' in (repo.root / "ctc.yaml").read_text().splitlines()[int(found[1]) - 1]


def test_whatever_a_spec_may_state_can_be_required(repo: Any) -> None:
    repo.configure(guards={"require": ["owner", "labels", "description", "x-ticket"]})
    stated = {"owner": "ann", "labels": ["q1"], "description": "Why", "x-ticket": {"id": 7}}
    repo.spec("alpha", top=stated)
    assert repo.actions() == {"alpha": "create"}
    repo.configure(guards={"require": ["revision"]})
    assert "CTC304" in repo.ctc("plan", code=1)


def test_every_delivery_time_keeps_the_quiet_hours(repo: Any) -> None:
    repo.configure(guards={"quiet_hours": "22:00-06:00"})
    later = {"type": "later", "delivery_date_time": ["20310115 12:00", "20310116 23:30"]}
    content = {"title": "Hi", "body": "There", "platform_specific": {"android": {"wzrk_cid": "m"}}}
    repo.spec("alpha", target_mode="push", when=later, content=content)
    assert "it goes out at 23:30" in repo.ctc("plan", code=1)
