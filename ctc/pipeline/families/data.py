"""Where the rows of a family come from: a file beside the spec or below the campaigns folder, or what the command line
gave."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Final

from ctc.choice import Given
from ctc.project.project import Project
from ctc.rows.reading import DataRows
from ctc.rows.row import problem
from ctc.specs.loading import shown_path

CHANGED: Final = "this file changes while it is read: nobody knows which rows were meant"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """One data file: a path, or the bytes of what is no file."""

    shown: str
    path: Path | None
    content: bytes | None = None

    @contextmanager
    def rows(self) -> Iterator[DataRows]:
        """One pass over it; a file that changes meanwhile has one finding, which says so. Raises OSError."""
        with self._opened() as file:
            before = _stamp(file)
            rows = DataRows(file, self.shown)
            yield rows
            after = _stamp(file)
        if before != after or (after and not rows.problems and rows.size != after[1]):
            hint = "write it elsewhere, and move it here when it is done"
            rows.spoil(problem(self.shown, "CTC139", CHANGED, hint))

    def _opened(self) -> BinaryIO:
        if self.content is not None:
            return BytesIO(self.content)
        path = self.path
        assert path is not None
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        return os.fdopen(descriptor, "rb")


def given_file(given: Given) -> DataFile:
    """What ``--data`` gave."""
    return DataFile(shown=given.shown, path=given.path, content=given.content)


def located(folder: Path, project: Project, name: str) -> DataFile | str:
    """The file that a spec in ``folder`` names; or why it is none, in words."""
    if not name.strip() or "\0" in name or Path(name).is_absolute():
        return "it is outside the repository; data from elsewhere comes with --data"
    inside = project.campaigns.resolve()
    for base in (folder, project.campaigns):
        path = Path(os.path.abspath(base / name))  # noqa: PTH100 - resolve() would hide a symbolic link
        if not os.path.lexists(path):
            continue
        if not path.is_relative_to(inside):
            return "it is outside the campaigns folder; data from elsewhere comes with --data"
        if any(part.is_symlink() for part in (path, *path.parents) if part.is_relative_to(inside)):
            return "it is reached over a symbolic link: what that points to may change without the repository's knowing"
        if not stat.S_ISREG(path.stat().st_mode):
            return "it is no regular file"
        return DataFile(shown=shown_path(path), path=path)
    return "there is no such file; the path counts from the spec's folder, then from the campaigns folder"


def _stamp(file: BinaryIO) -> tuple[int, int] | None:
    """What changes with the bytes of a file; None for what is in memory."""
    if isinstance(file, BytesIO):
        return None
    found = os.fstat(file.fileno())
    return found.st_mtime_ns, found.st_size
