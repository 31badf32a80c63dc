"""What a person sees of a bar: how far it got, in colours where they are wanted, and gone at its end."""

import io
import re
import sys
from collections.abc import Callable

import pytest

from ctc.apply.events import Event
from ctc.cli.options import Terminal
from ctc.cli.progress import MANY, Gauge, through
from ctc.cli.views.events import EventPrinter

GONE = "\x1b[?25h\r\x1b[1A\x1b[2K"
"""The line is taken away, and the cursor shown."""


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def waits(terminal: Terminal) -> None:
    assert [*through(terminal, "asking")([1, 2])] == [1, 2]


def checks(terminal: Terminal) -> None:
    with Gauge(terminal, "checking") as gauge:
        gauge(MANY // 2, MANY)


def applies(terminal: Terminal) -> None:
    """An address is no markup, whatever its key holds."""
    printer = EventPrinter(2, terminal)
    with printer.watching():
        printer(Event(event="sent", address="tea[b]", data={"id": 7, "reach": 12_480}))
        printer(Event(event="sent", address="tea[/b]", data={"batch": 1, "of": 4}))
        printer(Event(event="sent", address="tea[c]", data={"batch": 1, "of": 3}))


SHOWN: dict[Callable[[Terminal], None], list[str]] = {
    waits: ["asking", "2/2", "0:00:00"],
    checks: ["checking", "0/3000", "1500/3000"],
    applies: ["changes", "0/2", "  + tea[b]  sent  id 7 · reaches 12,480\n", "1/2", "tea[c]", "2/3"],
}


@pytest.mark.parametrize("color", [None, True, False])
@pytest.mark.parametrize("begin", SHOWN)
def test_a_bar(
    monkeypatch: pytest.MonkeyPatch, begin: Callable[[Terminal], None], color: bool | None
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out, err = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    begin(Terminal(color=color))
    text = err.getvalue()
    assert ("\x1b[3" in text) is (color is not False)
    assert text.endswith(GONE + "\x1b[1A\x1b[2K" * (begin is applies))
    plain = re.sub("\x1b\\[[0-9;]*m", "", text)
    places = [plain.find(part) for part in SHOWN[begin]]
    assert -1 not in places
    assert places == sorted(places)
    assert "\u2501" in plain


@pytest.mark.parametrize("begin", SHOWN)
def test_a_terminal_that_moves_no_cursor_has_none(
    monkeypatch: pytest.MonkeyPatch, begin: Callable[[Terminal], None]
) -> None:
    monkeypatch.setenv("TERM", "dumb")
    out, err = Screen(), Screen()
    monkeypatch.setattr(sys, "stdout", out)
    monkeypatch.setattr(sys, "stderr", err)
    begin(Terminal(color=False))
    assert err.getvalue() == ""
    assert ("tea[b]  sent" in out.getvalue()) is (begin is applies)
