"""``ctc stop`` of many: the most imminent first, without a listing, without a state that can be written."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.chosen import chosen
from ctc.apply.recall import recall
from ctc.clevertap.outcome import Outcome, Result
from ctc.state.halting import halt, resume
from ctc.state.record import Status
from ctc.state.settling import forget, move
from ctc.state.store import StoreError

NAMES = ("a", "b", "c")
WHEN = {"a": "20310203 09:30", "b": "20310201 09:30", "c": "20310202 09:30"}


@pytest.fixture
def three(world: Any, make_campaign: Any) -> Any:
    world.specs = [make_campaign(name, when=WHEN[name]) for name in NAMES]
    world.apply(*world.specs)
    world.time.at += timedelta(minutes=10)
    world.clevertap.calls.clear()
    return world


def live(world: Any) -> set[str]:
    return {made.body["name"][8] for made in world.clevertap.made if made.stopped is None}


def fast(world: Any) -> Any:
    """A run in which the commit of the next intent carries an answer."""
    run = world.run()
    run.rate = 100.0
    return run


def test_the_most_imminent_is_stopped_first(three: Any) -> None:
    told = recall(three.run(), NAMES, "a wrong price")
    ids = {made.body["name"][8]: made.id for made in three.clevertap.made}
    assert [(one.address, one.id) for one in told.done] == [(name, ids[name]) for name in "bca"]
    assert (told.count(End.APPLIED), told.failed) == (3, False)
    assert not live(three)
    assert three.clevertap.calls == ["stop", "stop", "stop", "listing"]
    assert {three.status(name) for name in NAMES} == {"stopped"}
    whys = [entry.record.get("why") for entry in three.store.read() if entry.record["kind"] == "intent"]
    assert whys[-3:] == ["a wrong price"] * 3


def test_a_stop_ends_with_its_sum(three: Any) -> None:
    """What a pipeline reads at last, of a stop as of an apply."""
    three.clevertap.stop_faults = [(Outcome(result=Result.REJECTED, detail="no"), False)]
    recall(three.run(), NAMES, "")
    [told] = [event.data for event in three.events if event.event == "finished" and "planned" in event.data][
        -1:
    ]
    none = {"not_sent": 0, "skipped": 0, "in_doubt": 0, "refused": 0}
    assert told == {**none, "planned": 3, "applied": 2, "rejected": 1, "diagnostics": [], "copies": []}


def test_it_needs_no_listing(three: Any) -> None:
    three.clevertap.complete = False
    told = recall(three.run(), NAMES, "")
    assert told.count(End.APPLIED) == 3
    assert not live(three)


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("reads", [True, False])
def test_it_needs_no_state_that_can_be_written(three: Any, reads: bool) -> None:
    run = three.run()

    def broken(*_: Any, **__: Any) -> Any:
        raise StoreError("no space is left on the disk")

    three.store.append = broken
    if not reads:
        three.store.read = broken
    three.time.at = datetime(
        2031, 2, 1, 9, 32, tzinfo=UTC
    )  # it runs, and whoever stops it wants that recorded
    no = Outcome(result=Result.REJECTED, detail="Campaign is being edited")
    three.clevertap.stop_faults = [(no, False)]
    told = recall(run, NAMES, "")
    assert live(three) == {"b"}, "the most imminent one, which was asked first"
    assert (told.count(End.APPLIED), told.count(End.REJECTED)) == (2, 1)
    stopped = {event.data["id"] for event in three.events if event.event == "stopped"}
    assert stopped == {made.id for made in three.clevertap.made if made.stopped}
    assert told.problem is not None
    assert told.failed


@pytest.mark.parametrize("writes", [True, False])
@pytest.mark.parametrize("copies", [1, 2])
def test_whatever_carries_the_marker_of_what_is_in_doubt_is_stopped(
    three: Any, make_campaign: Any, writes: bool, copies: int
) -> None:
    """Also where there are two of it, so that nobody knows which one is meant, and where nothing can be recorded."""
    three.clevertap.faults = [(Outcome(result=Result.IN_DOUBT, detail="reset"), True)]
    three.apply(*three.specs, make_campaign("d"))
    made = three.clevertap.made
    made += [replace(made[-1], id=99)] * (copies - 1)
    run = three.run()

    def broken(*_: Any, **__: Any) -> Any:
        raise StoreError("no space is left on the disk")

    if not writes:
        three.store.append = broken
    told = recall(run, [*NAMES, "d"], "")
    assert {one.address: one.end for one in told.done} == dict.fromkeys([*NAMES, "d"], End.APPLIED)
    assert not live(three)
    assert (told.problem is None) == writes


def test_what_is_in_doubt_and_listed_is_stopped(three: Any, make_campaign: Any) -> None:
    doubt = Outcome(result=Result.IN_DOUBT, detail="reset")
    three.clevertap.faults = [(doubt, True), (doubt, False)]
    more = [make_campaign("d"), make_campaign("e")]
    three.apply(*three.specs, *more)
    three.time.at += timedelta(minutes=10)
    told = recall(three.run(), [*NAMES, "d", "e"], "")
    ends = {one.address: one.end for one in told.done}
    assert ends == {"a": End.APPLIED, "b": End.APPLIED, "c": End.APPLIED, "d": End.APPLIED, "e": End.IN_DOUBT}
    assert not live(three)
    assert three.status("d") == "stopped", "and nobody is asked what became of it"


def test_a_second_copy_with_its_marker_is_stopped_too(three: Any) -> None:
    twin = replace(three.clevertap.made[1])
    twin.id = 99
    three.clevertap.made.append(twin)
    recall(three.run(), ["b"], "")
    assert live(three) == {"a", "c"}
    assert twin.stopped is not None


def test_a_half_replace_becomes_a_stop(three: Any, make_campaign: Any, failpoint: Any, killed: Any) -> None:
    edited = make_campaign("a", when=WHEN["a"], content={"title": "Better", "body": "There"})
    with pytest.raises(killed):
        three.apply(edited, *three.specs[1:], failpoint=failpoint(name="after-outcome"))
    state = three.journal().state
    assert [one.address for one in chosen(state, NAMES, three.time.now()).halves] == ["a"]
    recall(three.run(), ["a"], "")
    three.time.at += timedelta(minutes=10)
    actions = {change.address: change.action.value for change in three.plan(edited, *three.specs[1:]).changes}
    assert actions["a"] == "frozen"
    three.apply(edited, *three.specs[1:])
    assert live(three) == {"b", "c"}


def test_nothing_is_sent_while_the_environment_is_halted(three: Any, make_campaign: Any) -> None:
    plan = three.plan(*three.specs, make_campaign("d"))
    halt(three.journal(), by="ann@laptop:1", why="wrong prices")
    done = three.apply(plan=plan)
    assert [found.code for found in done.refused] == ["CTC730"]
    assert not done.interrupted
    assert "ann on laptop" in done.refused[0].message
    assert three.clevertap.calls.count("create") == 0
    assert [found.code for found in three.plan(*three.specs).diagnostics] == ["CTC730"]
    resume(three.journal(), by="ann@laptop:1", why="they are right again")
    assert three.apply(plan=three.plan(*three.specs, make_campaign("d"))).counts["applied"] == 1


@pytest.mark.parametrize("at", ["before-intent", "after-outcome"])
def test_a_halt_overtakes_a_run_that_is_under_way(
    three: Any, make_campaign: Any, failpoint: Any, at: str
) -> None:
    """Between two of its claims: what is claimed by then goes out, and nothing more."""
    more = [make_campaign("d"), make_campaign("e")]
    point = failpoint(name=at, act=lambda: halt(three.journal(), by="ann@laptop:1", why="stop"))
    done = three.apply(*three.specs, *more, failpoint=point)
    assert three.clevertap.calls.count("create") == (at == "after-outcome")
    assert done.failed
    assert "halted" in next(one.detail for one in done.done if one.end is End.SKIPPED)


def test_a_halt_keeps_a_replace_from_stopping_what_it_could_not_make_anew(
    three: Any, make_campaign: Any, failpoint: Any
) -> None:
    edited = make_campaign("a", when=WHEN["a"], content={"title": "Better", "body": "There"})
    point = failpoint(name="before-intent", act=lambda: halt(three.journal(), by="ann@laptop:1", why="stop"))
    done = three.apply(edited, *three.specs[1:], failpoint=point)
    assert live(three) == {"a", "b", "c"}
    assert done.done[0].detail == (
        "the environment is halted (ann on laptop, process 1, 2031-01-01 12:10 UTC: stop); `ctc "
        "state resume --env test --why TEXT` lifts that"
    )


NO = Outcome(result=Result.REJECTED, detail="Campaign is being edited")


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(
    ("minute", "stops", "end", "failed"),
    [(31, True, End.APPLIED, False), (40, False, End.SKIPPED, False), (31, False, End.REJECTED, True)],
    ids=["it has stopped", "it has gone out", "it runs on"],
)
def test_of_a_stop_that_was_refused_the_listing_says_what_became(
    three: Any, minute: int, stops: bool, end: End, failed: bool
) -> None:
    """CleverTap refuses to stop what is stopped or over: only what runs on is a failure."""
    three.time.at = datetime(2031, 2, 1, 9, minute, tzinfo=UTC)
    three.clevertap.stop_faults = [(NO, stops)]
    told = recall(three.run(), ["b"], "")
    assert [(one.address, one.end) for one in told.done] == [("b", end)]
    assert told.failed is failed
    assert [event.data["id"] for event in three.events if event.event == "stopped"] == [
        made.id for made in three.clevertap.made if made.stopped
    ]


@pytest.mark.parametrize(
    ("listed", "complete", "stopped"),
    [
        ("completed", True, 0),
        ("running", True, 1),
        ("stopped", True, 0),
        ("completed", False, 1),
        ("", True, 0),
    ],
    ids=["over", "still running", "stopped by hand", "nobody can say", "gone from the account"],
)
def test_what_began_long_ago_is_asked_for_before_it_is_stopped(
    three: Any, listed: str, complete: bool, stopped: int
) -> None:
    three.time.at = datetime(2031, 2, 2, 10, tzinfo=UTC)
    three.clevertap.complete = complete
    three.clevertap.made[1].status = lambda now: listed
    if not listed:
        three.clevertap.made.clear()
    recall(fast(three), ["b"], "")
    assert three.clevertap.calls.count("stop") == stopped
    assert three.clevertap.calls[0] == "listing"
    assert stopped == 0 or three.status("b") == "stopped", "the last answer is recorded too"


def test_what_was_answered_is_recorded_before_a_listing_is_waited_for(three: Any) -> None:
    """A listing of a large account takes minutes, in which a laptop is closed."""
    asked, recorded = three.clevertap.listing, []

    def slow(*window: Any) -> Any:
        recorded.append({three.status(name) for name in NAMES})
        return asked(*window)

    three.clevertap.listing = slow
    recall(fast(three), NAMES, "")
    assert recorded[0] == {"stopped"}


@pytest.mark.parametrize(("second", "first"), [(0, "stop"), (1, "listing")])
def test_what_began_within_a_day_is_stopped_at_once(three: Any, second: int, first: str) -> None:
    three.time.at = datetime(2031, 2, 2, 9, 30, second, tzinfo=UTC)
    recall(three.run(), ["b"], "")
    assert three.clevertap.calls[0] == first


def test_a_stop_that_is_interrupted_says_what_it_left(three: Any) -> None:
    run = three.run()
    run.interrupted = lambda: "stop" in three.clevertap.calls
    told = recall(run, NAMES, "")
    assert {one.address: one.end for one in told.done} == {
        "b": End.APPLIED,
        "a": End.SKIPPED,
        "c": End.SKIPPED,
    }
    assert {one.detail for one in told.done if one.end is End.SKIPPED} == {
        "interrupted before it was stopped"
    }
    assert told.failed
    assert live(three) == {"a", "c"}


def test_sends_cannot_be_recalled_and_are_counted(three: Any, make_message: Any) -> None:
    three.apply(*three.specs, make_message("letter"))
    what = chosen(three.journal().state, [*NAMES, "letter"], three.time.now())
    assert (what.sends, len(what.live)) == (1, 3)
    assert chosen(three.journal().state, NAMES, three.time.now()).sends == 0


@pytest.mark.parametrize(
    ("target", "words"), [("e", "it is e by now: stop that"), ("", "another run gave its name up")]
)
def test_what_got_another_name_meanwhile_is_told_by_it(
    three: Any, monkeypatch: pytest.MonkeyPatch, target: str, words: str
) -> None:
    """Another run moved it between the look and the stop: it is not stopped, and nobody may think that it is."""

    def meanwhile(run: Any, change: Any, *_: Any, **__: Any) -> tuple[bool, str]:
        if change.address == "c":
            return False, "refused: no"
        if target:
            move(three.journal(), change.address, target, by="ann")
        else:
            stopped = {one.id: Status.STOPPED for one in three.clevertap.made}
            forget(three.journal(), change.address, by="ann", why="x", listed=stopped)
        run.journal.refresh()
        return False, "another run has it in hand"

    monkeypatch.setattr("ctc.apply.recall.stop_recorded", meanwhile)
    told = recall(three.run(), ["b", "c"], "")
    assert [(one.address, one.end, one.id, one.detail) for one in told.done] == [
        ("b", End.REJECTED, None, f"another run has it in hand; {words}"),
        ("c", End.REJECTED, None, "refused: no; CleverTap says scheduled"),
    ]
    assert told.failed
