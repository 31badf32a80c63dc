"""The action table: what follows from what is recorded and what the spec says. The first row that matches decides."""

from collections.abc import Callable
from typing import Final

from ctc.address import parted
from ctc.durations import in_words
from ctc.plans.action import Action
from ctc.plans.case import LIVE, Case, Decision
from ctc.plans.commands import by_itself, is_send, resolving, typed
from ctc.plans.schedule import margin_breach
from ctc.plans.unchanged import AS_RECORDED
from ctc.state.actors import actor_of
from ctc.state.intents import Verb
from ctc.state.record import MADE_NOTHING, Record, Status

TOLD: Final = Decision(action=Action.UNCHANGED, reason="told before: its key says so", is_told=True)
STAYS: Final = Decision(
    action=Action.UNCHANGED,
    reason="it was stopped, and a row that comes back sends nothing: `ctc state forget` frees it",
    is_told=True,
)
FIRST: Final = Decision(action=Action.CREATE, reason="new")
Row = Callable[[Case], Decision | None]


def decide(case: Case) -> Decision | None:
    """The first row that matches; None where there is nothing to say (a tombstone whose spec is gone)."""
    if case.record is None:
        return FIRST
    for row in RECORDED:
        decision = row(case)
        if decision is not None:
            return decision
    return None


def _in_doubt(case: Case) -> Decision | None:
    assert case.record is not None
    doubtful = [i for i in case.record.unsettled if i.doubt or case.now >= i.flies_until(*_lag(case))]
    if not doubtful:
        return None
    batch = doubtful[0].batch
    what = f"batch {batch.index} of {batch.of}" if batch else "an earlier create"
    why = doubtful[0].doubt or "no outcome was ever recorded"
    how = resolving(case.facts, case.record.address, is_send=is_send(doubtful[0]), batch=batch)
    reason = (
        f"{what} may or may not have been sent ({why}); {case.doubt or 'CleverTap was not asked'}. "
        f"{by_itself(case.facts, doubtful, case.now)}Look in CleverTap, then run {how}"
    )
    return Decision(action=Action.BLOCKED, reason=reason, in_doubt=True)


def said_broken(record: Record) -> str:
    ids = ", ".join(str(one.id) if one.id is not None else "one without an id" for one in record.broken)
    return (
        f"revision {record.revision} was made a second time ({ids}), while an earlier one exists or may exist"
    )


def _broken(case: Case) -> Decision | None:
    record = case.record
    assert record is not None
    if not record.broken or (case.payload is not None and case.payload.revision > record.revision):
        return None
    reason = (
        f"{said_broken(record)}. Stop what is too many in CleverTap, then run "
        f"`{typed(case.facts, 'state', 'resolve', record.address)} --sent ID --why TEXT` with the one that stays"
    )
    return Decision(action=Action.BLOCKED, reason=reason, in_doubt=True)


def _in_flight(case: Case) -> Decision | None:
    assert case.record is not None
    flying = [i for i in case.record.open if not i.doubt and case.now < i.flies_until(*_lag(case))]
    if not flying:
        return None
    verb = "stopping" if flying[0].verb is Verb.STOP else "sending"
    until = max(intent.flies_until(*_lag(case)) for intent in flying)
    return Decision(
        action=Action.SKIPPED,
        reason=f"another run is {verb} it at this moment (or died less than "
        f"{in_words((until - flying[0].at).total_seconds())} ago): {actor_of(flying[0].runner).shown}",
    )


def _lag(case: Case) -> tuple[float | None, float]:
    return case.facts.listing_lag, case.facts.timeout


def _estimate_of_live(case: Case) -> Decision | None:
    if case.payload is None or not case.payload.is_estimate or case.status not in LIVE:
        return None
    return Decision(
        action=Action.BLOCKED,
        reason=f"it is {case.status} and now says `estimate_only`: an estimate cannot take its place. Take "
        "`estimate_only` out again, or give the estimate an id of its own",
    )


def _lower_revision(case: Case) -> Decision | None:
    assert case.record is not None
    if case.payload is None or case.record.revision <= case.payload.revision:
        return None
    return Decision(
        action=Action.ERROR,
        reason=f"revision {case.record.revision} is recorded, and the spec says {case.payload.revision}: a "
        "revision never goes back. Is this an old checkout?",
    )


def _told(case: Case) -> Decision | None:
    """What an instance from data told stays told, and what was stopped stays stopped, whatever its row says now: the
    key decides."""
    record = case.record
    assert record is not None
    payload = case.payload
    if payload is None or not payload.key_columns or payload.revision != record.revision:
        return None
    if case.status is Status.STOPPED and record.stopped_by != "replace":
        return STAYS
    return TOLD if case.status is Status.SENT else None


def _unchanged(case: Case) -> Decision | None:
    return AS_RECORDED.get(case.status) if case.payload is not None and case.same else None


def _replace(case: Case) -> Decision | None:
    record = case.record
    assert record is not None
    if case.payload is None or case.same:
        return None
    if not record.waits_at(case.now):
        return None
    what = "the payload differs" if record.revision == case.payload.revision else "a higher revision"
    near = margin_breach(record, case.facts, case.now)
    if near:
        return Decision(action=Action.BLOCKED, reason=f"{what}, but {near}")
    return Decision(
        action=Action.REPLACE, reason=f"{what}: {record.id} is {case.status} and is stopped, then made anew"
    )


def _again(case: Case) -> Decision | None:
    record = case.record
    assert record is not None
    if case.payload is None or case.payload.revision <= record.revision or record.revision == 0:
        return None
    return Decision(
        action=Action.CREATE,
        reason=f"sends again: revision {case.payload.revision} follows {record.revision} ({case.status})",
    )


def _given_up(record: Record) -> str:
    why = f" ({record.detail})" if record.detail else ""
    return f"its identity was given up{why}: what went out under it before is sent again"


def _unfinished(case: Case) -> Decision | None:
    record = case.record
    assert record is not None
    if case.payload is None:
        return None
    if record.revision == 0:
        return Decision(action=Action.CREATE, reason=_given_up(record))
    if case.status in MADE_NOTHING:
        tried = "was rejected" if case.status is Status.REJECTED else "was not sent"
        return Decision(
            action=Action.CREATE, reason=f"the last attempt {tried}: {record.detail or 'no reason'}"
        )
    if case.status is Status.PARTIAL and case.same:
        return Decision(
            action=Action.CREATE,
            reason=f"goes on where it stopped: {len(record.batches)} of {record.batch_count} batches are sent",
        )
    if case.status is Status.STOPPED and record.stopped_by == "replace":
        if record.stopped_at and margin_breach(record, case.facts, record.stopped_at):
            return None
        return Decision(action=Action.CREATE, reason=f"finishes a replace: {record.id} is stopped")
    return None


def _frozen(case: Case) -> Decision | None:
    record = case.record
    assert record is not None
    if case.payload is None:
        return None
    if case.status is Status.STOPPED:
        late = record.stopped_by in ("late", "replace")
        why = "a replace stopped it too near its schedule" if late else "it was stopped"
    elif case.status is Status.PARTIAL:
        why = f"its bytes changed after {len(record.batches)} of {record.batch_count} batches were sent"
    else:
        begun = "begun to send" if case.status is Status.RUNNING else "been sent"
        why = f"it has {begun}, and the spec differs from what was sent"
    higher = record.revision + 1  # a lower one is an error by now, and a higher one is made
    return Decision(action=Action.FROZEN, reason=f"{why}: nothing is sent. `revision: {higher}` sends again")


def _gone(case: Case) -> Decision | None:
    record = case.record
    assert record is not None
    if record.forgotten:
        return None
    if case.is_row:
        return _gone_row(case)
    if record.id is not None and case.status in LIVE:
        return Decision(action=Action.STOP, reason=f"{_what(case)}, and {record.id} is {case.status}")
    return Decision(
        action=Action.FORGET,
        reason=f"{_what(case)} ({case.status}); a tombstone stays, so that a revert does not send again",
    )


def _what(case: Case) -> str:
    assert case.record is not None
    is_elsewhere = parted(case.record.address)[0] in case.facts.elsewhere
    return "its spec leaves this environment out" if is_elsewhere else "its spec is gone"


def _gone_row(case: Case) -> Decision | None:
    """What is still to come is stopped; what began ends by itself, and what went out is no news."""
    record = case.record
    assert record is not None
    if case.is_kept or not record.waits_at(case.now) or record.id is None:
        return None
    what = "its row is gone" if case.is_read else _what(case)
    return Decision(action=Action.STOP, reason=f"{what}, and {record.id} is {case.status}")


RECORDED: Final[tuple[Row, ...]] = (
    _in_doubt,
    _in_flight,
    _broken,
    _estimate_of_live,
    _lower_revision,
    _told,
    _unchanged,
    _replace,
    _again,
    _unfinished,
    _frozen,
    _gone,
)
