"""git, asked about folders that a pull request filled."""

import os
import subprocess
from pathlib import Path

import pytest

from ctc.project.git import commit_of, file_at, is_ancestor, work_tree_of

NOBODY = "0" * 39 + "1"


def git(folder: Path, *args: str) -> str:
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@acme.example",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@acme.example",
        "GIT_ALLOW_PROTOCOL": "file",
    }
    done = subprocess.run(["git", *args], cwd=folder, env=environ, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(folder: Path, message: str) -> str:
    git(folder, "commit", "--allow-empty", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def test_commits_and_their_order(here: Path, tmp_path: Path) -> None:
    assert commit_of(here) is None
    one, two = commit(here, "one"), commit(here, "two")
    (here / "below").mkdir()
    assert commit_of(here) == commit_of(here / "below") == two
    assert work_tree_of(here / "below") == here
    assert is_ancestor(here, one, two) is True
    assert is_ancestor(here, two, one) is False
    assert is_ancestor(here, two, two) is True
    assert is_ancestor(here, NOBODY, two) is None
    assert commit_of(tmp_path) is None
    assert work_tree_of(tmp_path) is None


@pytest.mark.parametrize("odd", ["", "HEAD", "--help", "main", "a" * 39, "A" * 40, "a" * 40 + "\n", "a" * 41])
def test_a_commit_is_forty_or_sixty_four_digits(here: Path, odd: str) -> None:
    two = commit(here, "two")
    assert is_ancestor(here, odd, two) is None
    assert is_ancestor(here, odd, odd) is None


def test_a_repository_of_sha256(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q", "--object-format=sha256")
    one, two = commit(tmp_path, "one"), commit(tmp_path, "two")
    assert len(two) == 64
    assert commit_of(tmp_path) == two
    assert is_ancestor(tmp_path, one, two) is True


def test_worktrees_and_submodules_have_a_file_for_a_repository(here: Path, tmp_path: Path) -> None:
    one = commit(here, "one")
    git(here, "worktree", "add", "-q", "../beside", "-b", "beside")
    two = commit(tmp_path / "beside", "two")
    assert (tmp_path / "beside" / ".git").is_file()
    assert commit_of(tmp_path / "beside") == two
    assert commit_of(here) == one
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(here), "inner")
    assert (outer / "inner" / ".git").is_file()
    assert commit_of(outer / "inner") == one


def test_a_shallow_clone_cannot_tell(here: Path, tmp_path: Path) -> None:
    one, two = commit(here, "one"), commit(here, "two")
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{here}", "cut")
    assert commit_of(tmp_path / "cut") == two
    assert is_ancestor(tmp_path / "cut", one, two) is None


def test_a_replaced_commit_does_not_change_the_order(here: Path) -> None:
    one = commit(here, "one")
    git(here, "checkout", "-q", "--orphan", "apart")
    two = commit(here, "two")
    git(here, "replace", "--graft", two, one)
    assert git(here, "merge-base", one, two) == one
    assert is_ancestor(here, one, two) is False


def test_an_empty_folder_of_that_name_is_no_repository(here: Path) -> None:
    two = commit(here, "two")
    (here / "sub" / ".git").mkdir(parents=True)
    (here / "other").mkdir()
    (here / "other" / ".git").write_text("no word of git's")
    assert commit_of(here / "sub") == commit_of(here / "other") == two


def hostile(folder: Path, *, remote: str, settings: str = "") -> None:
    """A bare repository as files of a pull request: its settings fetch what is missing by a program of theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "--bare", ".")
    (folder / "refs" / "heads" / "main").write_text(f"{NOBODY}\n")
    (folder / "HEAD").write_text("ref: refs/heads/main\n")
    with (folder / "config").open("a") as config:
        config.write(
            f'[core]\n\tworktree = .\n{settings}[remote "origin"]\n\turl = {remote}\n\tpromisor = true\n'
            "\tpartialclonefilter = blob:none\n[extensions]\n\tpartialClone = origin\n"
            '[protocol]\n\tallow = always\n[protocol "ext"]\n\tallow = always\n[protocol "file"]\n\tallow = always\n'
        )


REMOTES = {
    "ext": 'ext::sh -c "touch% {trace}"',
    "file": "file:///{trace}",
    "ssh": "ssh://acme.example/x",
}
SETTINGS = (
    '[core]\n\tfsmonitor = "touch {trace}"\n\tsshCommand = "touch {trace}"\n\thooksPath = .\n'
    '\tpager = "touch {trace}"\n[alias]\n\trev-parse = "!touch {trace}"\n[uploadpack]\n\tpackObjectsHook = touch\n'
)


@pytest.mark.parametrize("kind", REMOTES)
def test_a_folder_that_is_a_bare_repository_runs_nothing(here: Path, tmp_path: Path, kind: str) -> None:
    two = commit(here, "two")
    trace = tmp_path / "trace"
    hostile(here / "shop", remote=REMOTES[kind].format(trace=trace), settings=SETTINGS.format(trace=trace))
    assert commit_of(here / "shop") == two
    assert is_ancestor(here / "shop", NOBODY, two) is None
    assert not trace.exists()


@pytest.mark.parametrize("kind", REMOTES)
def test_not_even_where_those_are_the_real_settings(tmp_path: Path, kind: str) -> None:
    trace = tmp_path / "trace"
    hostile(
        tmp_path / "x" / ".git",
        remote=REMOTES[kind].format(trace=trace),
        settings=SETTINGS.format(trace=trace),
    )
    assert commit_of(tmp_path / "x") is None
    assert is_ancestor(tmp_path / "x", NOBODY, "f" * 40) is None
    assert not trace.exists()


def test_the_hostile_repository_is_one(tmp_path: Path) -> None:
    """Else the tests above could not fail: git itself, left to find it, runs the program."""
    trace = tmp_path / "trace"
    hostile(tmp_path / "shop", remote=REMOTES["ext"].format(trace=trace))
    subprocess.run(
        ["git", "cat-file", "-e", NOBODY],
        cwd=tmp_path / "shop",
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert trace.exists()


def test_git_sees_no_credential_and_no_other_git(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(here, "two")
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "git").write_text('#!/bin/sh\nenv > "$(dirname "$0")/seen"\n')
    (programs / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("CLEVERTAP_PASSCODE", "canary")
    monkeypatch.setenv("GIT_DIR", "canary")
    monkeypatch.setenv("PGPASSWORD", "canary")
    assert commit_of(here) is None
    assert "GIT_ALLOW_PROTOCOL=none" in (programs / "seen").read_text()
    assert "canary" not in (programs / "seen").read_text()


def test_without_git_nothing_is_known(here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two = commit(here, "two")
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert commit_of(here) is None
    assert is_ancestor(here, NOBODY, two) is None


def test_what_a_file_held_is_asked_of_a_work_tree_and_of_a_commit(tmp_path: Path, here: Path) -> None:
    (here / "a").write_bytes(b"12345")
    git(here, "add", "a")
    made = commit(here, "a")
    (here / "a").write_bytes(b"6")
    assert file_at(here, made, here / "a", 5) == b"12345"
    assert file_at(here, made, here / "a", 4) is None
    assert file_at(here, made, here / "b", 5) is None
    assert file_at(here, made, tmp_path / "a", 5) is None
    assert file_at(here, NOBODY, here / "a", 5) is None
    assert file_at(here, "HEAD", here / "a", 5) is None
    assert file_at(here, None, here / "a", 5) is None
    assert file_at(tmp_path, made, here / "a", 5) is None
