"""A state that was put back, and a campaign that was renamed meanwhile without a word: it is not made a second time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.payloads.payload import Payload
from ctc.plans.index import index_of
from ctc.plans.judgement import Judgement, Verdict
from ctc.plans.matching import judge_new, marker_for
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import Name
from tests.unit.plans.test_action_table import FACTS, NOW, campaign

AT = datetime(2031, 2, 1, 9, 30, tzinfo=UTC)
ONE = campaign(name="Ten off")
HERE = replace(FACTS, others=("canary", "staging"))
OLD = marker_for(FACTS, "old", ONE, 2)
STAGING = marker_for(replace(FACTS, environment="staging"), "one", replace(ONE, revision=3), 1)
OTHERS = replace(FACTS, environment="elsewhere")
RENAMED = marker_for(replace(FACTS, environment="staging"), "former", ONE, 1)
AGAIN = replace(ONE, revision=2)
EARLIER = Record(address="one", status=Status.SENT, born=1, at=NOW)


def listed(marker: str = OLD, number: int = 7, **more: Any) -> ListedCampaign:
    fields = {"name": f"ten OFF #{marker}", "status": "pending", "scheduled_on": AT, **more}
    return ListedCampaign(id=number, **fields)


def judged(
    *campaigns: ListedCampaign, payload: Payload = ONE, held: str = "an older copy", **more: Any
) -> Judgement:
    names = {"one": Name(entries=(1,), current=1)}
    record = more.get("record")
    state = State(
        entries={one.born: one for one in (record, more.get("other")) if one},
        names=names if record else {},
        held=held,
        held_at=more.get("since", NOW),
    )
    index = index_of(Listing(complete=True, campaigns=campaigns), NOW)
    return judge_new(payload, state, index, more.get("known", frozenset()), HERE)


WAITS: list[tuple[str, dict[str, Any]]] = [
    ("by a name that nobody knows", {}),
    ("at the last attempt that is looked for", {"marker": marker_for(FACTS, "old", ONE, 32)}),
    ("of another project", {"marker": marker_for(replace(FACTS, project="other"), "one", ONE, 1)}),
    ("of an environment that ctc.yaml lacks", {"marker": marker_for(OTHERS, "one", ONE, 1)}),
    ("while it is sent", {"status": "running"}),
    ("that was sent", {"status": "completed"}),
]  # fmt: skip


@pytest.mark.parametrize("more", [row[1] for row in WAITS], ids=[row[0] for row in WAITS])
def test_what_says_the_same_at_the_same_time(more: dict[str, Any]) -> None:
    found = judged(listed(number=6, name="Ten on"), listed(**more))
    assert found.verdict is Verdict.UNCLAIMED
    assert "lists 7, which says the same" in found.reason
    assert "`was:`" in found.reason


def test_an_older_state_need_not_know_that_it_is_one() -> None:
    assert judged(listed(), held="").verdict is Verdict.UNCLAIMED


def test_of_many_the_first_five_are_named() -> None:
    found = judged(*(listed(marker_for(FACTS, f"old-{number}", ONE, 1), number) for number in range(1, 7)))
    assert "CleverTap lists 1, 2, 3, 4, 5, which says the same" in found.reason


@pytest.mark.parametrize(
    ("held", "hours", "says"),
    [
        ("an older copy", 24 * 30, Verdict.UNCLAIMED),
        ("", 24, Verdict.UNCLAIMED),
        ("", 25, Verdict.ABSENT),
    ],
)
def test_what_goes_out_at_once_may_have_done_so_long_ago(held: str, hours: int, says: Verdict) -> None:
    """A state that is known to lack something cannot say since when."""
    now = campaign(name="Ten off", when="now")
    went = listed(
        marker_for(FACTS, "old", now, 1), status="completed", scheduled_on=NOW - timedelta(hours=hours)
    )
    assert judged(went, payload=now, held=held).verdict is says


def test_what_is_recorded_from_before_it_was_put_back() -> None:
    found = judged(
        listed(marker_for(FACTS, "old", AGAIN, 1)), payload=AGAIN, record=EARLIER, since=NOW.replace(hour=13)
    )
    assert found.verdict is Verdict.UNCLAIMED


MADE: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("of another text", {"marker": marker_for(FACTS, "old", campaign(name="Ten off", ttl=5), 1)}, {}),
    ("of another name", {"name": f"Ten on #{OLD}"}, {}),
    ("at another time", {"scheduled_on": AT.replace(minute=31)}, {}),
    ("that was stopped", {"status": "stopped"}, {}),
    ("that this state knows", {}, {"known": frozenset({OLD})}),
    ("that this state has by its id", {}, {"other": Record(address="two", status=Status.SENT, born=2, id=7)}),
    ("of another environment, at a later revision", {"marker": STAGING}, {}),
    ("of another environment, under its former name", {"marker": RENAMED}, {"payload": replace(ONE, was=("former",))}),
    ("of another environment, at an earlier one", {"marker": STAGING}, {"payload": replace(ONE, revision=4)}),
]  # fmt: skip


@pytest.mark.parametrize(("more", "of"), [row[1:] for row in MADE], ids=[row[0] for row in MADE])
def test_another_campaign(more: dict[str, Any], of: dict[str, Any]) -> None:
    assert judged(listed(**more), **of).verdict is Verdict.ABSENT
