"""Dates and times that must exist, ranges that must not run backwards, degrees within the globe.

All in the API's own forms: a day is the integer YYYYMMDD, a schedule the text ``YYYYMMDD HH:MM``, an absolute
ttl the integer yyyyMMddHHmm [seed].
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.patterns import pattern
from ctc.validation.finding import Finding

_STAMP: Final = pattern(r"[0-9]{8} [0-9]{2}:[0-9]{2}")
_DAY: Final = pattern(r"[0-9]{8}")


@lru_cache(maxsize=4096)
def exists(digits: str) -> bool:
    """Whether 8 digits are a day, or 12 digits a minute, of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return len(digits) == 8 or (digits[8:10] < "24" and digits[10:] < "60")


def real(value: Json, kind: str, path: JsonPath) -> Iterator[Finding]:
    """A finding where a value has the form of a date or time and no calendar has it."""
    digits = _digits(value, kind)
    if digits is None:
        return
    shown = f"'{value}'" if isinstance(value, str) else str(value)
    if kind == "stamp" and digits[:4] in _ENDS:
        hint = "write a day that campaigns can reach"
        yield Finding.of("CTC309", f"{shown} lies outside the calendar", path, hint)
        return
    if exists(digits):
        return
    what = "day" if exists_not_day(digits) else "time"
    hint = (
        "check the month and the day" if what == "day" else "hours run from 00 to 23, minutes from 00 to 59"
    )
    yield Finding.of("CTC309", f"{shown} is no {what} of the calendar", path, hint)


_ENDS: Final = ("0000", "0001", "9999")
"""Years at whose ends the days around a time, and the time in another zone, are none: a plan looks at both."""
COMMON_STAMP = (
    "([1-8][0-9]{3}|9([0-8][0-9]{2}|9([0-8][0-9]|9[0-8])))((0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])(29|30)|(0[13578]|1[02])31)"
    " ([01][0-9]|2[0-3]):[0-5][0-9]"
)
"""A pattern of times that campaigns can reach: all but those of 29 February, for which a calendar must be asked."""


def is_common_day(value: Json) -> bool:
    """Whether a number is a day that every month has, in a year of four digits; quicker than a calendar."""
    return (
        type(value) is int
        and 10000000 <= value <= 99999999
        and 1 <= value % 100 <= 28
        and 1 <= value // 100 % 100 <= 12
    )


def exists_not_day(digits: str) -> bool:
    """Whether it is the day, not the hour, that does not exist."""
    return not exists(digits[:8])


def _digits(value: Json, kind: str) -> str | None:
    if kind == "stamp":
        is_stamp = isinstance(value, str) and _STAMP.fullmatch(value)
        return f"{value[:8]}{value[9:11]}{value[12:]}" if is_stamp else None
    text = written(value)
    return text if _DAY.fullmatch(text) else None


def written(value: Json) -> str:
    """A whole number, 20250901.0 included, or a text as its characters; anything else as an empty text."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""


def ordered(value: Mapping[str, Json], keys: tuple[str, str], path: JsonPath) -> Iterator[Finding]:
    """A finding where the first of two days comes after the second."""
    days = [value.get(key) for key in keys]
    if are_ordered_days(*days):
        return
    first, last = map(_day, days)
    if first is not None and last is not None and first > last:
        message = f"'{keys[0]}' ({first}) comes after '{keys[1]}' ({last}), so the range holds no day"
        yield Finding.of("CTC310", message, (*path, keys[0]), "swap the two, or correct the year")


def are_ordered_days(first: Json, last: Json) -> bool:
    """Whether two numbers of eight digits, days or not, do not run backwards."""
    return type(first) is int and type(last) is int and 10000000 <= first <= last <= 99999999


def _day(value: Json) -> str | None:
    digits = written(value)[:8]
    return digits if _DAY.fullmatch(digits) and exists(digits) else None


def in_degrees(value: str, bounds: tuple[float, float], path: JsonPath) -> Iterator[Finding]:
    """A finding where a coordinate that is written as a text lies off the globe."""
    try:
        degrees = float(value)
    except ValueError:
        return
    low, high = bounds
    if not low <= degrees <= high:
        message = f"'{value}' lies outside {low:g} to {high:g}, the degrees that '{path[-1]}' can have"
        yield Finding.of("CTC308", message, path, "check whether latitude and longitude are swapped")
