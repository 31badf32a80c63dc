"""What the benchmark of lint, compile and plan measures: each line of its tables, over one corpus."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import corpus
import faults
from measuring import Cost, measured, memory_together
from peers import CHECK_JSONSCHEMA, Peer

CTC = [sys.executable, "-m", "ctc"]
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
SMALLEST, FEW = 25, 300
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


def without_cache(_: int = 0) -> None:
    shutil.rmtree(caches(), ignore_errors=True)


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
    lint, spec = [*CTC, "lint"], corpus.path_of(folder, 0)

    def edited(number: int) -> None:
        spec.write_text(corpus.spec(0) + f"# edited {number}\n")

    yield Line(what="ctc lint, cold", cost=measured(lint, folder, times=times, before=without_cache))
    alone = ["taskset", "-c", "0", *lint, "--no-cache"]
    if shutil.which("taskset"):
        yield Line(what="ctc lint, cold, one process", cost=measured(alone, folder, times=1))
    yield Line(what="ctc lint, warm", cost=measured(lint, folder, times=times))
    yield Line(what="ctc lint, one file edited", cost=measured(lint, folder, times=times, before=edited))
    spec.write_text(corpus.spec(0))


def findings_lines(folder: Path, count: int, times: int) -> Iterator[Line]:
    """``ctc lint`` over the corpus with slips."""
    corpus.make(folder, count, faults.spec)
    lint = [*CTC, "lint"]
    cold = measured(lint, folder, codes=(1,), times=times, before=without_cache)
    yield Line(what="ctc lint with findings, cold", cost=cold)
    yield Line(what="ctc lint with findings, warm", cost=measured(lint, folder, codes=(1,), times=times))
    corpus.make(folder, count)


def plan_lines(folder: Path, count: int, times: int) -> Iterator[Line]:
    """``ctc compile``, and ``ctc plan`` over a state in which everything was sent."""
    cold = measured([*CTC, "compile"], folder, times=times, before=without_cache)
    yield Line(what="ctc compile, cold", cost=cold)
    yield Line(what="ctc compile, warm", cost=measured([*CTC, "compile"], folder, times=times))
    yield _memory_line("ctc compile", folder)
    plan = [*CTC, "plan", "--exit-code"]
    cold = measured(plan, folder, codes=(3,), times=times, before=without_cache)
    yield Line(what="ctc plan, all new, cold", cost=cold)
    yield _memory_line("ctc plan", folder)
    recorded = [sys.executable, str(Path(__file__).with_name("recorded.py"))]
    subprocess.run(recorded, cwd=folder, check=True, capture_output=True)
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


def _memory_line(command: str, folder: Path) -> Line:
    without_cache()
    together = memory_together([*CTC, *command.split()[1:]], folder)
    return Line(
        what=f"{command}, cold, all processes together",
        cost=Cost(seconds=0, cpu=0, megabytes=together) if together else None,
        note="" if together else "this system does not tell",
    )


def all_lines(folder: Path, count: int, most: int, peers: list[Peer]) -> Iterator[Line]:
    """``most`` is the corpus that the aims are about; beyond it only lint is measured."""
    times = 9 if count <= FEW else 3 if count <= most else 2
    if count in {SMALLEST, most}:
        yield from start_lines(folder)
    yield from floor_lines(folder, times)
    yield from lint_lines(folder, times)
    yield _memory_line("ctc lint", folder)
    if count <= most:
        yield from findings_lines(folder, count, times)
        yield from plan_lines(folder, count, times)
        for peer in peers if count > FEW else []:
            yield peer_line(peer, folder)
