"""Many replaces are done in groups: stopped, listed once and created within a minute, soonest first."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.apply.replacing import seconds_of
from ctc.clevertap.outcome import Outcome, Result

EDITED = {"title": "Better", "body": "There"}
NAMES = ("a", "b", "c", "d", "e")


def created(world: Any, make_campaign: Any, **whens: str) -> None:
    world.apply(*(make_campaign(name, when=whens.get(name, "20310201 09:30")) for name in NAMES))
    world.time.at += timedelta(minutes=10)
    world.clevertap.calls.clear()


def edited(world: Any, make_campaign: Any, **whens: str) -> Any:
    specs = (make_campaign(name, when=whens.get(name, "20310201 09:30"), content=EDITED) for name in NAMES)
    return world.plan(*specs)


def verbs(world: Any) -> str:
    """A listing may take a request for each range of days."""
    every = "".join({"stop": "s", "create": "c", "listing": "l"}[call] for call in world.clevertap.calls)
    return re.sub("l+", "l", every)


@pytest.mark.parametrize(
    ("rate", "groups"), [(1.0, "lssssslcccccl"), (0.1, "lsslccsslccslcl"), (0.05, "lslcslcslcslcslcl")]
)
def test_a_group_is_what_fits_into_a_minute(world: Any, make_campaign: Any, rate: float, groups: str) -> None:
    """At one request a second all of five; at one in ten seconds two at a time, at one in twenty one."""
    created(world, make_campaign)
    plan = edited(world, make_campaign)
    world.clevertap.calls.clear()
    run = world.run()
    run.rate = rate
    done = apply_plan(plan, run)
    assert done.counts["applied"] == 5
    assert verbs(world) == groups
    stopped = [(event.address, event.data["id"]) for event in world.events if event.event == "stopped"]
    assert sorted(stopped) == [
        (name, made.id) for name, made in zip(NAMES, world.clevertap.made, strict=False)
    ]
    assert sum(made.stopped is None for made in world.clevertap.made) == 5


@pytest.mark.parametrize(
    ("begins", "groups"),
    [("12:16", "lslcsssslccccl"), ("12:17", "lssssslcccccl"), ("12:20", "lssssslcccccl")],
)
def test_the_soonest_is_first_and_no_group_outlasts_its_margin(
    world: Any, make_campaign: Any, begins: str, groups: str
) -> None:
    """``e`` begins in five minutes and four seconds: a stop, a listing and a create fit in. A minute later all do."""
    created(world, make_campaign, e=f"20310101 {begins}")
    world.time.at += timedelta(seconds=56)
    plan = edited(world, make_campaign, e="20310101 13:00")
    world.clevertap.calls.clear()
    done = apply_plan(plan, world.run())
    assert done.counts["applied"] == 5
    assert verbs(world) == groups
    assert world.clevertap.made[5].body["name"].startswith("Name of e")


def test_what_goes_out_on_its_users_clocks_begins_fourteen_hours_earlier(
    world: Any, make_campaign: Any
) -> None:
    """Whoever is farthest east gets it first: an edit that comes after those must not be the one that is made last."""
    on_theirs = {"type": "later", "delivery_date_time": "20310202 09:30", "delivery_timezone": "user"}
    world.apply(
        *(make_campaign(name, when=when) for name, when in (("a", "20310202 00:00"), ("b", on_theirs)))
    )
    world.time.at += timedelta(minutes=10)
    world.apply(
        *(
            make_campaign(name, when=when, content=EDITED)
            for name, when in (("a", "20310202 00:00"), ("b", on_theirs))
        )
    )
    assert [made.body["name"][8] for made in world.clevertap.made] == ["a", "b", "b", "a"]


def test_a_plan_of_before_stops_nothing_that_another_run_made_meanwhile(
    world: Any, make_campaign: Any
) -> None:
    created(world, make_campaign)
    before = edited(world, make_campaign)
    apply_plan(edited(world, make_campaign), world.run())
    done = apply_plan(before, world.run())
    assert (done.counts["skipped"], done.failed) == (5, False)
    assert sum(made.stopped is None for made in world.clevertap.made) == 5


def test_a_stop_that_was_not_answered_is_not_repeated_on_what_another_run_made_meanwhile(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    """Its answer is lost while it stands still; the other run has done the replace by the time it goes on."""
    created(world, make_campaign)
    plan = edited(world, make_campaign)
    specs = [make_campaign(name, when="20310201 09:30", content=EDITED) for name in NAMES]

    def another_run() -> None:
        world.time.at += timedelta(minutes=2)
        assert world.apply(*specs).counts["applied"] == 5

    world.clevertap.stop_faults = [(Outcome(result=Result.IN_DOUBT, detail="reset"), True)]
    done = apply_plan(plan, world.run(failpoint=failpoint(name="inside-stop", act=another_run)))
    assert done.counts == {**done.counts, "skipped": 5, "applied": 0}
    assert {one.detail for one in done.done} == {"another run has it in hand"}
    assert len(world.clevertap.made) == 10, "five, and one successor of each"
    assert [made.stopped is None for made in world.clevertap.made] == [False] * 5 + [True] * 5


def test_a_stop_of_what_is_gone_stops_nothing_that_another_run_made_meanwhile(
    world: Any, make_campaign: Any
) -> None:
    """Between the plan and the yes of a person there may be minutes."""
    created(world, make_campaign)
    plan = world.plan()
    specs = [make_campaign(name, when="20310201 09:30", content=EDITED) for name in NAMES]
    assert world.apply(*specs).counts["applied"] == 5
    done = apply_plan(plan, world.run())
    assert done.counts == {**done.counts, "skipped": 5, "applied": 0}
    assert [made.stopped is None for made in world.clevertap.made] == [False] * 5 + [True] * 5


def test_one_that_cannot_be_made_in_time_is_not_stopped(world: Any, make_campaign: Any) -> None:
    """Its margin is not breached yet, and would be when its successor is made."""
    created(world, make_campaign, e="20310101 12:16")
    world.time.at += timedelta(seconds=58)
    plan = edited(world, make_campaign, e="20310101 13:00")
    done = apply_plan(plan, world.run())
    assert [(one.address, one.end) for one in done.done if one.end is not End.APPLIED] == [("e", End.SKIPPED)]
    assert {one.address: one for one in done.done}["e"].detail == (
        "nothing was stopped: it begins in less than 5m (replace_margin), so nobody could be sure "
        "that the stop came first"
    )
    assert done.failed


@pytest.mark.parametrize("hit", [1, 3, 5])
def test_an_interrupt_ends_after_the_creates_of_the_group(
    world: Any, make_campaign: Any, failpoint: Any, hit: int
) -> None:
    """Whatever is stopped by then gets its successor; the rest is not touched."""
    created(world, make_campaign)
    plan = edited(world, make_campaign)
    pressed: list[bool] = []
    at = failpoint(name="inside-stop", nth=hit, act=lambda: pressed.append(True))
    done = apply_plan(plan, world.run(failpoint=at, interrupted=lambda: bool(pressed)))
    assert done.interrupted
    assert (done.counts["applied"], done.counts["skipped"]) == (hit, 5 - hit)
    assert sum(made.stopped is not None for made in world.clevertap.made) == hit
    assert not done.diagnostics


def test_what_stays_stopped_is_named(world: Any, make_campaign: Any) -> None:
    created(world, make_campaign)
    plan = edited(world, make_campaign)
    refused = Outcome(result=Result.REJECTED, detail="the title is too long", http_status=400)
    fine = Outcome(result=Result.SENT, detail="ok")
    world.clevertap.faults = [(fine, True), (refused, False), (fine, True), (fine, True), (fine, True)]
    done = apply_plan(plan, world.run())
    assert done.failed
    assert (done.counts["applied"], done.counts["rejected"]) == (4, 1)


def test_a_half_replace_of_many_is_finished_in_groups_too(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any
) -> None:
    created(world, make_campaign)
    plan = edited(world, make_campaign)
    with pytest.raises(killed):
        apply_plan(plan, world.run(failpoint=failpoint(name="inside-stop", nth=4)))
    world.time.at += timedelta(minutes=2)
    plan = edited(world, make_campaign)
    world.clevertap.calls.clear()
    done = apply_plan(plan, world.run())
    assert done.counts["applied"] == 5
    assert verbs(world) == "lslcccccl"
    assert sum(made.stopped is None for made in world.clevertap.made) == 5


def test_what_forbids_a_successor_is_asked_before_the_stop(world: Any, make_campaign: Any) -> None:
    """Somebody else made a campaign that carries the identity of the one to be replaced."""
    created(world, make_campaign)
    plan = edited(world, make_campaign)
    twin = replace(world.clevertap.made[1])
    twin.id, twin.name = 99, twin.name[:-4] + "beef"
    world.clevertap.made.append(twin)
    world.clevertap.calls.clear()
    done = apply_plan(plan, world.run())
    assert verbs(world) == "lsssslccccl", "and it parts no group"
    ended = {one.address: one for one in done.done}
    assert ended["b"].end is End.IN_DOUBT
    assert ended["b"].detail == (
        "nothing was stopped: CleverTap lists a candidate (99) with this identity that this state "
        "does not know. Was an older state restored, or does another state send to this account? Stop what is too "
        "many; `revision: 2` sends what this spec says"
    )
    assert world.clevertap.made[1].stopped is None


def test_a_group_is_as_long_as_its_requests() -> None:
    assert seconds_of(29, 1.0) == 59
    assert seconds_of(1000, 0) == 0


def test_nothing_is_stopped_that_is_not_listed_yet(world: Any, make_campaign: Any) -> None:
    """Nobody could see that it is stopped, so no successor could follow."""
    created(world, make_campaign)
    world.clevertap.lag = timedelta(hours=1)
    done = world.apply(plan=edited(world, make_campaign)).done
    assert {one.end for one in done} == {End.SKIPPED}
    assert all("does not list" in one.detail for one in done)
    assert "s" not in verbs(world)
    world.time.at += timedelta(hours=1)
    assert {one.end for one in world.apply(plan=edited(world, make_campaign)).done} == {End.APPLIED}


def test_an_older_edit_does_not_take_the_place_of_what_another_run_stopped_for_a_newer_one(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any
) -> None:
    """It stood still after its stop: the other run has made its own edit meanwhile, and died in the next one."""
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=10)
    plan = world.plan(make_campaign(content=EDITED))

    def another_run() -> None:
        assert world.apply(make_campaign(content={"title": "Second"})).counts["applied"] == 1
        with pytest.raises(killed):
            world.apply(make_campaign(content={"title": "Third"}), failpoint=failpoint("after-outcome"))

    [done] = apply_plan(plan, world.run(failpoint=failpoint("after-outcome", act=another_run))).done
    assert (done.end, done.detail) == (End.SKIPPED, "another run has it in hand")
    assert [made.body["content"]["title"] for made in world.clevertap.made] == ["Hello", "Second"]
