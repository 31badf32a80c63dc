"""What ``ctc demo`` shows, word for word, in ``demo.txt``; what each command of it would answer is left out, for
``scenarios/test_demo.py`` runs them. ``CTC_GOLDEN=write`` writes what is shown now.
"""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.cli import demo
from ctc.cli.options import Terminal
from tests.commands import said
from tests.styles import in_words

FILE = Path(__file__).with_name("demo.txt")
ENVIRON = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"], "COLUMNS": "100", "KEPT": "yes"}


class Runs:
    """Stands for the process of each step: notes how it is begun, and what the edited file holds meanwhile."""

    def __init__(self, codes: Mapping[int, int] | None = None) -> None:
        self.codes = codes or {}
        self.folders: list[Path] = []

    def __call__(self, command: list[str], **how: Any) -> SimpleNamespace:
        step, folder = demo.STEPS[len(self.folders)], how["cwd"]
        self.folders.append(folder)
        lines = [
            f"runs {' '.join(command[1:])}",
            f"sees {how['env'].get('KEPT')}, {how['env']['PYTHONIOENCODING']}",
        ]
        lines.append(f"reads {how['encoding']}, {how['errors']}, both {how['stderr'] == subprocess.STDOUT}")
        for step_before in demo.STEPS[: len(self.folders)]:
            file, before, after = step_before.edit or ("catalog.yaml", "", "no such text")
            text = (folder / file).read_text("utf-8")
            lines.append(f"{step_before.title}: {text.count(after)} of {text.count(before) if before else 0}")
        lines += [f"line {number}" for number in range(step.lines - len(lines) + len(self.folders) % 3)]
        code = self.codes.get(len(self.folders), int(step.expects))
        return SimpleNamespace(stdout="\n".join(lines), returncode=code)


def shown(monkeypatch: pytest.MonkeyPatch, folder: Path, runs: Runs, *args: str) -> str:
    monkeypatch.setattr(subprocess, "run", runs)
    ended = said("demo", *args, folder=folder, environ=ENVIRON)
    assert ended.err == ""
    return in_words(ended.out) + f"exit code {ended.code}\n"


def test_the_demo_shows_this(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs = Runs()
    monkeypatch.setattr(demo, "time", SimpleNamespace(monotonic=iter((5.0, 17.4)).__next__))
    text = shown(monkeypatch, tmp_path, runs, "--keep", "shop", "--color", "always")
    if os.environ.get("CTC_GOLDEN") == "write":
        FILE.write_text(text, "utf-8")
    assert text == FILE.read_text("utf-8")
    assert {*runs.folders} == {Path("shop")}
    assert (tmp_path / "shop" / "ctc.yaml").is_file()


def test_the_demo_ends_where_a_step_ends_otherwise(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    runs = Runs({2: 3})
    text = shown(monkeypatch, tmp_path, runs, "--keep", "empty", "--color", "always")
    assert text.endswith("<red><b>   exit code 3, expected 0</>\nexit code 1\n")
    assert len(runs.folders) == 2


def test_without_a_place_to_keep_it_nothing_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    runs = Runs({1: 1})
    shown(monkeypatch, tmp_path, runs)
    (folder,) = runs.folders
    assert folder.name == "shop"
    assert not folder.parent.exists()
    assert [*tmp_path.iterdir()] == []


@pytest.mark.parametrize(
    ("is_terminal", "color", "asked"),
    [(True, None, "always"), (True, True, "always"), (True, False, "never"), (False, None, "never")],
)
def test_a_step_is_coloured_where_a_terminal_shows_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, is_terminal: bool, color: bool | None, asked: str
) -> None:
    commands: list[list[str]] = []
    runs = Runs()
    monkeypatch.setattr(
        subprocess, "run", lambda command, **how: commands.append(command) or runs(command, **how)
    )
    monkeypatch.setattr(
        demo, "sys", SimpleNamespace(stdout=SimpleNamespace(isatty=lambda: is_terminal), executable="python")
    )
    (tmp_path / "catalog.yaml").touch()
    assert demo._run(1, demo.STEPS[0], tmp_path, Terminal(color=color))
    assert commands == [["python", "-m", "ctc", "lint", "--color", asked]]
