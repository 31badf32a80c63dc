"""The sandbox as a server of its own, in the foreground: what ``ctc sandbox`` runs."""

import asyncio
import signal
import socket
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from uvicorn import Config, Server

from ctc.people.population import Population, WithSegments
from ctc.sandbox.app import make_app
from ctc.sandbox.clock import Clock
from ctc.sandbox.connection import BreakableProtocol, reset
from ctc.sandbox.faults import Faults
from ctc.sandbox.inbox.routes import inbox_routes
from ctc.sandbox.reach import PopulationAudience
from ctc.sandbox.settings import SandboxSettings
from ctc.sandbox.store import RequestStore
from ctc.sandbox.targets import Sandbox

LOOPBACK: Final = "127.0.0.1"
_GRACE: Final = 1
"""Seconds that an answer under way has left when the server is told to stop."""


def open_sandbox(data_dir: Path, *, settings: SandboxSettings, load: Path | None) -> Sandbox:
    """The account kept in ``data_dir``. People come from the file ``load``, or from the shipped sample.

    A file is read at once, so that its mistakes are told at the start (LoadError); the sample takes seconds to make,
    so it is made before somebody is counted, and kept.
    """
    loaded = _loaded(data_dir, load) if load else None

    def people() -> Population:
        return WithSegments(loaded or _sample(settings.sample or data_dir), settings.segments)

    return Sandbox(
        settings=settings, store=RequestStore(data_dir), audience=PopulationAudience(people), clock=Clock()
    )


def _loaded(data_dir: Path, file: Path) -> Population:
    from ctc.people.load import open_loaded

    return open_loaded(data_dir / "people.db", file)


def _sample(folder: Path) -> Population:
    from ctc.people.sample.generate import VERSION, generate
    from ctc.people.stored import open_people

    return open_people(folder / f"sample-{VERSION}.db", VERSION, generate())


def listen(port: int) -> socket.socket:
    """A listening socket on loopback; clients may connect at once. Raises OSError where the port is taken."""
    # The protocol is named because asyncio turns Nagle off for sockets of that protocol alone.
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((LOOPBACK, port))
        sock.listen(1024)
    except OSError:
        sock.close()
        raise
    return sock


def url_of(sock: socket.socket) -> str:
    return f"http://{LOOPBACK}:{sock.getsockname()[1]}"


class SandboxServer(Server):
    """uvicorn's server, woken up when it shall stop, in place of asking ten times a second."""

    def __init__(self, sandbox: Sandbox, faults: Faults) -> None:
        app = make_app(sandbox, faults, extra_routes=tuple(inbox_routes(sandbox, faults)))
        super().__init__(
            Config(
                app,
                http=BreakableProtocol,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level="critical",
                access_log=False,
                date_header=False,
                server_header=False,
                timeout_keep_alive=60,
            )
        )
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        if not self.should_exit:
            await self._wake.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Closes at once what is idle; waits a little for answers under way, then drops them."""
        for server in self.servers:
            server.close()
        for sock in sockets or []:
            sock.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        tasks = set(self.server_state.tasks)
        if tasks and not self.force_exit:
            _, tasks = await asyncio.wait(tasks, timeout=_GRACE)
        for connection in list(self.server_state.connections):
            if isinstance(connection, BreakableProtocol):
                reset(connection.transport)
        for task in tasks:
            task.cancel()

    def stop(self) -> None:
        """Ends the server; may be called from any thread, and more than once."""
        self.should_exit = True
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    def handle_exit(self, sig: int, frame: object) -> None:
        """Ctrl-C and SIGTERM: the first stops in good order, the second at once."""
        if self.should_exit and sig == signal.SIGINT:
            self.force_exit = True
        self.stop()


def serve(
    *,
    port: int,
    data_dir: Path,
    faults: Sequence[str] = (),
    load: Path | None = None,
    settings: SandboxSettings | None = None,
    on_ready: Callable[[str], object] | None = None,
) -> None:
    """Serves until Ctrl-C or SIGTERM, and returns then. ``on_ready`` is told the URL; port 0 takes any.

    Raises OSError (the port is taken), FaultError (a fault cannot be read), LoadError (people cannot be read).
    """
    armed = Faults(faults)
    sandbox = open_sandbox(data_dir, settings=settings or SandboxSettings(), load=load)
    try:
        sock = listen(port)
        server = SandboxServer(sandbox, armed)
        threading.Thread(target=_ready, args=(sandbox,), name="ctc-people", daemon=True).start()
        if on_ready is not None:
            on_ready(url_of(sock))
        run(server, sock)
    finally:
        sandbox.store.close()


def _ready(sandbox: Sandbox) -> None:
    with suppress(Exception):  # whoever is counted first is told of it
        sandbox.audience.ready()


def run(server: SandboxServer, sock: socket.socket) -> None:
    """Runs a server on a listening socket until it is stopped; signals are its own meanwhile."""
    asyncio.run(server.serve([sock]))
