"""The one way to write: whole or not at all, through no link, for nobody else to read where it is private."""

import errno
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctc.files import folder, refuse_links, replacing, reserved_database, write


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, which is the current folder."""
    root = tmp_path / "shop"
    root.mkdir()
    (root / "ctc.yaml").write_text("version: 1\n")
    monkeypatch.chdir(root)
    return root


def write_while(path: Path, meanwhile: Callable[[], object], *, new: bool = False) -> None:
    with replacing(path, new=new, private=False) as draft:
        draft.write_bytes(b"half of")
        meanwhile()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_file_and_the_folders_above_it(here: Path) -> None:
    write(Path("a/b/c.txt"), b"one")
    write(Path("a/b/c.txt"), b"two")
    assert (here / "a/b/c.txt").read_bytes() == b"two"
    assert [path.name for path in (here / "a/b").iterdir()] == ["c.txt"]


def test_what_cannot_be_written_is_called_by_its_own_name(here: Path) -> None:
    """And not by that of the draft beside it, which nobody has heard of."""
    (here / "page" / "more").mkdir(parents=True)
    with pytest.raises(OSError, match=r"^\[Errno 21\] this is a folder: 'page'$") as caught:
        write(Path("page"), b"one")
    assert Path(caught.value.filename).name == "page"
    assert sorted(path.name for path in here.iterdir()) == ["ctc.yaml", "page"]


def test_private_files_are_for_nobody_else_and_others_follow_the_umask(here: Path) -> None:
    before = os.umask(0o027)
    try:
        write(Path("plan"), b"", private=True)
        write(Path("page"), b"")
    finally:
        os.umask(before)
    assert (mode(here / "plan"), mode(here / "page")) == (0o600, 0o640)
    (here / "plan").chmod(0o644)
    write(Path("plan"), b"", private=True)
    assert mode(here / "plan") == 0o600
    (here / "page").chmod(0o755)
    write(Path("page"), b"")
    assert mode(here / "page") == 0o755


def test_what_is_new_replaces_nothing(here: Path) -> None:
    write(Path("a"), b"one", new=True)
    with pytest.raises(FileExistsError):
        write(Path("a"), b"two", new=True)
    with pytest.raises(FileExistsError):
        write_while(Path("b"), lambda: (here / "b").write_bytes(b"another was first"), new=True)
    assert ((here / "a").read_bytes(), (here / "b").read_bytes()) == (b"one", b"another was first")
    assert sorted(path.name for path in here.iterdir()) == ["a", "b", "ctc.yaml"]


def test_after_an_error_the_old_file_stands(here: Path) -> None:
    write(Path("a"), b"one")
    with pytest.raises(ZeroDivisionError):
        write_while(Path("a"), lambda: 1 / 0)
    assert (here / "a").read_bytes() == b"one"
    assert sorted(path.name for path in here.iterdir()) == ["a", "ctc.yaml"]


@pytest.mark.parametrize("refuses", [False, True])
@pytest.mark.parametrize("durable", [False, True])
def test_what_must_last_is_on_the_disk_before_it_is_in_its_place_and_its_name_after(
    here: Path, monkeypatch: pytest.MonkeyPatch, *, durable: bool, refuses: bool
) -> None:
    """A file system may keep no folders on a disk: what it says of that stops nobody."""
    (here / "a").write_bytes(b"old")
    steps: list[tuple[str, bytes]] = []

    def synced(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        steps.append(("its folder" if is_folder else "the file", (here / "a").read_bytes()))
        if is_folder and refuses:
            raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", synced)
    write(Path("a"), b"new", durable=durable)
    assert (here / "a").read_bytes() == b"new"
    assert steps == ([("the file", b"old"), ("its folder", b"new")] if durable else [])


@pytest.mark.parametrize(
    "path", ["link", "folder/file", "folder/below/file", ".ctc/x/y", "dangling", "../shop/link"]
)
def test_no_link_is_followed(here: Path, tmp_path: Path, path: str) -> None:
    outside = tmp_path / "outside"
    (outside / "below").mkdir(parents=True)
    (outside / "x").mkdir()
    (outside / "secret").write_bytes(b"secret")
    (here / "link").symlink_to(outside / "secret")
    (here / "dangling").symlink_to(outside / "made")
    for name in ("folder", ".ctc"):
        (here / name).symlink_to(outside)
    with pytest.raises(OSError, match="writes through none"):
        write(Path(path), b"x")
    with pytest.raises(OSError, match="writes through none"):
        write(here / path, b"x")
    with pytest.raises(OSError, match="writes through none"):
        reserved_database(here / path)
    assert sorted(path.name for path in outside.rglob("*")) == ["below", "secret", "x"]
    assert (outside / "secret").read_bytes() == b"secret"


def test_a_link_beside_a_folder_of_the_project_is_not_the_persons_own(
    here: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever in the project somebody stands."""
    (here / "ctc.yaml").touch()
    (here / "below").mkdir()
    (here / "out").symlink_to(tmp_path)
    monkeypatch.chdir(here / "below")
    with pytest.raises(OSError, match="writes through none"):
        write(here / "out" / "deep" / "a", b"one")
    assert not (tmp_path / "deep").exists()


def test_links_above_the_project_are_the_persons_own(here: Path, tmp_path: Path) -> None:
    (tmp_path / "work").symlink_to(tmp_path)
    write(tmp_path / "work" / "shop" / "a", b"one")
    write(tmp_path / "work" / "elsewhere" / "a", b"two")
    assert (here / "a").read_bytes() == b"one"
    assert (tmp_path / "elsewhere" / "a").read_bytes() == b"two"
    (here / "out").symlink_to(tmp_path)
    with pytest.raises(OSError, match="writes through none"):
        write(tmp_path / "work" / "shop" / "out" / "a", b"one")


def test_a_folder_of_ctc_anywhere_is_no_way_out(here: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / ".ctc").symlink_to(tmp_path)
    with pytest.raises(OSError, match="writes through none"):
        refuse_links(other / ".ctc" / "sandbox.db")


@pytest.mark.parametrize(
    ("name", "number", "says"),
    [
        ("folder", errno.EISDIR, "this is a folder"),
        ("pipe", errno.EINVAL, "this is no regular file"),
        ("readonly", errno.EACCES, "this file is read-only"),
    ],
)
def test_what_cannot_be_replaced_is_told(here: Path, name: str, number: int, says: str) -> None:
    (here / "folder").mkdir()
    os.mkfifo(here / "pipe")
    (here / "readonly").touch()
    (here / "readonly").chmod(0o444)
    with pytest.raises(OSError) as caught:
        write(Path(name), b"x")
    assert (caught.value.errno, caught.value.strerror, caught.value.filename) == (number, says, name)
    with pytest.raises(OSError) as caught:
        write(Path(name) / "below", b"x") if name != "folder" else folder(Path("pipe"))
    assert caught.value.filename


def test_a_device_is_left_alone(here: Path) -> None:
    with pytest.raises(OSError, match=r"^\[Errno 22\] this is no regular file: '/dev/null'$"):
        write(Path(os.devnull), b"x")
    assert stat.S_ISCHR(Path(os.devnull).stat().st_mode)


def test_a_file_that_may_grow_no_further_is_named(here: Path) -> None:
    code = (
        "import resource; from pathlib import Path; from ctc.files import write\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))\n"
        "try: write(Path('a'), b'x' * 100)\n"
        "except OSError as error: print(error.filename, error.errno)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=here, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["a", "27"]
    assert sorted(path.name for path in here.iterdir()) == ["ctc.yaml"]


@pytest.mark.parametrize("suffix", ["", "-journal", "-wal", "-shm"])
def test_a_database_has_no_links_beside_it(here: Path, tmp_path: Path, suffix: str) -> None:
    assert mode(reserved_database(here / "a.db")) == 0o600
    (here / f"b.db{suffix}").symlink_to(tmp_path / "made")
    with pytest.raises(OSError, match="writes through none"):
        reserved_database(here / "b.db")


def test_a_folder_is_made_through_no_link(here: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (here / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="out"):
        folder(here / "out" / "below")
    assert not [*(tmp_path / "elsewhere").iterdir()]


@pytest.mark.parametrize(
    ("named", "told"),
    [(None, "page"), ("the draft", "page"), ("/elsewhere/people.csv", "/elsewhere/people.csv")],
)
def test_an_error_of_another_file_keeps_its_name(here: Path, named: str | None, told: str) -> None:
    """What fails is the page that is written, or what it is made of: the name says which."""
    with pytest.raises(OSError, match="No space") as caught, replacing(Path("page"), private=False) as draft:
        raise OSError(28, "No space left on device", str(draft) if named == "the draft" else named)
    assert (caught.value.errno, caught.value.filename) == (28, told)
    assert [path.name for path in here.iterdir()] == ["ctc.yaml"]


def test_a_folder_that_another_run_makes_meanwhile_is_there(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(path: Path, **given: Any) -> None:
        os.mkdir(path)  # noqa: PTH102 - what the other run does
        os.mkdir(path, **given)  # noqa: PTH102

    monkeypatch.setattr(Path, "mkdir", overtaken)
    assert folder(here / "one" / "two").is_dir()
