"""What an earlier run read of a catalog that had no fault: a thousand events are then a file of JSON, read at once."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from ctc.canonical import Json
from ctc.files import write
from ctc.project.cache import cache_folder, is_mine
from ctc.project.installation import fingerprint

_FILE: Final = "catalog.json"


def recall(root: Path, environ: Mapping[str, str], digest: str) -> Mapping[str, Json] | None:
    """The sections of the catalog whose files have this digest; None where no such run of this very ctc is known."""
    folder = cache_folder(root, environ)
    try:
        if folder is None or not is_mine(folder / _FILE):
            return None
        key, data = json.loads((folder / _FILE).read_bytes())
        return data if key == _key(digest) and isinstance(data, dict) else None
    except (OSError, ValueError, TypeError, RecursionError):
        return None


def remember(root: Path, environ: Mapping[str, str], digest: str, data: Mapping[str, Any]) -> None:
    """Keeps the sections in place of what was kept; a folder that cannot be written remembers nothing."""
    folder = cache_folder(root, environ)
    if folder is not None:
        with suppress(OSError, TypeError, ValueError):
            write(folder / _FILE, json.dumps([_key(digest), data]).encode(), private=True, durable=False)


def _key(digest: str) -> str:
    return f"{fingerprint().hex()} {digest}"
