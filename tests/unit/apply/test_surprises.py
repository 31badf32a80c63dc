"""The create's own answer says whom it reaches; a file that says so is not believed."""

from dataclasses import replace
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.plans.plan import Reach


@pytest.mark.parametrize(
    ("answered", "guards", "ends"),
    [
        (400_005, {"max_reach": 100}, True),
        (3, {"min_reach": 5}, True),
        (99, {"max_reach": 100}, False),
        (400_005, {}, False),
    ],
)
def test_another_reach_is_told_at_once_and_ends_the_run(
    world: Any, make_campaign: Any, answered: int, guards: dict[str, int], ends: bool
) -> None:
    """Between the estimate and the create the audience changed: what is made is told, and nothing more is made."""
    specs = [make_campaign(name, guards=guards) for name in ("a", "b")]
    world.clevertap.estimates = {"android": 15}
    plan = world.plan(
        *specs,
        reaches={one.address: Reach(total=15, platforms={}, asked_at=world.time.now()) for one in specs},
    )

    def changed() -> None:
        world.clevertap.estimates = {"android": answered}

    world.clevertap.on_create = changed
    done = world.apply(plan=plan)
    assert done.failed is ends or not guards
    assert len(world.clevertap.made) == (1 if ends or not guards else 2)
    if ends:
        assert [found.code for found in done.diagnostics] == ["CTC622"]
        ((guard, bound),) = guards.items()
        made = f"a was made as {world.clevertap.made[0].id}, and its answer says that it reaches {answered:,}"
        assert done.diagnostics[0].message == f"{made}; {guard} is {bound}"
        assert done.diagnostics[0].hint == "`ctc stop a --env test` stops it where that still helps"
        assert [one.end for one in done.done] == [End.APPLIED, End.SKIPPED]
        assert done.done[1].detail == "not begun: a reaches others than was planned"
        told = next(event for event in world.events if event.event == "sent")
        assert f"{answered:,}" in str(told.data["detail"])
        assert not done.interrupted


def test_more_than_twice_what_the_plan_said_needs_no_guard(world: Any, make_campaign: Any) -> None:
    plan = world.plan(make_campaign())
    asked = Reach(total=15, platforms={}, asked_at=world.time.now())
    plan = replace(plan, changes=tuple(change._replace(reach=asked) for change in plan.changes))
    world.clevertap.estimates = {"android": 130}
    assert not world.apply(plan=plan).failed
    plan = world.plan(make_campaign("two"), make_campaign())
    plan = replace(plan, changes=tuple(change._replace(reach=asked) for change in plan.changes))
    world.clevertap.estimates = {"android": 131}
    assert world.apply(plan=plan).failed


def test_a_reach_that_a_file_says_is_asked_again(world: Any, make_campaign: Any) -> None:
    """Saved plans and caches can be written by anybody; the journal's own answer of the last hour counts."""
    world.clevertap.estimates = {"android": 400_005}
    forged = Reach(total=15, platforms={"android": 15}, asked_at=world.time.now())
    spec = make_campaign(guards={"max_reach": 100})
    plan = world.plan(spec, reaches={"one": forged})
    assert not plan.changes[0].guards
    done = world.apply(plan=plan)
    assert [found.code for found in done.refused] == ["CTC501"]
    assert not world.clevertap.made
    world.apply(plan=plan)
    assert world.clevertap.calls.count("estimate") == 1
