"""What a command reads: rows from a pipe or from standard input, a paste up to its bound; and who cannot be told."""

import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest

from ctc.cli import importing
from ctc.cli.given import given_by
from ctc.cli.importing import read_text
from ctc.diagnostics import UserError

MAIN = import_module("ctc.cli.main")
ROWS = b"n\na\nb\n"


class Input(io.TextIOWrapper):
    """Standard input that holds these bytes, of a terminal or not."""

    def __init__(self, data: bytes, *, is_terminal: bool = False) -> None:
        super().__init__(io.BytesIO(data), encoding="utf-8")
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def piped(data: bytes) -> str:
    reading, writing = os.pipe()
    os.write(writing, data)
    os.close(writing)
    return f"/dev/fd/{reading}"


def test_rows_are_read_from_what_is_no_file_a_byte_beyond_the_bound(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a=b.csv").write_bytes(ROWS)
    for most, content in ((100, ROWS), (4, ROWS[:5])):
        monkeypatch.setattr("ctc.rows.limits.MAX_DATA", most)
        monkeypatch.setattr(sys, "stdin", Input(ROWS))
        pipe = piped(ROWS)
        one, two, three = given_by(["a=a=b.csv", f"b={pipe}", "c=-"]).values()
        assert (one.shown, one.path, one.content) == ("a=b.csv", tmp_path / "a=b.csv", None)
        assert (two.shown, two.path, two.content) == (pipe, None, content)
        assert (three.shown, three.path, three.content) == ("standard input", None, content)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["a=-"], "standard input is a terminal: pipe the rows in, or name a file"),
        (["a"], "'a' is not of the form ID=FILE, where ID is the id of a spec"),
        (["a=."], ". cannot be read: Is a directory"),
        (["a=x\0"], "x\0 cannot be read: it is no path"),
    ],
)
def test_rows_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch, values: list[str], why: str) -> None:
    monkeypatch.setattr(sys, "stdin", Input(ROWS, is_terminal=True))
    with pytest.raises(click.BadParameter) as told:
        given_by(values)
    assert (told.value.message, told.value.param_hint) == (why, "--data")


@pytest.mark.parametrize("name", ["paste", "-"])
def test_a_paste_is_read_up_to_its_bound(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(importing, "MAX_BYTES", 2_000_000)
    for data, why in (
        (b"\xef\xbb\xbfx".ljust(2_000_000), ""),
        (b"x" * 2_000_001, "it holds more than 2 MB"),
        (b"ab\xff", "byte 2 is not UTF-8"),
        ("{}".encode("utf-16"), "it is UTF-16 or UTF-32; ctc reads UTF-8 alone: save it as UTF-8"),
    ):
        (tmp_path / "paste").write_bytes(data)
        monkeypatch.setattr(sys, "stdin", Input(data))
        if not why:
            assert read_text(name) == "x".ljust(1_999_997)
            continue
        with pytest.raises(UserError) as told:
            read_text(name)
        assert why in told.value.diagnostics[0].message
        assert name in told.value.diagnostics[0].message


class Closed(io.StringIO):
    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_who_hears_nothing_keeps_nothing_from_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    silenced: list[object] = []
    monkeypatch.setattr(MAIN, "silence", silenced.append)
    monkeypatch.setattr(sys, "stderr", closed := Closed())
    MAIN._say("what")
    MAIN._show(click.ClickException("what"))
    assert silenced == [closed, closed]


@pytest.mark.parametrize(("is_there", "line"), [(True, "ctc failed in a way"), (False, "folder is gone")])
def test_what_is_missing_may_be_the_folder_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any, is_there: bool, line: str
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    if not is_there:
        here.rmdir()
    MAIN._report_refusal(FileNotFoundError(2, "No such file or directory"))
    assert line in capsys.readouterr().err


@pytest.mark.parametrize("args", [None, ["lint"]])
def test_a_process_begins_in_utf8_and_a_call_is_in_one_already(
    monkeypatch: pytest.MonkeyPatch, args: list[str] | None
) -> None:
    begun: list[object] = []
    given: list[object] = []
    monkeypatch.setattr(MAIN, "begin_in_utf8", begun.append)
    monkeypatch.setattr(MAIN.root, "main", lambda **how: given.append(how["args"]) or 3)
    with pytest.raises(SystemExit) as ended:
        MAIN.main(args)
    assert (begun, given, ended.value.code) == ([os.environ] if args is None else [], [args], 3)
