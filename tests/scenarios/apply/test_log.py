"""Who did what, when, and from where: the journal as people and programs read it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

RUN = {
    "GITHUB_ACTOR": "ann",
    "GITHUB_RUN_ID": "77",
    "GITHUB_REPOSITORY": "acme/growth",
    "GITHUB_SERVER_URL": "https://git.acme.test",
}


def lines(repo: Any, *args: str) -> list[dict[str, Any]]:
    process = repo.start("log", "--format", "json", *args)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return [json.loads(line) for line in out.splitlines()]


def told(found: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(line["event"], line["address"]) for line in found]


def test_each_step_is_told_with_who_when_and_from_where(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    repo.spec("beta")
    before = datetime.now(UTC) - timedelta(seconds=1)
    repo.apply(**RUN)
    sent = [line for line in lines(repo, "alpha") if line["event"] == "sent"]
    assert len(sent) == 1
    assert sent[0]["actor"] == "ann"
    assert sent[0]["run"] == "https://git.acme.test/acme/growth/actions/runs/77"
    assert sent[0]["host"]
    assert sent[0]["process"]
    assert sent[0]["id"] == sandbox.ids()[0]
    assert before < datetime.fromisoformat(sent[0]["at"]) <= datetime.now(UTC)
    assert told(lines(repo, "beta"))[:2] == [("intent", "beta"), ("sent", "beta")]
    said = repo.ctc("log", "beta")
    assert "by ann on" in said
    assert "actions/runs/77" in said


def test_a_stop_a_rename_and_what_a_person_says_stand_in_it(repo: Any, sandbox: Any) -> None:
    sandbox.faults("drop-after-accept@1", "list-lag:999")
    repo.spec("alpha")
    repo.apply(code=4)
    repo.ctc("state", "resolve", "alpha", "--sent", str(sandbox.ids()[0]), "--why", "seen in the dashboard")
    resolved = [line for line in lines(repo) if line["event"] == "resolved"]
    assert [(line["address"], line["detail"]) for line in resolved] == [
        ("alpha", "as sent: seen in the dashboard")
    ]
    assert resolved[0]["actor"]
    repo.remove("alpha")
    repo.spec("omega", top={"was": ["alpha"]}, name="alpha")
    repo.apply()
    assert ("moved", "omega") in told(lines(repo, "omega"))
    assert ("in_doubt", "alpha") in told(lines(repo, "omega")), "what it was called before belongs to it"


def test_lines_are_chosen_by_time_address_and_event(repo: Any, sandbox: Any) -> None:
    for name in ("price-drop", "price-rise", "welcome"):
        repo.spec(name)
    repo.apply()
    assert {line["address"] for line in lines(repo, "price-*")} == {"price-drop", "price-rise"}
    assert told(lines(repo, "--event", "sent", "-n", "1")) == [("sent", "welcome")]
    assert lines(repo, "--since", "0s") == []
    assert len(lines(repo, "--since", "1h")) == len(lines(repo))
    assert lines(repo, "--since", "2999-01-01") == []
    assert len(lines(repo, "--since", "2020-01-01 09:30")) == len(lines(repo))
    assert "neither a duration nor a moment" in repo.ctc("log", "--since", "yesterday-ish", code=2)
    assert "'not_sent'" in repo.ctc("log", "--event", "sended", code=2)
    said = repo.ctc("log", "price-dorp", code=1)
    assert "matches no address" in said
    assert "did you mean 'price-drop'" in said


def test_every_event_of_an_apply_carries_its_time(repo: Any, sandbox: Any) -> None:
    repo.spec("alpha")
    process = repo.start("apply", "--auto-approve", "--format", "json")
    out, _ = process.communicate(timeout=120)
    moments = [datetime.fromisoformat(json.loads(line)["at"]) for line in out.splitlines()]
    assert moments == sorted(moments)
    assert abs(moments[-1] - datetime.now(UTC)) < timedelta(minutes=5)
