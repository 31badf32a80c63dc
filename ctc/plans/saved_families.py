"""A saved plan holds digests, and the payloads of what happens; of a family from data those of a few, as what thousands
say is a summary."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from ctc.canonical import Json
from ctc.plans.action import Action
from ctc.plans.families import Block, blocks
from ctc.plans.gains import audience_label
from ctc.plans.plan import Change, Edit, Plan, Summary

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
