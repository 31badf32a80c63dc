"""Stopping what this state made, and looking until it is certain."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from ctc.address import parted
from ctc.apply.applied import Done, End
from ctc.apply.claims import TAKEN, taken
from ctc.apply.outcomes import asked, outcome_record
from ctc.apply.run import Run
from ctc.apply.times import ahead
from ctc.canonical import Json
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Change
from ctc.plans.refusals import is_old
from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb
from ctc.state.record import LISTED, Record, Status
from ctc.state.state import State

LOOKS: Final = (1.0, 3.0, 6.0)
"""Seconds between looks at a listing that does not say ``stopped`` yet."""


def stop_gone(run: Run, change: Change) -> Done:
    """Stops a campaign whose spec is gone, and leaves a tombstone."""
    if not run.is_as_planned(run.journal.state, change):
        return run.ended(change, End.SKIPPED, TAKEN.reason, problem=False)
    stopped, detail = stop_recorded(run, change, "gone")
    if stopped is None:
        return run.ended(change, End.SKIPPED, detail, problem=False)
    record = run.record(change.address)
    if not stopped and record is not None:
        status = look(run, record)
        if status not in (Status.STOPPED, Status.SENT):
            end = End.REJECTED if detail.startswith("refused") else End.IN_DOUBT
            return run.ended(change, end, detail)
    stone = records.tombstone(address=change.address)
    run.writer.claim(lambda state: [stone] if run.is_as_planned(state, change) else None)
    campaign_id = change.recorded.id
    run.emit("stopped", change.address, id=campaign_id)
    return run.ended(change, End.APPLIED, id=campaign_id)


def stop_recorded(
    run: Run,
    change: Change,
    purpose: str,
    told: Callable[[], None] = lambda: None,
    *,
    campaign_id: int | None = None,
) -> tuple[bool | None, str]:
    """Stops the record's campaign: (True, ""), (False, why), or (None, why) where another run has it.

    A stop may be repeated: one that is stopped already answers success, [api] (i). ``told`` is called when the
    answer is durable, which may be with the next request's intent. ``campaign_id`` is another one of the record's.
    What another run made under the address meanwhile is stopped by a person alone.
    """
    tried, first = 0, run.record(change.address)
    while True:
        tried += 1
        if run.is_over():
            return None, "interrupted before it was stopped"
        record = run.record(change.address)
        number = campaign_id or (record and record.id)
        if record is None or not number:
            return False, "refused: nothing with an id is recorded"
        if purpose != "person" and not _is_same(record, first):
            return None, TAKEN.reason
        run.client.ready()
        intent_id = _claim(run, record, purpose, number, change.reason)
        if intent_id is None:
            return None, taken(run.journal.state, run.facts).reason
        run.failpoints.hit("after-intent")
        outcome = asked(partial(run.client.stop, number))
        run.failpoints.hit("inside-stop")
        run.failpoints.hit("before-outcome")
        if outcome.result is Result.SENT:
            entry = outcome_record(intent_id, change.address, outcome, "stopped", ahead(run))
            run.writer.answer(entry, lambda: _durable(run, told))
            return True, ""
        run.writer.append(outcome_record(intent_id, change.address, outcome))
        run.failpoints.hit("after-outcome")
        if not run.wait_after(_repeatable(outcome), tried):
            return False, _why_not(outcome)


def _is_same(record: Record, first: Record | None) -> bool:
    return first is not None and (record.born, record.id) == (first.born, first.id)


def _durable(run: Run, told: Callable[[], None]) -> None:
    run.failpoints.hit("after-outcome")
    told()


def _why_not(outcome: Outcome) -> str:
    return f"{'refused' if outcome.result is Result.REJECTED else 'not answered'}: {outcome.detail}"


def _repeatable(outcome: Outcome) -> Outcome:
    if outcome.result is not Result.IN_DOUBT:
        return outcome
    return Outcome(result=Result.NOT_SENT, detail=outcome.detail)


def _claim(run: Run, record: Record, purpose: str, campaign_id: int, why: str) -> str | None:
    """The intent's id; None where another run has it in hand, which keeps no person from stopping it too."""
    run.failpoints.hit("before-intent")
    intent_id, now = run.new_id(), run.journal.now()
    claim = Claim(
        intent=intent_id,
        verb=Verb.STOP,
        address=record.address,
        revision=record.revision,
        digest=record.digest,
        timeout=run.facts.timeout,
        runner=run.runner,
        purpose=purpose,
        why=why if purpose == "person" else "",
        target=campaign_id,
        commit=run.facts.commit,
        offset=ahead(run, now),
    )

    def decide(state: State) -> Sequence[Mapping[str, Json]] | None:
        there = state.record(record.address)
        if there is None or there.born != record.born:
            return None
        if purpose == "person":
            return [records.intent(claim)]
        if there.id != record.id or (purpose == "replace" and state.halted):
            return None
        if purpose == "gone" and is_old(parted(there.address)[0], state, run.facts):
            return None  # a later day's run has been at work since the plan, and its rows count
        others = (one for one in there.open if one.runner != run.runner and not one.doubt)
        flying = any(now < one.flies_until(run.facts.listing_lag, run.facts.timeout) for one in others)
        return None if flying else [records.intent(claim)]

    held = run.writer.claim(decide, intent=(intent_id, record.address))
    if held:
        run.emit("intent", record.address, intent=intent_id, stops=campaign_id)
    return intent_id if held else None


def look(run: Run, record: Record) -> Status | None:
    """What CleverTap lists of a campaign, looked at until it says stopped or gives no more hope; recorded."""
    status: Status | None = None
    for wait in (0.0, *LOOKS):
        if wait:
            run.pause(wait)
        run.list_again()
        status = listed_status(run, record)
        if status in (Status.STOPPED, Status.SENT) or run.is_over():
            break
    run.journal.append(lambda _: list(seen_as(record, status, ahead(run))))
    return status


def listed_status(run: Run, record: Record) -> Status | None:
    """What the last listing says of a record's campaign; None where it says nothing, or a word that is unknown."""
    listed = run.index.by_id.get(record.id) if run.index and record.id is not None else None
    return LISTED.get(listed.status.lower()) if listed else None


def seen_as(record: Record, status: Status | None, offset: float = 0.0) -> Iterator[dict[str, Json]]:
    """The entry that keeps what was seen; none of what merely still waits."""
    if status is not None and record.id is not None and status is not Status.SCHEDULED:
        yield records.observed(address=record.address, campaign_id=record.id, status=status, offset=offset)
