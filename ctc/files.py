"""The one way in which ctc writes files: made new, under a name of its own, and put in place whole.

A repository's files come with pull requests, links among them. So no link is followed: not at the file, not at a
folder above it as far as the repository reaches, and nowhere at or below ``.ctc``. A file is written beside its
place under a name that nobody can foresee, brought to the disk, and renamed: who looks finds the old one or the new
one, and never half of one.
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

OWN: Final = ".ctc"
"""The folder of ctc's own files in a project."""
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_PRIVATE: Final = 0o600
_PUBLIC: Final = 0o666
"""As far as the person's umask allows."""
_PIECE: Final = 1 << 20
_LONGEST: Final = 200
"""Bytes of a file's name in the name of its draft; a name has 255 at most."""
_IS_LINK: Final = "this is a link, and ctc writes through none: name what it leads to"


def write(path: Path, data: bytes, *, private: bool = False, new: bool = False, durable: bool = True) -> None:
    """Writes a file, and makes the folders above it. Raises OSError, which names what is in the way.

    ``private``: nobody else may read it. ``new``: one that is there already is left alone (FileExistsError).
    Without ``durable`` it is whole as well, though a power cut may lose it.
    """
    with replacing(path, private=private, new=new, durable=durable) as draft:
        draft.write_bytes(data)


@contextmanager
def replacing(path: Path, *, private: bool, new: bool = False, durable: bool = True) -> Iterator[Path]:
    """An empty file beside ``path`` to write to, which takes its place at the end; after an error it is gone."""
    folder(path.parent)
    mode = _mode(path, private=private, new=new)
    draft = _draft(path)
    try:
        os.close(os.open(draft, _NEW, _PRIVATE if private else _PUBLIC))
        if mode is not None:
            draft.chmod(mode)
        yield draft
        _put(draft, path, new=new, durable=durable)
    except OSError as error:
        if error.filename not in {None, str(draft)}:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        draft.unlink(missing_ok=True)


def _draft(path: Path) -> Path:
    """A name beside ``path`` that nobody can foresee, and that git ignores where it ignores a state."""
    start = os.fsdecode(os.fsencode(path.name)[:_LONGEST])
    return path.with_name(f".{start}.{os.urandom(8).hex()}.tmp")


def folder(path: Path, *, private: bool = False) -> Path:
    """Makes a folder and those above it, following no link. Raises OSError."""
    refuse_links(path)
    if path.is_dir():
        return path
    for each in (*reversed(path.parents), path):
        if not each.is_dir():
            with suppress(FileExistsError):
                each.mkdir(mode=0o700 if private else 0o777)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "this is no folder", str(path))
    return path


def reserved_database(path: Path) -> Path:
    """A private file that is there from now on, for SQLite to open by its name. Raises OSError."""
    folder(path.parent)
    refuse_linked_database(path)
    with suppress(FileExistsError):
        os.close(os.open(path, _NEW, _PRIVATE))
    _mode(path, private=True, new=False)
    return path


def at_most(file: BinaryIO, most: int) -> bytes | None:
    """All that is left of a file, or None where that is more than ``most`` bytes, as of a device without an end."""
    parts, left = [], most + 1
    while left > 0 and (part := file.read(min(left, _PIECE))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts) if left > 0 else None


def identity_of(path: Path) -> tuple[int, int] | None:
    """What tells a file from another one that took its place; None where none stands there."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def refuse_linked_database(path: Path) -> None:
    """Raises OSError where a link stands at ``path``, or at a file that SQLite keeps beside it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        refuse_links(path.with_name(path.name + suffix))


def refuse_links(path: Path) -> None:
    """Raises OSError where a link stands at ``path``, or above it where a pull request could have put one."""
    places = _from_the_root(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow the links
    for each in places[_trusted(places) + 1 :]:
        if os.path.islink(each):  # noqa: PTH114 - of each of thousands of files, and of each folder above it
            raise OSError(errno.ELOOP, _IS_LINK, each)


def _from_the_root(path: str) -> list[str]:
    """The folders above ``path``, the outermost first, and itself."""
    places = [path]
    while (above := os.path.dirname(places[-1])) != places[-1]:  # noqa: PTH120
        places.append(above)
    return places[::-1]


def _trusted(places: list[str]) -> int:
    """Down to which of them links are the person's own: to what holds the current repository, or ``.ctc``; above
    anything else only the file itself is looked at."""
    above = range(len(places) - 1)
    found = [max(at - 1, 0) for at, each in enumerate(places) if os.path.basename(each) == OWN]  # noqa: PTH119
    root = _status(_repository(str(Path.cwd())))
    found += [at for at in above if root and (here := _status(places[at])) and os.path.samestat(here, root)]
    return min(found, default=max(len(places) - 2, 0))


def _repository(folder: str) -> str:
    """The current repository, or else the project, or else the folder itself."""
    places = _from_the_root(folder)[::-1]
    marked = (each for mark in (".git", "ctc.yaml") for each in places if _status(f"{each}/{mark}"))
    return next(marked, folder)


def _status(path: str) -> os.stat_result | None:
    try:
        return os.stat(path)  # noqa: PTH116
    except OSError:
        return None


def _mode(path: Path, *, private: bool, new: bool) -> int | None:
    """The rights that the file at ``path`` keeps; None where there is none. Raises OSError where it cannot be
    replaced: a link, a device, a file that somebody made read-only."""
    refuse_links(path)
    try:
        found = path.lstat().st_mode
    except FileNotFoundError:
        return None
    if new:
        raise FileExistsError(errno.EEXIST, "this file is there already", str(path))
    if stat.S_ISDIR(found):
        raise IsADirectoryError(errno.EISDIR, "this is a folder", str(path))
    if not stat.S_ISREG(found):
        raise OSError(errno.EINVAL, "this is no regular file", str(path))
    if not found & 0o222:
        raise PermissionError(errno.EACCES, "this file is read-only", str(path))
    return _PRIVATE if private else stat.S_IMODE(found)


def _put(draft: Path, path: Path, *, new: bool, durable: bool) -> None:
    if durable:
        _to_disk(draft)
    if new:
        os.link(draft, path)  # unlike a rename it fails where something is there
    else:
        draft.replace(path)
    if durable:
        with suppress(OSError):  # a file system that keeps no folders on a disk
            _to_disk(path.parent)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
