"""Days and times in the API's own forms, read without failing."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.validation.subject.reading import events


class Window(NamedTuple):
    """An event of an audience, and the days between which it happened; ``end`` is None where that is no day."""

    path: JsonPath
    event: Mapping[str, Json]
    start: date
    end: date | None


def windows(body: Mapping[str, Json]) -> list[Window]:
    """The events of ``where`` that begin on a day."""
    return [
        Window(path, event, start, day_of(event.get("to")))
        for path, event in events(body)
        if (start := day_of(event.get("from"))) is not None
    ]


def day_of(value: Json) -> date | None:
    """``20260901`` as a day, or None where it is none."""
    return _day(str(value)) if _is_text_or_number(value) else None


def moment_of(value: Json) -> datetime | None:
    """``20310115 09:30`` or ``203101150930`` as a local time of the account, or None where it is neither."""
    return _moment(str(value)) if _is_text_or_number(value) else None


def deliveries(when: Json) -> list[datetime]:
    """The times that ``when`` names, in either of its forms; none for ``now``."""
    if not isinstance(when, dict):
        moment = moment_of(when)
        return [] if moment is None else [moment]
    named = when.get("delivery_date_time", when.get("start_time"))
    found = [moment_of(entry) for entry in (named if isinstance(named, list) else [named])]
    return [moment for moment in found if moment is not None]


def _is_text_or_number(value: Json) -> bool:
    return isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool))


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    found = _at(text) if len(text) == 8 else None
    return found.date() if found else None


@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime | None:
    digits = text.replace(" ", "").replace(":", "")
    return _at(digits) if len(digits) == 12 else None


def _at(text: str) -> datetime | None:
    if not text.isascii() or not text.isdigit():
        return None
    try:
        year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
        return datetime(year, month, day, int(text[8:10] or 0), int(text[10:] or 0))  # noqa: DTZ001 - local time
    except ValueError:
        return None
