"""A repository, a sandbox and ctc, each a process of its own; the sandbox's log is the judge."""

import http.client
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ctc.state.stores.postgresql import PostgresqlStore
from ctc.state.stores.sqlite import SqliteStore
from tests import journals, serving
from tests.commands import Said, said
from tests.inherited import inherited
from tests.scenarios.apply.places import InPostgresql, InSqlite, Place
from tests.serving import PATIENCE

LATER = "2031-01-15 09:30"
ENVIRONMENT = {
    "account_id": "sandbox",
    "passcode": "sandbox",
    "timezone": "UTC",
    "requests_per_second": 200,
}


class Sandbox:
    """``ctc sandbox`` in a process of its own, on a free port."""

    def __init__(self, url: str) -> None:
        self.url = url

    def ask(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=PATIENCE)
        try:
            raw = None if body is None else json.dumps(body)
            headers = {"Content-Type": "application/json"}
            connection.request("GET" if raw is None else "POST", path, raw, headers)
            response = connection.getresponse()
            answer: dict[str, Any] = json.loads(response.read())
            assert response.status == 200, answer
            return answer
        finally:
            connection.close()

    def faults(self, *faults: str) -> None:
        self.ask("/sandbox/faults.json", {"faults": list(faults)})

    def advance(self, seconds: float) -> None:
        self.ask("/sandbox/clock.json", {"advance": seconds})

    def requests(self, kind: str | None = None) -> list[dict[str, Any]]:
        """What arrived, whatever was answered; without bodies."""
        rows: list[dict[str, Any]] = self.ask("/sandbox/log.json")["requests"]
        return [row for row in rows if kind in (None, row["kind"])]

    def names(self) -> list[str]:
        """The names of the creates that were accepted, without their markers."""
        return [row["name"].split(" #")[0] for row in self.requests("create") if row["accepted"]]

    def ids(self) -> list[int]:
        return [row["campaign"] for row in self.requests("create") if row["accepted"]]


def environ_of(more: dict[str, str]) -> dict[str, str]:
    """The process environment of a command: nothing of CleverTap's or ctc's but what is given."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CTC_", "CLEVERTAP_", "GIT_"))}
    return {**kept, "NO_COLOR": "1", "PYTHONUNBUFFERED": "1", **inherited(**more)}


class Repository:
    """A campaign repository; its default environment, ``local``, is the sandbox."""

    def __init__(self, root: Path, url: str, place: Place) -> None:
        self.root, self.url, self.place = root, url, place
        self.settings: dict[str, Any] = {}
        (root / "campaigns").mkdir(parents=True)
        self.configure()

    @property
    def state(self) -> Path:
        """The file that it is in, where it is in one."""
        return self.root / ".ctc" / "local.db"

    def configure(self, *, project: dict[str, Any] | None = None, **settings: Any) -> None:
        """Writes ctc.yaml: ``settings`` are those of the environment ``local``; None takes one out."""
        config = {
            "version": 1,
            "default_environment": "local",
            "environments": {"local": self.local(**settings)},
        }
        self.write("ctc.yaml", json.dumps({**config, **(project or {})}, indent=1))

    def local(self, **settings: Any) -> dict[str, Any]:
        """The settings of its environment; None takes one out."""
        local = {"api": self.url, **ENVIRONMENT, "state": self.place.state, **settings}
        return {key: value for key, value in local.items() if value is not None}

    def write(self, path: str, text: str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        return file

    def spec(self, address: str, *, top: dict[str, Any] | None = None, **fields: Any) -> Path:
        """One campaign by SMS; ``top`` stands beside ``campaign``, ``fields`` within it."""
        body = {
            "name": address,
            "target_mode": "sms",
            "when": LATER,
            "where": {"event_name": "Charged", "from": "2025-01-01", "to": "2025-12-31"},
            "content": {"body": "Hello"},
            **fields,
        }
        spec = {"version": 1, "id": address, **(top or {}), "campaign": body}
        return self.write(f"campaigns/{address}.yaml", json.dumps(spec, indent=1))

    def message(self, name: str, to: Any, *, top: dict[str, Any] | None = None, body: str = "Hello") -> Path:
        """One identity send by SMS."""
        message = {"channel": "sms", "to": to, "content": {"body": body}}
        spec = {"version": 1, "id": name, **(top or {}), "message": message}
        return self.write(f"campaigns/{name}.yaml", json.dumps(spec, indent=1))

    def remove(self, name: str) -> None:
        (self.root / "campaigns" / f"{name}.yaml").unlink()

    def start(self, *args: str, answers: bool = False, **environ: str) -> subprocess.Popen[str]:
        """ctc as a process that is still running; somebody ``answers`` it, or nobody."""
        return subprocess.Popen(
            [sys.executable, "-m", "ctc", *args],
            cwd=self.root,
            env=environ_of(environ),
            stdin=subprocess.PIPE if answers else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def on_terminal(self, *args: str) -> tuple[subprocess.Popen[bytes], int]:
        """ctc on a terminal of its own, and the terminal's other end: closing it hangs up."""
        ours, theirs = os.openpty()
        begin = "import os, sys; os.setsid(); os.close(os.open(os.ttyname(0), os.O_RDWR)); "
        run = "os.execv(sys.executable, [sys.executable, '-m', 'ctc', *sys.argv[1:]])"
        process = subprocess.Popen(
            [sys.executable, "-c", begin + run, *args],
            cwd=self.root,
            env=environ_of({}),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        return process, ours

    def ctc(self, *args: str, code: int | None = 0, answer: str | None = None, **environ: str) -> str:
        """Runs ctc to its end and gives stdout and stderr as one text."""
        done = self.said(*args, answer=answer or "", **environ)
        assert code is None or done.code == code, f"exit {done.code}\n{done.out}\n{done.err}"
        return done.out + done.err

    def said(self, *args: str, answer: str = "", **environ: str) -> Said:
        """Runs ctc to its end: in this process, or in one of its own where it is to die."""
        if "CTC_FAILPOINT" in environ:
            process = self.start(*args, **environ)
            out, err = process.communicate(timeout=PATIENCE)
            return Said(process.returncode, out, err)
        done = said(*args, folder=self.root, environ=environ_of(environ), stdin=answer)
        assert "Traceback" not in done.out + done.err, done.err
        return done

    def apply(self, *args: str, code: int | None = 0, **environ: str) -> str:
        return self.ctc("apply", "--auto-approve", *args, code=code, **environ)

    def plan(self, *args: str) -> dict[str, dict[str, Any]]:
        """The changes of a plan, by address."""
        done = self.said("plan", "--format", "json", *args)
        assert done.out, done.err
        return {change["address"]: change for change in json.loads(done.out)["changes"]}

    def actions(self, *args: str) -> dict[str, str]:
        return {address: change["action"] for address, change in self.plan(*args).items()}

    def records(self) -> dict[str, dict[str, Any]]:
        done = self.said("state", "list", "--format", "json")
        assert done.code == 0, done.err
        return {record["address"]: record for record in json.loads(done.out)["records"]}

    def statuses(self) -> dict[str, str]:
        return {address: record["status"] for address, record in self.records().items()}

    def keep_state(self) -> Any:
        """A copy of the state as it is, for :meth:`restore_state`."""
        return self.place.keep()

    def lose_state(self) -> None:
        self.place.lose()

    def restore_state(self, copy: Any, *, here: bool = False) -> None:
        """On another machine, which saw nothing of the newer one; or ``here``."""
        if not here:
            shutil.rmtree(Path(os.environ["XDG_STATE_HOME"], "ctc"), ignore_errors=True)
        self.place.put_back(copy)


def events_until(process: subprocess.Popen[str], event: str, **data: Any) -> list[dict[str, Any]]:
    """The events of ``apply --format json`` up to the first that matches."""
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        seen.append(json.loads(line))
        if seen[-1]["event"] == event and all(seen[-1].get(key) == value for key, value in data.items()):
            return seen
    raise AssertionError(f"no event {event} {data} in {seen}")


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty people who bought something, so that no sandbox makes its large sample."""
    file = tmp_path_factory.mktemp("people") / "people.ndjson"
    bought = [{"name": "Charged", "day": 20250601, "properties": {"Amount": 40}}]
    rows = [
        {
            "identities": {"Identity": f"u{n}", "Phone": f"+4915550{n:04d}"},
            "properties": {},
            "devices": [{"platform": "android", "last_active": 20250601}],
            "subscribed": ["sms", "email"],
            "events": bought,
        }
        for n in range(20)
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


@pytest.fixture
def sandbox(tmp_path: Path, people: Path) -> Iterator[Sandbox]:
    with serving.sandbox(tmp_path / "sandbox", people, environ_of({})) as url:
        yield Sandbox(url)


@pytest.fixture
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where the repository's state is: in its file, unless a test is of both (``BOTH``)."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield InSqlite(tmp_path / "repository")
        return
    there = InPostgresql(request.getfixturevalue("postgresql"))
    yield there
    if request.node.get_closest_marker(journals.MARK) is None:
        with closing(there.opened()) as store:
            assert journals.faults_of(store, there.journal) == []


@pytest.fixture
def minutes_later(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """A context in which it is two minutes later than it is: for the state, and from then on for CleverTap."""

    @contextmanager
    def later() -> Iterator[None]:
        sandbox.advance(120)
        with monkeypatch.context() as patched:
            for store in (SqliteStore, PostgresqlStore):
                patched.setattr(store, "now", lambda its, now=store.now: now(its) + timedelta(minutes=2))
            yield

    return later


@pytest.fixture
def repo(tmp_path: Path, sandbox: Sandbox, place: Place) -> Repository:
    return Repository(tmp_path / "repository", sandbox.url, place)


@pytest.fixture
def until() -> Callable[..., list[dict[str, Any]]]:
    return events_until
