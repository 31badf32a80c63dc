"""The hooks, tried by pre-commit and prek from this repository's own commit."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPEC = (ROOT / "tests/fixtures/specs/tea.yaml").read_text("utf-8")


@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_hooks_run_and_refuse(tool: Callable[[str], str], tmp_path: Path, manager: str) -> None:
    environ = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")} | {
        "HOME": str(tmp_path / "home")
    }

    def run(*command: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            command, cwd=tmp_path / "shop", env=environ, capture_output=True, text=True, check=False
        )

    (tmp_path / "shop" / "campaigns").mkdir(parents=True)
    (tmp_path / "shop" / "ctc.yaml").write_text("version: 1\nproject: acme\n", "utf-8")
    spec = tmp_path / "shop" / "campaigns" / "tea.yaml"
    spec.write_text(SPEC, "utf-8")
    run("git", "init", "-q")
    run("git", "add", "-A")
    tried = [tool(manager), "try-repo", str(ROOT), "--ref", _commit(), "--all-files"]
    fine = run(*tried)
    assert fine.returncode == 0, fine.stdout + fine.stderr
    assert "ctc lint" in fine.stdout
    assert "ctc test" in fine.stdout
    spec.write_text(SPEC.replace("body:", "bodi:"), "utf-8")
    run("git", "add", "-A")
    refused = run(*tried)
    assert refused.returncode != 0
    assert "CTC305" in refused.stdout


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
