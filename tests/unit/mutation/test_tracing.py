"""Each fault is put to the tests that run its line, also where a process of theirs does: else none would notice it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hostile.shop import environ_of as hostile
from tests.inherited import NAMES
from tests.scenarios.apply.conftest import environ_of as commands

ROOT = Path(__file__).resolve().parents[3]
FILE = "ctc/cli/compiling.py"
TEST = "tests/cli/test_small_things.py::test_hexadecimal_and_octal_stay_texts"
"""A file of which only a process runs a line, and a test that starts one."""


def test_lines_that_processes_run_are_put_down_to_their_test(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "PYTEST_"))
    }
    tool = str(ROOT / "tests" / "mutation")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tracing", "-p", "no:cacheprovider", TEST]
    paths = [tool, *filter(None, [kept.get("PYTHONPATH")])]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**kept, "CTC_TRACE": str(tmp_path), "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    monkeypatch.syspath_prepend(tool)
    monkeypatch.delitem(sys.modules, "traces", raising=False)
    from traces import traced_lines

    lines, seconds = traced_lines(tmp_path)
    assert TEST in {name for names in lines[FILE].values() for name in names}
    assert seconds[TEST] > 0


@pytest.mark.parametrize("environ_of", [lambda: commands({}), hostile], ids=["commands", "hostile"])
def test_what_is_started_elsewhere_is_watched_too(
    environ_of: Callable[[], dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "x")
    assert {environ_of()[name] for name in NAMES} == {"x"}


def test_of_a_trace_that_was_broken_off_what_ran_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the files that it never came to would pass for read, and every fault in what they alone run for unseen."""
    monkeypatch.syspath_prepend(str(ROOT / "tests" / "mutation"))
    monkeypatch.delitem(sys.modules, "traces", raising=False)
    from traces import kept, known

    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "seconds.json").write_text('{"tests/a.py::test_a": 0.1}', "utf-8")
    kept(tmp_path / "raw", tmp_path, {"tests/a.py": "1", "tests/b.py": "2"})
    (layer,) = known(tmp_path)
    assert dict(layer.tests) == {"tests/a.py": "1"}
