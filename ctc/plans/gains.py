"""What became of an audience: by the payloads, or as a saved plan says it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from ctc.canonical import Json
from ctc.plans.audience_change import AudienceChange, compare_audiences
from ctc.plans.plan import Change, FieldDifference

_AUDIENCE: Final = ("/where", "/segment", "/exclude_segments")


def audience_change(change: Change) -> AudienceChange | None:
    """What became of the audience; None where it did not change or nothing was applied before."""
    payload = change.payload
    if payload is None or not change.difference or not any(map(is_of_audience, change.difference)):
        return None
    before = change.before or {}
    if not payload.as_of:
        return compare_audiences(before, payload.body)
    found = compare_audiences(_moved(before, payload.body), payload.body)
    return found if found.gone or found.new else None


def _moved(before: Json, after: Json) -> Any:
    """What was applied, with windows of as many days where those of today are: counted from another day, a window is
    the same audience."""
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [*map(_moved, before, after)]
    if not isinstance(before, dict) or not isinstance(after, dict):
        return before
    made = {key: _moved(value, after.get(key)) for key, value in before.items()}
    if (span := _days(before)) is not None and span == _days(after):
        made |= {"from": after["from"], "to": after["to"]}
    return made


def _days(window: Mapping[str, Json]) -> int | None:
    """How many days are from its first to its last."""
    try:
        first, last = (date.fromisoformat(str(window[end])) for end in ("from", "to"))
    except (KeyError, ValueError):
        return None
    return (last - first).days


def audience_label(change: Change) -> str:
    """``wider`` and the like; empty where it did not change."""
    if change.audience is not None:
        return change.audience
    found = audience_change(change)
    return found.label if found is not None else ""


def is_of_audience(difference: FieldDifference) -> bool:
    return any(difference.path == root or difference.path.startswith(f"{root}/") for root in _AUDIENCE)
