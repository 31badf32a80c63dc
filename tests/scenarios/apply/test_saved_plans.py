"""A saved plan is applied as it was reviewed, or refused before the first request, and says what changed."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Repo = Any


def saved(repo: Repo) -> None:
    repo.write("campaigns/_shared/greeting.txt", "Hello")
    repo.configure(project={"vars": {"brand": "Acme"}})
    repo.spec("alpha", content={"body": "{% include 'greeting.txt' %} {{ brand }}"})
    repo.spec("beta")
    repo.ctc("plan", "-o", "the.plan")


def edit_spec(repo: Repo) -> None:
    repo.spec("beta", content={"body": "Edited"})


def edit_template(repo: Repo) -> None:
    repo.write("campaigns/_shared/greeting.txt", "Good morning")


def edit_variable(repo: Repo) -> None:
    repo.configure(project={"vars": {"brand": "Umbrella"}})


def add_spec(repo: Repo) -> None:
    repo.spec("gamma")


def remove_spec(repo: Repo) -> None:
    repo.remove("beta")


def raise_revision(repo: Repo) -> None:
    repo.spec("beta", top={"revision": 2})


def move_state(repo: Repo) -> None:
    repo.apply("--select", "alpha")


def other_account(repo: Repo) -> None:
    repo.configure(project={"vars": {"brand": "Acme"}}, account_id="another")


def other_lineage(repo: Repo) -> None:
    repo.lose_state()
    repo.ctc("state", "init")


def cut_short(repo: Repo) -> None:
    plan = repo.root / "the.plan"
    plan.write_bytes(plan.read_bytes()[:-200])


def edit_plan(repo: Repo) -> None:
    plan = repo.root / "the.plan"
    plan.write_text(plan.read_text().replace("Hello Acme", "Hello Evil"))


def rename_environment(repo: Repo) -> None:
    """The environment of the plan is no more."""
    config = json.loads((repo.root / "ctc.yaml").read_text())
    config["environments"]["staging"] = config["environments"].pop("local")
    config["default_environment"] = "staging"
    repo.write("ctc.yaml", json.dumps(config))


STALE: list[tuple[Callable[[Repo], None], str]] = [
    (edit_spec, "beta: its payload was"),
    (edit_template, "alpha: its payload was"),
    (edit_variable, "alpha: its payload was"),
    (add_spec, "gamma is not in it"),
    (remove_spec, "beta is in it"),
    (raise_revision, "beta: its revision was 1 and is 2"),
    (move_state, "the state's serial was"),
    (other_account, "another"),
    (other_lineage, "the state's lineage was"),
    (cut_short, "the.plan cannot be read as a plan: it is no JSON: was it cut short?"),
    (edit_plan, "it was edited or cut short"),
    (rename_environment, "there is no environment 'local'"),
]


@pytest.mark.parametrize(("change", "said"), STALE, ids=lambda value: getattr(value, "__name__", ""))
def test_a_stale_plan_is_refused_before_the_first_request(
    repo: Repo, sandbox: Any, change: Callable[[Repo], None], said: str
) -> None:
    saved(repo)
    change(repo)
    before = len(sandbox.requests())
    assert said in repo.ctc("apply", "the.plan", code=1)
    assert len(sandbox.requests()) == before


def test_the_same_inputs_are_applied_whatever_the_commit_and_only_once(repo: Repo, sandbox: Any) -> None:
    commit(repo.root, "one")
    saved(repo)
    commit(repo.root, "two")
    assert "Planned 2: 2 applied" in repo.ctc("apply", "the.plan")
    assert sorted(sandbox.names()) == ["alpha", "beta"]
    assert "stale" in repo.ctc("apply", "the.plan", code=1)
    assert len(sandbox.names()) == 2


def test_a_plan_brings_its_own_choices_and_takes_no_others(repo: Repo, sandbox: Any) -> None:
    repo.spec("alpha", content={"body": "{{ greeting }}"}, top={"vars": {"greeting": "Hello"}})
    repo.spec("beta")
    repo.ctc("plan", "-o", "the.plan", "--select", "alpha", "--var", "greeting=Bonjour")
    for more in (["--var", "greeting=Hola"], ["--env", "local"], ["--select", "beta"]):
        repo.ctc("apply", "the.plan", *more, code=2)
    repo.ctc("plan", "--no-state", "-o", "other.plan", code=2)
    assert sandbox.requests() == []
    repo.ctc("apply", "the.plan")
    assert sandbox.names() == ["alpha"]


def test_recipients_are_not_in_the_file(repo: Repo, sandbox: Any) -> None:
    repo.write("people.csv", "id\ncanary-recipient-1\ncanary-recipient-2\n")
    repo.message("from-file", {"Identity": {"file": "../people.csv", "column": "id"}})
    repo.message("inline", {"Identity": ["canary-recipient-3"]})
    repo.ctc("plan", "-o", "the.plan")
    assert "canary" not in (repo.root / "the.plan").read_text()
    repo.write("people.csv", "id\ncanary-recipient-1\ncanary-recipient-9\n")
    assert "from-file: its payload was" in repo.ctc("apply", "the.plan", code=1)
    assert sandbox.requests() == []


def commit(root: Path, words: str) -> None:
    person = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    if not (root / ".git").exists():
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    command = ["git", "-C", str(root), *person, "commit", "-q", "--allow-empty", "-m", words]
    subprocess.run(command, check=True)
