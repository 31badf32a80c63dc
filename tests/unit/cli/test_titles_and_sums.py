"""What a person is told of work under way, of a page and of an import: titles, counts, and what is left out."""

import os
import re
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.cli import explaining
from ctc.cli.progress import Gauge, through
from ctc.diagnostics import Diagnostic, Severity

NOTE = Diagnostic(code="CTC823", severity=Severity.INFO, message="a note")


@pytest.mark.parametrize(
    ("command", "titles"),
    [
        ("lint", ["checking"]),
        ("compile", ["compiling"]),
        ("plan", ["asking for the reach", "compiling"]),
        ("apply --auto-approve", ["asking for the reach", "compiling"]),
        ("catalog check --env sandbox", ["asking the account"]),
    ],
)
def test_what_takes_long_says_what_it_does(
    ctc: Any, here: Path, monkeypatch: pytest.MonkeyPatch, command: str, titles: list[str]
) -> None:
    (here / "catalog.yaml").write_text("version: 1\nevents: {Charged: {}}\nandroid_channels: [a]\n", "utf-8")
    told: list[str] = []

    def gauge(terminal: Any, title: str) -> Gauge:
        told.append(title)
        return Gauge(terminal, title)

    def going(terminal: Any, title: str) -> Any:
        told.append(title)
        return through(terminal, title)

    for name in ("lint", "compiling", "plan", "apply", "catalog"):
        module = import_module(f"ctc.cli.{name}")
        monkeypatch.setattr(module, "Gauge", gauge, raising=False)
        monkeypatch.setattr(module, "through", going, raising=False)
    assert ctc(*command.split()).code == 0
    assert told == titles


@pytest.mark.parametrize(
    ("events", "profile", "words"),
    [
        (1, 1, "1 event, 1 property of profiles"),
        (2, 0, "2 events, 0 properties of profiles"),
        (0, 2, "0 events, 2 properties of profiles"),
    ],
)
def test_what_was_imported_is_counted(
    ctc: Any, monkeypatch: pytest.MonkeyPatch, events: int, profile: int, words: str
) -> None:
    plan = SimpleNamespace(events=range(events), profile=range(profile), format="CSV")
    monkeypatch.setattr("ctc.pipeline.cataloguing.imported", lambda *_: ("version: 1\n", plan, [NOTE]))
    said = ctc("catalog", "import", "x.csv")
    assert (said.out, said.err) == ("version: 1\n", f"info CTC823: a note\nCSV: {words}\n")
    assert ctc("catalog", "import", "x.csv", "-q").err == ""


@pytest.mark.parametrize(("few", "hint"), [(12, "There are: campaign_cutoff, "), (11, "`ctc explain` alone")])
def test_few_names_are_listed(ctc: Any, monkeypatch: pytest.MonkeyPatch, few: int, hint: str) -> None:
    monkeypatch.setattr(explaining, "_FEW", few)
    assert f"below when. {hint}" in ctc("explain", "push.when.x").err


def test_a_page_is_called_after_its_project_or_its_plan(ctc: Any, here: Path) -> None:
    assert ctc("plan", "-o", "a.plan").code == 0
    titles = []
    for args in ((), ("--plan", "a.plan")):
        titles += re.findall("<title>(.*?)</title>", ctc("preview", "-o", "-", *args).out)
    (here / "ctc.yaml").write_text("version: 1\n", "utf-8")
    titles += re.findall("<title>(.*?)</title>", ctc("preview", "-o", "-").out)
    assert titles == ["acme", "a.plan: before and after", "Campaigns"]


def test_what_tests_notice_is_asked_with_the_process_environment(
    ctc: Any, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Any, ...]] = []
    found = SimpleNamespace(problems=(), changes=(), failing=0, problems_count=0)
    monkeypatch.setattr("ctc.pipeline.strength.strength_of", lambda *given: asked.append(given) or found)
    assert ctc("test", "--strength", "campaigns/one.yaml", "--var", "a=b").code == 0
    assert asked[0][:3] == (here, os.environ, (Path("campaigns/one.yaml"),))
    assert asked[0][3].variables == {"a": "b"}
