"""Two commits spell the keys of a family otherwise, and both are planned before either is applied: whom another run has
told since the plan is not told again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.outcome import Outcome, Result
from ctc.state import records

OTHER = {"title": "Other", "body": "There"}
FILE = ("sku",)


def make(make_campaign: Any, address: str, keys: tuple[str, ...], **more: Any) -> Any:
    return replace(make_campaign(address, **more), key_columns=keys)


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(
    ("theirs", "ours", "keys"),
    [
        ("drop[007]", "drop[7]", FILE),
        ("drop[7]", "drop[007]", FILE),
        ("drop[TRUE]", "drop[true]", FILE),
        ("drop[007,a]", "drop[7,a]", ("sku", "city")),
        ("drop[100]", "drop[100.0]", ()),
        ("drop[en,Pune]", "drop[Pune,en]", ()),
    ],
)
@pytest.mark.parametrize("how", ["sent", "in doubt"])
def test_whom_another_run_told_by_another_spelling_is_not_told_again(
    world: Any, make_campaign: Any, theirs: str, ours: str, keys: tuple[str, ...], how: str
) -> None:
    new = make(make_campaign, ours, keys, content=OTHER)
    plan, run = world.plan(new), world.run(repository=[new])
    if how == "in doubt":
        world.clevertap.faults = [(Outcome(result=Result.IN_DOUBT, detail="reset"), True)]
    old = make(make_campaign, theirs, keys)
    world.apply(old, repository=[old])
    [done] = apply_plan(plan, run).done
    assert (done.end, done.problem, len(world.clevertap.made)) == (End.SKIPPED, True, 1)
    assert done.detail == f"another run told {theirs} meanwhile, which is {ours} here: plan again"


@pytest.mark.breaks_the_promise
def test_whom_another_run_told_anew_by_another_spelling_is_not_told_once_more(
    world: Any, make_campaign: Any
) -> None:
    """Both say a higher revision than what was told before either."""
    world.apply(make(make_campaign, "drop[007]", FILE))
    world.time.at += timedelta(minutes=10)
    new = make(make_campaign, "drop[7]", FILE, content=OTHER, revision=2)
    plan, run = world.plan(new), world.run(repository=[new])
    old = make(make_campaign, "drop[007]", FILE, revision=2)
    world.apply(old, repository=[old])
    told = {done.address: done.detail for done in apply_plan(plan, run).done}
    assert told["drop[7]"] == "another run told drop[007] meanwhile, which is drop[7] here: plan again"
    assert len(world.clevertap.made) == 2


@pytest.mark.breaks_the_promise
def test_another_key_of_a_list_with_the_same_words_tells_nobody_again(world: Any, make_campaign: Any) -> None:
    new, old = (make_campaign(name, name="Name") for name in ("drop[b]", "drop[a]"))
    plan, run = world.plan(new), world.run(repository=[new])
    world.apply(old, repository=[old])
    [done] = apply_plan(plan, run).done
    assert (done.end, len(world.clevertap.made)) == (End.SKIPPED, 1)


@pytest.mark.parametrize(
    ("theirs", "ours", "keys", "how"),
    [
        ("drop[007]", "drop[7]", FILE, "both stand"),
        ("drop[a,b]", "drop[b,a]", ("one", "other"), ""),
        ("drop[007]", "drop[7]", FILE, "refused"),
        ("drop[007]", "drop[7]", FILE, "given up"),
        ("drop[007]", "drop[7]", FILE, "a higher revision"),
        ("fall[007]", "drop[7]", FILE, ""),
        ("drop[8]", "drop[7]", FILE, ""),
        ("drop[a]", "drop[b]", (), ""),
    ],
)
def test_what_is_another_one_goes_out(
    world: Any, make_campaign: Any, theirs: str, ours: str, keys: tuple[str, ...], how: str
) -> None:
    new = make(make_campaign, ours, keys, content=OTHER, revision=1 + (how == "a higher revision"))
    old = make(make_campaign, theirs, keys)
    repository = [new, old] if how == "both stand" else [new]
    plan, run = world.plan(*repository), world.run(repository=repository)
    if how == "refused":
        world.clevertap.faults = [(Outcome(result=Result.REJECTED, detail="no", code=1), False)]
    world.apply(old, repository=[old])
    if how == "given up":
        world.journal().append(lambda _: [records.freed(address=theirs, by="ann", why="another one")])
    ends = {done.address: done.end for done in apply_plan(plan, run).done}
    assert ends[ours] is End.APPLIED


def test_what_is_there_itself_may_be_edited(world: Any, make_campaign: Any) -> None:
    """Though another run told all of it anew by another spelling meanwhile: an edit tells nobody a second time."""
    world.apply(make_campaign("drop[7]"))
    world.time.at += timedelta(minutes=10)
    plan, run = world.plan(make_campaign("drop[7]", content=OTHER)), world.run()
    old = make_campaign("drop[007]", revision=2)
    world.apply(plan=world.plan(old, selected=lambda address: address == "drop[007]"), repository=[old])
    [done] = apply_plan(plan, run).done
    assert (done.end, [one.body["content"] == OTHER for one in world.clevertap.made]) == (
        End.APPLIED,
        [False, False, True],
    )
