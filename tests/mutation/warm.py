"""pytest with its plugins, loaded once: each run is a fork of it, for loading them takes longer than most tests.

Nothing of ctc is loaded before the fork. A line on stdin is ``{"tests": {name: seconds}, "options": […],
"seconds": …, "patience": …}``; the answer is a line ``{"code": …, "said": …}``, where a run, or one of its tests, that
took too long has no code. Each test is named in what was said when it begins.
"""

import ctypes
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import hypothesis.stateful  # noqa: F401 - loaded for the forks
import pytest

ARGS = ("-q", "--tb=no", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
BEGUN = "BEGUN "
_WAITS = 10
"""How many times longer than it works a run may wait."""
PATIENCE = 30
"""Seconds that a test has beside ten times its own: enough for what a session makes once, on a busy machine."""
_SUBREAPER = 36


class Alarm:
    """A pytest plugin: names each test as it begins, and ends the process, whatever it waits for, where one hangs."""

    def __init__(self, seconds: Mapping[str, float], patience: int, said: int) -> None:
        self.seconds, self.patience, self.said = seconds, patience, said
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(2 * patience)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        os.write(self.said, f"\n{BEGUN}{item.nodeid}\n".encode())
        signal.alarm(self.patience + int(10 * self.seconds.get(item.nodeid, 1.0)))
        try:
            return (yield)
        finally:
            signal.alarm(2 * self.patience)


def main() -> None:
    with suppress(AttributeError):  # where there is no such thing, servers of a killed test are left behind
        ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    for entry in entry_points(group="pytest11"):
        if not entry.value.startswith("ctc"):
            entry.load()
    assert not any(name.partition(".")[0] == "ctc" for name in sys.modules)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(one(asked)), flush=True)


def one(asked: Mapping[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+b") as said:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for stream in (1, 2):
                os.dup2(said.fileno(), stream)
            alarm = Alarm(asked["tests"], asked["patience"], os.dup(said.fileno()))
            os._exit(run([*asked["options"], *asked["tests"]], alarm))
        code = ended(pid, asked["seconds"])
        cleared()
        said.seek(0)
        return {"code": code, "said": said.read().decode("utf-8", "replace")}


def run(arguments: list[str], alarm: Alarm) -> int:
    try:
        return int(pytest.main([*ARGS, *arguments], [alarm]))
    finally:
        sys.stdout.flush()


def ended(pid: int, seconds: float) -> int | None:
    """The exit code of a child and of all that it left behind; None where it had to be killed.

    The seconds are those of a processor: on a busy machine a test waits for long and is none the worse.
    """
    begun = time.monotonic()
    while True:
        found, status = os.waitpid(-1, os.WNOHANG)
        if found == pid:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            code = os.waitstatus_to_exitcode(status)
            return None if code == -signal.SIGALRM else code
        if worked(pid) > seconds or time.monotonic() > begun + _WAITS * seconds:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return None
        time.sleep(0.02)


def cleared() -> None:
    """Ends what a test left running: a server would be there until the machine is shut down."""
    mine = Path(f"/proc/self/task/{os.getpid()}/children")
    for end in (signal.SIGTERM, signal.SIGKILL):
        until = time.monotonic() + 5
        while mine.exists() and (left := mine.read_text().split()) and time.monotonic() < until:
            for pid in map(int, left):
                with suppress(ProcessLookupError):
                    os.kill(pid, end)
            with suppress(ChildProcessError):
                os.waitpid(-1, os.WNOHANG)
            time.sleep(0.02)


def worked(pid: int) -> float:
    """Seconds of a processor that a process and those that it waited for have had; none where the system tells none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
