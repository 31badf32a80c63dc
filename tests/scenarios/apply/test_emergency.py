"""Something is wrong: one command stops what ctc made; the server's log is the judge."""

import os
import signal
from typing import Any

import pytest

MANY = int(os.environ.get("CTC_STOPS", "60"))
"""Campaigns of one family; `CTC_STOPS=3000` for a real night's number."""


def family(repo: Any, count: int) -> None:
    repo.spec("price", top={"each": {"n": [f"{n:04d}" for n in range(count)]}})


def stopped(sandbox: Any) -> set[int]:
    return {row["campaign"] for row in sandbox.requests("stop")}


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_a_stop_of_many_that_is_killed_midway_is_repeated(
    repo: Any, sandbox: Any, request: pytest.FixtureRequest, store: str
) -> None:
    if store == "postgresql":
        url = request.getfixturevalue("postgresql").replace(":@", "@")
        repo.configure(state=f"{url}&journal=emergency", requests_per_second=1000)
    family(repo, MANY)
    repo.spec("other")
    repo.apply()
    repo.remove("price")
    repo.remove("other")
    process = repo.start("stop", "price", "--yes", CTC_FAILPOINT=f"inside-stop:{MANY // 2}:kill")
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    assert len(stopped(sandbox)) == MANY // 2
    said = repo.ctc("stop", "price", "--yes", "--why", "wrong prices")
    assert f"Stopped {MANY - MANY // 2 + 1} of" in said
    assert len(stopped(sandbox)) == MANY
    assert sum(status == "stopped" for status in repo.statuses().values()) == MANY
    assert repo.statuses()["other"] == "scheduled"


def test_all_is_stopped_under_a_halt_that_a_run_under_way_respects(
    repo: Any, sandbox: Any, until: Any
) -> None:
    """The apply stands still between two creates while somebody stops everything."""
    for name in ("alpha", "bravo", "charlie"):
        repo.spec(name)
    repo.configure(requests_per_second=4)
    running = repo.start("apply", "--auto-approve", "--format", "json", CTC_FAILPOINT="after-outcome:1:stop")
    assert os.WIFSTOPPED(os.waitpid(running.pid, os.WUNTRACED)[1])
    repo.ctc("stop", "--all", "--why", "wrong prices", "--yes")
    running.send_signal(signal.SIGCONT)
    out, _ = running.communicate(timeout=120)
    assert running.returncode == 1
    assert "halted" in out
    assert sandbox.names() == ["alpha"]
    assert stopped(sandbox) == set(sandbox.ids())
    assert "the environment is halted" in repo.ctc("plan", code=1)
    assert "wrong prices" in repo.apply(code=1)
    assert sandbox.names() == ["alpha"]
    assert "halted" in repo.ctc("log")
    repo.ctc("state", "resume", "--why", "they are right again")
    repo.apply()
    assert sorted(sandbox.names()) == ["alpha", "bravo", "charlie"]


def test_doubts_are_named_with_exit_4(repo: Any, sandbox: Any) -> None:
    for name in ("alpha", "bravo"):
        repo.spec(name)
    sandbox.faults("5xx-before-accept@2")
    repo.apply(code=4)
    said = repo.ctc("stop", "--all", "--yes", code=4)
    assert "bravo  in doubt" in said
    assert stopped(sandbox) == set(sandbox.ids())


def test_it_shows_what_it_would_stop_and_asks(repo: Any, sandbox: Any) -> None:
    family(repo, 3)
    repo.apply()
    said = repo.ctc("stop", "price*", answer="no\n", code=1)
    assert "price[0001]" in said
    assert "Stop 3 campaigns?" in said
    assert not sandbox.requests("stop")
    assert "nobody answered" in repo.ctc("stop", "price*", code=1)
    assert "did you mean" in repo.ctc("stop", "prise", code=1)
    repo.ctc("stop", code=2)
    repo.ctc("stop", "price*", answer="yes\n")
    assert len(stopped(sandbox)) == 3


def test_a_halt_is_kept_where_nothing_was_ever_sent(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.ctc("stop", "--all", "--why", "not today", code=0, answer="yes\n")
    assert "not today" in repo.apply(code=None)
    assert not sandbox.requests("create")


def test_what_is_wrong_elsewhere_in_the_project_keeps_nobody_from_stopping(repo: Any, sandbox: Any) -> None:
    """The folder of specs is gone with its last one, and others broke what is not of this environment's address."""
    repo.spec("alpha")
    repo.spec("bravo")
    repo.apply()
    broken: dict[str, Any] = {
        "campaigns": "gone",
        "vars": ["no mapping"],
        "rules": {"CTC999": "loud"},
        "environments": {
            "local": {**repo.local(), "guards": {"quiet_hours": "at night"}},
            "other": {"api": "https://", "stat": 1},
        },
    }
    repo.configure(project=broken)
    said = repo.ctc("stop", "alpha", "--yes")
    for word in ("warning CTC801", "'gone'", "'at night'", "'stat'", "CTC999"):
        assert word in said
    repo.ctc("stop", "--all", "--why", "all of it", "--yes")
    assert stopped(sandbox) == set(sandbox.ids())
    assert "error CTC801" in repo.ctc("plan", code=1), "nothing else overlooks it"


@pytest.mark.parametrize(
    "slip", [{"default_enviroment": "local"}, {"environments": {"local": {"stat": "x"}}}]
)
def test_what_says_which_campaigns_are_meant_is_never_guessed(
    repo: Any, sandbox: Any, slip: dict[str, Any]
) -> None:
    repo.spec("alpha")
    repo.apply()
    local = {**repo.local(), **slip.get("environments", {}).get("local", {})}
    repo.configure(project={**slip, "environments": {"local": local}})
    assert "error CTC305" in repo.ctc("stop", "alpha", "--yes", code=1)
    assert not sandbox.requests("stop")
    is_told = "environments" not in slip
    said = repo.ctc("stop", "alpha", "--yes", "--env", "local", code=0 if is_told else 1)
    assert ("warning CTC305" if is_told else "error CTC305") in said
    assert bool(sandbox.requests("stop")) is is_told
