"""What must never be committed is kept out of git by itself: the folder ``.ctc``, and a state's file elsewhere."""

import os
import secrets
from pathlib import Path
from typing import Final

IGNORE: Final = ".gitignore"


def keep_folder_out(folder: Path) -> None:
    """Makes ``folder``, of which git then sees nothing. Raises OSError where it cannot be written."""
    ignore = folder / IGNORE
    if not _is_written(ignore):
        folder.mkdir(parents=True, exist_ok=True)
        _write(ignore, "*\n")


def keep_file_out(file: Path) -> Path | None:
    """Keeps a state's file, and what stands beside it while it is written, out of git where its folder says nothing
    else yet; the ``.gitignore`` to add it to, where the folder has one of its own that does not name it."""
    ignore = file.parent / IGNORE
    if not _is_in_git(file.parent):
        return None
    if _is_written(ignore):
        return None if _names(ignore, file) else ignore
    file.parent.mkdir(parents=True, exist_ok=True)
    _write(ignore, "".join(f"/{pattern}\n" for pattern in patterns(file)))
    return None


def patterns(file: Path) -> tuple[str, str]:
    """What git ignores of a state's file: it and SQLite's companions, and the draft that it is made from."""
    return f"{file.name}*", f".{file.name}.*"


def _is_written(ignore: Path) -> bool:
    """Whether it says anything: a full disk once left an empty one behind, which protects nothing."""
    try:
        return bool(ignore.read_bytes().strip())
    except OSError:
        return False


def _names(ignore: Path, file: Path) -> bool:
    lines = {line.strip().lstrip("/") for line in ignore.read_text("utf-8", "replace").splitlines()}
    return bool(lines & {"*", file.name, f"{file.name}*", f"*{file.suffix}"})


def _write(ignore: Path, text: str) -> None:
    """Whole or not at all: it is written beside, and renamed."""
    draft = ignore.with_name(f"{IGNORE}.{secrets.token_hex(4)}")
    try:
        with draft.open("x", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(ignore)
    finally:
        draft.unlink(missing_ok=True)


def _is_in_git(folder: Path) -> bool:
    folder = folder.absolute()
    return any((above / ".git").exists() for above in (folder, *folder.parents))
