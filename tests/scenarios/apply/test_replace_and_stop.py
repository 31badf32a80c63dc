"""Replace is a stop, a look, and only then a create; what cannot be certain stays stopped."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest


def in_minutes(minutes: float) -> str:
    return f"{datetime.now(UTC) + timedelta(minutes=minutes):%Y-%m-%d %H:%M}"


def test_an_edit_before_the_schedule_stops_and_makes_anew(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.apply()
    repo.spec("alpha", content={"body": "Edited"})
    assert repo.actions() == {"alpha": "replace"}
    repo.apply()
    first, second = sandbox.ids()
    assert [row["kind"] for row in sandbox.requests() if row["kind"] != "list"] == [
        "create",
        "stop",
        "create",
    ]
    record = repo.records()["alpha"]
    assert (record["status"], record["id"]) == ("scheduled", second)
    assert first != second
    assert "unchanged" in str(repo.actions())


def test_no_successor_without_a_stop(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.apply()
    repo.spec("alpha", content={"body": "Edited"})
    sandbox.faults("refuse:400/stop")
    assert "no successor was made" in repo.apply(code=1)
    assert len(sandbox.names()) == 1
    assert repo.statuses() == {"alpha": "scheduled"}
    sandbox.faults()
    repo.apply()
    assert len(sandbox.names()) == 2


def test_a_stop_may_be_repeated(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.apply()
    repo.spec("alpha", content={"body": "Edited"})
    sandbox.faults("429:2/stop")
    repo.apply()
    assert len(sandbox.names()) == 2


def test_nothing_is_stopped_while_the_listing_fails(repo: Any, sandbox: Any) -> None:
    """A replace looks at all that could forbid its successor before it stops anything."""
    repo.spec("alpha")
    repo.apply()
    repo.spec("alpha", content={"body": "Edited"})
    sandbox.faults("list-broken:status@2-")
    said = repo.apply(code=1)
    assert "nothing was stopped" in said
    assert len(sandbox.names()) == 1
    assert sandbox.requests("stop") == []
    sandbox.faults()
    repo.apply()
    assert len(sandbox.names()) == 2
    assert len(sandbox.requests("stop")) == 1


def test_an_edit_too_near_the_schedule_touches_nothing(repo: Any, sandbox: Any) -> None:
    """Fourteen minutes ahead is more than the two of a create, and less than a margin of an hour."""
    repo.configure(replace_margin="1h")
    repo.spec("alpha", when=in_minutes(14))
    repo.apply()
    repo.spec("alpha", when=in_minutes(14), content={"body": "Edited"})
    change = repo.plan()["alpha"]
    assert change["action"] == "blocked"
    assert "replace_margin" in change["reason"]
    repo.apply(code=1)
    assert sandbox.requests("stop") == []
    assert repo.statuses() == {"alpha": "scheduled"}


def test_a_stop_that_came_too_late_stays_stopped_and_says_so(repo: Any, sandbox: Any) -> None:
    """The run dies after its stop; by the time somebody runs it again the margin has grown too wide."""
    repo.configure(replace_margin="1m")
    repo.spec("alpha", when=in_minutes(30))
    repo.apply()
    repo.spec("alpha", when=in_minutes(30), content={"body": "Edited"})
    repo.ctc("apply", "--auto-approve", code=-9, CTC_FAILPOINT="inside-stop:1:kill")
    assert len(sandbox.requests("stop")) == 1
    repo.configure(replace_margin="10h", timeout="1s", listing_lag="0s")
    for _ in range(20):
        said = repo.apply(code=None)
        if "in hand" not in said and "another run" not in said:
            break
    assert len(sandbox.names()) == 1, said
    assert "stay" in said or "frozen" in said or "replace_margin" in said, said


def test_stop_recalls_what_waits_and_nothing_else(repo: Any, sandbox: Any) -> None:
    repo.spec("waits")
    repo.message("people", {"Identity": ["u1"]})
    repo.apply()
    assert "CTC604" in repo.ctc("stop", "wiats", code=1)
    assert "nothing can recall" in repo.ctc("stop", "people", code=1)
    repo.ctc("stop", "waits")
    assert [row["campaign"] for row in sandbox.requests("stop")] == sandbox.ids()
    assert repo.statuses()["waits"] == "stopped"
    assert "nothing to stop" in repo.ctc("stop", "waits", code=1)
    plan = repo.plan()["waits"]
    assert plan["action"] == "frozen"
    assert "`revision: 2` sends again" in plan["reason"]
    repo.apply()
    assert len(sandbox.names()) == 1


def test_a_stop_that_was_refused_is_no_success(repo: Any, sandbox: Any) -> None:
    """Who believes it goes home, and the campaign goes out."""
    repo.spec("waits")
    repo.apply()
    sandbox.faults("refuse:403/stop")
    said = repo.ctc("stop", "waits", code=1)
    assert "CleverTap says scheduled" in said
    assert "frozen" not in said
    assert repo.statuses() == {"waits": "scheduled"}
    sandbox.faults()
    repo.ctc("stop", "waits")
    assert repo.statuses() == {"waits": "stopped"}


def test_a_spec_that_is_gone_waits_for_its_stop(repo: Any, sandbox: Any) -> None:
    """A refused stop leaves no tombstone: the next apply stops it."""
    repo.spec("goes")
    repo.spec("stays")
    repo.apply()
    repo.remove("goes")
    sandbox.faults("refuse:403/stop")
    assert "1 rejected" in repo.apply(code=1)
    assert repo.statuses() == {"goes": "scheduled", "stays": "scheduled"}
    sandbox.faults()
    repo.apply()
    assert repo.statuses() == {"goes": "forgotten", "stays": "scheduled"}


@pytest.mark.parametrize("minutes", [1, -30])
def test_a_schedule_too_near_is_not_created(repo: Any, sandbox: Any, minutes: int) -> None:
    repo.spec("alpha", when=in_minutes(minutes))
    repo.spec("beta")
    change = repo.plan()["alpha"]
    assert change["action"] == "blocked"
    assert "choose a later `when`" in change["reason"]
    assert "Planned 2: 1 applied, 1 skipped." in repo.apply(code=1)
    assert sandbox.names() == ["beta"]


def test_only_a_higher_revision_sends_again(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha", when="now")
    repo.apply()
    repo.spec("alpha", when="now", content={"body": "Edited"})
    plan = repo.plan()["alpha"]
    assert (plan["action"], "`revision: 2` sends again" in plan["reason"]) == ("frozen", True)
    repo.apply()
    assert len(sandbox.names()) == 1
    repo.spec("alpha", when="now", content={"body": "Edited"}, top={"revision": 2})
    assert "sends again" in repo.plan()["alpha"]["reason"]
    repo.apply()
    assert len(sandbox.names()) == 2
    repo.spec("alpha", when="now", content={"body": "Edited"})
    assert repo.actions() == {"alpha": "error"}
    repo.apply(code=1)
    assert len(sandbox.names()) == 2


def test_an_estimate_takes_no_live_campaigns_place(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.spec("beta", estimate_only=True)
    repo.apply()
    assert sandbox.names() == ["alpha"]
    assert len(sandbox.requests("estimate")) == 1
    assert set(repo.statuses()) == {"alpha"}
    repo.spec("alpha", estimate_only=True)
    assert repo.actions()["alpha"] == "blocked"
    repo.apply(code=1)
    assert repo.statuses() == {"alpha": "scheduled"}
    assert sandbox.requests("stop") == []
