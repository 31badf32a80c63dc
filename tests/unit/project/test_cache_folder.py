"""A cache is believed where this user made it on this machine, outside of the repository."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ctc.project import cache
from ctc.project.cache import PEOPLE, cache_folder, fingerprint, is_mine


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    folder.mkdir()
    return folder


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "caches"), "HOME": str(tmp_path / "home")}


def test_each_project_has_its_own(root: Path, environ: dict[str, str], tmp_path: Path) -> None:
    found = cache_folder(root, environ)
    assert found is not None
    assert found.parent == tmp_path / "caches" / "ctc"
    assert (found.stat().st_mode & 0o777, found.parent.stat().st_mode & 0o777) == (0o700, 0o700)
    assert cache_folder(root, environ) == found
    assert cache_folder(tmp_path, {**environ, "XDG_CACHE_HOME": "/tmp/elsewhere"}) != found
    (tmp_path / "link").symlink_to(root)
    assert cache_folder(tmp_path / "link", environ) == found


def test_what_projects_share_is_in_one_place(root: Path, environ: dict[str, str], tmp_path: Path) -> None:
    found = cache_folder(root, environ, shared="people")
    assert found == tmp_path / "caches" / "ctc" / "people"
    assert cache_folder(tmp_path / "another", environ, shared="people") == found
    assert found.stat().st_mode & 0o777 == 0o700


def test_a_home_will_do_and_a_relative_path_is_none(root: Path, tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    for environ in (
        {"HOME": home},
        {"HOME": home, "XDG_CACHE_HOME": ".cache"},
        {"HOME": home, "XDG_CACHE_HOME": ""},
    ):
        found = cache_folder(root, environ)
        assert found is not None
        assert found.parent == tmp_path / "home" / ".cache" / "ctc"
    assert cache_folder(root, {}) is None
    assert cache_folder(root, {"HOME": "home"}) is None


def test_a_cache_inside_the_repository_is_none(root: Path, environ: dict[str, str]) -> None:
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    (root / "project").mkdir()
    inside = {**environ, "XDG_CACHE_HOME": str(root / ".cache")}
    assert cache_folder(root / "project", inside) is None
    assert cache_folder(root, inside) is None
    (root.parent / "link").symlink_to(root / ".cache")
    assert cache_folder(root, {**environ, "XDG_CACHE_HOME": str(root.parent / "link")}) is None
    assert not (root / ".cache").exists()


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o707])
def test_a_folder_that_others_can_write_is_none(root: Path, environ: dict[str, str], mode: int) -> None:
    found = cache_folder(root, environ)
    assert found is not None
    for each in (found, found.parent):
        each.chmod(mode)
        assert cache_folder(root, environ) is None
        each.chmod(0o700)


def test_a_folder_of_another_user_is_none(root: Path, environ: dict[str, str]) -> None:
    found = cache_folder(root, environ)
    assert found is not None
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(found, 12345, 12345)
    assert cache_folder(root, environ) is None


def test_a_link_or_a_file_in_the_way_is_no_folder(
    root: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    found = cache_folder(root, environ)
    assert found is not None
    found.rmdir()
    found.symlink_to(tmp_path)
    assert cache_folder(root, environ) is None
    found.unlink()
    found.write_text("")
    assert cache_folder(root, environ) is None


def test_what_was_not_used_for_a_month_goes_but_what_a_sandbox_may_be_reading_all_that_time(
    root: Path, environ: dict[str, str], tmp_path: Path
) -> None:
    found = cache_folder(root, environ)
    assert found is not None
    shared = cache_folder(root, environ, shared=PEOPLE)
    assert shared is not None
    (found / "lint.db").write_bytes(b"x")
    old = time.time() - 40 * 24 * 3600
    for each in (found, shared):
        os.utime(each, (old, old))
    (tmp_path / "other").mkdir()
    other = cache_folder(tmp_path / "other", environ)
    assert other is not None
    assert other.is_dir()
    assert (found.exists(), shared.is_dir()) == (False, True)


def test_only_what_nobody_used_goes_and_using_it_keeps_it(root: Path, environ: dict[str, str]) -> None:
    """Of a month, of folders, at the first run of a project; who checks every day keeps what was found."""
    found = cache_folder(root, environ)
    assert found is not None
    kept, gone, own = found.with_name("kept"), found.with_name("gone"), found.with_name("file")
    for folder in (kept, gone, root / "linked"):
        folder.mkdir()
    found.with_name("link").symlink_to(root / "linked")
    own.touch()
    now = time.time()
    for path, days in ((kept, 29), (gone, 31), (own, 31), (root / "linked", 31), (found, 31)):
        os.utime(path, (now - days * 24 * 3600,) * 2)
    cache_folder(root, environ)
    assert found.stat().st_mtime > now - 60
    assert gone.exists(), "nothing is looked through at a later run"
    (root / "other").mkdir()
    cache_folder(root / "other", environ)
    there = [path.exists() for path in (kept, gone, own, root / "linked", found)]
    assert there == [True, False, True, True, True]


def test_what_cannot_be_tidied_keeps_nobody_from_a_cache(
    root: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> Any:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", refuse)
    found = cache_folder(root, environ)
    assert found is not None
    assert found.is_dir()


def test_a_file_is_mine_where_it_is_one_and_nobody_else_can_write_it(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch(0o600)
    (tmp_path / "link").symlink_to(file)
    os.mkfifo(tmp_path / "pipe", 0o600)
    assert [is_mine(tmp_path / name) for name in ("file", "link", "pipe", "gone", ".")] == [
        True,
        *[False] * 4,
    ]
    for mode, is_so in ((0o644, True), (0o620, False), (0o602, False)):
        file.chmod(mode)
        assert is_mine(file) is is_so


def test_another_ctc_has_another_fingerprint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it found is not what this one would find. Notes and what Python makes of its sources say nothing."""
    code, schemas, libraries = (tmp_path / name for name in ("ctc", "schemas", "libraries"))
    for folder in (code / "below", schemas, libraries):
        folder.mkdir(parents=True)
    monkeypatch.setattr(cache, "_PACKAGE", code)
    monkeypatch.setattr(cache, "_SCHEMAS", schemas)
    monkeypatch.setattr(sys, "path", [str(tmp_path / "archive.zip"), "", str(libraries)])
    monkeypatch.chdir(tmp_path)
    made: Any = fingerprint.__wrapped__
    known = {made()}
    assert len(made()) == 32
    for file, text in (
        *((code / "a.py", "1"), (code / "a.py", "2"), (code / "b.py", "12"), (code / "below" / "c.json", "")),
        *((schemas / "d.json", "x"), (libraries / "y-1.dist-info", ""), (libraries / "z-2.egg-info", "")),
        (tmp_path / "here-1.dist-info", ""),
    ):
        file.write_text(text)
        known.add(made())
    assert len(known) == 9
    (code / "__pycache__").mkdir()
    for file in (code / "note.md", code / "__pycache__" / "a.py", libraries / "other.py"):
        file.touch()
    assert made() in known
    monkeypatch.setattr(sys, "version", "4.0")
    assert made() not in known
