"""What is as it was recorded: nearly all of a large plan."""

from datetime import datetime
from typing import Final

from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import LIVE, Decision
from ctc.state.record import Record, Status

AS_RECORDED: Final = {
    status: Decision(action=Action.UNCHANGED, reason=f"as recorded ({status})")
    for status in (*LIVE, Status.SENT)
}


def plainly_unchanged(payload: Payload, record: Record, now: datetime) -> Decision | None:
    """What the action table answers where none of its earlier rows can say anything; else None.

    Most campaigns of a large repository are such, so they are not asked about row by row.
    """
    if record.digest != payload.digest or record.revision != payload.revision:
        return None
    if record.open or record.broken or payload.key_columns or payload.is_estimate:
        return None
    return AS_RECORDED.get(record.status_at(now))
