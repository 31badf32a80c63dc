"""``when``: the moments at which a campaign starts and ends, and its status by the clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

_FORM: Final = "%Y%m%d %H:%M"
_DAYS: Final = {"day": 1, "week": 7}


class ScheduleError(ValueError):
    """``when`` is not what the API takes; the message is the error text of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Start of the first delivery and of the last one, UTC; ``last`` is None where it recurs without an end."""

    first: datetime
    last: datetime | None


def schedule_of(when: object, *, now: datetime, timezone: str) -> Schedule:
    """Reads ``now``, ``YYYYMMDD HH:MM`` [seed], or the object forms [newer docs], [client code].

    A time carries no zone: it is the account's. A moment that has passed is refused. Raises ScheduleError.
    """
    zone = ZoneInfo(timezone)
    match when:
        case "now":
            return Schedule(first=now, last=now)
        case str():
            moment = _future(_moment(when, zone), now)
            return Schedule(first=moment, last=moment)
        case {"type": "now"}:
            return Schedule(first=now, last=now)
        case {"type": "later", "delivery_date_time": times}:
            texts = [times] if isinstance(times, str) else times
            if not isinstance(texts, list) or not texts:
                raise ScheduleError("Field delivery_date_time is invalid (inside when)")
            moments = sorted(_future(_moment(text, zone), now) for text in texts)
            return Schedule(first=moments[0], last=moments[-1])
        case Mapping() if when.get("type") == "recurring":
            start = when.get("start_time")
            return _recurring(when, _future(_moment(start, zone), now), zone)
    raise ScheduleError("Field when is invalid: expected now or a future date as YYYYMMDD HH:MM")


def _recurring(when: Mapping[str, Any], first: datetime, zone: ZoneInfo) -> Schedule:
    until, count = when.get("end_by_date"), when.get("end_by_occurrences")
    if until is not None:
        last = _moment(f"{until} 23:59", zone)
        if last < first:
            raise ScheduleError("Field end_by_date is invalid (inside when): it lies before the start")
        return Schedule(first=first, last=last)
    if count is None:
        return Schedule(first=first, last=None)
    every = when.get("repeats_every", 1)
    if not _is_count(count) or not _is_count(every):
        raise ScheduleError("Field end_by_occurrences is invalid (inside when)")
    step = _DAYS.get(str(when.get("repeat_type", "day")), 1) * every
    try:
        return Schedule(first=first, last=first + timedelta(days=step * (count - 1)))
    except OverflowError:
        return Schedule(first=first, last=None)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 1_000


def _moment(text: object, zone: ZoneInfo) -> datetime:
    if isinstance(text, str) and len(text) == 14:
        try:
            return datetime.strptime(text, _FORM).replace(tzinfo=zone).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise ScheduleError("Field when is invalid: expected now or a future date as YYYYMMDD HH:MM")


def _future(moment: datetime, now: datetime) -> datetime:
    if moment <= now:
        raise ScheduleError("Field when is invalid: the date must be in the future")
    return moment


def status_of(
    schedule: Schedule, *, now: datetime, running_seconds: float, stopped: bool, draft: bool
) -> str:
    """One of ``pending``, ``running``, ``completed``, ``stopped`` [client code]; a draft stays pending."""
    if stopped:
        return "stopped"
    if draft or now < schedule.first:
        return "pending"
    if schedule.last is None or now < schedule.last + timedelta(seconds=running_seconds):
        return "running"
    return "completed"


def day_number(moment: datetime, timezone: str) -> int:
    """The account's calendar day of a moment as the integer YYYYMMDD."""
    local = moment.astimezone(ZoneInfo(timezone))
    return local.year * 10_000 + local.month * 100 + local.day
