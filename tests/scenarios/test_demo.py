"""`make demo`'s command: every step ends as it says, and leaves a repository to play with."""

import re
import subprocess
import sys
from pathlib import Path

from ctc.cli.demo import STEPS


def test_the_demo_does_what_it_says(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ctc", "demo", "--keep", "shop"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stdout[-2000:]
    codes = [int(code) for code in re.findall(r"^   exit code (\d)$", done.stdout, re.MULTILINE)]
    assert codes == [int(step.expects) for step in STEPS]
    steps = done.stdout.split("exit code ")
    edited = [shown for step, shown in zip(STEPS, steps, strict=False) if step.title.startswith("Edit one")]
    assert ["replace" in shown and "now ₹" in shown for shown in edited] == [True]
    again = [sys.executable, "-m", "ctc", "lint", "-q"]
    assert subprocess.run(again, cwd=tmp_path / "shop", capture_output=True, check=False).returncode == 0
