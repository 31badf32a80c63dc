"""What is left as it is: as it was recorded, nearly all of a large plan; or adopted, whatever its spec says by now."""

from datetime import datetime
from typing import Final

from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import LIVE, Case, Decision
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


def incomparable(case: Case) -> Decision | None:
    """A campaign that somebody else made and that was taken over by its id: nothing is compared with it, and nothing
    stopped in favour of what may be the same."""
    record, payload = case.record, case.payload
    assert record is not None
    if payload is None or record.digest or record.marker or record.is_send or record.key_columns:
        return None  # of an instance from data nothing is compared, and what is settled of it holds little
    if payload.revision != record.revision or case.status not in (*LIVE, Status.SENT):
        return None
    reason = (
        f"{record.id} was adopted, and what is in it is not known, so that it cannot be compared: nothing is sent. "
        f"`revision: {record.revision + 1}` puts this spec in its place"
    )
    return Decision(action=Action.FROZEN, reason=reason)


def unmade(record: Record, payload: Payload | None, now: datetime) -> str:
    """What remains to do of an address whose doubt has come to this record; empty where its spec says just that.

    The spec may have gone on while its create was in doubt, and what is found to exist is what it said before. Of an
    instance from data that went out the key decides, whatever its row says by now.
    """
    if payload is None:
        return "its spec is gone, and it still goes out" if record.waits_at(now) else ""
    if record.revision < payload.revision:
        return f"revision {payload.revision} is not made"
    is_it = (record.revision, record.digest) == (payload.revision, payload.digest)
    is_told = bool(payload.key_columns) and not record.waits_at(now)
    return "" if is_it or is_told else "what its spec says by now is not made"
