"""``when`` as people write it, turned into CleverTap's ``YYYYMMDD HH:MM``.

The API's form carries no zone: it is the account's own time, which is the environment's ``timezone``. A local
time that a clock change skips does not exist, and one that it repeats cannot be told apart in that form.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Final

from ctc.patterns import pattern
from ctc.zones import zone_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_DATE: Final = pattern(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_API: Final = pattern(r"(\d{4})(\d{2})(\d{2}) (\d{2}):(\d{2})", re.ASCII)
_WRITTEN: Final = pattern(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[Tt ](?P<hour>\d{2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2}(?:[.,]\d+)?))?"
    r" ?(?P<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?(?:\[(?P<zone>[A-Za-z0-9_+/-]+)\])?",
    re.ASCII,
)


_RELATIVE: Final = pattern(r"(today|yesterday)|(\d{1,4}) days? ago|in (\d{1,4}) days?", re.ASCII)
_SPELLED: Final = {"today": 0, "yesterday": -1}


def relative_day(text: str) -> int | None:
    """How many days after the day that a campaign goes out a text means: ``7 days ago`` is -7. None for other texts."""
    found = _RELATIVE.fullmatch(text.strip())
    if found is None:
        return None
    word, ago, ahead = found.groups()
    if word:
        return _SPELLED[word]
    return -int(ago) if ago else int(ahead)


def day_after(day: date, days: int) -> str:
    """``YYYYMMDD`` of the day that is so many days later."""
    return (day + timedelta(days=days)).isoformat().replace("-", "")


class ClockError(Exception):
    """A date or time that cannot be sent: its code, what is wrong, and how to mend it."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint


def api_date(text: str) -> str | None:
    """``2025-09-01`` gives ``20250901``; None where it is not that form. Raises ClockError (CTC340)."""
    if _DATE.fullmatch(text) is None:
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ClockError(
            "CTC340",
            f"{text} is not a day of the calendar, so CleverTap would refuse it or shift it",
            "write a day that exists, as in 2025-09-30",
        ) from None
    return text.replace("-", "")


def api_time(text: str, zone: "ZoneInfo | None") -> str | None:
    """A time as people write it, as ``YYYYMMDD HH:MM`` in ``zone``; None where it is none of the forms.

    Without a zone (the users' own clocks) nothing is converted. A time in the API's own form comes back as it
    is, once it is known to exist. Raises ClockError (CTC341 to CTC345).
    """
    match = _API.fullmatch(text)
    if match is not None:
        local = _moment(*match.groups())
        if local is not None and zone is not None:
            _must_be_single(text, local, zone)
        return text
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, offset, named = match.groups()
    _must_be_whole(text, second)
    local = _moment(year, month, day, hour, minute)
    if local is None:
        raise ClockError(
            "CTC341",
            f"{text} is not a time of the calendar, so it can never be sent",
            "write a day and a time (00:00 to 23:59) that exist",
        )
    is_converted = bool(offset or named)
    if is_converted:
        local = _converted(text, local, offset, named, zone)
    if zone is not None:
        _must_be_single(text, local, zone)
    if not is_converted:
        return f"{year}{month}{day} {hour}:{minute}"
    return f"{local.year:04}{local.month:02}{local.day:02} {local.hour:02}:{local.minute:02}"


def _moment(*parts: str) -> datetime | None:
    try:
        return datetime(*map(int, parts))  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return None


def _must_be_whole(text: str, second: str | None) -> None:
    if second is not None and second.strip("0.,"):
        raise ClockError(
            "CTC342",
            f"{text} names seconds, but CleverTap schedules to the minute",
            "leave the seconds out, or write :00",
        )


def _converted(
    text: str, local: datetime, offset: str | None, named: str | None, zone: "ZoneInfo | None"
) -> datetime:
    if zone is None:
        raise ClockError(
            "CTC345",
            f"{text} names an offset, but with `delivery_timezone: user` everybody gets it by their own clock",
            "leave the offset out, or deliver in the account's time zone",
        )
    try:
        instant = _instant(text, local, offset, named)
        return instant.astimezone(zone).replace(tzinfo=None, fold=0)
    except OverflowError:
        raise ClockError(
            "CTC341", f"{text} lies outside the calendar", "write a day that campaigns can reach"
        ) from None


def _instant(text: str, local: datetime, offset: str | None, named: str | None) -> datetime:
    shift = _offset(text, offset) if offset else None
    if named is None:
        assert shift is not None
        return local.replace(tzinfo=shift).astimezone(UTC)
    try:
        zone = zone_of(named)
    except ValueError:
        raise ClockError(
            "CTC345", f"{text} names a time zone that does not exist", "write a name such as [Asia/Kolkata]"
        ) from None
    if shift is None:
        _must_be_single(text, local, zone)
        return local.replace(tzinfo=zone).astimezone(UTC)
    instant = local.replace(tzinfo=shift).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) != local:
        raise ClockError(
            "CTC345",
            f"in {text} the offset and the time zone disagree, so it names two different moments",
            "keep one of the two",
        )
    return instant


def _offset(text: str, written: str) -> timezone:
    if written in "Zz":
        return UTC
    hours, minutes = int(written[1:3]), int(written[3:].removeprefix(":") or "0")
    if hours > 23 or minutes > 59:
        raise ClockError("CTC341", f"{text} has an offset that no clock has", "write one such as +05:30")
    shift = timedelta(hours=hours, minutes=minutes)
    return timezone(-shift if written[0] == "-" else shift)


def _must_be_single(text: str, local: datetime, zone: "ZoneInfo") -> None:
    """Raises ClockError where clocks in ``zone`` show ``local``, whose fold is 0, never, or twice."""
    if zone.utcoffset(local) == zone.utcoffset(local.replace(fold=1)):
        return  # PEP 495: the two differ at every time that is skipped or repeated
    first = local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    second = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise ClockError(
            "CTC343",
            f"{text} does not exist in {zone.key}: the clocks jump over {local:%H:%M} that day",
            "choose a time before or after the jump, or write the moment with its offset, as in "
            f"{local:%Y-%m-%d}T{local:%H:%M}Z",
        )
    if first != second:
        raise ClockError(
            "CTC344",
            f"{text} is {local:%H:%M} in {zone.key}, which comes twice that day when the clocks go back, and "
            "CleverTap's `when` cannot say which one is meant",
            "choose a time outside the repeated hour; an offset would be lost on the way",
        )
