"""What a run waits for, tells and keeps beside its requests: pauses, events, the words of an outcome."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.apply.applied import Applied, Done, End
from ctc.apply.claims import is_done
from ctc.apply.outcomes import asked, outcome_record
from ctc.apply.run import news_of, shown_by
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.plan import Action
from ctc.state import records
from ctc.state.intents import Intent, Verb
from ctc.state.journal import Journal
from ctc.state.record import Record, Status
from ctc.state.state import State

WAITS = [
    # result, the try that it was, seconds until the next one; None where there is none
    *((Result.THROTTLED, tried, wait) for tried, wait in ((1, 2.0), (2, 10.0), (3, 30.0), (4, None))),
    *((Result.NOT_SENT, tried, wait) for tried, wait in ((1, 1.0), (2, 2.0), (3, 4.0), (4, None))),
    *((result, 1, None) for result in (Result.SENT, Result.REJECTED, Result.IN_DOUBT)),
]


@pytest.mark.parametrize(("result", "tried", "seconds"), WAITS)
def test_how_long_is_waited_before_the_next_try(
    world: Any, result: Result, tried: int, seconds: float | None
) -> None:
    """Never after a request that may have arrived: that would send it twice."""
    began = world.time.now()
    assert world.run().wait_after(Outcome(result=result, detail=""), tried) is (seconds is not None)
    assert world.time.now() - began == timedelta(seconds=seconds or 0)


@pytest.mark.parametrize(
    ("presses", "goes_on", "slept"), [(0, False, 0.0), (1, False, 0.5), (3, False, 1.5), (99, True, 2.0)]
)
def test_who_interrupts_a_wait_is_heard_soon(world: Any, presses: int, goes_on: bool, slept: float) -> None:
    began = world.time.now()
    run = world.run(interrupted=lambda: (world.time.now() - began).total_seconds() >= presses / 2)
    assert run.wait_after(Outcome(result=Result.THROTTLED, detail=""), 1) is goes_on
    assert (world.time.now() - began).total_seconds() == slept


@pytest.mark.parametrize(("seconds", "naps"), [(0.0, []), (0.3, [0.3]), (0.5, [0.5]), (1.2, [0.5, 0.5, 0.2])])
def test_a_pause_is_as_long_as_it_says(world: Any, seconds: float, naps: list[float]) -> None:
    run, slept = world.run(), list[float]()
    run.clock = type("Clock", (), {"sleep": lambda _, each: slept.append(round(each, 6))})()
    run.pause(seconds)
    assert slept == naps


def test_what_is_over_and_why(world: Any) -> None:
    run = world.run()
    assert (run.is_over(), run.is_interrupted()) == (False, False)
    run.enough = "one reaches others than was planned"
    assert (run.is_over(), run.is_interrupted()) == (True, False)
    assert run.unbegun == "not begun: one reaches others than was planned"
    run.finishing = True
    assert not run.is_over(), "what is stopped gets its successor first"
    run.enough, run.finishing, run.interrupted = "", False, lambda: True
    assert (run.is_over(), run.is_interrupted()) == (True, True)
    assert run.unbegun == "interrupted before it was begun"


def test_why_nobody_could_be_asked_is_told_where_it_is_known(world: Any) -> None:
    run = world.run()
    assert run.unasked("what exists") == "CleverTap could not be asked what exists"
    run.unlisted = "HTTP 500"
    assert run.unasked("what exists") == "CleverTap could not be asked what exists: HTTP 500"


@pytest.mark.parametrize(("wall", "steady"), [(31, 0), (0, 31), (31, 31)])
def test_the_clock_that_says_more_counts(world: Any, wall: int, steady: int) -> None:
    run, since = world.run(), world.time.now()
    run.clock = type(
        "Clock", (), {"now": lambda _: since + timedelta(seconds=wall), "monotonic": lambda _: 5.0 + steady}
    )()
    assert run.elapsed((since, 5.0)) == 31
    assert run.moment() == (since + timedelta(seconds=wall), 5.0 + steady)


@pytest.mark.parametrize(
    ("result", "recorded", "end"),
    [
        (Result.SENT, "sent", "scheduled"),
        (Result.REJECTED, "rejected", "rejected"),
        (Result.THROTTLED, "rejected", "rejected"),
        (Result.NOT_SENT, "not_sent", "not_sent"),
        (Result.IN_DOUBT, "in_doubt", "in_doubt"),
    ],
)
def test_what_is_recorded_of_each_outcome(
    world: Any, make_campaign: Any, result: Result, recorded: str, end: str
) -> None:
    """All that anybody can read in the log of why it is as it is."""
    answer = Outcome(result=result, detail="no", http_status=418, code=21, id=7)
    assert outcome_record("i", "one", answer) == {
        "v": 2,
        "kind": "outcome",
        "intent": "i",
        "address": "one",
        "result": recorded,
        "detail": "no",
        "id": 7,
        "http_status": 418,
        "code": 21,
    }
    assert outcome_record("i", "one", answer, "stopped")["result"] == "stopped"
    world.clevertap.faults = [(answer, result is Result.SENT)] * 4
    world.apply(make_campaign())
    assert world.status("one") == end
    told = [one.data for one in world.events if one.address == "one" and one.event not in ("intent", "sent")]
    assert [(one["detail"], one["code"], one["action"]) for one in told] == (
        [] if result is Result.SENT else [("no", 21, "create")]
    )


def test_a_call_that_fails_unforeseen_is_doubt_with_the_kind_of_failure_alone() -> None:
    """Its text may hold whatever the library saw."""

    def broken() -> Outcome:
        raise RuntimeError("X-CleverTap-Passcode: secret")

    assert asked(broken) == Outcome(result=Result.IN_DOUBT, detail="the request broke off (RuntimeError)")


ZONE = "Asia/Kolkata"


@pytest.mark.parametrize(
    ("hours", "day"),
    [
        (0, "2031-01-01"),
        (7, "2031-01-02"),  # after midnight there, before it in UTC
        (-41, "2030-12-31"),
        (-42, "2030-12-30"),
        (-65.5, "2030-12-30"),  # its first minute
        (-65.6, None),
        (None, None),
    ],
)
def test_of_what_listings_show_the_last_two_days_are_remembered(
    world: Any, hours: float | None, day: str | None
) -> None:
    """By the account's days: a later listing of such a day that lacks it proves nothing."""

    moment = None if hours is None else world.time.now() + timedelta(hours=hours)
    listing = Listing(
        complete=True, campaigns=(ListedCampaign(id=7, name="", status="pending", scheduled_on=moment),)
    )
    assert shown_by(listing, world.time.now(), ZoneInfo(ZONE)) == ({day: {7}} if day else {})


def test_what_was_answered_is_durable_before_a_listing_is_waited_for(world: Any) -> None:
    """Who is killed while CleverTap lists for a minute would leave what was made in doubt."""
    run, order = world.run(), list[str]()
    run.writer.rate = 1000.0
    run.writer.answer({**records.released(by="ann", why="w"), "intent": "i"}, lambda: order.append("told"))
    assert order == []
    listing = world.clevertap.listing
    world.clevertap.listing = lambda *days: order.append("listed") or listing(*days)
    run.list_again()
    assert order[:2] == ["told", "listed"]


@pytest.mark.parametrize(("takes", "begun"), [((10, 1, 5), 10), ((1, 10, 5), 0), ((5, 10, 1), 15)])
def test_clevertaps_clock_is_held_against_the_look_before_its_quickest_answer(
    world: Any, takes: tuple[int, ...], begun: int
) -> None:
    """A sweep of many days takes its time: how far the clocks are apart, its quickest answer says best."""
    run, start, left = world.run(), world.time.now(), [*takes]

    def listing(*_: Any) -> Listing:
        world.time.sleep(left.pop(0) if left else 60)
        return Listing(complete=True, at=world.time.now())

    world.clevertap.listing = listing
    run.windows = [(date(2031, 1, 1), date(2031, 3, 20))]
    run.list_again()
    looked = start + timedelta(seconds=begun)
    assert run.told == (looked, looked.timestamp())
    assert run.listed_at == start


def test_what_is_news_of_a_listing() -> None:
    known = State(shown={"2031-01-01": (1, 2)})
    [told] = news_of({"2031-01-01": {2, 3}, "2031-01-02": {4}}, known)
    assert told["days"] == {"2031-01-01": [3], "2031-01-02": [4]}
    [told] = news_of({"2031-01-01": {1, 2}, "2031-01-02": {4}}, known)
    assert told["days"] == {"2031-01-02": [4]}, "and nothing of a day without news"
    assert news_of({"2031-01-01": {1, 2}}, known) == []


@pytest.mark.parametrize(
    ("fields", "done"),
    [
        ({}, True),
        *(({"status": status}, True) for status in (Status.RUNNING, Status.SENT)),
        *(
            ({"status": status}, False)
            for status in Status
            if status not in (Status.SCHEDULED, Status.RUNNING, Status.SENT)
        ),
        ({"revision": 2}, False),
        ({"digest": "other"}, False),
        ({"open": "create"}, False),
        ({"open": "stop"}, True),
    ],
)
def test_another_run_has_made_it_where_it_is_recorded_so(
    world: Any, make_campaign: Any, fields: dict[str, Any], done: bool
) -> None:
    payload = make_campaign()
    verb = fields.pop("open", "")
    known: dict[str, Any] = {"revision": 1, "digest": payload.digest, "status": Status.SCHEDULED, "born": 3}
    record = Record(**{"address": "one", **known, **fields})
    if verb:
        flying = Intent(
            id="i", verb=Verb(verb), at=world.time.now(), timeout=3, runner="r", revision=1, digest="d"
        )
        record = record._replace(open=(flying,))
    world.apply(payload)
    state = world.journal().state
    born = state.record("one").born
    assert is_done(replace(state, entries={**state.entries, born: record}), payload) is done
    assert not is_done(State(), payload)


def ended(end: End, **more: Any) -> Done:
    return Done(address="one", action=Action.CREATE, end=end, **more)


def told(severity: Severity) -> Diagnostic:
    return Diagnostic(code="CTC999", severity=severity, message="")


@pytest.mark.parametrize(
    ("fields", "failed", "in_doubt"),
    [
        ({}, False, False),
        ({"done": (ended(End.APPLIED),)}, False, False),
        ({"done": (ended(End.APPLIED), ended(End.REJECTED))}, True, False),
        ({"done": (ended(End.NOT_SENT), ended(End.APPLIED))}, True, False),
        ({"done": (ended(End.SKIPPED),)}, True, False),
        ({"done": (ended(End.SKIPPED, problem=False),)}, False, False),
        ({"done": (ended(End.IN_DOUBT, problem=False),)}, False, True),
        ({"refused": (told(Severity.ERROR),)}, True, False),
        ({"refused": (told(Severity.WARNING),)}, False, False),
        ({"diagnostics": (told(Severity.ERROR),)}, True, False),
        ({"diagnostics": (told(Severity.WARNING),)}, False, False),
        ({"interrupted": True}, True, False),
    ],
)
def test_which_ends_are_a_failure(fields: dict[str, Any], failed: bool, in_doubt: bool) -> None:
    """Exit codes 1 and 4: a pipeline that reads 0 looks no further."""
    applied = Applied(**{"planned": 0, "interrupted": False, "frozen": 0, **fields})
    assert (applied.failed, applied.in_doubt) == (failed, in_doubt)


@pytest.mark.parametrize(("what", "looks"), [("create", 1), ("stop", 2)])
def test_how_often_a_state_is_asked_for_the_time(
    world: Any, make_campaign: Any, monkeypatch: pytest.MonkeyPatch, what: str, looks: int
) -> None:
    """Of a state on a server each look is a request to it, and as slow as a fifth of a create."""
    asked = []
    monkeypatch.setattr(Journal, "now", lambda its: asked.append(1) or its._store.now())
    counts = []
    for many in (5, 15):
        specs = [make_campaign(f"{many}-{number}") for number in range(many)]
        if what == "stop":
            world.apply(*specs)
        plan = world.plan(*(specs if what == "create" else ()))
        asked.clear()
        assert world.apply(plan=plan).counts["applied"] == many
        counts.append(len(asked))
        world.begin()
    assert counts[1] - counts[0] == 10 * looks
