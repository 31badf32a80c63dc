"""The source line under a finding, with a caret: of a regular file, and nothing that is private.

A recipient is private, and so is what stands in a pasted command beside its body.
"""

import re
import stat
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import click

from ctc.diagnostics import Diagnostic, Severity
from ctc.shown import inline

COLORS: Final = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_WIDTH: Final = 160
"""Columns of a source line that are shown; a longer one is cut around the caret."""
_LARGEST: Final = 10_000_000
"""Bytes of a file whose lines are shown."""
_SECRETS: Final = re.compile(r"passcode|passw|token|://[^/\s]*@", re.IGNORECASE)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""As YAML counts lines: other characters that Python ends a line at are content."""
_SECRET_PATHS: Final = ("/passcode", "/state", "/trigger_token")
"""What stands for a credential in ctc.yaml: such a line is never shown."""
_RECIPIENTS: Final = re.compile(
    r"""(?:^|[\s{,"'])to["']?\s*:\s*(?:$|[#&*!|>"'\[]|\{(?!\{)|\{\{)(?!["']?\d{4})"""
)
"""Where recipients may begin: a `to` that is no date."""
_KEY: Final = re.compile(r"""[\s-]*(?:["'][^"']*["']|[\w.$<-]+)\s*:|---""")


def excerpt(d: Diagnostic) -> list[str]:
    """The line and the caret; empty where there is no line, or none that may be shown."""
    source = _lines(d.file) if d.file and not d.is_private else ()
    if not 0 < d.line <= len(source) or d.line in _private(d.file):
        return []
    text = source[d.line - 1].replace("\t", " ")
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
def _private(file: str) -> frozenset[int]:
    """The lines that hold recipients: of a `to`, and what is indented below it or goes on with it."""
    found: set[int] = set()
    opened: int | None = None
    for number, text in enumerate(_lines(file), 1):
        indent = len(text) - len(text.lstrip(" \t-"))
        if opened is not None and (indent > opened or not _KEY.match(text)):
            found.add(number)
        else:
            opened = None
        if _RECIPIENTS.search(text):
            found.add(number)
            opened = indent if opened is None else opened
    return frozenset(found)


@lru_cache(maxsize=64)
def _lines(file: str) -> Sequence[str]:
    """The lines of a regular file; a device or a link has none to show."""
    try:
        found = Path(file).lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > _LARGEST:
            return ()
        return _LINE_END.split(Path(file).read_bytes().decode("utf-8-sig", "replace"))
    except OSError:
        return ()
