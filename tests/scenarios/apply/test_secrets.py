"""A canary is searched for in everything that any command writes: files, stdout, stderr, also when it fails."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from tests.commands import said
from tests.scenarios.apply.conftest import environ_of

PASSCODE = "canary-passcode-5f2a"
STATE_PASSWORD = "canary-state-91c7"
RECIPIENT = "canary-recipient-77"
STATE = f"postgresql://ctc:{STATE_PASSWORD}@127.0.0.1:1/ctc"
CANARIES = (PASSCODE, STATE_PASSWORD, RECIPIENT)
EVERY = [
    # the command, its exit code, and that with a passcode that is not the account's
    (["lint"], 0, 0),
    (["compile", "--select", "alpha"], 0, 0),
    (["plan"], 0, 0),
    (["plan", "--estimate", "--format", "json"], 0, 0),
    (["plan", "--estimate", "--format", "markdown", "-o", "the.plan"], 0, 1),
    (["apply", "the.plan"], 0, 2),
    (["apply", "--auto-approve", "--format", "json"], 0, 1),
    (["status"], 0, 0),
    (["status", "--format", "json"], 0, 0),
    (["state", "init"], 1, 1),
    (["state", "list", "--format", "json"], 0, 0),
    (["state", "show", "alpha"], 0, 1),
    (["state", "history", "alpha", "--format", "json"], 0, 1),
    (["state", "history", "people"], 0, 1),
    (["state", "resolve", "alpha", "--not-sent", "--why", "a test"], 1, 1),
    (["state", "move", "alpha", "alpha-2"], 0, 1),
    (["state", "forget", "alpha-2", "--yes", "--why", "a test"], 1, 1),
    (["stop", "alpha"], 1, 1),
    (["preview", "-o", "preview.html", "--select", "alpha"], 0, 0),
    (["plan", "--env", "nowhere"], 1, 1),
]


@pytest.fixture
def world(repo: Any) -> Any:
    """The passcode comes from the process environment, as in production."""
    repo.configure(passcode="{{ env.CLEVERTAP_PASSCODE }}")
    repo.spec("alpha")
    repo.message("people", {"Identity": [RECIPIENT]})
    return repo


def run(
    repo: Any, *args: str, passcode: str = PASSCODE, bug: bool = False, apart: bool = False, **environ: str
) -> tuple[int, str]:
    """The exit code and what was said; fails where a canary is in it, or in any file but the specs. ``apart`` in a
    process of its own, of which all is heard that libraries write."""
    environ = {"CLEVERTAP_PASSCODE": passcode, **environ}
    if apart or bug:
        process = repo.start(*args, **environ)
        out, err = process.communicate(timeout=120)
        code = process.returncode
    else:
        code, out, err = said(*args, folder=repo.root, environ=environ_of(environ))
    found = [(canary, "said") for canary in CANARIES if canary in out + err]
    found += [(c, name) for name, text in written(repo) for c in CANARIES if c in text]
    assert found == [], (args, found, out, err)
    assert bug or "this is a bug of ctc's" not in err, (args, err)
    return code, out + err


def written(repo: Any) -> Iterator[tuple[str, str]]:
    """Every file of the repository but what a person wrote; a database also record by record."""
    for file in repo.root.rglob("*"):
        if file.is_file() and file.name != "ctc.yaml" and file.parent.name not in ("campaigns", "broken"):
            yield file.name, file.read_bytes().decode("utf-8", "replace")
    if repo.state.exists():
        db = sqlite3.connect(f"file:{repo.state}?mode=ro", uri=True)
        yield "records", "\n".join(db.iterdump())
        db.close()


def test_no_command_tells_a_secret(world: Any, sandbox: Any) -> None:
    """The sandbox knows another passcode, so all that asks CleverTap fails on the way, with -v."""
    for args, _, code in EVERY:
        assert run(world, *args, "-v", apart=True)[0] == code, args
    assert sandbox.requests() == [], "a wrong passcode was accepted"


def test_no_command_tells_a_secret_when_all_goes_well(world: Any, sandbox: Any) -> None:
    """The same with the right passcode: recipients and state are what could leak."""
    for args, code, _ in EVERY:
        assert run(world, *args, "-v", passcode="sandbox", apart=True)[0] == code, args
    assert sandbox.names() == ["alpha"]
    assert len(sandbox.requests("send")) == 1


@pytest.mark.parametrize(
    "fault",
    ["5xx-after-accept", "drop-after-accept", "garbage", "refuse:401", "refuse:400", "truncate", "no-id"],
)
def test_a_failing_request_tells_none(world: Any, sandbox: Any, fault: str) -> None:
    sandbox.faults(fault)
    code, said = run(world, "apply", "--auto-approve", "-v", passcode="sandbox")
    assert code in (1, 4), said
    run(world, "status", "-v", passcode="sandbox")


def test_a_wrong_passcode_is_said_without_it(world: Any) -> None:
    code, said = run(world, "apply", "--auto-approve", "-v")
    assert code == 1
    assert "401" in said or "Passcode is invalid" in said


def test_an_unreachable_host_is_said_without_it(world: Any) -> None:
    world.configure(api="http://127.0.0.1:1", passcode="{{ env.CLEVERTAP_PASSCODE }}", timeout="1s")
    for args, code, words in (
        (
            ["apply", "--auto-approve"],
            1,
            "nobody answers for environment 'local' ([Errno 111] Connection refused)",
        ),
        (["plan", "--estimate"], 0, "its reach is not known: [Errno 111] Connection refused"),
        (["status"], 0, "nothing is recorded"),
    ):
        found, said = run(world, *args, "-v")
        assert (found, words in said) == (code, True), (args, said)


def test_a_variable_that_is_not_set_names_the_variable(world: Any) -> None:
    world.configure(passcode="{{ env.CTC_NOT_SET }}")
    code, said = run(world, "apply", "--auto-approve", "-v")
    assert code == 1
    assert "CTC_NOT_SET, which is not set" in said


def test_a_passcode_that_no_header_can_carry(world: Any, sandbox: Any) -> None:
    """A line break, as a secret store adds it, breaks the request; the error quotes no header."""
    for broken in (f"{PASSCODE}\n", f"{PASSCODE}\nX-Evil: 1", f"{PASSCODE}€"):
        code, said = run(world, "apply", "--auto-approve", "-v", passcode=broken)
        assert code == 1, said
    assert sandbox.requests() == []


def test_a_passcode_in_a_broken_ctc_yaml_is_not_shown(repo: Any) -> None:
    """A passcode written out is a mistake of its own; what is said of the file must not repeat it."""
    repo.spec("alpha")
    settings = {"api": repo.url, "account_id": "sandbox", "passcode": PASSCODE, "timezoen": "UTC"}
    config = {"version": 1, "default_environment": "local", "environments": {"local": settings}}
    kept = repo.write("ctc.yaml", json.dumps(config, indent=1))
    assert run(repo, "plan", "-v")[0] == 1
    kept.write_text(json.dumps({**config, "environments": {"local": {**settings, "passcode": [PASSCODE]}}}))
    assert run(repo, "plan", "-v")[0] == 1


@pytest.mark.parametrize(
    "state",
    [
        STATE,
        f"postgresql://ctc:{STATE_PASSWORD}@127.0.0.1:port/ctc",
        f"postgresql://ctc:{STATE_PASSWORD}@[::1/ctc",
        f"postgres//ctc:{STATE_PASSWORD}@127.0.0.1/ctc",
        f"mysql://ctc:{STATE_PASSWORD}@127.0.0.1/ctc",
        f"host=127.0.0.1 password={STATE_PASSWORD}",
        f"postgresql://127.0.0.1:1/ctc?user=ctc&password={STATE_PASSWORD}",
    ],
)
def test_a_state_that_cannot_be_opened_is_said_without_its_password(world: Any, state: str) -> None:
    for environ, written_as in ((state, "{{ env.CTC_STATE }}"), ("", state)):
        world.configure(state=written_as)
        for args in (["plan"], ["apply", "--auto-approve"], ["state", "list"]):
            code, said = run(world, *args, "-v", CTC_STATE=environ, passcode="sandbox")
            assert code == 1, said


def test_a_bug_is_told_without_them(world: Any) -> None:
    """A failure that nobody foresaw, with all that is secret in its message."""
    world.write("broken/sitecustomize.py", BUG)
    environ = {"PYTHONPATH": str(world.root / "broken"), "CTC_STATE": STATE}
    for args in (["apply", "--auto-approve"], ["plan"], ["status"]):
        for flags in ([], ["-v"]):
            code, said = run(world, *args, *flags, passcode="sandbox", bug=True, **environ)
            assert code == 1
            assert "this is a bug of ctc's" in said


BUG = """
import os

import ctc.pipeline.states

def broken(*args, **kwargs):
    secrets = os.environ["CLEVERTAP_PASSCODE"], os.environ["CTC_STATE"]
    raise RuntimeError("passcode %s, state %s" % secrets)

ctc.pipeline.states.load = broken
"""
