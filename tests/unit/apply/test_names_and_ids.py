"""What is bound to an entry or an id must not follow the name: another run may have made something under it."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.apply.claims import overtaken
from ctc.apply.recall import recall
from ctc.clevertap.outcome import Outcome, Result
from ctc.pipeline.standing import overview
from ctc.pipeline.state import Opened
from ctc.plans.action import Action
from ctc.plans.plan import Change
from ctc.state.settling import forget, resolve
from ctc.state.verifying import verify


def live(world: Any) -> list[int]:
    return [made.id for made in world.clevertap.made if made.stopped is None]


@pytest.mark.breaks_the_promise
def test_what_was_made_again_meanwhile_gets_no_tombstone(
    scheduled: Any, make_campaign: Any, failpoint: Any
) -> None:
    """A stop of what is gone stands still behind its answer; a commit that has a higher revision goes on."""
    plan = scheduled.plan()

    def meanwhile() -> None:
        scheduled.apply(make_campaign(revision=2))

    scheduled.apply(plan=plan, failpoint=failpoint("after-outcome", act=meanwhile))
    assert scheduled.status("one") == "scheduled"
    scheduled.time.at += timedelta(minutes=10)
    scheduled.apply()
    assert not live(scheduled), "its spec is gone, and it goes out"


@pytest.mark.breaks_the_promise
def test_what_was_made_again_meanwhile_is_not_called_late(scheduled: Any, make_campaign: Any) -> None:
    """A replace has stopped its predecessor; while it looks, a person stops that for good, and a higher revision is
    made that goes out soon."""
    plan = scheduled.plan(make_campaign(content={"title": "b", "body": "b"}))
    soon = f"{scheduled.time.now() + timedelta(minutes=4):%Y%m%d %H:%M}"
    listing, asked = scheduled.clevertap.listing, []

    def listed(*window: Any) -> Any:
        if scheduled.clevertap.made[0].stopped and not asked:
            asked.append(window)
            recall(scheduled.run(), ["one"], "")
            scheduled.apply(make_campaign(revision=2, when=soon))
        return listing(*window)

    scheduled.clevertap.listing = listed
    [done] = apply_plan(plan, scheduled.run()).done
    assert (done.end, done.problem) == (End.SKIPPED, False)
    record = scheduled.journal().state.record("one")
    assert (record.revision, record.status.value, record.stopped_by) == (2, "scheduled", "")


@pytest.mark.breaks_the_promise
def test_a_name_that_was_freed_stops_nothing_of_what_was_made_under_it(
    scheduled: Any, make_campaign: Any
) -> None:
    """What ``one`` became lives on under its newer name, with the marker of the older one."""
    two = make_campaign("two", was=("one",), name="Name of one")
    scheduled.apply(two)
    forget(scheduled.journal(), "one", by="ann", why="another campaign", listed={})
    scheduled.apply(two, make_campaign(when="20310203 09:30"))
    first, second = live(scheduled)
    session: Any = SimpleNamespace(client=scheduled.clevertap)
    state = Opened(session=session, journal=scheduled.journal(), facts=scheduled.facts)
    assert overview(state, named=None, ask=True).copies == ()
    told = recall(scheduled.run(), ["one"], "")
    assert [one.id for one in told.done if one.end is End.APPLIED] == [second]
    assert live(scheduled) == [first]


@pytest.mark.breaks_the_promise
def test_days_that_nobody_asked_for_prove_nothing(world: Any, make_campaign: Any) -> None:
    """A run looks at the days of its own schedule. While it asks for a reach, another commit claims the same for a
    day far away, and dies."""
    world.facts = replace(world.facts, listing_lag=60.0, guards={"max_reach": 1000})
    estimate, asked = world.clevertap.estimate, []

    def estimated(body: bytes) -> Any:
        if not asked:
            asked.append(body)
            world.clevertap.faults = [(None, True)]
            with pytest.raises(BaseException, match="during the request"):
                world.apply(make_campaign(when="20310601 09:30"))
            world.time.at += timedelta(minutes=5)
        return estimate(body)

    plan = world.plan(make_campaign())
    world.clevertap.estimate = estimated
    apply_plan(plan, world.run())
    assert len(world.clevertap.made) == 1


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("said", [None, 1600000001, 1700000001])
def test_the_id_of_an_answer_is_kept_whatever_was_said_of_it_meanwhile(
    world: Any, make_campaign: Any, failpoint: Any, said: int | None
) -> None:
    """A person calls sent what is under way, perhaps by an id that is another one's; then its answer comes."""

    def meanwhile() -> None:
        resolve(world.journal(), "one", sent=True, by="ann", campaign_id=said)

    world.apply(make_campaign(), failpoint=failpoint("before-outcome", act=meanwhile))
    [made] = world.clevertap.made
    assert world.journal().state.owner(made.id) is not None
    [change] = world.plan(make_campaign()).changes
    if said in (None, made.id):
        assert (change.action, change.recorded.id) == (Action.UNCHANGED, made.id)
        assert len(world.journal().state.record("one").tries) == 1
        return
    assert (change.action, change.in_doubt) == (Action.BLOCKED, True)
    assert f"made a second time ({made.id})" in change.reason
    assert [fault.serial for fault in verify(world.store).faults] == [
        world.journal().state.record("one").tries[1].serial
    ]
    resolve(world.journal(), "one", sent=True, by="ann", campaign_id=made.id)
    assert world.plan(make_campaign()).changes[0].recorded.id == made.id


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("listed", [True, False])
def test_an_answer_that_names_what_was_there_before_is_doubt(
    world: Any, make_campaign: Any, listed: bool
) -> None:
    """A host between has mixed up two answers: taken for its own, a stop of the one would stop the other."""
    other = make_campaign("another", when="20310301 09:30")
    if listed:
        world.apply(other)
    [first] = world.clevertap.made or [SimpleNamespace(id=1700000001)]
    create = world.clevertap.create

    def mixed_up(body: bytes, **more: Any) -> Any:
        outcome = create(body, **more)
        return replace(outcome, id=first.id)

    world.clevertap.create = mixed_up
    both = [other, make_campaign()]
    done = world.apply(*both).done[-1]
    assert (done.end, done.id) == (End.IN_DOUBT, None)
    assert done.detail == "the answer names 1700000001, which was there before: it is that of another request"
    world.clevertap.create = create
    world.apply(*both)
    assert world.journal().state.record("one").id == world.clevertap.made[1].id
    assert len(world.clevertap.made) == 2


OVERTAKEN: list[tuple[str, dict[str, Any], dict[str, Any], bool, str | None]] = [
    # what, the earlier revision that another run makes, the later one, whether the other dies, why nothing is made
    ("it waits", {}, {}, False, "another run made revision 1 meanwhile, as 1700000001: plan again"),
    ("it waits under an older name", {}, {"address": "two", "was": ("one",)}, False,
     "another run made revision 1 meanwhile, as 1700000001: plan again"),
    ("it is under way", {}, {}, True, "another run has it in hand"),
    ("it has gone out", {"when": "now"}, {}, False, None),
]  # fmt: skip


@pytest.mark.parametrize("row", OVERTAKEN, ids=[row[0] for row in OVERTAKEN])
def test_a_higher_revision_is_not_made_beside_one_that_came_meanwhile(
    world: Any, make_campaign: Any, killed: Any, row: Any
) -> None:
    """A plan saw nothing of the earlier one, which it would have replaced: both would go out."""
    _, earlier, later, dies, why = row
    plan = world.plan(make_campaign(**{"revision": 2, **later}))
    if dies:
        world.clevertap.faults = [(None, True)]
        with pytest.raises(killed):
            world.apply(make_campaign(**earlier))
        world.clevertap.faults = []
        world.clevertap.lag = timedelta(minutes=5)
    else:
        world.apply(make_campaign(**earlier))
    [done] = world.apply(plan=plan).done
    assert (done.detail or None, done.end) == (why, End.SKIPPED if why else End.APPLIED)
    assert done.problem is not dies
    assert len(world.clevertap.made) == 1 + (why is None)
    world.time.at += timedelta(minutes=10)
    world.facts = replace(world.facts, listing_lag=60.0)
    again = make_campaign(**{"revision": 2, **later})
    for _ in range(2):  # the first may have to settle what the other run left
        world.apply(again)
    assert len(live(world)) == 1 + (why is None)
    assert world.clevertap.made[-1].id == world.journal().state.record(again.address).id


def test_a_higher_revision_of_a_message_hides_no_earlier_one_that_is_under_way(
    world: Any, make_message: Any, killed: Any
) -> None:
    """Nobody would ever be told that the earlier one is in doubt."""
    plan = world.plan(make_message(revision=2))
    world.clevertap.faults = [(None, True)]
    with pytest.raises(killed):
        world.apply(make_message())
    [done] = world.apply(plan=plan).done
    assert (done.end, done.problem) == (End.SKIPPED, False)
    world.time.at += timedelta(hours=1)
    [change] = world.plan(make_message(revision=2)).changes
    assert (change.action, change.in_doubt) == (Action.BLOCKED, True)


@pytest.mark.parametrize("address", ["new", "older", "oldest"])
def test_what_another_run_made_counts_under_each_of_its_names(
    world: Any, make_campaign: Any, address: str
) -> None:
    world.apply(make_campaign(address))
    payload = make_campaign("new", revision=2, was=("older", "oldest"))
    change = Change(address="new", action=Action.CREATE, reason="new")
    found = overtaken(world.journal().state, change, payload, world.time.now)
    assert found is not None
    assert (
        found.reason == f"another run made revision 1 meanwhile, as {world.clevertap.made[0].id}: plan again"
    )


def test_what_was_in_doubt_under_its_older_name_goes_over_when_it_is_found(
    world: Any, make_campaign: Any
) -> None:
    """And is stopped by its newer name, without another run in between."""
    world.clevertap.faults = [(Outcome(result=Result.IN_DOUBT, detail="reset"), True)]
    world.apply(make_campaign("older"))
    newer = make_campaign("newer", name="Name of older", was=("older",))
    assert world.apply(newer).counts["applied"] == 1
    state = world.journal().state
    assert [state.record(name) and state.record(name).id for name in ("older", "newer")] == [
        None,
        world.clevertap.made[0].id,
    ]
