"""The watched socket, where a real one would need luck with the clock."""

import ssl
from collections.abc import Iterator

import httpcore2
import pytest

from ctc.clevertap.wire import WatchedStream, Wire
from ctc.failpoints import NONE


class Stream(httpcore2.NetworkStream):
    closed = False

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        raise httpcore2.WriteError

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize("now", [9.0, 10.0])
def test_a_connection_whose_time_is_up_before_the_handshake_is_closed(now: float) -> None:
    clock: Iterator[float] = iter([now])
    wire, stream = Wire(NONE, lambda: next(clock)), Stream()
    wire.begin(deadline=9.0)
    with pytest.raises(httpcore2.ConnectTimeout):
        WatchedStream(stream, wire).start_tls(ssl.create_default_context())
    assert stream.closed
    assert not wire.byte_left


def test_a_byte_may_have_left_as_soon_as_the_first_write_is_tried() -> None:
    """Also where the head alone was tried, and the write failed: how much of it went, nobody knows."""
    wire = Wire(NONE, lambda: 0.0)
    wire.begin(deadline=9.0)
    with pytest.raises(httpcore2.WriteError):
        WatchedStream(Stream(), wire).write(b"POST / HTTP/1.1")
    assert wire.byte_left


def test_time_that_is_up_before_the_first_byte_lets_none_leave() -> None:
    wire = Wire(NONE, lambda: 10.0)
    wire.begin(deadline=9.0)
    with pytest.raises(httpcore2.WriteTimeout):
        WatchedStream(Stream(), wire).write(b"POST / HTTP/1.1")
    assert not wire.byte_left


class Taking(Stream):
    """A stream that keeps what is written to it, and by when each piece had to be."""

    def __init__(self) -> None:
        self.pieces: list[tuple[int, float | None]] = []
        self.taken = b""

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.pieces.append((len(buffer), timeout))
        self.taken += buffer


@pytest.mark.parametrize(
    ("size", "pieces"),
    [(0, []), (1, [1]), (16_384, [16_384]), (16_385, [16_384, 1]), (40_000, [16_384, 16_384, 7_232])],
)
@pytest.mark.parametrize("counts", [True, False])
def test_a_large_body_goes_out_whole_and_each_piece_within_what_is_left(
    size: int, pieces: list[int], counts: bool
) -> None:
    clock = iter(range(99))
    wire, stream = Wire(NONE, lambda: float(next(clock))), Taking()
    wire.begin(deadline=9.0)
    body = bytes(at % 251 for at in range(size))
    WatchedStream(stream, wire, counts=counts).write(body)
    assert stream.taken == body
    assert stream.pieces == [(of, 8.0 - at) for at, of in enumerate(pieces)]
    assert wire.byte_left is (counts and size > 0)
