"""The sandbox's clock: the machine's, and ahead of it where somebody moved it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def system_time() -> datetime:
    return datetime.now(UTC)


class Clock:
    """Tells the time in UTC. ``advance`` moves it forward, so that a schedule passes without waiting for it."""

    def __init__(self, source: Callable[[], datetime] = system_time) -> None:
        self._source = source
        self._ahead = timedelta()

    def now(self) -> datetime:
        return self._source() + self._ahead

    def advance(self, seconds: float) -> None:
        """Moves the clock forward; raises ValueError for a negative number, as ids and logs only grow."""
        if not 0 <= seconds <= 10 * 366 * 86400:
            raise ValueError("the clock moves forward only, by at most ten years at a time")
        self._ahead += timedelta(seconds=seconds)
