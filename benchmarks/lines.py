"""What the benchmark of lint, compile and plan measures: each line of its tables, over one corpus."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import corpus
import faults
from measuring import Cost, Measure, in_turns, memory_together
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The repositories that are measured, each of them for one purpose, and a folder for what each line remembers."""

    folder: Path
    count: int

    @property
    def clean(self) -> Path:
        return self.folder / "clean"

    @property
    def edited(self) -> Path:
        """One file of it is edited before each run."""
        return self.folder / "edited"

    @property
    def slips(self) -> Path:
        """Two files of three have a slip."""
        return self.folder / "slips"

    @property
    def recorded(self) -> Path:
        """Everything of it was sent."""
        return self.folder / "recorded"

    @property
    def changed(self) -> Path:
        """Everything of it was sent, and some of it was changed since."""
        return self.folder / "changed"

    def make(self, *, planned: bool) -> None:
        corpus.make(self.clean, self.count)
        corpus.make(self.edited, self.count)
        if not planned:
            return
        corpus.make(self.slips, self.count, faults.spec)
        corpus.make(self.recorded, self.count)
        program = [sys.executable, str(Path(__file__).with_name("recorded.py"))]
        subprocess.run(program, cwd=self.recorded, check=True, capture_output=True)
        shutil.copytree(self.recorded, self.changed)
        for number in range(0, self.count, CHANGED):
            changed = corpus.spec(number).replace("respect_throttle: true", "respect_throttle: false")
            corpus.path_of(self.changed, number).write_text(changed)

    def edit(self, number: int) -> None:
        corpus.path_of(self.edited, 0).write_text(corpus.spec(0) + f"# edited {number}\n")

    def cold(self, what: str, command: list[str], folder: Path, codes: tuple[int, ...] = (0,)) -> Measure:
        """Of what nothing is remembered."""
        cache = self.folder / "caches" / what
        return Measure(
            what=what,
            command=command,
            folder=folder,
            codes=codes,
            cache=cache,
            before=lambda _: shutil.rmtree(cache, ignore_errors=True),
        )

    def warm(self, what: str, command: list[str], folder: Path, codes: tuple[int, ...] = (0,)) -> Measure:
        """Of what a run remembers that came before."""
        cache = self.folder / "caches" / what
        return Measure(what=what, command=command, folder=folder, codes=codes, cache=cache, is_warmed=True)


def start_measures(folder: Path) -> Iterator[Measure]:
    """What a process costs before it does anything."""
    yield Measure(
        what="python -c 'import click'", command=[sys.executable, "-c", "import click"], folder=folder
    )
    yield Measure(what="ctc --help", command=[*CTC, "--help"], folder=folder)


def floor_measures(folder: Path) -> Iterator[Measure]:
    """What no linter can be faster than, and what no warm one can."""
    named = partial(Measure, folder=folder)
    yield named(what="floor: read, scan with libyaml", command=[sys.executable, "-c", SCAN])
    yield named(what="floor: start Python, read, hash", command=[sys.executable, "-c", HASHES])


def lint_measures(ground: Ground) -> Iterator[Measure]:
    """``ctc lint`` over one corpus."""
    lint = [*CTC, "lint"]
    yield ground.cold("ctc lint, cold", lint, ground.clean)
    if shutil.which("taskset"):
        alone = ["taskset", "-c", "0", *lint, "--no-cache"]
        yield Measure(what="ctc lint, cold, one process", command=alone, folder=ground.clean, is_once=True)
    yield ground.warm("ctc lint, warm", lint, ground.clean)
    yield replace(ground.warm("ctc lint, one file edited", lint, ground.edited), before=ground.edit)


def plan_measures(ground: Ground) -> Iterator[Measure]:
    """``ctc lint`` over the corpus with slips, ``ctc compile``, and ``ctc plan`` over a state in which everything was
    sent."""
    lint, compiled, plan = [*CTC, "lint"], [*CTC, "compile"], [*CTC, "plan", "--exit-code"]
    yield ground.cold("ctc lint with findings, cold", lint, ground.slips, (1,))
    yield ground.warm("ctc lint with findings, warm", lint, ground.slips, (1,))
    yield ground.cold("ctc compile, cold", compiled, ground.clean)
    yield ground.warm("ctc compile, warm", compiled, ground.clean)
    yield ground.cold("ctc plan, all new, cold", plan, ground.clean, (3,))
    yield ground.warm("ctc plan, nothing changed", plan, ground.recorded)
    yield ground.warm("ctc plan, 5 % changed", plan, ground.changed, (3,))


def peer_measures(peers: list[Peer], folder: Path) -> Iterator[Measure]:
    files = sorted(str(path.relative_to(folder)) for path in (folder / "campaigns").rglob("*.yaml"))
    for peer in peers:
        if peer.command is not None:
            is_once = peer.name == CHECK_JSONSCHEMA  # it takes minutes
            command = peer.command(files)
            yield Measure(what=peer.name, command=command, folder=folder, codes=peer.codes, is_once=is_once)


def _memory_lines(commands: list[str], ground: Ground) -> Iterator[Line]:
    for command in commands:
        what = f"{command}, cold, all processes together"
        cache = f"XDG_CACHE_HOME={ground.folder / 'caches' / what}"
        together = memory_together(["env", cache, *CTC, *command.split()[1:]], ground.clean)
        cost = Cost(seconds=0, cpu=0, megabytes=together) if together else None
        yield Line(what=what, cost=cost, note="" if together else "this system does not tell")


def all_lines(folder: Path, count: int, most: int, peers: list[Peer]) -> Iterator[Line]:
    """``most`` is the corpus that the aims are about; beyond it only lint is measured."""
    planned = count <= most
    ground = Ground(folder=folder, count=count)
    ground.make(planned=planned)
    measures = [*(start_measures(ground.clean) if count in {SMALLEST, most} else ())]
    measures += floor_measures(ground.clean)
    measures += lint_measures(ground)
    measures += plan_measures(ground) if planned else ()
    asked = peers if planned and count > FEW else []
    measures += peer_measures(asked, ground.clean)
    measures.sort(
        key=lambda measure: measure.is_warmed
    )  # what is held against each other runs close together
    for what, found in in_turns(measures, 9 if count <= FEW else 5 if planned else 2).items():
        is_cost = isinstance(found, Cost)
        yield Line(what=what, cost=found if is_cost else None, note="" if is_cost else str(found))
    missing = (peer.name for peer in asked if peer.command is None)
    yield from (Line(what=name, cost=None, note="could not be installed here") for name in missing)
    yield from _memory_lines(["ctc lint", *(["ctc compile", "ctc plan"] if planned else [])], ground)
