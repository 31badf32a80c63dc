"""The last answer to an estimate of each audience, kept beside the repository: figures for people, with their age."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from ctc.files import write
from ctc.project.cache import is_mine

_KEPT: Final = 10_000
"""Audiences that are kept; the oldest go first."""


def recall(path: Path, account: str) -> dict[str, dict[str, Any]]:
    """``{audience digest: {total, platforms, asked_at}}`` of one account; nothing where the file cannot be read."""
    try:
        if not is_mine(path):
            return {}
        value = json.loads(path.read_text("utf-8"))
        found = value["reaches"] if value["account"] == account else {}
        return {str(key): dict(entry) for key, entry in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def remember(path: Path, account: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    """Adds answers; the file is replaced whole. A folder that cannot be written remembers nothing."""
    known = {**recall(path, account), **answers}
    newest = sorted(known.items(), key=lambda pair: str(pair[1].get("asked_at")), reverse=True)[:_KEPT]
    with suppress(OSError):
        write(path, json.dumps({"account": account, "reaches": dict(newest)}).encode(), private=True)
