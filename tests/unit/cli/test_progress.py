"""The bar of a long lint: for people at a terminal, and for nobody else."""

import io
import itertools
from itertools import count

import pytest

from ctc.cli.options import Terminal
from ctc.cli.progress import _SECONDS, MANY, Gauge, _in_lines, through


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, total: int, *, quiet: bool = False) -> str:
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with Gauge(Terminal(quiet=quiet), "checking") as gauge:
        for done in range(0, total + 1, total // 10):
            gauge(done, total)
    return stream.getvalue()


def test_a_bar_shows_how_far_it_got(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = shown(monkeypatch, Screen(), MANY)
    assert f"{MANY // 2}/{MANY}" in drawn
    assert f"{MANY}/{MANY}" in drawn


def test_nobody_else_sees_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, io.StringIO(), MANY) == ""
    assert shown(monkeypatch, Screen(), MANY, quiet=True) == ""
    assert shown(monkeypatch, Screen(), MANY - 10) == ""


def test_without_a_terminal_a_line_every_few_seconds_says_how_far_it_got() -> None:
    clock, lines = count(step=2), []
    items = [*_in_lines(range(1000), "asking", lines.append, lambda: float(next(clock)))]
    assert items == [*range(1000)]
    assert lines[:2] == ["asking: 2 of 1,000", "asking: 5 of 1,000"]


def test_a_short_wait_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    assert [*through(Terminal(), "asking")([1, 2, 3])] == [1, 2, 3]
    assert stream.getvalue() == ""


def test_a_line_is_due_once_its_time_has_come() -> None:
    for step, told in ((_SECONDS, ["x: 0 of 2", "x: 1 of 2"]), (_SECONDS - 0.01, ["x: 1 of 2"])):
        lines: list[str] = []
        moments = (step * number for number in itertools.count())
        assert [*_in_lines("ab", "x", lines.append, moments.__next__)] == ["a", "b"]
        assert lines == told
