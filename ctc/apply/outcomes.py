"""How an outcome is recorded, and which end it is."""

from collections.abc import Callable, Mapping
from typing import Final

from ctc.apply.applied import End
from ctc.canonical import Json
from ctc.clevertap.outcome import Outcome, Result
from ctc.state import records

RECORDED_AS: Final = {
    Result.SENT: "sent",
    Result.REJECTED: "rejected",
    Result.THROTTLED: "rejected",
    Result.NOT_SENT: "not_sent",
    Result.IN_DOUBT: "in_doubt",
}
ENDS: Final = {
    Result.SENT: End.APPLIED,
    Result.REJECTED: End.REJECTED,
    Result.THROTTLED: End.REJECTED,
    Result.NOT_SENT: End.NOT_SENT,
    Result.IN_DOUBT: End.IN_DOUBT,
}


def outcome_record(
    intent_id: str, address: str, outcome: Outcome, result: str = "", offset: float = 0.0
) -> Mapping[str, Json]:
    return records.outcome(
        intent_id=intent_id,
        address=address,
        result=result or RECORDED_AS[outcome.result],
        detail=outcome.detail,
        campaign_id=outcome.id,
        http_status=outcome.http_status,
        code=outcome.code,
        offset=offset,
    )


def asked(call: Callable[[], Outcome]) -> Outcome:
    """The outcome of a call; a failure that the client did not foresee is doubt, never absence."""
    try:
        return call()
    except Exception as error:
        return Outcome(result=Result.IN_DOUBT, detail=f"the request broke off ({type(error).__name__})")
