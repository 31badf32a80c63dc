"""The sandbox as a process: signals, a kill, two of them on one file, limits under real concurrency."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from ctc.people.load import LoadError
from ctc.sandbox.embedded import running
from ctc.sandbox.faults import FaultError
from ctc.sandbox.server import serve
from ctc.sandbox.settings import SandboxSettings, SettingsError

SERVE = """
import sys
from pathlib import Path
from ctc.sandbox.server import serve
serve(port=0, data_dir=Path(sys.argv[1]), load=Path(sys.argv[2]), on_ready=lambda url: print(url, flush=True))
print("done", flush=True)
"""


@contextmanager
def server(data_dir: Path, people: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", SERVE, str(data_dir), str(people)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        yield process, process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("which", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_in_good_order(
    tmp_path: Path, people: Path, connect: Any, which: signal.Signals
) -> None:
    with server(tmp_path, people) as (process, url):
        client = connect(url)
        assert client.create()[0] == 200
        os.kill(process.pid, which)
        said, complaints = process.communicate(timeout=30)
        assert (said, complaints, process.returncode) == ("done\n", "", 0)


def test_what_was_accepted_survives_a_kill(tmp_path: Path, people: Path, connect: Any) -> None:
    with server(tmp_path, people) as (process, url):
        client = connect(url)
        ids = [client.create()[1]["id"] for _ in range(5)]
        os.kill(process.pid, signal.SIGKILL)
        process.wait(timeout=30)
    with closing(sqlite3.connect(tmp_path / "sandbox.db")) as db:
        kept = db.execute(
            "SELECT campaign FROM requests WHERE kind = 'create' AND accepted ORDER BY seq"
        ).fetchall()
    assert [row[0] for row in kept] == ids
    with running(tmp_path, load=people) as url:
        assert [target["id"] for target in connect(url).listing()] == ids


def test_two_sandboxes_on_one_file_never_give_the_same_id(tmp_path: Path, people: Path, connect: Any) -> None:
    with (
        server(tmp_path, people) as (_, first),
        running(tmp_path, load=people) as second,
        ThreadPoolExecutor(8) as pool,
    ):
        answers = pool.map(lambda n: connect((first, second)[n % 2]).create(), range(60))
        ids = [answer["id"] for _, answer in answers]
        assert len(set(ids)) == 60
        assert sorted(target["id"] for target in connect(first).listing()) == sorted(ids)


def test_too_many_at_once_are_refused(tmp_path: Path, people: Path, connect: Any) -> None:
    faults = ["latency:500"]
    with running(tmp_path, load=people, settings=SandboxSettings(concurrent=3), faults=faults) as url:
        with ThreadPoolExecutor(12) as pool:
            statuses = [status for status, _ in pool.map(lambda _: connect(url).create(), range(12))]
        assert set(statuses) == {200, 429}
        assert connect(url).accepted()["create"] == statuses.count(200)
        assert [connect(url).create()[0] for _ in range(2)] == [200, 200], "whoever was answered makes room"


def test_an_interrupted_block_stops_the_server(tmp_path: Path, people: Path) -> None:
    with pytest.raises(KeyboardInterrupt), running(tmp_path, load=people) as url:
        raise KeyboardInterrupt
    port = int(url.rpartition(":")[2])
    with closing(socket.socket()) as sock:
        assert sock.connect_ex(("127.0.0.1", port)) != 0


def test_a_late_answer_does_not_hold_up_the_end(tmp_path: Path, people: Path, connect: Any) -> None:
    with ThreadPoolExecutor(1) as pool:
        with running(tmp_path, load=people, faults=["late-answer:3600"]) as url:
            client = connect(url)
            answer = pool.submit(client.create)
            while not client.accepted():
                pass
        with pytest.raises(OSError):
            answer.result()


def test_it_starts_and_stops_many_times(tmp_path: Path, people: Path) -> None:
    for _ in range(10):
        with running(tmp_path, load=people):
            pass


def test_what_cannot_be_served_is_said_at_the_start(tmp_path: Path, people: Path) -> None:
    with pytest.raises(FaultError):
        serve(port=0, data_dir=tmp_path, faults=["nonsense"])
    with pytest.raises(LoadError):
        serve(port=0, data_dir=tmp_path, load=tmp_path / "nobody.ndjson")
    with pytest.raises(SettingsError, match="unknown time zone 'Asia/Pune'"):
        SandboxSettings(timezone="Asia/Pune")
    with pytest.raises(SettingsError, match="above zero"):
        SandboxSettings(per_second=0)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError):
            serve(port=taken.getsockname()[1], data_dir=tmp_path, load=people)
