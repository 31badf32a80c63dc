"""What apply says while it works, and what becomes of output that nobody reads, of bugs, of secrets in their words."""

import errno
import io
import json
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest

from ctc.apply.applied import Applied, Copies, Done, End
from ctc.apply.events import Event
from ctc.cases.strength import Noticed
from ctc.cli import completing
from ctc.cli.apply import _carry_out
from ctc.cli.asking import says_yes
from ctc.cli.compiling import file_name
from ctc.cli.demo import _middle_cut
from ctc.cli.guarded import Guarded, guarded, redacted, tell_runner, write_lines
from ctc.cli.init import _channels, _forge, _next, _told
from ctc.cli.options import Terminal, format_option, terminal_of
from ctc.cli.progress import MANY, Gauge, through
from ctc.cli.streams import _as_typed, for_machines, is_plain, silence, steadfast
from ctc.cli.views.events import EventPrinter, json_printer
from ctc.cli.views.strength import as_json, as_text
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.plans.plan import Action
from tests.styles import in_words

MAIN = import_module("ctc.cli.main")
LATER = datetime(2031, 1, 15, 9, 30, tzinfo=UTC)
of_a_run = partial(Applied, planned=0, interrupted=False, frozen=0)


class Screen(io.StringIO):
    """A terminal, as far as anybody asks."""

    def isatty(self) -> bool:
        return True


def event(name: str, address: str = "a", **data: Any) -> Event:
    return Event(event=name, address=address, data=data)


def said(capsys: pytest.CaptureFixture[str], *events: Event, **how: bool) -> list[str]:
    """The lines of these events, as a terminal with colours has them."""
    printer = EventPrinter(len(events), Terminal(**how))
    seen: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(click, "echo", lambda text, **_: seen.append(in_words(str(text))))
        for each in events:
            printer(each)
    return seen


@pytest.mark.parametrize(
    ("told", "line"),
    [
        (event("sent", id=7, reach=12_480), "<green><b>  + a  sent</>  id 7 · reaches 12,480"),
        (event("sent"), "<green><b>  + a  sent</>"),
        (event("sent", id=0, reach=0), "<green><b>  + a  sent</>  reaches 0"),
        (event("adopted", id=7), "<cyan><b>  & a  adopted</>  id 7"),
        (event("stopped", id=7, detail="x\ny"), "<yellow><b>  - a  stopped</>  id 7 · x\\ny"),
        (
            event("estimated", request_id="r\n1", reach=5),
            "<cyan><b>  ? a  estimated</>  asked for, request r\\n1",
        ),
        (event("forgotten"), "<magenta><b>  × a  forgotten</>"),
        (event("rejected", detail="why"), "<red><b>  ! a  rejected</>  why"),
        (event("not_sent", detail="why"), "<yellow><b>  ! a  not sent</>  why"),
        (event("in_doubt", detail="why"), "<red><b>  ! a  in doubt</>  why"),
        (event("skipped", detail="why"), "<yellow><b>  ~ a  skipped</>  why"),
        (event("in_doubt", batch=2, of=3, detail="why"), "<red><b>  ! a  in doubt</>  batch 2 of 3 · why"),
        (event("rejected", batch=2), "<red><b>  ! a  rejected</>  batch 2 of ?"),
    ],
)
def test_each_end_is_a_line(capsys: pytest.CaptureFixture[str], told: Event, line: str) -> None:
    assert said(capsys, told) == [line]


def test_what_is_no_end_is_no_line_and_quiet_tells_trouble_alone(capsys: pytest.CaptureFixture[str]) -> None:
    silent = (event("started"), event("planned"), event("intent"), event("finished"))
    assert said(capsys, *silent, event("sent", batch=1, of=3), event("intent", batch=1, of=3)) == []
    names = (
        "sent",
        "adopted",
        "stopped",
        "estimated",
        "forgotten",
        "rejected",
        "not_sent",
        "in_doubt",
        "skipped",
    )
    lines = said(capsys, *(event(name) for name in names), quiet=True)
    assert [line.split("  ")[-1] for line in lines] == [
        "rejected</>",
        "not sent</>",
        "in doubt</>",
        "skipped</>",
    ]


@pytest.mark.parametrize(("count", "shown"), [(4, 4), (5, 5), (6, 5)])
def test_what_is_alike_is_told_five_times(capsys: pytest.CaptureFixture[str], count: int, shown: int) -> None:
    events = [event("forgotten", f"a{number}", detail="gone") for number in range(count)]
    assert len(said(capsys, *events)) == shown
    assert len(said(capsys, *events, verbose=True)) == count
    assert len(said(capsys, *(event("sent", f"a{number}") for number in range(count)))) == count


def test_json_is_an_event_a_line_with_its_time(capsys: pytest.CaptureFixture[str]) -> None:
    json_printer()(event("sent", id=7))
    told = json.loads(capsys.readouterr().out)
    assert {key: told[key] for key in ("format_version", "event", "address", "id")} == {
        "format_version": 1,
        "event": "sent",
        "address": "a",
        "id": 7,
    }
    assert datetime.fromisoformat(told["at"]).tzinfo is not None
    assert len(told["at"]) == len("2031-01-15T09:30:00.000+00:00")


def summed(capsys: pytest.CaptureFixture[str], applied: Applied, **how: bool) -> str:
    EventPrinter(1, Terminal(**how)).summary(applied, "UTC", "live")
    return capsys.readouterr().out


def done(*ends: End) -> tuple[Done, ...]:
    return tuple(Done(address="a", action=Action.CREATE, end=end) for end in ends)


def test_the_sum_of_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    mixed = of_a_run(done=done(End.APPLIED, End.APPLIED, End.NOT_SENT, End.IN_DOUBT), planned=4)
    text = summed(capsys, mixed)
    assert "\nPlanned 4: 2 applied, 1 not sent, 1 in doubt.\n" in text
    assert "`ctc plan --env live` asks CleverTap what became of what is in doubt" in text
    assert "Interrupted." not in text
    text = summed(capsys, of_a_run(done=done(End.APPLIED), planned=1, interrupted=True))
    assert "\nPlanned 1: 1 applied. Interrupted.\n" in text
    assert "asks CleverTap" not in text
    refusal = Diagnostic(code="CTC512", severity=Severity.ERROR, message="too many")
    text = summed(capsys, of_a_run(refused=(refusal,), planned=1))
    assert text.endswith("\nNothing was applied: a guard forbids it.\n")
    assert "error CTC512: too many\n" in text
    halt = Diagnostic(code="CTC730", severity=Severity.ERROR, message="halted")
    text = summed(capsys, of_a_run(refused=(halt, refusal), planned=1))
    assert text.endswith("\nNothing was applied: the environment is halted.\n")
    text = summed(capsys, of_a_run(planned=1, done=done(End.APPLIED), diagnostics=(refusal,)))
    assert "too many" in text
    assert "Planned 1" in text


def test_the_sum_of_a_quiet_run(capsys: pytest.CaptureFixture[str]) -> None:
    copies = (Copies(address="a", id=1, listed=1, recall_until=LATER),)
    fine = of_a_run(done=done(End.APPLIED), planned=1, copies=copies)
    assert summed(capsys, fine, quiet=True) == ""
    assert "one copy of each" in summed(capsys, fine)
    doubt = of_a_run(done=done(End.IN_DOUBT), planned=1, copies=copies)
    assert "Planned 1: 1 in doubt." in summed(capsys, doubt, quiet=True)
    assert "one copy" not in summed(capsys, doubt, quiet=True)
    failed = of_a_run(done=done(End.REJECTED), planned=1)
    assert "Planned 1: 1 rejected." in summed(capsys, failed, quiet=True)
    refusal = Diagnostic(code="CTC512", severity=Severity.WARNING, message="too many")
    assert "Nothing was applied" in summed(capsys, of_a_run(refused=(refusal,)), quiet=True)


@pytest.mark.parametrize(
    ("term", "quiet", "drawn"), [("xterm", False, True), ("dumb", False, False), ("xterm", True, False)]
)
def test_a_bar_stands_where_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, term: str, quiet: bool, drawn: bool
) -> None:
    out, err = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    monkeypatch.setenv("TERM", term)
    monkeypatch.setenv("COLUMNS", "100")
    printer = EventPrinter(3, Terminal(quiet=quiet))
    with printer.watching():
        for each in (event("stopped"), event("sent"), event("sent", "b"), event("sent", "c", batch=1, of=4)):
            printer(each)
        printer.interrupted()
    shown = err.getvalue()
    assert ("2/3" in shown) is drawn
    assert ("1/4" in shown) is drawn
    assert ("interrupted: the request in flight" in shown) is drawn
    assert ("interrupted: the request in flight" in out.getvalue()) is not drawn
    printer(event("sent", "d"))
    assert quiet or "d  sent" in out.getvalue()


def test_nobody_watches_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    for out, err in ((io.StringIO(), Screen()), (Screen(), io.StringIO())):
        monkeypatch.setattr(sys, "stdout", out)
        monkeypatch.setattr(sys, "stderr", err)
        monkeypatch.setenv("TERM", "xterm")
        with EventPrinter(3, Terminal()).watching():
            pass
        assert err.getvalue() == ""


def test_a_wait_that_is_watched_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for items, quiet, drawn in (([1, 2, 3], False, True), ([1], False, False), ([1, 2, 3], True, False)):
        screen = Screen()
        monkeypatch.setattr(sys, "stderr", screen)
        assert [*through(Terminal(quiet=quiet), "asking")(items)] == items
        assert ("asking" in screen.getvalue()) is drawn
        assert ("3/3" in screen.getvalue()) is drawn


def test_a_gauge_draws_each_hundredth_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    screen = Screen()
    monkeypatch.setattr(sys, "stderr", screen)
    gauge = Gauge(Terminal(), "checking")
    gauge(MANY // 50 - 1, MANY)
    assert screen.getvalue() == "", "no other process has begun"
    gauge(MANY // 50, MANY)
    begun = screen.getvalue()
    assert f"{MANY // 50}/{MANY}" in begun
    gauge(MANY // 50 + 1, MANY)
    assert screen.getvalue() == begun, "it is the same hundredth"
    gauge(MANY, MANY)
    assert gauge._shown is None
    gauge.close()


class Closed(io.StringIO):
    """A pipe that nobody reads."""

    def write(self, text: str) -> int:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")


def test_sending_goes_on_where_nobody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    silenced: list[object] = []
    monkeypatch.setattr("ctc.cli.streams.silence", silenced.append)
    told: list[str] = []

    def broken(_: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    shown: list[int] = []
    steadfast(shown.append, told.append)(5)
    steadfast(broken, told.append)(5)
    assert (shown, silenced) == ([5], [sys.stdout])
    assert told == ["nobody reads the output any more (Broken pipe); `ctc log` shows what is done"]

    def gone(_: str) -> None:
        raise OSError

    steadfast(broken, gone)(5)


def test_a_line_for_people_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Closed())
    Terminal().talk("nobody hears this")
    silence(io.StringIO())


def test_what_nobody_reads_any_more_breaks_nothing(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    pipe, closed = os.fdopen(writing, "w"), (tmp_path / "closed").open("w", encoding="utf-8")
    os.close(reading)
    pipe.write("before")
    silence(pipe)
    pipe.write("after")
    pipe.close()
    closed.close()
    silence(closed)


@pytest.mark.parametrize(
    ("option", "environ", "color"),
    [
        ("auto", {}, None),
        ("auto", {"NO_COLOR": "1"}, False),
        ("auto", {"NO_COLOR": ""}, None),
        ("auto", {"TERM": "dumb"}, False),
        ("always", {"NO_COLOR": "1"}, True),
        ("never", {}, False),
    ],
)
def test_when_colours_are_shown(
    monkeypatch: pytest.MonkeyPatch, option: str, environ: dict[str, str], color: bool | None
) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert terminal_of(option, True, False) == Terminal(color=color, quiet=True, verbose=False)
    assert is_plain(environ) is (any(environ.values()))


def test_what_a_command_prints_for_programs_is_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the terminal is: an address in Hindi is data."""
    for name, written in (("json", "\u0939\n".encode()), ("text", b"\\u0939\n")):
        data = io.BytesIO()
        with monkeypatch.context() as patch:
            stream = io.TextIOWrapper(data, "ascii", errors="backslashreplace")
            patch.setattr(sys, "stdout", stream)

            @click.command
            @format_option("text", "json")
            def command(output: str) -> None:
                sys.stdout.write("\u0939\n")
                sys.stdout.flush()

            command.main(["--format", name], standalone_mode=False)
        assert (data.getvalue(), stream.closed) == (written, False), name


def test_what_programs_read_is_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    data = io.BytesIO()
    stream = io.TextIOWrapper(data, encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    for_machines()
    stream.write("\u00e9")
    stream.flush()
    assert data.getvalue() == "\u00e9".encode()
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    for_machines()


def test_many_lines_go_out_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", Guarded(stream))
    write_lines(f"::{number}" for number in range(2_500))
    assert stream.getvalue().splitlines() == [f"::{number}" for number in range(2_500)]
    stream.truncate(0)
    stream.seek(0)
    tell_runner("error", "a", file="b")
    print("::error::x")
    assert stream.getvalue() == "::error file=b::a\n\\u003a:error::x\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31ma\x1b[0m", "\x1b[31ma\x1b[0m"),
        ("\x1b[2Ja", "\x1b[2Ja".replace("\x1b[2J", "\\u001b[2J")),
        ("\x1b[31ma\x1b]0;x\x07", "\x1b[31ma\\u001b]0;x\\u0007"),
        ("@\u200bann a\u200bb", "@\u200bann a\\u200bb"),
        ("\x1b[31m::error", "\x1b[31m\\u003a:error"),
    ],
)
def test_the_last_door(text: str, shown: str) -> None:
    assert guarded(text) == shown


@pytest.mark.parametrize(
    ("parts", "is_command"),
    [
        (["a "], False),
        ([" "], True),
        (["a\n"], True),
        (["a\n\t "], True),
        (["a\nb"], False),
        ([""], True),
        (["a", ""], False),
        (["a", " "], False),
        (["a", "\n"], True),
        (["a\n", "b", " "], False),
    ],
)
def test_what_begins_a_line_alone_is_no_command(parts: list[str], is_command: bool) -> None:
    """However a line is written, in one piece or in several."""
    stream = io.StringIO()
    door = Guarded(stream)
    assert [door.write(part) for part in (*parts, "::error::x")] == [*map(len, parts), 10]
    last = "\\u003a:error::x" if is_command else "::error::x"
    assert stream.getvalue() == f"{''.join(parts)}{last}"
    written = io.StringIO()
    Guarded(written).writelines([*parts, "::error::x"])
    assert written.getvalue() == stream.getvalue()


def test_no_credential_stands_in_a_bugs_words(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "CTC_PASSCODE": "hunter2",
        "MY_TOKEN": "hunter2x",
        "DATABASE_URL": "abc",
        "PLAIN": "word",
    }.items():
        monkeypatch.setenv(name, value)
    text = "hunter2x hunter2 abc word postgresql://ann:secret@host/x"
    assert redacted(text) == "*** *** abc word postgresql://ann:***@host/x"


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 1, "interrupted\n"),
        (click.Abort(), 1, "interrupted\n"),
        (BrokenPipeError(), 1, ""),
        (OSError(errno.EACCES, "Permission denied", "a\nb"), 1, "error: a\\nb: Permission denied\n"),
        *(
            (OSError(full, "No room"), 1, "error: the output cannot be written: No room\n")
            for full in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
        ),
        (OSError(errno.EACCES, None, "a"), 1, "error: a: cannot be read or written\n"),
        *(
            (
                sqlite3.DatabaseError(why),
                1,
                f"error: a file of ctc's own cannot be used: {why}\nhelp: it is the sandbox's account, below "
                ".ctc/sandbox: no state, and made anew where it is removed\n",
            )
            for why in (
                *("database or disk is full", "unable to open database file", "file is not a database"),
                *("attempt to write a readonly database", "disk image is malformed", "database is locked"),
            )
        ),
        (
            UserError(Diagnostic.of("CTC804", "what", "how", file="a.yaml")),
            1,
            "a.yaml:1:1: error CTC804: what\nhelp: how\n",
        ),
        (
            OSError(errno.EBADF, "Bad"),
            1,
            "error: ctc failed in a way it should not: OSError: [Errno 9] Bad\n"
            "help: this is a bug of ctc's; run again with -v and report what it prints\n",
        ),
        (
            sqlite3.OperationalError("no such table"),
            1,
            "error: ctc failed in a way it should not: OperationalError: no such table\n"
            "help: this is a bug of ctc's; run again with -v and report what it prints\n",
        ),
        (
            ValueError(""),
            1,
            "error: ctc failed in a way it should not: ValueError: no message\n"
            "help: this is a bug of ctc's; run again with -v and report what it prints\n",
        ),
        (click.exceptions.Exit(3), 3, ""),
        (click.ClickException("a\nb"), 1, "Error: a\\nb\n"),
        (click.UsageError("a"), 2, "Error: a\n"),
    ],
)
def test_how_a_run_ends(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    said: str,
) -> None:
    def broken(**_: object) -> None:
        raise error

    monkeypatch.setattr(MAIN.root, "main", broken)
    silenced: list[object] = []
    monkeypatch.setattr(MAIN, "silence", silenced.append)
    monkeypatch.setattr(sys, "argv", ["ctc"])
    with pytest.raises(SystemExit) as ended:
        MAIN.main(["lint"])
    assert ended.value.code == code
    assert capsys.readouterr().err == said
    assert len(silenced) == (isinstance(error, BrokenPipeError) or "the output" in said)


def test_a_bug_has_a_traceback_under_v(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError("hunter2")

    monkeypatch.setenv("CTC_PASSCODE", "hunter2")
    monkeypatch.setattr(MAIN.root, "main", broken)
    monkeypatch.setattr(sys, "argv", ["ctc", "lint", "-v"])
    with pytest.raises(SystemExit):
        MAIN.main(["lint"])
    text = capsys.readouterr().err
    assert text.startswith("Traceback")
    assert "hunter2" not in text


@pytest.mark.parametrize(
    ("typed", "agreed"), [("yes\n", True), ("y\n", False), ("\n", False), ("YES\n", False)]
)
def test_only_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, typed: str, agreed: bool) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    assert says_yes("Send this") is agreed


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("a[en,1]", "a[en,1]"),
        ("a[50%/x]", "a[50%25%2Fx]"),
        ('a[\\:*?"<>|]', "a[%5C%3A%2A%3F%22%3C%3E%7C]"),
        ("a[\x1f\x7f]", "a[%1F%7F]"),
        ("a" * 240, "a" * 240),
    ],
)
def test_an_address_as_a_files_name(address: str, name: str) -> None:
    assert file_name(address) == name


def test_a_long_address_keeps_a_name_of_its_own() -> None:
    one, other = file_name("a" * 241), file_name("a" * 242)
    assert one[:221] == "a" * 220 + "-"
    assert (len(one), len(other)) == (237, 237)
    assert one != other
    assert len(os.fsencode(file_name("\u0928" * 200))) <= 240


@pytest.mark.parametrize(("count", "shown"), [(14, 14), (15, 14), (40, 14)])
def test_the_middle_of_a_long_answer_is_cut(count: int, shown: int) -> None:
    lines = [str(number) for number in range(count)]
    found = [*_middle_cut(lines, 14)]
    assert len(found) == shown
    if count > shown:
        assert found[:10] == lines[:10]
        assert found[-3:] == lines[-3:]
        assert f"… {count - 13} lines more …" in found[10]


def test_what_an_init_asks_and_says_next(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [_told(given, "q", "default", False, str.upper) for given in ("x", "", None)] == [
        "X",
        "DEFAULT",
        "DEFAULT",
    ]
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(click, "prompt", lambda text, **how: asked.append((text, how["default"])) or "answer")
    assert _told(None, "q", "default", True, str.upper) == "answer"
    assert _told("x", "q", "default", True, str.upper) == "X"
    assert asked == [("q", "default")]
    assert _channels(" push ,sms,push,", ("push", "sms")) == ("push", "sms")
    assert _forge("gitlab") == "gitlab"
    with pytest.raises(click.UsageError, match="not for 'svn'"):
        _forge("svn")
    assert not any("cd" in line for line in _next(Path()))
    assert "  cd 'a b'" in _next(Path("a b"))


def test_what_a_shell_is_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text(
        "version: 1\nenvironments: {live: {timezone: UTC}, aaa: {timezone: UTC}}\n"
    )
    for name, count in (("small", 50), ("large", 51)):
        keys = ", ".join(f"k{number}" for number in range(count))
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(
            f"version: 1\nid: {name}\neach: {{k: [{keys}]}}\nmessage: {{channel: sms}}\n"
        )
    (tmp_path / "campaigns" / "zzz.yaml").write_text("version: 1\nid: one\nmessage: {channel: sms}\n")
    offered: Callable[[str], list[str]] = lambda name: [*completing._ASKED[name]()]  # noqa: E731
    assert offered("env") == ["aaa", "live", "sandbox"]
    addresses = offered("select")
    assert addresses[:2] == ["large", "one"]
    assert addresses[2:4] == ["small", "small[k0]"]
    assert len(addresses) == 53
    assert {"codes", "spec", "ctc.yaml", "push", "CTC412"} <= {*offered("words")}
    assert "spec" in offered("name")
    assert "sms" in offered("channel")
    complete = completing._completer(lambda: ["ab", "ac", "b"])
    assert [item.value for item in complete(None, "a")] == ["ab", "ac"]  # type: ignore[arg-type]

    def broken() -> list[str]:
        raise ValueError

    assert completing._completer(broken)(None, "") == []  # type: ignore[arg-type]


def test_which_changes_no_test_notices() -> None:
    changes = [Noticed("a\nb", 3, "x", False), Noticed("a", 4, "y", True)]
    assert as_text(changes) == "a\\nb:3: no test notices x\n"
    assert json.loads(as_json(changes)) == {
        "format_version": 1,
        "changes": [
            {"file": "a\nb", "line": 3, "change": "x", "noticed": False},
            {"file": "a", "line": 4, "change": "y", "noticed": True},
        ],
        "summary": {"changes": 2, "noticed": 1},
    }


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="the system tells no bytes")
def test_what_was_typed_is_handed_on_byte_by_byte() -> None:
    """Else ctc, begun anew in UTF-8, would look for a file of another name."""
    assert _as_typed() == [os.fsencode(word) for word in sys.orig_argv[1:]]


def test_where_the_system_tells_no_bytes_words_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for told in (OSError(), b"another\0line\0"):

        def read(_: Path, told: Any = told) -> bytes:
            if isinstance(told, OSError):
                raise told
            return bytes(told)

        monkeypatch.setattr(Path, "read_bytes", read)
        assert _as_typed() == sys.orig_argv[1:]


def test_a_bar_stands_for_as_long_as_an_apply_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    stood: list[str] = []

    @contextmanager
    def watching(printer: EventPrinter) -> Iterator[None]:
        stood.append(f"begins, of {printer._total}")
        yield
        stood.append("ends")

    def apply(*_: object) -> SimpleNamespace:
        stood.append("applies")
        return SimpleNamespace(in_doubt=False, failed=False)

    monkeypatch.setattr(EventPrinter, "watching", watching)
    monkeypatch.setattr(EventPrinter, "summary", lambda *_: stood.append("is summed up"))
    monkeypatch.setattr("ctc.pipeline.apply.apply", apply)
    monkeypatch.setattr("ctc.cli.apply.repeated", lambda _: ())
    made: Any = SimpleNamespace(
        plan=SimpleNamespace(changes=(1, 2, 3)),
        session=SimpleNamespace(environment=SimpleNamespace(name="sandbox", timezone="UTC")),
    )
    assert _carry_out(made, "text", Terminal()) == 0
    assert stood == ["begins, of 3", "applies", "ends", "is summed up"]
