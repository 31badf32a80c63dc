"""What a run says at its end, when something is left that a person must look at."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.ending import _halves, finished
from ctc.apply.run import Run
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import UserError
from ctc.plans.plan import Action
from ctc.state.halting import halt, resume
from ctc.state.record import Record, Status

NO = Outcome(result=Result.REJECTED, detail="Field title is empty", code=21)


def codes(done: Any) -> list[str]:
    return [found.code for found in done.diagnostics]


def test_two_copies_of_one_create_are_told(world: Any, make_campaign: Any) -> None:
    """A proxy that repeats a POST: everybody would get it twice, and only the listing shows it."""
    once = world.clevertap.create

    def repeated(body: bytes, **more: Any) -> Any:
        once(body, **more)
        return once(body, **more)

    world.clevertap.create = repeated
    done = world.apply(make_campaign())
    assert codes(done) == ["CTC603"]
    assert (done.diagnostics[0].message, done.diagnostics[0].hint) == (
        "one: CleverTap lists 2 campaigns with the marker of one create",
        "look at them in CleverTap at once, and stop those that are too many",
    )
    assert [copy.listed for copy in done.copies] == [2]
    assert done.failed
    assert not done.in_doubt


def test_one_copy_is_right(world: Any, make_campaign: Any) -> None:
    done = world.apply(make_campaign("one"), make_campaign("two"))
    assert codes(done) == []
    assert [copy.listed for copy in done.copies] == [1, 1]
    assert not done.failed


def test_two_copies_are_told_also_while_their_request_may_be_under_way(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any
) -> None:
    """That another run has it in hand is no answer to two campaigns that are there already."""
    plan = world.plan(make_campaign())
    with pytest.raises(killed):
        world.apply(plan=plan, failpoint=failpoint("before-outcome"))
    world.clevertap.made.append(replace(world.clevertap.made[0], id=99))
    (done,) = world.apply(plan=plan).done
    assert done.end is End.IN_DOUBT
    assert done.detail == (
        "CleverTap lists several candidates (1700000001, 99) with this identity that this state does not know"
    )
    assert world.clevertap.calls.count("create") == 1


def test_a_renamed_spec_whose_request_is_under_way_is_left_to_the_run_that_sent_it(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any
) -> None:
    """One checkout has the rename and another has not: nobody is called for a doubt that ends by itself."""
    world.apply(make_campaign(when="now"))
    world.time.at += timedelta(minutes=10)
    renamed = world.plan(make_campaign("two", was=("one",), revision=2))
    assert [change.action for change in renamed.changes] == [Action.CREATE]
    with pytest.raises(killed):
        world.apply(make_campaign(revision=2), failpoint=failpoint("after-intent"))
    done = world.apply(plan=renamed)
    assert [(one.end, one.detail, one.problem) for one in done.done] == [
        (End.SKIPPED, "another run has it in hand", False)
    ]
    assert world.clevertap.calls.count("create") == 1


def test_a_doubt_of_one_replace_is_told_beside_the_others(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any
) -> None:
    """Its successor may be under way, and the same reviewed plan is applied again: that it waits is no answer."""
    world.apply(*(make_campaign(name) for name in ("one", "two")))
    world.time.at += timedelta(minutes=10)
    better = {"title": "Better", "body": "There"}
    plan = world.plan(*(make_campaign(name, content=better) for name in ("one", "two")))
    with pytest.raises(killed):
        world.apply(plan=plan, failpoint=failpoint("after-intent", 3))
    world.time.at += timedelta(minutes=5)
    world.events.clear()
    done = world.apply(plan=plan)
    assert (done.done[0].end, done.in_doubt) == (End.IN_DOUBT, True)
    assert [one.event for one in world.events if one.address == "one"] == ["in_doubt"]


def test_a_run_records_what_became_of_earlier_campaigns(world: Any, make_campaign: Any) -> None:
    """`ctc status` without a listing would call what went out long ago running for ever."""
    early = make_campaign("early", when="now")
    world.apply(early)
    world.time.at += timedelta(minutes=10)
    world.apply(early, make_campaign("late"))
    assert (world.status("early"), world.status("late")) == ("sent", "scheduled")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (1, "c0 stays stopped without a successor"),
        (20, "c19 stay stopped without a successor"),
        (21, "c19 and 1 more stay stopped without a successor"),
    ],
)
def test_of_many_that_have_no_successor_some_are_named(
    world: Any, make_campaign: Any, monkeypatch: pytest.MonkeyPatch, count: int, said: str
) -> None:
    plan = world.plan(*(make_campaign(f"c{number}") for number in range(count)))
    half = Record(address="", status=Status.STOPPED, born=1, stopped_by="late")
    monkeypatch.setattr(Run, "record", lambda _run, _address: half)
    changes = sorted(plan.notable, key=lambda change: int(change.address[1:]))
    [told] = _halves(world.run(), replace(plan, changes=changes))
    assert told.message.endswith(said)


def test_what_is_stopped_and_has_no_successor_is_told(world: Any, make_campaign: Any) -> None:
    """Nobody would get anything, although the plan said that an edit goes out."""
    world.apply(make_campaign("one"), make_campaign("two"))
    edited = [make_campaign(name, content={"title": "Better", "body": "There"}) for name in ("one", "two")]
    world.clevertap.faults = [(NO, False)]
    done = world.apply(*edited)
    assert [one.end for one in done.done] == [End.REJECTED, End.APPLIED]
    assert codes(done) == ["CTC621"]
    assert done.diagnostics[0].message == "one stays stopped without a successor"
    assert done.failed
    again = world.apply(*edited)
    assert (codes(again), again.failed) == ([], False)
    assert len([made for made in world.clevertap.made if made.stopped is None]) == 2


def test_a_change_without_an_end_is_a_bug_that_is_told(world: Any, make_campaign: Any) -> None:
    """A sum that leaves one out would call a campaign done that nobody ever sent."""
    plan = world.plan(make_campaign())
    with pytest.raises(RuntimeError, match=r"^the ends of this run do not add up to its plan$"):
        finished(world.run(), plan, [], refused=())


def test_a_halt_that_nobody_said_is_not_lifted(world: Any, make_campaign: Any) -> None:
    """It may be another environment that was meant, and that one stays halted."""
    halt(world.journal(), by="ann", why="prices are wrong")
    assert world.apply(make_campaign()).counts["applied"] == 0
    resume(world.journal(), by="ann", why="they are right")
    with pytest.raises(UserError, match="is not halted") as caught:
        resume(world.journal(), by="ann", why="they are right")
    assert caught.value.diagnostics[0].code == "CTC731"
    assert world.apply(make_campaign()).counts["applied"] == 1
