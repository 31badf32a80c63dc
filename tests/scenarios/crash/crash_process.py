"""One ctc process: started anew, or forked from a Python that has it loaded."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PYTHON = sys.executable
_PR_SET_CHILD_SUBREAPER = 36
_PATIENCE = 120
"""Seconds after which a process is said to hang."""


@dataclass(slots=True)
class Ended:
    """One ctc process that is over; a negative code is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def events(self) -> list[dict[str, Any]]:
        """Whole lines alone: a process that was killed may have left half of one."""
        found = []
        for line in self.out.splitlines():
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
        return [event for event in found if isinstance(event, dict)]


class Launcher:
    """Starts ``python -m ctc``; ``warm`` forks it instead, which spares the imports."""

    def __init__(self, *, warm: bool = False) -> None:
        self._lock = threading.Lock()
        self._warm: subprocess.Popen[str] | None = None
        if warm:
            _adopt_orphans(True)
            self._warm = subprocess.Popen(
                [PYTHON, str(Path(__file__).with_name("crash_warm.py"))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )

    def start(self, arguments: Sequence[str], cwd: Path, env: Mapping[str, str], log: Path) -> "Runner":
        """``log`` names two files for what the process says."""
        out, err = log.with_suffix(".out"), log.with_suffix(".err")
        if self._warm is None or "LD_PRELOAD" in env:  # what is forked has its clock already
            with out.open("wb") as to, out.with_suffix(".err").open("wb") as talk:
                started = subprocess.Popen(
                    [PYTHON, "-m", "ctc", *arguments],
                    cwd=cwd,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=to,
                    stderr=talk,
                )
            return Runner(started.pid, out, err, started)
        wanted = {
            "args": list(arguments),
            "cwd": str(cwd),
            "env": dict(env),
            "out": str(out),
            "err": str(err),
        }
        with self._lock:
            assert self._warm.stdin is not None
            assert self._warm.stdout is not None
            self._warm.stdin.write(json.dumps(wanted) + "\n")
            self._warm.stdin.flush()
            return Runner(int(self._warm.stdout.readline()), out, err)

    def close(self) -> None:
        if self._warm is not None:
            self._warm.communicate("")
            _adopt_orphans(False)


def _adopt_orphans(wanted: bool) -> None:
    """Whether the children of this process's dead children become its own (Linux)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0)


class Runner:
    """One ctc process under way. Waited for by its id, for a forked one is no Popen."""

    def __init__(
        self, pid: int, out: Path, err: Path, started: "subprocess.Popen[bytes] | None" = None
    ) -> None:
        self.pid, self._out, self._err, self._started = pid, out, err, started
        self._code: int | None = None

    def stopped_or_over(self) -> bool:
        """Waits until the process stands still (True) or is over (False)."""
        found = self._wait(os.WSTOPPED | os.WEXITED | os.WNOWAIT)
        return found.si_code == os.CLD_STOPPED

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)

    def end(self) -> Ended:
        if self._code is None:
            found = self._wait(os.WEXITED)
            self._over(found.si_status if found.si_code == os.CLD_EXITED else -found.si_status)
        assert self._code is not None
        return Ended(self._code, self._out.read_text(errors="replace"), self._err.read_text(errors="replace"))

    def _wait(self, flags: int) -> Any:
        until = time.monotonic() + _PATIENCE
        while (found := os.waitid(os.P_PID, self.pid, flags | os.WNOHANG)) is None:
            if time.monotonic() > until:
                self.kill()
                raise TimeoutError(f"a process hangs; it said {self._out.read_text()[-300:]}")
            time.sleep(0.02)
        return found

    def kill(self) -> None:
        if self._code is None:
            os.kill(self.pid, signal.SIGKILL)
            os.waitid(os.P_PID, self.pid, os.WEXITED)
            self._over(-signal.SIGKILL)

    def _over(self, code: int) -> None:
        self._code = code
        if self._started is not None:
            self._started.returncode = code  # else it complains that nobody waited
