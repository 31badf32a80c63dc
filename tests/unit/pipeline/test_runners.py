"""Whether a runner lives is told by its name, on the machine that it ran on, and never guessed elsewhere."""

import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ctc.pipeline.runners import _began, _place, is_gone, person_name, runner_name
from ctc.state.actors import Actor, actor_of

TRACED = re.compile(r":\d+@[0-9a-f]{8}\.\d+")
TOLD = TRACED.search(runner_name({})) is not None
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
    assert is_gone(re.sub(r"\.\d+:", ".1:", own))


@pytest.mark.parametrize("name", ["", "host", "host:1", "host:1:job", "host:999999@00000000.5", "host:x@1.2"])
def test_of_another_machine_nobody_can_tell(name: str) -> None:
    assert not is_gone(name)


def test_without_a_boot_to_name_nobody_can_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    gone = re.sub(r"\.\d+$", ".1", runner_name({}))
    monkeypatch.setattr("ctc.pipeline.runners._place", lambda: "")
    assert not TRACED.search(runner_name({}))
    assert not is_gone(gone)


@pytest.mark.parametrize(
    ("environ", "user", "run"),
    [
        ({}, None, ""),
        ({"GITHUB_ACTOR": "ann", "GITHUB_RUN_ID": "77"}, "ann", "77"),
        (
            {"GITHUB_ACTOR": "ann[bot]", "GITHUB_RUN_ID": "77", "GITHUB_REPOSITORY": "acme/growth"},
            "ann-bot-",
            "https://github.com/acme/growth/actions/runs/77",
        ),
        (
            {
                "GITLAB_USER_LOGIN": "bo",
                "CI_JOB_ID": "5",
                "CI_JOB_URL": "https://user:secret@git.acme.test:8443/j/5?t=s",
            },
            "bo",
            "https://git.acme.test:8443/j/5",
        ),
        ({"BUILD_URL": "http://[broken", "BUILD_ID": "9\n::error"}, None, "9::error"),
    ],
)
def test_who_and_where_is_read_back(environ: dict[str, str], user: str | None, run: str) -> None:
    for name in (runner_name(environ), person_name(environ)):
        actor = actor_of(name)
        assert actor.user == (user or actor_of(person_name({})).user)
        assert actor.user
        assert actor.host == re.sub(r"[^\w.+-]", "-", socket.gethostname())
        assert actor.run == run
        assert "secret" not in name
    assert actor_of(runner_name(environ)).process == os.getpid()
    assert actor_of(person_name(environ)).process is None


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("", Actor()),
        ("ann", Actor(user="ann")),
        ("laptop:4711", Actor(host="laptop", process=4711)),
        ("laptop:4711@1a2b3c4d.98765", Actor(host="laptop", process=4711)),
        ("laptop:4711:job-5", Actor(host="laptop", process=4711, run="job-5")),
        ("laptop:4711@1a2b3c4d.98765:5", Actor(host="laptop", process=4711, run="5")),
    ],
)
def test_what_older_states_say_is_read_too(text: str, actor: Actor) -> None:
    assert actor_of(text) == actor


def test_where_the_system_tells_nothing_of_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctc.pipeline.runners._PROC", tmp_path)
    assert (_place(), _began(1)) == ("", None)
