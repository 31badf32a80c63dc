"""`--select changed:REF`: what a branch changed, whatever there was where it left the other."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from ctc.pipeline import changed as module


class Said(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Said]


def git(*args: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@acme.example", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *args], check=True, capture_output=True)


def committed(branch: str) -> None:
    git("add", "-A")
    git("commit", "-qm", "x", "--allow-empty")
    git("checkout", "-qB", branch)


def changed(ctc: Run, *args: str) -> set[str]:
    said = ctc("compile", "--format", "ndjson", *(args or ("--select", "changed:main")))
    assert said.code == 0, said.err
    return {json.loads(line)["address"] for line in said.out.splitlines()}


def test_what_was_edited_and_what_is_new(ctc: Run, here: Path) -> None:
    git("init", "-q", "-b", "main")
    committed("work")
    assert changed(ctc) == set()
    one, two = here / "campaigns" / "one.yaml", here / "campaigns" / "two.yaml"
    one.write_text(f"# nothing else\n{one.read_text()}")
    assert changed(ctc) == set()
    two.write_text(two.read_text().replace("Hi two", "Hi you two"))
    (here / "campaigns" / "three.yaml").write_text(one.read_text().replace("one", "three"))
    assert changed(ctc) == {"two", "three"}
    assert changed(ctc, "--select", "changed:main", "--select", "o*") == {"one", "two", "three"}
    git("checkout", "-q", "main")
    committed("later")
    assert changed(ctc) == set(), "main has it by now"


@pytest.mark.parametrize(
    ("before", "news"),
    [("version: 1\nproject: [\n", {"one", "two"}), ("version: 9\n", {"one", "two"}), (None, set())],
)
def test_all_is_new_where_nothing_could_be_read(
    ctc: Run, here: Path, before: str | None, news: set[str]
) -> None:
    """A ctc.yaml that was not there is an empty one."""
    now = (here / "ctc.yaml").read_text()
    git("init", "-q", "-b", "main")
    if before is None:
        (here / "ctc.yaml").unlink()
    else:
        (here / "ctc.yaml").write_text(before)
    committed("work")
    (here / "ctc.yaml").write_text(now)
    assert changed(ctc) == news


def test_a_branch_that_is_not_there(ctc: Run, here: Path) -> None:
    assert ctc("compile", "--select", "changed:main").code == 1, "no repository"
    git("init", "-q", "-b", "main")
    committed("work")
    said = ctc("compile", "--select", "changed:maine")
    assert (said.code, "maine" in said.err) == (1, True)


def test_a_branch_point_that_is_larger_than_anybody_compares_is_told(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git("init", "-q", "-b", "main")
    committed("work")
    size = sum(path.stat().st_size for path in (here / "campaigns").glob("*.yaml"))
    for most, code in ((size, 0), (size - 1, 1)):
        monkeypatch.setattr(module, "MAX_BYTES", most)
        said = ctc("compile", "--select", "changed:main")
        assert said.code == code, said.err
        assert ("its files hold more than" in said.err) is (code == 1)
