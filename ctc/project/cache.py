"""Where what ctc remembers between runs stands: outside of the repository, made by this user on this machine.

A file of the repository comes with a pull request, and a cache that came with it would say of a spec whatever its
author likes. So nothing below the project's folder is believed, and nothing that another user can write.
"""

import os
import stat
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

from ctc.files import folder
from ctc.project.git import work_tree_of

PEOPLE: Final = "people"
"""What all projects of a user share: the people of the sandbox's sample, who take seconds to make."""
_UNUSED: Final = 30 * 24 * 3600
"""Seconds after which the cache of a project that nobody checks any more is thrown away."""


def cache_folder(root: Path, environ: Mapping[str, str], *, shared: str = "") -> Path | None:
    """The folder of the project at ``root``, made where it is missing; None where there can be none to believe.

    It stands below ``$XDG_CACHE_HOME/ctc``, or else ``~/.cache/ctc``. ``shared``: the one of this name, for all
    projects of this user.
    """
    base = _base(environ)
    root = root.resolve()
    if base is None or base.resolve().is_relative_to(work_tree_of(root) or root):
        return None
    own = base / "ctc"
    name = shared or blake2b(os.fsencode(root), digest_size=12).hexdigest()
    try:
        folder(own, private=True)
        if not _is_mine(own):
            return None
        if not (own / name).exists():
            _tidy(own)
        folder(own / name, private=True)
        os.utime(own / name)
        return own / name if _is_mine(own / name) else None
    except (OSError, ValueError):
        return None


def is_mine(file: Path) -> bool:
    """Whether this user alone made ``file`` and can write it; a link is nobody's."""
    try:
        return stat.S_ISREG(file.lstat().st_mode) and _is_mine(file)
    except OSError:
        return False


def _base(environ: Mapping[str, str]) -> Path | None:
    """As the XDG base directory specification has it: a path that is not absolute counts as none."""
    named, home = environ.get("XDG_CACHE_HOME", ""), environ.get("HOME", "")
    if Path(named).is_absolute():
        return Path(named)
    return Path(home, ".cache") if Path(home).is_absolute() else None


def _is_mine(path: Path) -> bool:
    found = path.lstat()
    return not stat.S_ISLNK(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & 0o022


def _tidy(own: Path) -> None:
    """Throws away what was not used for long; at a project's first run, so that no other one pays for it. What projects
    share stays: a sandbox that has been running for weeks reads it."""
    import shutil

    with suppress(OSError):
        for each in own.iterdir():
            is_own = each.name != PEOPLE and each.is_dir() and not each.is_symlink()
            if is_own and time.time() - each.stat().st_mtime > _UNUSED:
                shutil.rmtree(each, ignore_errors=True)


_PACKAGE: Final = Path(__file__).parents[1]
_SCHEMAS: Final = _PACKAGE.parent / "schemas"
"""Where the schemas stand in a checkout; in an installed package they are below it."""
_KINDS: Final = (".py", ".json")


@cache
def fingerprint() -> bytes:
    """A digest of Python, of ctc's own sources and schemas, and of the libraries beside it by their versions."""
    state = blake2b(sys.version.encode(), digest_size=32)
    for entry in sys.path:
        for name in _listed(entry):
            if name.endswith((".dist-info", ".egg-info")):
                state.update(name.encode() + b"\0")
    for part in (_PACKAGE, _SCHEMAS):
        for parent, folders, files in os.walk(part):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for file in sorted(name for name in files if name.endswith(_KINDS)):
                path = os.path.join(parent, file)  # noqa: PTH118 - hundreds of them at every start
                with open(path, "rb", buffering=0) as source:  # noqa: PTH123
                    data = source.read()
                state.update(f"{path}\0{len(data)}\0".encode() + data)
    return state.digest()


def _listed(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder or "."))  # noqa: PTH208 - entries may be no folders at all
    except OSError:
        return []
