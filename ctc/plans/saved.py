"""A plan as a file: what was reviewed, in a form that notices when it was cut short or edited.

It holds payloads, digests, and what state and account they were planned against; of recipients, counts and
hashes alone. It is never applied as it stands: the specs are compiled and planned again, and any difference
but the commit alone is refused (:func:`ctc.plans.staleness.stale`).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any, Final

from ctc.canonical import Json, digest_of
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.plan import Action, Change, FieldDifference, Plan, Reach, Recorded
from ctc.plans.recipients import without_recipients
from ctc.rows.family_data import FamilyData

VERSION: Final = 1
_KIND: Final = "ctc-plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """A plan and what it was made with. Payloads in it are without recipients, so it is for reading."""

    plan: Plan
    variables: Mapping[str, str] = field(default_factory=dict)
    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    as_of: str = ""
    """The day of the run, where somebody named it."""
    within: tuple[str, ...] | None = None
    """The addresses that were selected by paths or branches; None where none were."""


def write(saved: SavedPlan) -> bytes:
    """The file's bytes: JSON, its last word a hash over all the rest."""
    plan = saved.plan
    value: dict[str, Json] = {
        "format_version": VERSION,
        "kind": _KIND,
        **{name: getattr(plan, name) for name in _PLAIN},
        "variables": dict(saved.variables),
        "select": list(saved.select),
        "exclude": list(saved.exclude),
        "named_day": saved.as_of,
        "families": [family._asdict() for family in plan.families],
        **({} if saved.within is None else {"within": list(saved.within)}),
        "changes": [_change_json(change) for change in plan.changes],
        "diagnostics": [asdict(diagnostic) for diagnostic in plan.diagnostics],
    }
    value["sha256"] = digest_of(value)
    return json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"


def read(data: bytes, file: str) -> SavedPlan:
    """The plan that :func:`write` wrote. Raises UserError (CTC520) for anything else."""
    try:
        value = json.loads(data)
    except ValueError:
        raise _unreadable(file, "it is no JSON: was it cut short?") from None
    if not isinstance(value, dict) or value.get("kind") != _KIND:
        raise _unreadable(file, "it is no plan of ctc's")
    if value.get("format_version") != VERSION:
        raise _unreadable(file, f"its format is {value.get('format_version')}, and this ctc reads {VERSION}")
    if value.pop("sha256", None) != digest_of(value):
        raise _unreadable(file, "it is not what `ctc plan -o` wrote: it was edited or cut short")
    try:
        return _saved(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unreadable(file, "a part of it is missing") from None


def is_plan(beginning: bytes) -> bool:
    """Whether a file that begins so is a saved plan, whole or not."""
    return f'"kind": "{_KIND}"'.encode() in beginning


_PLAIN: Final = ("environment", "host", "account_id", "region", "lineage", "serial", "commit", "as_of")


def _change_json(change: Change) -> dict[str, Json]:
    payload = change.payload
    return {
        "address": change.address,
        "action": change.action.value,
        "reason": change.reason,
        "payload": _payload_json(payload) if payload else None,
        "before": change.before,
        "recorded": asdict(change.recorded),
        "channel": change.channel,
        "endpoint": change.endpoint,
        "digest": change.digest,
        "revision": change.revision,
        "scheduled_on": change.scheduled_on.isoformat() if change.scheduled_on else None,
        "reach": _reach_json(change.reach),
        "difference": [asdict(one) for one in change.difference],
        "guards": [asdict(one) for one in change.guards],
        "in_doubt": change.in_doubt,
    }


def _reach_json(reach: Reach | None) -> dict[str, Json] | None:
    if reach is None:
        return None
    return {
        "total": reach.total,
        "platforms": dict(reach.platforms),
        "asked_at": reach.asked_at.isoformat(),
        "request_id": reach.request_id,
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


def _saved(value: Mapping[str, Any]) -> SavedPlan:
    _must_be_text(value["variables"].values(), value["select"], value["exclude"], [value["named_day"]])
    _must_be_text(value[name] or "" for name in _PLAIN if name != "serial")
    if value["named_day"]:
        date.fromisoformat(value["named_day"])
    plan = Plan(
        **{name: value[name] for name in _PLAIN},
        families=tuple(_family(family) for family in value["families"]),
        changes=tuple(_change(change) for change in value["changes"]),
        diagnostics=_diagnostics(value["diagnostics"]),
    )
    return SavedPlan(
        plan=plan,
        variables=dict(value["variables"]),
        select=tuple(value["select"]),
        exclude=tuple(value["exclude"]),
        as_of=value["named_day"],
        within=tuple(value["within"]) if "within" in value else None,
    )


def _must_be_text(*groups: Iterable[object]) -> None:
    """Raises TypeError where anything else stands: a hash that is right says nothing of what was written."""
    if not all(isinstance(value, str) for group in groups for value in group):
        raise TypeError


def _family(value: Mapping[str, Any]) -> FamilyData:
    return FamilyData(**{**value, "key_columns": tuple(value["key_columns"])})


def _change(value: Mapping[str, Any]) -> Change:
    scheduled_on, reach = value["scheduled_on"], value["reach"]
    _must_be_text([value["address"]])
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
            "guards": _diagnostics(value["guards"]),
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


def _diagnostics(values: Sequence[Mapping[str, Any]]) -> tuple[Diagnostic, ...]:
    return tuple(Diagnostic(**{**one, "severity": Severity(one["severity"])}) for one in values)


def _unreadable(file: str, why: str) -> UserError:
    return UserError(
        Diagnostic(
            code="CTC520",
            severity=Severity.ERROR,
            message=f"{file} cannot be applied: {why}",
            file=file,
            hint="make it anew with `ctc plan -o FILE`",
        )
    )
