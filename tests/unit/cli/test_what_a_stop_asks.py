"""What a person reads before campaigns are stopped: which, when they would go out, and what is doubtful of them."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import click
import pytest

from ctc.apply.applied import End
from ctc.cli import stop
from ctc.cli.options import terminal_of
from ctc.diagnostics import Diagnostic
from ctc.pipeline import adopting

WHEN = datetime(2031, 1, 15, 9, 30, tzinfo=UTC)


def chosen(count: int) -> Any:
    every = [SimpleNamespace(address=f"one[P{n}]", id=70 + n, scheduled_on=WHEN) for n in range(count)]
    return SimpleNamespace(all=every, doubts=[], halves=[])


def asked(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: Any,
    *,
    everything: bool = False,
) -> tuple[str, list[str]]:
    questions: list[str] = []
    monkeypatch.setattr(stop, "says_yes", lambda question: bool(questions.append(question)) or True)
    assert stop._ask(what, everything, "text")
    return questions[0], capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("count", "more"), [(1, []), (20, []), (21, ["  … and 1 more"]), (1_220, ["  … and 1,200 more"])]
)
def test_twenty_are_named_and_the_rest_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], count: int, more: list[str]
) -> None:
    question, lines = asked(monkeypatch, capsys, chosen(count))
    assert question == f"Stop {count:,} campaign{'' if count == 1 else 's'}"
    assert lines == [
        *(f"  - one[P{n}]  id {70 + n} · 2031-01-15 09:30 UTC" for n in range(min(count, 20))),
        *more,
    ]


def test_what_is_doubtful_of_one_is_said_beside_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    what = chosen(3)
    what.all[0].id = what.all[0].scheduled_on = None
    what.doubts, what.halves = what.all[:1], what.all[1:2]
    question, lines = asked(monkeypatch, capsys, what, everything=True)
    assert question == "Halt the environment and stop 3 campaigns"
    assert lines == [
        "  - one[P0]  in doubt",
        "  - one[P1]  id 71 · 2031-01-15 09:30 UTC · stopped by a replace that is not finished",
        "  - one[P2]  id 72 · 2031-01-15 09:30 UTC",
    ]


def test_only_a_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def nobody(_question: str) -> bool:
        raise click.Abort

    monkeypatch.setattr(stop, "says_yes", lambda _question: False)
    assert not stop._ask(chosen(1), False, "text")
    assert capsys.readouterr().err == "nothing was stopped\n"
    monkeypatch.setattr(stop, "says_yes", nobody)
    assert not stop._ask(chosen(1), False, "text")
    assert capsys.readouterr().err == "\nnothing was stopped: nobody answered. A pipeline says --yes\n"
    with pytest.raises(click.UsageError, match=r"^--format json asks nobody: give --yes$"):
        stop._ask(chosen(1), False, "json")


def recalled(*ends: End, problem: Diagnostic | None = None) -> Any:
    done = [SimpleNamespace(end=end) for end in ends]
    failed = problem is not None or any(end is not End.APPLIED for end in ends)
    return SimpleNamespace(problem=problem, done=done, count=ends.count, failed=failed)


@pytest.mark.parametrize(
    ("ends", "named", "line", "code"),
    [
        ([End.APPLIED], ("one",), "", 0),
        ([End.APPLIED], ("o*", "x"), "Stopped 1 of 1.", 0),
        ([End.APPLIED], (), "Stopped 1 of 1.", 0),
        ([End.APPLIED] * 2, ("one",), "Stopped 2 of 2.", 0),
        ([End.REJECTED], ("one",), "Stopped 0 of 1, 1 refused.", 1),
        ([End.SKIPPED, End.APPLIED], (), "Stopped 1 of 2, 1 not stopped.", 1),
        (
            [End.IN_DOUBT, End.REJECTED, End.SKIPPED, End.SKIPPED],
            (),
            "Stopped 0 of 4, 2 not stopped, 1 refused, 1 in doubt.",
            4,
        ),
    ],
)
def test_what_became_of_them_and_the_code_for_it(
    capsys: pytest.CaptureFixture[str], ends: list[End], named: tuple[str, ...], line: str, code: int
) -> None:
    told = recalled(*ends)
    stop._sum(told, named, terminal_of("never", False, False))
    said = capsys.readouterr()
    assert said.out.strip() == line
    assert ("Its spec is frozen now: only a higher `revision` sends it again." in said.err) is (not line)
    assert stop._verdict(told) == code


def test_what_keeps_from_going_on_is_said_first(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Diagnostic.of("CTC703", "this state belongs to something else")
    told = recalled(End.SKIPPED, problem=problem)
    stop._sum(told, (), terminal_of("never", False, False))
    assert "CTC703" in capsys.readouterr().err
    assert stop._verdict(told) == 1


@pytest.mark.parametrize(
    ("stdin", "flags", "adopted"), [("y\n", (), True), ("n\n", (), False), ("", ("--yes",), True)]
)
def test_a_campaign_is_taken_over_where_a_person_says_so(
    ctc: Any, monkeypatch: pytest.MonkeyPatch, stdin: str, flags: tuple[str, ...], adopted: bool
) -> None:
    found = SimpleNamespace(id=77, name="Tea\n", status="scheduled", scheduled_on=WHEN)
    monkeypatch.setattr(adopting, "adopt_campaign", lambda *given: given[-1](found))
    said = ctc("adopt", "tea", "--id", "77", *flags, stdin=stdin)
    assert said.code == (0 if adopted else 1)
    assert said.out.startswith("77 is 'Tea\\n' (scheduled, 2031-01-15 09:30 UTC)\n")
    assert ("Is that tea?" in said.out + said.err) is (not flags)
    assert ("tea is 77 now; what is in it is not known" in said.err) is adopted
    assert ("nothing was adopted" in said.err) is (not adopted)
    assert "nothing was adopted" not in said.out
    assert "A pipeline says --yes" not in said.err


def test_who_answers_nothing_is_told_how_a_pipeline_takes_over(
    ctc: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = SimpleNamespace(id=77, name="Tea", status="scheduled", scheduled_on=None)
    monkeypatch.setattr(adopting, "adopt_campaign", lambda *given: given[-1](found))
    said = ctc("adopt", "tea", "--id", "77")
    assert said.code == 1
    assert said.err.endswith("nobody answered. A pipeline says --yes\nnothing was adopted\n")
