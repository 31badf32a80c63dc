"""When a payload goes out: its ``when``, in the account's time zone; and when it is too late to stop it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import ceil
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from ctc.canonical import Json
from ctc.durations import in_words
from ctc.patterns import pattern
from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts
from ctc.state.record import Record

LEAST_NOTICE: Final = timedelta(minutes=2)
"""A schedule nearer than this blocks its create: it could pass on the way."""
USER_ZONES: Final = timedelta(hours=14)
"""How much earlier than the account's clock the first of the users' own clocks shows a time."""
_FORM: Final = "%Y%m%d %H:%M"
_USUAL: Final = pattern(r"([0-9]{4})([0-9]{2})([0-9]{2}) ([0-9]{2}):([0-9]{2})")
"""The same as nearly every schedule says it, which is read at a fraction of the time."""


class Schedule(NamedTuple):
    """``at`` is None where it goes out at once; ``last`` is the farthest time that is known; all UTC."""

    at: datetime | None = None
    last: datetime | None = None
    moments: tuple[datetime, ...] = ()
    """Every delivery that is stated, in order; of a recurring one the first."""
    recurring: bool = False
    user_zone: bool = False

    @property
    def first(self) -> datetime | None:
        """When the first person gets it: earlier than ``at`` where users' own time zones are used."""
        return self.at - USER_ZONES if self.at and self.user_zone else self.at


NOW: Final = Schedule()


def schedule_of(payload: Payload, zone: ZoneInfo) -> Schedule:
    """The schedule of a valid payload; an identity send goes out at once.

    ``when`` is ``now``, ``YYYYMMDD HH:MM``, or an object ([api] c.3) of type ``now``, ``later``
    (``delivery_date_time``) or ``recurring`` (``start_time``, ``end_by_date``).
    """
    when = payload.when
    if payload.is_send or when is None or when == "now":
        return NOW
    if isinstance(when, str):
        return _at(when, zone)
    return _object(when, zone) if isinstance(when, Mapping) else NOW


@lru_cache(maxsize=4096)
def _at(when: str, zone: ZoneInfo) -> Schedule:
    """Of one time; a family has one for all of its instances."""
    moment = moment_in(when, zone)
    return Schedule(at=moment, last=moment, moments=(moment,))


def _object(when: Mapping[str, Json], zone: ZoneInfo) -> Schedule:
    user = when.get("delivery_timezone") == "user"
    recurring = when.get("type") == "recurring"
    texts = when.get("start_time") if recurring else when.get("delivery_date_time")
    if when.get("type") == "now" or not texts:
        return Schedule(recurring=recurring, user_zone=user)
    moments = sorted(moment_in(text, zone) for text in ([texts] if isinstance(texts, str) else texts))
    return Schedule(
        at=moments[0], last=moments[-1], moments=tuple(moments), recurring=recurring, user_zone=user
    )


@lru_cache(maxsize=4096)
def moment_in(text: str, zone: ZoneInfo) -> datetime:
    """``20310115 09:30`` of the account's clock, in UTC. Raises ValueError for any other form."""
    found = _USUAL.fullmatch(text)
    if found is None:
        return datetime.strptime(text, _FORM).replace(tzinfo=zone).astimezone(UTC)
    year, month, day, hour, minute = map(int, found.groups())
    return datetime(year, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


def whole_minute(moment: datetime) -> datetime:
    """The moment, rounded up: the API's ``when`` knows no seconds."""
    return datetime.fromtimestamp(ceil(moment.timestamp() / 60) * 60, tz=UTC)


def sayable(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment, or the first after it, that ``when`` can say: a whole minute, and none that clocks in ``zone`` show
    twice, of which CleverTap might take the earlier one."""
    found = whole_minute(moment)
    while (local := found.astimezone(zone)).utcoffset() != local.replace(fold=1 - local.fold).utcoffset():
        found += timedelta(minutes=1)
    return found


def written_in(moment: datetime, zone: ZoneInfo) -> str:
    """A moment as the API's ``when`` writes it, rounded up to the whole minute."""
    return whole_minute(moment).astimezone(zone).strftime(_FORM)


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
