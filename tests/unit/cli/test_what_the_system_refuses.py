"""What the system refuses on the way of a command: told with what it was about, and nothing is done by half."""

import errno
import json
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ctc.cli.importing import read_text
from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline import baseline, standing
from ctc.pipeline import state as of_state
from ctc.pipeline.engine import fixing

Run = Callable[..., Any]
READ_ONLY = OSError(errno.EROFS, os.strerror(errno.EROFS))
PUSH = """\
version: 1
id: push
campaign:
  name: push goes out
  target_mode: push
  when: 2031-01-15 15:30
  where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31}
  content:
    title: Hi
    body: "{% include 'a.txt' %}"
    platform_specific:
      android: {wzrk_cid: Marketing}
      ios: {ct_mediaUrl: "https://a.example/1.jpg"}
"""


def refuse(*_: object, **__: object) -> None:
    raise READ_ONLY


def test_a_spec_that_cannot_be_mended_is_told_and_stays(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = here / "campaigns" / "push.yaml"
    (here / "campaigns" / "_shared").mkdir()
    (here / "campaigns" / "_shared" / "a.txt").write_text("Good day.", "utf-8")
    spec.write_text(PUSH, "utf-8")
    monkeypatch.setattr(fixing, "write", refuse)
    said = ctc("lint", "--fix")
    assert said.code == 1
    assert "error: campaigns/push.yaml could not be mended: Read-only file system" in said.err
    assert spec.read_text("utf-8") == PUSH
    monkeypatch.undo()
    monkeypatch.chdir(here)
    said = ctc("lint", "--fix")
    assert "could not be mended" not in said.err
    assert 'mutable-content: "true"' in spec.read_text("utf-8")


def test_a_baseline_that_cannot_be_written_is_told(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baseline.files, "write", refuse)
    said = ctc("lint", "--baseline", "known.json", "--write-baseline")
    assert said.code == 1
    assert "it cannot be written: Read-only file system" in said.err


def test_a_port_that_is_taken_is_told(ctc: Run, here: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = ctc("sandbox", "--port", str(port), "--data", str(here / "box"))
    assert said.code == 1
    assert f"port {port} cannot be listened on: Address already in use" in said.err


ROWS = """\
version: 1
id: rows
each: {file: rows.csv, key: n, row: row.schema.json}
campaign:
  name: rows {{ n }}
  target_mode: sms
  when: 2031-01-15 16:30
  where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31}
  content: {body: "{{ n }} Reply STOP to opt out", sms: {template_id: "1107161234567890123"}}
"""


@pytest.mark.parametrize(
    ("schema", "rows", "words"),
    [
        (b'{"properties": {"n": {"type": "string"}}}', b"n\na\n", ""),
        (
            b"\xff\xfe",
            b"n\na\n",
            "campaigns/row.schema.json:1:1: error CTC142: the row's schema is not UTF-8",
        ),
        (b"[]", b"n\na\n", "error CTC142: the row's schema"),
        (
            None,
            b"n\na\n",
            "campaigns/rows.yaml:3:37: error CTC142: the row's schema row.schema.json cannot be read: ",
        ),
        (b'{"properties": {"n": {"type": "string"}}}', None, "rows.csv"),
    ],
)
def test_rows_and_their_schema_that_cannot_be_read(
    ctc: Run, here: Path, schema: bytes | None, rows: bytes | None, words: str
) -> None:
    (here / "campaigns" / "rows.yaml").write_text(ROWS, "utf-8")
    for name, data in (("row.schema.json", schema), ("rows.csv", rows)):
        path = here / "campaigns" / name
        path.mkdir() if data is None else path.write_bytes(data)
    said = ctc("lint")
    assert said.code == (1 if words else 0), said.out
    assert words in said.out


def test_what_clevertap_says_is_unknown_where_it_cannot_be_asked(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody(*_: object) -> None:
        raise UserError(Diagnostic.of("CTC801", "nobody answers there"))

    assert ctc("apply", "--auto-approve", "-q").code == 0
    monkeypatch.setattr(standing, "sweep", nobody)
    monkeypatch.setattr(of_state, "sweep", nobody)
    said = ctc("status")
    assert said.code == 0
    assert "CleverTap could not be asked: nobody answers there" in said.out + said.err
    assert "one" in said.out
    assert json.loads(ctc("status", "--format", "json").out)["records"]
    monkeypatch.undo()
    monkeypatch.chdir(here)
    again = ctc("status")
    assert "could not be asked" not in again.out + again.err


def test_an_environment_that_is_none_is_told_by_doctor(ctc: Run, here: Path) -> None:
    said = ctc("doctor", "--env", "nosuch")
    assert said.code == 1
    assert "the chosen environment" in said.out
    assert "nosuch" in said.out


def test_without_git_doctor_says_what_that_means(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(here))
    said = ctc("doctor", "--offline") if "--offline" in ctc("doctor", "--help").out else ctc("doctor")
    assert "git is not installed: plans name no commit, and `ancestry` cannot be asked" in said.out


def test_without_standard_input_a_file_is_read_all_the_same(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", None)
    (here / "a.json").write_text("{}", "utf-8")
    assert read_text("a.json") == "{}"
    with pytest.raises(UserError) as told:
        read_text("-")
    assert "standard input is closed" in told.value.diagnostics[0].message


def test_a_spec_that_appears_while_a_paste_is_read_is_not_overwritten(
    ctc: Run, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "a.json").write_text('{"to": {"Identity": ["a"]}, "content": {"body": "Hi"}}', "utf-8")

    def read(file: str) -> str:
        (here / "x.yaml").write_text("somebody's", "utf-8")
        return read_text(file)

    monkeypatch.setattr("ctc.cli.importing.read_text", read)
    said = ctc("import", "a.json", "-o", "x.yaml")
    assert (said.code, (here / "x.yaml").read_text("utf-8")) == (1, "somebody's")
    assert "error: x.yaml: this file is there already" in said.err
