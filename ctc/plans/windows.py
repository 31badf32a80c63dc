"""Which days CleverTap is asked to list."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ctc.clevertap.sweeping import WIDEST
from ctc.payloads.payload import Payload
from ctc.plans.absence import around, days_of, days_of_tries
from ctc.plans.facts import Facts, Window
from ctc.plans.schedule import schedule_of
from ctc.state.reader import StateReader
from ctc.state.record import MADE_NOTHING, Status

_NEW_STATE: Final = timedelta(days=365)


def needs_listing(state: StateReader, now: datetime) -> bool:
    """Whether only CleverTap can tell how things stand: doubt, also of a stop, or a schedule that has come."""
    return any(
        record.open or record.status_at(now) is Status.RUNNING
        for record in state.records.values()
        if not record.forgotten
    )


def windows_of(state: StateReader, payloads: Iterable[Payload], facts: Facts, now: datetime) -> list[Window]:
    """The days to list, in order and apart: those with something planned, followed or in doubt and one on either side;
    and all since the last record less a day (a new state: 365 days), for what this state may lack.

    The last record is that of a create or an adoption: others are written by runs that did not look for what the
    state lacks, so they prove nothing of the days before them.
    """
    known = [record for record in state.records.values() if record.revision and not record.forgotten]
    since = [state.listed_at if state.listed_at and known else now - _NEW_STATE]
    since += [state.lacks_since] if state.lacks_since else []
    zone = facts.zone
    days = [(around(min(since), zone)[0], around(now, zone)[1])]
    for record in known:
        for intent in record.open:
            days += days_of(intent, zone)
        if record.status in MADE_NOTHING:  # by its own word, which another host may have said
            days += days_of_tries([record], record.revision, zone)
        followed = record.status in (Status.SCHEDULED, Status.RUNNING) or record.stopped_by == "replace"
        if followed and record.id is not None:
            days += [around(moment, zone) for moment in (record.scheduled_on, record.at) if moment]
    if state.held or state.lacks_since:
        days += _unrecorded(state, zone, now)
    for payload in payloads:
        days += windows_of_payload(payload, facts, now)
    return _apart(days)


def _unrecorded(state: StateReader, zone: ZoneInfo, now: datetime) -> list[Window]:
    """The month to come, and the days beyond it of what earlier listings showed and a state that was put back does not
    know: a spec may name another day by now."""
    known = {one.id for record in state.entries.values() for one in record.tries}
    known |= {record.id for record in state.entries.values()}
    today = around(now, zone)[0]
    days = (day for day, ids in state.shown.items() if day >= today.isoformat() and not known.issuperset(ids))
    shown = [around(datetime.fromisoformat(day).replace(tzinfo=zone), zone) for day in days]
    return [(today, today + timedelta(days=WIDEST - 1)), *shown]


def with_today(windows: Iterable[Window], facts: Facts, now: datetime) -> list[Window]:
    """The days to list once more, by a run that may have gone on past midnight."""
    return _apart([*windows, around(now, facts.zone)])


def windows_of_payload(payload: Payload, facts: Facts, now: datetime) -> list[Window]:
    """The days on which a planned create would be listed."""
    schedule = schedule_of(payload, facts.zone)
    first, last = schedule.at or now, schedule.last or schedule.at or now
    return [(around(first, facts.zone)[0], around(last, facts.zone)[1])]


def _apart(days: Iterable[Window]) -> list[Window]:
    """The same days as ranges that do not touch; such as one request lists together are one."""
    ranges: list[Window] = []
    for first, last in sorted(days):
        begun, until = ranges[-1] if ranges else (first, first)
        together = begun, max(last, until)
        if ranges and ((first - until).days <= 1 or (together[1] - begun).days < WIDEST):
            ranges[-1] = together
        else:
            ranges.append((first, last))
    return ranges
