"""A scripted server: real sockets, one script a connection, and a count of the whole POSTs that it read."""

import socket
import ssl
import struct
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.client import Client
from ctc.clevertap.limiter import Limiter

PASSCODE = "canary-passcode-1234"
Script = Callable[["Visit"], None]


class Visit:
    """One connection, seen from the server."""

    def __init__(self, server: "ScriptedServer", sock: socket.socket) -> None:
        self.server, self.sock = server, sock
        self.number = 0

    def read_head(self) -> bytes:
        """Reads until the request's header is complete; empty where the client closed."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = self.sock.recv(1)
            if not piece:
                return b""
            data += piece
        return data

    def read_request(self) -> bytes:
        """Reads one whole request and counts it; empty where the client closed."""
        head = self.read_head()
        if not head:
            return b""
        length = next(
            int(line.split(b":")[1])
            for line in head.split(b"\r\n")
            if line.lower().startswith(b"content-length")
        )
        body = b""
        while len(body) < length:
            body += self.sock.recv(length - len(body))
        with self.server.lock:
            self.server.requests.append((head, body))
        return body

    def send(self, data: bytes) -> None:
        self.sock.sendall(data)

    def answer(self, status: int, body: bytes, *headers: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers]
        self.send("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def reset(self) -> None:
        """Closes with a RST in place of a FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def wait_for_the_client_to_leave(self) -> None:
        with suppress(OSError):
            while self.sock.recv(65536):
                pass


class ScriptedServer:
    """Runs ``script`` for each connection, in a thread of its own; what it read whole is in ``requests``."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None) -> None:
        self.script, self.context = script, context
        self.requests: list[tuple[bytes, bytes]] = []
        self.connections = 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}"

    def run(self) -> None:
        while True:
            try:
                sock, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.visit, args=(sock,), daemon=True).start()

    def visit(self, sock: socket.socket) -> None:
        with suppress(OSError, ssl.SSLError), sock:
            if self.context is not None:
                sock = self.context.wrap_socket(sock, server_side=True)
            with sock:
                self.script(Visit(self, sock))

    def close(self) -> None:
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.thread.join(5)


@pytest.fixture
def serve() -> Iterator[Callable[..., ScriptedServer]]:
    servers: list[ScriptedServer] = []

    def start(script: Script, context: ssl.SSLContext | None = None) -> ScriptedServer:
        servers.append(ScriptedServer(script, context))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def client_of() -> Iterator[Callable[..., Client]]:
    clients: list[Client] = []

    def make(url: str, *, timeout: float = 10.0, passcode: str = PASSCODE, **rest: object) -> Client:
        credentials = SimpleNamespace(account_id="ACCOUNT", passcode=passcode, token="")
        options = {"zone": ZoneInfo("Asia/Kolkata"), "limiter": Limiter(0), **rest}
        clients.append(Client(url, lambda: credentials, timeout=timeout, **options))  # type: ignore[arg-type]
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1, with its key, in one file."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate, both = folder / "key.pem", folder / "certificate.pem", folder / "both.pem"
    subject = ["-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            certificate,
            *subject,
        ],
        check=True,
        capture_output=True,
    )
    both.write_bytes(key.read_bytes() + certificate.read_bytes())
    return both


@pytest.fixture
def tls(certificate: Path) -> SimpleNamespace:
    """The server's context, and one of a client that trusts it."""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(certificate)
    return SimpleNamespace(server=server, trusting=ssl.create_default_context(cafile=str(certificate)))
