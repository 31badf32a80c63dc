"""Completion in the other shells, run for real."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from ctc.cli.main import COMMANDS

PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
ASKED_BY_ZSH = """
compdef() { :; }
compadd() { print -l ${(P)argv[-1]} }
_describe() { print -l ${(P)argv[3]} }
source ./_ctc
words=(ctc plan --env stag); CURRENT=4
_ctc_completion
"""
"""The widget's function, with what zsh's own completion would take from it printed."""


def _run(folder: Path, *command: str) -> str:
    environ = {"PATH": PATH, "HOME": str(folder), "TERM": "dumb", "LANG": "C.UTF-8"}
    done = subprocess.run(
        command,
        cwd=folder,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _project(folder: Path) -> None:
    text = "version: 1\nenvironments: {staging: {region: in1, timezone: UTC}}\n"
    (folder / "ctc.yaml").write_text(text, "utf-8")


def test_fish_completes(tool: Callable[[str], str], tmp_path: Path) -> None:
    _project(tmp_path)
    (tmp_path / "ctc.fish").write_text(_run(tmp_path, "ctc", "completion", "fish"), "utf-8")
    said = _run(tmp_path, tool("fish"), "-c", "source ctc.fish; complete -C 'ctc plan --env '")
    assert [line.split("\t")[0] for line in said.splitlines()] == ["sandbox", "staging"]
    commands = _run(tmp_path, tool("fish"), "-c", "source ctc.fish; complete -C 'ctc '")
    assert {line.split("\t")[0] for line in commands.splitlines()} == {*COMMANDS}


def test_zsh_completes(tool: Callable[[str], str], tmp_path: Path) -> None:
    _project(tmp_path)
    (tmp_path / "_ctc").write_text(_run(tmp_path, "ctc", "completion", "zsh"), "utf-8")
    assert "staging" in _run(tmp_path, tool("zsh"), "-f", "-c", ASKED_BY_ZSH).split()
