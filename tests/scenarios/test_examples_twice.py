"""Applying the whole example repository twice leaves each campaign in the sandbox exactly once."""

import json
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def ctc(folder: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "ctc", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_twice_is_once(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "campaigns", tmp_path / "campaigns")
    for name in ("ctc.yaml", "catalog.yaml"):
        shutil.copy(ROOT / name, tmp_path)
    first = ctc(tmp_path, "apply", "--auto-approve", "--format", "json")
    assert first.returncode == 0, first.stdout + first.stderr
    events = [json.loads(line) for line in first.stdout.splitlines()]
    planned = json.loads(ctc(tmp_path, "compile").stdout)["payloads"]
    finished = events[-1]
    assert finished["event"] == "finished"
    assert finished["applied"] == len(planned)

    assert ctc(tmp_path, "plan", "--exit-code").returncode == 0
    second = ctc(tmp_path, "apply", "--auto-approve", "--format", "json")
    assert second.returncode == 0
    assert {json.loads(line)["event"] for line in second.stdout.splitlines()} <= {
        "started",
        "planned",
        "estimated",
        "finished",
    }

    names = Counter(re.sub(r" #[a-z0-9]{8}-[a-z0-9]{4}$", "", name) for name in created(tmp_path))
    wanted = Counter(
        payload["payload"]["name"]
        for payload in planned
        if payload["endpoint"].endswith("create.json") and not payload["payload"].get("estimate_only")
    )
    assert names == wanted


def created(folder: Path) -> list[str]:
    """The names of every campaign that the sandbox made, out of its own store."""
    (store,) = (folder / ".ctc" / "sandbox").glob("sandbox.db")
    with closing(sqlite3.connect(store)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM campaigns")]
