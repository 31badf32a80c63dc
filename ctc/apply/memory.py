"""What listings showed is remembered: a later one that lacks some of it is cut, and proves nothing."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ctc.canonical import Json
from ctc.plans.facts import Listing
from ctc.state import records
from ctc.state.state import State

_KEPT: Final = timedelta(days=2)
"""Days back of which a run remembers what was listed."""


def shown_by(listing: Listing, asked_at: datetime, zone: ZoneInfo) -> Mapping[str, set[int]]:
    """The ids that a listing shows, by their day; those of days that are long over aside."""
    since = (asked_at - _KEPT).astimezone(zone).date()
    days: dict[str, set[int]] = {}
    for campaign in listing.campaigns:
        day = campaign.scheduled_on.astimezone(zone).date() if campaign.scheduled_on else None
        if day is not None and day >= since:
            days.setdefault(day.isoformat(), set()).add(campaign.id)
    return days


def news_of(shown: Mapping[str, set[int]], state: State) -> list[Mapping[str, Json]]:
    """The record of what no listing showed before."""
    new = {day: [*ids.difference(state.shown.get(day, ()))] for day, ids in shown.items()}
    new = {day: ids for day, ids in new.items() if ids}
    return [records.listed(days=new)] if new else []
