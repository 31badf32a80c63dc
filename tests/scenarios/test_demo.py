"""`make demo`'s command: every step ends as it says, and leaves a repository to play with."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ctc.cli.demo import STEPS, _copy_example


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


def test_an_installed_ctc_brings_its_example_along(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wheel has it within the package, a checkout beside it."""
    names = ["campaigns/a/a.yaml", "campaigns/a/a.test.yaml", "catalog.yaml", "ctc.yaml"]
    for name in names:
        file = tmp_path / "ctc" / "_example" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, "utf-8")
    monkeypatch.setattr("ctc.cli.demo.files", lambda package: tmp_path / package)
    _copy_example(tmp_path / "shop")
    copied = {
        path.relative_to(tmp_path / "shop").as_posix(): path for path in (tmp_path / "shop").rglob("*.yaml")
    }
    assert {name: path.read_text("utf-8") for name, path in copied.items()} == {name: name for name in names}
