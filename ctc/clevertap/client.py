"""The client: the endpoints that ctc uses, one POST a call, no retry of any kind.

:meth:`Client.create` and :meth:`Client.send` are the two calls that reach people. Only ``ctc/apply`` calls them,
after an intent is in the journal.
"""

import json
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import date
from typing import Any, Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from ctc.audience import is_everybody
from ctc.canonical import canonical_bytes
from ctc.clevertap.exchange import Exchange
from ctc.clevertap.limiter import Limiter
from ctc.clevertap.listing import Listing, listing_of
from ctc.clevertap.outcome import Outcome
from ctc.clevertap.proxy import Proxy
from ctc.clevertap.reading import (
    Promise,
    create_promise,
    estimate_promise,
    no_promise,
    outcome_of,
    send_promise,
)
from ctc.clocks import steady
from ctc.diagnostics import Diagnostic, UserError
from ctc.failpoints import NONE, Failpoints
from ctc.variants import CREATE, ENDPOINTS, TRIGGERS

LIST: Final = "/1/targets/list.json"
STOP: Final = "/1/targets/stop.json"
RESULT: Final = "/1/targets/result.json"
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
_SMALL: Final = 1 << 20
_LARGE: Final = 1 << 26
_OPEN: Final = nullcontext()


class Client:
    """One account at one host. ``credentials`` is called at the first request, and its answer kept.

    ``zone`` is the account's time zone; ``timeout`` bounds, in seconds, the calls that make nothing.
    """

    def __init__(
        self,
        api: str,
        credentials: Callable[[], Any],
        *,
        zone: ZoneInfo,
        timeout: float,
        limiter: Limiter,
        failpoints: Failpoints = NONE,
        context: ssl.SSLContext | None = None,
        proxy: Proxy | None = None,
    ) -> None:
        parts = urlsplit(api)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError("credentials travel over https:// alone, but for a loopback host")
        self._api = api.rstrip("/")
        self._credentials = credentials
        self._zone = zone
        self._timeout = timeout
        self._limiter = limiter
        self._failpoints = failpoints
        self._context = context if parts.scheme == "https" else None
        self._proxy = proxy if parts.scheme == "https" else None
        self._is_tls = parts.scheme == "https"
        self._one_create = threading.Lock()
        self._threads = threading.local()
        self._exchanges: list[Exchange] = []
        self._headers: list[tuple[bytes, bytes]] | None = None

    def ready(self) -> None:
        """Waits until the next request may go out: called before an intent, whose time a wait would eat."""
        self._limiter.ready()

    def create(self, body: bytes, *, broadcast: bool = False, timeout: float | None = None) -> Outcome:
        """Creates a campaign: messages go to real people. One POST, never two at a time.

        Raises ValueError where the audience is everybody and ``broadcast`` is not said, and where the body would
        create nothing (``estimate_only``).
        """
        value = json.loads(body)
        if is_everybody(value) and not broadcast:
            raise ValueError("the audience is everybody, and `broadcast: true` is not said: nothing was sent")
        if value.get("estimate_only") is True:
            raise ValueError("an estimate is no create")
        return self._post(CREATE, body, create_promise, timeout, gate=self._one_create)

    def send(self, endpoint: str, body: bytes, *, timeout: float | None = None) -> Outcome:
        """Sends to at most 1000 identities. One POST."""
        if endpoint not in ENDPOINTS or endpoint == CREATE:
            raise ValueError(f"{endpoint} is no endpoint of an identity send")
        return self._post(endpoint, body, send_promise, timeout)

    def estimate(self, body: bytes) -> Outcome:
        """Asks for the reach. Raises ValueError unless the body says ``estimate_only: true``: else it would send."""
        if json.loads(body).get("estimate_only") is not True:
            raise ValueError("only a body with `estimate_only: true` is an estimate")
        return self._post(CREATE, body, estimate_promise, None)

    def listing(self, start: date, end: date) -> Listing:
        """What is scheduled from ``start`` to ``end``, both included: one request. CleverTap makes its list for 31 days
        at most; :func:`ctc.clevertap.sweeping.sweep` asks for more."""
        window = {"from": int(f"{start:%Y%m%d}"), "to": int(f"{end:%Y%m%d}")}
        outcome = self._post(LIST, canonical_bytes(window), no_promise, None, most=_LARGE)
        return listing_of(outcome, self._zone)

    def stop(self, campaign_id: int) -> Outcome:
        """Stops a campaign; one that is stopped already answers success as well."""
        return self._post(STOP, canonical_bytes({"id": campaign_id}), no_promise, None)

    def result(self, campaign_id: int) -> Outcome:
        """The numbers of a completed campaign; before completion a failure that names its state."""
        return self._post(RESULT, canonical_bytes({"id": campaign_id}), no_promise, None)

    def close(self) -> None:
        for exchange in self._exchanges:
            exchange.close()

    def _post(
        self,
        path: str,
        body: bytes,
        promise: Promise,
        timeout: float | None,
        *,
        most: int = _SMALL,
        gate: AbstractContextManager[object] = _OPEN,
    ) -> Outcome:
        """One POST. The time starts here: a wait for the gate or for a turn is part of it."""
        deadline = steady() + (self._timeout if timeout is None else timeout)
        exchange, headers = self._exchange(), self._authenticated(path)
        with gate:
            self._limiter.turn()
            answer = exchange.post(
                self._api + path,
                headers,
                body,
                deadline=deadline,
                most=most,
                asks=path in (LIST, RESULT),
                makes=promise in (create_promise, send_promise),
            )
        return replace(outcome_of(answer, promise, self._secrets(body)), at=answer.at)

    def _secrets(self, body: bytes) -> Iterator[str]:
        """What an error's text must not carry on: the passcode, and whoever the body names."""
        credentials = self._credentials()
        if credentials.passcode != credentials.account_id:  # as the sandbox has it: no secret
            yield credentials.passcode.strip()
            yield from filter(None, [credentials.token.strip()])
        to = json.loads(body).get("to")
        for people in to.values() if isinstance(to, dict) else ():
            for person in people:
                yield str(person).removeprefix("+")

    def _exchange(self) -> Exchange:
        """This thread's connection: what one request knows of its wire must not mix with another's."""
        if not hasattr(self._threads, "exchange"):
            if self._is_tls and self._context is None:
                self._context = ssl.create_default_context()
            self._threads.exchange = Exchange(self._failpoints, self._context, self._proxy)
            self._exchanges.append(self._threads.exchange)
        exchange: Exchange = self._threads.exchange
        return exchange

    def _authenticated(self, path: str) -> list[tuple[bytes, bytes]]:
        """The headers of every request [seed]; of one to many campaigns of the dashboard the token too."""
        if self._headers is None:
            credentials = self._credentials()
            account, passcode = _header(credentials.account_id), _header(credentials.passcode)
            self._headers = [
                (b"Host", urlsplit(self._api).netloc.encode()),
                (b"User-Agent", b"ctc"),
                (b"Accept", b"application/json"),
                (b"Accept-Encoding", b"identity"),
                (b"X-CleverTap-Account-Id", account),
                (b"X-CleverTap-Passcode", passcode),
                (b"Content-Type", b"application/json; charset=utf-8"),
            ]
        if path == TRIGGERS:
            return [*self._headers, (b"X-CleverTap-Token", _header(self._credentials().token))]
        return self._headers


def _header(credential: str) -> bytes:
    """A credential as a header's value. Raises UserError, which does not show it, for what no header can hold."""
    value = credential.strip()
    if not value or not value.isascii() or not value.isprintable():
        raise UserError(
            Diagnostic.of(
                "CTC804",
                "account_id, passcode or trigger_token is empty, or holds a character that no header can carry",
                "look for a line break or a typographic dash in the variable that it comes from",
                file="ctc.yaml",
            )
        )
    return value.encode()
