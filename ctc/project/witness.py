"""The newest that this machine ever saw of a state: an older copy of it would send the newer messages again.

One small file a state, outside of the repository, so that restoring a folder does not restore what was witnessed.
"""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from ctc.files import write
from ctc.patterns import pattern
from ctc.project.cache import is_mine

_LINEAGE: Final = pattern(r"[0-9A-Za-z-]{1,64}")


def witnessed(lineage: str, environ: Mapping[str, str]) -> int:
    """The highest serial that was seen; 0 where nothing was, or nothing can be believed."""
    file = _file(lineage, environ)
    try:
        return int(file.read_text("ascii")) if file is not None and is_mine(file) else 0
    except (OSError, ValueError):
        return 0


def witness(lineage: str, serial: int, environ: Mapping[str, str]) -> None:
    """Keeps a serial. A folder that cannot be written remembers nothing."""
    file = _file(lineage, environ)
    if file is None or serial <= witnessed(lineage, environ):
        return
    with suppress(OSError):
        write(file, str(serial).encode(), private=True)


def _file(lineage: str, environ: Mapping[str, str]) -> Path | None:
    """Below ``$XDG_STATE_HOME/ctc``, or else ``~/.local/state/ctc``."""
    named, home = environ.get("XDG_STATE_HOME", ""), environ.get("HOME", "")
    if _LINEAGE.fullmatch(lineage) is None or not (Path(named).is_absolute() or Path(home).is_absolute()):
        return None
    base = Path(named) if Path(named).is_absolute() else Path(home, ".local", "state")
    return base / "ctc" / "serials" / lineage
