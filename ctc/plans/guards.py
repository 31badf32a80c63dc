"""Guards as data: what an environment or a campaign allows, read and checked for form.

Reach is a number of people, ``quiet_hours`` is ``"22:00-08:00"`` in the environment's time zone, ``lead_time`` a
duration such as ``30m``, ``require`` a list out of :data:`REQUIRABLE`. Of a family, ``sample`` and ``min_rows`` are
counts, ``max_gone`` is a share such as ``10%``, and ``max_change`` holds a share by the name of a column. The others
are true or false.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from ctc.canonical import Json, compact
from ctc.durations import LONGEST, seconds_of
from ctc.patterns import pattern
from ctc.suggest import did_you_mean

REQUIRABLE: Final = ("owner", "labels", "description")
"""Beside any key that begins with ``x-``."""
PLAN_WIDE: Final = frozenset({"max_creates", "max_stops", "ancestry"})
"""Guards over a whole plan: only an environment can state them."""
_SPAN = pattern(r"([01]\d|2[0-3]):([0-5]\d) ?[-–] ?([01]\d|2[0-3]):([0-5]\d)")
_SHARE = pattern(r"(\d{1,6}(?:\.\d{1,6})?) ?%")


class QuietHours(NamedTuple):
    """From ``start`` up to and without ``end``; over midnight where the end comes first."""

    start: time
    end: time

    def cover(self, moment: datetime, zone: ZoneInfo) -> bool:
        local = moment.astimezone(zone).time()
        if self.start <= self.end:
            return self.start <= local < self.end
        return local >= self.start or local < self.end

    def __str__(self) -> str:
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


class Guards(NamedTuple):
    """What may be sent; None or the permissive value where nothing is written."""

    max_reach: int | None = None
    min_reach: int | None = None
    max_total_reach: int | None = None
    """Of the family that states it; of the whole plan where the environment does."""
    sample: int | None = None
    """Audiences of a family that stand for all of them, where a guard bounds the reach."""
    max_creates: int | None = None
    max_stops: int | None = None
    quiet_hours: QuietHours | None = None
    lead_time: timedelta | None = None
    allow_now: bool = True
    allow_broadcast: bool = True
    require_frequency_caps: bool = False
    require: tuple[str, ...] = ()
    ancestry: bool = False
    min_rows: int | None = None
    max_gone: float | None = None
    """The part of a family's live instances whose rows may be gone, in hundredths; None where nothing is written."""
    max_change: Mapping[str, float] = MappingProxyType({})
    """By column, how far a number may go from that of the newest instance, in hundredths of it."""
    own: frozenset[str] = frozenset()
    """The guards that the campaign's own spec states."""

    @property
    def asks_reach(self) -> bool:
        return (self.max_reach, self.min_reach, self.max_total_reach) != (None, None, None)


def read_guards(
    environment: Mapping[str, Json], campaign: Mapping[str, Json] | None = None
) -> tuple[Guards, list[str]]:
    """The guards of a campaign (its own override its environment's), and what is wrong with their form."""
    return _read(compact(environment), compact(campaign or {}))


@lru_cache(maxsize=64)
def _read(stated: str, by_campaign: str) -> tuple[Guards, list[str]]:
    """The same of JSON, by which it is remembered: all instances of a family state the same."""
    environment, own = json.loads(stated), json.loads(by_campaign)
    problems = [
        f"`{name}` is a guard of a whole plan: only ctc.yaml can state it" for name in PLAN_WIDE & {*own}
    ]
    values: dict[str, Any] = {}
    for name, raw in {**environment, **{k: v for k, v in own.items() if k not in PLAN_WIDE}}.items():
        read = _READERS.get(name)
        if read is None:
            problems.append(
                f"there is no guard `{name}` ({did_you_mean(name, _READERS) or 'see `ctc schema spec`'})"
            )
            continue
        try:
            values[name] = None if raw is None and name in _NULLABLE else read(raw)
        except ValueError as error:
            problems.append(f"`{name}` {error}")
    return Guards(**values, own=frozenset(own)), sorted(problems)


def _count(value: Json) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError("must be a whole number, 0 or more")
    return value


def _flag(value: Json) -> bool:
    if not isinstance(value, bool):
        raise ValueError("must be true or false")
    return value


def _quiet(value: Json) -> QuietHours:
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None or match[1] + match[2] == match[3] + match[4]:
        raise ValueError('must be a span of the day such as "22:00-08:00"')
    start_hour, start_minute, end_hour, end_minute = (int(part) for part in match.groups())
    return QuietHours(start=time(start_hour, start_minute), end=time(end_hour, end_minute))


def _lead(value: Json) -> timedelta:
    try:
        seconds = seconds_of(value)
    except (TypeError, ValueError):
        raise ValueError("must be a duration such as 30m or 1h30m") from None
    if seconds > LONGEST:
        raise ValueError("must be a duration such as 30m or 1h30m, and at most a year")
    return timedelta(seconds=seconds)


def _some(value: Json) -> int:
    if _count(value) == 0:
        raise ValueError("must be 1 or more")
    return _count(value)


def _percent(value: Json) -> float:
    match = _SHARE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("must be a share such as 10%")
    return float(match[1])


def _part(value: Json) -> float:
    share = _percent(value)
    if share > 100:
        raise ValueError("must be a share of at most 100%")
    return share


def _changes(value: Json) -> Mapping[str, float]:
    if not isinstance(value, dict):
        raise ValueError("must name columns, such as {new_price: 80%}")
    return {str(column): _percent(share) for column, share in value.items()}


def _names(value: Json) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(_is_requirable(name) for name in value):
        raise ValueError(f"must be a list out of {', '.join(REQUIRABLE)} and keys that begin with x-")
    return tuple(value)


def _is_requirable(name: Json) -> bool:
    return name in REQUIRABLE or (isinstance(name, str) and len(name) > 2 and name.startswith("x-"))


_READERS: Final[Mapping[str, Callable[[Json], Any]]] = {
    "max_reach": _count,
    "min_reach": _count,
    "max_total_reach": _count,
    "sample": _some,
    "max_creates": _count,
    "max_stops": _count,
    "quiet_hours": _quiet,
    "lead_time": _lead,
    "allow_now": _flag,
    "allow_broadcast": _flag,
    "require_frequency_caps": _flag,
    "require": _names,
    "ancestry": _flag,
    "min_rows": _count,
    "max_gone": _part,
    "max_change": _changes,
}
_NULLABLE: Final = frozenset(
    {
        "max_reach",
        "min_reach",
        "max_total_reach",
        "sample",
        "max_creates",
        "max_stops",
        "quiet_hours",
        "lead_time",
        "min_rows",
    }
)
