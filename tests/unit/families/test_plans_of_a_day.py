"""A plan and the day that it was made for: saved with its rows, too late for its schedules, over at midnight."""

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.pipeline import plan_checks
from ctc.pipeline.plan import Wanted, planned
from ctc.pipeline.plan_checks import of_another_day
from tests.commands import Said, said
from tests.unit.families.conftest import Repository

TODAY = "sku,name,Old price,new_price\nC3,Kotagiri Frost,60,40\n"


def ctc(*words: str, rows: str = "") -> Said:
    return said(*words, folder=Path.cwd(), environ=os.environ, stdin=rows)


def test_a_saved_plan_needs_the_bytes_that_it_was_made_with(repository: Repository) -> None:
    today = repository.root / "today.csv"
    today.write_text(TODAY)
    given = ("--data", "price-drop=today.csv")
    assert ctc("plan", "-o", "saved.plan", *given).code == 0
    assert ctc("apply", "saved.plan").code == 1
    today.write_text(TODAY.replace("40", "30"))
    assert ctc("apply", "saved.plan", *given).code == 1
    today.write_text(TODAY)
    answer = ctc("apply", "saved.plan", *given)
    assert answer.code == 0, answer.err
    again = ctc("plan", "--exit-code", *given)
    assert again.code == 0, again.out


def test_rows_over_standard_input_leave_nobody_to_answer(repository: Repository) -> None:
    assert ctc("apply", "--data", "price-drop=-", rows=TODAY).code == 2
    answer = ctc("apply", "--auto-approve", "--data", "price-drop=-", rows=TODAY)
    assert answer.code == 0, answer.err


def test_a_plan_that_takes_too_long_is_blocked(repository: Repository) -> None:
    soon = datetime.now(UTC) + timedelta(minutes=4)
    repository.spec(("when: 2031-01-15 18:00", f"when: {soon:%Y-%m-%d %H:%M}"))
    rows = "".join(f"K{i},Tea {i},9,5\n" for i in range(300))
    repository.write("campaigns/products.csv", "sku,name,Old price,new_price\n" + rows)
    with_rate = "version: 1\nenvironments: {sandbox: {api: sandbox, requests_per_second: 1}}\n"
    repository.write("ctc.yaml", with_rate)
    answer = ctc("plan")
    assert answer.code == 1
    assert "CTC540" in answer.out
    repository.write("ctc.yaml", with_rate.replace("second: 1}", "second: 100}"))
    assert "CTC540" not in ctc("plan").out


def test_a_day_that_is_over_sends_nothing_that_was_counted_from_it(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.spec(
        ("    from: 2030-09-01\n    to: 2030-09-30\n", "    from: 7 days ago\n    to: yesterday\n"),
        ("when: 2031-01-15 18:00", "when: now"),
    )
    choice = Choice()
    with planned(repository.root, {}, Wanted(choice=choice)) as made:
        assert of_another_day(made.plan, made.session.environment, choice) is None
        tomorrow = datetime.now(UTC).date() + timedelta(days=1)
        monkeypatch.setattr(plan_checks, "today_in", lambda environment: tomorrow)
        wrong = of_another_day(made.plan, made.session.environment, choice)
        assert wrong is not None
        assert wrong.code == "CTC541"
        assert of_another_day(made.plan, made.session.environment, Choice(as_of=tomorrow)) is None


def test_a_day_that_passed_is_no_change(repository: Repository) -> None:
    repository.spec(("\"It was ₹{{ row['Old price'] }}\"", '"Since {{ as_of }}"'))

    def run(*words: str) -> dict[str, int]:
        answer = ctc(*words, "--format", "json")
        assert answer.code == 0, answer.err
        found: dict[str, int] = json.loads(answer.out)["summary"]
        return {action: count for action, count in found.items() if count}

    assert ctc("apply", "--auto-approve", "--as-of", "2031-01-02").code == 0
    assert run("plan", "--as-of", "2031-01-03") == {"unchanged": 2}
    rows = (repository.root / "campaigns/products.csv").read_text()
    repository.write("campaigns/products.csv", rows.replace("Silver Tips", "Silver"))
    assert run("plan", "--as-of", "2031-01-03") == {"replace": 1, "unchanged": 1}
