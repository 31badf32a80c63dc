"""A PostgreSQL state is opened with what its URL says: nothing that libpq finds on this machine goes along."""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ctc.state.store import StoreError
from ctc.state.stores.opening import open_store
from ctc.state.stores.postgresql_url import _ENVIRONMENT, without_libpq_environment

CANARY = "canary-of-this-machine"
_SSL_REQUEST = 80877103
_ASK_FOR_PASSWORD = b"R" + struct.pack("!ii", 8, 3)


class Collector:
    """A server that asks whoever connects for a password in the clear, and keeps all that it is sent."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.got = b""
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            with client:
                client.settimeout(5)
                try:
                    self._ask(client)
                except OSError:
                    continue

    def _ask(self, client: socket.socket) -> None:
        data = client.recv(4096)
        self.got += data
        if len(data) == 8 and struct.unpack("!ii", data)[1] == _SSL_REQUEST:
            client.sendall(b"N")
            self.got += client.recv(4096)
        client.sendall(_ASK_FOR_PASSWORD)
        self.got += client.recv(4096)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.close()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collector: Collector) -> None:
    """A machine that keeps a password in every way that libpq knows."""
    line = f"*:*:*:*:{CANARY}\n"
    for name in (".pgpass", "passwords"):
        (tmp_path / name).write_text(line)
        (tmp_path / name).chmod(0o600)
    (tmp_path / "services").write_text(f"[own]\npassword={CANARY}\nport={collector.port}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("PGPASSWORD", CANARY)
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "passwords"))
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
    monkeypatch.setenv("PGSERVICE", "own")
    monkeypatch.setenv("PGUSER", CANARY)
    monkeypatch.setenv("PGDATABASE", CANARY)
    monkeypatch.setenv("PGOPTIONS", f"-c application_name={CANARY}")
    monkeypatch.setenv("PGAPPNAME", CANARY)


@pytest.mark.parametrize("user", ["u@", ""])
@pytest.mark.usefixtures("machine")
def test_no_password_of_the_machine_goes_along(tmp_path: Path, collector: Collector, user: str) -> None:
    with pytest.raises(StoreError):
        open_store(f"postgresql://{user}127.0.0.1:{collector.port}/d", root=tmp_path).exists()
    assert b"database\x00d\x00" in collector.got
    assert CANARY.encode() not in collector.got


def test_the_password_of_the_url_does(tmp_path: Path, collector: Collector) -> None:
    with pytest.raises(StoreError):
        open_store(f"postgresql://u:{CANARY}@127.0.0.1:{collector.port}/d", root=tmp_path).exists()
    assert CANARY.encode() in collector.got


@pytest.mark.usefixtures("machine")
def test_no_host_of_the_machine_stands_in_for_none(
    tmp_path: Path, collector: Collector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", str(collector.port))
    for url in ("postgresql:///d", "postgresql://u@/d", "postgresql://", "postgresql:d"):
        with pytest.raises(StoreError, match="names no host"):
            open_store(url, root=tmp_path).exists()
    assert collector.got == b""


@pytest.mark.parametrize("query", ["service=own", "servicefile=/tmp/x", "host=127.0.0.1&service=own"])
def test_a_service_file_is_no_part_of_a_url(tmp_path: Path, query: str) -> None:
    with pytest.raises(StoreError, match="service file"):
        open_store(f"postgresql://127.0.0.1:1/d?{query}", root=tmp_path).exists()


def test_a_password_with_an_at_sign_is_not_taken_for_a_host(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="%40") as caught:
        open_store(f"postgresql://u:half@{CANARY}@127.0.0.1:1/d", root=tmp_path).exists()
    assert CANARY not in str(caught.value)


def test_the_environment_is_without_its_variables_for_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two threads that take them out at once, the second would put nothing back, or the first too early."""
    monkeypatch.setenv("PGUSER", "ann")
    monkeypatch.setenv("HOST", "h")
    with without_libpq_environment():
        assert (os.environ.get("PGUSER"), os.environ.get("HOST")) == (None, "h")
        assert not _ENVIRONMENT.acquire(blocking=False)
    assert os.environ["PGUSER"] == "ann"
