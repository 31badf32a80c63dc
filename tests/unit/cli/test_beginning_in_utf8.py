"""A process that Python began in another alphabet than that of a repository's names begins once more, with the same
command line; where it cannot, the command goes on as well as it may."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from ctc.cli import streams

TYPED = ["python", "-m", "ctc", "lint", "caf\u00e9"]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was begun in the place of this process."""
    found: list[Any] = []
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "ascii")
    monkeypatch.setattr(sys, "orig_argv", TYPED)
    monkeypatch.setattr(os, "execv", lambda program, command: found.append((program, command)))
    monkeypatch.setattr(Path, "read_bytes", lambda _: "\0".join([*TYPED, ""]).encode())
    return found


def test_it_begins_once_more_with_the_bytes_that_were_typed(
    begun: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And knows what its terminal writes."""
    monkeypatch.setattr(sys, "stdout", type("Latin", (), {"encoding": "latin-1"}))
    environ: dict[str, str] = {}
    streams.begin_in_utf8(environ)
    typed = [word.encode() for word in TYPED[1:]]
    assert begun == [(sys.executable, [sys.executable, "-X", "utf8", *typed])]
    assert environ == {"CTC_TERMINAL_ENCODING": "latin-1"}
    streams.begin_in_utf8(environ)
    assert len(begun) == 1, "once"


@pytest.mark.parametrize("told", [b"another\0command line\0", None])
def test_where_the_system_does_not_tell_them_python_does(
    begun: list[Any], monkeypatch: pytest.MonkeyPatch, told: bytes | None
) -> None:
    def read(_: Path) -> bytes:
        if told is None:
            raise FileNotFoundError("/proc")
        return told

    monkeypatch.setattr(Path, "read_bytes", read)
    monkeypatch.setattr(sys, "stdout", None)
    environ: dict[str, str] = {}
    streams.begin_in_utf8(environ)
    assert begun == [(sys.executable, [sys.executable, "-X", "utf8", *TYPED[1:]])]
    assert environ == {"CTC_TERMINAL_ENCODING": "utf-8"}


def test_a_command_line_that_cannot_be_written_down_goes_on_as_it_is(
    begun: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise UnicodeEncodeError("ascii", "caf\u00e9", 3, 4, "ordinal not in range")

    monkeypatch.setattr(os, "execv", refuses)
    streams.begin_in_utf8({})


@pytest.mark.parametrize(("encoding", "typed"), [("UTF-8", TYPED), ("utf8", TYPED), ("ascii", TYPED[:1])])
def test_what_is_in_utf8_or_was_not_typed_stays(
    begun: list[Any], monkeypatch: pytest.MonkeyPatch, encoding: str, typed: list[str]
) -> None:
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: encoding)
    monkeypatch.setattr(sys, "orig_argv", typed)
    environ: dict[str, str] = {}
    streams.begin_in_utf8(environ)
    assert (begun, environ) == ([], {})
