"""Diagnostics as text (with the source line and a caret), JSON and GitHub annotations."""

import re
import stat
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import click

from ctc.canonical import Json
from ctc.cli.views.repository import in_repository
from ctc.diagnostics import Diagnostic, Severity

_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_WIDTH = 160
"""Columns of a source line that are shown; a longer one is cut around the caret."""
_LARGEST: Final = 10_000_000
"""Bytes of a file whose lines are shown."""
_SECRETS: Final = re.compile(r"passcode|passw|://[^/\s]*@", re.IGNORECASE)
_LINE_END: Final = re.compile(r"\r\n|\r|\n")
"""As YAML counts lines: other characters that Python ends a line at are content."""
_SECRET_PATHS: Final = ("/passcode", "/state")
"""What stands for a credential in ctc.yaml: such a line is never shown."""


def print_diagnostics(diagnostics: Iterable[Diagnostic], *, err: bool = False) -> None:
    """Each finding with its source line, a caret and the way to mend it."""
    for diagnostic in diagnostics:
        click.echo(text_of(diagnostic), err=err)


def text_of(d: Diagnostic) -> str:
    place = f"{_one_line(d.file)}:{d.line}:{d.column}: " if d.file else ""
    label = click.style(f"{d.severity} {d.code}", fg=_COLORS[d.severity], bold=True)
    lines = [f"{click.style(place, bold=True)}{label}: {printable(d.message)}"]
    lines += _excerpt(d)
    if d.hint:
        lines.append(f"{click.style('help', fg='green', bold=True)}: {printable(d.hint)}")
    return "\n".join(lines)


def _excerpt(d: Diagnostic) -> list[str]:
    source = _lines(d.file) if d.file else ()
    if not 0 < d.line <= len(source):
        return []
    text = source[d.line - 1].replace("\t", " ")
    if Path(d.file).name == "ctc.yaml" and (_SECRETS.search(text) or d.path.endswith(_SECRET_PATHS)):
        return []
    start = max(0, d.column - _WIDTH // 2) if len(text) > _WIDTH else 0
    shown = printable(text[start : start + _WIDTH])
    if start:
        shown = f"…{shown[1:]}"
    if len(text) > start + _WIDTH:
        shown = f"{shown[:-1]}…"
    gutter = click.style(f"{d.line:>5} | ", dim=True)
    empty = click.style("      | ", dim=True)
    caret = click.style("^", fg=_COLORS[d.severity], bold=True)
    before = printable(text[start : d.column - 1]).ljust(d.column - 1 - start)
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


def printable(text: str) -> str:
    """The text with every control character but a line's end replaced: content must not drive a terminal.

    Joiners stay: Indic words and many emoji are written with them.
    """
    return "".join(c if c.isprintable() or c in "\n\u200c\u200d" else "�" for c in text)


def _one_line(file: str) -> str:
    """A file's name for a terminal, whatever characters it holds."""
    return printable(file).replace("\n", "�")


def readable(text: str) -> str:
    """Text that can be written as UTF-8: a file's name may hold bytes that are none."""
    return text.encode("utf-8", "replace").decode("utf-8")


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


def as_json(d: Diagnostic) -> Json:
    return {
        "code": d.code,
        "severity": str(d.severity),
        "message": d.message,
        "file": readable(d.file),
        "line": d.line,
        "column": d.column,
        "path": d.path,
        "hint": d.hint,
    }


def github_of(d: Diagnostic) -> str:
    """One GitHub Actions annotation."""
    level = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}[d.severity]
    text = f"{d.message}\nhelp: {d.hint}" if d.hint else d.message
    title = f"title={_property(d.code)}"
    if d.file:
        title = f"file={_property(in_repository(d.file))},line={d.line},col={d.column},{title}"
    return f"::{level} {title}::{_data(text)}"


def _data(text: str) -> str:
    return readable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
