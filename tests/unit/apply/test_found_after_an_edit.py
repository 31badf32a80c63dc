"""A spec goes on while its create is in doubt: what is then found to exist is what it said before, and no run is
content with that."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Action

LOST = (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True)
SAYS_NOW = "what its spec says by now is not made"
GONE = "its spec is gone, and it still goes out"


def specs(case: str, make_campaign: Any) -> list[Any]:
    make = partial(make_campaign, when="20310101 14:00")
    one, two, edited = make("one"), make("two"), {"title": "Better", "body": "There"}
    swapped = [replace(make("one", name=two.body["name"]), was=("two",)), replace(make("two"), was=("one",))]
    return {
        "as it was": [one, two],
        "edited": [make("one", content=edited), two],
        "sent again": [make("one", revision=2), two],
        "gone": [two],
        "renamed and edited": [make("new", content=edited, was=("one",)), two],
        "swapped": swapped,
    }[case]


CASES = [
    # the spec by then, minutes since, what remains to do, what the plan says once that is done, how many go out
    ("as it was", 0, "", Action.UNCHANGED, 2),
    ("edited", 0, SAYS_NOW, Action.UNCHANGED, 2),
    ("edited", 180, SAYS_NOW, Action.FROZEN, 2),
    ("sent again", 0, "revision 2 is not made", Action.UNCHANGED, 2),
    ("gone", 0, GONE, None, 1),
    ("gone", 180, "", None, 2),
    ("renamed and edited", 0, SAYS_NOW, Action.UNCHANGED, 2),
    ("swapped", 0, SAYS_NOW, Action.BLOCKED, 2),
]


@pytest.mark.parametrize(("case", "minutes", "rest", "last", "out"), CASES)
@pytest.mark.parametrize("by_another", [False, True], ids=["found by this run", "by another"])
def test_what_is_found_is_not_taken_for_what_the_spec_says(
    world: Any, make_campaign: Any, case: str, minutes: int, rest: str, last: Any, out: int, by_another: bool
) -> None:
    world.clevertap.faults = [LOST]
    world.apply(*specs("as it was", make_campaign))
    world.time.at += timedelta(minutes=minutes)
    found, wanted = world.clevertap.made[0], specs(case, make_campaign)
    plan = world.plan(*wanted)
    change = next(one for one in plan.changes if one.action is Action.ADOPT)
    assert (rest in change.reason, "run again" in change.reason) == (True, bool(rest))
    if by_another:
        world.apply(*wanted)
    done = world.apply(plan=plan)
    [it] = [one for one in done.done if one.address == change.address]
    assert done.failed is bool(rest)
    if by_another:
        said = f"another run recorded it as {found.id} meanwhile"
        assert (it.end, it.problem, it.detail) == (
            End.SKIPPED,
            bool(rest),
            f"{said}; {rest}: run again" if rest else said,
        )
    elif rest:
        assert (it.end, it.detail) == (
            End.SKIPPED,
            f"{found.id} is recorded as revision 1; {rest}: run again",
        )
    else:
        assert (it.end, it.id) == (End.APPLIED, found.id)
    world.apply(*wanted)
    after = {one.address: one.action for one in world.plan(*wanted).changes}
    assert after.get(change.address) is last
    assert sum(one.stopped is None for one in world.clevertap.made) == out


@pytest.mark.parametrize(
    ("minutes", "rest", "last"), [(0, SAYS_NOW, Action.UNCHANGED), (180, "", Action.UNCHANGED)]
)
def test_an_instance_from_data_that_went_out_is_told_whatever_its_row_says_by_now(
    world: Any, make_campaign: Any, minutes: int, rest: str, last: Any
) -> None:
    """The next night its days are others, and the run of that night is content."""
    row = replace(make_campaign("drop[A]", when="20310101 14:00"), key_columns=("sku",))
    later = replace(
        make_campaign("drop[A]", when="20310101 14:00", content={"title": "Better", "body": "There"}),
        key_columns=("sku",),
    )
    world.clevertap.faults = [LOST]
    world.apply(row)
    world.time.at += timedelta(minutes=minutes)
    done = world.apply(later)
    assert done.failed is bool(rest)
    assert rest in (done.done[0].detail or "")
    world.apply(later)
    assert [one.action for one in world.plan(later).changes] == [last]
    assert sum(one.stopped is None for one in world.clevertap.made) == 1
