"""Points in time as the journal writes them: ISO 8601, UTC, to the microsecond where there are any."""

from datetime import UTC, datetime
from functools import lru_cache


def written(moment: datetime | None) -> str | None:
    """``2031-01-15T09:30:00Z``; None stays None. Takes any aware datetime."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


@lru_cache(maxsize=4096)
def moment_of(text: str | None) -> datetime | None:
    """The moment that :func:`written` wrote. Raises ValueError where it is none. Many records share theirs."""
    if not text:
        return None
    return datetime.fromisoformat(text).astimezone(UTC)
