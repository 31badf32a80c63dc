"""File names as a code-hosting service knows them: from the root of the git repository."""

import os
from functools import lru_cache
from pathlib import Path


@lru_cache(maxsize=4096)
def in_repository(file: str) -> str:
    """``file`` (as it is shown to people in the current directory) from the repository's root.

    As it is where there is no repository, or the file lies outside of it. Links are not followed: the name is
    what the repository holds.
    """
    absolute = Path(os.path.abspath(file))  # noqa: PTH100 - resolve() would follow links
    root = _root(Path.cwd())
    if root is None or not absolute.is_relative_to(root):
        return file
    return absolute.relative_to(root).as_posix()


@lru_cache(maxsize=4)
def _root(folder: Path) -> Path | None:
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)
