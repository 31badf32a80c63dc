"""A cache is believed where this user made it on this machine, outside of the repository."""

import os
import subprocess
import time
from pathlib import Path

import pytest

from ctc.project.cache import cache_folder


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


def test_what_was_not_used_for_a_month_goes(root: Path, environ: dict[str, str], tmp_path: Path) -> None:
    found = cache_folder(root, environ)
    assert found is not None
    (found / "lint.db").write_bytes(b"x")
    old = time.time() - 40 * 24 * 3600
    os.utime(found, (old, old))
    (tmp_path / "other").mkdir()
    other = cache_folder(tmp_path / "other", environ)
    assert other is not None
    assert other.is_dir()
    assert not found.exists()
