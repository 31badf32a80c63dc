"""``/sandbox/*``: what a test or a person asks of the sandbox itself. No credentials; loopback only.

``GET /sandbox/log.json[?after=SEQ]`` the requests and how many of each kind were accepted;
``GET|POST /sandbox/faults.json`` the armed faults, ``{"faults": ["drop-after-accept@1"]}`` replaces them;
``GET|POST /sandbox/clock.json`` the time, ``{"advance": seconds}`` moves it forward.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ctc.sandbox.answer import BAD_REQUEST, FORBIDDEN, TOO_LARGE, fail
from ctc.sandbox.bodies import body_of, object_of
from ctc.sandbox.faults import KINDS, FaultError, Faults
from ctc.sandbox.targets import Sandbox

MAX_BYTES: Final = 100_000
"""Bytes of what is told to the sandbox itself."""
_MAX_SEQ: Final = 2**63 - 1


def control_routes(sandbox: Sandbox, faults: Faults) -> list[Route]:
    control = _Control(sandbox, faults)
    both = ["GET", "POST"]
    return [
        Route("/sandbox/log.json", control.log, methods=["GET"]),
        Route("/sandbox/faults.json", _read_or_write(control.armed, control.arm), methods=both),
        Route("/sandbox/clock.json", _read_or_write(control.told, control.advance), methods=both),
    ]


class _Control:
    def __init__(self, sandbox: Sandbox, faults: Faults) -> None:
        self._sandbox = sandbox
        self._faults = faults

    async def log(self, request: Request) -> Response:
        after = request.query_params.get("after", "0")
        if not after.isascii() or not after.isdecimal() or len(after) > 19 or int(after) > _MAX_SEQ:
            return _bad("after takes a sequence number")
        store = self._sandbox.store
        rows = store.requests(after=int(after))
        return JSONResponse({"format_version": 1, "accepted": store.accepted(), "requests": rows})

    def armed(self) -> Response:
        known = {name: kind.what for name, kind in KINDS.items()}
        return JSONResponse({"format_version": 1, "faults": self._faults.texts(), "known": known})

    def arm(self, body: dict[str, Any]) -> Response:
        texts = body.get("faults")
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            return _bad('expected {"faults": ["NAME[:VALUE][@WHICH][/ENDPOINT]", …]}')
        try:
            self._faults.arm(texts)
        except FaultError as error:
            return _bad(str(error))
        return self.armed()

    def told(self) -> Response:
        return JSONResponse({"format_version": 1, "now": self._sandbox.clock.now().isoformat()})

    def advance(self, body: dict[str, Any]) -> Response:
        seconds = body.get("advance")
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            return _bad('expected {"advance": seconds}')
        try:
            self._sandbox.clock.advance(seconds)
        except ValueError as error:
            return _bad(str(error))
        return self.told()


def _read_or_write(
    read: Callable[[], Response], write: Callable[[dict[str, Any]], Response]
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if request.method != "POST":
            return read()
        if not is_own_page(request):
            return JSONResponse(fail("Cross-origin request refused").body, FORBIDDEN)
        raw = await body_of(request, MAX_BYTES)
        if raw is None:
            return JSONResponse(fail(f"expected {MAX_BYTES:,} bytes at most").body, TOO_LARGE)
        body = object_of(raw)
        return _bad("expected a JSON object") if body is None else write(body)

    return endpoint


def is_own_page(request: Request) -> bool:
    """Whether a writing request came from no browser, or from a page of this very sandbox."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = request.headers.get("origin")
    return origin is None or origin == f"http://{request.headers.get('host')}"


def _bad(error: str) -> Response:
    return JSONResponse(fail(error).body, BAD_REQUEST)
