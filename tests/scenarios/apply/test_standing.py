"""``ctc status`` in the plan's words; ``ctc state resolve``, held against the listing."""

import json
import os
import signal
from datetime import timedelta
from typing import Any

import pytest

from ctc.pipeline import resolving
from ctc.state.stores.sqlite import SqliteStore
from tests.scenarios.apply.places import BOTH


def status(repo: Any, *args: str, code: int = 0) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(repo.ctc("status", "--format", "json", "-q", *args, code=code))
    return answer


def drifts(repo: Any) -> dict[str, str]:
    return {one["address"]: one["drift"] for one in status(repo)["records"] if one["drift"]}


def hand_made(sandbox: Any, name: str, when: str = "20310115 09:30") -> int:
    """A campaign that somebody makes without ctc."""
    import http.client

    body = {
        "name": name,
        "target_mode": "sms",
        "when": when,
        "where": {"event_name": "Charged", "from": 20250101, "to": 20251231},
        "content": {"body": "Hello"},
    }
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=60)
    headers = {
        "X-CleverTap-Account-Id": "sandbox",
        "X-CleverTap-Passcode": "sandbox",
        "Content-Type": "application/json; charset=utf-8",
    }
    connection.request("POST", "/1/targets/create.json", json.dumps(body), headers)
    made = json.loads(connection.getresponse().read())
    connection.close()
    return int(made["id"])


def test_what_ctc_stopped_and_what_time_brought_is_no_drift(repo: Any, sandbox: Any) -> None:
    for name in ("deleted", "stopped", "lives"):
        repo.spec(name)
    repo.spec("soon", when="now")
    repo.apply()
    repo.ctc("stop", "stopped")
    repo.remove("deleted")
    repo.apply()
    sandbox.advance(3600)
    assert drifts(repo) == {}


def test_second_copies_and_campaigns_of_others_are_listed(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.spec("bravo")
    repo.apply()
    name = next(row["name"] for row in sandbox.requests("create") if row["name"].startswith("alpha"))
    twin, other = hand_made(sandbox, name), hand_made(sandbox, "Somebody's own")
    told = status(repo, code=4)
    assert [(one["address"], one["id"]) for one in told["copies"]] == [("alpha", twin)]
    assert [one["id"] for one in told["others"]] == [other]
    said = repo.ctc("status", code=4)
    assert "ctc stop alpha --env local" in said
    assert "Somebody's own" in said
    assert repo.ctc("status", "b*") == (only := repo.ctc("status", "--select", "b*"))
    assert "Somebody's own" not in only
    assert "matches no address" in repo.ctc("status", "--select", "x*", code=1)
    repo.ctc("stop", "alpha")
    assert {row["campaign"] for row in sandbox.requests("stop")} >= {twin}
    assert status(repo)["copies"] == []


@BOTH
@pytest.mark.parametrize("lag", [None, "15m"])
def test_what_a_killed_runner_left_is_the_same_for_all(repo: Any, sandbox: Any, lag: str | None) -> None:
    """Exit 4 and the same words from plan, apply and status; with a stated lag it settles itself."""
    repo.configure(listing_lag=lag)
    repo.spec("alpha")
    process = repo.start("apply", "--auto-approve", CTC_FAILPOINT="after-intent:1:kill")
    process.communicate(timeout=120)
    assert process.returncode == -signal.SIGKILL
    said = {one: repo.ctc(*one.split(), code=4) for one in ("plan", "status", "apply --auto-approve")}
    for text in said.values():
        assert ("settles itself after" in text) == (lag is not None)
    assert "ctc state resolve alpha --env local --sent ID --why TEXT" in " ".join(said["status"].split())
    assert not sandbox.requests("create")


def test_what_the_listing_settles_is_in_doubt_for_nobody(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    sandbox.faults("drop-after-accept@1")
    repo.start("apply", "--auto-approve", CTC_FAILPOINT="before-outcome:1:kill").communicate(timeout=120)
    repo.ctc("plan")
    told = status(repo)["records"][0]
    assert "the next apply records that" in told["detail"]
    repo.apply()
    assert len(sandbox.names()) == 1


def test_what_a_person_says_is_held_against_the_listing(repo: Any, sandbox: Any) -> None:
    for name in ("alpha", "bravo"):
        repo.spec(name)
    repo.apply()
    repo.spec("charlie")
    repo.start("apply", "--auto-approve", CTC_FAILPOINT="before-outcome:1:kill").communicate(timeout=120)
    why = ("--why", "I looked")
    of_bravo = str(sandbox.ids()[1])
    assert "CTC706" in repo.ctc("state", "resolve", "charlie", "--sent", of_bravo, *why, code=1)
    assert "CTC733" in repo.ctc("state", "resolve", "charlie", "--not-sent", *why, code=1)
    repo.ctc("state", "resolve", "charlie", "--sent", str(sandbox.ids()[2]), *why)
    assert repo.statuses()["charlie"] == "scheduled"


def test_all_that_waits_is_settled_at_once(repo: Any, sandbox: Any) -> None:
    """A state that was begun over an account that is not new; status and plan say the same of it."""
    hand_made(sandbox, "Somebody's own")
    for number in range(3):
        repo.message(f"letter-{number}", {"Identity": [f"u{number}"]})
    repo.spec("alpha")
    repo.ctc("state", "init")
    assert repo.actions()["letter-0"] == "blocked"
    told = status(repo, code=4)["records"]
    assert {one["address"]: one["status"] for one in told}["letter-1"] == "in_doubt"
    assert "ctc state resolve letter-1 --env local --sent --why TEXT" in repo.ctc(
        "status", "letter-1", code=4
    )
    repo.ctc("state", "resolve", "letter-0", "--sent", "--why", "I saw it")
    repo.ctc("state", "resolve", "letter*", "--not-sent", "--why", "a new repository")
    repo.apply()
    assert len(sandbox.requests("send")) == 2


def test_a_state_whose_clock_jumped_ahead_lets_nobody_say_that_it_was_not_sent(
    repo: Any, sandbox: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By CleverTap's clock the request is seconds old, and may be under way."""
    repo.spec("alpha")
    process = repo.start("apply", "--auto-approve", CTC_FAILPOINT="after-intent:1:stop")
    os.waitid(os.P_PID, process.pid, os.WSTOPPED | os.WNOWAIT)
    told = SqliteStore.now
    monkeypatch.setattr(SqliteStore, "now", lambda store: told(store) + timedelta(hours=1))
    settle = ("state", "resolve", "alpha", "--not-sent", "--why", "it is an hour old")
    assert "may be on its way at this moment" in repo.ctc(*settle, code=1)
    process.kill()
    process.communicate(timeout=120)
    repo.ctc(*settle)


def test_what_another_run_begins_anew_while_a_person_settles_many_is_left(
    repo: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was looked at before that began: of that nobody can say that it was not sent."""
    for name in ("one", "two"):
        repo.spec(name)
        repo.ctc("apply", "--auto-approve", code=-9, CTC_FAILPOINT="after-intent:1:kill")
    settle = resolving.settle

    def slowly(journal: Any, address: str, **how: Any) -> None:
        monkeypatch.setattr(resolving, "settle", settle)
        repo.ctc("state", "resolve", "two", "--not-sent", "--why", "another one")
        repo.ctc("apply", "--auto-approve", code=-9, CTC_FAILPOINT="after-intent:1:kill")
        settle(journal, address, **how)

    monkeypatch.setattr(resolving, "settle", slowly)
    said = repo.ctc("state", "resolve", "*", "--not-sent", "--why", "nothing left", code=1)
    assert "two: another run began it anew" in said
    assert "two" in {name for name, status in repo.statuses().items() if "doubt" in status}
