"""A name that comes back other than it was sent: what is listed must not be taken for absent."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Action

LOST = (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True)


def lose_the_answer(world: Any, payload: Any, rename: Callable[[str], str]) -> None:
    """One create whose answer is lost, long enough ago to be settled, and listed under another name."""
    world.facts = replace(world.facts, listing_lag=60.0)
    world.clevertap.faults = [LOST]
    world.apply(payload)
    world.time.at += timedelta(hours=2)
    world.clevertap.made[0].name = rename(world.clevertap.made[0].name)


@pytest.mark.parametrize("rename", [lambda n: f"{n} ", lambda n: f" {n}\t", str.upper])
def test_blanks_and_capitals_hide_no_marker(
    world: Any, make_campaign: Any, rename: Callable[[str], str]
) -> None:
    lose_the_answer(world, make_campaign(), rename)
    assert world.plan(make_campaign()).changes[0].action is Action.ADOPT
    assert world.apply(make_campaign()).counts["applied"] == 1
    assert world.clevertap.calls.count("create") == 1


@pytest.mark.parametrize(
    "rename", [lambda n: n[:-1], lambda n: n[:-12], lambda n: n[:24], lambda n: f"{n} (copy)"]
)
def test_a_name_cut_short_proves_nothing(
    world: Any, make_campaign: Any, rename: Callable[[str], str]
) -> None:
    lose_the_answer(world, make_campaign(), rename)
    change = world.plan(make_campaign()).changes[0]
    assert (change.action, change.in_doubt) == (Action.BLOCKED, True)
    assert str(world.clevertap.made[0].id) in change.reason
    assert world.apply(make_campaign()).done[0].end is End.IN_DOUBT
    assert world.clevertap.calls.count("create") == 1


@pytest.mark.parametrize(("cut", "action"), [(24, Action.BLOCKED), (23, Action.CREATE)])
def test_of_a_long_name_so_many_characters_are_enough(
    world: Any, make_campaign: Any, cut: int, action: Action
) -> None:
    spec = make_campaign(name="Alongnameofasalethatgoesonandon")
    lose_the_answer(world, spec, lambda name: name[:cut])
    assert world.plan(spec).changes[0].action is action


@pytest.mark.parametrize("name", ["Something else", "", "P", "Price", "Price drop"])
def test_names_of_others_do_not_stand_in_the_way(world: Any, make_campaign: Any, name: str) -> None:
    lose_the_answer(world, make_campaign(), lambda _: name)
    assert world.plan(make_campaign()).changes[0].action is Action.CREATE


def test_a_listing_proves_nothing_of_a_request_that_was_under_way_then(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any
) -> None:
    """One run dies after its request; the next asks for the listing at once, and stands still until later."""
    world.facts = replace(world.facts, listing_lag=600.0)
    world.clevertap.lag = timedelta(minutes=5)
    plan = world.plan(make_campaign())
    with pytest.raises(killed):
        world.apply(plan=plan, failpoint=failpoint("before-outcome"))
    world.time.at += timedelta(minutes=1)
    asked = world.clevertap.listing

    def asleep(*window: Any) -> Any:
        answer = asked(*window)
        world.time.at += timedelta(hours=2)
        return answer

    world.clevertap.listing = asleep
    world.apply(plan=world.plan(make_campaign(), listed=False))
    later = world.plan(make_campaign(), listed=False).changes
    world.apply(
        plan=replace(plan, changes=tuple(c._replace(action=Action.CREATE, in_doubt=False) for c in later))
    )
    assert world.clevertap.calls.count("create") == 1
