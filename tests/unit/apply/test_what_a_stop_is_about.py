"""``ctc stop``: what of some addresses it is about, in which order, and what is said of what it could not stop."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from ctc.apply.applied import Done, End
from ctc.apply.chosen import Chosen, chosen
from ctc.apply.recall import Recalled, recall
from ctc.apply.stopping import listed_status
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.plan import Action
from ctc.state.intents import Intent, Verb
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.store import StoreError
from ctc.state.tries import Name

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
NO = Outcome(result=Result.REJECTED, detail="Campaign is being edited")
DOUBT = Outcome(result=Result.IN_DOUBT, detail="reset")
CREATE = "/1/targets/create.json"


def minutes(count: float) -> datetime:
    return NOW + timedelta(minutes=count)


def state_of(*records: Record) -> State:
    entries = {born: one._replace(born=born) for born, one in enumerate(records, start=1)}
    names = {one.address: Name(entries=(born,), current=born) for born, one in entries.items()}
    return State(entries=entries, names=names)


def record(address: str = "a", **more: Any) -> Record:
    usual: dict[str, Any] = {
        "status": Status.SCHEDULED,
        "id": 7,
        "endpoint": CREATE,
        "scheduled_on": minutes(60),
    }
    return Record(**{"address": address, **usual, **more})


def flying(verb: Verb = Verb.CREATE) -> Intent:
    return Intent(id="i", verb=verb, at=NOW, timeout=30, runner="r", revision=1, digest="d")


KINDS: list[tuple[str, Record, str]] = [
    ("it waits", record(), "live"),
    ("its time has come", record(scheduled_on=minutes(-1)), "live"),
    ("it runs", record(status=Status.RUNNING, scheduled_on=None), "live"),
    ("it has no id", record(id=None), ""),
    ("it went out", record(status=Status.SENT), ""),
    ("it is in doubt", record(status=Status.IN_DOUBT, id=None, open=(flying(),)), "doubts"),
    ("it waits, and another create is open", record(open=(flying(),)), "doubts"),
    ("it waits, and a stop of it is open", record(open=(flying(Verb.STOP),)), "live"),
    ("a person stopped it", record(status=Status.STOPPED, stopped_by="person"), ""),
    ("a replace stopped it", record(status=Status.STOPPED, stopped_by="replace"), "halves"),
    ("a replace begins to stop it", record(stopped_by="replace"), "live"),
    ("it was sent by name", record(endpoint="/1/send/sms.json", id=None, status=Status.SENT), "sends"),
    ("a send is half done", record(endpoint="/1/send/sms.json", status=Status.STOPPED, stopped_by="replace"), "sends"),
]  # fmt: skip


@pytest.mark.parametrize("row", KINDS, ids=[row[0] for row in KINDS])
def test_what_a_stop_is_about(row: tuple[str, Record, str]) -> None:
    _, known, kind = row
    found = chosen(state_of(known), ["nobody", "a"], NOW)
    of = {name: [one.address for one in getattr(found, name)] for name in ("live", "halves", "doubts")}
    assert of == {name: (["a"] if kind == name else []) for name in of}
    assert found.sends == (kind == "sends")
    assert [one.address for one in found.all] == (["a"] if kind not in ("", "sends") else [])
    assert [one.address for one in found.over] == (["a"] if kind == "" else [])


def test_what_goes_out_next_or_has_just_begun_comes_first() -> None:
    found = chosen(
        state_of(
            record("later", scheduled_on=minutes(90)),
            record("begun", scheduled_on=minutes(-2)),
            record("tie-b", scheduled_on=minutes(5)),
            record("tie-a", scheduled_on=minutes(-5)),
            record("at once", scheduled_on=None, at=minutes(-3)),
            record("next", scheduled_on=minutes(1), at=minutes(-900)),
            record("timeless", scheduled_on=None),
        ),
        ["later", "begun", "tie-b", "tie-a", "at once", "next", "timeless"],
        NOW,
    )
    order = ["timeless", "next", "begun", "at once", "tie-a", "tie-b", "later"]
    assert [one.address for one in found.live] == order
    parts = Chosen(live=found.live[:1], halves=found.live[1:2], doubts=found.live[2:3], sends=0)
    assert parts.all == found.live[:3]


def done(end: End, **more: Any) -> Done:
    return Done(address="a", action=Action.STOP, end=end, **more)


@pytest.mark.parametrize(
    ("ends", "problem", "failed"),
    [
        ((), None, False),
        ((done(End.APPLIED), done(End.IN_DOUBT)), None, False),
        ((done(End.APPLIED), done(End.SKIPPED, problem=False)), None, False),
        ((done(End.SKIPPED), done(End.APPLIED)), None, True),
        ((done(End.APPLIED), done(End.REJECTED)), None, True),
        ((), Diagnostic(code="CTC620", severity=Severity.ERROR, message=""), True),
    ],
)
def test_when_a_stop_failed(ends: tuple[Done, ...], problem: Any, failed: bool) -> None:
    assert Recalled(done=ends, problem=problem).failed is failed


SURE: list[tuple[str, list[tuple[Outcome, bool]], str, End, str, bool]] = [
    # what, the answers, what it is listed as, the end, why, whether it is a failure
    ("refused", [(NO, False)], "pending", End.REJECTED, "refused: {no}; CleverTap says scheduled", True),
    ("it runs on", [(NO, False)], "running", End.REJECTED, "refused: {no}; CleverTap says running", True),
    ("it was over", [(NO, False)], "completed", End.SKIPPED, "it has gone out already", False),
    ("somebody else stopped it", [(NO, False)], "stopped", End.APPLIED, "", False),
    ("not listed", [(NO, False)], "", End.REJECTED, "refused: {no}; CleverTap does not list it", True),
    ("a word of tomorrow", [(NO, False)], "x", End.REJECTED, "refused: {no}; CleverTap does not list it", True),
    ("never answered", [(DOUBT, False)] * 4, "pending", End.REJECTED,
     "not answered: reset; CleverTap says scheduled", True),
]  # fmt: skip


@pytest.mark.parametrize("row", SURE, ids=[row[0] for row in SURE])
def test_the_end_of_a_stop_that_was_not_answered(scheduled: Any, row: Any) -> None:
    _, answers, listed, end, why, failed = row
    scheduled.clevertap.stop_faults = [*answers]
    made = scheduled.clevertap.made[0]
    made.status = lambda _: listed
    if not listed:
        scheduled.clevertap.made.clear()
    told = recall(scheduled.run(), ["one"], "")
    [one] = told.done
    assert (one.end, one.detail, told.failed) == (end, why.format(no=NO.detail), failed)
    assert (one.action, one.id) == (Action.STOP, made.id if end is End.APPLIED else None)
    finished = scheduled.events[-1]
    assert (finished.event, finished.data["planned"], finished.data[end.value]) == ("finished", 1, 1)
    kept = {"stopped": "stopped", "running": "running", "completed": "sent"}.get(listed, "scheduled")
    assert scheduled.status("one") == kept
    stopped = [event.data for event in scheduled.events if event.event == "stopped"]
    assert stopped == ([{"id": made.id}] if end is End.APPLIED else [])


@pytest.mark.parametrize(
    ("known", "is_asked"), [(True, True), (False, False)], ids=["half a listing", "no listing"]
)
def test_half_a_listing_tells_what_it_shows(scheduled: Any, known: bool, is_asked: bool) -> None:
    """What it shows is there; that it lacks something is no reason to leave a copy running."""
    made = scheduled.clevertap.made[0]
    shown = ListedCampaign(id=made.id, name=made.name, status="completed")
    twin = ListedCampaign(id=99, name=made.name, status="pending")
    listing = Listing(complete=False, campaigns=(shown, twin) if known else (), detail="HTTP 500")
    scheduled.clevertap.listing = lambda *_: listing
    scheduled.clevertap.stop_faults = [(NO, False)]
    stopped: list[int] = []
    stop = scheduled.clevertap.stop
    scheduled.clevertap.stop = lambda number: stopped.append(number) or stop(number)
    told = recall(scheduled.run(), ["one"], "")
    assert stopped == ([made.id, 99] if is_asked else [made.id])
    assert told.done[0].end is (End.SKIPPED if is_asked else End.REJECTED)


@pytest.mark.parametrize(
    ("status", "stops"), [("pending", 1), ("Running", 1), ("completed", 0), ("stopped", 0)]
)
@pytest.mark.parametrize("revision", [1, 2])
def test_a_copy_of_any_revision_that_is_live_is_stopped(
    scheduled: Any, make_campaign: Any, status: str, stops: int, revision: int
) -> None:
    if revision == 2:
        scheduled.clevertap.made[0].stopped = scheduled.time.now()
        scheduled.apply(make_campaign(revision=2))
    old = scheduled.clevertap.made[0]
    twin = replace(old, id=99, stopped=None)
    twin.status = lambda _: status
    scheduled.clevertap.made.append(twin)
    other = replace(old, id=98, name="Somebody else's", stopped=None)
    scheduled.clevertap.made.append(other)
    stopped: list[int] = []
    stop = scheduled.clevertap.stop
    scheduled.clevertap.stop = lambda number: stopped.append(number) or stop(number)
    recall(scheduled.run(), ["one"], "")
    assert stopped.count(99) == stops
    assert other.stopped is None


def test_a_copy_that_clevertap_refused_to_stop_is_stopped_by_the_same_command(scheduled: Any) -> None:
    """Its record is over by then, and the copy would go out."""
    made = scheduled.clevertap.made
    twin = replace(made[0], id=99)
    made.append(twin)
    scheduled.clevertap.stop_faults = [(Outcome(result=Result.SENT, detail="ok"), True), (NO, False)]
    assert [one.end for one in recall(scheduled.run(), ["one"], "").done] == [End.REJECTED]
    assert (scheduled.status("one"), twin.stopped) == ("stopped", None)
    scheduled.time.at += timedelta(days=2)
    told = recall(scheduled.run(), ["one"], "")
    assert [(one.address, one.end, one.id) for one in told.done] == [("one", End.APPLIED, 99)]
    assert twin.stopped is not None
    assert recall(scheduled.run(), ["one"], "").done == ()


def test_what_is_in_doubt_says_whether_it_may_be_under_way(
    scheduled: Any, make_campaign: Any, failpoint: Any, killed: Any
) -> None:
    with pytest.raises(killed):
        scheduled.apply(make_campaign(), make_campaign("two"), failpoint=failpoint("after-intent"))
    for seconds, why in (
        (59, "another run may be sending it at this moment"),
        (1, "nobody knows whether it exists"),
    ):
        scheduled.time.at += timedelta(seconds=seconds)
        told = recall(scheduled.run(), ["two"], "")
        assert [(one.end, one.detail) for one in told.done] == [(End.IN_DOUBT, why)]
        assert not told.failed


def test_a_doubt_that_turns_out_as_never_made_or_over_needs_no_stop(
    scheduled: Any, make_campaign: Any
) -> None:
    scheduled.facts = replace(scheduled.facts, listing_lag=60.0)
    scheduled.clevertap.faults = [(DOUBT, False), (DOUBT, True)]
    scheduled.apply(make_campaign(), make_campaign("lost"), make_campaign("over", when="now"))
    scheduled.time.at += timedelta(hours=1)
    scheduled.clevertap.calls.clear()
    told = recall(scheduled.run(), ["lost", "over"], "")
    assert (told.done, told.failed) == ((), False)
    assert scheduled.clevertap.calls == ["listing"]
    assert (scheduled.status("lost"), scheduled.status("over")) == ("not_sent", "sent")


def test_why_a_person_stops_it_is_recorded_and_in_what_words_where_none_are_said(scheduled: Any) -> None:
    recall(scheduled.run(), ["one"], "")
    whys = [entry.record["why"] for entry in scheduled.store.read() if entry.record.get("verb") == "stop"]
    assert whys == ["a person stops it"]


def test_a_stop_whose_listener_is_gone_says_so_at_the_end(scheduled: Any) -> None:
    def gone(_: Any) -> None:
        raise BrokenPipeError

    run = scheduled.run()
    run.listener = gone
    with pytest.raises(BrokenPipeError):
        recall(run, ["one"], "")


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("rate", [1.0, 1000.0])
@pytest.mark.parametrize("appends", range(9))
def test_whatever_could_not_be_recorded_of_a_stop_is_told(
    scheduled: Any, make_campaign: Any, appends: int, rate: float
) -> None:
    """The store dies at any moment of it: each campaign is stopped and told all the same, what is in doubt is looked
    for, and a person is told to repeat it."""
    names = ["one", "two", "lost"]
    scheduled.clevertap.faults = [(Outcome(result=Result.SENT, detail="ok"), True), (DOUBT, True)]
    scheduled.apply(*map(make_campaign, ("one", "lost", "two")))
    run, left = scheduled.run(), [appends]
    run.rate = rate
    scheduled.clevertap.stop_faults = [(NO, True)]
    append = scheduled.store.append

    def dying(added: Any, *, after: int) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise StoreError("no space is left on the disk")
        return append(added, after=after)

    scheduled.store.append = dying
    told = recall(run, names, "")
    assert {one.address: one.end for one in told.done} == dict.fromkeys(names, End.APPLIED)
    assert all(made.stopped for made in scheduled.clevertap.made)
    stopped = [event.data["id"] for event in scheduled.events if event.event == "stopped"]
    assert sorted(stopped) == [made.id for made in scheduled.clevertap.made], "each once"
    assert (told.problem is not None) == told.failed == (left[0] < 0)
    if told.problem is not None:
        assert told.problem.code == "CTC620"
        assert scheduled.events[-1].data["diagnostics"] == [told.problem.as_json()]


def test_who_interrupts_right_before_a_stop_is_told_that_it_was_left(scheduled: Any) -> None:
    """Not that CleverTap refused it, which nobody asked."""
    asked = count()
    run = scheduled.run(interrupted=lambda: next(asked) > 0)
    told = recall(run, ["one"], "")
    assert [(one.end, one.detail) for one in told.done] == [
        (End.SKIPPED, "interrupted before it was stopped")
    ]
    assert told.failed
    assert "stop" not in scheduled.clevertap.calls


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("pending", Status.SCHEDULED),
        ("Scheduled", Status.SCHEDULED),
        ("running", Status.RUNNING),
        ("paused", Status.RUNNING),
        ("COMPLETED", Status.SENT),
        ("stopped", Status.STOPPED),
        ("archived", None),
    ],
)
def test_what_clevertaps_words_say_of_a_campaign(world: Any, said: str, status: Status | None) -> None:
    """A word that is not known says nothing: neither that it is over, nor that it is not."""
    shown = ListedCampaign(id=7, name="n", status=said, scheduled_on=NOW)
    world.clevertap.listing = lambda *_: Listing(complete=True, campaigns=(shown,))
    run = world.run()
    assert listed_status(run, record()) is None
    run.list_again()
    assert listed_status(run, record()) is status
    assert listed_status(run, record(id=8)) is None
    assert listed_status(run, record(id=None)) is None
