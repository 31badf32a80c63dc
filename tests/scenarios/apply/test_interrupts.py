"""Ctrl-C ends the request in flight, records it and stops; a second one changes nothing; a re-run finishes."""

import json
import os
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from typing import Any

import pytest


def journal_of(repo: Any) -> list[dict[str, Any]]:
    """What stands in the journal at this moment."""
    if not repo.state.exists():
        return []
    with closing(sqlite3.connect(f"{repo.state.as_uri()}?mode=ro", uri=True)) as store:
        return [json.loads(record) for (record,) in store.execute("SELECT record FROM journal")]


def interrupt(repo: Any, until: Any, times: int) -> tuple[subprocess.Popen[str], str]:
    """Starts an apply, interrupts it when it has claimed the first create, and waits for its end."""
    process = repo.start("apply", "--auto-approve", "--format", "json")
    until(process, "intent")
    for _ in range(times):
        process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err, err
    return process, out


@pytest.mark.parametrize("fault", ["late-answer:2@1", "latency:2000@1/create"])
@pytest.mark.parametrize("times", [1, 2])
def test_the_create_in_flight_is_recorded_and_none_follows(
    repo: Any, sandbox: Any, until: Any, fault: str, times: int
) -> None:
    for name in ("alpha", "beta", "gamma"):
        repo.spec(name)
    sandbox.faults(fault)
    process, out = interrupt(repo, until, times)
    assert process.returncode == 1
    assert '"event": "finished"' in out
    assert sandbox.names() == ["alpha"]
    assert repo.statuses() == {"alpha": "scheduled"}
    assert repo.actions() == {"alpha": "unchanged", "beta": "create", "gamma": "create"}
    repo.apply()
    assert sandbox.names() == ["alpha", "beta", "gamma"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_signal_that_ends_a_process_is_an_interrupt_too(
    repo: Any, sandbox: Any, until: Any, number: int
) -> None:
    repo.spec("alpha")
    repo.spec("beta")
    sandbox.faults("late-answer:2@1")
    process = repo.start("apply", "--auto-approve", "--format", "json")
    until(process, "intent")
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 1, (out, err)
    assert sandbox.names() == ["alpha"]
    assert repo.statuses() == {"alpha": "scheduled"}


def test_a_terminal_that_hangs_up_lets_the_create_in_flight_be_recorded(repo: Any, sandbox: Any) -> None:
    """A closed window, a dropped ssh: SIGHUP, and nobody to write to."""
    repo.spec("alpha")
    repo.spec("beta")
    sandbox.faults("latency:2000@1/create")
    process, ours = repo.on_terminal("apply", "--auto-approve")
    while not any(record["kind"] == "intent" for record in journal_of(repo)):
        assert process.poll() is None
        time.sleep(0.02)
    os.close(ours)
    process.wait(timeout=120)
    assert sandbox.names() == ["alpha"]
    assert repo.statuses() == {"alpha": "scheduled"}
    assert repo.actions() == {"alpha": "unchanged", "beta": "create"}


def test_nohup_goes_on(repo: Any, sandbox: Any, until: Any) -> None:
    repo.spec("alpha")
    repo.spec("beta")
    sandbox.faults("late-answer:2@1")
    ignored = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process = repo.start("apply", "--auto-approve", "--format", "json")
    finally:
        signal.signal(signal.SIGHUP, ignored)
    until(process, "intent")
    process.send_signal(signal.SIGHUP)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)
    assert sandbox.names() == ["alpha", "beta"]


def test_the_batches_in_flight_are_recorded(repo: Any, sandbox: Any, until: Any) -> None:
    repo.message("people", {"Identity": [f"u{n}" for n in range(5500)]})
    sandbox.faults("late-answer:2@1-3")
    process, _ = interrupt(repo, until, 1)
    assert process.returncode == 1
    sent = [row["recipients"] for row in sandbox.requests("send")]
    assert 1 <= len(sent) <= 3
    assert repo.records()["people"]["batches"] == {"sent": len(sent), "of": 6}
    assert repo.records()["people"]["status"] == "partial"
    repo.apply()
    assert sum(row["recipients"] for row in sandbox.requests("send")) == 5500
    assert len(sandbox.requests("send")) == 6
    assert repo.statuses() == {"people": "sent"}


def test_a_replace_that_is_interrupted_after_its_stop_gets_its_successor_first(
    repo: Any, sandbox: Any, until: Any
) -> None:
    """What is stopped is not left alone, and nothing more is stopped."""
    for name in ("alpha", "beta"):
        repo.spec(name)
    repo.apply()
    for name in ("alpha", "beta"):
        repo.spec(name, content={"body": "Edited"})
    sandbox.faults("latency:2000@1/stop")
    process, _ = interrupt(repo, until, 1)
    assert process.returncode == 1
    assert sandbox.names() == ["alpha", "beta", "alpha"]
    assert len(sandbox.requests("stop")) == 1
    assert repo.statuses() == {"alpha": "scheduled", "beta": "scheduled"}
    assert repo.actions() == {"alpha": "unchanged", "beta": "replace"}


def test_no_is_the_answer_of_who_does_not_say_yes(repo: Any, sandbox: Any) -> None:
    """Without --auto-approve and without a terminal, nothing is sent."""
    repo.spec("alpha")
    repo.ctc("apply", code=1)
    repo.ctc("apply", "--format", "json", code=2)
    assert sandbox.requests() == []
