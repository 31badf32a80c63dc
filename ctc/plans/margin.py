"""How long before its schedule something must have been stopped, so that its successor may be made."""

from datetime import datetime, timedelta

from ctc.durations import in_words
from ctc.plans.facts import Facts
from ctc.plans.schedule import USER_ZONES
from ctc.state.record import Record


def margin_breach(record: Record, facts: Facts, stopped: datetime) -> str:
    """Why a stop at ``stopped`` would come too near the schedule for a successor; empty where it would not."""
    margin = timedelta(seconds=facts.replace_margin) + (USER_ZONES if record.user_zone else timedelta())
    if record.scheduled_on is None or (record.recurring and record.scheduled_on <= stopped):
        return ""
    if stopped + margin <= record.scheduled_on:
        return ""
    return (
        f"it begins in less than {in_words(margin.total_seconds())} (replace_margin), so nobody could be sure "
        "that the stop came first"
    )
