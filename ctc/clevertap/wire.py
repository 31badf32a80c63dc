"""The socket, watched: a request is bounded in total by a deadline, and it is known whether a byte of it left.

httpcore2 bounds each operation on a socket; a server that drips one byte a second would hold a request for ever.
Here every operation gets what is left until the deadline. TLS handshakes are not bytes of the request.
"""

import socket
import ssl
from collections.abc import Callable, Iterable
from typing import Any

import httpcore2

from ctc.clocks import steady
from ctc.failpoints import NONE, Failpoints

_PIECE = 16_384


class Wire:
    """What one thread's connection is doing: the deadline of the request under way, and what left for it."""

    def __init__(self, failpoints: Failpoints, monotonic: Callable[[], float] = steady) -> None:
        self.failpoints = failpoints
        self._monotonic = monotonic

    def begin(self, deadline: float, *, asks: bool = False) -> None:
        """A new request, which must be over at ``deadline`` of the monotonic clock.

        One that only ``asks`` passes no failpoint once it is connected: to be struck there leaves nothing behind.
        """
        self._deadline = deadline
        self.strikes = NONE if asks else self.failpoints
        self.byte_left = self.answering = False

    def left(self, error: type[Exception]) -> float:
        """The seconds until the deadline; raises ``error`` where none are left."""
        seconds = self._deadline - self._monotonic()
        if seconds <= 0:
            raise error("the request's time is up")
        return seconds


class WatchedBackend(httpcore2.NetworkBackend):
    """Opens TCP connections whose streams report to a wire; with ``tunnels`` to a proxy, which is asked for a tunnel
    first: not before that is encrypted do the bytes of a request leave."""

    def __init__(self, wire: Wire, *, tunnels: bool) -> None:
        self._wire = wire
        self._tunnels = tunnels
        self._inner = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Tries each address of the host, all of them within the deadline."""
        failed: Exception = httpcore2.ConnectError(f"{host} has no address")
        for address in _addresses(host, port):
            left = self._wire.left(httpcore2.ConnectTimeout)
            try:
                stream = self._inner.connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
                continue
            self._wire.failpoints.hit("after-connect")
            return WatchedStream(stream, self._wire, counts=not self._tunnels)
        raise failed


def _addresses(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # a name that cannot be encoded is a name that cannot be found
        raise httpcore2.ConnectError(f"the name {host!r} cannot be looked up: {error}") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class WatchedStream(httpcore2.NetworkStream):
    """A stream that reads and writes within the wire's deadline; unless it ``counts``, it carries no request yet."""

    def __init__(self, inner: httpcore2.NetworkStream, wire: Wire, *, counts: bool = True) -> None:
        self._inner = inner
        self._wire = wire
        self._counts = counts

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if self._counts and not self._wire.answering:
            self._wire.answering = True
            self._wire.strikes.hit("after-last-byte")
        return self._inner.read(max_bytes, self._wire.left(httpcore2.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        self._wire.left(httpcore2.WriteTimeout)
        if not self._counts:
            self._send(buffer)
            return
        starts_body = self._wire.byte_left
        self._wire.byte_left = True
        if self._wire.strikes is not NONE and starts_body and len(buffer) > 1:
            self._send(buffer[: len(buffer) // 2])
            self._wire.strikes.hit("mid-body")
            buffer = buffer[len(buffer) // 2 :]
        self._send(buffer)

    def _send(self, buffer: bytes) -> None:
        for start in range(0, len(buffer), _PIECE):
            self._inner.write(buffer[start : start + _PIECE], self._wire.left(httpcore2.WriteTimeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        try:
            left = self._wire.left(httpcore2.ConnectTimeout)
        except httpcore2.ConnectTimeout:
            self.close()  # nobody else will: the pool has no connection yet
            raise
        return WatchedStream(self._inner.start_tls(ssl_context, server_hostname, left), self._wire)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)
