"""One mutant on trial: planted in a copy of the tree, put to the tests that run its line, and taken out again."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from compileall import compile_dir
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Final

from planting import Mutant

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


def noticing(said: str, tests: list[str]) -> str:
    """The test that failed, of those that pytest was given; nothing where it came to none of them."""
    failed = [line.split(" ", 1)[1] for line in said.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    return max((test for line in failed[:1] for test in tests if line.startswith(test)), key=len, default="")


class Bench:
    """A copy of the tree in which mutants are planted; processes that tests start run the copy too."""

    def __init__(self) -> None:
        self.tree = Path(tempfile.mkdtemp(prefix="ctc-mutants-"))
        for name in PARTS:
            source = TREE / name
            if source.is_dir():
                shutil.copytree(
                    source, self.tree / name, ignore=shutil.ignore_patterns("__pycache__", "_build")
                )
            elif source.exists():
                shutil.copy2(source, self.tree / name)
        self.sound: dict[str, bool] = {}
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
        tests = [test for test in tests if self.sound.get(test, True)]
        if not tests:
            return Verdict(mutant, "not run", 0, untried)
        code, said = self.planted(mutant, tests, 20 + 4 * seconds)
        if code is None:
            code, _ = self.run(tests, 20 + 4 * seconds)
            return Verdict(mutant, "untold" if code is None else "hung", len(tests), untried)
        if code == 0:
            return Verdict(mutant, "alive", len(tests), untried)
        by = noticing(said, tests)
        if self.is_sound(by, tests, 20 + 4 * seconds):
            return Verdict(mutant, "killed", len(tests), untried, by)
        return self.try_out(mutant, tests, untried, seconds) if by else Verdict(mutant, "untold", 0, untried)

    def is_sound(self, by: str, tests: list[str], limit: float) -> bool:
        """Whether what failed, one test or none in particular, passes here without a mutant."""
        if not by:
            return self.run(tests, limit)[0] == 0
        if by not in self.sound:
            self.sound[by] = self.run([by], limit)[0] == 0
        return self.sound[by]

    def planted(self, mutant: Mutant, tests: list[str], limit: float) -> tuple[int | None, str]:
        place = self.tree / mutant.file
        source = place.read_text("utf-8")
        place.write_text(mutant.planted(source), "utf-8")
        try:
            return self.run(tests, limit)
        finally:
            place.write_text(source, "utf-8")

    def run(self, tests: list[str], limit: float) -> tuple[int | None, str]:
        """The exit code of pytest, or None where it took too long, and what it said."""
        assert self.warm.stdin is not None
        assert self.warm.stdout is not None
        self.warm.stdin.write(json.dumps({"tests": tests, "seconds": limit}) + "\n")
        self.warm.stdin.flush()
        answer = json.loads(self.warm.stdout.readline())
        return answer["code"], answer["said"]

    def close(self) -> None:
        self.warm.communicate()
        shutil.rmtree(self.tree, ignore_errors=True)
