"""Commands in this process: a project to run them in, and what they print."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import pytest

from tests.commands import Said, said

Run = Callable[..., Said]
SPEC = """\
version: 1
id: {id}
campaign:
  name: {id} goes out
  target_mode: sms
  when: 2031-01-15 {hour}:30
  where: {{event_name: Charged, from: 2026-01-01, to: 2026-01-31}}
  content: {{body: "Hi {id}. Reply STOP to opt out", sms: {{template_id: "1107161234567890123"}}}}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of two campaigns; the current folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CI", raising=False)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\nproject: acme\n", "utf-8")
    for name, hour in (("one", "09"), ("two", "10")):
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(SPEC.format(id=name, hour=hour), "utf-8")
    return tmp_path


@pytest.fixture
def ctc(here: Path) -> Run:
    """Runs one command there."""

    def run(*args: str, stdin: str | TextIO = "") -> Said:
        done = said(*args, folder=Path.cwd(), environ=os.environ, stdin=stdin)
        assert "Traceback" not in done.err
        return done

    return run
