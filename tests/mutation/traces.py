"""What was traced, kept in ``.mutants``: a layer for each time that tests were traced, over the layers before it.

A layer is a file ``NNNN.json``. Of a test file the newest layer that traced it as it stands counts; a test file that
changed is traced again. Lines of ctc that moved since are found at their new place; a new line has the tests of what it
stands for, or of the line above it. What a change made other tests run, `make clean` finds out.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, Final

from coverage.numbits import numbits_to_nums

TREE: Final = Path(__file__).resolve().parents[2]
HERE: Final = Path(__file__).resolve().parent

Lines = dict[str, dict[int, frozenset[str]]]


@dataclass(frozen=True)
class Layer:
    sources: dict[str, str]
    """The files of ctc, when it was traced."""
    tests: dict[str, str]
    """The files of tests that were traced, with the hash of each."""
    lines: Lines
    """The tests of each line of each file, by names of pytest."""
    seconds: dict[str, float]

    def moved(self, sources: dict[str, str]) -> Lines:
        return {
            file: self.lines[file]
            if self.sources[file] == text
            else _moved(self.lines[file], self.sources[file], text)
            for file, text in sources.items()
            if file in self.lines
        }


def _moved(lines: dict[int, frozenset[str]], before: str, after: str) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    none: frozenset[str] = frozenset()
    matcher = SequenceMatcher(None, before.splitlines(), after.splitlines(), autojunk=False)
    for what, start, end, begins, ends in matcher.get_opcodes():
        old = none.union(*(lines.get(line + 1, none) for line in range(start, end)))
        for line in range(begins, ends):
            same = what == "equal"
            found[line + 1] = (
                lines.get(line - begins + start + 1, none) if same else old or found.get(line, none)
            )
    return {line: tests for line, tests in found.items() if tests}


def known(folder: Path) -> list[Layer]:
    """The layers, the newest first."""
    return [read(path) for path in sorted(folder.glob("*.json"), reverse=True)]


def read(path: Path) -> Layer:
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    sets = [frozenset(told["names"][one] for one in of) for of in told["sets"]]
    lines = {
        file: {int(line): sets[of] for line, of in found.items()} for file, found in told["lines"].items()
    }
    return Layer(told["sources"], told["tests"], lines, told["seconds"])


def written(layer: Layer, path: Path) -> None:
    names = sorted(layer.seconds)
    number = {name: at for at, name in enumerate(names)}
    sets: dict[frozenset[str], int] = {}
    lines = {
        file: {line: sets.setdefault(tests, len(sets)) for line, tests in found.items()}
        for file, found in layer.lines.items()
    }
    told = {
        "sources": layer.sources,
        "tests": layer.tests,
        "seconds": layer.seconds,
        "names": names,
        "sets": [sorted(number[name] for name in tests) for tests in sets],
        "lines": lines,
    }
    path.write_text(json.dumps(told), "utf-8")


def sources_now() -> dict[str, str]:
    return {path.relative_to(TREE).as_posix(): path.read_text("utf-8") for path in TREE.glob("ctc/**/*.py")}


def hashed(file: str) -> str:
    return hashlib.sha256((TREE / file).read_bytes()).hexdigest()[:16]


def test_files(asked: Iterable[str]) -> dict[str, str]:
    """The files of tests below these paths, with the hash of each."""
    places = [TREE / one for one in asked]
    paths = [path for place in places for path in ([place] if place.is_file() else place.rglob("test_*.py"))]
    return {file: hashed(file) for file in sorted({path.relative_to(TREE).as_posix() for path in paths})}


def trace(files: list[str], folder: Path, workers: int) -> bool:
    """Runs these test files under the tracer and keeps what it saw; False where a test failed without any mutant."""
    raw = folder / "raw"
    shutil.rmtree(raw, ignore_errors=True)
    environment = {**os.environ, "CTC_TRACE": str(raw), "PYTHONPATH": str(HERE), "CTC_TEST_PROFILE": "ci"}
    plugins = ["-p", "tracing", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(workers), *plugins, *files]
    passed = subprocess.run(command, cwd=TREE, env=environment, check=False).returncode == 0
    kept(raw, folder, {file: hashed(file) for file in files})
    shutil.rmtree(raw, ignore_errors=True)
    return passed


def kept(raw: Path, folder: Path, files: dict[str, str]) -> None:
    lines, seconds = traced_lines(raw)
    ran = {name.partition("::")[0] for name in seconds}  # of a trace that was broken off
    files = {file: state for file, state in files.items() if file in ran}
    newest = max((int(path.stem) for path in folder.glob("*.json")), default=0)
    written(Layer(sources_now(), files, lines, seconds), folder / f"{newest + 1:04}.json")


def traced_lines(raw: Path) -> tuple[Lines, dict[str, float]]:
    """What ``tracing`` left: the tests of each line, and how long each test took."""
    lines: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    seconds: dict[str, float] = json.loads((raw / "seconds.json").read_text())
    for path in raw.glob("data.*"):
        for file, test, bits in _rows(path):
            if test in seconds:
                name = Path(file).relative_to(TREE).as_posix()
                for line in numbits_to_nums(bits):
                    lines[name][line].add(test)
    return {
        file: {line: frozenset(names) for line, names in of.items()} for file, of in lines.items()
    }, seconds


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
