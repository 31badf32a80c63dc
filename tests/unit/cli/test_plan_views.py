"""A plan as text and as Markdown: everything in it, nothing broken by it, within the budget."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ctc.cli.guarded import guarded
from ctc.cli.plan import repeated
from ctc.cli.views.markdown_escapes import plain
from ctc.cli.views.plan_blocks import block_facts
from ctc.cli.views.plan_json import plan_as_json
from ctc.cli.views.plan_markdown import BUDGET, plan_as_markdown
from ctc.cli.views.plan_text import plan_as_text, reach_of
from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.difference import difference
from ctc.plans.families import Block, Reaches
from ctc.plans.plan import Action, Change, FieldDifference, Plan, Reach
from ctc.rows.family_data import FamilyData
from ctc.validation.schema.engine import problems
from tests.hostile.tame import called_in

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


def replacing(before: Mapping[str, Any], after: Mapping[str, Any]) -> Change:
    return Change(
        address="price-drop",
        action=Action.REPLACE,
        reason="the payload differs",
        payload=payload(after),
        before=before,
        difference=difference(before, after),
        channel="push",
    )


def creating(body: Mapping[str, Any], endpoint: str = "/1/targets/create.json") -> Change:
    wanted = payload(body, endpoint)
    return Change(address="new", action=Action.CREATE, reason="new", payload=wanted, channel="push")


def payload(body: Mapping[str, Any], endpoint: str = "/1/targets/create.json") -> Payload:
    return payload_of(
        address="price-drop",
        revision=1,
        channel="push",
        variant="",
        endpoint=endpoint,
        body=body,
    )


def where(*cities: str, title: str = "Hi") -> dict[str, Any]:
    city = {"name": "City", "operator": "equals", "value": list(cities)}
    return {"where": {"common_profile_properties": {"profile_fields": [city]}}, "content": {"title": title}}


def markdown(plan: Plan) -> str:
    return plan_as_markdown(plan, project="acme", now=NOW, timezone="Asia/Kolkata")


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


def test_two_projects_have_a_comment_each_and_a_name_closes_no_comment() -> None:
    plan = Plan(environment="p", changes=())
    first, second, odd = (
        plan_as_markdown(plan, project=project, now=NOW, timezone="UTC").splitlines()[0]
        for project in ("tea", "coffee", "--> <b>x</b>\n<!--")
    )
    assert (first, second) == ("<!-- ctc plan: tea/p -->", "<!-- ctc plan: coffee/p -->")
    assert odd.count("-->") == 1


def test_a_plan_of_many_families_keeps_the_budget() -> None:
    many = tuple(FamilyData(family=f"f{n}", shown="d" * 200, sha256="a" * 64, rows=1) for n in range(2_000))
    text = markdown(Plan(environment="p", changes=(change(),), families=many))
    assert len(text.encode()) <= BUDGET
    assert "more\n" in text
    assert "<code>price-drop&#91;0&#93;</code>" in text


def test_a_key_ends_no_cell_of_the_table() -> None:
    """A bar behind a backslash does, escaped or not: what stood behind it could call people."""
    odd = change()._replace(address="a[b\\|c]")
    (row,) = [r for r in markdown(Plan(environment="p", changes=(odd,))).splitlines() if r.startswith("| `")]
    assert "<code>a&#91;b&#92;&#124;c&#93;</code>" in row
    assert len(row.split("|")) == 9


def test_markdown_of_500_changes_keeps_the_budget_and_says_what_is_cut() -> None:
    text = markdown(
        Plan(environment="p", changes=tuple(change(n)._replace(address=f"drop-{n}") for n in range(500)))
    )
    assert len(text.encode()) <= BUDGET
    opened, closed = details(text)
    assert 0 < opened == closed < 500
    assert f"{500 - opened} more change(s) do not fit here" in text
    assert text.startswith("<!-- ctc plan: acme/p -->\n")
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


def test_a_wider_audience_is_told_in_every_format() -> None:
    plan = Plan(environment="p", changes=(replacing(where("Pune"), where("Pune", "Kochi", title="Ho")),))
    text = click.unstyle(plan_as_text(plan, now=NOW, timezone="UTC"))
    assert '      ~ audience: wider\n          - City is "Pune"\n' in text
    assert "/where" not in text
    assert '/content/title: "Hi" → "Ho"' in text
    assert "wider audience × 1: price-drop" in text
    made = markdown(plan)
    assert "| **wider** |" in made
    assert "/where" not in made
    told = plan_as_json(plan)["changes"][0]
    assert told["audience"] == {
        "label": "wider",
        "gone": ['City is "Pune"'],
        "new": ['City is "Pune" or "Kochi"'],
    }
    assert any(one["path"].startswith("/where") for one in told["difference"])
    assert list(problems("output.plan", plan_as_json(plan))) == []


def test_an_unchanged_audience_is_not_told() -> None:
    plan = Plan(environment="p", changes=(replacing(where("Pune"), where("Pune", title="Ho")),))
    assert "audience:" not in plan_as_text(plan, now=NOW, timezone="UTC")
    assert plan_as_json(plan)["changes"][0]["audience"] is None


def test_a_new_campaign_says_to_whom_and_what() -> None:
    plan = Plan(environment="p", changes=(creating(where("Pune", title="The kettle is on")),))
    text = plan_as_text(plan, now=NOW, timezone="UTC")
    assert 'to: City is "Pune"' in text
    assert "title: The kettle is on" in text
    assert "| title | The kettle is on |" in markdown(plan)


def test_everybody_is_spelled_out() -> None:
    plan = Plan(environment="p", changes=(creating({"segment": "All", "content": {"body": "Hi"}}),))
    assert "to: everybody" in plan_as_text(plan, now=NOW, timezone="UTC")


def test_recipients_are_counts_in_every_format() -> None:
    body = {"to": {"Email": ["asha@example.org", "ravi@example.org"]}, "content": {"body": "Hi"}}
    plan = Plan(environment="p", changes=(creating(body, "/1/send/email.json"),))
    text = plan_as_text(plan, now=NOW, timezone="UTC")
    assert "to: 2 by Email" in text
    for shown in (text, markdown(plan), str(plan_as_json(plan))):
        assert "example.org" not in shown


def test_an_asynchronous_estimate_is_no_reach_of_nobody() -> None:
    waits = Reach(total=0, platforms={}, asked_at=NOW, request_id="a1b2")
    plan = Plan(
        environment="p",
        changes=(Change(address="a", action=Action.CREATE, reason="new", channel="push", reach=waits),),
    )
    assert "reach not known yet: CleverTap counts, request a1b2" in plan_as_text(
        plan, now=NOW, timezone="UTC"
    )
    assert "| not known yet |" in markdown(plan)


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_hostile_new_campaign_breaks_no_markdown(name: str, text: str) -> None:
    hostile = f"{text}\n</details>\n```\n<script>alert(1)</script> @everyone | {text}\\"
    body = {"name": hostile + name, "segment": hostile, "content": {"title": hostile, "body": text}}
    made = markdown(Plan(environment="p", changes=(creating(body), creating(where(hostile)))))
    assert details(made) == (4, 4)
    tokens = MarkdownIt().enable("table").parse(made)
    assert not any("<script" in t.content for t in tokens if t.type == "html_block")


@pytest.mark.parametrize(
    "call",
    [
        "@ann",
        "#1",
        "GH-1",
        "!12",
        "$3",
        "&4",
        "~bug",
        '~"a b"',
        '%"m 1"',
        "^alert#5",
        "[issue:6]",
        "*iteration:7",
    ],
)
def test_a_campaign_calls_nobody_and_links_nothing_of_the_forge(call: str) -> None:
    """On GitHub and GitLab: each such link is a note in the thing that it names, and a person is told."""
    told = plain(f"now {call} only")
    assert called_in(f"now {call} only")
    assert called_in(told) == []
    assert unescape(told).replace("\u200b", "") == f"now {call} only"
    assert guarded(told) == told


def test_of_500_changes_the_one_that_needs_a_look_is_not_cut() -> None:
    last = replacing(where("Pune"), where("Pune", "Kochi"))
    made = markdown(Plan(environment="p", changes=(*(change(n) for n in range(499)), last)))
    assert "<code>price-drop</code>: replace, audience wider" in made
    assert len(made.encode()) <= BUDGET


def test_500_endless_addresses_and_guards_keep_the_budget() -> None:
    endless = [
        Change(
            address=f"{'ज़' * 500}{n}",
            action=Action.CREATE,
            reason="न" * 5_000,
            payload=payload({"content": {"body": "क" * 90_000}}),
            channel="push",
            guards=(GUARD,) * 50,
        )
        for n in range(500)
    ]
    made = markdown(Plan(environment="p", changes=tuple(endless), diagnostics=(GUARD,) * 500))
    assert len(made.encode()) <= BUDGET
    opened, closed = details(made)
    assert opened == closed


def test_people_that_are_named_twice_are_told() -> None:
    body = {"to": {"Identity": ["u1", "u2", "u1"]}, "content": {"body": "Hi"}}
    wanted = replace(payload(body, "/1/send/sms.json"), duplicates=1)
    change = creating(body, "/1/send/sms.json")._replace(payload=wanted)
    assert list(repeated(Plan(environment="e", changes=(change,)))) == [
        "new: 1 repeated recipient left out; each gets it once"
    ]
    assert "to: 2 by Identity" in plan_as_text(
        Plan(environment="e", changes=(change,)), now=NOW, timezone="UTC"
    )


def test_platforms_stand_by_name_whatever_the_order_of_the_answer() -> None:
    for platforms in ({"web": 1, "android": 2_000, "ios": 3}, {"ios": 3, "web": 1, "android": 2_000}):
        told = reach_of(Reach(total=2_004, platforms=platforms, asked_at=NOW), NOW)
        assert told == "reaches 2,004 (android 2,000, ios 3, web 1)"


def test_the_channels_of_a_block_are_told_in_their_order() -> None:
    channels = ("webpush", "sms", "push", "email", "whatsapp")
    changes = tuple(
        Change(address=f"f[{channel}]", action=Action.CREATE, reason="new", channel=channel)
        for channel in channels
    )
    block = Block(
        family="f",
        action=Action.CREATE,
        changes=changes,
        differences=0,
        common=(),
        reaches=Reaches(total=0, known=0),
        standing_out=(),
    )
    told = next(block_facts(block, datetime(2031, 1, 1, tzinfo=UTC), "UTC"))
    assert told == "email, push, sms, webpush, whatsapp"


@pytest.mark.parametrize(("alone", "told"), [(10, True), (11, False)])
def test_what_each_says_is_told_of_few_and_a_family_counts_not(alone: int, told: bool) -> None:
    few = [creating({"content": {"title": f"Tea {n}"}})._replace(address=f"one-{n}") for n in range(alone)]
    family = [creating({"content": {"title": "Kettle"}})._replace(address=f"f[{n}]") for n in range(9)]
    text = click.unstyle(
        plan_as_text(Plan(environment="p", changes=(*few, *family)), now=NOW, timezone="UTC")
    )
    assert ("title: Tea 3" in text) is told
    assert ("(-v also shows what each new campaign says, and to whom)" in text) is not told
    assert "(--expand 'GLOB' shows a family one by one)" in text


def test_the_channels_of_a_family_stand_in_one_order_in_a_review_too() -> None:
    channels = ("webpush", "sms", "push", "email", "whatsapp")
    changes = tuple(
        Change(address=f"f[{channel}{n}]", action=Action.CREATE, reason="new", channel=channel)
        for channel in channels
        for n in range(2)
    )
    assert "email, push, sms, webpush, whatsapp" in markdown(Plan(environment="p", changes=changes))
