"""Where the inbox is found. Its pages are imported when somebody first looks: most sandboxes live for one command."""

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ctc.sandbox.faults import Faults
from ctc.sandbox.targets import Sandbox


def inbox_routes(sandbox: Sandbox, faults: Faults) -> list[Route]:
    """``/`` and everything below ``/inbox/``."""
    pages = _Pages(sandbox, faults)
    return [Route("/", pages, methods=["GET"]), Route("/inbox/{rest:path}", pages, methods=["GET", "POST"])]


class _Pages:
    def __init__(self, sandbox: Sandbox, faults: Faults) -> None:
        self._sandbox = sandbox
        self._faults = faults
        self._router: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._router is None:
            from ctc.sandbox.inbox.pages import inbox_router

            self._router = inbox_router(self._sandbox, self._faults)
        await self._router(scope, receive, send)
