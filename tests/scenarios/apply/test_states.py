"""States that are missing, foreign, lost or old; and what a person says about one."""

from typing import Any

import pytest

from tests.scenarios.apply.places import BOTH

NEVER = "https://nobody.invalid"
ACCOUNT = "ACC-1"
ALLOWED = {"CTC_ALLOWED_HOSTS": "nobody.invalid"}


def test_a_missing_state_is_no_empty_state(repo: Any, sandbox: Any) -> None:
    """On a host that is not loopback: neither plan nor apply begins one, and neither asks anybody."""
    repo.configure(
        api=NEVER, account_id=ACCOUNT, state="sqlite:///.ctc/local.db", project={"project": "acme"}
    )
    repo.spec("alpha")
    for args in (["plan"], ["plan", "-o", "the.plan"], ["apply", "--auto-approve"], ["status"]):
        said = repo.ctc(*args, code=1, **ALLOWED)
        assert "CTC702" in said, said
        assert "ctc state init --env local" in said
    assert not repo.state.exists()
    assert "alpha" in repo.ctc("plan", "--no-state", **ALLOWED)
    repo.configure(api=NEVER, account_id=ACCOUNT, state=None, project={"project": "acme"})
    assert "states no `state`" in repo.ctc("plan", code=1, **ALLOWED)
    repo.configure(api=NEVER, account_id=ACCOUNT, state="sqlite:///.ctc/local.db")
    assert "`project` is missing" in repo.ctc("plan", code=1, **ALLOWED)


@pytest.mark.breaks_the_promise
def test_init_binds_the_state_for_good(repo: Any, sandbox: Any) -> None:
    repo.configure(project={"project": "acme"})
    repo.spec("alpha")
    assert "the state is begun; 0 campaigns" in repo.ctc("state", "init")
    assert "CTC708" in repo.ctc("state", "init", code=1)
    repo.apply()
    kept = repo.keep_state()
    for change, said in (
        ({"project": {"project": "other"}}, "project"),
        ({"project": {"project": "acme"}, "account_id": "another"}, "account"),
        ({"project": {"project": "acme"}, "region": "sg1"}, "region"),
    ):
        repo.configure(**change)
        for args in (["plan"], ["apply", "--auto-approve"], ["state", "list"], ["stop", "alpha"]):
            answer = repo.ctc(*args, code=1)
            assert "CTC703" in answer
            assert said in answer
    repo.configure(project={"project": "acme"})
    assert repo.actions() == {"alpha": "unchanged"}
    kept.write_bytes(kept.read_bytes()[:4096])
    repo.restore_state(kept)
    assert repo.ctc("apply", "--auto-approve", code=1)
    assert sandbox.names() == ["alpha"]


def test_a_broken_listing_begins_no_state(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    sandbox.faults("list-broken:missing")
    assert "CTC709" in repo.ctc("state", "init", code=1)
    assert not repo.state.exists()


@pytest.mark.parametrize("begun", ["by itself", "by init"])
def test_a_lost_state_adopts_what_is_listed(repo: Any, sandbox: Any, begun: str) -> None:
    repo.spec("alpha")
    repo.spec("beta", when="now")
    repo.message("people", {"Identity": ["u1"]})
    repo.apply()
    repo.lose_state()
    if begun == "by init":
        assert "2 campaigns of this project found" in repo.ctc("state", "init")
    said = repo.apply(code=4)
    assert sorted(sandbox.names()) == ["alpha", "beta"]
    assert len(sandbox.requests("send")) == 1
    assert "people" in said
    assert repo.statuses()["alpha"] == "scheduled"
    assert {r["id"] for r in repo.records().values()} >= set(sandbox.ids())
    repo.ctc("state", "resolve", "people", "--sent", "-", "--why", "seen in the dashboard")
    assert set(repo.actions().values()) == {"unchanged"}
    repo.message("people", {"Identity": ["u1"]}, top={"revision": 2})
    repo.apply()
    assert len(sandbox.requests("send")) == 2


def test_of_two_live_copies_none_is_adopted(repo: Any, sandbox: Any) -> None:
    """Which one is right nobody can tell; the other one would go on unseen, and reach everybody once more."""
    repo.spec("alpha")
    sandbox.faults("list-lag:600")
    for _ in range(2):
        repo.apply()
        repo.lose_state()
    assert sandbox.names() == ["alpha", "alpha"]
    sandbox.faults()
    said = repo.apply(code=4)
    assert all(str(number) in said for number in sandbox.ids())
    assert repo.statuses() == {}
    assert len(sandbox.names()) == 2
    assert sandbox.requests("stop") == []


@BOTH
def test_an_old_state_creates_nothing_again_and_holds_sends(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.apply()
    old = repo.keep_state()
    repo.spec("beta")
    repo.message("people", {"Identity": ["u1"]})
    repo.apply()
    repo.restore_state(old)
    said = repo.apply(code=4)
    assert "people" in said
    assert "state resolve" in repo.ctc("plan", code=4)
    assert sandbox.names() == ["alpha", "beta"]
    assert len(sandbox.requests("send")) == 1
    repo.ctc("state", "resolve", "people", "--not-sent", "--why", "asked support")
    repo.apply()
    assert len(sandbox.requests("send")) == 2
    assert sandbox.names() == ["alpha", "beta"]


@BOTH
def test_an_old_state_that_knows_an_earlier_revision(repo: Any, sandbox: Any) -> None:
    """The restored state knows revision 1; revision 2 is listed and must not go out once more."""
    repo.spec("alpha", when="now")
    repo.apply()
    old = repo.keep_state()
    repo.spec("alpha", when="now", top={"revision": 2})
    repo.apply()
    assert len(sandbox.names()) == 2
    repo.restore_state(old)
    repo.apply(code=None)
    repo.apply(code=None)
    assert len(sandbox.names()) == 2


def test_doubt_is_settled_by_a_person_with_who_and_why(repo: Any, sandbox: Any, minutes_later: Any) -> None:
    repo.message("people", {"Identity": ["u1"]})
    sandbox.faults("5xx-after-accept@1")
    repo.apply(code=4)
    assert repo.ctc("plan", code=4)
    assert "in_doubt" in repo.ctc("status", code=4)
    repo.apply(code=4)
    assert len(sandbox.requests("send")) == 1
    repo.ctc("state", "resolve", "people", code=2)
    repo.ctc("state", "resolve", "people", "--sent", "-", "--not-sent", code=2)
    repo.ctc("state", "resolve", "poeple", "--not-sent", "--why", "typo", code=1)
    repo.ctc("state", "resolve", "people", "--not-sent", code=2)
    assert "CTC706" in repo.ctc("state", "resolve", "people", "--sent", "123", "--why", "?", code=1)
    settle = ("state", "resolve", "people", "--not-sent", "--why", "the-reason-why")
    assert "say so after" in repo.ctc(*settle, code=1)
    with minutes_later():
        repo.ctc(*settle)
    assert "CTC705" in repo.ctc("state", "resolve", "people", "--not-sent", "--why", "x", code=1)
    assert "the-reason-why" in repo.ctc("state", "history", "people")
    repo.apply()
    assert len(sandbox.requests("send")) == 2
    assert repo.statuses() == {"people": "sent"}


def test_a_create_in_doubt_is_settled_with_the_id_that_a_person_saw(repo: Any, sandbox: Any) -> None:
    repo.configure(name_marker=False)
    repo.spec("alpha")
    sandbox.faults("drop-after-accept@1")
    repo.apply(code=4)
    repo.ctc("state", "resolve", "alpha", "--sent", str(sandbox.ids()[0]), "--why", "it is listed")
    repo.apply()
    assert sandbox.names() == ["alpha"]
    repo.ctc("stop", "alpha")
    assert repo.statuses() == {"alpha": "stopped"}


@BOTH
def test_a_spec_that_vanishes_and_returns_is_not_sent_again(repo: Any, sandbox: Any) -> None:
    repo.spec("keeps")
    kept = {name: repo.spec(name, when=when).read_text() for name, when in GONE.items()}
    repo.apply()
    repo.ctc("stop", "stopped")
    for name in GONE:
        repo.remove(name)
    assert repo.actions() == {"keeps": "unchanged", "stopped": "forget", "begun": "stop", "waits": "stop"}
    repo.apply()
    assert repo.statuses() == {"keeps": "scheduled"} | dict.fromkeys(GONE, "forgotten")
    assert len({row["response"] for row in sandbox.requests("stop")}) == 1
    assert len(sandbox.requests("stop")) == 3
    assert repo.actions() == {"keeps": "unchanged"}
    for name, text in kept.items():
        repo.write(f"campaigns/{name}.yaml", text)
    assert repo.actions() == {"keeps": "unchanged"} | dict.fromkeys(GONE, "frozen")
    repo.apply()
    assert len(sandbox.names()) == 4
    repo.ctc("state", "forget", "stopped", "--yes", "--why", "it was a test")
    assert repo.actions()["stopped"] == "create"
    repo.apply()
    assert len(sandbox.names()) == 5


def test_a_folder_without_a_spec_stops_nothing(repo: Any, sandbox: Any) -> None:
    """The wrong folder, an empty checkout: everything that is recorded would look like gone."""
    repo.spec("alpha")
    repo.apply()
    repo.remove("alpha")
    before = len(sandbox.requests())
    for args in (["plan"], ["apply", "--auto-approve"]):
        assert "CTC500" in repo.ctc(*args, code=1)
    assert len(sandbox.requests()) == before
    assert repo.statuses() == {"alpha": "scheduled"}


GONE = {"waits": "2031-02-01 10:00", "begun": "now", "stopped": "2031-02-02 10:00"}


def test_was_carries_the_record_over(repo: Any, sandbox: Any) -> None:
    repo.spec("old", name="Price drop")
    repo.spec("keeps")
    repo.apply()
    repo.remove("old")
    repo.spec("new", name="Price drop")
    plan = repo.plan()
    assert plan["new"]["action"] == "blocked"
    assert "was: [old]" in plan["new"]["reason"]
    repo.spec("new", name="Price drop", top={"was": ["old"]})
    assert repo.actions() == {"keeps": "unchanged", "new": "unchanged"}
    repo.apply()
    assert repo.statuses() == {"keeps": "scheduled", "new": "scheduled"}
    repo.ctc("stop", "new")
    assert len(sandbox.names()) == 2
    assert len(sandbox.requests("stop")) == 1


def test_a_person_moves_a_record(repo: Any, sandbox: Any) -> None:
    repo.spec("old", name="Price drop")
    repo.spec("keeps")
    repo.apply()
    repo.ctc("state", "move", "old", "not an address", code=2)
    assert "CTC707" in repo.ctc("state", "move", "old", "keeps", code=1)
    assert "CTC704" in repo.ctc("state", "move", "unknown", "new", code=1)
    repo.ctc("state", "move", "old", "new")
    repo.remove("old")
    repo.spec("new", name="Price drop")
    assert set(repo.actions().values()) == {"unchanged"}
    assert "old" in repo.ctc("state", "history", "new")
    repo.apply()
    assert len(sandbox.names()) == 2
