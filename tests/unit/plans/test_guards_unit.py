"""Guards: each breach has a code, a line to change, and blocks apply."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.payloads.payload import Payload, payload_of
from ctc.plans.facts import Facts
from ctc.plans.guarding import breaches, guarded, is_blocked
from ctc.plans.guards import read_guards
from ctc.plans.plan import Plan, Reach
from ctc.plans.planning import make_plan
from ctc.plans.reaches import estimate_body, question_of, reach_of
from ctc.state import records
from ctc.state.fold import fold
from ctc.state.record import Binding
from ctc.state.state import State
from ctc.state.store import Entry

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
KOLKATA = ZoneInfo("Asia/Kolkata")


def payload(guards: Any = None, *, broadcast: bool = False, owner: str | None = None, **more: Any) -> Payload:
    body = {
        "name": "N",
        "target_mode": "push",
        "when": "20310201 09:30",
        "where": {"event_name": "E"},
        **more,
    }
    return payload_of(
        address="one",
        revision=1,
        channel="push",
        variant="push",
        endpoint="/1/targets/create.json",
        body=body,
        guards=guards or {},
        broadcast=broadcast,
        owner=owner,
        stated=("owner",) if owner else (),
        file="campaigns/one.yaml",
        line=5,
    )


def plan(
    *payloads: Payload, guards: Any = None, reach: int | None = None, commit: str | None = None, **facts: Any
) -> Plan:
    binding = Binding(project="acme", environment="test", account_id="", region="", lineage="L")
    state = fold([Entry(serial=1, at=NOW, record=records.init(binding))])
    known = Facts(project="acme", environment="test", zone=KOLKATA, guards=guards or {}, **facts)
    reaches = {"one": Reach(total=reach, platforms={}, asked_at=NOW)} if reach is not None else {}
    addresses = {one.address for one in payloads}
    return make_plan(payloads, addresses, replace(state, commit=commit), known, NOW, reaches=reaches)


def codes(made: Plan) -> list[str]:
    assert is_blocked(made) is bool(breaches(made))
    return [found.code for found in breaches(made)]


@pytest.mark.parametrize(
    ("one", "guards", "reach", "expected"),
    [
        (payload(), {}, None, []),
        (payload(), {"max_reach": 5}, 6, ["CTC501"]),
        (payload(), {"max_reach": 5}, 5, []),
        (payload(), {"min_reach": 5}, 4, ["CTC502"]),
        (payload(), {"min_reach": 5}, 5, []),
        (payload(), {"max_reach": 5}, None, ["CTC503"]),
        (payload({"max_reach": 10}), {"max_reach": 5}, 6, []),
        (payload({"max_reach": None}), {"max_reach": 5}, 6, []),
        (payload({"max_reach": 1}), {"max_reach": 50}, 6, ["CTC501"]),
        (payload(), {"max_creates": 0}, None, ["CTC504"]),
        (payload(), {"max_stops": 0}, None, []),
        (payload(when="20310201 23:00"), {"quiet_hours": "22:00-08:00"}, None, ["CTC506"]),
        (payload(when="20310201 07:59"), {"quiet_hours": "22:00-08:00"}, None, ["CTC506"]),
        (payload(when="20310201 08:00"), {"quiet_hours": "22:00-08:00"}, None, []),
        (payload(when="now"), {"quiet_hours": "17:00-18:00"}, None, ["CTC506"]),  # 12:00 UTC is 17:30 there
        (payload(when="now"), {"quiet_hours": "17:00-18:00", "lead_time": "30m"}, None, []),
        # half a minute to six is written as six, for `when` knows no seconds
        (payload(when="now"), {"quiet_hours": "18:00-19:00", "lead_time": "1770s"}, None, ["CTC506"]),
        (payload(when="now"), {"quiet_hours": "17:00-18:00", "lead_time": "1770s"}, None, []),
        (payload(when="now"), {"allow_now": False}, None, ["CTC507"]),
        (payload({"allow_now": True}, when="now"), {"allow_now": False}, None, []),
        (payload(where={}, broadcast=True), {"allow_broadcast": False}, None, ["CTC508"]),
        (payload(respect_frequency_caps=False), {"require_frequency_caps": True}, None, ["CTC509"]),
        (payload(), {"require_frequency_caps": True}, None, []),
        (payload(), {"require": ["owner", "labels"]}, None, ["CTC510", "CTC510"]),
        (payload(owner="ann"), {"require": ["owner"]}, None, []),
        (payload({"max_creates": 3}), {}, None, ["CTC512"]),
        (payload({"max_stops": 3}), {}, None, ["CTC512"]),
        (payload({"ancestry": True}), {}, None, ["CTC512"]),
    ],
)
def test_guards(one: Payload, guards: Any, reach: int | None, expected: list[str]) -> None:
    made = plan(one, guards=guards, reach=reach)
    assert codes(made) == expected
    for found in made.changes[0].guards:
        assert (found.file, found.line) == ("campaigns/one.yaml", 5)
        assert found.hint


@pytest.mark.parametrize(
    ("commit", "is_ancestor", "expected"),
    [(None, None, []), ("c", True, []), ("c", False, ["CTC511"]), ("c", None, ["CTC511"])],
)
def test_ancestry(commit: str | None, is_ancestor: bool | None, expected: list[str]) -> None:
    made = plan(payload(), guards={"ancestry": True}, commit=commit, is_ancestor=is_ancestor)
    assert codes(made) == expected


def test_what_no_guard_is_written_for_is_allowed() -> None:
    """A repository without git, or one that rolls back on purpose, is nobody's business until somebody says so."""
    send_now = payload(when="now", where={}, broadcast=True, respect_frequency_caps=False)
    for guards in ({}, {"max_reach": None, "quiet_hours": None}):
        made = plan(send_now, guards=guards, commit="c", is_ancestor=False)
        assert codes(made) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("max_reach", -1),
        ("max_reach", "5"),
        ("max_reach", True),
        ("quiet_hours", "22-8"),
        ("quiet_hours", "22:00-22:00"),
        ("quiet_hours", "24:00-08:00"),
        ("lead_time", 30),
        ("lead_time", "soon"),
        ("lead_time", "9999999d"),
        ("lead_time", "99999999999999d"),
        ("allow_now", "no"),
        ("require", ["phone"]),
        ("max_raech", 5),
    ],
)
def test_a_guard_that_cannot_be_read_blocks(name: str, value: Any) -> None:
    _, problems = read_guards({name: value})
    assert len(problems) == 1
    assert f"`{name}`" in problems[0]
    assert "CTC512" in codes(plan(payload(), guards={name: value}))


@pytest.mark.parametrize(
    "answer",
    [
        {"estimates": {}},
        {"estimates": {"android": "120000"}},
        {"estimates": {"android": 10, "ios": None}},
        {"estimates": {"android": -1}},
        {"estimates": {"android": 1.5}},
        {"estimates": {"android": True}},
        {"status": "partial", "req_id": "r1"},
    ],
)
@pytest.mark.parametrize("guard", ["max_reach", "min_reach"])
def test_an_answer_that_counts_nobody_for_sure_is_an_unknown_reach(answer: Any, guard: str) -> None:
    reach = reach_of(answer, NOW)
    found = plan(payload({guard: 0}))
    changes = (found.changes[0]._replace(reach=reach),)
    facts = Facts(project="acme", environment="test", zone=KOLKATA)
    checked, _ = guarded(changes, facts, NOW, State(), families=())
    assert [one.code for one in checked[0].guards] == ["CTC503"]


def test_what_has_one_audience_is_asked_for_once_and_an_estimate_that_comes_later_for_itself() -> None:
    """A create's own `async_estimate` is not sent along, so it shares the answer of the others."""
    create, hasty = payload(), payload(async_estimate=True)
    whole, later = payload(estimate_only=True), payload(estimate_only=True, async_estimate=True)
    assert question_of(create) == question_of(hasty) == question_of(whole)
    assert question_of(later) != question_of(whole)
    assert question_of(create) != question_of(payload(where={"event_name": "F"}))
    assert (
        json.loads(estimate_body(hasty))
        == json.loads(estimate_body(create))
        == {**create.body, "estimate_only": True}
    )
    assert json.loads(estimate_body(later)) == later.body


def test_what_is_wrong_with_guards_is_told_in_one_order_in_every_run() -> None:
    _, problems = read_guards({"min_reach": "few"}, {"max_creates": 1, "max_stops": 1, "lead_time": 0})
    assert problems == sorted(problems)
    assert len(problems) > 2


def test_a_guard_that_there_is_not_hides_none_of_the_others() -> None:
    guards, problems = read_guards(
        {"max_crates": 1, "min_reach": "few", "max_creates": 5}, {"min_rech": 1, "max_reach": 9}
    )
    assert problems == [
        "`min_reach` must be a whole number, 0 or more",
        "there is no guard `max_crates` (did you mean 'max_creates'?)",
        "there is no guard `min_rech` (did you mean 'min_reach'?)",
    ]
    assert (guards.max_creates, guards.max_reach) == (5, 9)
