"""Days as the API writes them: the integer YYYYMMDD."""

from datetime import date


def read_day(number: object) -> date | None:
    """An integer YYYYMMDD as a date, or None where the calendar has no such day."""
    if isinstance(number, bool) or not isinstance(number, int):
        return None
    try:
        return date(number // 10_000, number // 100 % 100, number % 100)
    except (ValueError, OverflowError):
        return None


def number_of(day: date) -> int:
    """A date as the integer YYYYMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day
