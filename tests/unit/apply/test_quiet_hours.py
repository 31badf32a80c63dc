"""An apply that goes on into quiet hours: what goes out at once is held against them when its turn comes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.apply.times import too_late_for_today

QUIET = {"quiet_hours": "18:00-07:00"}


def guarded(world: Any, **guards: Any) -> None:
    """The world's clock shows noon in UTC, half past five in the evening in Kolkata."""
    world.facts = replace(world.facts, guards=guards, zone=ZoneInfo("Asia/Kolkata"))


def held_up(world: Any, minutes: int) -> None:
    """Every create takes so long."""
    world.clevertap.on_create = lambda: setattr(world.time, "at", world.time.at + timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("guards", "minutes", "sent"),
    [
        (QUIET, 29, "ab"),
        (QUIET, 30, "a"),
        ({**QUIET, "lead_time": "10m"}, 19, "ab"),
        ({**QUIET, "lead_time": "10m"}, 20, "a"),
        ({}, 30, "ab"),
    ],
    ids=str,
)
def test_what_goes_out_at_once_is_not_begun_in_quiet_hours(
    world: Any, make_campaign: Any, guards: Any, minutes: int, sent: str
) -> None:
    guarded(world, **guards)
    held_up(world, minutes)
    done = world.apply(make_campaign("a", when="now"), make_campaign("b", when="now")).done
    assert [one.address for one in done if one.end is End.APPLIED] == [*sent]
    if sent == "a":
        assert done[1].end is End.SKIPPED
        late = "its turn came so late that it would go out at 18:00 (Asia/Kolkata), within quiet_hours 18:00-07:00"
        assert done[1].detail == late
        assert done[1].problem


def test_what_has_a_schedule_is_made_at_any_hour(world: Any, make_campaign: Any) -> None:
    guarded(world, **QUIET)
    held_up(world, 60)
    payloads = [make_campaign(name, when="20310201 09:30") for name in "ab"]
    assert [too_late_for_today(world.run(), one) for one in payloads] == ["", ""]
    assert [one.end for one in world.apply(*payloads).done] == [End.APPLIED, End.APPLIED]


def test_a_send_in_batches_ends_with_the_day_and_goes_on_in_the_morning(
    world: Any, make_message: Any
) -> None:
    guarded(world, **QUIET, lead_time="10m")
    letter = make_message(people=9_000)
    plain = type(world.clevertap).send

    def send(*args: Any, **more: Any) -> Any:
        if len(world.clevertap.sends) == 4:
            world.time.at += timedelta(minutes=30)
        return plain(world.clevertap, *args, **more)

    world.clevertap.send = send
    plan = world.plan(letter)
    [done] = apply_plan(plan, world.run()).done
    begun = len(world.clevertap.sends)
    assert (done.end, world.status("letter"), begun < 9) == (End.SKIPPED, "partial", True)
    assert done.detail == (
        "its turn came so late that it would go out at 18:00 (Asia/Kolkata), within quiet_hours "
        "18:00-07:00 (5 of 9 batches are sent)"
    )
    world.time.at += timedelta(hours=14)
    world.apply(letter)
    assert (world.status("letter"), len(world.clevertap.sends)) == ("sent", 9)


@pytest.mark.parametrize(("store", "machine"), [(60, 0), (0, 60), (-60, 0), (0, -60), (0, 0)])
@pytest.mark.parametrize("kind", ["campaign", "message"])
@pytest.mark.parametrize("hour", [7, 18])
def test_hours_that_are_quiet_by_any_clock_are_quiet(
    world: Any, make_campaign: Any, make_message: Any, store: int, machine: int, kind: str, hour: int
) -> None:
    """Half past six in the morning, and half past seven by a clock that is an hour ahead; or half past seven, and by
    one that is an hour behind half past six. In the evening it is the later one by which they have begun."""
    world.facts = replace(world.facts, guards=QUIET)
    agreed = timedelta(hours=hour == 18 and store == machine)
    later = datetime(2031, 1, 1, hour, 30, tzinfo=UTC) - agreed
    world.time.at = later - timedelta(minutes=max(store, machine))
    served = world.time.at
    world.clevertap.time = type("Served", (), {"now": lambda _: served})()
    world.time.at += timedelta(minutes=store)
    there = served + timedelta(minutes=machine)
    plan = replace(
        world.plan(make_campaign(when="now") if kind == "campaign" else make_message()), diagnostics=()
    )
    run = world.run()
    run.clock = type("Clock", (), {"now": lambda _: there, "monotonic": lambda _: 0.0})()
    run.facts = replace(run.facts, guards={})  # what is looked at before the first request is another test's

    def begins() -> None:
        run.facts = world.facts

    run.client.ready = begins
    [done] = apply_plan(plan, run).done
    is_loud = (store, machine) == (0, 0)
    assert done.end is (End.APPLIED if is_loud else End.SKIPPED)
    assert is_loud or "within quiet_hours" in done.detail
    assert len(world.clevertap.made) + len(world.clevertap.sends) == is_loud


@pytest.mark.parametrize("when", ["now", "20310101 13:10"])
def test_what_waited_long_for_its_turn_is_judged_when_it_comes(
    world: Any, make_campaign: Any, when: str
) -> None:
    """A machine that sleeps before the intent: quiet hours have begun meanwhile, or its schedule has passed."""
    guarded(world, **QUIET)
    world.clevertap.ready = lambda: setattr(world.time, "at", world.time.at + timedelta(hours=2))
    plan = world.plan(make_campaign(when=when))
    [done] = apply_plan(plan, world.run()).done
    assert (done.end, world.clevertap.made) == (End.SKIPPED, [])
    assert "quiet_hours" in done.detail or "has passed" in done.detail
    assert world.status("one") == "nothing", "no intent stands for what was never asked"
