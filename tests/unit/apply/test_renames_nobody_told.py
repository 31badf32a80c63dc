"""A spec is renamed without a word, and both commits are planned before either is applied: what was begun under the
other name since is told as it would be by a plan of now, and is not sent a second time."""

from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Action
from ctc.state import records
from ctc.state.settling import move

NOTHING = Outcome(result=Result.REJECTED, detail="no", code=1)
LOST = Outcome(result=Result.IN_DOUBT, detail="reset")
SAYS = {"name": "The same", "content": {"title": "Hello", "body": "There"}}


def out(world: Any) -> int:
    return len(world.clevertap.made) + len(world.clevertap.sends)


@pytest.fixture(params=["campaign", "message"])
def make(request: Any, make_campaign: Any, make_message: Any) -> Any:
    if request.param == "campaign":
        return lambda address, **more: make_campaign(address, **{**SAYS, **more})
    return make_message


def begin(world: Any, how: str, old: Any, killed: Any) -> None:
    """Another run, of a commit that has the campaign as ``a``. What is refused may be made all the same."""
    answers = {"refused": [(NOTHING, True)], "in doubt": [(LOST, True)], "under way": [(None, True)]}
    world.clevertap.faults = answers.get(how, [])
    if how == "under way":
        with pytest.raises(killed):
            world.apply(old, repository=[old])
    else:
        world.apply(old, repository=[old])
    if how == "given up":
        world.journal().append(lambda _: [records.freed(address="a", by="ann", why="another one")])
    elif how == "moved on":
        move(world.journal(), "a", "c", by="ann")


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("how", ["sent", "in doubt", "under way", "moved on", "refused"])
def test_what_was_begun_under_another_name_since_the_plan_is_not_sent_twice(
    world: Any, make: Any, killed: Any, how: str
) -> None:
    new = make("b")
    plan, run = world.plan(new), world.run(repository=[new])
    begin(world, how, make("a"), killed)
    applied = apply_plan(plan, run)
    [done] = applied.done
    assert (done.end, done.problem, applied.failed, out(world)) == (End.SKIPPED, True, True, 1)
    name = "c" if how == "moved on" else "a"
    assert done.detail.startswith(f"the same payload is recorded under {name} (")
    assert f"Write `was: [{name}]` here" in done.detail
    [change] = [one for one in world.plan(new).changes if one.address == "b"]
    assert (change.action, change.reason) == (Action.BLOCKED, done.detail)


@pytest.mark.parametrize("how", ["given up", "both stand", "other bytes"])
def test_what_is_none_of_it_goes_out(world: Any, make: Any, killed: Any, how: str) -> None:
    new = make("b")
    other = {"text": "Other"} if new.is_send else {"content": {"title": "Other", "body": "There"}}
    old = make("a", **(other if how == "other bytes" else {}))
    repository = [new, old] if how == "both stand" else [new]
    plan, run = world.plan(*repository), world.run(repository=repository)
    begin(world, how, old, killed)
    before = out(world)
    done = {one.address: one.end for one in apply_plan(plan, run).done}
    assert (done["b"], out(world)) == (End.APPLIED, before + 1)


@pytest.mark.breaks_the_promise
def test_nothing_is_stopped_for_it(world: Any, make_campaign: Any) -> None:
    before, new = make_campaign("b"), make_campaign("b", **SAYS)
    world.apply(before)
    plan, run = world.plan(new), world.run(repository=[new])
    world.apply(before, make_campaign("a", **SAYS))
    [done] = apply_plan(plan, run).done
    assert done.detail.startswith("nothing was stopped: the same payload is recorded under a")
    assert [one.stopped for one in world.clevertap.made] == [None, None]


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("stands", [False, True], ids=["its family is gone", "it is a row that came back"])
def test_an_instance_is_another_only_where_its_family_is_gone(
    world: Any, make_campaign: Any, killed: Any, stands: bool
) -> None:
    """A row that is in no file today is not renamed by that."""
    new, beside = make_campaign("b[x]", **SAYS), make_campaign("a[y]")
    repository = [new, beside] if stands else [new]
    plan, run = world.plan(new), world.run(repository=repository)
    begin(world, "sent", make_campaign("a[x]", **SAYS), killed)
    [done] = apply_plan(plan, run).done
    assert (done.end is End.APPLIED, out(world)) == (stands, 1 + stands)


@pytest.mark.parametrize("was", [(), ("e",)], ids=["a new one", "what it says that it was"])
def test_a_higher_revision_of_what_is_renamed_is_not_what_went_out_by_another_name(
    world: Any, make_campaign: Any, was: tuple[str, ...]
) -> None:
    """It was renamed without a word, and raised; brought back by its first name, it is what went out by the second."""
    first = {"name": "First", "content": {"title": "Hello", "body": "You"}}
    world.apply(make_campaign("e", when="now", **first))
    world.time.at += timedelta(days=1)
    world.apply(make_campaign("d", revision=2, when="now", **SAYS))
    world.time.at += timedelta(days=1)
    back = make_campaign("c", revision=2, when="now", was=was, **SAYS)
    [change] = [one for one in world.plan(back).changes if one.address == "c"]
    assert (change.action, "`was: [d]`" in change.reason) == (Action.BLOCKED, True)
    world.apply(back)
    assert out(world) == 2


def test_a_higher_revision_of_what_stands_may_say_what_another_said(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign("e", when="now", content={"title": "Hello", "body": "You"}))
    world.apply(
        make_campaign("e", when="now", content={"title": "Hello", "body": "You"}), make_campaign("d", **SAYS)
    )
    raised = make_campaign("e", revision=2, **SAYS)
    [change] = [one for one in world.plan(raised).changes if one.address == "e"]
    assert change.action is Action.CREATE


def test_nor_where_that_went_out_since_the_plan(world: Any, make_campaign: Any) -> None:
    """A run of an older commit tells it under the second name, while a plan of the newer one waits for its yes."""
    first = make_campaign("e", when="now", name="First", content={"title": "Hello", "body": "You"})
    world.apply(first)
    back = make_campaign("c", revision=2, was=("e",), **SAYS)
    plan, run = world.plan(back), world.run(repository=[back])
    assert [one.action for one in plan.notable] == [Action.CREATE]
    world.apply(first, make_campaign("d", revision=2, **SAYS))
    [done] = apply_plan(plan, run).done
    assert (done.end, "`was: [d]`" in done.detail, out(world)) == (End.SKIPPED, True, 2)
