"""How fast ctc lints, compiles and plans, beside other tools on the same files, in one table.

``python benchmarks/lint.py`` measures 1,000 and 10,000 specs, ``--growth`` also lints 100,000; ``--write`` puts the
tables into ``docs/benchmarks.md`` and the README. Each line is the best of a few runs, each run a process of its own.
"""

import argparse
import compileall
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus
from aims import verdicts
from measuring import Cost, machine, measured, memory_together
from peers import CHECK_JSONSCHEMA, Peer, installed

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "benchmarks.md"
README = ROOT / "README.md"
BEGIN, END = "<!-- benchmarks: begin -->\n", "<!-- benchmarks: end -->\n"
MADE = "<!-- made by benchmarks/lint.py --write from here on -->\n"
CTC = [sys.executable, "-m", "ctc"]
COUNTS = (1_000, 10_000)
GROWTH = 100_000
SCAN = """
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
CHANGED = 20
"""One spec of so many is changed before the plan with changes: 5 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the table; ``cost`` is missing where ``note`` says why."""

    what: str
    cost: Cost | None
    note: str = ""


def caches() -> Path:
    """Where the runs that are measured keep what they remember."""
    return Path(os.environ["XDG_CACHE_HOME"]) / "ctc"


def start_lines(folder: Path) -> Iterator[Line]:
    """What a process costs before it does anything."""
    click = [sys.executable, "-c", "import click"]
    yield Line(what="python -c 'import click'", cost=measured(click, folder, times=9))
    yield Line(what="ctc --help", cost=measured([*CTC, "--help"], folder, times=9))


def floor_lines(folder: Path, times: int) -> Iterator[Line]:
    """What no linter can be faster than, and what no warm one can."""
    scan, hashes = [sys.executable, "-c", SCAN], [sys.executable, "-c", HASHES]
    yield Line(what="floor: read, scan with libyaml", cost=measured(scan, folder, times=times))
    yield Line(what="floor: start Python, read, hash", cost=measured(hashes, folder, times=times))


def lint_lines(folder: Path, times: int) -> Iterator[Line]:
    """``ctc lint`` over one corpus."""
    lint = [*CTC, "lint"]
    cache, spec = caches(), folder / "campaigns" / "0000" / "0.yaml"

    def without_cache(_: int) -> None:
        shutil.rmtree(cache, ignore_errors=True)

    def edited(number: int) -> None:
        spec.write_text(corpus.spec(0) + f"# edited {number}\n")

    yield Line(what="ctc lint, cold", cost=measured(lint, folder, times=times, before=without_cache))
    alone = ["taskset", "-c", "0", *lint, "--no-cache"]
    if shutil.which("taskset"):
        yield Line(what="ctc lint, cold, one process", cost=measured(alone, folder, times=1))
    yield Line(what="ctc lint, warm", cost=measured(lint, folder, times=times))
    yield Line(what="ctc lint, one file edited", cost=measured(lint, folder, times=times, before=edited))
    spec.write_text(corpus.spec(0))


def plan_lines(folder: Path, count: int, times: int) -> Iterator[Line]:
    """``ctc compile``, and ``ctc plan`` over a state in which everything was sent."""
    yield Line(what="ctc compile", cost=measured([*CTC, "compile"], folder, times=times))
    recorded = [sys.executable, str(Path(__file__).with_name("recorded.py"))]
    subprocess.run(recorded, cwd=folder, check=True, capture_output=True)
    plan = [*CTC, "plan", "--exit-code"]
    yield Line(what="ctc plan, nothing changed", cost=measured(plan, folder, times=times))
    for number in range(0, count, CHANGED):
        path = corpus.path_of(folder, number)
        path.write_text(corpus.spec(number).replace("respect_throttle: true", "respect_throttle: false"))
    yield Line(what="ctc plan, 5 % changed", cost=measured(plan, folder, codes=(3,), times=times))
    for number in range(0, count, CHANGED):
        corpus.path_of(folder, number).write_text(corpus.spec(number))


def peer_line(peer: Peer, folder: Path) -> Line:
    if peer.command is None:
        return Line(what=peer.name, cost=None, note="could not be installed here")
    files = sorted(str(path.relative_to(folder)) for path in (folder / "campaigns").rglob("*.yaml"))
    times = 1 if peer.name == CHECK_JSONSCHEMA else 3  # it takes minutes
    try:
        return Line(what=peer.name, cost=measured(peer.command(files), folder, codes=peer.codes, times=times))
    except (RuntimeError, OSError) as error:
        return Line(what=peer.name, cost=None, note=str(error)[:120])


def memory_line(folder: Path) -> Line:
    shutil.rmtree(caches(), ignore_errors=True)
    together = memory_together([*CTC, "lint"], folder)
    return Line(
        what="ctc lint, cold, all processes together",
        cost=Cost(seconds=0, cpu=0, megabytes=together) if together else None,
        note="" if together else "this system does not tell",
    )


def all_lines(folder: Path, count: int, most: int, peers: list[Peer]) -> Iterator[Line]:
    """``most`` is the corpus that the aims are about; beyond it only lint is measured."""
    times = 3 if count <= most else 2
    if count == most:
        yield from start_lines(folder)
    yield from floor_lines(folder, times)
    yield from lint_lines(folder, times)
    yield memory_line(folder)
    if count <= most:
        yield from plan_lines(folder, count, 2)
        for peer in peers:
            yield peer_line(peer, folder)


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
        c = line.cost
        if c is None:
            rows.append(f"| {line.what} | – | – | – | {line.note} |")
        elif not c.seconds:
            rows.append(f"| {line.what} | – | – | – | {c.megabytes:.0f} together |")
        else:
            times = f"{c.seconds:.2f} | {c.seconds / cold.seconds:.2f} × | {c.cpu:.2f}"
            rows.append(f"| {line.what} | {times} | {c.megabytes:.0f} |")
    return "\n".join(rows) + "\n"


def write(parts: list[str], shown: str, aims: str) -> None:
    """The tables behind the mark of the page; one of them and the aims between the marks of the README. The words are
    people's."""
    words = PAGE.read_text("utf-8").partition(MADE)[0]
    PAGE.write_text("\n".join([words + MADE, *parts, aims]), "utf-8")
    before, begin, rest = README.read_text("utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    README.write_text(
        "".join([before, begin, "\n", parts[0], "\n", shown, "\n", aims, "\n", end, after]), "utf-8"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Measures ctc beside other tools.")
    parser.add_argument("--counts", type=int, nargs="+", default=list(COUNTS))
    parser.add_argument("--growth", action="store_true", help=f"also lint {GROWTH:,} specs")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"into {PAGE.relative_to(ROOT)} and the README")
    chosen = parser.parse_args()
    compileall.compile_dir(ROOT / "ctc", quiet=1)  # as an installed ctc is
    parts, shown = [f"{machine()}.\n"], ""
    costs: dict[tuple[int, str], Cost] = {}
    with tempfile.TemporaryDirectory() as place:
        os.environ["XDG_CACHE_HOME"] = f"{place}/cache"
        tools = Path(place) / "tools"
        tools.mkdir()
        peers = [] if chosen.no_peers else list(installed(tools, CTC))
        for count in [*chosen.counts, *([GROWTH] if chosen.growth else [])]:
            folder = Path(place) / str(count)
            corpus.make(folder, count)
            lines = []
            for line in all_lines(folder, count, max(chosen.counts), peers):
                lines.append(line)
                print(count, line.what, line.cost or line.note, file=sys.stderr, flush=True)
            costs |= {(count, line.what): line.cost for line in lines if line.cost is not None}
            parts.append(table(count, lines))
            if count == max(chosen.counts):
                shown = parts[-1]
            shutil.rmtree(folder)
    aims = verdicts(costs, max(chosen.counts), GROWTH)
    print("\n".join([*parts, aims]))
    if chosen.write:
        write(parts, shown, aims)


if __name__ == "__main__":
    main()
