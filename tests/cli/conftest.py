"""Commands as a person runs them: in a folder of their own, through the real entry point."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.inherited import inherited


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Ctc = Callable[..., Answer]


@pytest.fixture
def ctc(tmp_path: Path) -> Ctc:
    """Runs ``ctc`` in ``tmp_path``, or in another ``folder``, as a process of its own."""

    def run(*args: str, stdin: str = "", folder: Path = tmp_path, **environ: str) -> Answer:
        kept = {
            key: value
            for key, value in os.environ.items()
            if key in {"PATH", "HOME", "LANG", "XDG_CACHE_HOME", "XDG_STATE_HOME"}
        }
        done = subprocess.run(
            [sys.executable, "-W", "error", "-m", "ctc", *args],
            cwd=folder,
            input=stdin,
            capture_output=True,
            text=True,
            env={**kept, **inherited(**environ)},
            check=False,
        )
        assert "Traceback" not in done.stderr
        return Answer(code=done.returncode, out=done.stdout, err=done.stderr)

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file below ``tmp_path``."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    return put
