"""How fast ctc lints, beside other tools on the same files, in one table.

``python benchmarks/lint.py`` measures 1,000 and 10,000 specs, ``--growth`` also 100,000; ``--write`` puts the table
into ``docs/benchmarks.md``. The peers are installed into a temporary folder; one that cannot be is left out and
named. Each line is the best of a few runs, each run a process of its own.
"""

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
CTC = [sys.executable, "-m", "ctc"]
FLOOR = """
import sys
from pathlib import Path
from yaml._yaml import CParser
for path in Path("campaigns").rglob("*.yaml"):
    parser = CParser(path.read_bytes())
    while parser.check_event():
        parser.get_event()
"""
HASHES = """
from hashlib import blake2b
from pathlib import Path
for path in Path("campaigns").rglob("*.yaml"):
    blake2b(path.read_bytes()).digest()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one process and its children: seconds by the clock and of the processors, and the largest one's memory."""

    seconds: float
    cpu: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table; ``cost`` is missing where ``note`` says why."""

    what: str
    cost: Cost | None
    note: str = ""


def measured(command: list[str], folder: Path, *, codes: tuple[int, ...] = (0,), times: int = 3) -> Cost:
    """The best of some runs. Raises RuntimeError where a run ends with another code."""
    runs = [_once(command, folder, codes) for _ in range(times)]
    return min(runs, key=lambda cost: cost.seconds)


def _once(command: list[str], folder: Path, codes: tuple[int, ...]) -> Cost:
    """Runs through a small process, whose resource usage covers all that it waited for."""
    code = (
        "import json, resource, subprocess, sys, time\n"
        "begin = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)\n"
        "seconds = time.perf_counter() - begin\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(json.dumps([done.returncode, seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, "
        "done.stderr.decode()[-300:]]))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=folder, capture_output=True, text=True, check=True
    )
    status, seconds, cpu, megabytes, said = json.loads(answer.stdout)
    if status not in codes:
        raise RuntimeError(f"{' '.join(command[:4])} ended with {status}: {said}")
    return Cost(seconds=seconds, cpu=cpu, megabytes=megabytes)


def ctc_lines(folder: Path, count: int) -> Iterator[Line]:
    """ctc itself over one corpus."""
    cache = folder / ".ctc" / "cache"
    times = 1 if count > 10_000 else 3

    def cold() -> Cost:
        shutil.rmtree(cache, ignore_errors=True)
        return measured([*CTC, "lint"], folder, times=1)

    yield Line(what="ctc lint, cold", cost=min((cold() for _ in range(times)), key=lambda c: c.seconds))
    yield Line(
        what="ctc lint, cold, one process (taskset)",
        cost=measured(["taskset", "-c", "0", *CTC, "lint", "--no-cache"], folder, times=1),
    )
    yield Line(what="ctc lint, warm", cost=measured([*CTC, "lint"], folder, times=times))
    spec = folder / "campaigns" / "0000" / "0.yaml"
    costs = []
    for number in range(times):
        spec.write_text(corpus.spec(0) + f"# edited {number}\n")
        costs.append(measured([*CTC, "lint"], folder, times=1))
    yield Line(what="ctc lint, one file edited", cost=min(costs, key=lambda c: c.seconds))
    yield Line(what="ctc compile", cost=measured([*CTC, "compile"], folder, times=1))


def floor_lines(folder: Path) -> Iterator[Line]:
    """What no linter can be faster than, and what no warm one can."""
    yield Line(what="floor: read, scan with libyaml", cost=measured([sys.executable, "-c", FLOOR], folder))
    yield Line(what="floor: start Python, read, hash", cost=measured([sys.executable, "-c", HASHES], folder))


def peer_lines(folder: Path, tools: Path) -> Iterator[Line]:
    """Other validators, with the schema that ``ctc schema spec`` prints. None of them renders or knows rules."""
    schema = tools / "spec.schema.json"
    schema.write_bytes(subprocess.run([*CTC, "schema", "spec"], capture_output=True, check=True).stdout)
    files = sorted(str(path) for path in (folder / "campaigns").rglob("*.yaml"))
    for name, command in (
        ("@sourcemeta/jsonschema", _sourcemeta(tools, schema)),
        ("ajv-cli", _ajv(tools, schema)),
        ("check-jsonschema", _check_jsonschema(tools, schema)),  # last: it takes minutes
    ):
        yield _peer(name, command, folder, files)


def _peer(name: str, command: list[str] | None, folder: Path, files: list[str]) -> Line:
    """The specs' templates make some of them invalid to a validator that does not render: codes 1 and 2 count."""
    if command is None:
        return Line(what=name, cost=None, note="could not be installed here")
    listed = [str(Path(file).relative_to(folder)) for file in files]
    try:
        arguments = [part for part in command if part != "FILES"]
        arguments += ["campaigns"] if name.startswith("@") else _globbed(name, listed)
        return Line(what=name, cost=measured(arguments, folder, codes=(0, 1, 2), times=1))
    except (RuntimeError, OSError) as error:
        return Line(what=name, cost=None, note=str(error)[:120])


def _globbed(name: str, listed: list[str]) -> list[str]:
    return ["-d", "campaigns/**/*.yaml"] if name == "ajv-cli" else listed


def _check_jsonschema(tools: Path, schema: Path) -> list[str] | None:
    venv = tools / "venv"
    made = _quietly([sys.executable, "-m", "venv", str(venv)])
    made = made and _quietly([str(venv / "bin" / "pip"), "install", "-q", "check-jsonschema"])
    return [str(venv / "bin" / "check-jsonschema"), "--schemafile", str(schema)] if made else None


def _sourcemeta(tools: Path, schema: Path) -> list[str] | None:
    found = _npm(tools / "sourcemeta", "@sourcemeta/jsonschema", "jsonschema")
    return [found, "validate", "--extension", ".yaml", "--fast", str(schema)] if found else None


def _ajv(tools: Path, schema: Path) -> list[str] | None:
    found = _npm(tools / "ajv", "ajv-cli", "ajv")
    options = ["--spec=draft2020", "--strict=false", "--validate-formats=false"]
    return [found, "validate", *options, "-s", str(schema)] if found else None


def _npm(prefix: Path, package: str, program: str) -> str | None:
    installed = _quietly(["npm", "install", "--silent", "--prefix", str(prefix), package])
    found = prefix / "node_modules" / ".bin" / program
    return str(found) if installed and found.exists() else None


def _quietly(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=240).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def all_lines(folder: Path, count: int, tools: Path | None) -> Iterator[Line]:
    yield from floor_lines(folder)
    yield from ctc_lines(folder, count)
    if tools is not None:
        yield from peer_lines(folder, tools)


def table(count: int, lines: list[Line]) -> str:
    """Markdown; ratios against the cold lint."""
    cold = next(line.cost for line in lines if line.what == "ctc lint, cold")
    assert cold is not None
    rows = [
        f"**{count:,} specs**\n",
        "| what | seconds | of the cold lint | CPU seconds | MB, largest process |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for line in lines:
        if line.cost is None:
            rows.append(f"| {line.what} | – | – | – | {line.note} |")
        else:
            c = line.cost
            times = f"{c.seconds:.2f} | {c.seconds / cold.seconds:.2f} × | {c.cpu:.2f}"
            rows.append(f"| {line.what} | {times} | {c.megabytes:.0f} |")
    return "\n".join(rows) + "\n"


def machine() -> str:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return (
        f"{os.cpu_count()} processors ({platform.machine()}, {platform.system()}), Python {platform.python_version()}; "
        f"the machine's load when the run began: {load}"
    )


PREFACE = """\
# Benchmarks

Made by `python benchmarks/lint.py --write`. The corpus (`benchmarks/corpus.py`) is made for it: seven channels in
turn, 1.5 KB a spec, a handful of Jinja leaves in each. Every line is a process of its own, from its start to its end.
The peers check the same files against the schema that `ctc schema spec` prints; they render no template and know no
rule. `ctc lint` starts a process for each processor above a thousand files that the cache does not know.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures ctc lint beside other tools.")
    parser.add_argument("--counts", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--growth", action="store_true", help="also 100,000 specs, without the peers")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.relative_to(ROOT)}")
    chosen = parser.parse_args()
    about, parts = machine(), []
    with tempfile.TemporaryDirectory() as place:
        tools = Path(place) / "tools"
        tools.mkdir()
        for count in [*chosen.counts, *([100_000] if chosen.growth else [])]:
            folder = Path(place) / str(count)
            corpus.make(folder, count)
            lines = []
            for line in all_lines(folder, count, None if chosen.no_peers or count > 10_000 else tools):
                lines.append(line)
                print(count, line.what, line.cost or line.note, file=sys.stderr, flush=True)
            parts.append(table(count, lines))
            print(parts[-1], flush=True)
            if chosen.write:
                PAGE.write_text("\n".join([PREFACE, f"{about}.\n", *parts]), "utf-8")


if __name__ == "__main__":
    main()
