"""git, asked by ctc: which commit a folder is at, and whether one commit comes after another.

A pull request fills the project's folder with files of its choice, and git runs what a repository's own settings
say. So git is never left to find a repository by itself: it gets the real ``.git`` (a name that no commit can
hold), reads objects that are there, fetches nothing, and sees none of ctc's environment.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ctc.patterns import pattern

if TYPE_CHECKING:
    from subprocess import CompletedProcess

_COMMIT: Final = pattern(r"[0-9a-f]{40}|[0-9a-f]{64}")
_NAME: Final = pattern(r"[A-Za-z0-9_][A-Za-z0-9_./@~^-]*")
"""How a branch or a commit may be written: never like an option, never a range."""
_SECONDS: Final = 10
_LONG: Final = 120
"""Seconds for reading a whole commit."""
_KEPT: Final = frozenset({"PATH", "HOME", "XDG_CONFIG_HOME", "TMPDIR", "SYSTEMROOT", "LD_LIBRARY_PATH"})
"""What git gets of the process environment: where programs and the person's own settings are, and no credential."""
_SETTINGS: Final = (
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
)
_ENVIRONMENT: Final = {
    "GIT_ALLOW_PROTOCOL": "none",  # the only word that a repository's own protocol.NAME.allow does not outweigh
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


def work_tree_of(folder: Path) -> Path | None:
    """The nearest folder from ``folder`` upward that is a git work tree; None outside of git."""
    return next((each for each in (folder, *folder.parents) if _git_dir(each) is not None), None)


def commit_of(folder: Path) -> str | None:
    """The commit that the folder's repository is at; None outside of git, and where git cannot tell."""
    return _commit(_said(folder, "rev-parse", "--verify", "HEAD^{commit}"))


def remote_of(folder: Path) -> str | None:
    """The URL of the remote that clones call ``origin``; None where there is none."""
    return _said(folder, "config", "--get", "remote.origin.url")


def has_hook(folder: Path, name: str) -> bool:
    """Whether the repository around a folder has a hook of this name, where git looks for hooks by itself."""
    common = _said(folder, "rev-parse", "--path-format=absolute", "--git-common-dir")
    return common is not None and (Path(common) / "hooks" / name).is_file()


def is_ancestor(folder: Path, older: str | None, newer: str | None) -> bool | None:
    """Whether ``older`` is an ancestor of ``newer``; None where git cannot tell (no git, a shallow clone)."""
    older, newer = _commit(older), _commit(newer)
    if older is None or newer is None:
        return None
    if older == newer:
        return True
    if _said(folder, "cat-file", "-e", f"{older}^{{commit}}") is None:
        return None
    done = _asked(folder, "merge-base", "--is-ancestor", older, newer)
    if done is None or done.returncode not in (0, 1):
        return None
    if done.returncode == 1 and _said(folder, "rev-parse", "--is-shallow-repository") != "false":
        return None  # what is cut off may hold the way from one to the other
    return done.returncode == 0


def branch_point(folder: Path, name: str) -> str | None:
    """The commit at which the checked-out branch left another, which is named as people or a pipeline name it; None
    where git cannot tell."""
    if not _NAME.fullmatch(name):
        return None
    for ref in (name, f"origin/{name}"):
        found = _commit(_said(folder, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"))
        if found is not None:
            return _commit(_said(folder, "merge-base", found, "HEAD"))
    return None


def files_at(folder: Path, commit: str) -> Iterator[tuple[str, int, str]]:
    """The regular files below ``folder`` at a commit: their path from there, bytes, and object."""
    tree = work_tree_of(folder.absolute())
    prefix = folder.resolve().relative_to(tree.resolve()).as_posix() if tree is not None else "."
    whole = f"{commit}:{'' if prefix == '.' else prefix}"
    for entry in (_said(folder, "ls-tree", "-r", "-l", "-z", "--full-tree", whole) or "").split("\0"):
        facts, _, path = entry.partition("\t")
        if facts.startswith("100"):
            _, _, object_name, size = facts.split()
            yield path, int(size), object_name


def changed_since(folder: Path, commit: str | None, suffix: str) -> Iterator[tuple[str, bytes]]:
    """What files below ``folder`` held at a commit that may differ since or are gone, of those whose names end in
    ``suffix``, with their paths from there; none where git cannot tell. No file is read to find them, so none of a
    repository's filters runs."""
    tree, commit = work_tree_of(folder.absolute()), _commit(commit)
    if tree is None or commit is None:
        return
    here = folder.resolve().relative_to(tree.resolve()).as_posix()
    prefix = "" if here == "." else f"{here}/"
    told = _said(folder, "diff-index", "--raw", "-z", "--no-renames", "--ignore-submodules", commit) or ""
    fields = iter(told.split("\0"))
    changed: dict[str, str] = {}  # by objects, since a file may be called anything
    for facts, path in zip(fields, fields, strict=False):
        mode, _, held = facts.split()[:3]
        if mode.startswith(":100") and path.startswith(prefix) and path.endswith(suffix):
            changed[path[len(prefix) :]] = held
    for path, data in zip(changed, contents(folder, [*changed.values()]), strict=True):
        if data is not None:
            yield path, data


def contents(folder: Path, objects: Sequence[str]) -> Iterator[bytes | None]:
    """What objects hold, in their order; None for one that this clone lacks."""
    done = _ran(folder, ("cat-file", "--batch"), os.fsencode("".join(f"{name}\n" for name in objects)), _LONG)
    answer, at = done.stdout if done is not None else b"", 0
    for _ in objects:
        head, _, _ = answer[at : at + 200].partition(b"\n")
        size = head.split()[-1:]
        if not size or not size[0].isdigit():
            yield None
            at += len(head) + 1
            continue
        start = at + len(head) + 1
        at = start + int(size[0]) + 1
        yield answer[start : at - 1]


def file_at(folder: Path, commit: str | None, path: Path, most: int) -> bytes | None:
    """What a file of the work tree held at a commit; None where git cannot tell, or of more than ``most`` bytes."""
    tree, commit = work_tree_of(folder.absolute()), _commit(commit)
    if tree is None or commit is None:
        return None
    try:
        named = f"{commit}:{path.resolve().relative_to(tree.resolve()).as_posix()}"
    except ValueError:
        return None
    size = _said(folder, "cat-file", "-s", named)
    if size is None or not size.isdigit() or int(size) > most or "\n" in named:
        return None
    return next(contents(folder, [named]), None)


def _commit(text: str | None) -> str | None:
    return text if text is not None and _COMMIT.fullmatch(text) else None


def _git_dir(folder: Path) -> Path | None:
    """The repository of a work tree whose root is ``folder``: ``.git``, or where the file ``.git`` says (in a
    worktree or a submodule). An empty or broken one is none, as it is for git."""
    found = folder / ".git"
    try:
        if found.is_file():
            word, _, path = os.fsdecode(found.read_bytes()).partition(":")
            found = folder / path.strip()
            if word != "gitdir" or not path.strip():
                return None
        return found.absolute() if (found / "HEAD").is_file() or (found / "HEAD").is_symlink() else None
    except (OSError, ValueError):
        return None


def _said(folder: Path, *args: str) -> str | None:
    """git's answer, read as the system's names of files are; None where it has none."""
    done = _asked(folder, *args)
    return os.fsdecode(done.stdout).strip() if done and done.returncode == 0 else None


def _asked(folder: Path, *args: str) -> "CompletedProcess[bytes] | None":
    return _ran(folder, args, b"")


def _ran(
    folder: Path, args: Sequence[str], given: bytes, seconds: float = _SECONDS
) -> "CompletedProcess[bytes] | None":
    """git, asked about the work tree around ``folder``; None where there is no repository, or no git."""
    import subprocess

    tree = work_tree_of(folder.absolute())
    repository = _git_dir(tree) if tree is not None else None
    if tree is None or repository is None:
        return None
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    try:
        return subprocess.run(  # noqa: S603 fixed arguments, names that are checked, and commits; no shell
            ["git", *settings, f"--git-dir={repository}", f"--work-tree={tree}", *args],  # noqa: S607
            cwd=tree.anchor,  # so that no program of the folder is found before the person's own git
            env=_environment(os.environ),
            input=given,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in environ.items() if key in _KEPT} | _ENVIRONMENT
