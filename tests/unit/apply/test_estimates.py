"""An estimate asks, and makes nothing: what is tried again, what is kept, when an older answer will do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Reach
from ctc.plans.reaches import audience_of

SEVEN = {"status": "success", "estimates": {"android": 5, "ios": 2}}


def outcome(result: Result, body: Any = None) -> Outcome:
    return Outcome(result=result, detail="so it was", code=21, body=body or {})


def answers(world: Any, *told: Outcome) -> list[str]:
    """What CleverTap says to the estimates, in order; and the bodies that were asked."""
    rest, asked = iter(told), list[str]()

    def estimate(body: bytes) -> Outcome:
        asked.append(body.decode())
        return next(rest)

    world.clevertap.estimate = estimate
    return asked


@pytest.mark.parametrize(
    ("told", "end", "seconds"),
    [
        ([Result.SENT], End.APPLIED, 0),
        ([Result.REJECTED], End.REJECTED, 0),
        ([Result.IN_DOUBT], End.NOT_SENT, 0),
        ([Result.THROTTLED, Result.THROTTLED, Result.SENT], End.APPLIED, 2 + 10),
        ([Result.THROTTLED] * 4, End.REJECTED, 2 + 10 + 30),
        ([Result.NOT_SENT, Result.SENT], End.APPLIED, 1),
        ([Result.NOT_SENT] * 4, End.NOT_SENT, 1 + 2 + 4),
    ],
)
def test_how_each_answer_ends_it(
    world: Any, make_campaign: Any, told: list[Result], end: End, seconds: int
) -> None:
    """It may be asked again, since it makes nothing; so that it is never in doubt either."""
    began = world.time.now()
    asked = answers(world, *(outcome(result, SEVEN if result is Result.SENT else None) for result in told))
    [done] = world.apply(make_campaign(estimate_only=True)).done
    assert (done.end, len(asked)) == (end, len(told))
    assert world.time.now() - began == timedelta(seconds=seconds)
    if end is not End.APPLIED:
        assert done.detail == "so it was"
        event = next(one for one in world.events if one.event == end.value)
        assert (event.data["detail"], event.data["code"]) == ("so it was", 21)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (SEVEN, {"reach": 7, "platforms": {"android": 5, "ios": 2}, "request_id": None}),
        ({"status": "partial", "req_id": "r-1"}, {"reach": 0, "platforms": {}, "request_id": "r-1"}),
        ({"estimates": {"android": "many"}}, {"reach": None, "platforms": {}, "request_id": None}),
    ],
    ids=["figures", "it is told later", "no count"],
)
def test_what_it_says_is_told_and_figures_alone_are_kept(
    world: Any, make_campaign: Any, body: Any, said: dict[str, Any]
) -> None:
    payload = make_campaign(estimate_only=True)
    answers(world, outcome(Result.SENT, body))
    assert world.apply(payload).done[0].end is End.APPLIED
    [event] = [one for one in world.events if one.event == "estimated"]
    assert (event.address, dict(event.data)) == ("one", said)
    known = world.journal().state.reach.get(audience_of(payload))
    assert (known and (known.total, known.platforms)) == ((7, said["platforms"]) if said["reach"] else None)


@pytest.mark.parametrize(("seconds", "asks"), [(3600, 0), (3601, 1)])
def test_an_answer_of_the_last_hour_will_do(world: Any, make_campaign: Any, seconds: int, asks: int) -> None:
    payload = make_campaign(guards={"max_reach": 100})
    answers(world, outcome(Result.SENT, SEVEN))
    world.apply(make_campaign(estimate_only=True))
    world.time.at += timedelta(seconds=seconds)
    asked = answers(world, outcome(Result.SENT, SEVEN))
    assert world.apply(payload).counts["applied"] == 1
    assert len(asked) == asks


@pytest.mark.parametrize("guard", [{"max_reach": 6}, {"min_reach": 8}, {"max_total_reach": 6}])
@pytest.mark.parametrize("old", [False, True], ids=["asked", "known"])
def test_the_reach_of_now_is_held_against_each_guard_that_bounds_it(
    world: Any, make_campaign: Any, guard: dict[str, int], old: bool
) -> None:
    plan = world.plan(make_campaign())
    if old:
        answers(world, outcome(Result.SENT, SEVEN))
        world.apply(make_campaign(estimate_only=True))
    world.facts = replace(world.facts, guards=guard)
    answers(world, outcome(Result.SENT, SEVEN))
    done = world.apply(plan=plan)
    assert done.refused
    assert done.counts["skipped"] == 1
    assert not world.clevertap.made


def test_a_replace_is_asked_for_too_and_what_is_sent_by_name_or_stays_is_not(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    world.facts = replace(world.facts, guards={"max_reach": 100})
    specs = [make_campaign("one"), make_campaign("two", segment=5)]
    answers(world, *[outcome(Result.SENT, SEVEN)] * 2)
    world.apply(*specs)
    world.time.at += timedelta(hours=2)
    asked = answers(world, outcome(Result.SENT, SEVEN))
    edited = make_campaign("one", content={"title": "Better", "body": "There"})
    done = world.apply(edited, specs[1], make_message())
    assert done.counts["applied"] == 2
    assert len(asked) == 1
    assert "Better" in asked[0]


def test_a_reach_that_cannot_be_asked_keeps_what_it_bounds(world: Any, make_campaign: Any) -> None:
    plan = world.plan(make_campaign(guards={"max_reach": 100}))
    answers(world, outcome(Result.REJECTED))
    done = world.apply(plan=plan)
    assert [found.code for found in done.refused] == ["CTC503"]
    assert not world.clevertap.made


BOUNDS: list[tuple[dict[str, int], int, int, bool]] = [
    # guards, planned, answered, whether it is told
    ({"max_reach": 100}, 15, 100, False),
    ({"max_reach": 100}, 15, 101, True),
    ({"min_reach": 10}, 15, 10, False),
    ({"min_reach": 10}, 15, 9, True),
    ({"min_reach": 10, "max_reach": 100}, 15, 9, True),
    ({}, 15, 2 * 15 + 100, False),
    ({}, 15, 2 * 15 + 101, True),
    ({"max_reach": 100_000}, 15, 2 * 15 + 101, True),
    ({"min_reach": 10}, 15, 2 * 15 + 101, True),
]


@pytest.mark.parametrize(("guards", "planned", "answered", "is_told"), BOUNDS)
def test_what_a_create_itself_answers_is_held_against_its_plan(
    world: Any, make_campaign: Any, guards: dict[str, int], planned: int, answered: int, is_told: bool
) -> None:
    reach = Reach(total=planned, platforms={}, asked_at=world.time.now())
    plan = world.plan(make_campaign(guards=guards), reaches={"one": reach})
    plan = replace(plan, changes=tuple(change._replace(reach=reach) for change in plan.changes))
    answers(world, outcome(Result.SENT, {"estimates": {"android": planned}}))
    world.clevertap.estimates = {"android": answered}
    done = world.apply(plan=plan)
    assert len(world.clevertap.made) == 1
    assert [found.code for found in done.diagnostics] == (["CTC622"] if is_told else [])


@pytest.mark.parametrize("where", ["the plan", "the answer"])
def test_a_figure_that_is_told_later_is_compared_with_nothing(
    world: Any, make_campaign: Any, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = Reach(total=0, platforms={}, asked_at=world.time.now(), request_id="r-1")
    plan = world.plan(make_campaign())
    plan = replace(
        plan,
        changes=tuple(
            change._replace(reach=later if where == "the plan" else later._replace(request_id=None))
            for change in plan.changes
        ),
    )
    create: Callable[..., Outcome] = world.clevertap.create
    body = {"req_id": "r-2"} if where == "the answer" else {"estimates": {"android": 5000}}
    monkeypatch.setattr(world.clevertap, "create", lambda *a, **k: replace(create(*a, **k), body=body))
    assert not apply_plan(plan, world.run()).diagnostics
