"""A stop, and what is looked at until it is certain: what nobody stopped for sure is called so by nobody."""

from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.recall import recall
from ctc.apply.stopping import seen_as, stop_recorded
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import UserError
from ctc.plans.plan import Action, Change
from ctc.plans.windows import needs_listing
from ctc.state import records
from ctc.state.halting import halt
from ctc.state.record import Status
from ctc.state.settling import move

FINE = Outcome(result=Result.SENT, detail="ok")
NO = Outcome(result=Result.REJECTED, detail="Campaign is being edited")
BUSY = Outcome(result=Result.THROTTLED, detail="slow down")
DOUBT = Outcome(result=Result.IN_DOUBT, detail="reset")
BEFORE = Outcome(result=Result.NOT_SENT, detail="refused")


def stops(world: Any) -> list[Mapping[str, Any]]:
    """The intents of stops."""
    return [entry.record for entry in world.store.read() if entry.record.get("verb") == "stop"]


ENDS: list[tuple[str, list[tuple[Outcome, bool]], str, End, str, str, float]] = [
    # what, the answers and whether it stopped, what it is listed as, the end, why, its status, seconds
    ("answered", [(FINE, True)], "", End.APPLIED, "", "forgotten", 0),
    ("refused", [(NO, False)], "", End.REJECTED, "refused: Campaign is being edited", "scheduled", 10),
    ("refused, as it was stopped", [(NO, True)], "", End.APPLIED, "", "forgotten", 0),
    ("refused, as it went out", [(NO, False)], "completed", End.APPLIED, "", "forgotten", 0),
    ("refused, and it goes out", [(NO, False)], "running", End.REJECTED, f"refused: {NO.detail}", "running", 10),
    ("refused, and nobody knows the word", [(NO, False)], "x", End.REJECTED, f"refused: {NO.detail}", "scheduled", 10),
    ("busy once", [(BUSY, False), (FINE, True)], "", End.APPLIED, "", "forgotten", 2),
    ("busy", [(BUSY, False)] * 4, "", End.IN_DOUBT, "not answered: slow down", "scheduled", 52),
    ("not reached", [(BEFORE, False)] * 4, "", End.IN_DOUBT, "not answered: refused", "scheduled", 17),
    ("no answer", [(DOUBT, False)] * 4, "", End.IN_DOUBT, "not answered: reset", "scheduled", 17),
    ("no answer, and stopped", [(DOUBT, False)] * 3 + [(DOUBT, True)], "", End.APPLIED, "", "forgotten", 7),
]  # fmt: skip


@pytest.mark.parametrize("row", ENDS, ids=[row[0] for row in ENDS])
def test_how_a_stop_of_what_is_gone_ends(scheduled: Any, row: Any) -> None:
    _, answers, listed, end, why, status, seconds = row
    scheduled.clevertap.stop_faults = [*answers]
    made = scheduled.clevertap.made[0]
    if listed:
        made.status = lambda _: listed
    began, plan = scheduled.time.now(), scheduled.plan(listed=False)
    [done] = scheduled.apply(plan=plan).done
    assert (done.end, done.detail, scheduled.status("one")) == (end, why, status)
    assert scheduled.time.now() - began == timedelta(seconds=seconds)
    told = [(one.address, one.data["id"]) for one in scheduled.events if one.event == "stopped"]
    assert told == ([("one", made.id)] if end is End.APPLIED else [])
    assert done.id == (made.id if end is End.APPLIED else None)
    assert scheduled.clevertap.calls.count("stop") == len(answers)
    assert {one["purpose"] for one in stops(scheduled)} == {"gone"}, "a record that says why it stays stopped"


def test_a_stop_that_is_seen_late_is_seen(scheduled: Any) -> None:
    """A listing lags: it is looked at after one second, after three more and after six."""
    scheduled.clevertap.stop_faults = [(NO, True)]
    made, began = scheduled.clevertap.made[0], scheduled.time.now()
    made.status = lambda now: "stopped" if (now - began).total_seconds() >= 4 else "pending"
    assert scheduled.apply().counts["applied"] == 1
    assert scheduled.time.now() - began == timedelta(seconds=4)


def test_who_interrupts_waits_for_no_second_look(scheduled: Any) -> None:
    listing, asked = scheduled.clevertap.listing, []
    scheduled.clevertap.listing = lambda *days: asked.append(days) or listing(*days)
    scheduled.clevertap.stop_faults = [(NO, False)]
    began = scheduled.time.now()
    done = scheduled.apply(interrupted=lambda: "stop" in scheduled.clevertap.calls)
    assert (done.counts["rejected"], done.interrupted) == (1, True)
    assert scheduled.time.now() == began
    assert scheduled.clevertap.calls[-1] == "listing"
    assert len(asked) == len({*asked}), "no days are asked for twice"


def test_what_cannot_be_listed_is_not_called_stopped(scheduled: Any) -> None:
    plan = scheduled.plan()
    scheduled.clevertap.stop_faults = [(NO, True)]
    scheduled.clevertap.complete = False
    assert scheduled.apply(plan=plan).counts["rejected"] == 1
    assert scheduled.status("one") == "scheduled"


@pytest.mark.parametrize(
    ("seconds", "lag", "skipped"),
    [(0, None, True), (59, None, True), (60, None, False), (60, 30.0, True), (90, 30.0, False)],
)
@pytest.mark.parametrize("after", ["after-intent", "inside-stop"])
def test_what_another_run_has_in_hand_is_left_to_it(
    scheduled: Any, failpoint: Any, killed: Any, seconds: int, lag: float | None, skipped: bool, after: str
) -> None:
    """Its request may be under way, and then its successor: for so long it is its own."""
    scheduled.facts = replace(scheduled.facts, listing_lag=lag)
    plan = scheduled.plan()
    with pytest.raises(killed):
        scheduled.apply(plan=plan, failpoint=failpoint(after))
    scheduled.time.at += timedelta(seconds=seconds)
    [done] = scheduled.apply(plan=plan).done
    assert (done.end, done.problem) == ((End.SKIPPED, False) if skipped else (End.APPLIED, True))
    assert done.detail == ("another run has it in hand" if skipped else "")
    assert recall(scheduled.run(), ["one"], "").failed is False, "a person waits for nobody"


def test_what_a_dead_run_left_is_taken_over_at_once(
    scheduled: Any, failpoint: Any, killed: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = scheduled.plan()
    with pytest.raises(killed):
        scheduled.apply(plan=plan, failpoint=failpoint("after-intent"))
    open_journal = scheduled.journal

    def journal() -> Any:
        found = open_journal()
        found.doubt(lambda _: True)
        return found

    monkeypatch.setattr(scheduled, "journal", journal)
    assert scheduled.apply(plan=plan).counts["applied"] == 1


def test_a_successor_that_another_run_made_meanwhile_is_not_stopped_for_it(
    scheduled: Any, make_campaign: Any, failpoint: Any
) -> None:
    plan = scheduled.plan()
    edited = make_campaign(content={"title": "Better", "body": "There"})
    first = failpoint("before-intent", act=lambda: scheduled.apply(edited))
    [done] = scheduled.apply(plan=plan, failpoint=first).done
    assert (done.end, done.problem) == (End.SKIPPED, False)
    assert [made.stopped is None for made in scheduled.clevertap.made] == [False, True]


@pytest.mark.parametrize("purpose", ["gone", "person"])
def test_what_was_given_up_meanwhile_is_another_entry(scheduled: Any, failpoint: Any, purpose: str) -> None:
    freed = records.freed(address="one", by="ann", why="another one")
    run = scheduled.run(
        failpoint=failpoint("before-intent", act=lambda: scheduled.journal().append(lambda _: [freed]))
    )
    change = Change(address="one", action=Action.STOP, reason="a wrong price")
    assert stop_recorded(run, change, purpose) == (None, "another run has it in hand")
    assert scheduled.clevertap.made[0].stopped is None


def test_a_halt_keeps_nobody_from_stopping_what_is_gone(scheduled: Any, failpoint: Any) -> None:
    """It is there to keep things from going out."""
    first = failpoint("before-intent", act=lambda: halt(scheduled.journal(), by="ann", why="prices"))
    assert scheduled.apply(failpoint=first).counts["applied"] == 1
    assert scheduled.clevertap.made[0].stopped is not None


@pytest.mark.parametrize("address", ["nobody", "asks"])
def test_what_has_no_id_cannot_be_stopped(scheduled: Any, make_campaign: Any, address: str) -> None:
    scheduled.clevertap.faults = [(NO, False)]
    scheduled.apply(make_campaign(), make_campaign("asks"))
    change = Change(address=address, action=Action.STOP, reason="")
    said = stop_recorded(scheduled.run(), change, "gone")
    assert said == (False, "refused: nothing with an id is recorded")
    assert not scheduled.clevertap.calls.count("stop")


def test_who_is_interrupted_begins_no_stop(scheduled: Any) -> None:
    change = Change(address="one", action=Action.STOP, reason="")
    said = stop_recorded(scheduled.run(interrupted=lambda: True), change, "gone")
    assert said == (None, "interrupted before it was stopped")
    assert not scheduled.clevertap.calls.count("stop")


@pytest.mark.parametrize(("purpose", "why"), [("gone", ""), ("replace", ""), ("person", "a wrong price")])
def test_what_is_recorded_of_a_stop(scheduled: Any, purpose: str, why: str) -> None:
    scheduled.facts = replace(scheduled.facts, commit="c0ffee", timeout=17.0)
    run, told = scheduled.run(), list[str]()
    change = Change(address="one", action=Action.STOP, reason="a wrong price")
    assert stop_recorded(run, change, purpose, lambda: told.append("durable")) == (True, "")
    assert told == ["durable"]
    [intent] = stops(scheduled)
    made = scheduled.clevertap.made[0].id
    wanted = {"target": made, "purpose": purpose, "why": why, "commit": "c0ffee", "timeout": 17.0}
    assert {key: intent[key] for key in wanted} == wanted
    assert (intent["runner"], intent["revision"], intent["digest"]) == (
        run.runner,
        1,
        run.record("one").digest,
    )
    [event] = [one for one in scheduled.events if one.event == "intent"]
    assert (event.address, event.data) == ("one", {"intent": intent["intent"], "stops": made})
    answers = [entry.record for entry in scheduled.store.read() if entry.record["kind"] == "outcome"]
    assert answers[-1]["result"] == "stopped"
    assert run.record("one").stopped_by == purpose


@pytest.mark.parametrize(
    ("status", "keeps"),
    [(None, False), (Status.SCHEDULED, False), (Status.RUNNING, True), (Status.STOPPED, True)],
)
def test_what_merely_waits_is_not_written_down(scheduled: Any, status: Status | None, keeps: bool) -> None:
    record = scheduled.run().record("one")
    made = scheduled.clevertap.made[0].id
    seen = [{"address": "one", "id": made, "status": str(status)}] if keeps else []
    assert [{key: one[key] for key in ("address", "id", "status")} for one in seen_as(record, status)] == seen
    assert not [*seen_as(record._replace(id=None), status)]


EDITED = {"title": "Better", "body": "There"}


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(
    ("purpose", "is_edited", "action", "says"),
    [
        ("gone", False, Action.FROZEN, "it was stopped: nothing is sent"),
        ("replace", False, Action.CREATE, "finishes a replace: {} is stopped"),
        ("replace", True, Action.CREATE, "finishes a replace: {} is stopped"),
    ],
)
def test_a_stop_that_nobody_heard_of_again_is_looked_for_by_the_next_plan(
    scheduled: Any,
    make_campaign: Any,
    failpoint: Any,
    killed: Any,
    purpose: str,
    is_edited: bool,
    action: Action,
    says: str,
) -> None:
    """Its answer was lost and its run died. A plan that asks nobody would call it unchanged, and one that does not know
    what it was stopped for would want another revision for what was to be replaced."""
    world, now = scheduled, scheduled.time.now
    assert not needs_listing(world.journal().state, now())
    world.clevertap.stop_faults = [(DOUBT, True)]
    edited = make_campaign(content=EDITED)
    with pytest.raises(killed):
        world.apply(*([] if purpose == "gone" else [edited]), failpoint=failpoint("after-outcome"))
    assert world.status("one") == "scheduled"
    assert needs_listing(world.journal().state, now())
    spec = edited if is_edited else make_campaign()
    [change] = world.plan(spec).changes
    assert (change.action, change.reason.split(". `")[0]) == (action, says.format(change.recorded.id))
    world.apply(spec)
    assert [one.body["content"] for one in world.clevertap.made if one.stopped is None] == (
        [] if purpose == "gone" else [spec.body["content"]]
    )


def test_a_stop_that_was_refused_is_asked_about_no_more(scheduled: Any) -> None:
    """Each plan would ask for a listing until it goes out."""
    scheduled.clevertap.stop_faults = [(NO, False)]
    assert scheduled.apply().failed
    assert not needs_listing(scheduled.journal().state, scheduled.time.now())


@pytest.mark.parametrize(("after", "moves"), [(0, False), (59, False), (60, True)])
@pytest.mark.parametrize("how", ["told by its spec", "by a person"])
def test_what_a_dead_stop_was_about_can_be_renamed_when_it_is_over(
    scheduled: Any, make_campaign: Any, failpoint: Any, killed: Any, after: int, moves: bool, how: str
) -> None:
    """Nobody can settle a stop: it would stand under its old name for good."""
    world = scheduled
    with pytest.raises(killed):
        world.apply(failpoint=failpoint("after-intent"))
    world.time.at += timedelta(seconds=after)
    if how == "by a person":
        with nullcontext() if moves else pytest.raises(UserError):
            move(world.journal(), "one", "two", by="ann")
    else:
        world.apply(make_campaign("two", name="Name of one", was=("one",)))
    assert (world.journal().state.record("two") is not None) is moves


@pytest.mark.parametrize("by", ["the dashboard", "a run that was killed"])
def test_what_is_forgotten_as_stopped_is_known_as_stopped(
    scheduled: Any, make_campaign: Any, killed: Any, by: str
) -> None:
    """Its spec comes back with a revert: that it will go out would be said of what nobody gets."""
    two = make_campaign("two")
    scheduled.apply(make_campaign(), two)
    if by == "the dashboard":
        scheduled.clevertap.made[0].stopped = scheduled.time.now()
    else:
        scheduled.clevertap.stop_faults = [(None, True)]
        with pytest.raises(killed):
            scheduled.apply(two)
    scheduled.time.at += timedelta(hours=2)
    plan = scheduled.plan(two)
    assert [(one.address, one.action) for one in plan.notable] == [("one", Action.FORGET)]
    assert scheduled.apply(plan=plan).counts["applied"] == 1
    [back] = [
        one for one in scheduled.plan(make_campaign(), two, listed=False).changes if one.address == "one"
    ]
    assert (back.action, back.reason.partition(":")[0]) == (Action.FROZEN, "it was stopped")


def test_what_goes_on_after_all_is_not_forgotten(scheduled: Any, make_campaign: Any) -> None:
    """Its spec is gone, and a plan saw that it was stopped: by now it would go out with nobody to follow it."""
    two = make_campaign("two")
    scheduled.apply(make_campaign(), two)
    [one, *_] = scheduled.clevertap.made
    one.stopped = scheduled.time.now()
    plan = scheduled.plan(two)
    assert [change.action for change in plan.notable] == [Action.FORGET]
    one.stopped = None
    [done] = scheduled.apply(plan=plan).done
    assert (done.end, done.problem) == (End.SKIPPED, True)
    assert [change.action for change in scheduled.plan(two).notable] == [Action.STOP]
