"""``days`` and ``date``: what templates do with a day. The same everywhere: no locale and no clock is asked."""

import datetime as calendar
import re
from typing import Final

from ctc.patterns import pattern
from ctc.templates.limits import MAX_WIDTH

_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MARK: Final = pattern(r"%(-?.?)")


def days(value: object, count: int) -> str:
    """The day so many days later: ``{{ as_of | days(-7) }}``."""
    if type(count) is not int:
        raise TypeError("days() takes a whole number of days, as in days(-7)")
    try:
        return (_day(value) + calendar.timedelta(days=count)).isoformat()
    except OverflowError:
        raise ValueError("this day lies outside the calendar") from None


def date(value: object, form: str) -> str:
    """A day as people write it: ``{{ as_of | date("%d %B") }}``."""
    if not isinstance(form, str) or len(form) > MAX_WIDTH:
        raise TypeError("date() takes a text such as '%d %B %Y'")
    day = _day(value)
    known = {
        "d": f"{day.day:02}",
        "-d": str(day.day),
        "m": f"{day.month:02}",
        "-m": str(day.month),
        "Y": f"{day.year:04}",
        "y": f"{day.year % 100:02}",
        "B": _MONTHS[day.month - 1],
        "b": _MONTHS[day.month - 1][:3],
        "A": _DAYS[day.weekday()],
        "a": _DAYS[day.weekday()][:3],
        "%": "%",
    }

    def written(found: "re.Match[str]") -> str:
        if found[1] not in known:
            marks = ", ".join(f"%{mark}" for mark in known)
            raise ValueError(f"%{found[1]} is no part of a day; there are {marks}")
        return known[found[1]]

    return _MARK.sub(written, form)


def _day(value: object) -> calendar.date:
    text = value.strip() if isinstance(value, str) else str(value) if type(value) is int else ""
    found = re.fullmatch(r"(\d{4})-?(\d{2})-?(\d{2})", text, re.ASCII)
    try:
        if found is None:
            raise ValueError
        return calendar.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        raise ValueError("this is no day: one is written as in 2031-01-15") from None
