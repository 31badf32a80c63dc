"""An apply that goes on into quiet hours: what goes out at once is held against them when its turn comes."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan

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
        assert "18:00 (Asia/Kolkata), within quiet_hours 18:00-07:00" in done[1].detail
        assert done[1].problem


def test_what_has_a_schedule_is_made_at_any_hour(world: Any, make_campaign: Any) -> None:
    guarded(world, **QUIET)
    held_up(world, 60)
    payloads = [make_campaign(name, when="20310201 09:30") for name in "ab"]
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
    assert "within quiet_hours" in done.detail
    world.time.at += timedelta(hours=14)
    world.apply(letter)
    assert (world.status("letter"), len(world.clevertap.sends)) == ("sent", 9)
