"""Days and times in the API's own forms, read without failing."""

from datetime import date, datetime
from functools import lru_cache

from ctc.canonical import Json


def day_of(value: Json) -> date | None:
    """``20260901`` as a day, or None where it is none."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    found = _at(str(value), "%Y%m%d")
    return found.date() if found else None


def moment_of(value: Json) -> datetime | None:
    """``20310115 09:30`` or ``203101150930`` as a local time of the account, or None where it is neither."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    return _at(str(value).replace(" ", "").replace(":", ""), "%Y%m%d%H%M")


def deliveries(when: Json) -> list[datetime]:
    """The times that ``when`` names, in either of its forms; none for ``now``."""
    if not isinstance(when, dict):
        found = [moment_of(when)]
    else:
        named = when.get("delivery_date_time", when.get("start_time"))
        found = [moment_of(entry) for entry in (named if isinstance(named, list) else [named])]
    return [moment for moment in found if moment is not None]


def first_delivery(when: Json) -> datetime | None:
    return min(deliveries(when), default=None)


@lru_cache(maxsize=4096)
def _at(text: str, form: str) -> datetime | None:
    if len(text) != (8 if form == "%Y%m%d" else 12) or not text.isascii() or not text.isdigit():
        return None
    try:
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
        return datetime(year, month, day, int(text[8:10] or 0), int(text[10:] or 0))  # noqa: DTZ001 - local time
    except ValueError:
        return None
