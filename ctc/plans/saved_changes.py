"""The changes of a saved plan, written as JSON and read back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.action import Action
from ctc.plans.plan import Change, FieldDifference, Reach, Recorded
from ctc.plans.recipients import without_recipients


def change_json(change: Change) -> dict[str, Json]:
    payload = change.payload
    return {
        **change.as_json(),
        "payload": _payload_json(payload) if payload else None,
        "before": change.before,
        "recorded": change.recorded._asdict(),
        "difference": [asdict(one) for one in change.difference],
        "guards": [one._asdict() for one in change.guards],
        "in_doubt": change.in_doubt,
        "is_told": change.is_told,
        **({} if change.audience is None else {"audience": change.audience}),
    }


_ENVELOPE: Final = (
    "address",
    "revision",
    "channel",
    "variant",
    "endpoint",
    "digest",
    "broadcast",
    "owner",
    "file",
    "line",
)


def _payload_json(payload: Payload) -> dict[str, Json]:
    shown: dict[str, Json] = {name: getattr(payload, name) for name in _ENVELOPE}
    return shown | {
        "was": list(payload.was),
        "labels": list(payload.labels),
        "guards": dict(payload.guards),
        "ignore": dict(payload.ignore),
        "body": without_recipients(payload.body),
    }


def must_be_text(*groups: Iterable[object]) -> None:
    """Raises TypeError where anything else stands: a hash that is right says nothing of what was written."""
    if not all(isinstance(value, str) for group in groups for value in group):
        raise TypeError


def change_of(value: Mapping[str, Any]) -> Change:
    scheduled_on, reach = value["scheduled_on"], value["reach"]
    must_be_text([value["address"]])
    return Change(
        **{
            **value,
            "action": Action(value["action"]),
            "payload": _payload(value["payload"]) if value["payload"] else None,
            "recorded": Recorded(**{**value["recorded"], "unsettled": tuple(value["recorded"]["unsettled"])}),
            "scheduled_on": datetime.fromisoformat(scheduled_on) if scheduled_on else None,
            "reach": Reach(**{**reach, "asked_at": datetime.fromisoformat(reach["asked_at"])})
            if reach
            else None,
            "difference": tuple(FieldDifference(**one) for one in value["difference"]),
            "guards": diagnostics_of(value["guards"]),
        }
    )


def _payload(value: Mapping[str, Any]) -> Payload:
    stated = {name: said for name, said in value.items() if name != "line"}
    return payload_of(
        **{
            **stated,
            "line": value["line"],
            "was": tuple(value["was"]),
            "labels": tuple(value["labels"]),
        }
    )


def diagnostics_of(values: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    return tuple(Diagnostic(**{**one, "severity": Severity(one["severity"])}) for one in values)
