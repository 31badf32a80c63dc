"""The sandbox as an ASGI application: who may ask, what is asked, what goes wrong on purpose."""

import hmac
import time
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable
from email.utils import format_datetime
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ctc.sandbox import sends, targets
from ctc.sandbox.answer import (
    BAD_REQUEST,
    FORBIDDEN,
    INVALID_JSON,
    TOO_LARGE,
    TOO_MANY,
    UNAUTHORIZED,
    Answer,
    fail,
)
from ctc.sandbox.bodies import body_of, object_of
from ctc.sandbox.clock import Clock
from ctc.sandbox.control import control_routes
from ctc.sandbox.faults import Faults
from ctc.sandbox.mischief import misbehave
from ctc.sandbox.store import Call
from ctc.sandbox.targets import Sandbox
from ctc.variants import CREATE, SEND, SEND_CHANNELS, TRIGGERS


class Limits:
    """Counts requests by API. ``None`` is no limit. Not for several threads: one event loop owns it."""

    def __init__(self, *, per_second: float | None, concurrent: int | None) -> None:
        self._per_second = per_second
        self._concurrent = concurrent
        self._inside: Counter[str] = Counter()
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    def enter(self, api: str, now: float) -> bool:
        """Whether a request may go on; ``now`` is a monotonic clock in seconds. Leave with :meth:`leave`."""
        if self._concurrent is not None and self._inside[api] >= self._concurrent:
            return False
        if self._per_second is not None and not self._within_rate(api, now):
            return False
        self._inside[api] += 1
        return True

    def leave(self, api: str) -> None:
        self._inside[api] -= 1

    def _within_rate(self, api: str, now: float) -> bool:
        rate = self._per_second
        assert rate is not None
        window = max(1.0, 1.0 / rate) * 0.95  # a client that keeps to the rate is late or early by a little
        recent = self._recent[api]
        while recent and recent[0] <= now - window:
            recent.popleft()
        if len(recent) >= max(1, round(rate * max(1.0, 1.0 / rate))):
            return False
        recent.append(now)
        return True


_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_CREDENTIALS: Final = frozenset(
    {"x-clevertap-account-id", "x-clevertap-passcode", "x-clevertap-token", "authorization", "cookie"}
)
_TOO_MANY: Final = "Too many concurrent requests"
Endpoint = Callable[[Request], Awaitable[Response]]


def make_app(sandbox: Sandbox, faults: Faults, *, extra_routes: tuple[BaseRoute, ...]) -> ASGIApp:
    """The API's endpoints over one account, and ``/sandbox/*`` to look inside and to arm faults."""
    limits = Limits(per_second=sandbox.settings.per_second, concurrent=sandbox.settings.concurrent)
    api = _Api(sandbox, faults, limits)
    routes: list[BaseRoute] = [
        Route(CREATE, api.endpoint("create"), methods=["POST"]),
        Route("/1/targets/list.json", api.endpoint("list"), methods=["POST"]),
        Route("/1/targets/stop.json", api.endpoint("stop"), methods=["POST"]),
        Route("/1/targets/result.json", api.endpoint("result"), methods=["POST"]),
    ]
    for channel in SEND_CHANNELS:
        path = SEND.format(channel=channel)
        routes.append(Route(path, api.endpoint("send", channel), methods=["POST"]))
    routes.append(Route(TRIGGERS, api.endpoint("send", "externaltrigger"), methods=["POST"]))
    routes += [*control_routes(sandbox, faults), *extra_routes]
    app = Starlette(routes=routes, exception_handlers={HTTPException: _refused})
    return _only_loopback(_dated(app, sandbox.clock))


def _dated(app: ASGIApp, clock: Clock) -> ASGIApp:
    """Says what time it is in every answer, as CleverTap does: ctc takes off by how much its own clock differs."""

    async def dated(scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = format_datetime(clock.now(), usegmt=True).encode()
                message = {**message, "headers": [*message.get("headers", ()), (b"date", now)]}
            await send(message)

        await app(scope, receive, told)

    return dated


def _only_loopback(app: ASGIApp) -> ASGIApp:
    """Refuses a foreign Host header, so that no web page reaches the sandbox through a name of its own."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not is_loopback(Request(scope).headers.get("host", "")):
            error = fail("This host name is not served: use localhost or 127.0.0.1", status=FORBIDDEN)
            await JSONResponse(error.body, error.status)(scope, receive, send)
            return
        await app(scope, receive, send)

    return guarded


def is_loopback(host: str) -> bool:
    """Whether a Host header names this machine: a loopback name, with any port or none."""
    name, colon, port = host.rpartition(":")
    if not colon or (host.endswith("]") and not port.isdigit()):
        return host.lower() in _LOOPBACK
    return name.lower() in _LOOPBACK and port.isdigit()


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return JSONResponse(fail(error.detail).body, error.status_code, headers=error.headers)


class _Api:
    """One object for the process: turns a request into a call, an answer and a response."""

    def __init__(self, sandbox: Sandbox, faults: Faults, limits: Limits) -> None:
        self._sandbox = sandbox
        self._faults = faults
        self._limits = limits

    def endpoint(self, kind: str, channel: str = "") -> Endpoint:
        async def serve(request: Request) -> Response:
            api = request.url.path
            if not self._limits.enter(api, time.monotonic()):
                return _json(fail(_TOO_MANY, status=TOO_MANY))
            try:
                return await self._serve(request, kind, channel)
            finally:
                self._limits.leave(api)

        return serve

    async def _serve(self, request: Request, kind: str, channel: str) -> Response:
        error = self._header_error(request)
        if error:
            return _json(error)
        raw = await body_of(request, self._sandbox.settings.body_limit)
        if raw is None:
            return _json(fail("Payload is too large", status=TOO_LARGE))
        body = object_of(raw)
        if body is None:
            return _json(fail("Invalid JSON payload", code=INVALID_JSON))
        if kind == "create":
            channel = str(body.get("target_mode", "push"))
            kind = "estimate" if body.get("estimate_only") is True else "create"
        fired = self._faults.take(kind)
        call = Call(
            kind=kind,
            path=request.url.path,
            headers={k: v for k, v in request.headers.items() if k not in _CREDENTIALS},
            raw=raw,
            body=body,
            at=self._sandbox.clock.now(),
            channel=channel,
            fault=" ".join(fault.text for fault in fired),
        )
        if not fired:
            return _json(self._answer(call))
        return await misbehave(fired, request, lambda lag: self._answer(call, lag))

    def _answer(self, call: Call, lag: float = 0.0) -> Answer:
        match call.kind:
            case "list":
                return targets.listing(self._sandbox, call, lag=lag)
            case "stop":
                return targets.stop(self._sandbox, call)
            case "result":
                return targets.result(self._sandbox, call)
            case "send":
                return sends.send(self._sandbox, call)
        return targets.create(self._sandbox, call)

    def _header_error(self, request: Request) -> Answer | None:
        settings, headers = self._sandbox.settings, request.headers
        account = headers.get("x-clevertap-account-id", "")
        passcode = headers.get("x-clevertap-passcode", "")
        right = _same(account, settings.account_id) & _same(passcode, settings.passcode)
        if not right:
            return fail("Account Id or Passcode is invalid", status=UNAUTHORIZED)
        if request.url.path == TRIGGERS and not headers.get("x-clevertap-token", "").strip():
            return fail("Token is missing", status=UNAUTHORIZED)
        kind, _, charset = headers.get("content-type", "").partition(";")
        charset = charset.strip().lower().removeprefix("charset=").strip('"')
        if kind.strip().lower() != "application/json" or charset not in {"", "utf-8"}:
            return fail("Content-Type must be application/json; charset=utf-8", status=BAD_REQUEST)
        return None


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())


def _json(answer: Answer) -> Response:
    return JSONResponse(answer.body, answer.status)
