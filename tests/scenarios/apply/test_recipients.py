"""Identity sends from files: batches, each once, and no recipient in anything that ctc writes."""

from pathlib import Path
from typing import Any

import pytest

ROWS = 5000
TO = {"Identity": {"file": "../people.csv", "column": "id"}}


def people_of(count: int, first: int = 0) -> str:
    """A column of distinct people."""
    return "".join(f"canary{n:06d},x\n" for n in range(first, first + count))


def with_file(repo: Any, text: str) -> None:
    repo.write("people.csv", "id,note\n" + text)
    repo.message("people", TO)


def sent(sandbox: Any, folder: Path) -> list[str]:
    """Every recipient of every send that was accepted, by the sandbox's own memory."""
    import json
    import sqlite3

    db = sqlite3.connect(folder / "sandbox" / "sandbox.db")
    rows = db.execute("SELECT body FROM requests WHERE kind = 'send' AND accepted").fetchall()
    db.close()
    return [person for (body,) in rows for person in json.loads(body)["to"]["Identity"]]


def no_recipient_anywhere(repo: Any, said: str) -> None:
    assert "canary" not in said
    for file in repo.root.rglob("*"):
        if file.is_file() and file.name != "people.csv":
            assert b"canary0" not in file.read_bytes(), file


def test_duplicates_are_sent_once_in_few_batches(repo: Any, sandbox: Any, tmp_path: Path) -> None:
    with_file(repo, people_of(4000) + people_of(1000))
    said = repo.ctc("plan", "-o", "the.plan", "-v") + repo.ctc("apply", "the.plan", "-v")
    found = sent(sandbox, tmp_path)
    assert len(found) == len(set(found)) == 4000
    sizes = [row["recipients"] for row in sandbox.requests("send")]
    assert len(sizes) <= 5
    assert max(sizes) <= 1000
    assert repo.statuses() == {"people": "sent"}
    assert repo.actions() == {"people": "unchanged"}
    no_recipient_anywhere(repo, said)


@pytest.mark.parametrize("failpoint", ["inside-batch:2", "after-response:2", "before-outcome:2"])
def test_a_killed_send_resumes_and_nobody_gets_it_twice(
    repo: Any, sandbox: Any, tmp_path: Path, failpoint: str
) -> None:
    repo.configure(timeout="3s")
    with_file(repo, people_of(ROWS))
    said = repo.ctc("apply", "--auto-approve", code=-9, CTC_FAILPOINT=f"{failpoint}:kill")
    for _ in range(30):
        said += (now := repo.apply(code=None))
        if "another run" not in now:
            break
    doubtful = [entry["batch"] for entry in repo.records()["people"]["in_doubt"]]
    assert doubtful, "a send cannot be listed, so a person decides"
    assert "ctc state resolve people --batch" in said
    accepted = {tuple(body) for body in batches(sent(sandbox, tmp_path))}
    for index in doubtful:
        went = f"canary{(index - 1) * 1000:06d}" in {batch[0] for batch in accepted}
        answer = ["--sent", "-"] if went else ["--not-sent"]
        said += repo.ctc("state", "resolve", "people", "--batch", str(index), *answer, "--why", "looked")
    said += repo.apply()
    found = sent(sandbox, tmp_path)
    assert len(found) == len(set(found)) == ROWS
    assert repo.statuses() == {"people": "sent"}
    no_recipient_anywhere(repo, said)


def batches(people: list[str]) -> list[list[str]]:
    return [people[start : start + 1000] for start in range(0, len(people), 1000)]


def test_a_file_that_changed_after_the_first_batch_stops_the_send(
    repo: Any, sandbox: Any, tmp_path: Path
) -> None:
    with_file(repo, people_of(2500))
    sandbox.faults("refuse:400@2-")
    repo.apply(code=1)
    assert repo.statuses() == {"people": "partial"}
    before = len(sent(sandbox, tmp_path))
    sandbox.faults()
    with_file(repo, people_of(2499, first=1))
    change = repo.plan()["people"]
    assert change["action"] == "frozen"
    assert "its bytes changed after" in change["reason"]
    no_recipient_anywhere(repo, repo.apply())
    assert len(sent(sandbox, tmp_path)) == before
    with_file(repo, people_of(2500))
    repo.apply()
    found = sent(sandbox, tmp_path)
    assert len(found) == len(set(found)) == 2500


def test_a_file_that_changes_while_it_is_sent_is_noticed(
    repo: Any, sandbox: Any, tmp_path: Path, until: Any
) -> None:
    with_file(repo, people_of(30000))
    sandbox.faults("late-answer:3@1-3")
    process = repo.start("apply", "--auto-approve", "--format", "json")
    until(process, "intent")
    repo.write("people.csv", "id,note\n" + people_of(30000, first=50000))
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    assert process.returncode == 1, out
    assert "change" in out
    found = sent(sandbox, tmp_path)
    assert not [person for person in found if person >= "canary050000"]
    no_recipient_anywhere(repo, out + err)


@pytest.mark.parametrize("text", ["", "a,b,c\n", '"open\n', "\n\n\n"])
def test_a_file_that_cannot_be_read_sends_nothing(repo: Any, sandbox: Any, text: str) -> None:
    with_file(repo, text)
    repo.apply(code=1)
    repo.message("people", {"Identity": {"file": "../nobody.csv", "column": "id"}})
    repo.apply(code=1)
    repo.message("people", {"Identity": {"file": "../people.csv", "column": "nothing"}})
    repo.apply(code=1)
    assert sandbox.requests("send") == []


def test_a_send_waits_while_nobody_can_say_how_old_the_state_is(repo: Any, sandbox: Any) -> None:
    """A send cannot be listed: what shows that a state is older than the account is its campaigns."""
    repo.message("people", {"Identity": ["u1"]})
    sandbox.faults("list-broken:status")
    said = repo.apply(code=1)
    assert "CleverTap could not be asked how old this state is" in said
    assert sandbox.requests("send") == []
    assert repo.statuses() == {}
    sandbox.faults()
    repo.apply()
    assert repo.statuses() == {"people": "sent"}
