"""Trust starts outside: accounts that refuse, projects that are renamed, copies that are older, journals that lie."""

import json
import socket
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from tests.scenarios.apply.places import BOTH


def test_an_account_that_refuses_binds_no_state(repo: Any, sandbox: Any) -> None:
    repo.configure(account_id="wrong")
    repo.spec("alpha")
    assert "CTC727" in repo.apply(code=1)
    assert not repo.state.exists()
    repo.configure()
    repo.apply()
    assert sandbox.names() == ["alpha"]


def test_a_host_at_which_nobody_answers_binds_no_state(repo: Any, sandbox: Any) -> None:
    """The account was a slip of yesterday's: a state of nothing would be bound to it for good."""
    repo.spec("alpha")
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    repo.configure(api=f"http://127.0.0.1:{port}", account_id="wrong")
    said = repo.apply(code=1)
    assert "CTC727" in said
    assert "nobody answers" in said
    assert not repo.state.exists()
    repo.configure()
    repo.apply()
    assert sandbox.names() == ["alpha"]


def test_a_project_is_renamed(repo: Any, sandbox: Any) -> None:
    repo.configure(project={"project": "acme"})
    repo.spec("alpha")
    repo.apply()
    repo.configure(project={"project": "acme-growth"})
    assert "CTC703" in repo.apply(code=1)
    repo.ctc("state", "rebind", code=2)
    repo.ctc("state", "rebind", "--why", "the team has another name")
    assert repo.actions() == {"alpha": "unchanged"}
    assert "the team has another name" in repo.ctc("log")
    repo.configure(project={"project": "acme-growth"}, account_id="another")
    assert "CTC703" in repo.ctc("state", "rebind", "--why", "a slip", code=1)


@BOTH
def test_an_older_copy_is_refused_until_somebody_says_that_it_counts(repo: Any, sandbox: Any) -> None:
    repo.message("first", {"Identity": ["u1"]})
    repo.apply()
    old = repo.keep_state()
    repo.message("second", {"Identity": ["u1"]})
    repo.apply()
    newest = repo.keep_state()
    repo.restore_state(old, here=True)
    for args in (["plan"], ["apply", "--auto-approve"], ["status"]):
        assert "CTC728" in repo.ctc(*args, code=1)
    repo.restore_state(newest, here=True)
    assert set(repo.actions().values()) == {"unchanged"}
    repo.restore_state(old, here=True)
    assert "wait for a person" in repo.ctc("state", "rebind", "--why", "the disk is gone")
    repo.apply(code=4)
    assert len(sandbox.requests("send")) == 2
    repo.restore_state(newest, here=True)  # it is of another lineage now, and knows more


def test_what_an_older_copy_lacks_and_was_renamed_without_a_word_waits_for_one(
    repo: Any, sandbox: Any
) -> None:
    """What another environment of the project made of the same spec is none of it."""
    twin = {"environments": {"local": repo.local(), "twin": repo.local(state="sqlite:///twin.db")}}
    repo.configure(project=twin)
    repo.spec("alpha")
    repo.apply()
    old = repo.keep_state()
    repo.spec("beta", name="Sale")
    repo.apply()
    repo.spec("gamma")
    repo.ctc("apply", "--auto-approve", "--env", "twin")
    repo.restore_state(old, here=True)
    repo.ctc("state", "rebind", "--why", "the disk is gone")
    repo.remove("beta")
    repo.spec("delta", name="Sale")
    assert "under a name that this state does not know" in repo.apply(code=1)
    both = ["Sale", "Sale", "alpha", "alpha", "gamma", "gamma"]
    assert sorted(sandbox.names()) == both
    repo.spec("delta", name="Sale", top={"was": ["beta"]})
    repo.apply()
    assert sorted(sandbox.names()) == both


@pytest.mark.breaks_the_promise
def test_verify_says_whether_the_promise_held(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha", name="Sale", when="now")
    repo.message("people", {"Identity": ["u1"]})
    repo.apply()
    said = json.loads(repo.ctc("state", "verify", "--format", "json"))
    assert (said["identities"], said["creates"], said["doubts"], said["faults"]) == (2, 2, [], [])
    copy = repo.keep_state()
    with sqlite3.connect(copy) as connection:
        rows = connection.execute("SELECT at, record FROM journal ORDER BY serial").fetchall()
        intent = next((at, text) for at, text in rows if '"alpha"' in text and '"intent"' in text)
        again = intent[1].replace('"intent": "', '"intent": "x')
        connection.execute("INSERT INTO journal VALUES (?, ?, ?)", (len(rows) + 1, intent[0], again))
    connection.close()
    said = repo.ctc("state", "verify", str(copy), code=1)
    assert f"record {len(rows) + 1}: alpha: a further create of revision 1" in said
    with sqlite3.connect(copy) as connection:
        connection.execute("DELETE FROM journal WHERE serial = 3")
    connection.close()
    assert "record 3" in repo.ctc("state", "verify", str(copy), code=1)
    assert "the promise held" in repo.ctc("state", "verify")
