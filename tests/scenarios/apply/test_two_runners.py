"""Several runners over one state: the intent is the claim, and nothing that a dead process held outlives it."""

import os
import signal
import time
from typing import Any

import pytest

from tests.scenarios.apply.places import BOTH

pytestmark = BOTH

NAMES = [f"c{n}" for n in range(6)]


@pytest.mark.parametrize("runners", [2, 3])
def test_each_campaign_is_created_once(repo: Any, sandbox: Any, runners: int) -> None:
    for name in NAMES:
        repo.spec(name)
    repo.ctc("state", "init")
    sandbox.faults("latency:150/create")
    processes = [repo.start("apply", "--auto-approve") for _ in range(runners)]
    said = ["".join(process.communicate(timeout=120)) for process in processes]
    assert sorted(sandbox.names()) == NAMES
    assert repo.statuses() == dict.fromkeys(NAMES, "scheduled")
    assert not any("Traceback" in text for text in said)
    for process, text in zip(processes, said, strict=True):
        assert process.returncode == 0, text
    assert set(repo.actions().values()) == {"unchanged"}


def test_the_first_two_runs_of_a_repository_make_one_state(repo: Any, sandbox: Any) -> None:
    """Nobody has made the state yet, and both do."""
    repo.spec("alpha")
    processes = [repo.start("apply", "--auto-approve") for _ in range(2)]
    said = ["".join(process.communicate(timeout=120)) for process in processes]
    assert sandbox.names() == ["alpha"], said
    assert not any("Traceback" in text for text in said)


def test_each_batch_is_sent_once(repo: Any, sandbox: Any) -> None:
    repo.message("people", {"Identity": [f"u{n}" for n in range(4200)]})
    repo.ctc("state", "init")
    sandbox.faults("latency:150/send")
    processes = [repo.start("apply", "--auto-approve") for _ in range(2)]
    for process in processes:
        process.communicate(timeout=120)
    repo.apply(code=None)
    assert sorted(row["recipients"] for row in sandbox.requests("send")) == [200, 1000, 1000, 1000, 1000]
    assert repo.statuses() == {"people": "sent"}


def stopped_after_its_intent(repo: Any) -> Any:
    """A runner that lies still between its intent and its request."""
    process = repo.start("apply", "--auto-approve", CTC_FAILPOINT="after-intent:1:stop")
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    return process


def test_the_second_skips_what_the_first_has_in_hand_and_says_so(repo: Any, sandbox: Any) -> None:
    repo.configure(timeout="10m")
    repo.spec("alpha")
    repo.spec("beta")
    repo.ctc("state", "init")
    repo.ctc("plan", "-o", "the.plan")
    first = stopped_after_its_intent(repo)
    assert "the saved plan is stale" in repo.ctc("apply", "the.plan", code=1)
    said = repo.apply()
    assert "another run is sending it at this moment" in said
    assert "Planned 2: 1 applied, 1 skipped." in said
    first.send_signal(signal.SIGCONT)
    out, _ = first.communicate(timeout=120)
    assert first.returncode == 0, out
    assert "another run sent it meanwhile" in out
    assert sandbox.names() == ["beta", "alpha"]
    assert len(sandbox.requests("create")) == 2


def test_what_the_first_has_sent_without_an_answer_yet_is_adopted(
    repo: Any, sandbox: Any, until: Any
) -> None:
    """Or, on a slow machine, is recorded by the first: no second create in either case."""
    repo.spec("alpha")
    repo.ctc("state", "init")
    sandbox.faults("late-answer:8@1/create")
    first = repo.start("apply", "--auto-approve", "--format", "json")
    until(first, "intent")
    while not sandbox.names():
        assert first.poll() is None
        time.sleep(0.02)
    repo.apply()
    first.communicate(timeout=120)
    assert first.returncode == 0
    assert sandbox.names() == ["alpha"]
    assert repo.statuses() == {"alpha": "scheduled"}


def wait_until_settled(repo: Any, *under_way: str) -> None:
    """Plans until the intent of a runner that is paused or dead is settled, by the store's clock, or needs a person."""
    end = time.monotonic() + 60
    while repo.actions()["alpha"] in (under_way or ("skipped", "blocked")):
        assert time.monotonic() < end, "the intent stays in flight"
        time.sleep(0.2)  # each question is one to CleverTap as well


def test_a_paused_runner_comes_back_too_late_and_sends_nothing(repo: Any, sandbox: Any) -> None:
    """The other took it for dead and sent; the one that wakes sees that its time is over."""
    repo.configure(timeout="3s", listing_lag="1s")
    repo.spec("alpha")
    repo.ctc("state", "init")
    paused = stopped_after_its_intent(repo)
    wait_until_settled(repo)
    repo.apply()
    assert sandbox.names() == ["alpha"]
    paused.send_signal(signal.SIGCONT)
    out, err = paused.communicate(timeout=120)
    assert "Traceback" not in err
    assert sandbox.names() == ["alpha"], out
    assert repo.statuses() == {"alpha": "scheduled"}
    repo.apply()
    assert sandbox.names() == ["alpha"]


def test_without_a_listing_lag_a_person_decides_about_a_paused_runner(repo: Any, sandbox: Any) -> None:
    repo.configure(timeout="1s")
    repo.spec("alpha")
    repo.ctc("state", "init")
    paused = stopped_after_its_intent(repo)
    wait_until_settled(repo, "skipped")
    said = repo.apply(code=4)
    assert "ctc state resolve alpha --env local --sent ID --why" in said
    assert sandbox.names() == []
    paused.send_signal(signal.SIGCONT)
    paused.communicate(timeout=120)
    assert len(sandbox.names()) <= 1
    repo.apply(code=None)
    assert len(sandbox.names()) <= 1


def test_a_killed_runner_of_this_machine_is_doubted_at_once(repo: Any, sandbox: Any) -> None:
    """Nobody waits for the time of a request that nobody makes: a person decides now, and the next run goes on."""
    repo.configure(timeout="10m")
    repo.spec("alpha")
    process = repo.start("apply", "--auto-approve", CTC_FAILPOINT="after-intent:1:kill")
    process.communicate(timeout=120)
    assert repo.actions() == {"alpha": "blocked"}
    assert repo.statuses() == {"alpha": "in_doubt"}
    assert "its run ended before any outcome was recorded" in repo.apply(code=4)
    assert sandbox.requests("create") == []
    repo.ctc("state", "resolve", "alpha", "--not-sent", "--why", "it was killed before its request")
    repo.apply()
    assert sandbox.names() == ["alpha"]


def test_a_killed_runner_leaves_nothing_locked(repo: Any, sandbox: Any) -> None:
    repo.configure(timeout="3s", listing_lag="0s")
    repo.spec("alpha")
    repo.spec("beta")
    process = repo.start("apply", "--auto-approve", CTC_FAILPOINT="after-intent:1:kill")
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    wait_until_settled(repo)
    repo.apply()
    assert sorted(sandbox.names()) == ["alpha", "beta"]
