"""What a plan is limited to: paths, and what a branch changed. What is left out is not gone."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ctc
from tests.commands import Said

Write = Callable[[str, str], Path]

SPEC = """\
version: 1
id: {id}
campaign:
  name: {id} {{{{ brand }}}}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Product Viewed, from: 2025-09-01, to: 2025-09-30}}
  content: {{body: {body}}}
"""


def spec(name: str, body: str = "for you") -> str:
    return SPEC.format(id=name, body=body)


def actions(answer: Said) -> dict[str, str]:
    assert answer.code in {0, 1}, answer.err
    return {change["address"]: change["action"] for change in json.loads(answer.out)["changes"]}


@pytest.fixture
def repository(ctc: Ctc, write: Write) -> Write:
    """Three campaigns, the last of which includes a template."""
    write("ctc.yaml", "version: 1\nvars: {brand: Acme}\n")
    write("campaigns/a/one.yaml", spec("one"))
    write("campaigns/a/two.yaml", spec("two"))
    write("campaigns/b.yaml", spec("three", "\"{% include 'tea.txt' %}\""))
    write("campaigns/_shared/tea.txt", "a template")
    return write


def test_a_path_is_a_selection(ctc: Ctc, repository: Write, tmp_path: Path) -> None:
    assert actions(ctc("plan", "campaigns/a", "--format", "json")) == {"one": "create", "two": "create"}
    assert set(actions(ctc("plan", ".", "--format", "json"))) == {"one", "two", "three"}
    applied = ctc("apply", "campaigns/a/one.yaml", "--auto-approve")
    assert "1 applied" in applied.out, applied
    (tmp_path / "campaigns/a/one.yaml").unlink()  # it is gone, and nobody looked there
    assert actions(ctc("plan", "campaigns/a", "--format", "json")) == {"two": "create"}
    assert actions(ctc("plan", "--format", "json"))["one"] == "stop"


def test_what_all_rows_of_a_family_have_is_told_where_one_of_them_is_meant(
    ctc: Ctc, repository: Write
) -> None:
    family = spec("rows").replace("id: rows", "id: rows\neach: {file: rows.csv, key: sku}")
    repository("campaigns/rows.yaml", family)
    repository("campaigns/rows.csv", "sku\na\nb\n")

    def files(*args: str) -> set[str]:
        found = json.loads(ctc("lint", "--format", "json", *args).out)["diagnostics"]
        return {one["file"] for one in found}

    whole = files()
    assert "campaigns/rows.yaml" in whole
    assert files("--select", "rows[a]") == {"campaigns/rows.yaml"}
    assert files("--exclude", "rows*") == whole - {"campaigns/rows.yaml"}


def test_a_path_that_selects_nothing_is_a_mistake_of_the_command_line(ctc: Ctc, repository: Write) -> None:
    repository("campaigns/empty/_x.yaml", "")
    for command in ("plan", "apply"):
        for path in ("ctc.yaml", "campaigns/empty", "campaigns/none.yaml", "/tmp"):
            said = ctc(command, path)
            assert said.code == 2, (command, path, said)
            assert Path(path).name in said.err


def test_a_saved_plan_is_told_by_its_content(ctc: Ctc, repository: Write, tmp_path: Path) -> None:
    assert ctc("plan", "campaigns/a", "-o", "campaigns/plan.yaml.txt").code == 0
    assert "`ctc show`" in ctc("plan", "campaigns/plan.yaml.txt").err
    repository("campaigns/a/three.yaml", spec("four"))  # in the same folder, and never reviewed
    assert ctc("apply", "campaigns/plan.yaml.txt", "campaigns/a").code == 2
    applied = ctc("apply", "campaigns/plan.yaml.txt")
    assert "2 applied" in applied.out, applied
    assert set(actions(ctc("plan", "--format", "json")).values()) == {"unchanged", "create"}
    cut = (tmp_path / "campaigns/plan.yaml.txt").read_text("utf-8")[:600]
    repository("cut.plan", cut)
    assert "CTC520" in ctc("apply", "cut.plan").err


class Branch:
    """A repository with a branch, from which the tests stray."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.git("init", "-q", "-b", "main")
        self.commit()
        self.git("checkout", "-q", "-b", "mine")

    def git(self, *args: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *identity, *args], cwd=self.folder, check=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "x")


@pytest.fixture
def branch(repository: Write, tmp_path: Path) -> Branch:
    repository(".gitignore", ".ctc/\n")
    return Branch(tmp_path)


def changed(ctc: Ctc) -> dict[str, str]:
    return actions(ctc("plan", "--select", "changed:main", "--format", "json"))


def test_a_branch_that_changed_nothing_plans_nothing(ctc: Ctc, branch: Branch, repository: Write) -> None:
    assert changed(ctc) == {}
    repository("campaigns/a/one.yaml", "# a comment\n" + spec("one"))
    assert changed(ctc) == {}
    assert ctc("lint", "--select", "changed:main").code == 0
    assert json.loads(ctc("compile", "--select", "changed:main").out)["payloads"] == []


def test_what_a_branch_changed(ctc: Ctc, branch: Branch, repository: Write) -> None:
    repository("campaigns/a/one.yaml", spec("one", "for them"))
    repository("campaigns/a/new.yaml", spec("new"))  # not committed, and there
    assert set(changed(ctc)) == {"one", "new"}
    branch.commit()
    assert set(changed(ctc)) == {"one", "new"}
    both = ctc(
        "plan", "--select", "changed:main", "--select", "three", "--exclude", "new", "--format", "json"
    )
    assert set(actions(both)) == {"one", "three"}
    branch.git("checkout", "-q", "main")
    repository("campaigns/a/two.yaml", spec("two", "of main"))
    branch.commit()  # main goes on: what it changed is not this branch's
    branch.git("checkout", "-q", "mine")
    assert set(changed(ctc)) == {"one", "new"}


def test_includes_variables_and_the_catalog_count(ctc: Ctc, branch: Branch, repository: Write) -> None:
    repository("campaigns/_shared/tea.txt", "another text")
    assert set(changed(ctc)) == {"three"}
    repository("ctc.yaml", "version: 1\nvars: {brand: Other}\n")
    assert set(changed(ctc)) == {"one", "two", "three"}
    branch.git("checkout", "-q", ".")
    repository("catalog.yaml", "version: 1\nevents: {Something Else: {}}\n")
    found = json.loads(ctc("lint", "--select", "changed:main", "--format", "json").out)["diagnostics"]
    assert {d["file"] for d in found if d["severity"] == "error"} >= {"campaigns/a/one.yaml"}


def test_a_deleted_campaign_is_stopped_and_the_others_are_left(
    ctc: Ctc, branch: Branch, tmp_path: Path
) -> None:
    assert ctc("apply", "--auto-approve").code == 0
    (tmp_path / "campaigns/a/two.yaml").unlink()
    assert changed(ctc) == {"two": "stop"}


def test_a_saved_plan_keeps_what_the_branch_came_to(ctc: Ctc, branch: Branch, repository: Write) -> None:
    repository("campaigns/a/one.yaml", spec("one", "for them"))
    assert ctc("plan", "--select", "changed:main", "-o", "x.plan").code == 0
    branch.commit()
    branch.git("branch", "-f", "main")  # merged: nothing is changed any more
    assert "1 applied" in ctc("apply", "x.plan").out


def test_what_git_cannot_tell_is_said(ctc: Ctc, branch: Branch) -> None:
    for name in ("nowhere", "--upload-pack=x", "main..mine"):
        said = ctc("plan", "--select", f"changed:{name}")
        assert (said.code, "CTC855" in said.err) == (1, True), said
    assert ctc("plan", "--select", "changed:").code == 2
