"""Moves, merges and reverts: an identity is spent for ever. The sandbox's log is the judge."""

import os
import signal
import subprocess
from typing import Any

import pytest

from tests.scenarios.apply.places import BOTH

pytestmark = BOTH


def was(*names: str, **top: Any) -> dict[str, Any]:
    return {"was": list(names), **top}


def waiting(repo: Any) -> subprocess.Popen[str]:
    """An apply whose plan is made, and that waits for somebody's yes."""
    process: subprocess.Popen[str] = repo.start("apply", answers=True)
    assert process.stdout is not None
    shown = ""
    while "Only 'yes' is accepted" not in shown:
        letter = process.stdout.read(1)
        assert letter, shown
        shown += letter
    return process


def answered(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate("yes\n", timeout=120)
    assert "Traceback" not in out + err
    return out + err


@pytest.mark.parametrize("kind", ["campaign", "message"])
def test_a_merge_brings_the_old_file_back(repo: Any, sandbox: Any, kind: str) -> None:
    def write(name: str, top: dict[str, Any] | None = None) -> None:
        if kind == "campaign":
            repo.spec(name, name="Sale", when="now", top=top)
        else:
            repo.message(name, {"Identity": ["u1"]}, top=top)

    write("welcome")
    repo.apply()
    repo.remove("welcome")
    write("welcome-in", was("welcome"))
    repo.apply()
    write("welcome")
    said = repo.apply(code=1)
    assert "welcome became welcome-in on 20" in said
    assert repo.actions() == {"welcome": "blocked", "welcome-in": "unchanged"}
    assert len(sandbox.requests("create")) + len(sandbox.requests("send")) == 1


def test_a_revert_of_a_rename_that_raised_the_revision(repo: Any, sandbox: Any) -> None:
    repo.spec("welcome", when="now")
    repo.apply()
    repo.remove("welcome")
    repo.spec("welcome-in", when="now", top=was("welcome", revision=2))
    repo.apply()
    assert len(sandbox.requests("create")) == 2
    repo.remove("welcome-in")
    repo.spec("welcome", when="now")
    assert repo.actions()["welcome"] == "blocked"
    repo.apply(code=1)
    assert len(sandbox.requests("create")) == 2


def test_a_moved_record_whose_edited_spec_stays(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha", when="now")
    repo.apply()
    repo.ctc("state", "move", "alpha", "beta")
    repo.spec("alpha", when="now", content={"body": "Edited"})
    said = repo.apply(code=1)
    assert "alpha became beta" in said
    assert len(sandbox.requests("create")) == 1


def test_a_yes_that_comes_after_another_run_and_a_rename(repo: Any, sandbox: Any) -> None:
    repo.spec("x", when="now")
    repo.ctc("state", "init")
    slow = waiting(repo)
    repo.apply()
    repo.remove("x")
    repo.spec("y", when="now", top=was("x"))
    repo.apply()
    said = answered(slow)
    assert slow.returncode == 1, said
    assert "is spent" in said
    assert len(sandbox.requests("create")) == 1


def test_a_record_is_not_carried_over_one_that_came_meanwhile(repo: Any, sandbox: Any) -> None:
    repo.spec("a", name="Sale", when="now")
    repo.apply()
    repo.remove("a")
    repo.spec("b", name="Sale", when="now", top=was("a"))
    repo.spec("c", when="now")
    slow = waiting(repo)
    repo.remove("b")
    repo.remove("c")
    repo.spec("b", name="Another", when="now")
    repo.apply("--select", "b")
    said = answered(slow)
    assert sorted(sandbox.names()) == ["Another", "Sale", "c"], said
    assert repo.records()["b"]["name"].startswith("Another")
    repo.apply("--select", "b")
    assert len(sandbox.requests("create")) == 3


def paused(repo: Any, where: str) -> subprocess.Popen[str]:
    process: subprocess.Popen[str] = repo.start("apply", "--auto-approve", CTC_FAILPOINT=f"{where}:1:stop")
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    return process


@pytest.mark.parametrize("where", ["after-intent", "before-outcome"])
def test_an_answer_that_arrives_after_a_rename_is_kept(repo: Any, sandbox: Any, where: str) -> None:
    repo.configure(timeout="10m")
    repo.spec("a", name="Sale", when="now")
    repo.ctc("state", "init")
    first = paused(repo, where)
    repo.remove("a")
    repo.spec("b", name="Sale", when="now", top=was("a"))
    repo.apply(code=None)
    first.send_signal(signal.SIGCONT)
    first.communicate(timeout=120)
    repo.apply()
    assert len(sandbox.requests("create")) == 1
    assert repo.statuses() == {"b": "running"}


def test_a_rename_and_an_old_checkout_race(repo: Any, sandbox: Any) -> None:
    """Nothing was recorded when both made their plans; the one with the newer name claims first."""
    repo.spec("a", name="Sale", when="now")
    repo.ctc("state", "init")
    old = waiting(repo)
    repo.remove("a")
    repo.spec("b", name="Sale", when="now", top=was("a"))
    repo.apply()
    said = answered(old)
    assert old.returncode == 1, said
    assert len(sandbox.requests("create")) == 1
    repo.spec("a", name="Sale", when="now")
    assert "a became b" in repo.apply(code=1)


def test_two_specs_cannot_both_have_been_one(repo: Any, sandbox: Any) -> None:
    repo.spec("a", when="now")
    repo.apply()
    repo.remove("a")
    repo.spec("b", name="a", when="now", top=was("a"))
    repo.spec("c", name="a", when="now", top=was("a"))
    said = repo.apply(code=1)
    assert "stands in b and in c" in said
    assert len(sandbox.requests("create")) == 1
    repo.remove("c")
    repo.apply()
    assert repo.statuses() == {"b": "running"}


def test_two_names_are_swapped_and_nothing_is_lost(repo: Any, sandbox: Any) -> None:
    repo.spec("a", name="A")
    repo.spec("b", name="B")
    repo.apply()
    for source, target in (("a", "tmp"), ("b", "a"), ("tmp", "b")):
        repo.ctc("state", "move", source, target)
    assert {address: record["name"][0] for address, record in repo.records().items()} == {"a": "B", "b": "A"}
    repo.spec("a", name="B")
    repo.spec("b", name="A")
    assert set(repo.actions().values()) == {"unchanged"}
    repo.spec("tmp", name="A")
    assert repo.actions()["tmp"] == "blocked"
    assert len(sandbox.requests("create")) == 2


def test_what_went_out_is_pasted_over_a_campaign_that_waits(repo: Any, sandbox: Any) -> None:
    """Its own file is gone, so its bytes in another one are a rename that nobody told; a higher revision is meant."""
    repo.spec("waits")
    repo.spec("went", when="now")
    repo.apply()
    repo.remove("went")
    repo.apply()
    stops = len(sandbox.requests("stop"))
    repo.spec("waits", name="went", when="now")
    change = repo.plan()["waits"]
    assert (change["action"], "recorded under went" in change["reason"]) == ("blocked", True)
    repo.apply(code=1)
    assert sandbox.names() == ["waits", "went"]
    assert len(sandbox.requests("stop")) == stops
    repo.spec("waits", name="went", when="now", top={"revision": 2})
    repo.apply()
    assert sandbox.names() == ["waits", "went", "went"]
