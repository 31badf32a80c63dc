"""Whether a runner lives is told by its name, on the machine that it ran on, and never guessed elsewhere."""

import re
import subprocess
import sys

import pytest

from ctc.pipeline.runners import is_gone, runner_name

TOLD = "@" in runner_name({})
pytestmark = pytest.mark.skipif(not TOLD, reason="this system does not tell when a process began")
SAY = "import sys; from ctc.pipeline.runners import runner_name; print(runner_name({}), flush=True); sys.stdin.read()"


def begun() -> tuple[subprocess.Popen[str], str]:
    """A process that lives until its input ends, and its name."""
    process = subprocess.Popen([sys.executable, "-c", SAY], stdin=-1, stdout=-1, text=True)
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_a_runner_is_gone_when_its_process_is() -> None:
    process, name = begun()
    with process:
        assert not is_gone(name)
        process.kill()
        # Until it is waited for, its number is still taken: it has ended all the same.
        process.wait()
    assert is_gone(name)
    assert not is_gone(runner_name({}))


def test_a_later_process_with_the_same_number_is_another() -> None:
    own = runner_name({"GITHUB_RUN_ID": "77"})
    assert own.endswith(":77")
    assert not is_gone(own)
    assert is_gone(re.sub(r"\.\d+", ".1", own))


@pytest.mark.parametrize("name", ["", "host", "host:1", "host:1:job", "host:999999@00000000.5", "host:x@1.2"])
def test_of_another_machine_nobody_can_tell(name: str) -> None:
    assert not is_gone(name)


def test_without_a_boot_to_name_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = re.sub(r"\.\d+", ".1", runner_name({}))
    monkeypatch.setattr("ctc.pipeline.runners._place", lambda: "")
    assert "@" not in runner_name({})
    assert not is_gone(gone)
