"""What git is asked, word for word, and what becomes of each of its answers: in a folder that a pull request filled it
runs nothing, fetches nothing, sees no credential, and is waited for no longer than a person would."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.project import git

ONE, TWO = "1" * 40, "2" * 64
HEAD: Final = ("rev-parse", "--verify", "HEAD^{commit}")
CLOSED: Final = [
    *("-c", "safe.bareRepository=explicit", "-c", "protocol.allow=never", "-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
]
HELD: Final = {
    "HOME": "/home/ann",
    "PATH": "/bin",
    "XDG_CONFIG_HOME": "/x",
    "TMPDIR": "/t",
    "SYSTEMROOT": "/s",
}
OURS: Final = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
Answer = tuple[int, str] | Exception


class Git:
    """A git that gives these answers by its words, and what it was asked."""

    def __init__(self, tree: Path, answers: dict[str, Answer]) -> None:
        self.tree, self.answers, self.asked = tree, answers, list[tuple[str, ...]]()

    def run(self, args: list[str], **how: Any) -> Any:
        assert args[:9] == ["git", *CLOSED]
        assert args[9:11] == [f"--git-dir={self.tree}/.git", f"--work-tree={self.tree}"]
        assert how["env"] == {**HELD, "LD_LIBRARY_PATH": "/l", **OURS}
        assert (how["cwd"], how["capture_output"], how["check"]) == ("/", True, False)
        assert how["timeout"] == (120 if "--batch" in args else 10)
        self.asked.append(tuple(args[11:]))
        answer = self.answers.get(" ".join(args[11:]), (1, ""))
        if isinstance(answer, Exception):
            raise answer
        return subprocess.CompletedProcess(args, answer[0], os.fsencode(answer[1]), b"")


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Git]:
    """The folder ``tmp_path`` as a work tree whose git gives these answers."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "HEAD").touch()
    (tmp_path / "shop").mkdir()
    for name, value in {**HELD, "LD_LIBRARY_PATH": "/l", "CLEVERTAP_PASSCODE": "p", "GIT_DIR": "/g"}.items():
        monkeypatch.setenv(name, value)
    for name in [name for name in os.environ if name.startswith("LC_")]:
        monkeypatch.delenv(name)

    def made(**answers: Answer) -> Git:
        found = Git(tmp_path, answers)
        monkeypatch.setattr(subprocess, "run", found.run)
        return found

    return made


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ((0, f"{ONE}\n"), ONE),
        ((0, TWO), TWO),
        ((0, "main"), None),
        ((0, ""), None),
        ((1, ONE), None),
        (OSError("no such program"), None),
        (ValueError("embedded null byte"), None),
        (subprocess.TimeoutExpired("git", 10), None),
    ],
)
def test_the_commit_of_a_folder(at: Any, tmp_path: Path, answer: Answer, told: str | None) -> None:
    found = at(**{" ".join(HEAD): answer})
    assert git.commit_of(tmp_path / "shop") == told
    assert found.asked == [HEAD]


def test_the_remote_and_the_hooks_of_a_repository(at: Any, tmp_path: Path) -> None:
    common = "rev-parse --path-format=absolute --git-common-dir"
    found = at(**{"config --get remote.origin.url": (0, "git@x:y\n"), common: (0, f"{tmp_path}/.git\n")})
    assert git.remote_of(tmp_path) == "git@x:y"
    assert not git.has_hook(tmp_path, "pre-commit")
    (tmp_path / ".git/hooks/pre-push").mkdir(parents=True)
    (tmp_path / ".git/hooks/pre-commit").touch()
    assert git.has_hook(tmp_path, "pre-commit")
    assert not git.has_hook(tmp_path, "pre-push"), "a folder is no hook"
    found.answers.clear()
    assert (git.remote_of(tmp_path), git.has_hook(tmp_path, "pre-commit")) == (None, False)


THERE: Final = f"cat-file -e {ONE}^{{commit}}"
BEFORE: Final = f"merge-base --is-ancestor {ONE} {TWO}"
SHALLOW: Final = "rev-parse --is-shallow-repository"
YES: Final = (0, "")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({THERE: YES, BEFORE: YES}, True),
        ({THERE: YES, BEFORE: (1, ""), SHALLOW: (0, "false\n")}, False),
        ({THERE: YES, BEFORE: (1, ""), SHALLOW: (0, "true\n")}, None),
        ({THERE: YES, BEFORE: (1, "")}, None),
        ({THERE: YES, BEFORE: (128, "")}, None),
        ({THERE: YES, BEFORE: OSError()}, None),
        ({BEFORE: YES}, None),
    ],
)
def test_whether_one_commit_comes_after_another(
    at: Any, tmp_path: Path, answers: dict[str, Answer], told: bool | None
) -> None:
    found = at(**answers)
    assert git.is_ancestor(tmp_path, ONE, TWO) is told
    found.asked.clear()
    assert git.is_ancestor(tmp_path, ONE, ONE) is True
    assert [git.is_ancestor(tmp_path, *pair) for pair in ((None, TWO), (ONE, None), (ONE, "x"))] == [None] * 3
    assert found.asked == [], "nothing has to be asked"


def named(ref: str) -> str:
    return f"rev-parse --verify --quiet {ref}^{{commit}}"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({named("main"): (0, ONE), f"merge-base {ONE} HEAD": (0, TWO)}, TWO),
        ({named("main"): (0, ONE)}, None),
        ({named("main"): (0, "x"), named("origin/main"): (0, ONE), f"merge-base {ONE} HEAD": (0, TWO)}, TWO),
        ({named("origin/main"): (0, ONE), f"merge-base {ONE} HEAD": (0, "x")}, None),
        ({}, None),
    ],
)
def test_where_a_branch_left_another(
    at: Any, tmp_path: Path, answers: dict[str, Answer], told: str | None
) -> None:
    at(**answers)
    assert git.branch_point(tmp_path, "main") == told


def test_the_files_of_a_commit(at: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "ls-tree -r -l -z --full-tree"
    listed = f"100644 blob {ONE}   12\ta b.yaml\x00100755 blob {TWO} 3\tx\ty\x00120000 blob {ONE} 4\tlink\x00"
    found = at(**{f"{whole} {ONE}:shop": (0, listed), f"{whole} {ONE}:": (0, listed.partition("\0")[0])})
    told = [("a b.yaml", 12, ONE), ("x\ty", 3, TWO)]
    assert [*git.files_at(tmp_path / "shop", ONE)] == told
    monkeypatch.chdir(tmp_path)
    assert [*git.files_at(Path("shop"), ONE)] == told
    assert [*git.files_at(tmp_path, ONE)] == told[:1]
    found.answers.clear()
    assert [*git.files_at(tmp_path, ONE)] == []


def test_what_objects_hold(at: Any, tmp_path: Path) -> None:
    """Bytes of any kind and any length, one after the other; what is missing takes no other's place."""
    long = "x\n\0" * 200
    at(
        **{
            "cat-file --batch": (
                0,
                f"{ONE} blob 0\n\n{TWO} missing\n{ONE} blob {len(long)}\n{long}\n{ONE} blob 2\nab\n",
            )
        }
    )
    assert [*git.contents(tmp_path, [ONE, TWO, ONE, ONE, TWO])] == [b"", None, long.encode(), b"ab", None]
    at(**{"cat-file --batch": OSError()})
    assert [*git.contents(tmp_path, [ONE, TWO])] == [None, None]


def test_what_a_file_held_at_a_commit(at: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size, batch = f"cat-file -s {ONE}:shop/a", "cat-file --batch"
    for said, most, told in (("3", 3, b"abc"), ("3", 2, None), ("x", 9, None)):
        at(**{size: (0, said), batch: (0, f"{ONE} blob 3\nabc\n")})
        assert git.file_at(tmp_path, ONE, tmp_path / "shop/a", most) == told
    at(**{size: (0, "3"), f"cat-file -s {ONE}:a\nb": (0, "3"), batch: (0, f"{ONE} blob 3\nabc\n")})
    monkeypatch.chdir(tmp_path)
    assert git.file_at(Path("shop"), ONE, Path("shop/a"), 9) == b"abc"
    assert git.file_at(tmp_path, ONE, tmp_path / "a\nb", 9) is None, "its name would be two questions"
    assert git.file_at(tmp_path, ONE, tmp_path.parent / "a", 9) is None
    assert git.file_at(tmp_path, None, tmp_path / "shop/a", 9) is None


def test_what_changed_since_a_commit(at: Any, tmp_path: Path) -> None:
    def told(*changes: tuple[str, str]) -> Answer:
        return 0, "".join(f":{mode} 100644 {ONE} {TWO} M\0{path}\0" for mode, path in changes)

    since = f"diff-index --raw -z --no-renames --ignore-submodules {ONE}"
    changes = (
        ("100644", "shop/a.yaml"),
        ("120000", "shop/link.yaml"),
        ("100755", "b.yaml"),
        ("100644", "shop/a.txt"),
    )
    held = (0, f"{ONE} blob 1\n1\n{ONE} missing\n")
    found = at(**{since: told(*changes), "cat-file --batch": held})
    assert [*git.changed_since(tmp_path / "shop", ONE, ".yaml")] == [("a.yaml", b"1")]
    assert [*git.changed_since(tmp_path, ONE, ".yaml")] == [("shop/a.yaml", b"1")], (
        "of b.yaml nothing is held"
    )
    assert [*git.changed_since(tmp_path, None, ".yaml")] == []
    found.answers.clear()
    assert [*git.changed_since(tmp_path, ONE, ".yaml")] == []


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("gitdir: ../real\n", True),
        ("gitdir:../real", True),
        ("gitdir: ", False),
        ("dir: ../real", False),
        ("", False),
    ],
)
def test_a_repository_that_a_file_names(tmp_path: Path, text: str, is_one: bool) -> None:
    tree = tmp_path / "tree"
    for folder in (tree, tmp_path / "real", tmp_path / ".git"):
        folder.mkdir()
    (tree / ".git").write_text(text)
    assert git.work_tree_of(tree) is None, "there is no HEAD"
    (tmp_path / "real/HEAD").symlink_to("refs/heads/gone")
    assert git.work_tree_of(tree) == (tree if is_one else None)
    assert git._git_dir(tree) == (tree / "../real" if is_one else None)
