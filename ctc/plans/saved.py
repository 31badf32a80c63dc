"""A plan as a file: what was reviewed, in a form that notices when it was cut short or edited.

It holds digests, the payloads of what happens, and what state and account they were planned against; of recipients,
counts and hashes alone. It is never applied as it stands: the specs are compiled and planned again, and any difference
but the commit alone is refused (:func:`ctc.plans.staleness.stale`).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any, Final

from ctc.canonical import Json, digest_of
from ctc.diagnostics import Diagnostic, UserError
from ctc.plans.plan import Plan
from ctc.plans.saved_changes import change_json, change_of, diagnostics_of, must_be_text
from ctc.plans.saved_families import abridged, summaries_json, summaries_of
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
    plan = abridged(saved.plan)
    value: dict[str, Json] = {
        "format_version": VERSION,
        "kind": _KIND,
        **{name: getattr(plan, name) for name in _PLAIN},
        "variables": dict(saved.variables),
        "select": list(saved.select),
        "exclude": list(saved.exclude),
        "named_day": saved.as_of,
        **({} if plan.guards is None else {"guards": dict(plan.guards)}),
        "families": [family._asdict() for family in plan.families],
        **({} if saved.within is None else {"within": list(saved.within)}),
        "summaries": summaries_json(plan),
        "changes": [change_json(change) for change in plan.changes],
        "diagnostics": [asdict(diagnostic) for diagnostic in plan.diagnostics],
    }
    value["sha256"] = digest_of(value)
    return json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"


def read(data: bytes, file: str) -> SavedPlan:
    """The plan that :func:`write` wrote. Raises UserError (CTC520) for anything else."""
    try:
        return _read(data, file)
    except RecursionError:
        raise _unreadable(file, "it is nested deeper than any plan is") from None


def _read(data: bytes, file: str) -> SavedPlan:
    try:
        value = json.loads(data)
    except ValueError:
        raise _unreadable(file, "it is no JSON: was it cut short?") from None
    if not isinstance(value, dict) or value.get("kind") != _KIND:
        raise _unreadable(file, "it is no plan of ctc's")
    if value.get("format_version") != VERSION:
        raise _unreadable(file, f"its format is {value.get('format_version')}, and this ctc reads {VERSION}")
    try:
        is_whole = value.pop("sha256", None) == digest_of(value)
    except ValueError:  # no number, or half of a character: ctc writes neither
        is_whole = False
    if not is_whole:
        raise _unreadable(file, "it is not what `ctc plan -o` wrote: it was edited or cut short")
    try:
        return _saved(value)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _unreadable(file, "a part of it is missing") from None


def is_plan(beginning: bytes) -> bool:
    """Whether a file that begins so is a saved plan, whole or not."""
    return f'"kind": "{_KIND}"'.encode() in beginning


_PLAIN: Final = ("environment", "host", "account_id", "region", "lineage", "serial", "commit", "as_of")


def _saved(value: Mapping[str, Any]) -> SavedPlan:
    must_be_text(value["variables"].values(), value["select"], value["exclude"], [value["named_day"]])
    must_be_text(value[name] or "" for name in _PLAIN if name != "serial")
    if value["named_day"]:
        date.fromisoformat(value["named_day"])
    plan = Plan(
        **{name: value[name] for name in _PLAIN},
        guards=dict(value["guards"]) if "guards" in value else None,
        families=tuple(_family(family) for family in value["families"]),
        summaries=summaries_of(value["summaries"]),
        changes=tuple(change_of(change) for change in value["changes"]),
        diagnostics=diagnostics_of(value["diagnostics"]),
    )
    return SavedPlan(
        plan=plan,
        variables=dict(value["variables"]),
        select=tuple(value["select"]),
        exclude=tuple(value["exclude"]),
        as_of=value["named_day"],
        within=tuple(value["within"]) if "within" in value else None,
    )


def _family(value: Mapping[str, Any]) -> FamilyData:
    return FamilyData(**{**value, "key_columns": tuple(value["key_columns"])})


def _unreadable(file: str, why: str) -> UserError:
    return UserError(
        Diagnostic.of(
            "CTC520", f"{file} cannot be applied: {why}", "make it anew with `ctc plan -o FILE`", file=file
        )
    )
