"""At most so many requests a second: evenly spaced, never in a burst."""

import threading
import time
from collections.abc import Callable
from typing import Final

from ctc.clocks import steady

MOST_AHEAD: Final = 0.25
"""Seconds that :meth:`Limiter.ready` may be ahead of its turn: this much of its time an intent may lose."""
_FADE: Final = 0.9
"""What a slow intent still counts for, one turn later."""


class Limiter:
    """Gives turns ``1 / per_second`` apart, from one monotonic clock. Safe for several threads."""

    def __init__(
        self,
        per_second: float,
        monotonic: Callable[[], float] = steady,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._gap = 1.0 / per_second if per_second > 0 else 0.0
        self._next = 0.0
        self._ahead = 0.0
        self._readied: float | None = None
        self._lock = threading.Lock()
        self._monotonic = monotonic
        self._sleep = sleep

    def ready(self) -> None:
        """Waits until a turn is nearly due, without taking it: done before an intent, so that no wait eats its time.

        It is ahead of the turn by what lay between the two of late, so that writing an intent costs no turn: the
        schedule alone says how long many requests take.
        """
        while (wait := self._next - self._ahead - self._monotonic()) > 0:
            self._sleep(wait)
        self._readied = self._monotonic()

    def turn(self) -> None:
        """Waits for a turn and takes it."""
        with self._lock:
            now = self._monotonic()
            if self._readied is not None:
                took = max(now - self._readied, self._ahead * _FADE)
                self._ahead, self._readied = min(took, self._gap, MOST_AHEAD), None
            due = max(self._next, now)
            self._next = due + self._gap
        if due > now:
            self._sleep(due - now)
