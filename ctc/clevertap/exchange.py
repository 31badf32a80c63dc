"""One POST and its answer: sent once, followed nowhere, bounded in time and size."""

import ssl
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpcore2

from ctc.clevertap.proxy import Proxy
from ctc.clevertap.wire import WatchedBackend, Wire
from ctc.failpoints import Failpoints

_IDLE: Final = 4.0
"""Seconds that a connection is kept for the next request; short, so that a server seldom closes it first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back. ``status`` is None where no whole answer did; then ``problem`` says why.

    ``byte_left`` tells whether a byte of the request may have left this machine.
    """

    byte_left: bool
    status: int | None = None
    body: bytes = b""
    problem: str = ""
    at: datetime | None = None
    """The server's clock, by its ``Date`` header."""


class Exchange:
    """One host, for one thread. What asks keeps its connection for a while. What makes something opens one of its
    own: a server may close one that is idle at any moment, and a create whose connection broke off is in doubt."""

    def __init__(self, failpoints: Failpoints, context: ssl.SSLContext | None, proxy: Proxy | None) -> None:
        self._wire = Wire(failpoints)
        self._through = f", through the proxy {proxy}" if proxy else ""
        self._kept, self._fresh = (
            httpcore2.ConnectionPool(
                ssl_context=context,
                max_keepalive_connections=kept,
                keepalive_expiry=_IDLE,
                retries=0,
                network_backend=WatchedBackend(self._wire, tunnels=proxy is not None),
                proxy=_asked(proxy) if proxy else None,
            )
            for kept in (1, 0)
        )

    def post(
        self,
        url: str,
        headers: list[tuple[bytes, bytes]],
        body: bytes,
        *,
        deadline: float,
        most: int,
        asks: bool,
        makes: bool,
    ) -> Answer:
        """POSTs ``body`` once, over by ``deadline`` (monotonic); the answer has at most ``most`` bytes.

        ``asks`` where the request makes and stops nothing, so that no test needs to strike it; ``makes`` where it
        must not be repeated, so that it gets a connection of its own.
        """
        self._wire.begin(deadline, asks=asks)
        framed = [*headers, (b"Content-Length", str(len(body)).encode())]
        if makes:
            framed.append((b"Connection", b"close"))
        try:
            with self._pool(makes).stream("POST", url, headers=framed, content=body) as response:
                parts, size = [], 0
                for part in response.iter_stream():
                    size += len(part)
                    if size > most:
                        return self._broken(f"the answer is larger than {most:,} bytes")
                    parts.append(part)
                encoded = [value for name, value in response.headers if name.lower() == b"content-encoding"]
                answer = decoded(b"".join(parts), encoded, most)
                if answer is None:
                    return self._broken(
                        "the answer is compressed, which was not asked for, and cannot be read"
                    )
                self._wire.strikes.hit("after-response")
                return Answer(
                    byte_left=True, status=response.status, body=answer, at=_date_of(response.headers)
                )
        except _FAILURES as error:
            return self._broken(_reason(error))

    def _pool(self, makes: bool) -> httpcore2.ConnectionPool:
        if _holds_more(self._kept):
            self._kept.close()
        return self._fresh if makes else self._kept

    def _broken(self, problem: str) -> Answer:
        return Answer(byte_left=self._wire.byte_left, problem=f"{problem}{self._through}")

    def close(self) -> None:
        self._kept.close()


def _holds_more(pool: httpcore2.ConnectionPool) -> bool:
    """Whether a connection that is kept holds bytes beyond its answer, as of one that a host between said twice: they
    would be taken for the answer to the next request. What cannot be looked into is not kept."""
    states = [getattr(getattr(one, "_connection", None), "_h11_state", None) for one in pool.connections]
    return any(state is None or state.trailing_data[0] for state in states)


def _date_of(headers: Sequence[tuple[bytes, bytes]]) -> datetime | None:
    """The moment of a ``Date`` header; None where there is none that can be read."""
    text = next((value for name, value in headers if name.lower() == b"date"), b"")
    try:
        moment = parsedate_to_datetime(text.decode("ascii"))
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else None


def decoded(body: bytes, encodings: Sequence[bytes], most: int) -> bytes | None:
    """The body without the gzip or deflate that a host between may put on it unasked; None where that leaves
    nothing whole of at most ``most`` bytes."""
    names = [value.strip().lower() for value in encodings]
    if names in ([], [b"identity"]):
        return body
    if tuple(names) not in _INFLATED:
        return None
    stream = zlib.decompressobj(wbits=47)  # reads both forms
    try:
        plain = stream.decompress(body, most + 1)
    except zlib.error:
        return None
    return plain if stream.eof and len(plain) <= most else None


def _asked(proxy: Proxy) -> httpcore2.Proxy:
    """The proxy as the library asks it; what it is told of who asks is UTF-8."""
    host = f"[{proxy.host}]" if ":" in proxy.host else proxy.host
    auth = (proxy.auth[0].encode(), proxy.auth[1].encode()) if proxy.auth else None
    return httpcore2.Proxy(f"http://{host}:{proxy.port}", auth)


_FAILURES: Final = (
    httpcore2.ProxyError,
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    OSError,  # what the library passes through
)
_INFLATED: Final = frozenset({(b"gzip",), (b"x-gzip",), (b"deflate",)})
_SAID: Final = {
    httpcore2.ProxyError: "the proxy opens no way to it",
    httpcore2.ConnectTimeout: "no connection within the time limit",
    httpcore2.ReadTimeout: "no whole answer within the time limit",
    httpcore2.WriteTimeout: "the request could not be written within the time limit",
    httpcore2.RemoteProtocolError: "the answer is not whole, or no HTTP",
    httpcore2.LocalProtocolError: "the request cannot be written as HTTP",
}
_NOT_QUOTED: Final = (httpcore2.TimeoutException, httpcore2.LocalProtocolError)
"""Errors without news in their text, or with a header in it."""


def _reason(error: Exception) -> str:
    """Why, in words; the text of system errors names hosts and numbers, never a header or a body."""
    said, text = _SAID.get(type(error)), str(error)
    if not said or not text or isinstance(error, _NOT_QUOTED):
        return said or text or type(error).__name__
    return f"{said} ({text})"
