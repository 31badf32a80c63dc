"""A link at each path that ctc reads or writes: nothing outside of the repository is shown, changed or made."""

import io
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from ctc.cli.main import main
from tests.hostile.shop import EVERYTHING

PATHS = [
    "ctc.yaml",
    "catalog.yaml",
    "catalog",
    ".gitignore",
    "campaigns",
    "campaigns/a.yaml",
    "campaigns/a.test.yaml",
    "campaigns/_shared",
    "campaigns/_shared/x.j2",
    "campaigns/r.csv",
    "campaigns/u.csv",
    "campaigns/p.schema.json",
    "baseline.json",
    "p.plan",
    "page.html",
    "out",
    ".ctc",
    ".ctc/.gitignore",
    ".ctc/sandbox",
    ".ctc/sandbox/sandbox.db",
    "x.db",
    "x.db-journal",
    "x.db-wal",
]
KINDS = ("a file", "a folder", "nothing yet", "no end")
TRIED = len(PATHS) * len(KINDS)
"""Links of `make hostile`."""
COMMANDS = [
    ["lint", "--fix"],
    ["compile", "-o", "out"],
    ["plan", "-o", "p.plan"],
    ["apply", "--auto-approve"],
    ["preview", "-o", "page.html"],
    ["test"],
    ["fmt"],
    ["catalog", "draft", "-o", "catalog.yaml"],
    ["lint", "--baseline", "baseline.json", "--write-baseline"],
    ["new", "push", "fresh"],
    ["doctor", "--offline"],
]
SPEC = """version: 1
id:   a
each: {file: r.csv, key: k, row: p.schema.json}
message:
  channel: sms
  to: {Identity: {file: u.csv, column: id}}
  content: {body: "{% include 'x.j2' %} {{ k }}"}
"""
FILES = {
    "ctc.yaml": "version: 1\nproject: p\ndefault_environment: e\n"
    "environments:\n  e: {api: sandbox, timezone: UTC, state: 'sqlite:///x.db'}\n",
    "catalog.yaml": "version: 1\nevents:\n  Charged: {}\n",
    "campaigns/a.yaml": SPEC,
    "campaigns/_shared/x.j2": "Hi",
    "campaigns/r.csv": "k\na1\nb2\n",
    "campaigns/u.csv": "id\nx\ny\n",
    "campaigns/p.schema.json": '{"properties": {"k": {"type": "string"}}}',
}
SECRET = "s3cret-line: 1\n"


def pairs() -> list[tuple[str, str]]:
    every = [(path, kind) for path in PATHS for kind in KINDS]
    return every if EVERYTHING else every[:: 2 * len(KINDS) + 1]


def repository(tmp_path: Path) -> Path:
    root = tmp_path / "shop"
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def run(*args: str) -> str:
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said), pytest.raises(SystemExit) as ended:
        main([*args])
    assert ended.value.code in {0, 1, 2, 4}
    return said.getvalue()


@pytest.mark.parametrize(("path", "kind"), pairs())
def test_nothing_outside_is_shown_changed_or_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    root, outside = repository(tmp_path), tmp_path / "outside"
    (outside / "folder").mkdir(parents=True)
    (outside / "file").write_text(SECRET, "utf-8")
    (outside / "folder" / "kept.yaml").write_text(SECRET, "utf-8")
    at = root / path
    if at.is_dir():
        shutil.rmtree(at)
    at.unlink(missing_ok=True)
    at.parent.mkdir(parents=True, exist_ok=True)
    leads = {"a file": outside / "file", "a folder": outside / "folder", "nothing yet": outside / "new"}
    at.symlink_to(leads.get(kind, Path("/dev/zero")))
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    before = everything(outside)
    for command in COMMANDS:
        said = run(*command)
        assert "s3cret-line" not in said, command
        assert "in a way it should not" not in said, said
        assert everything(outside) == before, command


def everything(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        str(each): (each.read_text("utf-8") if each.is_file() else "", each.lstat().st_mode)
        for each in sorted(folder.rglob("*"))
    }


def test_without_a_link_each_command_has_something_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path)
    monkeypatch.chdir(root)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    for command in COMMANDS:
        run(*command)
    for made in ("out", "p.plan", "x.db", "page.html", "baseline.json", "campaigns/fresh.yaml"):
        assert (root / made).exists(), made
    assert (root / "campaigns/a.yaml").read_text("utf-8") != SPEC
