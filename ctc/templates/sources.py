"""Templates in folders (an edge): the spec's own folder first, then the project's templates; nothing else."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ctc.conflicts import WHAT, conflict_in
from ctc.specs.limits import MAX_FOLDERS
from ctc.templates.limits import MAX_FILE
from ctc.templates.source import TemplateRefused, TemplateText


class FolderTemplates(NamedTuple):
    """Reads from ``folders``, the first that has a name wins; each of them lies below ``root``.

    A name is a relative path with ``/``. No name leads out of its folder: ``..``, absolute names and symbolic
    links are refused, and so are names that begin with a dot: ``.git/config`` may hold a token.
    """

    folders: tuple[Path, ...]
    root: Path

    def find(self, name: str) -> TemplateText | None:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
            raise TemplateRefused(f"'{name}' leads out of the templates' folders")
        if any(part.startswith(".") for part in parts):
            raise TemplateRefused(f"'{name}' names something hidden: no template's name begins with a dot")
        for folder in self.folders:
            text = _read(folder, parts, name)
            if text is not None:
                return TemplateText(name=name, shown=_shown(folder.joinpath(*parts)), text=text)
        return None

    def names(self) -> Iterable[str]:
        for folder in self.folders:
            yield from _files(folder)


def _read(folder: Path, parts: tuple[str, ...], name: str) -> str | None:
    path = folder
    try:
        for part in parts:
            path = path / part
            if path.is_symlink():
                raise TemplateRefused(f"'{name}' is reached over a symbolic link")
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise TemplateRefused(f"'{name[:60]}' cannot be read: {error.strerror}") from None
    except UnicodeEncodeError:
        raise TemplateRefused(f"'{name[:60]}' holds half of a character") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb", buffering=0) as file:
        data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise TemplateRefused(f"'{name}' holds more than {MAX_FILE:,} bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateRefused(f"'{name}' is not UTF-8") from None
    if line := conflict_in(text):
        raise TemplateRefused(f"'{name}' is not finished: in line {line} {WHAT}")
    return text


def _files(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder):
        is_deepest = len(Path(parent).relative_to(folder).parts) >= MAX_FOLDERS
        folders[:] = () if is_deepest else sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            if not file.endswith((".yaml", ".yml")):
                yield (Path(parent) / file).relative_to(folder).as_posix()


def _shown(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()
