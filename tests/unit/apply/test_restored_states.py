"""An older state comes back: what it lacks is looked for by every later run, and identity sends wait."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import UserError
from ctc.plans.first_records import first_records
from ctc.plans.plan import Action
from ctc.state import records
from ctc.state.evidence import Unknown
from ctc.state.record import Status
from ctc.state.settling import forget, resolve
from ctc.state.stores.memory import MemoryStore


def restored(world: Any, rows: list[Any], *, days: float = 5) -> None:
    world.store = MemoryStore(world.time.now)
    world.store._rows = rows
    world.time.at += timedelta(days=days)


def test_a_run_that_leaves_a_lost_campaign_out_does_not_hide_it(world: Any, make_campaign: Any) -> None:
    first, lost, other = (make_campaign(name, when="now") for name in ("first", "lost", "other"))
    world.apply(first)
    backup = list(world.store._rows)
    world.time.at += timedelta(days=3)
    world.apply(first, lost)
    restored(world, backup)
    world.apply(plan=world.plan(other), repository=[first, lost, other])
    world.time.at += timedelta(days=5)
    world.apply(first, lost, other, listed=False)
    assert [made.name[:-15] for made in world.clevertap.made] == [
        "Name of first",
        "Name of lost",
        "Name of other",
    ]


def test_a_record_that_nobody_looked_for_does_not_move_the_window(world: Any, make_campaign: Any) -> None:
    """A guard asks for a reach, and a person moves a record: neither has looked for what the state lacks."""
    first, lost = (make_campaign(name, when="now") for name in ("first", "lost"))
    world.apply(first)
    backup = list(world.store._rows)
    world.time.at += timedelta(days=1)
    world.apply(first, lost)
    restored(world, backup)
    asked = records.reach(audience="a", total=1, platforms={})
    moved = records.moved(source="nobody", target="somebody", by="ann")
    world.journal().append(lambda _: [asked, moved])
    world.time.at += timedelta(days=4)
    world.apply(first, lost, listed=False)
    assert world.clevertap.calls.count("create") == 2


def test_what_was_given_up_makes_no_state_older_than_the_account(world: Any, make_campaign: Any) -> None:
    """Its marker is listed, and nothing that the name leads to has it any more: this state knows it all the same."""
    world.apply(make_campaign())
    world.clevertap.made[0].stopped = world.time.now()
    listed = {world.clevertap.made[0].id: Status.STOPPED}
    forget(world.journal(), "one", by="ann", why="another campaign", listed=listed)
    world.apply(make_campaign(content={"title": "Another"}))
    assert not world.journal().state.held


def older_than_the_account(world: Any, make_campaign: Any, letter: Any) -> None:
    """``letter`` was sent, and the state is from before that; a campaign shows that it is old."""
    backup = list(world.store._rows)
    world.apply(make_campaign(), letter)
    restored(world, backup)


def test_a_higher_revision_of_an_identity_send_waits_too(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    world.apply(make_message())
    again = make_message(revision=2)
    older_than_the_account(world, make_campaign, again)
    done = world.apply(make_campaign(), again, listed=False)
    assert [one.end for one in done.done if one.address == "letter"] == [End.IN_DOUBT]
    assert world.plan(make_campaign(), again).changes[-1].in_doubt
    assert len(world.clevertap.sends) == 2
    vouch(world, again, sent=True)
    assert world.plan(make_campaign(), again).changes[-1].action is Action.UNCHANGED
    assert world.apply(make_campaign(), make_message(revision=3)).counts["applied"] == 1


def test_the_rest_of_a_partial_send_waits_too(world: Any, make_campaign: Any, make_message: Any) -> None:
    letter = make_message(people=2500)
    world.clevertap.faults = [
        (Outcome(result=Result.SENT, detail="ok"), True),
        *[(Outcome(result=Result.REJECTED, detail="no"), False)] * 2,
    ]
    world.apply(letter)
    went = len(world.clevertap.sends)
    assert went == 1
    assert world.status("letter") == "partial"
    older_than_the_account(world, make_campaign, letter)
    world.apply(make_campaign(), letter, listed=False)
    assert len(world.clevertap.sends) == 3
    vouch(world, letter, sent=False)
    assert len(world.journal().state.record("letter").batches) == went
    assert world.status("letter") == "partial"


def test_what_a_person_says_was_not_sent_is_sent_to_its_end(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    """A first batch that is refused then is not the end of it, and two of three are not all."""
    letter = make_message(people=2500)
    world.journal().append(lambda _: [records.held(why="older", since=world.time.now())])
    vouch(world, letter, sent=False)
    no, fine = (Outcome(result=result, detail="no") for result in (Result.REJECTED, Result.SENT))
    for faults, status in (
        ([(no, False)] * 3, "rejected"),
        ([(fine, True), (no, False), (no, False)], "partial"),
    ):
        world.clevertap.faults = [*faults]
        assert world.apply(letter).done[0].end is End.REJECTED
        assert world.status("letter") == status
    assert world.apply(letter).counts["applied"] == 1
    assert sum(len(body["to"]["Identity"]) for body in world.clevertap.sends) == 2500


@pytest.mark.parametrize("batch", [1, 2])
def test_a_hold_that_comes_while_a_run_is_under_way_counts_for_its_next_claim(
    world: Any, make_message: Any, failpoint: Any, batch: int
) -> None:
    """Somebody puts an older copy back and says so; a run that had read it by then was about to send."""

    def said() -> None:
        world.time.at += timedelta(seconds=1)
        world.journal().append(lambda _: [records.held(why="older", since=world.time.now())])

    letter = make_message(people=2500)
    [done] = world.apply(letter, failpoint=failpoint("before-intent", batch, act=said)).done
    assert (done.end, done.detail[:5]) == (End.IN_DOUBT, "older")
    assert len(world.clevertap.sends) == batch - 1


@pytest.mark.parametrize(
    ("sent", "asked", "waits"),
    [
        ({}, {}, False),
        ({}, {"text": "Edited"}, False),
        ({"revision": 2}, {}, False),
        ({}, {"revision": 2}, True),
        (None, {}, True),
    ],
)
def test_what_the_state_says_itself_waits_for_nobody(
    world: Any, make_message: Any, sent: dict[str, Any] | None, asked: dict[str, Any], waits: bool
) -> None:
    """Of all that waits a person says that it was not sent; what is recorded as sent stays so."""
    if sent is not None:
        world.apply(make_message(**sent))
    world.time.at += timedelta(minutes=5)
    world.journal().append(lambda _: [records.held(why="older", since=world.time.now())])
    letter = make_message(**asked)
    before = world.status("letter")
    if waits:
        vouch(world, letter, sent=False)
        assert world.apply(letter).counts["applied"] == 1
        return
    with pytest.raises(UserError, match="is not in doubt"):
        vouch(world, letter, sent=False)
    assert world.status("letter") == before == "sent"


def vouch(world: Any, payload: Any, *, sent: bool) -> None:
    unknown = Unknown(
        revision=payload.revision, digest=payload.digest, endpoint=payload.endpoint, channel=payload.channel
    )
    resolve(world.journal(), payload.address, sent=sent, by="ann", evidence=unknown)


def test_what_waits_under_a_lead_time_is_adopted_as_scheduled(world: Any, make_campaign: Any) -> None:
    """Its spec says `now`; the listing alone knows when it goes out."""
    world.facts = replace(world.facts, guards={"lead_time": "45m"})
    world.apply(make_campaign(when="now"))
    made = world.clevertap.made[0]
    world.begin()
    world.apply(make_campaign(when="now"), listed=False)
    record = world.journal().state.record("one")
    assert (record.status.value, record.scheduled_on) == ("scheduled", made.scheduled)
    edited = make_campaign(when="now", content={"title": "Other", "body": "There"})
    assert world.plan(edited).changes[0].action is Action.REPLACE


def test_what_another_run_adopts_meanwhile_is_done_for_this_one(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    specs = [make_campaign("one"), make_campaign("two")]
    world.apply(*specs)
    world.begin()

    def other() -> None:
        assert [done.end for done in world.apply(*specs, listed=False).done] == [End.APPLIED] * 2

    ends = world.apply(*specs, listed=False, failpoint=failpoint("inside-reconcile", act=other)).done
    assert [(done.end, done.problem) for done in ends] == [(End.SKIPPED, False)] * 2
    assert world.clevertap.calls.count("create") == 2


@pytest.mark.parametrize(("name", "older"), [("new", "old"), ("new[a]", "old[a]")], ids=str)
def test_what_is_found_under_a_new_name_is_not_made_under_the_old_one(
    world: Any, make_campaign: Any, name: str, older: str
) -> None:
    """The state is another one, and a merge brings the old spec back beside the new one's record."""
    renamed = make_campaign(name, name="Name", was=("old",))
    world.apply(renamed)
    world.begin()
    if name == "new":
        world.apply(renamed, listed=False)
    else:  # as `state init` and `adopt` do, which say nothing of the family
        listing = world.clevertap.listing(date(2031, 1, 1), date(2031, 12, 31))
        world.store = MemoryStore(world.time.now)
        world.store.append(first_records([renamed], listing, world.facts, "L"), after=0)
    world.apply(make_campaign(older, name="Name", content={"title": "Better", "body": "There"}))
    assert [made.stopped for made in world.clevertap.made] == [world.time.at], "the new spec is gone"


def test_a_state_that_is_put_back_twice_lacks_what_it_lacked_from_the_first_time_on(world: Any) -> None:
    first, later = world.time.at - timedelta(days=9), world.time.at
    for since in (first, later):
        world.journal().append(lambda _, since=since: [records.held(why="older", since=since)])
    assert world.journal().state.lacks_since == first


def test_what_waits_for_another_day_of_the_month_is_found_though_its_spec_names_one_that_is_far(
    world: Any, make_campaign: Any
) -> None:
    """Somebody says that the state is an older copy: what it lacks may wait for any day."""
    world.apply(make_campaign("first"))
    backup = list(world.store._rows)
    world.apply(make_campaign("first"), make_campaign("lost", when="20310120 09:30"))
    restored(world, backup, days=1)
    world.journal().append(lambda _: [records.held(why="an older copy", since=world.time.now())])
    done = world.apply(make_campaign("first"), make_campaign("lost", when="20310601 09:30"), listed=False)
    assert len(world.clevertap.made) == 2
    assert [one.end for one in done.done if one.address == "lost"] == [End.IN_DOUBT]


def test_who_finds_that_a_state_is_an_older_one_looks_at_the_month_at_once(
    world: Any, make_campaign: Any
) -> None:
    """Nobody said that it is one: another campaign tells, in the run that would make what waits for another day."""
    world.apply(make_campaign("first"))
    backup = list(world.store._rows)
    telling = make_campaign("telling", when="20310301 09:30")
    world.apply(make_campaign("first"), telling, make_campaign("lost", when="20310120 09:30"))
    restored(world, backup, days=1)
    late = make_campaign("lost", when="20310601 09:30")
    done = world.apply(make_campaign("first"), telling, late, listed=False)
    assert len(world.clevertap.made) == 3
    [lost] = [one for one in done.done if one.address == "lost"]
    assert lost.end is End.IN_DOUBT
    [there] = [made.id for made in world.clevertap.made if made.name.startswith("Name of lost")]
    assert f"`ctc adopt lost --id {there} --env test` takes it over" in lost.detail
