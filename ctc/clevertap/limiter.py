"""At most so many requests a second: evenly spaced, never in a burst."""

import threading
import time
from collections.abc import Callable


class Limiter:
    """Gives turns ``1 / per_second`` apart, from one monotonic clock. Safe for several threads."""

    def __init__(
        self,
        per_second: float,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1.0 / per_second if per_second > 0 else 0.0
        self._next = 0.0
        self._lock = threading.Lock()
        self._monotonic = monotonic
        self._sleep = sleep

    def ready(self) -> None:
        """Waits until a turn is due, without taking it: done before an intent, so that no wait eats its time."""
        while (wait := self._next - self._monotonic()) > 0:
            self._sleep(wait)

    def turn(self) -> None:
        """Waits for a turn and takes it."""
        with self._lock:
            now = self._monotonic()
            due = max(self._next, now)
            self._next = due + self._gap
        if due > now:
            self._sleep(due - now)
