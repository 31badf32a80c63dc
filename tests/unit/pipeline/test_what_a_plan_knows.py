"""What ctc.yaml says of an environment reaches whoever plans and sends: a setting that were lost on the way would hold
nobody, and say nothing."""

import os
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from ctc.pipeline import apply, plan
from ctc.pipeline.sessions import Session
from ctc.plans.facts import Facts
from ctc.project.opening import open_project
from ctc.state import records
from ctc.state.journal import Journal, begin
from ctc.state.record import Binding
from ctc.state.stores.memory import MemoryStore

PROJECT: Final = """\
version: 1
project: acme
environments:
  live:
    region: eu1
    timezone: Asia/Kolkata
    timeout: 7s
    listing_lag: 90s
    replace_margin: 11m
    name_marker: false
    requests_per_second: 2
    account_id: A
    passcode: "{{ env.CTC_HUSH }}"
    state: sqlite:///live.db
    guards:
      lead_time: 10m
      max_reach: 5
  bare: {region: in1, timezone: UTC}
"""


def opened(folder: Path, name: str, environ: dict[str, str], stack: ExitStack) -> Session:
    (folder / "ctc.yaml").write_text(PROJECT, "utf-8")
    project = open_project(folder, environ)
    return Session(project, project.environments[name], environ, stack)


def journal(**bound: str) -> Journal:
    binding = Binding(
        **{**dict.fromkeys(("project", "environment", "account_id", "region", "lineage"), "x"), **bound}
    )
    return begin(MemoryStore(lambda: datetime(2031, 1, 1, tzinfo=UTC)), [records.init(binding)])


@pytest.fixture
def git(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What git was asked; it answers."""
    asked: list[Any] = []

    def answers(name: str, answer: object) -> None:
        monkeypatch.setattr(plan, name, lambda *given: (asked.append((name, *given)), answer)[1])

    answers("commit_of", "c" * 40)
    answers("is_ancestor", True)
    answers("guards_at", {"max_reach": 9})
    return asked


def test_every_setting_of_an_environment_reaches_its_plan(tmp_path: Path, git: list[Any]) -> None:
    with ExitStack() as stack:
        session = opened(tmp_path, "live", {}, stack)
        found = plan.facts_of(session, journal(account_id="B", region="sg1"), "2031-01-15")
    assert found == Facts(
        project="acme",
        environment="live",
        host="api.clevertap.com",
        account_id="B",
        region="sg1",
        zone=ZoneInfo("Asia/Kolkata"),
        timeout=7.0,
        listing_lag=90.0,
        replace_margin=660.0,
        name_marker=False,
        guards={"lead_time": "10m", "max_reach": 5},
        guards_before={"max_reach": 9},
        guards_line=16,
        guards_lines={"lead_time": 16, "max_reach": 17},
        day="2031-01-15",
        commit="c" * 40,
        is_ancestor=True,
        others=["bare", "sandbox"],
    )
    assert git == [
        ("commit_of", tmp_path),
        ("guards_at", tmp_path, None, "live"),
        ("is_ancestor", tmp_path, None, "c" * 40),
    ]


def test_a_state_that_is_not_begun_and_an_environment_that_says_little(
    tmp_path: Path, git: list[Any]
) -> None:
    with ExitStack() as stack:
        found = plan.facts_of(opened(tmp_path, "bare", {}, stack), plan.empty_journal())
    assert (found.account_id, found.region, found.guards, found.guards_line, found.day) == ("", "", {}, 1, "")


def test_what_is_sent_goes_by_the_environments_rate_time_and_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no secret of it stands in what a run says."""
    made: dict[str, Any] = {}

    def client(*given: Any, **named: Any) -> Any:
        made.update(named, api=given[0], account=given[1]().account_id)
        return SimpleNamespace(close=lambda: made.update(closed=True))

    monkeypatch.setattr("ctc.clevertap.client.Client", client)
    environ = {"HTTPS_PROXY": "http://proxy.example:3128", "CTC_HUSH": "hush-hush-hush"}
    heard: list[Any] = []
    with ExitStack() as stack:
        session = opened(tmp_path, "live", environ, stack)
        facts = SimpleNamespace()
        run: Any = apply.run_of(session, journal(), facts, heard.append, bool, iter, [("a", 1)])  # type: ignore[arg-type]
        assert (session.environ, session.account_id()) == (environ, "A")
        assert (run.rate, run.facts, run.identities, run.recipients) == (2, facts, [("a", 1)], iter)
        assert (run.listener, run.interrupted, run.client) == (heard.append, bool, session.client)
        assert "hush" not in run.words("it said hush-hush-hush")
        assert len({run.new_id(), run.new_id()}) == 2
        assert run.runner == apply.runner_name(os.environ)
    assert made["closed"]
    assert (made["api"], made["account"]) == ("https://api.clevertap.com", "A")
    assert (made["zone"], made["timeout"]) == (ZoneInfo("Asia/Kolkata"), 7.0)
    assert "proxy.example:3128" in str(made["proxy"])
    assert made["limiter"]._gap == 0.5
    assert made["failpoints"] is session.failpoints
