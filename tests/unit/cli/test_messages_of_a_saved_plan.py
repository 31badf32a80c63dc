"""What a page of a saved plan shows: what is new, what changes beside what it was, and what is stopped."""

import os
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from ctc.diagnostics import UserError
from ctc.pipeline.log import Question, log
from ctc.pipeline.preview import left_of_plan, preview_of_plan
from ctc.plans.families import LEAST
from ctc.state.log import LogLine

Run = Callable[..., Any]


@pytest.fixture
def planned(ctc: Run, here: Path) -> Path:
    """A saved plan over what was sent: one campaign is new, one changes, one rests, one is gone."""
    specs = here / "campaigns"
    first = (specs / "one.yaml").read_text("utf-8")
    (specs / "three.yaml").write_text(first.replace("one", "three").replace("09:30", "11:30"), "utf-8")
    assert ctc("apply", "--auto-approve", "-q").code == 0
    (specs / "one.yaml").write_text(first.replace("Hi one", "Good day"), "utf-8")
    (specs / "two.yaml").unlink()
    (specs / "four.yaml").write_text(first.replace("one", "four").replace("09:30", "12:30"), "utf-8")
    assert ctc("plan", "-o", "a.plan").code == 0
    return here / "a.plan"


def test_what_a_saved_plan_changes_is_shown_beside_what_was(planned: Path) -> None:
    shown = {each.address: each for each in preview_of_plan(Path.cwd(), os.environ, planned)}
    assert [(address, shown[address].action) for address in sorted(shown)] == [
        ("four", "create"),
        ("one", "replace"),
        ("two", "stop"),
    ]
    assert {each.environment for each in shown.values()} == {"sandbox"}
    assert {each.channel for each in shown.values()} == {"sms"}
    one, two, four = shown["one"], shown["two"], shown["four"]
    before: Any = one.before
    after: Any = one.body
    assert before["content"]["body"].startswith("Hi one")
    assert after["content"]["body"].startswith("Good day")
    assert four.before is None
    gone: Any = two.body
    assert gone["content"]["body"].startswith("Hi two")
    assert two.when == "Wed 15 Jan 2031, 10:30 UTC, unless it is stopped"
    assert (two.endpoint, two.variant) == (one.endpoint, one.variant)
    assert left_of_plan(planned) == []


def test_a_plan_whose_specs_were_edited_since_is_not_shown(planned: Path) -> None:
    with planned.open("r+b") as file:
        data = file.read().replace(b"Good day", b"Good bye")
        file.seek(0)
        file.write(data)
    with pytest.raises(UserError):
        preview_of_plan(Path.cwd(), os.environ, planned)


def test_of_a_large_family_a_saved_plan_says_how_many_it_holds(ctc: Run, here: Path) -> None:
    spec = here / "campaigns" / "one.yaml"
    text = spec.read_text("utf-8").replace("campaign:", "each: {file: rows.csv, key: n}\ncampaign:")
    spec.write_text(text.replace("Hi one", "Hi {{ n }}"), "utf-8")
    for count in (LEAST, 60):
        (here / "campaigns" / "rows.csv").write_text(
            "n\n" + "".join(f"k{n}\n" for n in range(count)), "utf-8"
        )
        assert ctc("plan", "-o", "a.plan").code == 0
        said = left_of_plan(here / "a.plan")
        if count == LEAST:
            assert said == []
        else:
            (line,) = said
            held = len(preview_of_plan(here, os.environ, here / "a.plan")) - 1
            assert line == f"one, create: the plan holds {held} of 60, a sample and what stands out"
            assert held < 60


def test_a_log_since_a_moment_begins_with_what_happened_at_it(ctc: Run, here: Path) -> None:
    assert ctc("apply", "--auto-approve", "-q").code == 0

    def told(since: str = "", last: int | None = None) -> list[LogLine]:
        return list(log(here, os.environ, None, Question(globs=(), since=since, events=(), last=last)))

    every = told()
    for number, line in enumerate(every):
        kept = told(since=line.at.astimezone(UTC).isoformat())
        assert len(kept) >= len(every) - number
        assert min(each.at for each in kept) == line.at
    assert told(last=0) == []
    assert told(last=1) == every[-1:]
