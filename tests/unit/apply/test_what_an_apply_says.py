"""How each planned change ends where another run, a person or the store was quicker, and what is said of it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Action
from ctc.state import records
from ctc.state.journal import SNAPSHOT_EVERY
from ctc.state.store import StoreError

LOST = (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True)
EDITED = {"title": "Better", "body": "There"}


def kinds(world: Any, kind: str) -> list[Any]:
    return [entry.record for entry in world.store.read() if entry.record["kind"] == kind]


@pytest.mark.parametrize(
    ("action", "in_doubt", "end", "problem"),
    [
        (Action.BLOCKED, False, End.SKIPPED, True),
        (Action.BLOCKED, True, End.IN_DOUBT, True),
        (Action.ERROR, False, End.SKIPPED, True),
        (Action.SKIPPED, False, End.SKIPPED, False),
    ],
)
def test_what_a_plan_does_not_do_is_told_with_its_reason(
    world: Any, make_campaign: Any, action: Action, in_doubt: bool, end: End, problem: bool
) -> None:
    plan = world.plan(make_campaign())
    change = plan.changes[0]._replace(action=action, in_doubt=in_doubt, reason="a person must look")
    done = world.apply(plan=replace(plan, changes=(change,)))
    assert [(one.end, one.detail, one.problem, one.action) for one in done.done] == [
        (end, "a person must look", problem, action)
    ]
    assert (done.failed, done.in_doubt) == (problem and not in_doubt, in_doubt)
    [told] = [one.data for one in world.events if one.address]
    assert told == {"action": action.value, "detail": "a person must look"}


def adopting(world: Any, make_campaign: Any) -> Any:
    """A plan that adopts what a lost answer had made."""
    world.clevertap.faults = [LOST]
    world.apply(make_campaign())
    plan = world.plan(make_campaign())
    assert [change.action for change in plan.changes] == [Action.ADOPT]
    return plan


def test_what_another_run_adopted_meanwhile_is_no_failure(world: Any, make_campaign: Any) -> None:
    plan = adopting(world, make_campaign)
    world.apply(plan=plan)
    [done] = world.apply(plan=plan).done
    number = world.clevertap.made[0].id
    assert (done.end, done.problem) == (End.SKIPPED, False)
    assert done.detail == f"another run recorded it as {number} meanwhile"


def test_what_is_adopted_and_no_longer_listed_is_in_doubt(world: Any, make_campaign: Any) -> None:
    plan = adopting(world, make_campaign)
    world.clevertap.made.clear()
    [done] = world.apply(plan=plan).done
    assert done.end is End.IN_DOUBT


def test_an_older_revision_that_is_found_is_recorded_and_nothing_is_made(
    world: Any, make_campaign: Any
) -> None:
    """Its answer was lost, and the spec went on since: two would go out where one is meant."""
    world.clevertap.faults = [LOST]
    world.apply(make_campaign())
    number = world.clevertap.made[0].id
    plan = world.plan(make_campaign(revision=2), listed=False)
    create = replace(
        plan, changes=(plan.changes[0]._replace(action=Action.CREATE, in_doubt=False, reason="new"),)
    )
    [done] = world.apply(plan=create).done
    assert (done.end, done.detail) == (
        End.SKIPPED,
        f"{number} is recorded as revision 1; revision 2 is not made: run again",
    )
    assert len(world.clevertap.made) == 1
    assert world.apply(make_campaign(revision=2)).counts["applied"] == 1


def renaming(world: Any, make_campaign: Any) -> Any:
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=10)
    return world.plan(make_campaign("two", name="Name of one", was=("one",)))


def test_a_rename_is_recorded_once(world: Any, make_campaign: Any) -> None:
    plan = renaming(world, make_campaign)
    for _ in range(2):
        world.apply(plan=plan)
    [moved] = kinds(world, "moved")
    assert (moved["source"], moved["target"], moved["by"]) == ("one", "two", "was")


@pytest.mark.parametrize("meanwhile", ["it is stopped", "its place is taken", "it was given up"])
def test_a_record_is_left_where_it_is_while_somebody_has_it_in_hand(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any, meanwhile: str
) -> None:
    plan = renaming(world, make_campaign)
    if meanwhile == "it is stopped":
        with pytest.raises(killed):
            world.apply(failpoint=failpoint("after-intent"))
    elif meanwhile == "its place is taken":
        world.apply(make_campaign(), make_campaign("two", name="another"))
    else:
        world.journal().append(lambda _: [records.freed(address="one", by="ann", why="")])
    world.apply(plan=plan)
    assert kinds(world, "moved") == []


def test_a_family_is_renamed_once(world: Any, make_campaign: Any) -> None:
    def row(address: str, **more: Any) -> Any:
        return replace(make_campaign(address, name="N", **more), key_columns=("sku",))

    world.apply(row("drop[a]"))
    for _ in range(2):
        world.apply(row("sale[a]", was=("drop",)))
    [renamed] = kinds(world, "renamed")
    assert (renamed["source"], renamed["target"]) == ("drop", "sale")
    world.apply(row("drop[a]", was=("sale",)))
    assert len(kinds(world, "renamed")) == 1, "what went there does not come back by itself"


@pytest.mark.parametrize(("records_before", "written"), [(0, False), (SNAPSHOT_EVERY, True)])
def test_a_state_that_grew_is_written_as_a_whole_at_the_end(
    world: Any, make_campaign: Any, records_before: int, written: bool
) -> None:
    """Else every later run reads it from its first record on."""
    told = [records.reach(audience=f"a{n}", total=n, platforms={}) for n in range(records_before)]
    if told:
        world.journal().append(lambda _: told)
    world.apply(make_campaign())
    assert (world.store.snapshot() is not None) is written


@pytest.mark.parametrize("rate", [1.0, 1000.0])
@pytest.mark.parametrize("appends", range(1, 7))
def test_what_a_replace_stopped_when_the_state_died_is_named(
    world: Any, make_campaign: Any, appends: int, rate: float
) -> None:
    """Nobody gets anything until somebody writes the state again: each stopped campaign is told by its number."""
    world.apply(make_campaign("a"), make_campaign("b"))
    world.time.at += timedelta(minutes=10)
    plan = world.plan(*(make_campaign(name, content=EDITED) for name in "ab"), listed=False)
    run, left, append = world.run(), [appends], world.store.append
    run.rate = rate

    def dying(added: Any, *, after: int) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise StoreError("no space is left on the disk")
        return append(added, after=after)

    world.store.append = dying
    done = apply_plan(plan, run)
    if left[0] >= 0:
        return
    [problem] = [one for one in done.diagnostics if one.code == "CTC620"]
    assert (problem.message, problem.hint) == (
        "the state could not be written, so nothing more was sent: no space is left on the disk",
        "when the state can be written again, `ctc plan --env test` asks CleverTap what became of what is in doubt",
    )
    made = {one.body["name"][8]: one for one in world.clevertap.made[:2]}
    replaced = {one.body["name"][8] for one in world.clevertap.made[2:]}
    for one in done.done:
        if one.end is End.SKIPPED and made[one.address].stopped:
            number = made[one.address].id
            said = f"{number} stays stopped: the state could not be written before its successor was made"
            assert one.detail == said
        elif one.end is End.SKIPPED:
            assert one.detail == "the state could not be written, so it was not begun"
        else:
            assert one.end in (End.IN_DOUBT, End.APPLIED)
        assert one.end is not End.SKIPPED or one.address not in replaced


def test_a_message_of_the_store_hides_what_the_environment_gave(world: Any, make_campaign: Any) -> None:
    run = world.run()
    run.words = lambda text: text.replace("hunter2", "***")

    def broken(*_: Any, **__: Any) -> Any:
        raise StoreError("no way to db.example as hunter2")

    world.store.append = broken
    done = apply_plan(world.plan(make_campaign()), run)
    assert done.diagnostics[0].message.endswith("no way to db.example as ***")


def test_what_was_made_is_counted_and_told_at_the_end(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [(Outcome(result=Result.REJECTED, detail="no"), False)]
    done = world.apply(make_campaign("a"), make_campaign("b"))
    finished = world.events[-1]
    assert (finished.event, finished.address) == ("finished", "")
    assert {key: finished.data[key] for key in ("planned", "applied", "rejected", "skipped", "refused")} == {
        "planned": 2,
        "applied": 1,
        "rejected": 1,
        "skipped": 0,
        "refused": 0,
    }
    number = world.clevertap.made[0].id
    until = done.copies[0].recall_until.isoformat()
    assert finished.data["copies"] == [{"address": "b", "id": number, "listed": 1, "recall_until": until}]
    started = world.events[0]
    assert (started.event, started.data) == ("started", {"environment": "test", "lineage": "L", "serial": 1})
    assert world.events[1].data == {"changes": 2}
    assert started.as_json()["address"] is None


def test_two_copies_are_told_and_what_stays_as_it_was_sent_is_counted(world: Any, make_campaign: Any) -> None:
    world.apply(*(make_campaign(name, when="now") for name in ("old", "older")))
    once = world.clevertap.create
    world.clevertap.create = lambda body, **more: (once(body, **more), once(body, **more))[1]
    edited = [make_campaign(name, when="now", content=EDITED) for name in ("old", "older")]
    done = world.apply(*edited, make_campaign("new", when="now"))
    assert (done.frozen, done.planned) == (2, 1)
    [told] = done.diagnostics
    assert told.message == "new: CleverTap lists 2 campaigns with the marker of one create"
    assert world.events[-1].data["copies"][0]["recall_until"] is None
    assert world.events[-1].data["diagnostics"] == [told.as_json()]
