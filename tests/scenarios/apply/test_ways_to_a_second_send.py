"""Ways to a second send, or to a loss, that were tried and once worked; the sandbox's log is the judge."""

import json
import os
import signal
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from ctc.canonical import digest_of
from tests.scenarios.apply.places import BOTH

CAFE = "caf\u00e9"
SPELLINGS = [CAFE, unicodedata.normalize("NFD", CAFE)]


@pytest.mark.parametrize("setting", ["state", "api"])
@pytest.mark.parametrize("value", ["", None])
def test_no_default_stands_in_for_what_somebody_wrote(
    repo: Any, sandbox: Any, setting: str, value: Any
) -> None:
    repo.spec("alpha", when="now")
    repo.apply()
    written = {setting: "{{ env.CTC_WRITTEN }}", "account_id": "ACC-1"}
    repo.configure(**written, project={"project": "acme"})
    environ = {} if value is None else {"CTC_WRITTEN": value}
    for args in (["plan"], ["apply", "--auto-approve"], ["status"]):
        assert "CTC804" in repo.ctc(*args, code=1, **environ)
    assert sandbox.names() == ["alpha"]


@BOTH
def test_a_key_in_another_composition_is_the_same(repo: Any, sandbox: Any) -> None:
    for spelling in (*SPELLINGS, SPELLINGS[0]):
        repo.spec("menu", when="now", top={"each": {"dish": [spelling]}})
        repo.apply()
        assert repo.actions() == {f"menu[{CAFE}]": "unchanged"}
        assert f"menu[{CAFE}]" in repo.ctc("status", f"menu[{spelling}]")
    assert len(sandbox.names()) == 1
    repo.spec("menu", when="now", top={"each": {"dish": SPELLINGS}})
    assert repo.ctc("lint", code=1)
    assert repo.apply(code=1)
    assert len(sandbox.names()) == 1


@pytest.mark.parametrize("name", ["alpha.YAML", "alpha.yml"])
def test_a_file_that_is_no_spec_by_its_name_stops_nothing(repo: Any, sandbox: Any, name: str) -> None:
    file = repo.spec("alpha")
    repo.spec("beta")
    repo.apply()
    file.rename(file.with_name(name))
    for args in (["lint"], ["plan"], ["apply", "--auto-approve"]):
        assert name in repo.ctc(*args, code=None)
    assert sandbox.requests("stop") == []
    assert repo.statuses()["alpha"] == "scheduled"
    file.with_name(name).unlink()
    assert repo.actions()["alpha"] == "stop"


@BOTH
def test_a_429_of_what_was_accepted_is_looked_for_before_it_is_tried_again(repo: Any, sandbox: Any) -> None:
    sandbox.faults("5xx-after-accept:429@1/create")
    repo.spec("alpha", when="now")
    repo.apply()
    assert sandbox.names() == ["alpha"]
    assert repo.records()["alpha"]["id"] == sandbox.ids()[0]


@BOTH
def test_a_listing_that_is_cut_proves_nothing_of_what_is_in_doubt(repo: Any, sandbox: Any) -> None:
    """It lacks what an earlier one showed. `state lost` says that somebody deleted that."""
    repo.configure(timeout="1s", listing_lag="1s")
    repo.spec("alpha")
    repo.apply()
    repo.spec("beta")
    sandbox.faults("drop-after-accept@1/create")
    repo.apply(code=4)
    sandbox.advance(3600)
    sandbox.faults("list-cut")
    said = repo.apply(code=4)
    assert f"state lost {sandbox.ids()[0]}" in said
    assert sandbox.names() == ["alpha", "beta"]
    sandbox.faults()
    repo.apply()
    assert sandbox.names() == ["alpha", "beta"]
    assert repo.statuses() == {"alpha": "scheduled", "beta": "scheduled"}


def test_a_create_that_reaches_others_is_told_at_once_and_ends_the_run(repo: Any, sandbox: Any) -> None:
    repo.configure(guards={"max_reach": 100})
    for name in ("alpha", "beta"):
        repo.spec(name)
    sandbox.faults("reaches@1")
    said = repo.apply(code=1)
    assert "400,005" in said
    assert f"ctc stop {sandbox.names()[0]} --env local" in said
    assert len(sandbox.names()) == 1


@pytest.mark.parametrize(("status", "code"), [(402, 1), (406, 1), (413, 1), (415, 1), (422, 1), (409, 4)])
def test_what_is_refused_in_the_apis_own_words_was_not_made(
    repo: Any, sandbox: Any, status: int, code: int
) -> None:
    """409 is what a gateway answers that repeated a POST."""
    repo.spec("alpha")
    sandbox.faults(f"refuse:{status}@1/create")
    repo.apply(code=code)
    assert repo.statuses() == {"alpha": "in_doubt" if code == 4 else "rejected"}


@BOTH
def test_two_that_would_adopt_the_same_are_both_done(repo: Any, sandbox: Any) -> None:
    """What one run recorded meanwhile is done for the others."""
    for name in ("alpha", "beta", "gamma"):
        repo.spec(name)
    repo.apply()
    repo.lose_state()
    repo.ctc("plan")
    processes = [repo.start("apply", "--auto-approve") for _ in range(4)]
    said = ["".join(process.communicate(timeout=120)) for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, "\n====\n".join(said)
    assert sorted(sandbox.names()) == ["alpha", "beta", "gamma"]


@BOTH
def test_who_has_it_in_hand_is_named(repo: Any, sandbox: Any) -> None:
    repo.configure(timeout="10m")
    repo.spec("alpha")
    repo.ctc("state", "init")
    pipeline = {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_RUN_ID": "4711",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_REPOSITORY": "acme/shop",
        "CTC_LOCAL_STATE": "1",
    }
    paused = repo.start("apply", "--auto-approve", CTC_FAILPOINT="after-intent:1:stop", **pipeline)
    assert os.WIFSTOPPED(os.waitpid(paused.pid, os.WUNTRACED)[1])
    said = repo.apply()
    assert "another run is sending it" in said
    assert "4711" in said
    paused.send_signal(signal.SIGCONT)
    paused.communicate(timeout=120)
    assert sandbox.names() == ["alpha"]


@BOTH
def test_a_printed_command_can_be_pasted(repo: Any, sandbox: Any, minutes_later: Any) -> None:
    sandbox.faults("reset-before-accept@1/create")
    repo.spec("alpha")
    assert "`ctc plan --env local`" in repo.apply(code=4)
    for said in (repo.ctc("plan", "--env", "local", code=4), repo.ctc("status", code=4)):
        assert "ctc state resolve alpha --env local --sent ID --why TEXT" in " ".join(
            said.replace("`", "").split()
        )
    with minutes_later():
        repo.ctc("state", "resolve", "alpha", "--env", "local", "--not-sent", "--why", "looked")
    repo.apply()
    assert sandbox.names() == ["alpha"]


@BOTH
def test_a_reach_that_somebody_wrote_is_asked_again(repo: Any, sandbox: Any) -> None:
    """Into the saved plan, with a digest that fits again, and into what is remembered of its audience."""
    repo.configure(guards={"max_reach": 5})
    repo.spec("alpha")
    assert "CTC501" in repo.ctc("plan", "--estimate", "-o", "the.plan", code=None)
    remembered = list(Path(os.environ["XDG_CACHE_HOME"]).rglob("reach*.json"))
    assert remembered
    for file in [repo.root / "the.plan", *remembered]:
        forged = with_total(json.loads(file.read_text()), 1)
        if "sha256" in forged:
            del forged["sha256"]
            forged["sha256"] = digest_of(forged)
        file.write_text(json.dumps(forged))
    estimates = len(sandbox.requests("estimate"))
    for words in (("the.plan",), ("--auto-approve",)):
        assert "CTC501" in repo.ctc("apply", *words, code=1)
    assert sandbox.names() == []
    assert len(sandbox.requests("estimate")) > estimates


def with_total(value: Any, total: int) -> Any:
    """The value, in which every total is another, and no breach stands."""
    if isinstance(value, dict):
        said = {"total": total, "guards": []}
        return {key: said[key] if key in said else with_total(each, total) for key, each in value.items()}
    return [with_total(each, total) for each in value] if isinstance(value, list) else value
