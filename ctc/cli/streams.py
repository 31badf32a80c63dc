"""stdin, stdout and stderr, whatever they are: closed, a terminal of another alphabet, a pipe that nobody reads.

Files and their names are UTF-8, as a repository's are, whatever the locale says. What machines read is UTF-8 too;
what people read is written in their terminal's alphabet, with a ``?`` for what it lacks.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TextIO, TypeVar

T = TypeVar("T")

_ALPHABET: Final = "CTC_TERMINAL_ENCODING"
"""Tells the process that starts anew in UTF-8 what the terminal's own encoding is."""
_UTF8: Final = frozenset({"utf-8", "utf8"})


def begin_in_utf8(environ: MutableMapping[str, str]) -> None:
    """Starts the process anew where Python took another encoding than UTF-8 for the names of files.

    A repository's names could not be opened, let alone be shown; and Python decides this before any line of ours.
    """
    if sys.getfilesystemencoding().lower() in _UTF8 or _ALPHABET in environ or not sys.orig_argv[1:]:
        return
    environ[_ALPHABET] = getattr(sys.stdout, "encoding", None) or "utf-8"
    with suppress(UnicodeEncodeError):
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *_as_typed()])  # noqa: S606 ctc itself


def _as_typed() -> list[bytes] | list[str]:
    """The command line behind the interpreter's own name. Its bytes, where the system tells them: what Python made
    of them in an alphabet of several bytes a letter cannot be turned back."""
    with suppress(OSError):
        typed = Path("/proc/self/cmdline").read_bytes().split(b"\0")[1:-1]
        if len(typed) == len(sys.orig_argv) - 1:
            return typed
    return sys.orig_argv[1:]


@contextmanager
def settled() -> Iterator[bool]:
    """The three streams in order, for as long as a command runs; whether there is a stdout to answer on."""
    before = sys.stdin, sys.stdout, sys.stderr
    for number in range(3):
        _occupied(number)
    alphabet = os.environ.pop(_ALPHABET, None)
    sys.stdin = sys.stdin or os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        _rewritten(stream, encoding=alphabet)
    try:
        yield before[1] is not None
    finally:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):
                silence(stream)
        sys.stdin, sys.stdout, sys.stderr = before


def for_machines() -> None:
    """What goes to stdout from now on is read by a program: UTF-8."""
    _rewritten(sys.stdout, encoding="utf-8")


def silence(stream: TextIO) -> None:
    """Nobody reads a stream any more: what is still written to it goes nowhere, and breaks nothing off."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    with suppress(OSError, ValueError):
        stream.flush()


def _occupied(number: int) -> None:
    """Puts the null device where a stream is closed: else the next file that is opened gets its number, and what
    a library says on stderr is written into it. The lowest number that is free is this one: those below are taken."""
    try:
        os.fstat(number)
    except OSError:
        os.open(os.devnull, os.O_RDWR)


def _rewritten(stream: Any, *, encoding: str | None) -> None:
    """Another encoding, and none of what cannot be encoded as an error. A stream of a test's may have neither."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(encoding=encoding, errors="replace")


def steadfast(show: Callable[[T], None], told: Callable[[str], None]) -> Callable[[T], None]:
    """``show``, which goes on where nobody reads what it writes any more: sending is not broken off for that."""

    def shown(what: T) -> None:
        try:
            show(what)
        except OSError as error:
            silence(sys.stdout)
            with suppress(OSError):
                told(f"nobody reads the output any more ({error.strerror}); `ctc log` shows what is done")

    return shown


def is_plain(environ: Mapping[str, str]) -> bool:
    """Whether a terminal is one that shows text alone, or its person asks for no colour."""
    return bool(environ.get("NO_COLOR")) or environ.get("TERM") == "dumb"
