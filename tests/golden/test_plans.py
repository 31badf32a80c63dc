"""The exact plan that a reviewer sees, in every format: ``plans/x.txt``, ``x.md``, ``x.json``.

``CTC_GOLDEN=write`` writes what is shown now; read the difference before it is committed.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from markdown_it import MarkdownIt

from ctc.cli.views.plan_json import plan_as_json
from ctc.cli.views.plan_markdown import BUDGET, plan_as_markdown
from ctc.cli.views.plan_text import plan_as_text
from ctc.plans.plan import Plan
from ctc.validation.schema.engine import problems
from tests.styles import in_words

FOLDER = Path(__file__).parent / "plans"
sys.path.insert(0, str(Path(__file__).parent))
import plan_corners as corners  # type: ignore[import-not-found]  # noqa: E402
import plan_corpus as corpus  # type: ignore[import-not-found]  # noqa: E402

CORNERS: dict[str, Plan] = corners.corner_plans()
PLANS: dict[str, Plan] = {**corpus.plans(), **CORNERS}


def as_text(plan: Plan, monkeypatch: pytest.MonkeyPatch, **how: Any) -> str:
    return click.unstyle(styled(plan, monkeypatch, **how))


def styled(plan: Plan, monkeypatch: pytest.MonkeyPatch, **how: Any) -> str:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *_: os.terminal_size((80, 24)))
    return plan_as_text(plan, now=corpus.NOW, timezone=corpus.ZONE, **how) + "\n"


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


@pytest.mark.parametrize("name", [*CORNERS, "blocked", "replace", "frozen"])
def test_all_of_it_in_colours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ``-v``, families one by one and the time that it takes; each colour as a word in angle brackets."""
    shown = styled(PLANS[name], monkeypatch, verbose=True, expand=("drop[2*]", "even"), rate=1.0)
    expect(f"{name}.verbose.txt", in_words(shown))


@pytest.mark.parametrize("columns", [40, 60, 61, 160, 200])
def test_lines_are_as_long_as_the_terminal_within_reason(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "get_terminal_size", lambda *_: os.terminal_size((columns, 24)))
    lines = click.unstyle(plan_as_text(PLANS["family"], now=corpus.NOW, timezone=corpus.ZONE)).splitlines()
    longest = max(map(len, lines))
    assert max(60, min(columns, 160)) - 12 <= longest <= max(60, min(columns, 160))
