"""Commands as a person runs them: in a folder of their own, through the real entry point."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import Said, said
from tests.inherited import inherited

Ctc = Callable[..., Said]


@pytest.fixture
def ctc(tmp_path: Path) -> Ctc:
    """Runs ``ctc`` in ``tmp_path``, or in another ``folder``."""

    def run(*args: str, stdin: str = "", folder: Path = tmp_path, **environ: str) -> Said:
        kept = {
            key: value
            for key, value in os.environ.items()
            if key in {"PATH", "HOME", "LANG", "XDG_CACHE_HOME", "XDG_STATE_HOME"}
        }
        done = said(*args, folder=folder, environ={**kept, **inherited(**environ)}, stdin=stdin)
        assert "Traceback" not in done.err
        return done

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
