"""What a branch changed, asked of a real git: `--select changed:main` sends what this says, and nothing else."""

import os
import subprocess
from pathlib import Path

import pytest

from ctc.project.git import branch_point, changed_since, contents, file_at, files_at
from ctc.project.ignoring import keep_file_out, keep_folder_out


def git(folder: Path, *args: str) -> str:
    person = ("-c", "user.name=a", "-c", "user.email=a@acme.example", "-c", "commit.gpgsign=false")
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *person, *args], cwd=folder, env=environ, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, message: str, **files: str) -> str:
    for name, text in files.items():
        path = folder / "shop" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    return folder


def test_the_commit_at_which_a_branch_left_another(here: Path, tmp_path: Path) -> None:
    commit(here, "one")
    left = commit(here, "two")
    git(here, "checkout", "-q", "-b", "feature")
    commit(here, "mine")
    git(here, "checkout", "-q", "main")
    later = commit(here, "theirs, later")
    git(here, "checkout", "-q", "feature")
    assert branch_point(here, "main") == left
    assert branch_point(here, "main~1") == left
    assert branch_point(here, later) == left
    assert branch_point(here, "feature") == git(here, "rev-parse", "HEAD")
    git(tmp_path, "clone", "-q", "--branch", "feature", f"file://{here}", "clone")
    assert branch_point(tmp_path / "clone", "main") == left, (
        "a pipeline has the other branch as origin's alone"
    )


@pytest.mark.parametrize("name", ["nobody", "", "--help", "-q", "main..feature", "main feature", "main:shop"])
def test_what_is_no_branch_is_none(here: Path, name: str) -> None:
    commit(here, "one")
    assert branch_point(here, name) is None


def test_files_of_a_commit_below_a_folder(here: Path) -> None:
    (here / "outside.yaml").write_text("outside")
    first = commit(here, "one", a="first", b="żółć\n")
    (here / "shop" / "link.yaml").symlink_to("a.yaml")
    (here / "shop" / "two words\n.yaml").write_text("")
    (here / "shop" / "run.yaml").write_text("run")
    (here / "shop" / "run.yaml").chmod(0o755)
    commit(here, "two", a="second and longer")
    found = {path: (size, name) for path, size, name in files_at(here / "shop", "HEAD")}
    assert found.keys() == {"a.yaml", "b.yaml", "run.yaml", "two words\n.yaml"}, (
        "no link, nothing from outside"
    )
    assert found["a.yaml"][0] == len("second and longer")
    before = {path: name for path, _, name in files_at(here / "shop", first)}
    wanted = [
        found["b.yaml"][1],
        "0" * 40,
        before["a.yaml"],
        found["two words\n.yaml"][1],
        found["a.yaml"][1],
    ]
    assert list(contents(here, wanted)) == ["żółć\n".encode(), None, b"first", b"", b"second and longer"]
    assert {path for path, _, _ in files_at(here, "HEAD")} >= {"outside.yaml", "shop/a.yaml"}
    assert list(files_at(here, "0" * 40)) == []
    assert list(contents(here, [])) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (None, False),
        ("", False),
        ("  \n", False),
        ("*.db\n", False),
        ("/live.db*\n", False),
        ("live.db\n", False),
        ("*\n", False),
        ("*.log\n", True),
        ("# live.db\n", True),
    ],
)
def test_a_states_file_is_kept_out_of_git_or_somebody_is_told(
    here: Path, text: str | None, told: bool
) -> None:
    """Who commits a state gives an old one to everybody who pulls, and their next apply sends again."""
    ignore, file = here / ".gitignore", here / "live.db"
    if text is not None:
        ignore.write_text(text)
    assert keep_file_out(file) == (ignore if told else None)
    for name in ("live.db", "live.db-wal", ".live.db.draft"):
        (here / name).write_text("x")
    seen = git(here, "status", "--porcelain", "--untracked-files=all")
    if text is None or not text.strip():
        assert "live.db" not in seen
    else:
        assert ignore.read_text() == text, "what somebody wrote stays"


def test_outside_of_git_nothing_is_written(tmp_path: Path) -> None:
    assert keep_file_out(tmp_path / "live.db") is None
    assert not (tmp_path / ".gitignore").exists()


def test_the_own_folder_is_kept_out_also_after_a_full_disk(here: Path) -> None:
    own = here / ".ctc"
    own.mkdir()
    (own / ".gitignore").write_text("")
    (own / "local.db").write_text("x")
    keep_folder_out(own)
    assert "local.db" not in git(here, "status", "--porcelain", "--untracked-files=all")


ODD = [
    "plain.yaml",
    "ż.yaml",
    "two words.yaml",
    'q"uote\\.yaml',
    "new\nline.yaml",
    " -x\t.yaml",
    os.fsdecode(b"\xff.yaml"),
]


def test_what_files_held_at_a_commit_whatever_they_are_called(here: Path) -> None:
    """A file that this loses may drop its guard, and nobody is told."""
    for folder in (here, here / "shop"):
        folder.mkdir(exist_ok=True)
        for name in (*ODD, "same.yaml", "gone.yaml"):
            (folder / name).write_text(f"old {name}", "utf-8", "surrogateescape")
        (folder / "link.yaml").symlink_to("plain.yaml")
    first = commit(here, "one")
    for name in ODD:
        (here / "shop" / name).write_text("new, and longer than it was")
    for name in ("gone.yaml", "link.yaml"):
        (here / "shop" / name).unlink()
    (here / "shop" / "added.yaml").write_text("added")
    (here / ".gitmodules").write_text('[submodule "x"]\nno ][ settings\n')
    commit(here, "two")
    expected = {name: f"old {name}".encode("utf-8", "surrogateescape") for name in (*ODD, "gone.yaml")}
    assert dict(changed_since(here / "shop", first, ".yaml")) == expected
    below = {f"shop/{name}": data for name, data in expected.items()}
    assert dict(changed_since(here, first, ".yaml")) == below
    assert dict(changed_since(here, first, "gone.yaml")) == {"shop/gone.yaml": b"old gone.yaml"}


def test_a_file_below_a_folder_whose_name_is_no_text(here: Path) -> None:
    folder = here / os.fsdecode(b"\xff")
    folder.mkdir()
    (folder / "ctc.yaml").write_text("old")
    first = commit(here, "one")
    assert file_at(folder, first, folder / "ctc.yaml", 100) == b"old"
