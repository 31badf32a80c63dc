"""What a process costs: seconds, processor time and memory, of it and of all that it starts."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one process and its children: seconds by the clock and of the processors, and the largest one's memory."""

    seconds: float
    cpu: float
    megabytes: float


_WATCHED = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
seconds = time.perf_counter() - begin
used = resource.getrusage(resource.RUSAGE_CHILDREN)
said = done.stderr.decode(errors="replace")[-300:]
print(json.dumps([done.returncode, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said]))
"""
"""A small process of its own, whose children are the one that is measured and those that it waited for."""


def measured(
    command: list[str],
    folder: Path,
    *,
    codes: tuple[int, ...] = (0,),
    times: int = 3,
    before: Callable[[int], object] = lambda _: None,
) -> Cost:
    """The best of some runs; ``before`` prepares each. Raises RuntimeError where a run ends with another code."""
    runs = []
    for number in range(times):
        before(number)
        runs.append(_once(command, folder, codes))
    return min(runs, key=lambda cost: cost.seconds)


def _once(command: list[str], folder: Path, codes: tuple[int, ...]) -> Cost:
    watched = [sys.executable, "-c", _WATCHED, *command]
    answer = subprocess.run(watched, cwd=folder, capture_output=True, text=True, check=True)
    status, seconds, cpu, megabytes, said = json.loads(answer.stdout)
    if status not in codes:
        raise RuntimeError(f"{' '.join(command[:4])} ended with {status}: {said}")
    return Cost(seconds=seconds, cpu=cpu, megabytes=megabytes)


def memory_together(command: list[str], folder: Path) -> float | None:
    """The most megabytes that a process and its children held at once, each shared page counted once.

    Looked at while it runs, so it is a run of its own, and at least what the first process held; None where the system
    does not tell.
    """
    if not Path("/proc/self/smaps_rollup").exists():
        return None
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    most = done = 0
    while not done:
        most = max(most, sum(map(_share, _family(process.pid))))
        time.sleep(0.02)
        done, status, used = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    return max(most, used.ru_maxrss) / 1024


def _family(pid: int) -> list[int]:
    found, pending = [], [pid]
    while pending:
        found.append(pending.pop())
        for children in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            try:
                pending += map(int, children.read_text().split())
            except OSError:
                continue
    return found


def _share(pid: int) -> int:
    """Kilobytes: pages that several processes share count for each of them in part."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()}), Python {platform.python_version()}; "
        f"the machine's load when the run began: {load}"
    )
