"""A create that was settled as made nothing, and is listed after all: it is adopted, never made a second time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Action
from ctc.state.record import Status
from ctc.state.settling import resolve

LOST = (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True)


def denied(world: Any, payload: Any) -> None:
    """Its answer is lost, and a person who does not find it yet says that it was not sent."""
    world.clevertap.faults = [LOST]
    world.apply(payload)
    world.time.at += timedelta(minutes=1)  # by then its request is over
    resolve(world.journal(), payload.address, sent=False, by="ann")


@pytest.mark.parametrize("listed", [True, False])
def test_what_a_person_denied_and_is_listed_is_adopted(world: Any, make_campaign: Any, listed: bool) -> None:
    denied(world, make_campaign())
    if listed:
        change = world.plan(make_campaign()).changes[0]
        assert (change.action, "although it is recorded" in change.reason) == (Action.ADOPT, True)
    done = world.apply(make_campaign(), listed=listed)
    assert [(one.end, one.id) for one in done.done] == [(End.APPLIED, world.clevertap.made[0].id)]
    assert world.clevertap.calls.count("create") == 1
    assert world.status("one") == "scheduled"
    assert not world.journal().state.held, "this state lacks nothing"
    assert not world.plan(make_campaign()).pending


def test_what_a_person_settles_while_a_run_looks_for_it_is_settled_once(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    world.clevertap.faults = [LOST]
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=10)

    def settled() -> None:
        resolve(world.journal(), "one", sent=True, by="ann", campaign_id=world.clevertap.made[0].id)

    done = world.apply(make_campaign(), failpoint=failpoint("inside-reconcile", act=settled))
    assert [one.end for one in done.done] == [End.SKIPPED]
    assert [entry.record["kind"] for entry in world.store.read()].count("resolution") == 1


def test_what_is_blocked_says_why_as_its_plan_did(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [(LOST[0], False)]
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=10)
    plan = world.plan(make_campaign())
    assert [(one.end, one.detail) for one in world.apply(plan=plan).done] == [
        (End.IN_DOUBT, plan.changes[0].reason)
    ]


def test_what_was_rejected_and_is_listed_is_adopted(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [(Outcome(result=Result.REJECTED, detail="no"), True)]
    world.apply(make_campaign())
    world.apply(make_campaign())
    assert world.clevertap.calls.count("create") == 1


def test_another_payload_under_the_same_revision_is_blocked_until_it_is_stopped(
    world: Any, make_campaign: Any
) -> None:
    denied(world, make_campaign())
    edited = make_campaign(content={"title": "Other", "body": "There"})
    assert world.plan(edited).changes[0].in_doubt
    assert world.apply(edited, listed=False).done[0].end is End.IN_DOUBT
    world.clevertap.stop(world.clevertap.made[0].id)
    assert world.apply(edited).counts["applied"] == 1


def test_a_higher_revision_sends_again(world: Any, make_campaign: Any) -> None:
    denied(world, make_campaign())
    assert world.apply(make_campaign(revision=2)).counts["applied"] == 1
    assert world.clevertap.calls.count("create") == 2


def test_a_renamed_campaign_is_found_under_its_old_address(world: Any, make_campaign: Any) -> None:
    """The state is restored from before the create, and the spec was renamed since."""
    world.apply(make_campaign("old", name="Sale"))
    world.begin()
    renamed = make_campaign("new", name="Sale", was=("old",))
    assert world.plan(renamed).changes[0].action is Action.ADOPT
    assert world.apply(renamed, listed=False).counts["applied"] == 1
    assert world.clevertap.calls.count("create") == 1
    assert world.journal().state.record("new").status is Status.SCHEDULED


def test_a_denied_create_is_found_after_a_rename(world: Any, make_campaign: Any) -> None:
    denied(world, make_campaign("old", name="Sale"))
    renamed = make_campaign("new", name="Sale", was=("old",))
    assert world.apply(renamed, listed=False).counts["applied"] == 1
    assert world.clevertap.calls.count("create") == 1


def test_identity_sends_wait_where_only_an_old_address_is_listed(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    world.apply(make_campaign("old"))
    world.begin()
    new = replace(make_campaign("new"), was=("old",))
    world.apply(new, make_message(), listed=False, repository=[new])
    assert world.clevertap.sends == []


def test_doubt_is_settled_under_the_address_that_it_arose_at(world: Any, make_campaign: Any) -> None:
    """The answer is lost, and the spec is renamed before the next run."""
    world.clevertap.faults = [LOST]
    world.apply(make_campaign("old", name="Sale"))
    renamed = make_campaign("new", name="Sale", was=("old",))
    assert world.plan(renamed).changes[0].action is Action.ADOPT
    assert world.apply(renamed).counts["applied"] == 1
    assert (world.status("old"), world.status("new")) == ("nothing", "scheduled")
    assert world.clevertap.calls.count("create") == 1
    assert not world.plan(renamed).pending


def test_doubt_that_stays_is_told_under_the_new_address(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [(Outcome(result=Result.IN_DOUBT, detail="reset"), False)]
    world.apply(make_campaign("old", name="Sale"))
    renamed = make_campaign("new", name="Sale", was=("old",))
    assert world.apply(renamed).done[0].end is End.IN_DOUBT
    world.facts = replace(world.facts, listing_lag=1.0)
    world.time.at += timedelta(hours=1)
    assert world.apply(renamed).counts["applied"] == 1
    assert len(world.clevertap.made) == 1
    assert world.status("new") == "scheduled"
