"""What commands end with: the exit code of a plan, how many findings that are alike it shows, each change that no test
notices, an example, and what comes next."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.cases.strength import Noticed
from ctc.cli.plan import verdict
from ctc.cli.views import explanations, plan_markdown
from ctc.cli.views.strength import as_text
from ctc.diagnostics import Diagnostic, Severity
from ctc.plans.action import Action


@pytest.mark.parametrize(
    ("doubts", "blocked", "action", "pending", "wanted", "code"),
    [
        ([False, True], True, Action.ERROR, 1, True, 4),
        ([False], True, Action.CREATE, 1, True, 1),
        ([False], False, Action.BLOCKED, 0, False, 1),
        ([False], False, Action.ERROR, 0, False, 1),
        ([False], False, Action.CREATE, 1, True, 3),
        ([False], False, Action.CREATE, 1, False, 0),
        ([], False, Action.UNCHANGED, 0, True, 0),
    ],
)
def test_the_exit_code_of_a_plan(
    monkeypatch: pytest.MonkeyPatch,
    doubts: list[bool],
    blocked: bool,
    action: Action,
    pending: int,
    wanted: bool,
    code: int,
) -> None:
    plan: Any = SimpleNamespace(
        notable=[SimpleNamespace(in_doubt=each) for each in doubts],
        count=lambda asked: int(asked is action),
        pending=pending,
    )
    monkeypatch.setattr("ctc.plans.guarding.is_blocked", lambda given: given is plan and blocked)
    assert verdict(plan, exit_code=wanted) == code


@pytest.mark.parametrize(
    ("count", "more"), [(3, ""), (4, "> …and 1 more like it.\n"), (6, "> …and 3 more like it.\n")]
)
def test_of_findings_that_are_alike_some_are_shown(count: int, more: str) -> None:
    monkeypatch = pytest.MonkeyPatch()
    with monkeypatch.context() as patch:
        patch.setattr(plan_markdown, "_ALIKE", 3)
        found = [
            Diagnostic(code="CTC412", severity=Severity.WARNING, message=f"m{n}", file="a")
            for n in range(count)
        ]
        other = Diagnostic(code="CTC408", severity=Severity.WARNING, message="n", file="a")
        said = "".join(plan_markdown._problems([*found, other]))
    assert [f"m{n}" in said for n in range(count)] == [n < 3 for n in range(count)]
    assert ("more like it" in said, more in said) == (bool(more), True)
    assert "CTC408" in said


def test_findings_that_do_not_fit_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    counts = {"CTC412": 5, "CTC408": 1, "CTC413": 1_500}
    found = [
        Diagnostic(code=code, severity=Severity.WARNING, message=f"m{n}", file="a")
        for code, count in counts.items()
        for n in range(count)
    ]
    whole = [*plan_markdown._problems(found)]
    assert [line for line in whole if "more" in line] == [
        "> …and 2 more like it.\n",
        "> …and 1,497 more like it.\n",
    ]
    first = len(f"{whole[0]}\n".encode())
    for room, more in ((first, "1,501"), (first - 1, "1,506")):
        monkeypatch.setattr(plan_markdown, "_PROBLEMS", room)
        assert [*plan_markdown._problems(found)][-1] == f"> …and {more} more.\n"


def test_each_change_that_no_test_notices_is_a_line() -> None:
    every = [
        Noticed("a.yaml", 3, "one", False),
        Noticed("a.yaml", 4, "two", True),
        Noticed("b.yaml", 5, "three", False),
    ]
    assert as_text(every) == "a.yaml:3: no test notices one\nb.yaml:5: no test notices three\n"
    assert as_text(every[1:2]) == ""


@pytest.mark.parametrize(("count", "more"), [(1, ""), (10, ""), (11, " and 1 more"), (13, " and 3 more")])
def test_of_many_that_a_reviewer_must_see_ten_are_named(
    monkeypatch: pytest.MonkeyPatch, count: int, more: str
) -> None:
    every = [SimpleNamespace(what="in doubt", addresses=[f"a{n}" for n in range(count)])]
    monkeypatch.setattr(plan_markdown, "attention", lambda _: every)
    (line,) = plan_markdown._look(None)  # type: ignore[arg-type]
    named = ", ".join(f"`a{n}`" for n in range(min(count, 10)))
    assert line == f"- **in doubt** × {count}: {named}{more}"


def test_an_example_stands_under_the_last_name_of_its_path() -> None:
    paths = ("when", "content.title", "content.android.actions[]")
    said = [explanations._example(SimpleNamespace(path=path, example="x")) for path in paths]  # type: ignore[arg-type]
    assert said == ["when: x", "title: x", "actions: x"]


def test_who_writes_a_catalog_is_told_where_and_what_comes_next(ctc: Any, here: Path) -> None:
    said = ctc("catalog", "draft", "-o", "new.yaml")
    assert (said.code, said.out) == (0, "")
    assert "wrote new.yaml; next: ctc catalog check" in said.err
    assert (here / "new.yaml").read_text().startswith("version: 1\n")
