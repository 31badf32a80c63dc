"""The exact plan that a reviewer sees, in every format: ``plans/x.txt``, ``x.md``, ``x.json``.

``CTC_GOLDEN=write`` writes what is shown now; read the difference before it is committed.
"""

import importlib.util
import json
import os
import shutil
from pathlib import Path

import click
import pytest
from markdown_it import MarkdownIt

from ctc.cli.views.plan_json import plan_as_json
from ctc.cli.views.plan_markdown import BUDGET, plan_as_markdown
from ctc.cli.views.plan_text import plan_as_text
from ctc.plans.plan import Plan
from ctc.validation.schema.engine import problems

FOLDER = Path(__file__).parent / "plans"
_spec = importlib.util.spec_from_file_location("plan_corpus", Path(__file__).parent / "plan_corpus.py")
assert _spec is not None
assert _spec.loader is not None
corpus = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(corpus)
PLANS: dict[str, Plan] = corpus.plans()


def as_text(plan: Plan, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *_: os.terminal_size((80, 24)))
    return click.unstyle(plan_as_text(plan, now=corpus.NOW, timezone=corpus.ZONE)) + "\n"


def as_markdown(plan: Plan) -> str:
    return plan_as_markdown(plan, project="acme-growth", now=corpus.NOW, timezone=corpus.ZONE)


def expect(name: str, shown: str) -> None:
    file = FOLDER / name
    if os.environ.get("CTC_GOLDEN") == "write":
        FOLDER.mkdir(exist_ok=True)
        file.write_text(shown, encoding="utf-8")
    assert shown == file.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PLANS)
def test_text(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = as_text(PLANS[name], monkeypatch)
    assert [line for line in shown.splitlines() if len(line) > 80 and "https://" not in line] == []
    expect(f"{name}.txt", shown)


@pytest.mark.parametrize("name", PLANS)
def test_markdown(name: str) -> None:
    shown = as_markdown(PLANS[name])
    assert len(shown.encode()) <= BUDGET
    html = "".join(t.content for t in MarkdownIt().enable("table").parse(shown) if t.type == "html_block")
    assert html.count("<details>") == html.count("</details>")
    assert shown.startswith("<!-- ctc plan: acme-growth/production -->\n")
    expect(f"{name}.md", shown)


@pytest.mark.parametrize("name", PLANS)
def test_json(name: str) -> None:
    shown = plan_as_json(PLANS[name])
    assert list(problems("output.plan", shown)) == []
    expect(f"{name}.json", json.dumps(shown, ensure_ascii=False, indent=1) + "\n")
