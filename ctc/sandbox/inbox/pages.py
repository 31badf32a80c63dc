"""The inbox's pages: the list, one message, and the parts of both that are kept up to date."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router

from ctc.sandbox import targets
from ctc.sandbox.answer import FORBIDDEN, NOT_FOUND
from ctc.sandbox.control import is_own_page
from ctc.sandbox.faults import Faults
from ctc.sandbox.inbox import rendering
from ctc.sandbox.inbox.entries import Entry, entry_of, life_of, pretty
from ctc.sandbox.store import Call
from ctc.sandbox.targets import Sandbox

_PAGE: Final = 200
_NEWEST: Final = 2**62
_HEADERS: Final = {
    "content-security-policy": rendering.POLICY,
    "cache-control": "no-cache",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


def inbox_router(sandbox: Sandbox, faults: Faults) -> Router:
    """The inbox's pages; :mod:`ctc.sandbox.app` guards them against foreign host names."""
    inbox = _Inbox(sandbox, faults)
    routes = [
        Route("/", inbox.index, methods=["GET"]),
        Route("/inbox/style.css", inbox.style, methods=["GET"]),
        Route("/inbox/script.js", inbox.script, methods=["GET"]),
        Route("/inbox/list", inbox.list, methods=["GET"]),
        Route("/inbox/{seq:int}", inbox.show, methods=["GET"]),
        Route("/inbox/{seq:int}/life", inbox.life, methods=["GET"]),
        Route("/inbox/{seq:int}/stop", inbox.stop, methods=["POST"]),
    ]
    return Router(routes=routes)


class _Inbox:
    def __init__(self, sandbox: Sandbox, faults: Faults) -> None:
        self._sandbox = sandbox
        self._faults = faults

    async def index(self, request: Request) -> Response:
        return _html(request, rendering.render("overview.html.j2", **self._around(request)))

    async def show(self, request: Request) -> Response:
        entry = self._entry(request)
        if entry is None:
            values = self._around(request)
            return _html(request, rendering.render("missing.html.j2", **values), status=NOT_FOUND)
        pictured = entry.kind != "stop" and bool(entry.channel)
        picture, personas, persona = (
            rendering.message(entry, request.query_params.get("persona", "")) if pictured else ("", (), "")
        )
        page = rendering.render(
            "entry.html.j2",
            **self._around(request),
            **self._life(entry),
            picture=picture,
            personas=personas,
            persona=persona,
            audience=rendering.audience(entry.body) if entry.kind != "stop" else "",
            request_body=pretty(entry.row["body"]),
            response_body=pretty(entry.row["response"]),
            headers=json.loads(entry.row["headers"]),
        )
        return _html(request, page)

    async def list(self, request: Request) -> Response:
        return _html(request, rendering.render("list.html.j2", **self._around(request)))

    async def life(self, request: Request) -> Response:
        entry = self._entry(request)
        if entry is None:
            return Response(status_code=NOT_FOUND)
        return _html(request, rendering.render("life.html.j2", **self._life(entry)))

    async def stop(self, request: Request) -> Response:
        """Stops a campaign as ``stop.json`` does; only from a page of this very sandbox."""
        entry = self._entry(request)
        if not is_own_page(request) or request.headers.get("origin") is None:
            return Response("Stop from the inbox's own page", FORBIDDEN)
        if entry is None or not entry.can_stop:
            return Response("There is nothing to stop", NOT_FOUND)
        body = {"id": entry.campaign}
        call = Call(
            kind="stop",
            path="/1/targets/stop.json",
            headers={"user-agent": "web inbox"},
            raw=json.dumps(body).encode(),
            body=body,
            at=self._sandbox.clock.now(),
        )
        targets.stop(self._sandbox, call)
        return RedirectResponse(f"/inbox/{entry.seq}", status_code=303)

    async def style(self, request: Request) -> Response:
        return _text(request, rendering.style(), "text/css")

    async def script(self, request: Request) -> Response:
        return _text(request, rendering.code(), "text/javascript")

    def _entry(self, request: Request) -> Entry | None:
        row = self._sandbox.store.request(request.path_params["seq"])
        return entry_of(self._sandbox, row) if row else None

    def _life(self, entry: Entry) -> dict[str, Any]:
        return {"entry": entry, "life": life_of(self._sandbox, entry)}

    def _around(self, request: Request) -> dict[str, Any]:
        """The list, and what stands around a message on every page."""
        asked = request.query_params
        everything = asked.get("show") == "all"
        before = asked.get("before", "")
        below = min(int(before), _NEWEST) if before.isascii() and before.isdecimal() else _NEWEST
        rows = self._sandbox.store.newest(before=below, limit=_PAGE, everything=everything)
        return {
            "entries": [entry_of(self._sandbox, row) for row in rows],
            "older": rows[-1]["seq"] if len(rows) == _PAGE else None,
            "everything": everything,
            "query": _query(show="all" if everything else "", before=before if below < _NEWEST else ""),
            "counts": self._sandbox.store.accepted(),
            "faults": self._faults.texts(),
            "settings": self._sandbox.settings,
            "url": str(request.base_url).rstrip("/"),
            "current": request.path_params.get("seq"),
        }


def _query(**parts: str) -> str:
    kept = "&".join(f"{name}={value}" for name, value in parts.items() if value)
    return f"?{kept}" if kept else ""


def _html(request: Request, text: str, *, status: int = 200) -> Response:
    return _text(request, text, "text/html", status=status)


def _text(request: Request, text: str, kind: str, *, status: int = 200) -> Response:
    """The text with its tag; 304 where the browser already has it, so that asking every second is cheap."""
    tag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers: Mapping[str, str] = {**_HEADERS, "etag": tag}
    if status == 200 and request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(text, status, headers=headers, media_type=kind)
