"""The source line under a finding, with a caret: of a regular file, and nothing that is private.

A recipient is private, and so is what stands in a pasted command beside its body.
"""

import re
import stat
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Final

import click

from ctc.diagnostics import Diagnostic, Severity
from ctc.patterns import pattern
from ctc.shown import inline
from ctc.source_lines import SourceLines

COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_WIDTH: Final = 160
"""Columns of a source line that are shown; a longer one is cut around the caret."""
_LARGEST: Final = 10_000_000
"""Bytes of a file whose lines are shown."""
_SECRETS: Final = pattern(r"passcode|passw|token|://[^/\s]*@", re.IGNORECASE)
_SECRET_PATHS: Final = ("/passcode", "/state", "/trigger_token")
"""What stands for a credential in ctc.yaml: such a line is never shown."""


def excerpt(d: Diagnostic) -> list[str]:
    """The line and the caret; empty where there is no line, or none that may be shown."""
    line = _line(d)
    if line is None:
        return []
    text = line.replace("\t", " ")
    if Path(d.file).name == "ctc.yaml" and (_SECRETS.search(text) or d.path.endswith(_SECRET_PATHS)):
        return []
    start = max(0, d.column - _WIDTH // 2) if len(text) > _WIDTH else 0
    shown = inline(text[start : start + _WIDTH])
    if start:
        shown = f"…{shown[1:]}"
    if len(text) > start + _WIDTH:
        shown = f"{shown[:-1]}…"
    gutter = click.style(f"{d.line:>5} | ", dim=True)
    empty = click.style("      | ", dim=True)
    caret = click.style("^", fg=COLORS[d.severity], bold=True)
    before = inline(text[start : d.column - 1]).ljust(d.column - 1 - start)
    return [f"{gutter}{shown}", f"{empty}{' ' * _columns(before)}{caret}"]


def _line(d: Diagnostic) -> str | None:
    """What was read of it, or is read now; None where it has no line, or none that may be shown."""
    if d.is_private or not d.file:
        return None
    if d.source is not None:
        return d.source
    lines = _lines(d.file)
    return lines.shown(d.line) if lines is not None else None


def _columns(text: str) -> int:
    """How many columns of a terminal a text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_width(char) for char in text)


def _width(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


@lru_cache(maxsize=64)
def _lines(file: str) -> SourceLines | None:
    """The lines of a regular file; a device or a link has none to show."""
    try:
        found = Path(file).lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            return None
        return SourceLines(Path(file).read_bytes())
    except OSError:
        return None
