"""What a lint is about: files that no plan reads are named, and so is a selection of nothing."""

from pathlib import Path
from typing import Any, Final

import pytest

from ctc.choice import Choice
from ctc.pipeline.lint import Way, lint_payload, lint_project

SPEC: Final = (
    "version: 1\nid: {}\nmessage:\n  channel: sms\n  to: {{Identity: [a]}}\n  content: {{body: {}}}\n"
)
WAY: Final = Way(cache=False, processes=False)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    for name in ("a", "b"):
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(SPEC.format(name, "Reply STOP"))
    for name in ("c", "d"):
        (tmp_path / f"{name}.yaml").write_text(SPEC.format(name, "Reply STOP"))
    return tmp_path


def is_in_vain(here: Path, **chosen: Any) -> bool:
    found = lint_project(here, {}, (), Choice(**chosen), WAY).diagnostics
    return any(one.code == "CTC528" for one in found)


@pytest.mark.parametrize(
    ("chosen", "in_vain"),
    [
        ({}, False),
        ({"select": ("a",)}, False),
        ({"select": ("gone", "b")}, True),
        ({"select": ("gone",)}, True),
        ({"exclude": ("*",)}, True),
        ({"exclude": ("a",)}, False),
        ({"select": ("a",), "exclude": ("a",)}, True),
    ],
)
def test_a_selection_of_nothing_is_told(here: Path, chosen: Any, in_vain: bool) -> None:
    assert is_in_vain(here, **chosen) is in_vain


def test_what_is_broken_may_be_what_was_selected(here: Path) -> None:
    (here / "campaigns" / "b.yaml").write_text("id: [")
    assert not is_in_vain(here, select=("gone",))


def test_files_that_no_plan_reads(here: Path) -> None:
    every = [Path(name) for name in ("campaigns/a.yaml", "c.yaml", "d.yaml")]
    found = lint_project(here, {}, every, Choice(), WAY)
    assert (found.outside, found.files, found.documents) == (("c.yaml", "d.yaml"), 3, 3)
    assert lint_project(here, {}, (), Choice(), WAY).outside == ()
    (here / "c.yaml").write_text(f"{SPEC.format('c', 'x')}---\n{SPEC.format('e', 'x')}")
    found = lint_project(here, {}, every[1:], Choice(), WAY)
    assert (found.files, found.documents) == (2, 3)


def test_pasted_bodies_are_one_file(here: Path) -> None:
    body = '{"to": {"Identity": ["a"]}, "content": {"body": "x"}}'
    found = lint_payload("-", f"{body}\n{body}\n{{", None)
    assert (found.files, found.documents, len(found.diagnostics)) == (1, 1, 1)
    found = lint_payload("x.json", f"{body}\n{body}", None)
    assert (found.files, found.documents) == (1, 2)
    assert [(one.code, one.file, one.line) for one in found.diagnostics] == [
        ("CTC321", "x.json", 1), ("CTC321", "x.json", 2)]  # fmt: skip


GUARDED: Final = """\
version: 1
environments:
  live: {timezone: UTC, region: in1, guards: {quiet_hours: "22:00-08:00"}}
  free: {timezone: UTC, region: in1}
"""
LATE: Final = """\
version: 1
id: late
campaign:
  {name: Late, target_mode: sms, when: 2031-01-15 23:00, segment: 5, content: {body: Reply STOP}}
"""


@pytest.mark.parametrize(("env", "told"), [("live", ["late"]), ("free", []), (None, [])])
def test_the_guards_of_an_environment_that_is_chosen_are_held(
    here: Path, env: str | None, told: list[str]
) -> None:
    (here / "ctc.yaml").write_text(GUARDED)
    (here / "campaigns" / "late.yaml").write_text(LATE)
    found = lint_project(here, {}, (), Choice(env=env), WAY).diagnostics
    assert [Path(one.file).stem for one in found if one.code == "CTC506"] == told
