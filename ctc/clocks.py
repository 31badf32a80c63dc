"""A clock that goes on while the machine sleeps: what a request may take is no longer for that."""

import time
from typing import Final

_GOES_ON: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)


def steady() -> float:
    """Seconds of a clock that nobody sets, suspended or not; where the system has none, the monotonic one."""
    return time.monotonic() if _GOES_ON is None else time.clock_gettime(_GOES_ON)
