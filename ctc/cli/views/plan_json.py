"""A plan as JSON (schema ``output.plan``)."""

from ctc.canonical import Json
from ctc.cli.views.diagnostics import as_json
from ctc.cli.views.plan_data import data_json
from ctc.plans.action import Action
from ctc.plans.families import Block, blocks
from ctc.plans.gains import audience_change
from ctc.plans.plan import Change, Plan


def plan_as_json(plan: Plan) -> Json:
    counts = plan.counts
    return {
        "format_version": 1,
        "environment": plan.environment,
        "host": plan.host,
        "state": {"lineage": plan.lineage, "serial": plan.serial},
        "changes": [_change(change) for change in plan.changes],
        "summary": {action.value: counts[action] for action in Action},
        "guards": [as_json(diagnostic) for diagnostic in plan.diagnostics],
        "families": [_family(block) for block in blocks(plan)],
        "as_of": plan.as_of or None,
        "data": data_json(plan),
    }


def _family(block: Block) -> Json:
    first, last = block.schedule
    return {
        "family": block.family,
        "action": block.action.value,
        "count": len(block.changes),
        "schedule": {
            "first": first.isoformat() if first else None,
            "last": last.isoformat() if last else None,
        },
        "reach": {
            "total": block.reaches.total,
            "known": block.reaches.known,
            "unknown": block.reaches.unknown,
            "largest": block.reaches.largest.address if block.reaches.largest else None,
        },
        "common": [
            {"path": edit.path, "before": edit.before, "after": edit.after, "count": count}
            for edit, count in block.common
        ],
        "samples": [change.address for change in block.samples],
        "standing_out": [{"what": what, "address": change.address} for what, change in block.standing_out],
    }


def _change(change: Change) -> Json:
    return {
        **change.as_json(),
        "audience": _audience(change),
        "difference": [
            {"path": d.path, "before": d.before, "after": d.after, "missing": d.missing}
            for d in change.difference
        ],
        "guards": [as_json(diagnostic) for diagnostic in change.guards],
    }


def _audience(change: Change) -> Json:
    """What became of the audience; null where it did not change. The raw differences stay in ``difference``."""
    audience = audience_change(change)
    if audience is None:
        return None
    return {"label": audience.label, "gone": list(audience.gone), "new": list(audience.new)}
