"""`ctc preview --plan FILE`: before and after of what a plan changes, through the command."""

import json
from collections.abc import Callable
from pathlib import Path

from ctc.canonical import digest_of

SPEC = """\
version: 1
id: hello
campaign:
  name: Hello
  target_mode: push
  when: 2031-01-15 09:30
  devices: [ios]
  where: {event_name: Charged, from: 2025-01-01, to: 2025-12-31}
  content: {title: The old title, body: Hello}
"""


def test_before_and_after_stand_side_by_side(ctc: Callable, write: Callable, tmp_path: Path) -> None:
    write("campaigns/hello.yaml", SPEC)
    assert ctc("apply", "--auto-approve").code == 0
    write("campaigns/hello.yaml", SPEC.replace("The old title", "The new title"))
    assert ctc("plan", "-o", "x.plan").code == 0
    answer = ctc("preview", "--plan", "x.plan", "-o", "preview.html")
    assert answer.code == 0, answer.err
    page = (tmp_path / "preview.html").read_text("utf-8")
    assert "The old title" in page
    assert "The new title" in page
    assert "replace" in page


def test_what_a_plan_stops_is_shown_as_it_would_have_gone_out(
    ctc: Callable, write: Callable, tmp_path: Path
) -> None:
    write("campaigns/stays.yaml", SPEC.replace("id: hello", "id: stays"))
    write("campaigns/hello.yaml", SPEC)
    assert ctc("apply", "--auto-approve").code == 0
    (tmp_path / "campaigns/hello.yaml").unlink()
    assert ctc("plan", "-o", "x.plan").code == 0
    assert ctc("preview", "--plan", "x.plan", "-o", "preview.html").code == 0
    page = (tmp_path / "preview.html").read_text("utf-8")
    assert 'data-action="stop"' in page
    assert "Wed 15 Jan 2031, 09:30 UTC, unless it is stopped" in page
    assert "The old title" in page


def test_a_damaged_plan_is_refused(ctc: Callable, write: Callable) -> None:
    write("campaigns/hello.yaml", SPEC)
    write("x.plan", "{}")
    answer = ctc("preview", "--plan", "x.plan")
    assert answer.code == 1
    assert "CTC520" in answer.err


def test_an_edited_plan_does_not_fit_its_digests(ctc: Callable, write: Callable, tmp_path: Path) -> None:
    """Edited and sealed again: what it shows is not what apply would send, and the preview says so."""
    write("campaigns/hello.yaml", SPEC)
    assert ctc("plan", "-o", "x.plan").code == 0
    plan = json.loads((tmp_path / "x.plan").read_bytes())
    plan["changes"][0]["payload"]["body"]["content"]["title"] = "Another title"
    plan.pop("sha256")
    plan["sha256"] = digest_of(plan)
    (tmp_path / "x.plan").write_text(json.dumps(plan))
    answer = ctc("preview", "--plan", "x.plan", "-o", "preview.html")
    assert answer.code == 1
    assert "CTC520" in answer.err
    assert "its digest does not fit" in answer.err
    assert not (tmp_path / "preview.html").exists()


def test_every_plan_names_the_host(ctc: Callable, write: Callable, tmp_path: Path) -> None:
    write("campaigns/hello.yaml", SPEC)
    settings = "{region: in1, timezone: UTC, account_id: '{{ env.CLEVERTAP_ACCOUNT_ID }}'}"
    write("ctc.yaml", f"version: 1\nproject: acme\nenvironments: {{production: {settings}}}\n")
    args = ("plan", "--env", "production", "--no-state")
    assert "to in1.api.clevertap.com" in ctc(*args).out.splitlines()[0]
    assert json.loads(ctc(*args, "--format", "json").out)["host"] == "in1.api.clevertap.com"
    assert "to `in1.api.clevertap.com`" in ctc(*args, "--format", "markdown").out
    assert ctc("plan", "-o", "x.plan").code == 0
    assert json.loads((tmp_path / "x.plan").read_bytes())["host"] == "sandbox"
