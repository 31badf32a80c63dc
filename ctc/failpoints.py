"""Named places where a test may kill or stop the process, to prove what a crash leaves behind.

Armed only by the edge, only for loopback hosts: see :func:`armed`. In all other runs ``hit`` does nothing.
"""

import os
import signal
from collections.abc import Mapping
from typing import Final

NAMES: Final = (
    "before-intent",
    "inside-append",  # between a store's write and its commit
    "after-intent",
    "after-connect",
    "mid-body",
    "after-last-byte",
    "after-response",
    "before-outcome",
    "after-outcome",
    "inside-reconcile",
    "inside-stop",
    "inside-batch",
    "inside-snapshot",
)
STRUCK: Final = "failpoint:"
_SIGNALS: Final = {"kill": signal.SIGKILL, "stop": signal.SIGSTOP, "int": signal.SIGINT}


class Failpoints:
    """``hit(name)`` delivers a signal to this very process the n-th time that ``name`` is reached.

    It says so on stderr first: how a process ends does not tell a strike from another end.
    """

    def __init__(self, name: str = "", nth: int = 1, how: str = "kill") -> None:
        self._name, self._left, self._signal = name, nth, _SIGNALS[how]

    def hit(self, name: str) -> None:
        if name != self._name:
            return
        self._left -= 1
        if self._left == 0:
            os.write(2, f"{STRUCK} {name}\n".encode())
            os.kill(os.getpid(), self._signal)


NONE: Final = Failpoints()


def armed(environ: Mapping[str, str], *, loopback: bool) -> Failpoints:
    """Reads ``CTC_FAILPOINT=name[:nth[:kill|stop|int]]``; ignored unless the API's host is loopback."""
    text = environ.get("CTC_FAILPOINT", "")
    if not text or not loopback:
        return NONE
    name, _, rest = text.partition(":")
    nth, _, how = rest.partition(":")
    if name not in NAMES:
        raise ValueError(f"CTC_FAILPOINT: unknown failpoint {name!r}")
    return Failpoints(name, int(nth or 1), how or "kill")
