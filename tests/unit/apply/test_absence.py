"""What is not listed proves nothing without a control: a listing that is cut, clocks that differ, stripped names."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.clevertap.listing import ListedCampaign
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import UserError
from ctc.plans.plan import Action
from ctc.state.losing import lose
from ctc.state.settling import resolve

LOST = (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True)
UNMADE = (Outcome(result=Result.IN_DOUBT, detail="reset in the body"), False)


@pytest.fixture
def world(world: Any) -> Any:
    world.facts = replace(world.facts, listing_lag=60.0)
    return world


def through(world: Any, change: Any) -> None:
    """Every listing from here on comes as ``change`` makes it."""
    asked = world.clevertap.listing
    world.clevertap.listing = lambda *window: change(asked(*window))


def without(*ids: int) -> Any:
    def change(listing: Any) -> Any:
        kept = tuple(one for one in listing.campaigns if one.id not in ids)
        return replace(listing, campaigns=kept)

    return change


def lost_beside_another(world: Any, make_campaign: Any) -> list[Any]:
    """One that listings have shown, and one on the same day whose answer was lost."""
    world.apply(make_campaign("other"))
    world.clevertap.faults = [LOST]
    both = [make_campaign("other"), make_campaign()]
    world.apply(*both)
    world.time.at += timedelta(hours=2)
    return both


def test_a_listing_that_lacks_what_it_showed_proves_nothing(world: Any, make_campaign: Any) -> None:
    both = lost_beside_another(world, make_campaign)
    other, mine = (made.id for made in world.clevertap.made)
    through(world, without(other, mine))
    [change] = [one for one in world.plan(*both).changes if one.address == "one"]
    assert (change.action, change.in_doubt) == (Action.BLOCKED, True)
    assert f"ctc state lost {other}" in change.reason
    world.apply(*both)
    assert world.clevertap.calls.count("create") == 2


def test_what_somebody_deleted_is_taken_out(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign("other"))
    world.clevertap.faults = [UNMADE]
    both = [make_campaign("other"), make_campaign()]
    world.apply(*both)
    world.time.at += timedelta(hours=2)
    [other] = world.clevertap.made
    world.clevertap.made.clear()
    [change] = [one for one in world.plan(*both).changes if one.address == "one"]
    assert change.in_doubt
    with pytest.raises(UserError):
        lose(world.journal(), 5, by="ann", why="a slip")
    lose(world.journal(), other.id, by="ann", why="deleted")
    assert [one.action for one in world.plan(*both).changes if one.address == "one"] == [Action.CREATE]


def test_a_control_that_fails_blocks_nothing_that_was_never_tried(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign("other"))
    world.clevertap.made.clear()
    assert world.apply(make_campaign("other"), make_campaign("new")).counts["applied"] == 1


def test_one_id_under_two_names_is_no_absence(world: Any, make_campaign: Any) -> None:
    both = lost_beside_another(world, make_campaign)
    other = world.clevertap.made[0]

    def twice(listing: Any) -> Any:
        listed = without(world.clevertap.made[1].id)(listing)
        again = ListedCampaign(id=other.id, name="Something else", status="pending")
        return replace(listed, campaigns=(*listed.campaigns, again))

    through(world, twice)
    [change] = [one for one in world.plan(*both).changes if one.address == "one"]
    assert change.in_doubt
    assert "under two names" in change.reason


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(hours=-3)])
def test_a_clock_that_was_corrected_is_no_age(world: Any, make_campaign: Any, ahead: timedelta) -> None:
    """The store's clock was wrong when the request was claimed, and is right now."""
    served = [world.time.at]

    def dated(listing: Any) -> Any:
        return replace(listing, at=served[0])

    through(world, dated)
    world.time.at += ahead
    world.clevertap.faults = [LOST]
    world.facts = replace(world.facts, listing_lag=600.0)
    world.apply(make_campaign())
    world.time.at = served[0] + timedelta(minutes=1)
    served[0] = world.time.at
    world.clevertap.lag = timedelta(days=9)  # the listing is as late as it may be
    assert world.plan(make_campaign()).changes[0].action in (Action.BLOCKED, Action.SKIPPED)
    world.apply(make_campaign())
    assert world.clevertap.calls.count("create") == 1


@pytest.mark.parametrize("ahead", [timedelta(hours=3), timedelta(hours=-3)])
def test_a_clock_that_is_always_wrong_makes_a_request_neither_older_nor_younger(
    world: Any, make_campaign: Any, ahead: timedelta
) -> None:
    """CleverTap says what time it is there. Taken for too old, what is not listed yet is sent twice."""
    through(world, lambda listing: replace(listing, at=world.time.at - ahead))
    world.clevertap.faults = [UNMADE]
    world.facts = replace(world.facts, listing_lag=600.0)
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=1)
    assert world.plan(make_campaign()).changes[0].in_doubt
    world.time.at += timedelta(minutes=20)
    assert world.plan(make_campaign()).changes[0].action is Action.CREATE


def test_an_earlier_attempt_that_is_listed_is_no_absence(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [LOST]
    world.apply(make_campaign())
    hidden = world.clevertap.made.pop()
    world.time.at += timedelta(minutes=1)  # by then its request is over
    resolve(world.journal(), "one", sent=False, by="ann")
    world.clevertap.faults = [UNMADE]
    world.apply(make_campaign())
    world.clevertap.made.append(hidden)
    world.time.at += timedelta(hours=2)
    assert world.plan(make_campaign()).changes[0].in_doubt
    world.apply(make_campaign())
    assert world.clevertap.calls.count("create") == 2


def test_a_stripped_marker_on_a_short_name_is_told_by_its_time(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [LOST]
    world.apply(make_campaign(name="Sale"))
    world.time.at += timedelta(hours=2)
    made = world.clevertap.made[0]
    made.name = "Sale"
    assert world.plan(make_campaign(name="Sale")).changes[0].in_doubt
    made.scheduled = datetime.fromisoformat("2031-02-02T09:30:00+00:00")  # a day may be somebody's zone
    assert world.plan(make_campaign(name="Sale")).changes[0].in_doubt
    made.scheduled = datetime.fromisoformat("2031-02-02T09:31:00+00:00")
    assert world.plan(make_campaign(name="Sale")).changes[0].action is Action.CREATE


@pytest.mark.parametrize("cut", [200, 60], ids=["stripped", "cut at 60"])
def test_a_campaign_with_its_name_and_time_that_nobody_knows(
    world: Any, make_campaign: Any, cut: int
) -> None:
    """Made by hand; or by this project, whose state is an older one and whose names come back cut."""
    spec = make_campaign(name="A long name of a sale that goes on and on until somebody cut it")
    world.apply(spec)
    made = world.clevertap.made[0]
    made.name = made.name[:-15][:cut]
    world.begin()
    [change] = world.plan(spec).changes
    assert change.action is Action.BLOCKED
    assert f"ctc adopt one --id {made.id} --env test" in change.reason
    world.apply(plan=world.plan(spec, listed=False))
    assert world.clevertap.calls.count("create") == 1


def test_a_create_that_was_throttled_and_made_is_found(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [(Outcome(result=Result.THROTTLED, detail="busy"), True)]
    done = world.apply(make_campaign())
    assert done.counts["applied"] == 1
    assert world.clevertap.calls.count("create") == 1
    assert not world.plan(make_campaign()).pending


def test_a_429_of_what_was_made_is_not_tried_again_over_a_listing_that_is_cut(
    world: Any, make_campaign: Any
) -> None:
    world.apply(make_campaign("other"))
    both = [make_campaign("other"), make_campaign()]
    world.clevertap.faults = [(Outcome(result=Result.THROTTLED, detail="slow down"), True)]
    made = world.clevertap.made
    through(world, lambda listing: replace(listing, campaigns=()) if len(made) > 1 else listing)
    [done] = world.apply(*both).done
    assert (done.end, f"lacks 1 that it showed before ({made[0].id})" in done.detail) == (End.IN_DOUBT, True)
    assert len(made) == 2
    [change] = [one for one in world.plan(*both).changes if one.address == "one"]
    assert (change.action, change.in_doubt) == (Action.BLOCKED, True)


def test_what_was_refused_is_made_over_a_listing_that_shows_what_it_showed(
    world: Any, make_campaign: Any
) -> None:
    world.apply(make_campaign("other"))
    both = [make_campaign("other"), make_campaign()]
    world.clevertap.faults = [(Outcome(result=Result.THROTTLED, detail="slow down"), False)]
    assert [done.end for done in world.apply(*both).done] == [End.APPLIED]
