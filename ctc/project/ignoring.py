"""What must never be committed is kept out of git by itself: the folder ``.ctc``, and a state's file elsewhere."""

from pathlib import Path
from typing import Final

from ctc.files import refuse_links, write

IGNORE: Final = ".gitignore"


def keep_folder_out(folder: Path) -> None:
    """Makes ``folder``, of which git then sees nothing. Raises OSError where it cannot be written."""
    ignore = folder / IGNORE
    if not _is_written(ignore):
        write(ignore, b"*\n")


def keep_file_out(file: Path) -> Path | None:
    """Keeps a state's file, and what stands beside it while it is written, out of git where its folder says nothing
    else yet; the ``.gitignore`` to add it to, where the folder has one of its own that does not name it."""
    ignore = file.parent / IGNORE
    if not _is_in_git(file.parent):
        return None
    if _is_written(ignore):
        return None if _names(ignore, file) else ignore
    write(ignore, "".join(f"/{pattern}\n" for pattern in patterns(file)).encode())
    return None


def patterns(file: Path) -> tuple[str, str]:
    """What git ignores of a state's file: it and SQLite's companions, and the draft that it is made from."""
    return f"{file.name}*", f".{file.name}.*"


def _is_written(ignore: Path) -> bool:
    """Whether it says anything: a full disk once left an empty one behind, which protects nothing."""
    refuse_links(ignore)
    try:
        return bool(ignore.read_bytes().strip())
    except OSError:
        return False


def _names(ignore: Path, file: Path) -> bool:
    lines = {line.strip().lstrip("/") for line in ignore.read_text("utf-8", "replace").splitlines()}
    return bool(lines & {"*", file.name, f"{file.name}*", f"*{file.suffix}"})


def _is_in_git(folder: Path) -> bool:
    folder = folder.absolute()
    return any((above / ".git").exists() for above in (folder, *folder.parents))
