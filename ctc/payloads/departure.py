"""The day that a campaign goes out on, as its ``when`` says it."""

from datetime import date
from typing import NamedTuple

from ctc.canonical import Json


class Departure(NamedTuple):
    """``is_now``: it is the day of the run. ``is_many``: it goes out on several days, and ``day`` means nothing."""

    day: date
    is_now: bool = False
    is_many: bool = False


def departure(when: Json, as_of: date) -> Departure:
    """The day of a ``when`` in the API's own form; the day of the run for ``now``, and for what cannot be read."""
    if isinstance(when, str):
        return _of(when, as_of)
    if not isinstance(when, dict):
        return Departure(as_of, is_now=True)
    dates = when.get("delivery_date_time")
    if (
        when.get("type") == "recurring"
        or "repeat_type" in when
        or (isinstance(dates, list) and len(dates) > 1)
    ):
        return Departure(as_of, is_many=True)
    written = dates[0] if isinstance(dates, list) and dates else dates
    return _of(written, as_of) if isinstance(written, str) else Departure(as_of, is_now=True)


def _of(written: str, as_of: date) -> Departure:
    try:
        return Departure(date(int(written[:4]), int(written[4:6]), int(written[6:8])))
    except ValueError:
        return Departure(as_of, is_now=True)
