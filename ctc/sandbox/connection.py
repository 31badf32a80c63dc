"""The server's end of a connection, with a way to break it off: what an ASGI application cannot do by itself."""

import asyncio
import socket
import struct
from typing import Any, Final, cast

from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

_TRANSPORT: Final = "sandbox.transport"
_RESET: Final = struct.pack("ii", 1, 0)


class BreakableProtocol(H11Protocol):
    """uvicorn's HTTP/1.1 protocol; the application finds the transport among the scope's extensions."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        inner = self.app

        async def application(scope: Any, receive: Any, send: Any) -> None:
            scope.setdefault("extensions", {})[_TRANSPORT] = self.transport
            await inner(scope, receive, send)

        self.app = cast("Any", application)


def transport_of(scope: Any) -> asyncio.Transport:
    """The transport of the request's connection."""
    return cast("asyncio.Transport", scope["extensions"][_TRANSPORT])


def reset(transport: asyncio.Transport) -> None:
    """Breaks the connection off at once: the peer reads a TCP reset, and nothing that was not yet sent."""
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    transport.abort()


def close_in_the_middle(transport: asyncio.Transport, head: bytes) -> None:
    """Writes ``head`` (the beginning of an answer) and ends the connection in good order."""
    transport.write(head)
    transport.close()
