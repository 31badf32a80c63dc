"""The world of a cell: a sandbox as a real process, a repository on the disk, ctc as real processes."""

import http.client
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from crash_cells import Cell
from crash_database import Database
from crash_process import Ended, Launcher, Runner

from ctc.state import records
from ctc.state.journal import Journal, load
from ctc.state.store import Store
from ctc.state.stores.opening import open_store
from tests import serving

TIMEOUT = 2.5
"""Of one request, seconds."""
LISTING_LAG = 2.0
"""What a repository states; longer than the sandbox's ``list-lag:1``."""
IN_FLIGHT = 2 * TIMEOUT + LISTING_LAG
"""How long a claim may be in flight."""
NOBODY = "http://127.0.0.1:9"
FAKETIME = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
"""Debian's, or None."""
PEOPLE = 2300
"""Three batches."""

_SPEC = """version: 1
id: {id}
{was}campaign:
  name: {project} {soul}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {{event_name: App Launched, from: 2026-09-01, to: 2026-10-31}}
  content: {{body: "version {version}"}}
"""
_SEND = """version: 1
id: news
message:
  channel: sms
  to: {Identity: {file: people.csv, column: id}}
  content: {body: hello}
"""


_PERSON = """{"identities": {"Identity": "ann", "Phone": "+4915550000001"}, "subscribed": ["sms"],
"events": [{"name": "App Launched", "day": 20260915}]}
""".replace('\n"events', ' "events')


class Sandbox:
    """`ctc sandbox` as a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "sandbox.db"
        folder.mkdir(parents=True)
        people = folder / "people.ndjson"
        people.write_text(_PERSON)
        self._running = ExitStack()
        self.url = self._running.enter_context(serving.sandbox(folder, people, os.environ))

    def faults(self, *texts: str) -> None:
        self._tell("/sandbox/faults.json", {"faults": texts})

    def advance(self, seconds: float) -> None:
        self._tell("/sandbox/clock.json", {"advance": seconds})

    def _tell(self, path: str, body: dict[str, object]) -> None:
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)
        try:
            headers = {"Content-Type": "application/json"}
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            assert answer.status == 200, answer.read()
        finally:
            connection.close()

    def close(self) -> None:
        self._running.close()


@dataclass(slots=True, kw_only=True)
class Site:
    """One repository with its own project name, state and campaigns."""

    root: Path
    project: str
    sandbox: Sandbox
    launcher: Launcher
    state: str
    lag_stated: bool
    has_server: bool = True
    clock: str = ""
    """How far off the clock of the machine is, in faketime's words: ``-1h``; empty where it is right."""
    renamed: dict[str, str] = field(default_factory=dict)
    """By the name that a campaign had at first, which is what people get, the one that it has now."""
    ended: list[Ended] = field(default_factory=list)
    started: list[Runner] = field(default_factory=list)

    def set_up(self) -> None:
        (self.root / "campaigns").mkdir(parents=True)
        lag = f"    listing_lag: {LISTING_LAG:g}s\n" if self.lag_stated else ""
        (self.root / "ctc.yaml").write_text(
            f"version: 1\nproject: {self.project}\ndefault_environment: local\nenvironments:\n  local:\n"
            '    api: "{{ env.CTC_API }}"\n    account_id: sandbox\n    passcode: sandbox\n    timezone: UTC\n'
            f'    state: "{{{{ env.CTC_STATE }}}}"\n    timeout: {TIMEOUT}s\n    requests_per_second: 100\n{lag}'
        )

    def spec(self, name: str, version: int, *, soul: str = "", was: str = "") -> None:
        """One campaign; ``soul`` is the name that it had at first, ``was`` what the spec says that it was."""
        line = f"was: [{was}]\n" if was else ""
        text = _SPEC.format(id=name, soul=soul or name, was=line, project=self.project, version=version)
        (self.root / "campaigns" / f"{name}.yaml").write_text(text)

    def drop(self, name: str) -> None:
        (self.root / "campaigns" / f"{name}.yaml").unlink()

    def send_spec(self) -> None:
        (self.root / "campaigns" / "news.yaml").write_text(_SEND)
        people = "".join(f"{person}\n" for person in self.people())
        (self.root / "campaigns" / "people.csv").write_text(f"id\n{people}")

    def people(self) -> Iterator[str]:
        return (f"{self.project}-p{number}" for number in range(1, PEOPLE + 1))

    def start(self, *arguments: str, failpoint: str = "") -> Runner:
        env = {key: value for key, value in os.environ.items() if not key.startswith(("CTC_", "PYTEST"))}
        env |= {
            "CTC_API": self.sandbox.url if self.has_server else NOBODY,
            "CTC_STATE": self.state,
        }
        if failpoint:
            env["CTC_FAILPOINT"] = failpoint
        if self.clock:
            env |= {"LD_PRELOAD": str(FAKETIME), "FAKETIME": self.clock}
        log = self.root / f"run{len(self.started)}"
        self.started.append(self.launcher.start(arguments, self.root, env, log))
        return self.started[-1]

    def end(self, runner: Runner) -> Ended:
        self.ended.append(runner.end())
        return self.ended[-1]

    def run(self, *arguments: str) -> Ended:
        return self.end(self.start(*arguments))

    def apply(self) -> Ended:
        return self.run("apply", "--auto-approve", "--format", "json")

    @contextmanager
    def store(self) -> Iterator[Store]:
        store = open_store(self.state, root=self.root)
        try:
            yield store
        finally:
            store.close()

    @contextmanager
    def journal(self) -> Iterator[Journal | None]:
        with self.store() as store:
            yield load(store) if store.exists() else None

    def lengthen(self, count: int) -> None:
        """Gives the journal so many more records that the next run writes a snapshot."""
        with self.store() as store:
            last = sum(1 for _ in store.read())
            store.append(
                [records.reach(audience=f"a{n}", total=n, platforms={}) for n in range(count)], after=last
            )

    def close(self) -> None:
        for runner in self.started:
            runner.kill()


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of a cell; ``reached`` tells whether its failpoint was passed."""

    cell: Cell
    reached: bool = False
    processes: int = 0
    problems: list[str] = field(default_factory=list)
    story: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Where cells are played: one sandbox, a database for the cells that want one, and one that may be restarted."""

    folder: Path
    sandbox: Sandbox
    launcher: Launcher
    postgresql: str
    own: Database


def wait_out_the_flight() -> None:
    time.sleep(IN_FLIGHT + 0.1)
