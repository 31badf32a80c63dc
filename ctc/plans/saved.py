"""A plan as a file: what was reviewed, in a form that notices when it was cut short or edited.

It holds digests, the payloads of what happens, and what state and account they were planned against; of recipients,
counts and hashes alone, and of a family from data the payloads of a few: what thousands say is a summary.
It is never applied as it stands: the specs are compiled and planned again, and any difference but the commit alone is
refused (:func:`ctc.plans.staleness.stale`).
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from ctc.canonical import Json, digest_of
from ctc.diagnostics import Diagnostic, UserError
from ctc.plans.action import Action
from ctc.plans.families import Block, blocks
from ctc.plans.gains import audience_label
from ctc.plans.plan import Change, Edit, Plan, Summary
from ctc.plans.saved_changes import change_json, change_of, diagnostics_of, must_be_text
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
        "diagnostics": [diagnostic._asdict() for diagnostic in plan.diagnostics],
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
            "CTC520",
            f"{file} cannot be read as a plan: {why}",
            "make it anew with `ctc plan -o FILE`",
            file=file,
        )
    )


LEAST: Final = 24
"""Changes of one family and action up to which every payload is kept."""
_SPREAD: Final = 12


def abridged(plan: Plan) -> Plan:
    """The plan without the payloads of what stays as it is, and of large families those of samples and of what stands
    out alone."""
    large = {data.family for data in plan.families}
    found = [block for block in blocks(plan) if block.family in large and len(block.changes) > LEAST]
    kept = {address for block in found for address in _kept(block)}
    members = {change.address for block in found for change in block.changes}
    changes = tuple(
        _bare(change) if _is_left_out(change, kept, members) else change for change in plan.changes
    )
    return replace(plan, changes=changes, summaries=tuple(map(_summary, found)))


def _is_left_out(change: Change, kept: set[str], members: set[str]) -> bool:
    is_same = change.action is Action.UNCHANGED
    return is_same or (change.address in members and change.address not in kept)


def _kept(block: Block) -> set[str]:
    last = len(block.changes) - 1
    spread = {block.changes[step * last // (_SPREAD - 1)].address for step in range(_SPREAD)}
    sampled = {change.address for change in block.samples}
    return spread | sampled | {change.address for _, change in block.standing_out}


def _bare(change: Change) -> Change:
    return change._replace(payload=None, before=None, difference=(), audience=audience_label(change))


def _summary(block: Block) -> Summary:
    return Summary(
        family=block.family,
        action=block.action,
        common=block.common,
        standing_out=tuple((what, change.address) for what, change in block.standing_out),
        differences=block.differences,
    )


def summaries_json(plan: Plan) -> list[dict[str, Json]]:
    return [
        {
            "family": each.family,
            "action": each.action.value,
            "common": [[edit.path, edit.before, edit.after, count] for edit, count in each.common],
            "standing_out": [list(pair) for pair in each.standing_out],
            "differences": each.differences,
        }
        for each in plan.summaries
    ]


def summaries_of(values: Sequence[Mapping[str, Any]]) -> tuple[Summary, ...]:
    """Raises KeyError, TypeError, ValueError for anything else than was written."""
    return tuple(
        Summary(
            family=value["family"],
            action=Action(value["action"]),
            common=tuple(
                (Edit(path=path, before=before, after=after), int(count))
                for path, before, after, count in value["common"]
            ),
            standing_out=tuple((what, address) for what, address in value["standing_out"]),
            differences=int(value["differences"]),
        )
        for value in values
    )
