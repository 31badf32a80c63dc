"""What became of an audience: by the payloads, or as a saved plan says it."""

from typing import Final

from ctc.plans.audience_change import AudienceChange, compare_audiences
from ctc.plans.plan import Change, FieldDifference

_AUDIENCE: Final = ("/where", "/segment", "/exclude_segments")


def audience_change(change: Change) -> AudienceChange | None:
    """What became of the audience; None where it did not change or nothing was applied before."""
    if change.before is None or change.payload is None:
        return None
    if not any(is_of_audience(difference) for difference in change.difference):
        return None
    return compare_audiences(change.before, change.payload.body)


def audience_label(change: Change) -> str:
    """``wider`` and the like; empty where it did not change."""
    if change.audience is not None:
        return change.audience
    found = audience_change(change)
    return found.label if found is not None else ""


def is_of_audience(difference: FieldDifference) -> bool:
    return any(difference.path == root or difference.path.startswith(f"{root}/") for root in _AUDIENCE)
