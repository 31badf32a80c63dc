"""Which tests run a line, the quickest first: read from what ``tracing`` left, made once for a state of the tree."""

import hashlib
import json
import os
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from coverage.numbits import numbits_to_nums

TREE = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Covering:
    lines: Mapping[str, Mapping[int, frozenset[str]]]
    """The tests of each line of each file, by names of pytest."""
    seconds: Mapping[str, float]

    def of(self, file: str, line: int, budget: float) -> tuple[list[str], int]:
        """The quickest tests that run a line, within so many seconds, and how many more there are.

        What runs at import alone (a table, a default) is put to all tests that run anything of the file.
        """
        known = self.lines.get(file, {})
        tests = known.get(line) or frozenset().union(*known.values())
        chosen, spent = [], 0.0
        ordered = sorted(tests, key=lambda name: (self.seconds.get(name, 1.0), name))
        for name in ordered:
            spent += self.seconds.get(name, 1.0)
            if chosen and spent > budget:
                break
            chosen.append(name)
        return chosen, len(ordered) - len(chosen)


def state_of_the_tree() -> str:
    seen = hashlib.sha256()
    for path in sorted([*TREE.glob("ctc/**/*.py"), *TREE.glob("tests/**/*.py")]):
        seen.update(f"{path.relative_to(TREE)}\0".encode() + path.read_bytes())
    return seen.hexdigest()[:16]


def traced(folder: Path, tests: list[str], workers: int) -> Covering:
    """What is known of this tree; where nothing is, the tests run once under the tracer.

    Raises: SystemExit where a test fails without any mutant, for then nothing could be told.
    """
    place = folder / state_of_the_tree()
    if not (place / "seconds.json").exists():
        environment = {
            **os.environ,
            "CTC_TRACE": str(place),
            "PYTHONPATH": str(HERE),
            "CTC_TEST_PROFILE": "ci",
        }
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            str(workers),
            "-p",
            "tracing",
            "-p",
            "no:cacheprovider",
            *tests,
        ]
        if subprocess.run(command, cwd=TREE, env=environment, check=False).returncode:
            sys.exit("the tests fail without a mutant: mend that first")
    return read(place)


def read(place: Path) -> Covering:
    lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    seconds: dict[str, float] = json.loads((place / "seconds.json").read_text())
    for path in place.glob("data.*"):
        for file, test, bits in _rows(path):
            if test in seconds:
                name = Path(file).relative_to(TREE).as_posix()
                for line in numbits_to_nums(bits):
                    lines[name][line].add(test)
    kept = {file: {line: frozenset(names) for line, names in of.items()} for file, of in lines.items()}
    return Covering(kept, seconds)


def _rows(path: Path) -> list[tuple[str, str, bytes]]:
    """The file, the test and the lines of it that it ran; of coverage's own file, whose form is documented: asked for
    at once, as its reader asks for each file, of thousands of processes."""
    with closing(sqlite3.connect(path)) as data:
        try:
            return data.execute(
                "SELECT path, context, numbits FROM line_bits JOIN file ON file.id = file_id "
                "JOIN context ON context.id = context_id"
            ).fetchall()
        except sqlite3.DatabaseError:  # of a process that was killed while it wrote
            return []
