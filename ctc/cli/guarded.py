"""The last door of stdout and stderr: whatever a command writes, no line of it drives a terminal or a runner.

Views make what they show safe themselves (:mod:`ctc.shown`), as they alone know what is a value and what is
layout. This stands behind all of them, and so a new output cannot forget it.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final, TextIO

from ctc.patterns import pattern
from ctc.shown import command, tame, visible

_COLOURS: Final = pattern(r"(\x1b\[(?:[0-2]|3[0-7])(?:;(?:[0-2]|3[0-7]))*m)")
"""What ctc's own words are coloured with, and no more of what a terminal obeys."""
_MARKED: Final = pattern(
    r"(?:(?<=[@#%^])|(?<=GH-)|(?<=&amp;)|(?<=&#\d\d;)|(?<=&#\d\d\d;))"
    "\u200b(?![\u200c\u200d\ufe0e\ufe0f])"
)
"""The zero-width character of a Markdown comment, behind what would call a person or an issue; no joiner and no style
of a character follows it, for it is none that could have one."""
_KEPT: Final = "\ue0f1"
"""Stands for it on the way: of a private area, and shown as the other where somebody wrote it."""


class Guarded:  # not of io's: whatever is asked of it but writing, the stream itself answers
    """A text stream whose every line is tame; all but writing is the stream's own."""

    def __init__(self, stream: TextIO) -> None:
        self.bare = stream
        """The stream itself: for a bar that redraws itself, and for a command that a runner shall read."""
        self._begun = True
        """Whether nothing but blanks stands in the line that is being written."""

    def write(self, text: str) -> int:
        if not isinstance(text, str):  # click asks by writing no bytes whether a stream takes bytes
            raise TypeError("a text stream takes text")
        self.bare.write(self._guarded(text))
        return len(text)

    def writelines(self, lines: list[str]) -> None:
        for each in lines:
            self.write(each)

    def _guarded(self, text: str) -> str:
        shown = guarded(text) if self._begun else guarded(f"x{text}")[1:]
        if text:
            last = text.rpartition("\n")[2]
            self._begun = not last.strip() and ("\n" in text or self._begun)
        return shown

    def __getattr__(self, name: str) -> Any:
        return getattr(self.bare, name)


def guarded(text: str) -> str:
    """Text for a terminal or a log: colours of ctc's own, nothing hidden, no line that is a command."""
    if "\x1b" not in text:
        return tame(_seen(text))
    parts = _COLOURS.split(text)
    return tame("".join(part if at % 2 else _seen(part) for at, part in enumerate(parts)))


def _seen(text: str) -> str:
    if "\u200b" not in text:
        return visible(text)
    return visible(_MARKED.sub(_KEPT, text)).replace(_KEPT, "\u200b")


def tell_runner(level: str, text: str, **properties: str | int) -> None:
    """A command to the runner, on stdout; the only way to write one."""
    bare(sys.stdout).write(command(level, text, **properties) + "\n")


def bare(stream: TextIO) -> TextIO:
    """The stream behind its guard: for what knows itself what it writes."""
    return stream.bare if isinstance(stream, Guarded) else stream


def write_lines(lines: Iterable[str]) -> None:
    """Lines of JSON on stdout, many at a time: their hidden characters are escapes already, and none is a command."""
    out, some = bare(sys.stdout), iter(lines)
    while chunk := list(islice(some, 1000)):
        out.write("\n".join(chunk) + "\n")
    out.flush()


@contextmanager
def guarded_streams() -> Iterator[None]:
    """stdout and stderr behind their guards for as long as this stands."""
    before = sys.stdout, sys.stderr
    if sys.stdout is not None:
        sys.stdout = Guarded(sys.stdout)
    if sys.stderr is not None:
        sys.stderr = Guarded(sys.stderr)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


_SECRET_NAME = pattern(r"PASS|SECRET|TOKEN|KEY|ACCOUNT|CREDENTIAL|STATE|DATABASE", re.IGNORECASE)


def redacted(text: str) -> str:
    """The text with every credential of the process environment, and every URL's password, struck out."""
    values = [v for k, v in os.environ.items() if _SECRET_NAME.search(k) and len(v) >= 4]
    for value in sorted(values, key=len, reverse=True):
        text = text.replace(value, "***")
    return re.sub(r"(\w+://[^:/@\s]+):[^@\s]+@", r"\1:***@", text)
