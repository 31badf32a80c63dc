"""Stopping what this state made, and the replace that waits until the stop is certain."""

from collections.abc import Mapping, Sequence
from typing import Final

from ctc.apply.applied import Done, End
from ctc.apply.creating import create, too_near
from ctc.apply.run import TAKEN, Run, asked, outcome_record
from ctc.apply.sending import send
from ctc.canonical import Json
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.decision import margin_breach
from ctc.plans.plan import Change
from ctc.state import records
from ctc.state.state import LISTED, Record, State, Status, Verb

_LOOKS: Final = (1.0, 3.0, 6.0)
"""Seconds between looks at a listing that does not say ``stopped`` yet."""


def stop_gone(run: Run, change: Change) -> Done:
    """Stops a campaign whose spec is gone, and leaves a tombstone."""
    stopped, detail = stop_recorded(run, change, "gone")
    if stopped is None:
        return run.ended(change, End.SKIPPED, detail, problem=False)
    record = run.record(change.address)
    if not stopped and record is not None:
        status = look(run, record)
        if status not in (Status.STOPPED, Status.SENT):
            end = End.REJECTED if detail.startswith("refused") else End.IN_DOUBT
            return run.ended(change, end, detail)
    run.append(records.tombstone(address=change.address))
    campaign_id = record.id if record else None
    run.emit("stopped", change.address, id=campaign_id)
    return run.ended(change, End.APPLIED, id=campaign_id)


def replace(run: Run, change: Change) -> Done:
    """Stop, make sure, create. Where it is not certain that the stop came in time, it stays stopped."""
    payload, record = change.payload, run.record(change.address)
    assert payload is not None
    near = too_near(run, payload)
    if record is not None and not near:
        near = margin_breach(record, run.facts, run.journal.now())
    near = near or _overtaken(run, record)
    if not near and not run.is_as_planned(run.journal.state, change):
        return run.ended(change, End.SKIPPED, TAKEN.reason, problem=False)
    if near or record is None:
        return run.ended(change, End.SKIPPED, f"nothing was stopped: {near or 'its record is gone'}")
    stopped, detail = stop_recorded(run, change, "replace")
    if stopped is None:
        return run.ended(change, End.SKIPPED, detail, problem=False)
    if not stopped:
        look(run, record)
        return run.ended(change, End.REJECTED, f"{detail}; no successor was made")
    run.emit("stopped", change.address, id=record.id)
    return finish_replace(run, change)


def _overtaken(run: Run, record: Record | None) -> str:
    """Why there is nothing to replace any more, by the listing of before the stop; recorded. What somebody else
    stopped must not come back as its own successor, nor what has begun be sent a second time."""
    if record is None or any(intent.verb is Verb.STOP for intent in record.open):
        return ""
    listed = run.index.by_id.get(record.id) if run.index and record.id is not None else None
    status = LISTED.get(listed.status.lower()) if listed else None
    goes_on = (Status.SCHEDULED, Status.RUNNING) if record.recurring else (Status.SCHEDULED,)
    if listed is None or status is None or status in goes_on:
        return ""
    run.append(records.observed(address=record.address, campaign_id=listed.id, status=status))
    return f"CleverTap says that {listed.id} is {listed.status} already; plan again"


def is_half_replaced(record: Record) -> bool:
    """Whether a replace got as far as its stop, answered or not."""
    stops = (intent.purpose for intent in record.open if intent.verb is Verb.STOP)
    return record.stopped_by == "replace" or "replace" in stops


def finish_replace(run: Run, change: Change) -> Done:
    """The create of a replace whose stop was answered, in this run or in an earlier one."""
    record = run.record(change.address)
    assert record is not None
    if record.stopped_by != "replace":
        # The stop's answer is lost, so it may have come as late as now: the listing says when it was there.
        look(run, record)
        record = run.record(change.address)
        assert record is not None
    answered = record.stopped_at or run.journal.now()
    late = margin_breach(record, run.facts, answered)
    if late:
        run.append(records.late(address=change.address, revision=change.revision))
        return run.ended(change, End.SKIPPED, f"{record.id} stays stopped: {late}")
    status = look(run, record)
    if status is not Status.STOPPED:
        said = f"says {status}" if status else "does not show it"
        return run.ended(
            change,
            End.SKIPPED,
            f"{record.id} was stopped, but CleverTap's listing {said}: no successor was made",
        )
    assert change.payload is not None
    return send(run, change) if change.payload.is_send else create(run, change)


def stop_recorded(run: Run, change: Change, purpose: str) -> tuple[bool | None, str]:
    """Stops the record's campaign: (True, ""), (False, why), or (None, why) where another run has it.

    A stop may be repeated: one that is stopped already answers success, [api] (i).
    """
    tried = 0
    while True:
        tried += 1
        if run.interrupted():
            return None, "interrupted before it was stopped"
        record = run.record(change.address)
        if record is None or record.id is None:
            return False, "refused: nothing with an id is recorded"
        run.client.ready()
        run.failpoints.hit("before-intent")
        intent_id = _claim(run, record, purpose)
        if intent_id is None:
            return None, "another run has it in hand"
        run.failpoints.hit("after-intent")
        campaign_id = record.id
        outcome = asked(lambda: run.client.stop(campaign_id))  # noqa: B023 - called at once
        run.failpoints.hit("inside-stop")
        result = "stopped" if outcome.result is Result.SENT else ""
        run.failpoints.hit("before-outcome")
        run.append(outcome_record(intent_id, change.address, outcome, result))
        run.failpoints.hit("after-outcome")
        if outcome.result is Result.SENT:
            return True, ""
        if not run.wait_after(_repeatable(outcome), tried):
            word = "refused" if outcome.result is Result.REJECTED else "not answered"
            return False, f"{word}: {outcome.detail}"


def _repeatable(outcome: Outcome) -> Outcome:
    if outcome.result is not Result.IN_DOUBT:
        return outcome
    return Outcome(result=Result.NOT_SENT, detail=outcome.detail)


def _claim(run: Run, record: Record, purpose: str) -> str | None:
    intent_id = run.new_id()
    claim = records.Claim(
        intent=intent_id,
        verb=Verb.STOP,
        address=record.address,
        revision=record.revision,
        digest=record.digest,
        timeout=run.facts.timeout,
        runner=run.runner,
        purpose=purpose,
        target=record.id,
        commit=run.facts.commit,
    )
    now = run.journal.now()

    def decide(state: State) -> Sequence[Mapping[str, Json]] | None:
        there = state.record(record.address)
        if there is None or (there.born, there.id) != (record.born, record.id):
            return None
        others = (one for one in there.open if one.runner != run.runner and not one.doubt)
        flying = any(now < one.flies_until(run.facts.listing_lag, run.facts.timeout) for one in others)
        return None if flying else [records.intent(claim)]

    held = run.claim(decide)
    if held:
        run.emit("intent", record.address, intent=intent_id, stops=record.id)
    return intent_id if held else None


def look(run: Run, record: Record) -> Status | None:
    """What CleverTap lists of a campaign, looked at until it says stopped or gives no more hope; recorded."""
    status: Status | None = None
    for wait in (0.0, *_LOOKS):
        if wait:
            run.pause(wait)
        run.list_again()
        listed = run.index.by_id.get(record.id) if run.index and record.id is not None else None
        status = LISTED.get(listed.status.lower()) if listed else None
        if status in (Status.STOPPED, Status.SENT) or run.interrupted():
            break
    if status is not None and record.id is not None and status is not Status.SCHEDULED:
        seen = records.observed(address=record.address, campaign_id=record.id, status=status)
        run.journal.append(lambda _: [seen])
    return status
