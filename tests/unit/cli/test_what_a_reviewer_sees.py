"""What a reviewer must not miss, in every format of a plan."""

from datetime import UTC, datetime
from typing import Any

import pytest

from ctc.cli.views.plan_markdown import plan_as_markdown
from ctc.cli.views.plan_parts import attention
from ctc.cli.views.plan_text import plan_as_text
from ctc.diagnostics import Diagnostic, Severity
from ctc.payloads.payload import payload_of
from ctc.plans.plan import Action, Change, FieldDifference, Plan, Reach

NOW = datetime(2030, 1, 1, 12, 0, tzinfo=UTC)


def change(address: str, action: Action = Action.CREATE, total: int | None = None, **more: Any) -> Change:
    payload = payload_of(
        {"name": "n", "target_mode": "sms", "content": {"body": "x"}},
        address=address,
        revision=1,
        channel="sms",
        variant="sms",
        endpoint="/1/targets/create.json",
        **more,
    )
    reach = Reach(total=total, platforms={}, asked_at=NOW) if total is not None else None
    return Change(address=address, action=action, reason="new", payload=payload, channel="sms", reach=reach)


def warning(code: str, path: str) -> Diagnostic:
    return Diagnostic(code=code, severity=Severity.WARNING, message="m", file="ctc.yaml", line=3, path=path)


PLAN = Plan(
    environment="production",
    changes=(
        change("a", total=0, ignore={"CTC412": "the team wants it\nso"}),
        change("b", total=5, ignore={"CTC412": "the team wants it so", "CTC474": "a test"}),
        change("c", Action.UNCHANGED, ignore={"CTC412": "the team wants it so"}),
        change("d", Action.FROZEN, total=0),
    ),
    diagnostics=(
        warning("CTC513", "/environments/production/guards/max_creates"),
        warning("CTC514", "/environments/production/guards/quiet_hours"),
    ),
)


def test_each_has_a_heading_of_its_own() -> None:
    assert [(one.what, one.addresses) for one in attention(PLAN)] == [
        ("guard removed", ("max_creates",)),
        ("guard loosened", ("quiet_hours",)),
        ("reaches nobody", ("a",)),
        ("ignores CTC412: the team wants it so", ("a", "b")),
        ("ignores CTC474: a test", ("b",)),
    ]


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_they_stand_in_the_plan_and_in_the_comment(form: str) -> None:
    if form == "text":
        shown = plan_as_text(PLAN, now=NOW, timezone="UTC")
    else:
        shown = plan_as_markdown(PLAN, project="acme", now=NOW, timezone="UTC")
    for words in (
        "guard removed",
        "guard loosened",
        "reaches nobody",
        "ignores CTC412: the team wants it so",
    ):
        assert words in shown


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_another_file_of_recipients_is_told_in_words(form: str) -> None:
    differing = (
        FieldDifference(path="/to/Identity/count", before=2, after=3),
        FieldDifference(path="/to/Identity/sha256", before="a" * 64, after="b" * 64),
    )
    plan = Plan(environment="production", changes=(change("a")._replace(difference=differing),))
    if form == "text":
        shown = plan_as_text(plan, now=NOW, timezone="UTC")
    else:
        shown = plan_as_markdown(plan, project="acme", now=NOW, timezone="UTC")
    assert "sha256" not in shown
    assert "aaaa" not in shown
    assert "/to/Identity/rows" in shown
    assert "others" in shown
