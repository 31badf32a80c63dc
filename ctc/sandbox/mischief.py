"""What an armed fault does to one request: before the endpoint acts, in its place, or to its answer."""

import asyncio
import json
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ctc.sandbox.answer import OK, TOO_MANY, UNEXPECTED, Answer, fail
from ctc.sandbox.connection import close_in_the_middle, reset, transport_of
from ctc.sandbox.faults import Fault

_GARBAGE: Final = b"<html><body><h1>Bad gateway</h1></body></html>"


async def misbehave(fired: tuple[Fault, ...], request: Request, act: Callable[[float], Answer]) -> Response:
    """Applies the faults in the order written: waits, refusals, then the act, then what spoils its answer.

    ``act`` takes the listing's lag in seconds, does what was asked, durably, and gives the true answer.
    """
    lag = 0.0
    for fault in fired:
        match fault.name:
            case "latency":
                await asyncio.sleep(fault.number / 1000)
            case "list-lag":
                lag = fault.number
    for fault in fired:
        if fault.name == "reset-before-accept":
            return await _reset(request)
        refusal = _refusal(fault)
        if refusal is not None:
            return JSONResponse(refusal.body, refusal.status)
    answer = act(lag)
    for fault in fired:
        spoilt = await _spoil(fault, answer, request)
        if spoilt is not None:
            return spoilt
    return JSONResponse(answer.body, answer.status)


def _refusal(fault: Fault) -> Answer | None:
    """The answer given in the endpoint's place, so that nothing is accepted."""
    match fault.name:
        case "429":
            return fail("Too many concurrent requests", status=TOO_MANY)
        case "5xx-before-accept":
            return fail("Service unavailable", status=int(fault.value))
        case "refuse":
            return fail("Refused by the sandbox's fault", status=int(fault.value))
        case "fail-200":
            return fail("Refused by the sandbox's fault", status=OK)
        case "list-broken":
            return _BROKEN[fault.value]
    return None


_BROKEN: Final = {
    "status": fail("Internal server error", status=500),
    "fail": fail("Unable to list campaigns", status=OK),
    "missing": Answer(status=OK, body={"status": "success"}),
    "garbled": Answer(status=OK, body={"status": "success", "targets": [{"scheduled_on": "soon"}]}),
}


async def _spoil(fault: Fault, answer: Answer, request: Request) -> Response | None:
    """The response given instead of the true one, or None where this fault leaves it as it is."""
    match fault.name:
        case "late-answer":
            await asyncio.sleep(fault.number)
        case "drop-after-accept":
            return await _reset(request)
        case "truncate":
            return await _truncate(request, answer)
        case "5xx-after-accept":
            body = fail("Internal server error").body
            return JSONResponse(body, int(fault.value))
        case "89-after-accept":
            return JSONResponse(fail("Unexpected error, please try again", code=UNEXPECTED).body, OK)
        case "redirect-after-accept":
            return Response(status_code=302, headers={"location": "/elsewhere"})
        case "garbage":
            return Response(_GARBAGE, OK, media_type="application/json")
        case "no-id":
            kept = {k: v for k, v in answer.body.items() if k not in {"id", "message"}}
            return JSONResponse(kept, answer.status)
    untrue = _untrue(fault)
    return JSONResponse({**answer.body, **untrue}, answer.status) if untrue else None


def _untrue(fault: Fault) -> dict[str, object]:
    """What an answer that looks sound says instead of the truth."""
    if fault.name == "reaches":
        return {"estimates": {"sms": int(fault.value)}}
    return {"targets": []} if fault.name == "list-cut" else {}


async def _reset(request: Request) -> Response:
    reset(transport_of(request.scope))
    return await _gone(request)


async def _truncate(request: Request, answer: Answer) -> Response:
    body = json.dumps(answer.body).encode()
    head = f"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n"
    close_in_the_middle(transport_of(request.scope), head.encode() + body[: len(body) // 2])
    return await _gone(request)


async def _gone(request: Request) -> Response:
    """Waits until the server has noticed that the connection is gone; what is returned then goes nowhere."""
    while not await request.is_disconnected():
        await asyncio.sleep(0)
    return Response()
