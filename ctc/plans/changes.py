"""Changes and warnings that follow from a record alone."""

from datetime import datetime
from typing import Final

from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import Decision
from ctc.plans.decision import said_broken
from ctc.plans.judgement import Judgement
from ctc.plans.plan import NOTHING, Change, Reach, Recorded
from ctc.state.reader import StateReader
from ctc.state.record import Record, Status

OVER: Final = {status: Recorded(status=status.value) for status in Status}
"""What apply must know of an entry that is told or stopped for good: nothing follows, and there may be many."""


def change_of_gone(record: Record, decision: Decision, judgement: Judgement | None) -> Change:
    return Change(
        address=record.address,
        action=decision.action,
        reason=decision.reason,
        before=record.payload,
        recorded=recorded_of(record, judgement),
        channel=record.channel,
        endpoint=record.endpoint,
        digest=record.digest,
        revision=record.revision,
        scheduled_on=record.scheduled_on,
        in_doubt=decision.in_doubt,
    )


def change_of_same(
    payload: Payload, record: Record, reason: str, goes_out: datetime | None, reach: Reach | None
) -> Change:
    """Of what is as it was recorded. Its fields go by their places, which takes half the time: it may be all of a
    plan."""
    return Change(
        payload.address,
        Action.UNCHANGED,
        reason,
        payload,
        None,
        recorded_of(record, None),
        payload.channel,
        payload.endpoint,
        payload.digest,
        payload.revision,
        goes_out,
        reach,
    )


def recorded_of(record: Record | None, judgement: Judgement | None) -> Recorded:
    """What apply must know of the entry."""
    adopts = judgement.campaign.id if judgement is not None and judgement.campaign is not None else None
    if record is None:
        return Recorded(adopts=adopts) if adopts is not None else NOTHING
    return Recorded(
        record.address,
        record.born,
        str(record.status),
        record.id,
        record.revision,
        record.digest,
        record.marker,
        record.attempt,
        tuple([intent.id for intent in record.unsettled]),
        adopts,
    )


def broken(reader: StateReader) -> list[Diagnostic]:
    """Identities of which this journal holds a second create."""
    return [
        Diagnostic.of(
            "CTC530",
            f"{record.address}: {said_broken(record)}",
            "look at both in CleverTap; stop the one that is too many",
            severity=Severity.WARNING,
        )
        for record in reader.records.values()
        if record.broken
    ]
