"""Moments as a reviewer reads them: account time, UTC, and how far away."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from ctc.durations import in_words


def shown(moment: datetime | None, now: datetime, timezone: str) -> str:
    """``2031-01-15 09:30 Asia/Kolkata (04:00 UTC, in 3d 4h)``; ``now`` where no moment is set."""
    if moment is None:
        return "now"
    local = moment.astimezone(ZoneInfo(timezone))
    utc = moment.astimezone(UTC)
    other = (
        ""
        if timezone == "UTC"
        else f"{utc:%H:%M} UTC, "
        if utc.date() == local.date()
        else f"{utc:%Y-%m-%d %H:%M} UTC, "
    )
    return f"{local:%Y-%m-%d %H:%M} {timezone} ({other}{distance(moment, now)})"


def distance(moment: datetime, now: datetime) -> str:
    """``in 3d 4h``, ``2h 5m ago``, ``now``."""
    seconds = (moment - now).total_seconds()
    if abs(seconds) < 1:
        return "now"
    return f"in {in_words(seconds)}" if seconds > 0 else f"{in_words(-seconds)} ago"
