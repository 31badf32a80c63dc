"""A state that lacks an earlier revision of a campaign: while that is still to come, the next one would go out beside
it, and not in its place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ctc.apply import reconciling
from ctc.apply.applied import End
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.identities import up_to
from ctc.state.stores.memory import MemoryStore

Campaign = Callable[..., Payload]


def lost(world: Any, *made: Payload, before: tuple[Payload, ...] = ()) -> None:
    """``made`` went out one after the other, and then a copy of the state from before that was put back."""
    if before:
        world.apply(*before)
    rows = list(world.store._rows)
    for one in made:
        world.apply(one)
    world.store = MemoryStore(world.time.now)
    world.store._rows = rows
    world.clevertap.calls.clear()


def live(world: Any) -> list[str]:
    return [one.body["content"]["title"] for one in world.clevertap.made if one.stopped is None]


@pytest.mark.parametrize(("first", "second"), [(1, 2), (1, 4), (20310101, 20310115)])
def test_what_is_still_to_come_is_taken_over_and_then_replaced(
    world: Any, make_campaign: Campaign, first: int, second: int
) -> None:
    lost(world, make_campaign(revision=first, content={"title": "first"}))
    again = make_campaign(revision=second, content={"title": "second"})
    [done] = world.apply(again).done
    assert (done.end, world.clevertap.calls.count("create")) == (End.SKIPPED, 0)
    assert f"recorded as revision {first}; revision {second} is not made: run again" in done.detail
    assert [change.action for change in world.plan(again).changes] == [Action.REPLACE]
    assert world.apply(again).counts["applied"] == 1
    assert live(world) == ["second"]


@pytest.mark.parametrize(("first", "second"), [(1, 2), (1, 33), (20310101, 20310131)])
@pytest.mark.parametrize("how", ["goes out", "is stopped", "went out"])
def test_an_older_checkout_over_an_older_state_sends_no_earlier_revision_beside_a_later_one(
    world: Any, make_campaign: Campaign, first: int, second: int, how: str
) -> None:
    lost(world, make_campaign(revision=second, content={"title": "second"}))
    if how == "is stopped":
        world.clevertap.made[0].stopped = world.time.now()
    if how == "went out":
        world.time.at = datetime(2031, 3, 1, tzinfo=UTC)
    when = "20310401 09:30" if how == "went out" else "20310201 09:30"
    old = make_campaign(revision=first, content={"title": "first"}, when=when)
    [change] = world.plan(old).changes
    assert change.action is Action.BLOCKED
    assert f"lists its revision {second} as 1700000001" in change.reason
    assert f"`revision: {second + 1}` sends again" in change.reason
    [done] = world.apply(plan=world.plan(old, listed=False)).done
    assert (done.end, done.problem) == (End.SKIPPED, True)
    assert len(world.clevertap.made) == 1


def test_a_later_revision_that_the_state_knows_is_judged_by_the_state(
    world: Any, make_campaign: Campaign
) -> None:
    world.apply(make_campaign(revision=2))
    [change] = world.plan(make_campaign(revision=1)).changes
    assert "this state lacks" not in change.reason


def test_a_plan_that_lists_says_so(world: Any, make_campaign: Campaign) -> None:
    lost(world, make_campaign())
    [change] = world.plan(make_campaign(revision=2), listed=True).changes
    assert change.action is Action.ADOPT
    assert "lists its revision 1 as 1700000001 (pending), which this state lacks" in change.reason


def test_what_a_newer_state_replaced_is_known_by_its_last(world: Any, make_campaign: Campaign) -> None:
    """The copy knows the first, which was replaced since."""
    first, second, third = (make_campaign(revision=n, content={"title": f"{n}"}) for n in (1, 2, 3))
    lost(world, second, before=(first,))
    for _ in range(3):
        world.apply(third)
    assert live(world) == ["3"]


@pytest.mark.parametrize("refused", [False, True], ids=["it was edited", "it was refused"])
def test_a_later_make_of_the_revision_that_the_copy_knows_is_replaced_as_well(
    world: Any, make_campaign: Campaign, refused: bool
) -> None:
    """The copy knows the first try or the first text of it: the newest one went out beside the next revision."""
    if refused:
        world.clevertap.faults = [(Outcome(result=Result.REJECTED, detail="no"), False)]
    first, second = (make_campaign(content={"title": title}) for title in ("first", "second"))
    lost(world, second, before=(first,))
    for _ in range(3):
        world.apply(make_campaign(revision=2, content={"title": "third"}))
    assert live(world) == ["third"]


def test_what_has_gone_out_keeps_nothing_back(world: Any, make_campaign: Campaign) -> None:
    lost(world, make_campaign(when="now"))
    world.time.sleep(3600)
    assert world.apply(make_campaign(when="now", revision=2)).counts["applied"] == 1


def test_of_two_a_person_says_which(world: Any, make_campaign: Campaign) -> None:
    lost(world, make_campaign())
    [one] = world.clevertap.made
    world.clevertap.made.append(replace(one, id=one.id + 1, name=f"{one.name[:-4]}aaaa"))
    [done] = world.apply(make_campaign(revision=2)).done
    assert (done.end, world.clevertap.calls.count("create")) == (End.IN_DOUBT, 0)


def test_another_run_that_took_it_over_meanwhile_did_it_for_both(
    world: Any, make_campaign: Campaign, failpoint: Any
) -> None:
    lost(world, make_campaign())
    again = make_campaign(revision=2)
    hit = failpoint("inside-reconcile", act=lambda: world.apply(again))
    world.apply(again, failpoint=hit)
    assert [entry.record["kind"] for entry in world.store.read()].count("imported") == 1


def test_a_day_for_a_revision_asks_for_few() -> None:
    for last in (1, 3, 403, 800):
        assert list(up_to(last)) == list(range(last, 0, -1))
    asked = up_to(20310115)
    assert (asked[0], asked[-1], len(asked)) == (20310115, 1, 800)
    assert reconciling.up_to is up_to
