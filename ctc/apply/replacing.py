"""Replaces, in groups: what can be stopped, listed once and created within a minute, soonest first.

Whatever could forbid a successor is asked before its predecessor is stopped. What is stopped is not left alone:
neither Ctrl-C nor a listener that is gone ends a run between a group's stops and its creates.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from ctc.apply.applied import Done, End
from ctc.apply.claims import TAKEN
from ctc.apply.creating import create, forbidden
from ctc.apply.run import Run
from ctc.apply.sending import send
from ctc.apply.stopping import LOOKS, listed_status, seen_as, stop_recorded
from ctc.apply.times import ahead, latest
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.commands import typed
from ctc.plans.plan import Change
from ctc.plans.refusals import spent
from ctc.plans.renames import former
from ctc.plans.schedule import LEAST_NOTICE, USER_ZONES, margin_breach, schedule_of
from ctc.state import records
from ctc.state.intents import Verb
from ctc.state.record import Record, Status
from ctc.state.state import State

GROUP: Final = 60.0
"""Seconds within which a group is stopped, listed and created."""
_STOPPING: Final = 25.0
"""Seconds after which a group stops nothing more, however slow its stops were."""
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


def is_half_replaced(record: Record | None) -> bool:
    """Whether a replace got as far as its stop, answered or not."""
    if record is None:
        return False
    stops = (intent.purpose for intent in record.open if intent.verb is Verb.STOP)
    return record.stopped_by == "replace" or "replace" in stops


def replace_all(run: Run, changes: Sequence[Change]) -> Iterator[Done]:
    """Stop, make sure, create: replaces, and those that an earlier run left half done. Where it is not certain that
    a stop came in time, its campaign stays stopped."""
    rest = deque(sorted(changes, key=lambda change: _due(run, change)))
    while rest:
        if run.is_over():
            yield from (run.ended(change, End.SKIPPED, run.unbegun) for change in rest)
            return
        yield from _group(run, rest)


def _group(run: Run, rest: deque[Change]) -> Iterator[Done]:
    """The next group, taken off ``rest``."""
    begun, members = run.moment(), 0
    stopped: list[Change] = []
    failed: list[tuple[Change, str]] = []
    while rest and (not members or not (run.is_over() or run.elapsed(begun) > _STOPPING)):
        lasts = seconds_of(members + 1, run.rate) - run.elapsed(begun)
        if members and (lasts > GROUP or _misses(run, (stopped or rest)[0], lasts)):
            break
        change = rest.popleft()
        refused = _before(run, change, lasts)
        if refused is not None:
            yield refused
            continue
        members += 1
        done, why = _stopped(run, change)
        if done is True:
            stopped.append(change)
        elif done is False:
            failed.append((change, why))
        else:
            yield run.ended(change, End.SKIPPED, why, problem=why != TAKEN.reason)
    run.finishing = True
    try:
        _look(run, stopped, [change for change, _ in failed])
        for change in stopped:
            yield _successor(run, change)
        for change, why in failed:
            yield run.ended(change, End.REJECTED, f"{why}; no successor was made")
    finally:
        run.finishing = False


def seconds_of(members: int, rate: float) -> float:
    """How long a group of so many takes: a stop and a create each, and a listing between them."""
    return (2 * members + 1) / rate if rate > 0 else 0.0


def _is_stopped_for(change: Change, state: State) -> bool:
    """Whether what stands there is still what was stopped in favour of its successor: a person may have stopped it for
    good since, and another run made something of its own."""
    record, planned = state.record(change.address), change.recorded
    is_it = record is not None and (record.born, record.id) == (planned.born, planned.id)
    return is_it and is_half_replaced(record)


def _payload(change: Change) -> Payload:
    assert change.payload is not None
    return change.payload


def _due(run: Run, change: Change) -> datetime:
    """When its successor must be made at the latest."""
    record, now = run.record(change.address), latest(run)
    moments = [_NEVER]
    starts = record.scheduled_on if record is not None and change.action is Action.REPLACE else None
    if record is not None and starts is not None and not (record.recurring and starts <= now):
        zones = USER_ZONES if record.user_zone else timedelta()
        moments.append(starts - timedelta(seconds=run.facts.replace_margin) - zones)
    if at := schedule_of(_payload(change), run.facts.zone).at:
        moments.append(at - LEAST_NOTICE)
    return min(moments)


def _misses(run: Run, soonest: Change, lasts: float) -> bool:
    """Whether the last create of a group would come too late for its most imminent member."""
    return _due(run, soonest) < latest(run) + timedelta(seconds=lasts)


def _before(run: Run, change: Change, lasts: float) -> Done | None:
    """Why nothing is stopped for it; None where its successor may be made."""
    record = run.record(change.address)
    if record is None:
        return run.ended(change, End.SKIPPED, "nothing was stopped: its record is gone")
    if change.action is not Action.REPLACE:
        return None
    if not run.is_as_planned(run.journal.state, change):
        return run.ended(change, End.SKIPPED, TAKEN.reason, problem=False)
    found = _against(run, record, _payload(change), lasts)
    return run.ended(change, found[0], f"nothing was stopped: {found[1]}") if found else None


def _against(run: Run, record: Record, payload: Payload, lasts: float) -> tuple[End, str] | None:
    now = latest(run)
    near = margin_breach(record, run.facts, now)
    near = near or margin_breach(record, run.facts, now + timedelta(seconds=lasts))
    if not near and (run.index is None or not run.index.complete):
        near = run.unasked("what exists")
    near = near or _overtaken(run, record)
    near = near or margin_breach(_as_listed(run, record), run.facts, now + timedelta(seconds=lasts))
    near = near or run.writer.untold(run.journal.state, payload)
    if near:
        return End.SKIPPED, near
    reached = run.journal.state.reached(payload.address, former(payload))
    if found := spent(payload, record, reached):
        return End.IN_DOUBT if found.in_doubt else End.SKIPPED, found.reason
    if not payload.is_send:
        return forbidden(run, payload)
    waits = run.journal.state.waits(record)
    return (End.IN_DOUBT, run.journal.state.held) if waits else None


def _as_listed(run: Run, record: Record) -> Record:
    """The record at the time that is listed, where that is earlier: somebody moved it in the dashboard."""
    listed = run.index.by_id.get(record.id) if run.index and record.id is not None else None
    at, known = listed.scheduled_on if listed else None, record.scheduled_on
    is_fixed = not (record.recurring or record.user_zone)
    return record._replace(scheduled_on=at) if at and known and is_fixed and at < known else record


def _overtaken(run: Run, record: Record) -> str:
    """Why there is nothing to replace any more, by the listing of before the stop; recorded. What somebody else
    stopped must not come back as its own successor, nor what has begun be sent a second time."""
    if any(intent.verb is Verb.STOP for intent in record.open):
        return ""  # of an earlier run; beside a create that another one claimed, what is listed still counts
    if run.index is not None and record.id is not None and record.id not in run.index.by_id:
        lost = f"`{typed(run.facts, 'state', 'lost', str(record.id))} --why TEXT`"
        return (
            f"CleverTap does not list {record.id} yet, so nobody could see that it is stopped: run again later, or say "
            f"{lost} where somebody deleted it"
        )
    status = listed_status(run, record)
    goes_on = (Status.SCHEDULED, Status.RUNNING) if record.recurring else (Status.SCHEDULED,)
    if status is None or status in goes_on:
        return ""
    run.writer.append(records.observed(address=record.address, campaign_id=record.id or 0, status=status))
    return f"CleverTap says that {record.id} is {status} already; plan again"


def _stopped(run: Run, change: Change) -> tuple[bool | None, str]:
    """Whether it is stopped, now or by an earlier run; see :func:`ctc.apply.stopping.stop_recorded`."""
    record = run.record(change.address)
    if change.action is not Action.REPLACE or record is None:
        return True, ""
    campaign_id = record.id
    return stop_recorded(run, change, "replace", lambda: run.emit("stopped", change.address, id=campaign_id))


def _look(run: Run, stopped: Sequence[Change], failed: Sequence[Change]) -> None:
    """Lists until all that was stopped is listed so, or there is no more hope; recorded."""
    if not stopped and not failed:
        return
    for wait in (0.0, *LOOKS):
        if wait:
            run.pause(wait)
        run.list_again()
        if all(_is_over(run, change) for change in stopped):
            break
    looked = [run.record(change.address) for change in (*stopped, *failed)]
    off = ahead(run)
    seen = [
        entry for record in looked if record for entry in seen_as(record, listed_status(run, record), off)
    ]
    run.journal.append(lambda _: seen)


def _is_over(run: Run, change: Change) -> bool:
    record = run.record(change.address)
    return record is not None and listed_status(run, record) in (Status.STOPPED, Status.SENT)


def _successor(run: Run, change: Change) -> Done:
    """The create of a replace whose stop was answered, in this run or in an earlier one."""
    record = run.record(change.address)
    if record is None or not _is_stopped_for(change, run.journal.state):
        return run.ended(change, End.SKIPPED, TAKEN.reason, problem=False)
    late = margin_breach(_as_listed(run, record), run.facts, record.stopped_at or latest(run))
    if late:
        entry = records.late(address=change.address, revision=change.revision)
        run.writer.claim(lambda state: [entry] if _is_stopped_for(change, state) else None)
        return run.ended(change, End.SKIPPED, f"{record.id} stays stopped: {late}")
    status = listed_status(run, record)
    if status is not Status.STOPPED:
        said = f"says {status}" if status else "does not show it"
        detail = f"{record.id} was stopped, but CleverTap's listing {said}: no successor was made"
        return run.ended(change, End.SKIPPED, detail)
    return send(run, change) if _payload(change).is_send else create(run, change)
