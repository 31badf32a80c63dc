"""Changes and warnings that follow from a record alone."""

from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.decision import Decision
from ctc.plans.matching import Judgement
from ctc.plans.plan import Change
from ctc.state.state import Record, StateReader, Verb


def change_of_gone(record: Record, decision: Decision, judgement: Judgement | None) -> Change:
    return Change(
        address=record.address,
        action=decision.action,
        reason=decision.reason,
        before=record.payload,
        recorded=recorded_facts(record, judgement),
        channel=record.channel,
        endpoint=record.endpoint,
        digest=record.digest,
        revision=record.revision,
        scheduled_on=record.scheduled_on,
        in_doubt=decision.in_doubt,
    )


def recorded_facts(record: Record | None, judgement: Judgement | None) -> dict[str, object]:
    """What apply must know of the record: ``touched`` is what its claim compares."""
    found: dict[str, object] = {"address": None, "touched": 0}
    if record is not None:
        found = {
            "address": record.address,
            "touched": record.touched,
            "status": record.status.value,
            "id": record.id,
            "revision": record.revision,
            "digest": record.digest,
            "marker": record.marker,
            "attempt": record.attempt,
            "unsettled": [intent.id for intent in record.unsettled if intent.verb is not Verb.STOP],
        }
    if judgement is not None and judgement.campaign is not None:
        found["adopts"] = judgement.campaign.id
    return found


def clash_reason(judgement: Judgement) -> str:
    return f"{judgement.reason}. Was an older state restored, or does another state send to this account?"


def strays(reader: StateReader) -> list[Diagnostic]:
    return [
        Diagnostic(
            code="CTC530",
            severity=Severity.WARNING,
            message=f"{record.address}: CleverTap made {', '.join(map(str, record.strays))} after it had been settled "
            "as not sent: a run was paused in the midst of its request",
            hint="look at both in CleverTap; stop the one that is too many",
        )
        for record in reader.records.values()
        if record.strays
    ]
