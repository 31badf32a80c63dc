"""A plan as text and as Markdown: everything in it, nothing broken by it, within the budget."""

from datetime import UTC, datetime, timedelta

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ctc.cli.views.plan_json import plan_as_json
from ctc.cli.views.plan_markdown import BUDGET, plan_as_markdown
from ctc.cli.views.plan_text import plan_as_text
from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.plan import Action, Change, FieldDifference, Plan, Reach
from ctc.validation.engine import problems

NOW = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)
GUARD = Diagnostic(
    code="CTC503",
    severity=Severity.ERROR,
    message="it reaches 60,000 people, and max_reach allows 50,000",
    file="campaigns/a.yaml",
    line=3,
)


def change(number: int = 0, action: Action = Action.REPLACE, text: str = "new words here") -> Change:
    return Change(
        address=f"price-drop[{number}]",
        action=action,
        reason="the payload changed",
        channel="push",
        endpoint="/1/targets/create.json",
        digest="0" * 64,
        scheduled_on=NOW + timedelta(days=3),
        reach=Reach(total=12480, platforms={"android": 12000, "ios": 480}, asked_at=NOW - timedelta(hours=2)),
        difference=(
            FieldDifference(path="/content/title", before="old", after=text),
            FieldDifference(path="/content/body", before="old " * 40, after=text + " old" * 40),
            FieldDifference(path="/devices", after=["ios"], missing="before"),
        ),
    )


def markdown(plan: Plan) -> str:
    return plan_as_markdown(plan, now=NOW, timezone="Asia/Kolkata")


def details(text: str) -> tuple[int, int]:
    """Opened and closed details, counted as HTML: what stands in a code block does not count."""
    html = "".join(t.content for t in MarkdownIt().enable("table").parse(text) if t.type == "html_block")
    return html.count("<details>"), html.count("</details>")


@pytest.mark.parametrize("action", list(Action))
def test_each_action_is_shown_with_its_glyph_and_word(action: Action) -> None:
    plan = Plan(environment="production", changes=(change(action=action),))
    text = plan_as_text(plan, now=NOW, timezone="Asia/Kolkata", verbose=True)
    assert f"{action.glyph} price-drop[0]" in text
    assert f"1 {action.value}" in text


def test_text_says_when_in_both_zones_and_how_far_away() -> None:
    text = plan_as_text(Plan(environment="p", changes=(change(),)), now=NOW, timezone="Asia/Kolkata")
    assert "2030-01-04 17:30 Asia/Kolkata (12:00 UTC, in 3d)" in text
    assert "reaches 12,480 (android 12,000, ios 480), asked 2h ago" in text


def test_text_marks_changed_words_without_colour() -> None:
    plan = Plan(environment="p", changes=(change(),))
    text = click.unstyle(plan_as_text(plan, now=NOW, timezone="UTC"))
    assert '~ /content/title: "old" → "new words here"' in text
    assert "{+new words here" in text


def test_content_cannot_drive_the_terminal() -> None:
    plan = Plan(environment="p", changes=(change(text="\x1b[2J\x9b31m\u202e" + "x" * 80),))
    text = plan_as_text(plan, now=NOW, timezone="UTC")
    assert not {"\x9b", "\u202e"} & set(text)
    assert "\x1b[2J" not in text


def test_markdown_of_500_changes_keeps_the_budget_and_says_what_is_cut() -> None:
    text = markdown(Plan(environment="p", changes=tuple(change(n) for n in range(500))))
    assert len(text.encode()) <= BUDGET
    opened, closed = details(text)
    assert 0 < opened == closed < 500
    assert f"{500 - opened} more change(s) do not fit here" in text
    assert text.startswith("<!-- ctc plan: p -->\n")
    assert "500 replace" in text


@given(st.text(max_size=200))
def test_markdown_stays_balanced_whatever_the_content(text: str) -> None:
    hostile = f"{text}</details>```\n<script>alert(1)</script>|{text}"
    made = markdown(Plan(environment="p", changes=(change(text=hostile), change(1))))
    assert details(made) == (2, 2)
    tokens = MarkdownIt().enable("table").parse(made)
    assert not any("<script" in t.content for t in tokens if t.type == "html_block")


def test_guards_are_told_in_every_format() -> None:
    plan = Plan(environment="p", changes=(change(),), diagnostics=(GUARD,))
    assert "CTC503" in plan_as_text(plan, now=NOW, timezone="UTC")
    assert "CTC503" in markdown(plan)
    assert plan_as_json(plan)["guards"][0]["code"] == "CTC503"


def test_json_holds_to_its_published_schema() -> None:
    plan = Plan(environment="p", lineage="x", serial=3, changes=(change(), change(1, Action.CREATE)))
    assert list(problems("output.plan", plan_as_json(plan))) == []
