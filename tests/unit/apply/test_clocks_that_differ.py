"""CleverTap's clock is the one by which campaigns go out; the store's may be slow, and may be set while a run works."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.apply.times import ahead, earliest, latest
from ctc.clevertap.outcome import Outcome, Result

LOST = (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True)
EDITED = {"title": "Better", "body": "There"}


def slow(world: Any, by: timedelta) -> None:
    """CleverTap's clock is ahead of the store's and of this machine's."""

    class Served:
        def now(self) -> datetime:
            moment: datetime = world.time.now() + by
            return moment

    world.clevertap.time = Served()


def intents(world: Any) -> list[Any]:
    return [entry.record for entry in world.store.read() if entry.record["kind"] == "intent"]


@pytest.mark.breaks_the_promise
def test_a_slow_clock_makes_no_replace_of_what_goes_out_at_once(world: Any, make_campaign: Any) -> None:
    """It goes out while the run works: the answer to its stop would come after people had it."""
    slow(world, timedelta(minutes=20))
    world.apply(make_campaign(when="20310101 18:00"))
    world.time.at = datetime(2031, 1, 1, 17, 38, tzinfo=UTC)
    [done] = world.apply(make_campaign(when="20310101 20:00", content=EDITED)).done
    assert (done.end, done.detail.partition(": ")[0]) == (End.SKIPPED, "nothing was stopped")
    assert done.detail == (
        "nothing was stopped: it begins in less than 5m (replace_margin), so nobody could be sure "
        "that the stop came first"
    )
    assert not any(made.stopped for made in world.clevertap.made)


@pytest.mark.breaks_the_promise
def test_a_stop_that_came_too_late_by_clevertaps_clock_has_no_successor(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    slow(world, timedelta(minutes=20))
    world.apply(make_campaign(when="20310101 18:00"))
    world.time.at = datetime(2031, 1, 1, 17, 30, tzinfo=UTC)

    def held_up() -> None:
        world.time.at += timedelta(minutes=7)

    edited = make_campaign(when="20310101 20:00", content=EDITED)
    [done] = world.apply(edited, failpoint=failpoint("inside-stop", act=held_up)).done
    assert done.end is End.SKIPPED
    assert done.detail == (
        "1700000001 stays stopped: it begins in less than 5m (replace_margin), so nobody could be "
        "sure that the stop came first"
    )
    assert len(world.clevertap.made) == 1
    world.apply(edited)
    assert len(world.clevertap.made) == 1, "nor does a later run make it"


@pytest.mark.parametrize(("ahead", "later"), [(-90.0, 90.0), (0.0, 0.0), (0.5, 0.0), (90.0, 0.0)])
def test_of_two_clocks_the_later_one_tells_how_late_it_is(world: Any, ahead: float, later: float) -> None:
    """Whatever is near by either of them is near; and by the one that is behind, it is as early as that."""
    run = world.run()
    run.list_again()
    assert latest(run) == earliest(run) == run.journal.now()
    run.index = run.index._replace(offset=ahead)
    assert latest(run) - run.journal.now() == timedelta(seconds=later)
    assert run.journal.now() - earliest(run) == timedelta(seconds=max(0.0, ahead))


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(("when", "made"), [("20310101 12:21", 0), ("20310101 12:23", 1)])
def test_a_schedule_is_near_by_clevertaps_clock(world: Any, make_campaign: Any, when: str, made: int) -> None:
    slow(world, timedelta(minutes=20))
    world.apply(make_campaign(when=when))
    assert len(world.clevertap.made) == made


def test_a_lead_time_counts_from_clevertaps_clock(world: Any, make_campaign: Any) -> None:
    slow(world, timedelta(minutes=20))
    world.facts = replace(world.facts, guards={"lead_time": "10m"})
    world.apply(make_campaign(when="now"))
    assert world.clevertap.made[0].scheduled == datetime(2031, 1, 1, 12, 30, tzinfo=UTC)


@pytest.mark.breaks_the_promise
def test_a_clock_that_is_set_back_before_an_intent_makes_its_request_no_older(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    """Once it is right again. The listing is as late as it may be."""
    served = [world.time.at]
    world.clevertap.time = type("Served", (), {"now": lambda _: served[0]})()
    world.facts = replace(world.facts, listing_lag=600.0)
    world.clevertap.lag, world.clevertap.faults = timedelta(minutes=10), [LOST]

    def set_back() -> None:
        world.time.at -= timedelta(hours=1)

    run = world.run(failpoint=failpoint("before-intent", act=set_back))
    run.clock = type("Clock", (), {"now": world.time.now, "monotonic": lambda _: served[0].timestamp()})()
    apply_plan(world.plan(make_campaign()), run)
    assert intents(world)[-1]["offset"] == -3600.0
    world.time.at = served[0] = served[0] + timedelta(minutes=2)
    world.apply(make_campaign())
    assert len(world.clevertap.made) == 1


def test_a_clock_that_is_set_by_less_than_a_minute_is_as_it_was(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    def set_back() -> None:
        world.time.at -= timedelta(seconds=60)

    run = world.run(failpoint=failpoint("before-intent", act=set_back))
    run.clock = type("Clock", (), {"now": world.time.now, "monotonic": lambda _: run.told[1]})()
    apply_plan(world.plan(make_campaign()), run)
    assert intents(world)[-1]["offset"] == 0.0


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=-1)], ids=str)
def test_a_clock_that_is_set_while_a_listing_is_asked_makes_nothing_older(world: Any, by: timedelta) -> None:
    """Else what another run claims later seems absent from a listing that was there before it."""
    served = world.time.at
    world.clevertap.time = type("Served", (), {"now": lambda _: served})()
    looks = iter([timedelta(), by])
    run = world.run()
    run.clock = type("Clock", (), {"now": world.time.now, "monotonic": lambda _: 0.0})()
    now = run.journal.now
    run.journal.now = lambda: now() + next(looks, by)
    run.list_again()
    assert ahead(run) == by.total_seconds()


def apart(world: Any, run: Any) -> list[datetime]:
    """CleverTap's clock and the one that nobody sets are another than the store's from here on."""
    served = [world.time.at]
    world.clevertap.time = type("Served", (), {"now": lambda _: served[0]})()
    run.clock = type(
        "Clock",
        (),
        {"now": lambda _: served[0], "monotonic": lambda _: served[0].timestamp(), "sleep": lambda *_: None},
    )()
    return served


def test_a_clock_that_is_set_while_an_intent_is_written_lets_no_request_leave(
    world: Any, make_campaign: Any
) -> None:
    """It says when it was claimed by a clock that it does not know: another run would take it for long gone."""
    run = world.run()
    apart(world, run)
    append, left = world.store.append, [timedelta(hours=-1)]

    def set_meanwhile(records: Any, *, after: int) -> Any:
        if records[-1]["kind"] == "intent" and left:
            world.time.at += left.pop()
        return append(records, after=after)

    world.store.append = set_meanwhile
    [done] = apply_plan(world.plan(make_campaign()), run).done
    assert (done.end, [one["offset"] for one in intents(world)]) == (End.APPLIED, [0.0, -3600.0])
    assert world.clevertap.calls.count("create") == 1
    outcomes = [entry.record for entry in world.store.read() if entry.record["kind"] == "outcome"]
    assert outcomes[0]["detail"] == (
        "the state's clock was set while the intent was written, so nothing was sent"
    )


@pytest.mark.parametrize("is_answered", [True, False])
def test_a_clock_that_is_set_back_while_a_stop_is_asked_makes_it_come_no_earlier(
    world: Any, make_campaign: Any, failpoint: Any, is_answered: bool
) -> None:
    """Else a successor is made though people may have it already."""
    world.apply(make_campaign(when="20310101 18:00"))
    world.time.at = datetime(2031, 1, 1, 17, 30, tzinfo=UTC)
    edited = make_campaign(when="20310101 20:00", content=EDITED)
    plan = world.plan(edited)

    def held_up() -> None:
        served[0] += timedelta(minutes=27)
        world.time.at -= timedelta(minutes=33)

    run = world.run(failpoint=failpoint("inside-stop", act=held_up))
    served = apart(world, run)
    if not is_answered:
        world.clevertap.stop_faults = [(LOST[0], True)] * 4
    [done] = apply_plan(plan, run).done
    assert done.end in (End.SKIPPED, End.REJECTED)
    record = world.journal().state.record("one")
    assert record.stopped_at == served[0]
    served[0] += timedelta(minutes=1)
    world.time.at = served[0]
    world.apply(edited)
    assert len(world.clevertap.made) == 1
