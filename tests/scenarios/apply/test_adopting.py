"""A campaign that a script made is taken over, and never made a second time."""

import http.client
import json
from typing import Any

from tests.scenarios.apply.places import BOTH

pytestmark = BOTH


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
    body = {
        "name": "alpha",
        "target_mode": "sms",
        "when": "20310115 09:30",
        "where": {"event_name": "Charged", "from": 20250101, "to": 20251231},
        "content": {"body": "Hello"},
    }
    number = made_by_a_script(sandbox, body)
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
