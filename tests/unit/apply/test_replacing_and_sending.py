"""Replace, stop, batches: the steps that have a middle in which a run may die."""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.apply.recall import recall
from ctc.apply.sending import _claim, _record, _Sending
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.batches import batches
from ctc.payloads.recipients import describe
from ctc.plans.plan import Action, Change
from ctc.state.settling import resolve

DOUBT = Outcome(result=Result.IN_DOUBT, detail="reset")
FINE = Outcome(result=Result.SENT, detail="ok")


def edited(make_campaign: Any) -> Any:
    return make_campaign(content={"title": "Better", "body": "There"})


def test_a_replace_stops_makes_sure_and_creates(scheduled: Any, make_campaign: Any) -> None:
    done = scheduled.apply(edited(make_campaign))
    assert done.counts["applied"] == 1
    old, new = scheduled.clevertap.made
    assert old.stopped is not None
    assert new.stopped is None
    assert new.name != old.name
    assert not scheduled.plan(edited(make_campaign)).pending


def test_a_stop_that_is_said_and_not_done_gets_no_successor(scheduled: Any, make_campaign: Any) -> None:
    scheduled.clevertap.stop_faults = [(FINE, False)]
    done = scheduled.apply(edited(make_campaign))
    assert done.done[0].end is End.SKIPPED
    assert done.done[0].detail == (
        "1700000001 was stopped, but CleverTap's listing says scheduled: no successor was made"
    )
    assert len(scheduled.clevertap.made) == 1


def test_what_somebody_else_stopped_does_not_come_back_as_its_successor(
    scheduled: Any, make_campaign: Any
) -> None:
    """It was stopped in the dashboard, which the state does not know, and its spec is edited."""
    plan = scheduled.plan(edited(make_campaign), listed=False)
    assert plan.changes[0].action is Action.REPLACE
    scheduled.clevertap.stop(scheduled.clevertap.made[0].id)
    done = scheduled.apply(plan=plan)
    assert done.done[0].end is End.SKIPPED
    assert done.done[0].detail == (
        "nothing was stopped: CleverTap says that 1700000001 is stopped already; plan again"
    )
    assert scheduled.clevertap.calls.count("stop") == 1
    assert scheduled.plan(edited(make_campaign), listed=False).changes[0].action is Action.FROZEN
    assert len(scheduled.clevertap.made) == 1


def test_what_has_begun_before_its_time_is_not_replaced(scheduled: Any, make_campaign: Any) -> None:
    """Somebody moved its schedule in the dashboard, or CleverTap's clock runs ahead."""
    plan = scheduled.plan(edited(make_campaign), listed=False)
    scheduled.clevertap.made[0].scheduled = scheduled.time.now() - timedelta(minutes=1)
    done = scheduled.apply(plan=plan)
    assert done.done[0].detail == (
        "nothing was stopped: CleverTap says that 1700000001 is running already; plan again"
    )
    assert scheduled.clevertap.calls.count("stop") == 0
    assert scheduled.plan(edited(make_campaign), listed=False).changes[0].action is Action.FROZEN


@pytest.mark.parametrize("revision", [1, 2])
def test_a_replace_that_comes_too_late_stays_stopped(
    scheduled: Any, make_campaign: Any, failpoint: Any, revision: int
) -> None:
    plan = scheduled.plan(replace(edited(make_campaign), revision=revision))
    old = scheduled.clevertap.made[0]
    pause = failpoint(
        "inside-stop", act=lambda: setattr(scheduled.time, "at", old.scheduled - timedelta(minutes=4))
    )
    done = scheduled.apply(plan=plan, failpoint=pause)
    assert done.done[0].detail == (
        "1700000001 stays stopped: it begins in less than 5m (replace_margin), so nobody could be "
        "sure that the stop came first"
    )
    assert len(scheduled.clevertap.made) == 1
    again = scheduled.plan(make_campaign(when="20310301 09:30", revision=revision))
    assert [change.action for change in again.changes] == [Action.FROZEN]
    higher = scheduled.plan(make_campaign(when="20310301 09:30", revision=revision + 1))
    assert [change.action for change in higher.changes] == [Action.CREATE]


@pytest.mark.parametrize("nth", [1, 2], ids=["stop", "create"])
@pytest.mark.parametrize("where", ["before-intent", "after-intent", "before-outcome", "after-outcome"])
def test_a_killed_replace_is_finished_or_in_doubt(
    scheduled: Any, make_campaign: Any, failpoint: Any, killed: Any, where: str, nth: int
) -> None:
    with pytest.raises(killed):
        scheduled.apply(edited(make_campaign), failpoint=failpoint(where, nth))
    scheduled.time.at += timedelta(minutes=5)
    scheduled.apply(edited(make_campaign))
    live = [made for made in scheduled.clevertap.made if made.stopped is None]
    assert len(live) <= 1
    in_doubt = scheduled.status("one") == "in_doubt"
    assert in_doubt is ((where, nth) == ("after-intent", 2))
    assert len(live) == (0 if in_doubt else 1)


def test_a_spec_that_is_gone_is_stopped_and_buried(scheduled: Any, make_campaign: Any) -> None:
    assert scheduled.apply().counts["applied"] == 1
    assert scheduled.clevertap.made[0].stopped is not None
    assert scheduled.status("one") == "forgotten"
    assert scheduled.plan().changes == ()
    assert [change.action for change in scheduled.plan(make_campaign()).changes] == [Action.FROZEN]


def test_a_stop_without_an_answer_is_repeated(scheduled: Any) -> None:
    scheduled.clevertap.stop_faults = [(DOUBT, True)]
    assert scheduled.apply().counts["applied"] == 1
    assert scheduled.clevertap.calls.count("stop") == 2


def test_a_stop_that_was_refused_is_over_and_another_run_may_stop_it(scheduled: Any) -> None:
    no = Outcome(result=Result.REJECTED, detail="Campaign is being edited")
    scheduled.clevertap.stop_faults = [(no, False)]
    assert scheduled.apply().counts["rejected"] == 1
    assert scheduled.apply().counts["applied"] == 1
    assert scheduled.clevertap.made[0].stopped is not None


def test_nothing_is_stopped_for_a_successor_that_may_not_be_made_any_more(
    scheduled: Any, make_campaign: Any
) -> None:
    """It was planned in time, and waited for its approval: nobody would get either of the two."""
    plan = scheduled.plan(make_campaign(when="20310101 13:00"))
    assert plan.changes[0].action is Action.REPLACE
    scheduled.time.at += timedelta(minutes=49)
    done = scheduled.apply(plan=plan)
    assert done.done[0].end is End.SKIPPED
    assert done.done[0].detail == (
        "nothing was stopped: its schedule is less than two minutes ahead, or has passed"
    )
    assert scheduled.clevertap.made[0].stopped is None


def test_a_stop_that_never_arrives_is_not_called_one(scheduled: Any, make_campaign: Any) -> None:
    scheduled.clevertap.stop_faults = [(DOUBT, False)] * 9
    assert scheduled.apply().counts["in_doubt"] == 1
    assert scheduled.clevertap.calls.count("stop") == 4
    assert scheduled.status("one") == "scheduled"
    assert "stopped" not in scheduled.names()


def test_a_person_stops_it_and_it_stays_stopped(scheduled: Any, make_campaign: Any) -> None:
    assert recall(scheduled.run(), ["one"], "").done[0].end is End.APPLIED
    assert scheduled.status("one") == "stopped"
    assert [change.action for change in scheduled.plan(make_campaign()).changes] == [Action.FROZEN]
    assert recall(scheduled.run(), ["one"], "").done == ()


def test_a_rename_moves_the_record(scheduled: Any, make_campaign: Any) -> None:
    renamed = replace(make_campaign(), address="two", was=("one",))
    scheduled.apply(renamed)
    assert scheduled.status("one") == "nothing"
    assert scheduled.status("two") == "scheduled"
    assert not scheduled.plan(replace(renamed, was=())).pending
    [older] = [one for one in scheduled.plan(make_campaign(), renamed).changes if one.address == "one"]
    assert older.action is Action.BLOCKED
    assert older.reason.startswith("one became two on 2031-01-01: ")


def people_of(world: Any) -> list[str]:
    return sorted(person for body in world.clevertap.sends for person in body["to"]["Identity"])


def everybody(count: int) -> list[str]:
    return sorted(f"person-{n}" for n in range(count))


def test_batches_go_once_each(world: Any, make_message: Any) -> None:
    world.batch_size = 2
    message = make_message(people=2000)
    world.batch_size = 1000
    done = world.apply(message)
    assert done.counts["applied"] == 1
    assert len(world.clevertap.sends) == 2
    assert people_of(world) == everybody(2000)
    assert world.status("letter") == "sent"
    journal = json.dumps([dict(entry.record) for entry in world.store.read()])
    assert "person-1" not in journal


@pytest.mark.parametrize("where", ["before-intent", "before-outcome", "inside-batch", "after-outcome"])
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_killed_send_goes_on_with_the_next_batch(
    world: Any, make_message: Any, failpoint: Any, killed: Any, where: str, nth: int
) -> None:
    message = make_message(people=3500)
    with pytest.raises(killed):
        world.apply(message, failpoint=failpoint(where, nth))
    world.time.at += timedelta(minutes=5)
    done = world.apply(message)
    for intent in world.journal().state.records["letter"].unsettled:
        sha256 = intent.batch.sha256
        sent = sha256 in {batch_hash(body) for body in world.clevertap.sends}
        resolve(world.journal(), "letter", sent=sent, by="ann", batch=intent.batch.index)
    assert done.counts["applied"] or done.in_doubt
    world.apply(message)
    assert people_of(world) == everybody(3500)
    assert world.status("letter") == "sent"


def batch_hash(body: Any) -> str:
    from ctc.canonical import digest_of

    return digest_of(body["to"])


def test_at_most_three_batches_are_claimed_at_a_time(world: Any, make_message: Any) -> None:
    """An account may have three requests at a time. One more would wait for them, and its intent's time would pass."""
    world.apply(make_message(people=9000))
    kinds = [entry.record["kind"] for entry in world.store.read()]
    claimed = [kinds[:end].count("intent") - kinds[:end].count("outcome") for end in range(len(kinds) + 1)]
    assert max(claimed) == 3
    assert len(world.clevertap.sends) == 9


def test_a_batch_in_doubt_stops_the_send(world: Any, make_message: Any) -> None:
    world.clevertap.faults = [(FINE, True), (DOUBT, True)]
    done = world.apply(make_message(people=9000))
    assert done.in_doubt
    in_flight = 3  # begun before the second one's answer came, or with it; nothing is begun once it is known
    assert 2 <= len(world.clevertap.sends) <= 1 + in_flight
    assert world.status("letter") == "in_doubt"
    again = world.apply(make_message(people=9000))
    assert again.in_doubt
    assert len(people_of(world)) == len(set(people_of(world)))


def test_a_rejected_batch_stops_the_send_and_may_be_taken_up_again(world: Any, make_message: Any) -> None:
    no = Outcome(result=Result.REJECTED, detail="invalid recipients", code=84)
    world.clevertap.faults = [(FINE, True), (no, False)]
    done = world.apply(make_message(people=2500))
    assert done.done[0].end is End.REJECTED
    assert world.status("letter") == "partial"
    assert world.apply(make_message(people=2500)).counts["applied"] == 1
    assert people_of(world) == everybody(2500)


def test_a_throttled_batch_is_tried_again(world: Any, make_message: Any) -> None:
    busy = Outcome(result=Result.THROTTLED, detail="Too many concurrent requests")
    world.clevertap.faults = [(busy, False), (busy, False)]
    assert world.apply(make_message(people=2500)).counts["applied"] == 1
    assert people_of(world) == everybody(2500)


def test_a_send_that_is_given_up_waits_for_no_further_try(world: Any, make_message: Any) -> None:
    payload, run = make_message(people=2), world.run()
    change, before = Change(address="letter", action=Action.CREATE, reason="new"), world.time.now()
    work: Any = _Sending(run=run, change=change, payload=payload, pool=None, of=2, ended=(End.REJECTED, "no"))
    for batch in run.recipients(payload):
        _record(work, str(_claim(work, batch)), batch, Outcome(result=Result.THROTTLED, detail="busy"))
    assert (world.time.now(), [*work.again], work.ended) == (before, [], (End.REJECTED, "no"))


def file_of(folder: Path, count: int) -> dict[str, Any]:
    """A file of so many people, as a payload holds it."""
    (folder / "people.csv").write_text("id\n" + "".join(f"person-{n}\n" for n in range(count)))
    found = describe(folder, folder, "Identity", {"file": "people.csv", "column": "id"}).file
    assert found is not None
    return {"file": "people.csv", "column": "id", "sha256": found.sha256, "count": found.count}


def from_file(world: Any, folder: Path, message: Any, *, size: int = 1000, meanwhile: Any = None) -> Any:
    """Sends to the people of the file, which the real reader reads; something happens before the third batch."""
    run = world.run()

    def read(payload: Any) -> Any:
        for batch in batches(payload.body["to"], folder=folder, root=folder, size=size):
            if batch.index == 3 and meanwhile is not None:
                meanwhile()
            yield batch

    run.recipients = read
    return apply_plan(world.plan(message), run)


def test_recipients_that_change_under_a_running_send_stop_it(
    world: Any, make_message: Any, tmp_path: Path
) -> None:
    message = make_message(to={"Identity": file_of(tmp_path, 5000)})

    def appended() -> None:
        with (tmp_path / "people.csv").open("a") as file:
            file.write("mallory\n")

    done = from_file(world, tmp_path, message, meanwhile=appended)
    assert done.done[0].end is End.REJECTED
    assert done.done[0].detail == (
        "people.csv has changed since it was planned, so nothing more of it is sent (3 of 5 batches are sent)"
    )
    assert world.status("letter") == "partial"
    assert people_of(world) == everybody(3000)


def test_a_resumed_send_whose_batches_are_others_sends_nothing_more(
    world: Any, make_message: Any, tmp_path: Path
) -> None:
    """Another ctc that cuts its batches elsewhere: whoever moved from one to the next would get it twice."""
    message = make_message(to={"Identity": file_of(tmp_path, 3000)})
    no = Outcome(result=Result.REJECTED, detail="invalid recipients", code=84)
    world.clevertap.faults = [(FINE, True), (no, False), (no, False)]
    assert from_file(world, tmp_path, message).done[0].end is End.REJECTED
    assert world.status("letter") == "partial"
    before = people_of(world)
    done = from_file(world, tmp_path, message, size=900)
    assert done.done[0].end is End.REJECTED
    assert done.done[0].detail == (
        "batch 1 is not what was sent: the recipients changed under a running send (1 of 3 batches are sent)"
    )
    assert people_of(world) == before
    assert from_file(world, tmp_path, message).counts["applied"] == 1
    assert people_of(world) == everybody(3000)


def test_an_interrupted_send_says_how_far_it_came(world: Any, make_message: Any) -> None:
    done = world.apply(
        make_message(people=9000), interrupted=lambda: world.clevertap.calls.count("send") >= 2
    )
    assert done.interrupted
    assert [(one.end, one.problem) for one in done.done] == [(End.SKIPPED, True)], "people are left out"
    assert world.apply(make_message(people=9000)).counts["applied"] == 1
    assert people_of(world) == everybody(9000)


def test_a_send_that_ended_reads_its_recipients_no_further(world: Any, make_message: Any) -> None:
    """Of a file of millions the rest would be read for minutes, for nobody."""
    letter, run, drawn = make_message(people=9_000), world.run(), list[int]()
    every = run.recipients
    run.recipients = lambda payload: (drawn.append(one.index) or one for one in every(payload))
    world.clevertap.faults = [(Outcome(result=Result.REJECTED, detail="no"), False)] * 9
    [done] = apply_plan(world.plan(letter), run).done
    assert (done.end, world.clevertap.sends) == (End.REJECTED, [])
    assert len(drawn) <= 5, (
        "three under way, the one that waited for them, and the one that was seen to be too late"
    )
