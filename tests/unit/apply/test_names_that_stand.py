"""A campaign says that it was one that stands beside it: nothing is stopped in favour of what the ledger refuses."""

from dataclasses import replace
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.plans.plan import Action
from ctc.state.settling import move

EDITED = {"title": "Better", "body": "There"}


def live(world: Any) -> list[int]:
    return [one.id for one in world.clevertap.made if one.stopped is None]


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("revision", [1, 2])
@pytest.mark.parametrize("both", [False, True], ids=["one names the other", "two are swapped"])
def test_nothing_is_stopped_for_what_was_another_that_stands(
    world: Any, make_campaign: Any, revision: int, both: bool
) -> None:
    """The second of the two would be refused after its predecessor was stopped: people would get nothing of it."""
    first, second = make_campaign("a"), make_campaign("b", title="Other")
    world.apply(first, second)
    before = live(world)
    more = {"content": EDITED, "revision": revision}
    edited = replace(make_campaign("a", **more), was=("b",))
    other = replace(make_campaign("b", **more), was=("a",)) if both else second
    plan = world.plan(edited, other)
    blocked = [change for change in plan.changes if change.action is Action.BLOCKED]
    assert [change.address for change in blocked] == (["a", "b"] if both else ["a"])
    assert ("is spent" if revision == 1 else "`was: [b]`") in blocked[0].reason
    world.apply(plan=plan)
    assert live(world) == before
    assert "stop" not in world.clevertap.calls


@pytest.mark.breaks_the_promise
def test_a_replace_asks_the_ledger_of_now_before_it_stops(world: Any, make_campaign: Any) -> None:
    """Another run made something of an older name, or a person carried it there, since the plan."""
    one = make_campaign("a")
    world.apply(one)
    plan = world.plan(replace(make_campaign("a", content=EDITED), was=("b",)))
    assert [change.action for change in plan.changes] == [Action.REPLACE]
    world.apply(one, make_campaign("b", title="Other"))
    before = live(world)
    [done] = world.apply(plan=plan).done
    assert (done.end, done.detail) == (
        End.SKIPPED,
        "nothing was stopped: revision 1 is spent: 1700000002 exists as b; `revision: 2` sends again",
    )
    assert live(world) == before


@pytest.mark.breaks_the_promise
def test_names_that_a_person_swapped_are_edited_one_by_one(world: Any, make_campaign: Any) -> None:
    """Each leads to both entries: an edit is refused before its predecessor is stopped, and a revision goes out."""
    world.apply(make_campaign("a"), make_campaign("b", title="Other"))
    for source, target in (("a", "tmp"), ("b", "a"), ("tmp", "b")):
        move(world.journal(), source, target, by="ann")
    before = live(world)
    [done] = world.apply(make_campaign("a", content=EDITED), make_campaign("b")).done[:1]
    assert (done.end, live(world)) == (End.SKIPPED, before)
    [done] = world.apply(make_campaign("a", content=EDITED, revision=2), make_campaign("b")).done[:1]
    assert done.end is End.APPLIED


def test_a_later_revision_follows_though_an_older_name_is_another_campaign_by_now(
    world: Any, make_campaign: Any
) -> None:
    """What it took over once is under its own name; nobody is to plan again for ever."""
    world.apply(make_campaign("a"))
    plan = world.plan(replace(make_campaign("a", content=EDITED, revision=2), was=("b",)))
    world.apply(make_campaign("a"), make_campaign("b", title="Other"))
    [done] = world.apply(plan=plan).done
    assert (done.end, done.detail) == (End.APPLIED, "")
    assert len(live(world)) == 2


def test_each_of_several_that_were_renamed_takes_its_record_along(world: Any, make_campaign: Any) -> None:
    world.apply(*map(make_campaign, "abc"))
    new = {old: f"new-{old}" for old in "abc"}
    done = world.apply(*(make_campaign(to, name=f"Name of {old}", was=(old,)) for old, to in new.items()))
    assert len(world.clevertap.made) == 3, "nothing is sent again"
    state = world.journal().state
    assert [state.record(to).id for to in new.values()] == [made.id for made in world.clevertap.made]
    assert [state.record(old) for old in new] == [None] * 3
    assert not done.failed


def test_each_of_several_families_that_were_renamed_takes_its_keys_along(
    world: Any, make_campaign: Any
) -> None:
    """A key that it ever spent is spent under the new name too."""
    rows = [replace(make_campaign(f"{name}[1]"), key_columns=("sku",)) for name in "ab"]
    world.apply(*rows)
    again = [
        replace(make_campaign(f"new-{name}[1]", name=f"Name of {name}[1]", was=(name,)), key_columns=("sku",))
        for name in "ab"
    ]
    world.apply(*again)
    assert len(world.clevertap.made) == 2, "nothing is sent again"
    state = world.journal().state
    assert [name in state.family(f"new-{name}").older for name in "ab"] == [True, True]
