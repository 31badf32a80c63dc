"""A campaign that a script made is taken over, and never made a second time."""

import http.client
import json
from typing import Any

import pytest

from tests.scenarios.apply.conftest import LATER
from tests.scenarios.apply.places import BOTH

pytestmark = BOTH


ALPHA = {
    "name": "alpha",
    "target_mode": "sms",
    "when": "20310115 09:30",
    "where": {"event_name": "Charged", "from": 20250101, "to": 20251231},
    "content": {"body": "Hello"},
}


def made_by_a_script(sandbox: Any, body: dict[str, Any]) -> int:
    connection = http.client.HTTPConnection(sandbox.url.removeprefix("http://"), timeout=120)
    headers = {
        "X-CleverTap-Account-Id": "sandbox",
        "X-CleverTap-Passcode": "sandbox",
        "Content-Type": "application/json",
    }
    connection.request("POST", "/1/targets/create.json", json.dumps(body), headers)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    number: int = answer["id"]
    return number


def test_a_create_with_the_name_and_time_of_a_stranger_is_blocked_and_adopted(
    repo: Any, sandbox: Any
) -> None:
    number = made_by_a_script(sandbox, ALPHA)
    repo.spec("alpha")
    said = repo.apply(code=1)
    assert f"ctc adopt alpha --id {number} --env local" in said
    assert "nothing was adopted" in repo.ctc("adopt", "alpha", "--id", str(number), code=1, answer="n\n")
    assert "CTC729" in repo.ctc("adopt", "beta", "--id", str(number), "--yes", code=1)
    assert "CTC729" in repo.ctc("adopt", "alpha", "--id", "5", "--yes", code=1)
    repo.ctc("adopt", "alpha", "--id", str(number), code=0, answer="y\n")
    assert repo.actions() == {"alpha": "frozen"}
    repo.apply()
    assert len(sandbox.requests("create")) == 1
    repo.spec("alpha", top={"revision": 2})
    repo.apply()
    assert sandbox.requests("stop")
    assert len(sandbox.requests("create")) == 2


def test_what_ctc_made_for_another_address_is_not_adopted(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.apply()
    [number] = sandbox.ids()
    repo.remove("alpha")
    repo.lose_state()
    repo.spec("beta")
    repo.spec("gamma", top={"was": ["alpha"]})
    said = repo.ctc("adopt", "beta", "--id", str(number), "--yes", code=1)
    assert f"{number} carries the marker of another identity" in said
    repo.ctc("adopt", "gamma", "--id", str(number), "--yes", code=0)
    assert repo.actions()["gamma"] == "frozen"


@pytest.mark.parametrize("when", ["20310115 09:30", "now"])
def test_what_was_adopted_and_then_renamed_without_a_word_is_not_made_again(
    repo: Any, sandbox: Any, when: str
) -> None:
    """What is in it nobody knows, but its name: one that went out would go out a second time, one that is scheduled
    would be stopped for another that is the same."""
    number = made_by_a_script(sandbox, {**ALPHA, "when": when})
    repo.spec("alpha", when="now" if when == "now" else LATER)
    repo.ctc("adopt", "alpha", "--id", str(number), "--yes", code=0)
    repo.remove("alpha")
    repo.spec("beta", name="alpha", when="now" if when == "now" else LATER)
    planned = repo.plan()
    assert {name: one["action"] for name, one in planned.items()} == {"alpha": "blocked", "beta": "blocked"}
    assert "a campaign of this name was adopted under alpha" in planned["beta"]["reason"]
    repo.apply(code=1)
    assert (len(sandbox.requests("create")), sandbox.requests("stop")) == (1, [])
    repo.spec("beta", name="alpha", top={"was": ["alpha"]}, when="now" if when == "now" else LATER)
    repo.apply()
    assert (len(sandbox.requests("create")), sandbox.requests("stop")) == (1, [])


def test_another_name_is_another_campaign(repo: Any, sandbox: Any) -> None:
    number = made_by_a_script(sandbox, ALPHA)
    repo.spec("alpha")
    repo.ctc("adopt", "alpha", "--id", str(number), "--yes", code=0)
    repo.remove("alpha")
    repo.spec("beta")
    assert repo.actions() == {"alpha": "stop", "beta": "create"}


def test_of_two_that_were_adopted_by_one_name_neither_is_stopped(repo: Any, sandbox: Any) -> None:
    """Which of them was renamed nobody knows, and what is stopped is not made again."""
    for address in ("alpha", "omega"):
        number = made_by_a_script(sandbox, ALPHA)
        repo.spec(address, name="alpha")
        repo.ctc("adopt", address, "--id", str(number), "--yes", code=0)
    repo.remove("alpha")
    repo.remove("omega")
    repo.spec("beta", name="alpha")
    assert repo.actions() == {"alpha": "blocked", "beta": "blocked", "omega": "blocked"}
