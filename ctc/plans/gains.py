"""What became of an audience: by the payloads, or as a saved plan says it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from ctc.canonical import Json
from ctc.payloads.sugar import departure
from ctc.plans.audience_change import AudienceChange, compare_audiences
from ctc.plans.plan import Change, FieldDifference

_AUDIENCE: Final = ("/where", "/segment", "/exclude_segments")


def audience_change(change: Change) -> AudienceChange | None:
    """What became of the audience; None where it did not change or nothing was applied before."""
    payload = change.payload
    if payload is None or not change.difference or not any(map(is_of_audience, change.difference)):
        return None
    before = change.before or {}
    by = None if payload.as_of else _later(before.get("when"), payload.when)
    if not payload.as_of and not by:
        return compare_audiences(before, payload.body)
    found = compare_audiences(_moved(before, payload.body, by), payload.body)
    return found if found.gone or found.new else None


def _later(before: Json, after: Json) -> timedelta | None:
    """How many days later it goes out than it would have; None where either goes out at once, or on many days."""
    days = [departure(when, date.min) for when in (before, after)]
    is_one = not any(each.is_now or each.is_many for each in days)
    return days[1].day - days[0].day if is_one else None


def _moved(before: Json, after: Json, by: timedelta | None) -> Any:
    """What was applied, with windows of as many days where those of today are: counted from another day, a window is
    the same audience. ``by`` is how far they move with `when`; None where today is what they are counted from."""
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [_moved(*pair, by) for pair in zip(before, after, strict=True)]
    if not isinstance(before, dict) or not isinstance(after, dict):
        return before
    made = {key: _moved(value, after.get(key), by) for key, value in before.items()}
    old, new = _days(before), _days(after)
    if old and new and old[1] - old[0] == new[1] - new[0] and by in (None, new[0] - old[0]):
        made |= {"from": after["from"], "to": after["to"]}
    return made


def _days(window: Mapping[str, Json]) -> tuple[date, date] | None:
    """Its first day and its last."""
    try:
        first, last = (date.fromisoformat(str(window[end])) for end in ("from", "to"))
    except (KeyError, ValueError):
        return None
    return first, last


def audience_label(change: Change) -> str:
    """``wider`` and the like; empty where it did not change."""
    if change.audience is not None:
        return change.audience
    found = audience_change(change)
    return found.label if found is not None else ""


def is_of_audience(difference: FieldDifference) -> bool:
    return any(difference.path == root or difference.path.startswith(f"{root}/") for root in _AUDIENCE)
