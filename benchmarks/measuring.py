"""What a process costs: seconds, processor time and memory, of it and of all that it starts."""

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one process and its children: seconds by the clock and of the processors, and the largest one's memory."""

    seconds: float
    cpu: float
    megabytes: float
    rounds: tuple[float, ...] = ()
    """The seconds of every run, the best one's among them."""


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


def nothing(_: int) -> None:
    """Where a run needs no preparation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A command whose runs are counted. ``before`` prepares each run, and is given its number."""

    what: str
    command: list[str]
    folder: Path
    codes: tuple[int, ...] = (0,)
    before: Callable[[int], object] = nothing
    is_warmed: bool = False
    """Whether a run that does not count comes first."""
    is_once: bool = False
    """Whether one run must do: it takes long, and no aim hangs on it."""
    cache: Path | None = None
    """A folder of its own for what it remembers."""


def in_turns(measures: Sequence[Measure], times: int) -> dict[str, Cost | str]:
    """The best of some runs of each, by what it is called; for one that ended with another code, what it said.

    All of them are run once, then all of them again: so a machine that is slow for a minute is slow for each.
    """
    runs: dict[str, list[Cost]] = {measure.what: [] for measure in measures}
    said: dict[str, Cost | str] = {}
    for measure in measures:
        if measure.is_warmed:
            _tried(measure, 0, said)
    for number in range(1, times + 1):
        for measure in measures:
            if measure.what not in said and not (measure.is_once and number > 1):
                cost = _tried(measure, number, said)
                runs[measure.what] += [cost] if cost else []
    return {what: _best(costs) for what, costs in runs.items() if costs} | said


def _best(costs: Sequence[Cost]) -> Cost:
    best = min(costs, key=lambda cost: cost.seconds)
    return replace(best, rounds=tuple(cost.seconds for cost in costs))


def _tried(measure: Measure, number: int, said: dict[str, Cost | str]) -> Cost | None:
    try:
        measure.before(number)
        environ = {**os.environ, "XDG_CACHE_HOME": str(measure.cache)} if measure.cache else None
        return _once(measure.command, measure.folder, measure.codes, environ)
    except (RuntimeError, OSError) as error:
        said[measure.what] = str(error)[:120]
        return None


def measured(
    command: list[str],
    folder: Path,
    *,
    codes: tuple[int, ...] = (0,),
    times: int = 3,
    before: Callable[[int], object] = nothing,
) -> Cost:
    """The best of some runs; ``before`` prepares each. Raises RuntimeError where a run ends with another code."""
    runs = []
    for number in range(times):
        before(number)
        runs.append(_once(command, folder, codes))
    return min(runs, key=lambda cost: cost.seconds)


def _once(
    command: list[str], folder: Path, codes: tuple[int, ...], environ: dict[str, str] | None = None
) -> Cost:
    watched = [sys.executable, "-c", _WATCHED, *command]
    answer = subprocess.run(watched, cwd=folder, capture_output=True, text=True, check=True, env=environ)
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
