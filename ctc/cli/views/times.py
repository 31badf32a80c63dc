"""Moments as a reviewer reads them: account time, UTC, and how far away."""

from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from ctc.durations import in_words


def shown(moment: datetime | None, now: datetime, timezone: str) -> str:
    """``2031-01-15 09:30 Asia/Kolkata (04:00 UTC, in 3d 4h)``; ``now`` where no moment is set."""
    if moment is None:
        return "now"
    there = _written(moment, _zone(timezone))
    other = ""
    if timezone != "UTC":
        utc = _written(moment, UTC)
        day = f"{there[:10]} "
        other = f"{utc.removeprefix(day)} UTC, "
    return f"{there} {timezone} ({other}{distance(moment, now)})"


def _written(moment: datetime, zone: tzinfo) -> str:
    """What ``%Y-%m-%d %H:%M`` gives, in a fraction of its time: a plan may show thousands."""
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(" ", "minutes")


_zone = cache(ZoneInfo)


def distance(moment: datetime, now: datetime) -> str:
    """``in 3d 4h``, ``2h 5m ago``, ``now``."""
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"in {in_words(seconds)}" if seconds > 0 else f"{in_words(-seconds)} ago"
