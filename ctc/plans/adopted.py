"""A campaign that somebody else made and that was taken over by its id: what is in it nobody knows."""

from ctc.plans.action import Action
from ctc.plans.case import LIVE, Case, Decision
from ctc.state.record import Status


def incomparable(case: Case) -> Decision | None:
    """Nothing is compared with it, and nothing stopped in favour of what may be the same."""
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
