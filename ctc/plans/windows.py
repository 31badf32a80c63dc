"""Which days CleverTap is asked to list."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts, Window
from ctc.plans.schedule import schedule_of
from ctc.state.reader import StateReader
from ctc.state.state import Status

_NEW_STATE: Final = timedelta(days=365)
_DAY: Final = timedelta(days=1)


def needs_listing(state: StateReader, now: datetime) -> bool:
    """Whether only CleverTap can tell how things stand: doubt, or a schedule that has come."""
    return any(
        record.unsettled or record.open or record.status_at(now) is Status.RUNNING
        for record in state.records.values()
        if not record.forgotten
    )


def window_of(state: StateReader, payloads: Iterable[Payload], facts: Facts, now: datetime) -> Window:
    """The days to list: from the last record less a day (a new state: 365 days) to the farthest schedule
    plus a day, and back to whatever is still followed or in doubt.

    The last record is that of a create or an adoption: others are written by runs that did not look for what the
    state lacks, so they prove nothing of the days before them.
    """
    known = [record for record in state.records.values() if record.revision and not record.forgotten]
    since = [state.listed_at if state.listed_at and known else now - _NEW_STATE]
    since += [state.lacks_since] if state.lacks_since else []
    until = [now]
    for record in known:
        since += [intent.at for intent in record.open]
        until += [intent.scheduled_on for intent in record.open if intent.scheduled_on]
        followed = record.status in (Status.SCHEDULED, Status.RUNNING) or record.stopped_by == "replace"
        if followed and record.id is not None:
            moments = [moment for moment in (record.scheduled_on, record.at) if moment]
            since, until = since + moments, until + moments
    until += [last for payload in payloads if (last := schedule_of(payload, facts.zone).last)]
    return (
        (min(since).astimezone(facts.zone) - _DAY).date(),
        (max(until).astimezone(facts.zone) + _DAY).date(),
    )
