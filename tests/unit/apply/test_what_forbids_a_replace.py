"""A replace stops nothing that its successor could not follow, and says what it left: each guard alone."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Action
from ctc.state import records
from ctc.state.losing import lose
from ctc.state.settling import move

EDITED = {"title": "Better", "body": "There"}
NO = Outcome(result=Result.REJECTED, detail="Campaign is being edited", code=7)
DOUBT = Outcome(result=Result.IN_DOUBT, detail="reset")
FINE = Outcome(result=Result.SENT, detail="ok")


def better(world: Any, make_campaign: Any, **more: Any) -> Any:
    plan = world.plan(make_campaign(content=EDITED, **more), listed=False)
    assert [change.action for change in plan.changes] == [Action.REPLACE]
    return plan


def observed(world: Any) -> list[str]:
    return [entry.record["status"] for entry in world.store.read() if entry.record["kind"] == "observed"]


@pytest.mark.parametrize("shows", [0, 1], ids=["nothing", "a half"])
def test_nothing_is_stopped_where_nobody_says_what_exists(
    scheduled: Any, make_campaign: Any, shows: int
) -> None:
    """Half a listing may hold the one in question, and not what stands in its way."""
    plan = better(scheduled, make_campaign)
    made = scheduled.clevertap.made[0]
    known = (ListedCampaign(id=made.id, name=made.name, status="pending"),)[:shows]
    scheduled.clevertap.listing = lambda *_: Listing(complete=False, campaigns=known, detail="HTTP 500")
    [done] = scheduled.apply(plan=plan).done
    assert done.end is End.SKIPPED
    assert done.detail == "nothing was stopped: CleverTap could not be asked what exists: HTTP 500"
    assert "stop" not in scheduled.clevertap.calls


@pytest.mark.parametrize(
    ("recurs", "listed", "goes"),
    [
        (False, "pending", True),
        (False, "running", False),
        (False, "completed", False),
        (False, "stopped", False),
        (True, "pending", True),
        (True, "running", True),
        (True, "completed", False),
        (True, "stopped", False),
    ],
)
def test_what_is_over_or_has_begun_gets_no_successor(
    scheduled: Any, make_campaign: Any, recurs: bool, listed: str, goes: bool
) -> None:
    """Whoever got it would get the edited one as well; what recurs has times that are still to come."""
    plan = better(scheduled, make_campaign)
    made, status = scheduled.clevertap.made[0], type(scheduled.clevertap.made[0]).status
    made.status = lambda now: status(made, now) if made.stopped else listed
    run = scheduled.run()
    record = run.record("one")
    as_it_recurs = {**run.journal.state.entries, record.born: record._replace(recurring=recurs)}
    run.journal._state = replace(run.journal.state, entries=as_it_recurs)
    [done] = apply_plan(plan, run).done
    assert done.end is (End.APPLIED if goes else End.SKIPPED)
    assert (made.stopped is not None) is goes
    if not goes:
        word = {"completed": "sent"}.get(listed, listed)
        assert (
            done.detail == f"nothing was stopped: CleverTap says that {made.id} is {word} already; plan again"
        )
        assert observed(scheduled)[-1] == word


def test_a_word_that_nobody_knows_keeps_nothing_from_being_stopped(
    scheduled: Any, make_campaign: Any
) -> None:
    plan, made = better(scheduled, make_campaign), scheduled.clevertap.made[0]
    made.status = lambda _: "dreaming"
    apply_plan(plan, scheduled.run())
    assert "stop" in scheduled.clevertap.calls
    assert observed(scheduled) == []


@pytest.mark.parametrize(
    ("recurs", "seconds", "goes"), [(True, 2, False), (False, 2, False), (True, -1, True)]
)
def test_what_begins_while_it_would_be_replaced_is_left_alone(
    scheduled: Any, make_campaign: Any, recurs: bool, seconds: int, goes: bool
) -> None:
    """Of what recurs its first time counts as well; what is to come after that may be replaced."""
    plan = better(scheduled, make_campaign)
    run = scheduled.run()
    record = run.record("one")._replace(
        recurring=recurs, scheduled_on=scheduled.time.now() + timedelta(seconds=seconds)
    )
    run.journal._state = replace(
        run.journal.state, entries={**run.journal.state.entries, record.born: record}
    )
    [done] = apply_plan(plan, run).done
    assert done.end is (End.APPLIED if goes else End.SKIPPED)
    assert (scheduled.clevertap.made[0].stopped is not None) is goes
    assert goes or "it begins in less than 5m" in done.detail


def test_a_record_that_went_elsewhere_is_not_stopped(scheduled: Any, make_campaign: Any) -> None:
    plan = better(scheduled, make_campaign)
    move(scheduled.journal(), "one", "two", by="ann")
    [done] = scheduled.apply(plan=plan).done
    assert (done.end, done.detail) == (End.SKIPPED, "nothing was stopped: its record is gone")
    assert "stop" not in scheduled.clevertap.calls


@pytest.mark.parametrize("send", ["held", "free"])
def test_a_campaign_that_becomes_a_send_by_name_waits_before_it_is_stopped(
    scheduled: Any, make_message: Any, send: str
) -> None:
    """An older state is known to lack sends: this one may have gone out already."""
    if send == "held":
        held = records.held(why="the state is older than the account", since=scheduled.time.now())
        scheduled.time.at += timedelta(seconds=1)
        scheduled.journal().append(lambda _: [held])
    plan = scheduled.plan(make_message("one"), listed=False)
    if plan.changes[0].action is not Action.REPLACE:
        assert plan.changes[0].action is Action.BLOCKED
        plan = replace(plan, changes=(plan.changes[0]._replace(action=Action.REPLACE, in_doubt=False),))
    [done] = scheduled.apply(plan=plan).done
    if send == "free":
        assert done.end is End.APPLIED
        assert [made.stopped is None for made in scheduled.clevertap.made] == [False]
        assert len(scheduled.clevertap.sends) == 1
        return
    assert (done.end, done.detail) == (
        End.IN_DOUBT,
        "nothing was stopped: the state is older than the account",
    )
    assert "stop" not in scheduled.clevertap.calls


STOPS: list[tuple[str, list[tuple[Outcome, bool]], str, End, str]] = [
    ("refused", [(NO, False)], "pending", End.REJECTED, f"refused: {NO.detail}; no successor was made"),
    ("refused, and it runs", [(NO, False)], "running", End.REJECTED, f"refused: {NO.detail}; no successor was made"),
    ("never answered", [(DOUBT, False)] * 4, "pending", End.REJECTED, "not answered: reset; no successor was made"),
    ("said and not done", [(FINE, False)], "pending", End.SKIPPED,
     "{id} was stopped, but CleverTap's listing says scheduled: no successor was made"),
    ("said, and it runs", [(FINE, False)], "running", End.SKIPPED,
     "{id} was stopped, but CleverTap's listing says running: no successor was made"),
    ("said, and it went out", [(FINE, False)], "completed", End.SKIPPED,
     "{id} was stopped, but CleverTap's listing says sent: no successor was made"),
    ("said, and nobody knows the word", [(FINE, False)], "x", End.SKIPPED,
     "{id} was stopped, but CleverTap's listing does not show it: no successor was made"),
]  # fmt: skip


@pytest.mark.parametrize("row", STOPS, ids=[row[0] for row in STOPS])
def test_a_stop_that_is_not_certain_gets_no_successor(scheduled: Any, make_campaign: Any, row: Any) -> None:
    _, answers, listed, end, detail = row
    plan, made = better(scheduled, make_campaign), scheduled.clevertap.made[0]
    scheduled.clevertap.stop_faults = [*answers]
    made.status = lambda _: listed if "stop" in scheduled.clevertap.calls else "pending"
    began = scheduled.time.now()
    [done] = scheduled.apply(plan=plan).done
    assert (done.end, done.detail) == (end, detail.format(id=made.id))
    assert "create" not in scheduled.clevertap.calls
    looked = 0 if listed == "completed" or answers[0][0] is NO else 7 if len(answers) == 4 else 10
    assert scheduled.time.now() - began == timedelta(seconds=looked)
    word = {"completed": "sent", "running": "running"}.get(listed)
    assert observed(scheduled) == ([word] if word else [])


@pytest.mark.parametrize(
    ("rate", "stop_takes", "groups"),
    [
        (0.25, 0.0, [7, 1]),  # fifteen turns of four seconds are a minute
        (15 / 60.5, 0.0, [6, 2]),
        (0.1, 5.0, [3, 3, 2]),  # what is over by then is not counted twice
        (1.0, 12.5, [3, 3, 2]),
        (1.0, 12.75, [2, 2, 2, 2]),  # after 25 seconds nothing more is stopped
        (0.0, 0.0, [8]),
    ],
)
def test_a_group_ends_within_its_minute(
    world: Any, make_campaign: Any, rate: float, stop_takes: float, groups: list[int]
) -> None:
    names = [f"c{n}" for n in range(8)]
    world.apply(*map(make_campaign, names))
    world.time.at += timedelta(minutes=10)
    plan = world.plan(*(make_campaign(name, content=EDITED) for name in names))
    world.clevertap.calls.clear()
    run, stop = world.run(), world.clevertap.stop
    run.rate = rate

    def slow(number: int) -> Outcome:
        world.time.sleep(stop_takes)
        return stop(number)

    world.clevertap.stop = slow
    assert apply_plan(plan, run).counts["applied"] == 8
    calls = "".join(call[0] for call in world.clevertap.calls)
    assert [len(each) for each in re.findall("s+", calls)] == groups


def test_of_a_successor_that_is_refused_its_own_words_are_told(scheduled: Any, make_campaign: Any) -> None:
    scheduled.clevertap.faults = [(NO, False)]
    done = scheduled.apply(make_campaign(content=EDITED))
    assert [(one.end, one.detail) for one in done.done] == [(End.REJECTED, NO.detail)]
    [told] = [one.data for one in scheduled.events if one.event == "rejected"]
    assert (told["code"], told["action"]) == (7, "replace")


@pytest.mark.parametrize("count", [1, 2, 20, 21, 23])
def test_what_stays_stopped_is_named_up_to_twenty(world: Any, make_campaign: Any, count: int) -> None:
    names = [f"c{n:02}" for n in range(count)]
    world.apply(*map(make_campaign, names))
    world.time.at += timedelta(minutes=10)
    plan = world.plan(*(make_campaign(name, content=EDITED) for name in names), listed=False)
    world.clevertap.faults = [(NO, False)] * count
    [told] = world.apply(plan=plan).diagnostics
    more = f" and {count - 20} more" if count > 20 else ""
    stays = "stays" if count == 1 else "stay"
    assert told.message == f"{', '.join(names[:20])}{more} {stays} stopped without a successor"
    assert told.hint == (
        "`ctc apply --env test` makes the successor where there is still time; else a higher `revision` sends again"
    )


def forgetting(world: Any, make_campaign: Any) -> Any:
    """A plan that forgets a campaign whose spec is gone and which is over."""
    world.apply(make_campaign(when="now"))
    world.time.at += timedelta(days=2)
    world.apply(make_campaign(when="now"), make_campaign("two"))
    plan = world.plan(make_campaign("two"))
    assert [change.action for change in plan.changes if change.address == "one"] == [Action.FORGET]
    return plan


def test_what_is_over_is_forgotten(world: Any, make_campaign: Any) -> None:
    plan = forgetting(world, make_campaign)
    world.events.clear()
    assert world.apply(plan=plan).counts["applied"] == 1
    assert [one.address for one in world.events if one.event == "forgotten"] == ["one"]
    assert world.status("one") == "forgotten"


def test_what_another_run_made_anew_meanwhile_is_not_forgotten(world: Any, make_campaign: Any) -> None:
    plan = forgetting(world, make_campaign)
    world.apply(make_campaign(when="20310301 09:30", revision=2), make_campaign("two"))
    [done] = world.apply(plan=plan).done
    assert (done.end, done.detail, done.problem) == (End.SKIPPED, "another run has it in hand", False)
    assert world.status("one") == "scheduled"


@pytest.mark.parametrize(
    ("minutes", "goes"), [(-1, False), (4, False), (6, True)], ids=["begun", "too near", "in time"]
)
def test_what_somebody_moved_nearer_in_the_dashboard_gets_no_successor(
    scheduled: Any, make_campaign: Any, minutes: int, goes: bool
) -> None:
    """The record says another time than the one at which it goes out: by that the stop may have come too late."""
    plan = better(scheduled, make_campaign)
    [made] = scheduled.clevertap.made
    made.scheduled = scheduled.time.now() + timedelta(minutes=minutes)
    scheduled.clevertap.stop_faults = [(FINE, True)]
    listing = scheduled.clevertap.listing
    scheduled.clevertap.listing = lambda *days: _still_waiting(listing(*days))
    [done] = scheduled.apply(plan=plan).done
    assert (done.end is End.APPLIED, len(scheduled.clevertap.made) == 2) == (goes, goes)
    assert goes or "replace_margin" in done.detail


def _still_waiting(listing: Listing) -> Listing:
    """It is said to wait until it is stopped, however late that is."""
    said = [one._replace(status="pending") if one.status == "running" else one for one in listing.campaigns]
    return replace(listing, campaigns=tuple(said))


def test_what_somebody_deleted_in_the_dashboard_does_not_hold_its_successor_for_ever(
    scheduled: Any, make_campaign: Any
) -> None:
    """No listing shows that it is stopped. What it spent stays spent; a higher revision goes out."""
    [gone] = scheduled.clevertap.made
    listing = scheduled.clevertap.listing
    scheduled.clevertap.listing = lambda *days: _without(gone.id, listing(*days))
    [done] = scheduled.apply(plan=better(scheduled, make_campaign)).done
    assert f"`ctc state lost {gone.id} --env test --why TEXT`" in done.detail
    lose(scheduled.journal(), gone.id, by="ann", why="deleted")
    edited, again = make_campaign(content=EDITED), make_campaign(content=EDITED, revision=2)
    assert scheduled.plan(edited, listed=False).changes[0].action is Action.FROZEN
    assert scheduled.apply(again).counts["applied"] == 1
    assert scheduled.clevertap.calls.count("stop") == 0


def _without(number: int, listing: Listing) -> Listing:
    return replace(listing, campaigns=tuple(one for one in listing.campaigns if one.id != number))
