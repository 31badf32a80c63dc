"""What ends a run from outside: Ctrl-C, a pipeline that is cancelled (SIGTERM), a terminal that hangs up (SIGHUP).

Two answers, and no third one: most commands are broken off where they stand and leave nothing half done, as for
Ctrl-C; one that sends finishes the request in flight and records it first. A signal that the process was told to
ignore (``nohup``) stays ignored.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Final

STOPS: Final = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)


@contextmanager
def broken_off() -> Iterator[None]:
    """Each of them raises KeyboardInterrupt, so that files and locks are put in order on the way out."""

    def raised(_signal: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _handled(raised):
        yield


@contextmanager
def interruptible(told: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """A flag that each of them raises, in place of an exception in the midst of a request; ``told`` is called at the
    first one."""
    flag = threading.Event()

    def raised(_signal: int, _frame: FrameType | None) -> None:
        first = not flag.is_set()
        flag.set()
        with suppress(OSError, RuntimeError):  # the terminal is gone, or was being written to
            if first:
                told()

    with _handled(raised):
        yield flag.is_set


@contextmanager
def _handled(handler: Callable[[int, FrameType | None], Any]) -> Iterator[None]:
    """``handler`` for as long as this stands; nothing changes outside of the main thread, which alone is asked."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = [number for number in STOPS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, handler) for number in heard}
    try:
        yield
    finally:
        for number, handler_before in before.items():
            signal.signal(number, handler_before or signal.SIG_DFL)
