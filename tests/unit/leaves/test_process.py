"""The process around ctc: signals that end it, strikes that tests ask for, a clock, and bytes that are no text."""

import io
import os
import signal
import threading
import time
from collections.abc import Iterator

import pytest

from ctc import clocks, failpoints
from ctc.encodings import FORBIDDEN, is_wide
from ctc.files import at_most
from ctc.signals import STOPS, broken_off, interruptible
from ctc.zones import zone_names, zone_of


@pytest.fixture
def handlers() -> Iterator[None]:
    """Each signal as it was, whatever a test made of it."""
    before = {number: signal.getsignal(number) for number in STOPS}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", STOPS)
def test_each_signal_breaks_a_command_off_and_is_put_back(handlers: None, number: signal.Signals) -> None:
    for each in STOPS:
        signal.signal(each, lambda *_: None)
    mine = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), broken_off():
        signal.raise_signal(number)
    assert signal.getsignal(number) is mine


def test_a_run_that_sends_goes_on_and_tells_once(handlers: None) -> None:
    told: list[str] = []
    with interruptible(lambda: told.append("told")) as is_ended:
        assert not is_ended()
        signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        assert is_ended()
    assert told == ["told"]


@pytest.mark.parametrize("error", [OSError, RuntimeError])
def test_a_terminal_that_is_gone_stops_no_run(handlers: None, error: type[Exception]) -> None:
    def gone() -> None:
        raise error

    with interruptible(gone) as is_ended:
        signal.raise_signal(signal.SIGTERM)
        assert is_ended()


def test_what_the_process_was_told_to_ignore_stays_ignored(handlers: None) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with broken_off():
        signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_another_thread_is_left_alone() -> None:
    before = [signal.getsignal(number) for number in STOPS]
    seen: list[object] = []

    def run() -> None:
        with broken_off():
            seen.append([signal.getsignal(number) for number in STOPS])

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [before]


@pytest.fixture
def struck(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a strike would have sent, and said first."""
    found: list[object] = []
    monkeypatch.setattr(failpoints.os, "kill", lambda pid, number: found.append((pid == os.getpid(), number)))
    monkeypatch.setattr(failpoints.os, "write", lambda to, said: found.append((to, said)))
    return found


@pytest.mark.parametrize(
    ("text", "nth", "number"),
    [
        ("mid-body", 1, signal.SIGKILL),
        ("mid-body:3", 3, signal.SIGKILL),
        ("mid-body:2:stop", 2, signal.SIGSTOP),
        ("mid-body::int", 1, signal.SIGINT),
    ],
)
def test_a_strike_comes_where_and_when_it_is_asked_for(
    struck: list[object], text: str, nth: int, number: int
) -> None:
    points = failpoints.armed({"CTC_FAILPOINT": text}, loopback=True)
    for _ in range(nth - 1):
        points.hit("mid-body")
        points.hit("after-intent")
    assert struck == []
    points.hit("mid-body")
    assert struck == [(2, b"failpoint: mid-body\n"), (True, number)]
    points.hit("mid-body")
    assert len(struck) == 2


def test_nobody_strikes_a_run_that_sends_to_people() -> None:
    assert failpoints.armed({"CTC_FAILPOINT": "mid-body"}, loopback=False) is failpoints.NONE
    assert failpoints.armed({"CTC_FAILPOINT": ""}, loopback=True) is failpoints.NONE
    assert failpoints.armed({}, loopback=True) is failpoints.NONE
    with pytest.raises(ValueError, match=r"^CTC_FAILPOINT: unknown failpoint 'midbody'$"):
        failpoints.armed({"CTC_FAILPOINT": "midbody"}, loopback=True)


def test_a_clock_that_nobody_sets_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    if hasattr(time, "CLOCK_BOOTTIME"):
        monkeypatch.setattr(time, "monotonic", lambda: -1.0)
        assert 0 < clocks.steady() <= clocks.steady()
    monkeypatch.setattr(clocks, "_GOES_ON", None)
    monkeypatch.setattr(time, "monotonic", lambda: 5.0)
    assert clocks.steady() == 5.0


@pytest.mark.parametrize(
    ("data", "wide"),
    [
        ("a: 1".encode("utf-16"), True),
        ("a: 1".encode("utf-16-le"), True),
        ("a: 1".encode("utf-16-be"), True),
        ("a: 1".encode("utf-32"), True),
        (b"a: 1", False),
        (b"ab\0", False),
        (b"", False),
        (b"\0", True),
    ],
)
def test_bytes_that_windows_writes(data: bytes, wide: bool) -> None:
    assert is_wide(data) is wide


@pytest.mark.parametrize(
    ("char", "is_one"), [("\t", False), ("\x85", False), ("\x0b", True), ("\ufeff", True)]
)
def test_characters_that_yaml_does_not_allow(char: str, is_one: bool) -> None:
    assert bool(FORBIDDEN.search(char)) is is_one


@pytest.mark.parametrize("most", [0, 3, 1 << 20, (1 << 20) + 1])
def test_a_file_is_read_up_to_a_bound_and_no_further(most: int) -> None:
    assert at_most(io.BytesIO(b"x" * most), most) == b"x" * most
    endless = io.BytesIO(b"x" * (most + 5_000_000))
    assert at_most(endless, most) is None
    assert endless.tell() == most + 1


def test_a_stream_that_gives_little_at_a_time_is_read_whole() -> None:
    class Pipe(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(min(2, size or 0))

    assert at_most(Pipe(b"abcde"), 5) == b"abcde"
    assert at_most(Pipe(b"abcdef"), 5) is None


def test_zones_are_those_of_the_wheel() -> None:
    assert {"UTC", "Asia/Kolkata"} <= zone_names()
    assert zone_of("Asia/Kolkata").key == "Asia/Kolkata"
    for name in ("Asia/Kolkatta", "", "../x"):
        with pytest.raises(ValueError, match="unknown time zone"):
            zone_of(name)
