"""The sandbox inside this very process, for the length of a command or of a test."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from ctc.sandbox.faults import Faults
from ctc.sandbox.server import SandboxServer, listen, open_sandbox, run, url_of
from ctc.sandbox.settings import SandboxSettings


@contextmanager
def running(
    data_dir: Path,
    *,
    settings: SandboxSettings | None = None,
    faults: Sequence[str] = (),
    load: Path | None = None,
    port: int = 0,
) -> Iterator[str]:
    """A sandbox on a free loopback port, in a background thread; gives its base URL.

    Requests may be sent at once: its people are there, for the time of a request is limited, and the socket listens
    before the thread runs. At the end the server stops, an answer under way has a second left, and the store is
    closed; so too when the block is left by Ctrl-C. Raises FaultError, LoadError, OSError.
    """
    armed = Faults(faults)
    sandbox = open_sandbox(data_dir, settings=settings or SandboxSettings(), load=load)
    try:
        sandbox.audience.ready()
        sock = listen(port)
        server = SandboxServer(sandbox, armed)
        thread = threading.Thread(target=run, args=(server, sock), name="ctc-sandbox", daemon=True)
        thread.start()
        try:
            yield url_of(sock)
        finally:
            server.stop()
            thread.join()
    finally:
        sandbox.store.close()
