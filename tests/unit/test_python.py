"""ctc from Python: small, typed, and no weight until it is used."""

import dataclasses
import json
import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import ctc
from ctc.people.person import person_of
from ctc.people.population import population_of
from tests.commands import said

ROOT = Path(__file__).resolve().parents[2]
SPEC = (
    (ROOT / "tests/fixtures/specs/tea.yaml")
    .read_text("utf-8")
    .replace("{body: Tea}", '{body: Tea. Reply STOP to opt out, sms: {template_id: "1107160000000012345"}}')
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/tea.yaml").write_text(SPEC, "utf-8")
    return tmp_path


def test_lint_compile_and_plan_say_what_the_commands_say(folder: Path) -> None:
    linted = ctc.lint(folder)
    assert (linted.ok, linted.strictly_ok, linted.files, linted.findings) == (True, True, 1, ())
    compiled = ctc.compile(folder)
    (payload,) = compiled.payloads
    assert (compiled.environment, payload.address) == ("sandbox", "tea")
    assert payload.body["content"]["body"] == "Tea. Reply STOP to opt out"
    plan = ctc.plan(folder, state=False)
    assert [(c.address, c.action, c.digest) for c in plan.changes] == [("tea", "create", payload.digest)]
    assert (plan.pending, plan.exit_code, plan.host) == (True, 3, "sandbox")
    assert "tea" in plan.markdown
    assert plan.json["summary"]["create"] == 1
    assert ctc.compile(folder, select=["none-*"]).payloads == ()


GIVEN: list[tuple[dict[str, Any], list[str]]] = [
    ({"env": "production", "exclude": ["*b*"]}, ["--env", "production", "--exclude", "*b*"]),
    ({"variables": {"word": "Soon"}, "select": ["*a*"]}, ["--var", "word=Soon", "--select", "*a*"]),
    ({"as_of": date(2030, 5, 6)}, ["--as-of", "2030-05-06"]),
]


@pytest.mark.parametrize(("given", "options"), GIVEN, ids=[options[0] for _, options in GIVEN])
def test_each_argument_is_the_option_of_its_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], options: list[str]
) -> None:
    text = SPEC.replace("body: Tea.", "body: '{{ word }} {{ key }} {{ as_of }}.").replace(
        "opt out", "opt out'"
    )
    each = "revision: 2\neach: [{key: a}, {key: b}]\ncampaign:"
    (folder / "campaigns/tea.yaml").write_text(text.replace("campaign:", each), "utf-8")
    production = "{region: in1, timezone: Asia/Kolkata, vars: {word: Now}, account_id: a, passcode: b}"
    environments = f"environments: {{production: {production}, sandbox: {{}}}}"
    (folder / "ctc.yaml").write_text(
        f"version: 1\nproject: acme\nvars: {{word: Later}}\n{environments}\n", "utf-8"
    )
    monkeypatch.chdir(folder / "campaigns")

    def told(*command: str, form: str = "json") -> Any:
        shown = said(*command, "--format", form, *options, folder=Path.cwd(), environ=os.environ).out
        return json.loads(shown) if form == "json" else shown

    plan = ctc.plan(folder, state=False, **given)
    assert plan.json == told("plan", "--no-state")
    assert plan.markdown.rstrip() == told("plan", "--no-state", form="markdown").rstrip()
    names = {"address", "action", "reason", "channel", "revision", "digest", "scheduled_on"}
    for change, shown in zip(plan.changes, plan.json["changes"], strict=True):
        seen = {name: getattr(change, name) for name in names}
        assert {**seen, "scheduled_on": seen["scheduled_on"].isoformat()} == {
            name: shown[name] for name in names
        }
    made = [dataclasses.asdict(payload) for payload in ctc.compile(folder, **given).payloads]
    shown = [{**one, "body": one.pop("payload")} for one in told("compile")["payloads"]]
    assert made == [{key: one[key] for key in made[0]} for one in shown]
    if "as_of" not in given:
        linted, shown = ctc.lint(folder, paths=["tea.yaml"], **given), told("lint", "tea.yaml")
        summary = {"files": linted.files, "documents": linted.documents, "errors": 0}
        assert {**summary, "warnings": len(linted.findings)} == shown["summary"]
        assert (linted.ok, linted.strictly_ok) == (True, not linted.findings)


def test_how_many_people_each_reaches_is_asked_where_it_is_wished(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewed = [{"name": "Product Viewed", "on": f"2025-09-{day}"} for day in ("03", "04")]
    one = {"identities": {"Phone": "+1"}, "subscribed": ["sms"]}
    crowd = population_of(person_of(number, {**one, "events": viewed[:number]}) for number in (0, 1, 2))
    monkeypatch.setattr("ctc.people.stored.open_people", lambda *_: crowd)
    for estimate, reach in ((False, None), (True, 2)):
        assert [change.reach for change in ctc.plan(folder, state=False, estimate=estimate).changes] == [
            reach
        ]


def test_a_mistake_is_one_exception_with_everything_that_is_known(folder: Path) -> None:
    (folder / "campaigns/tea.yaml").write_text(SPEC.replace("body:", "bodi:"), "utf-8")
    assert not ctc.lint(folder).ok
    for ask in (ctc.compile, ctc.plan):
        with pytest.raises(ctc.UserError) as caught:
            ask(folder)
        assert {found.code for found in caught.value.diagnostics} >= {"CTC305"}
    with pytest.raises(TypeError):
        ctc.compile(folder, select="tea")
    with pytest.raises(AttributeError):
        _ = ctc.nothing  # type: ignore[attr-defined]


def test_where_nothing_was_looked_at_nothing_is_well(folder: Path) -> None:
    for ask in (ctc.lint, ctc.compile, ctc.plan):
        with pytest.raises(ctc.UserError, match="there is no folder"):
            ask(folder / "shpo")
    with pytest.raises(ctc.UserError, match=r"^--select 'none-\*' matches no address$"):
        ctc.lint(folder, select=["none-*"])
    assert ctc.lint(folder, select=["te*"]).ok


def test_importing_ctc_loads_nothing() -> None:
    code = "import sys, ctc; print(sorted(n for n in sys.modules if n.startswith('ctc')), 'click' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['ctc'] False"


def test_a_caller_is_checked_by_types(tmp_path: Path) -> None:
    file = tmp_path / "caller.py"
    file.write_text(
        "import ctc\n\n"
        "def names(root: str) -> list[str]:\n"
        "    return [payload.address for payload in ctc.compile(root).payloads]\n\n"
        "ok: bool = ctc.lint('.').ok\n"
        "held: bool = ctc.testing.audience('a', {}, as_of='2031-01-15')\n",
        "utf-8",
    )
    # with what `make test` learnt of ctc a moment before
    command = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", ".mypy_cache", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def operator(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The page's operator, over stand-ins for Airflow's three names and for ctc."""
    sdk, errors = ModuleType("airflow.sdk"), ModuleType("airflow.sdk.exceptions")
    errors.AirflowException = type("AirflowException", (Exception,), {})  # type: ignore[attr-defined]
    errors.AirflowFailException = type("AirflowFailException", (errors.AirflowException,), {})  # type: ignore[attr-defined]
    sdk.BaseOperator = type("BaseOperator", (), {"__init__": lambda self, **kwargs: None})  # type: ignore[attr-defined]
    for module in (ModuleType("airflow"), sdk, errors):
        monkeypatch.setitem(sys.modules, module.__name__, module)
    page = (ROOT / "docs/how-to/python.md").read_text("utf-8")
    (code,) = (text for text in re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S) if "Airflow" in text)
    made: dict[str, Any] = {}
    exec(code, made)
    stand_in = tmp_path / "bin" / "ctc"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\necho "$@" > words\nexit $(cat code)\n', "utf-8")
    stand_in.chmod(0o755)
    monkeypatch.setenv("PATH", f"{stand_in.parent}{os.pathsep}{os.environ['PATH']}")
    return made["CtcApply"](folder=str(tmp_path), environment="production", as_of="2031-01-15"), errors


@pytest.mark.parametrize("code", [0, 1, 2, 4])
def test_a_scheduler_takes_doubt_for_final(operator: Any, tmp_path: Path, code: int) -> None:
    task, errors = operator
    (tmp_path / "code").write_text(str(code), "utf-8")
    raised: type[Exception] | None = None
    try:
        task.execute({})
    except errors.AirflowException as error:
        raised = type(error)
    assert raised == {0: None, 1: errors.AirflowException}.get(code, errors.AirflowFailException)
    assert (tmp_path / "words").read_text("utf-8").split()[:3] == ["apply", "--env", "production"]
