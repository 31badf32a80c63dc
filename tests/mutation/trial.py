"""One mutant on trial: planted in a copy of the tree, put to the tests that run its line, and taken out again."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final

from planting import Mutant
from warm import BEGUN, PATIENCE

HERE: Final = Path(__file__).resolve().parent
TREE: Final = Path(__file__).resolve().parents[2]
PARTS: Final = (
    *("ctc", "schemas", "campaigns", "tests", "docs", "ci", "benchmarks", "requirements", "editors"),
    *("pyproject.toml", "ctc.yaml", "catalog.yaml", "README.md", "CHANGELOG.md", "Makefile", "action.yml"),
    *(".pre-commit-hooks.yaml", ".gitignore", "LICENSE"),
)


@dataclass(frozen=True)
class Verdict:
    mutant: Mutant
    outcome: str
    """``killed``, ``hung`` (killed as well: nobody waits for ever), ``alive``, ``not run`` by any test, or
    ``untold``: the tests fail or take too long without it as well, and the mutant does not count."""
    tests: int
    untried: int
    """Tests that run the line too and were left out, being slower than the time for one mutant allows."""
    by: str = ""
    """The test that noticed."""

    @property
    def noticed(self) -> bool:
        return self.outcome in ("killed", "hung")


def noticing(said: str, tests: Iterable[str]) -> list[str]:
    """The tests that failed, of those that pytest was given."""
    failed = [line.split(" ", 1)[1] for line in said.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    known = sorted(tests, key=len, reverse=True)
    return [*filter(None, (next((one for one in known if line.startswith(one)), "") for line in failed))]


def begun(said: str) -> str:
    """The test that began last, of those that were run."""
    return next((line[len(BEGUN) :] for line in reversed(said.splitlines()) if line.startswith(BEGUN)), "")


class Bench:
    """A copy of the tree in which mutants are planted; processes that tests start run the copy too."""

    def __init__(self, seconds: Mapping[str, float]) -> None:
        self.seconds = seconds
        """How long each test takes without a mutant."""
        self.tree = Path(tempfile.mkdtemp(prefix="ctc-mutants-"))
        for name in PARTS:
            source = TREE / name
            if source.is_dir():
                shutil.copytree(
                    source, self.tree / name, ignore=shutil.ignore_patterns("__pycache__", "_build")
                )
            elif source.exists():
                shutil.copy2(source, self.tree / name)
        # Believed by its source's hash: a time of last change would take the old code for that of a quick mutant.
        compile_dir(self.tree / "ctc", quiet=1, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
        self.warm = subprocess.Popen(
            [sys.executable, str(HERE / "warm.py")],
            cwd=self.tree,
            env={**os.environ, "PYTHONPATH": str(self.tree), "CTC_TEST_PROFILE": "ci"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def try_out(self, mutant: Mutant, tests: list[str], untried: int, seconds: float) -> Verdict:
        """Puts it to the tests of its own package first, of which the files are few and soon read."""
        own = [test for test in tests if f"/{mutant.package}/" in test]
        for part in (own, [test for test in tests if test not in {*own}]):
            if part and (outcome := self.answer(mutant, part, 10 + 2 * seconds)) is not None:
                return Verdict(mutant, outcome[0], len(tests), untried, outcome[1])
        return Verdict(mutant, "alive" if tests else "not run", len(tests), untried)

    def answer(self, mutant: Mutant, tests: list[str], limit: float) -> tuple[str, str] | None:
        """The outcome and the test that noticed; None where these tests pass."""
        code, said = self.planted(mutant, tests, limit)
        if code == 0:
            return None
        by = noticing(said, tests)
        if code is not None and by:
            return "killed", by[0]
        last = begun(said) if code is None else ""
        without, _ = self.run([last] if last in tests else tests, limit)
        return ("hung" if code is None else "killed") if without == 0 else "untold", last

    def failing(self, tests: list[str]) -> set[str]:
        """Those that fail here without a mutant."""
        return {*noticing(self.run(tests, 900, stop=False)[1], tests)} if tests else set()

    def planted(self, mutant: Mutant, tests: list[str], limit: float) -> tuple[int | None, str]:
        place = self.tree / mutant.file
        source = place.read_text("utf-8")
        place.write_text(mutant.planted(source), "utf-8")
        try:
            return self.run(tests, limit)
        finally:
            place.write_text(source, "utf-8")

    def run(self, tests: list[str], limit: float, *, stop: bool = True) -> tuple[int | None, str]:
        """The exit code of pytest, or None where it took too long, and what it said; up to the first failure."""
        assert self.warm.stdin is not None
        assert self.warm.stdout is not None
        self.warm.stdin.write(
            json.dumps(
                {
                    "tests": {test: self.seconds.get(test, 1.0) for test in tests},
                    "options": ["-x"] if stop else [],
                    "seconds": limit,
                    "patience": PATIENCE,
                }
            )
            + "\n"
        )
        self.warm.stdin.flush()
        answer = json.loads(self.warm.stdout.readline())
        return answer["code"], answer["said"]

    def close(self) -> None:
        self.warm.communicate()
        shutil.rmtree(self.tree, ignore_errors=True)
