"""What apply says at its end: it claims no more of CleverTap's listing than the listing shows."""

from datetime import UTC, datetime
from functools import partial

import pytest

from ctc.apply.applied import Applied, Copies
from ctc.apply.events import Event
from ctc.cli.options import Terminal
from ctc.cli.views.events import EventPrinter

LATER = datetime(2031, 1, 15, 9, 30, tzinfo=UTC)
of_a_run = partial(Applied, planned=0, interrupted=False, frozen=0)


def said(capsys: pytest.CaptureFixture[str], *listed: int, recall: datetime | None = LATER) -> str:
    copies = tuple(
        Copies(address=f"c{n}", id=n, listed=found, recall_until=recall) for n, found in enumerate(listed)
    )
    EventPrinter(1, Terminal(color=False)).summary(of_a_run(copies=copies), "Asia/Kolkata", "live")
    return capsys.readouterr().out


def test_one_copy_of_each_is_claimed_where_each_is_listed_once(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, 1, 1)
    assert "CleverTap lists one copy of each." in text
    assert "`ctc stop ADDRESS --env live` can still recall 2 of them" in text
    assert "recall 2 of them; the first goes out 2031-01-15 15:00 Asia/Kolkata" in text
    assert "one copy of each" in said(capsys, 1, recall=None)


def test_what_is_not_listed_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, 1, 0)
    assert "one copy" not in text
    assert "does not list c1 yet" in text
    assert "and 4 more" in said(capsys, *[0] * 12)


def test_two_copies_are_not_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert "one copy" not in said(capsys, 1, 2)


def test_what_is_frozen_is_not_as_recorded(capsys: pytest.CaptureFixture[str]) -> None:
    printer = EventPrinter(1, Terminal(color=False))
    printer.summary(of_a_run(frozen=2), "UTC", "live")
    assert "Nothing to do: 2 frozen" in capsys.readouterr().out
    printer.summary(of_a_run(), "UTC", "live")
    assert "everything is as recorded" in capsys.readouterr().out


@pytest.mark.parametrize("verbose", [False, True])
def test_what_ends_alike_and_asks_for_nothing_is_counted(
    capsys: pytest.CaptureFixture[str], verbose: bool
) -> None:
    """Of three thousand that an interrupt left, nobody reads a line each; what is in doubt is named, each."""
    printer = EventPrinter(1, Terminal(color=False, verbose=verbose))
    for number in range(30):
        printer(Event(event="skipped", address=f"a{number}", data={"detail": "interrupted"}))
        printer(Event(event="in_doubt", address=f"d{number}", data={"detail": "no answer"}))
    printer(Event(event="skipped", address="other", data={"detail": "another run has it"}))
    printer.summary(of_a_run(frozen=2), "UTC", "live")
    lines = capsys.readouterr().out.splitlines()
    assert sum("in doubt" in line for line in lines) == 30
    assert "  ~ other  skipped  another run has it" in lines
    shown = sum("interrupted" in line for line in lines)
    assert shown == (30 if verbose else 6)
    assert ("  ~ skipped  interrupted: 25 more like it; -v shows them" in lines) is not verbose


def test_what_ends_without_a_word_is_counted_as_well(capsys: pytest.CaptureFixture[str]) -> None:
    printer = EventPrinter(1, Terminal(color=False))
    for number in range(1_206):
        printer(Event(event="forgotten", address=f"a{number}", data={}))
    printer.rest()
    printer.rest()
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["  × a4  forgotten", "  × forgotten: 1,201 more like it; -v shows them"]
