"""pytest with its plugins, loaded once: each run is a fork of it, for loading them takes longer than most tests.

Nothing of ctc is loaded before the fork. A line on stdin is ``{"tests": […], "seconds": …}``; the answer is a line
``{"code": …, "said": …}``, where a run that took longer has no code.
"""

import json
import os
import signal
import sys
import tempfile
import time
from contextlib import suppress
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import hypothesis.stateful  # noqa: F401 - loaded for the forks
import pytest

ARGS = ("-q", "--tb=no", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
_WAITS = 10
"""How many times longer than it works a run may wait."""


def main() -> None:
    for entry in entry_points(group="pytest11"):
        if not entry.value.startswith("ctc"):
            entry.load()
    assert not any(name.partition(".")[0] == "ctc" for name in sys.modules)
    for line in sys.stdin:
        asked = json.loads(line)
        print(json.dumps(one(asked["tests"], asked["seconds"])), flush=True)


def one(tests: list[str], seconds: float) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+b") as said:
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            for stream in (1, 2):
                os.dup2(said.fileno(), stream)
            os._exit(run(tests))
        code = ended(pid, seconds)
        said.seek(0)
        return {"code": code, "said": said.read().decode("utf-8", "replace")}


def run(tests: list[str]) -> int:
    try:
        return int(pytest.main([*ARGS, *tests]))
    finally:
        sys.stdout.flush()


def ended(pid: int, seconds: float) -> int | None:
    """The exit code of a child and of all that it left behind; None where it had to be killed.

    The seconds are those of a processor: on a busy machine a test waits for long and is none the worse.
    """
    begun = time.monotonic()
    while True:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
            return os.waitstatus_to_exitcode(status)
        if worked(pid) > seconds or time.monotonic() > begun + _WAITS * seconds:
            os.killpg(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
            return None
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
