"""What is refused, in the words that people read, in ``refusals.txt``: a state that cannot be used, its URL, a request
that must not go out. ``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.client import Client
from ctc.clevertap.limiter import Limiter
from ctc.clevertap.proxy import proxy_for
from ctc.diagnostics import UserError
from ctc.state import records
from ctc.state.fold import fold
from ctc.state.halting import resume
from ctc.state.journal import begin, load, open_journal
from ctc.state.store import Conflict, Entry, Snapshot, StoreError
from ctc.state.stores.memory import MemoryStore
from ctc.state.stores.opening import open_store
from ctc.state.stores.sqlite import SqliteStore
from ctc.state.stores.sqlite_words import in_words
from tests.unit.state.test_journal_unit import AT, BINDING, claim, new_store

FILE: Final = Path(__file__).with_name("refusals.txt")
REFUSED: Final = (StoreError, UserError, ValueError)


def words_of(ask: Callable[[], object]) -> list[str]:
    with pytest.raises(REFUSED) as caught:
        ask()
    if isinstance(caught.value, UserError):
        return [
            line
            for one in caught.value.diagnostics
            for line in (f"{one.code} {one.severity} {one.file}:{one.line}: {one.message}", one.hint)
            if line
        ]
    return [str(caught.value)]


def state_file(folder: Path, *statements: str, data: bytes | None = None) -> Path:
    """A state of two records and a snapshot, and what was done to it since."""
    path = folder / "state.db"
    path.unlink(missing_ok=True)
    store = SqliteStore(path)
    store.append([{"n": 1}, {"n": 2}], after=0)
    store.write_snapshot(Snapshot(serial=2, text="{}"))
    store.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    if data is not None:
        path.write_bytes(data)
    return path


def read(path: Path) -> None:
    store = SqliteStore(path, busy_seconds=0.01)
    try:
        store.exists()
        list(store.read())
    finally:
        store.close()


DAMAGES: Final[dict[str, Sequence[str]]] = {
    "a record that is gone": ["DELETE FROM journal WHERE serial = 1"],
    "all records gone": ["DELETE FROM journal"],
    "half a record": ["UPDATE journal SET record = '{\"n\":' WHERE serial = 2"],
    "no moment": ["UPDATE journal SET at = 'yesterday' WHERE serial = 2"],
    "no format": ["DELETE FROM format"],
    "a newer format": ["UPDATE format SET version = 2"],
    "another database": ["DROP TABLE snapshots"],
}


def of_files(folder: Path) -> dict[str, Callable[[], object]]:
    asked: dict[str, Callable[[], object]] = {
        f"file: {name}": lambda sql=sql: read(state_file(folder, *sql)) for name, sql in DAMAGES.items()
    }
    asked["file: empty"] = lambda: read(state_file(folder, data=b""))
    asked["file: a folder"] = lambda: read(folder)
    asked["file: below a file"] = lambda: SqliteStore(state_file(folder) / "a" / "state.db").append(
        [{}], after=0
    )

    def taken_away() -> None:
        store = SqliteStore(state_file(folder))
        store.exists()
        (folder / "state.db").unlink()
        try:
            store.append([{}], after=2)
        finally:
            store.close()

    asked["file: taken away under a run"] = taken_away
    return asked


URLS: Final = (
    *("sqlite://state.db", "sqlite:///a.db?mode=ro", "sqlite:///.git/a.db", "s3://bucket/key", "http://[::1"),
    *("postgresql://h:port/d", "postgresql://h/d?journal=a%20b", "postgresql://u:a@b@h/d", "postgresql:///d"),
    *("postgresql://h/d?service=own", "postgresql://h/d?nonsense=1"),
)


def of_urls(folder: Path) -> dict[str, Callable[[], object]]:
    return {f"url: {url}": lambda url=url: open_store(url, root=folder).exists() for url in URLS}


class Busy(MemoryStore):
    def append(self, records: Sequence[Any], *, after: int) -> Sequence[Entry]:
        raise Conflict


def folded(record: dict[str, Any], serial: int = 2) -> object:
    return fold(
        [Entry(serial=1, at=AT, record=records.init(BINDING)), Entry(serial=serial, at=AT, record=record)]
    )


def cut_short() -> object:
    store = new_store()
    journal = load(store)
    journal.append(lambda _: [claim()])
    journal.compact(every=1)
    store._rows.pop()
    return load(store)


def replaced() -> object:
    store = new_store()
    journal = load(store)
    store._rows.clear()
    return journal.refresh()


def never_a_turn() -> object:
    store = new_store()
    journal = load(store)
    store.__class__ = Busy
    return journal.append(lambda _: [claim()])


JOURNALS: Final[dict[str, Callable[[], object]]] = {
    "none": lambda: load(MemoryStore()),
    "none of this environment": lambda: open_journal(MemoryStore(), BINDING),
    "begun already": lambda: begin(new_store(), [records.init(BINDING)]),
    "begun at once": lambda: begin(Busy(), [records.init(BINDING)]),
    "of something else": lambda: open_journal(
        new_store(), replace(BINDING, project="q", environment="f", account_id="b", region="eu1")
    ),
    "cut short": cut_short,
    "replaced": replaced,
    "never a turn": never_a_turn,
    "a gap": lambda: folded(claim(), 3),
    "begun twice": lambda: folded(records.init(BINDING)),
    "a part is missing": lambda: folded({"v": 1, "kind": "intent"}),
    "of no kind": lambda: folded({"v": 1, "kind": "song"}),
    "of tomorrow": lambda: folded({"v": 99, "kind": "intent"}),
    "not halted": lambda: resume(load(new_store()), by="ann", why=""),
    "unreadable": lambda: open_journal(Unreadable(), BINDING),
}


class Unreadable(MemoryStore):
    def exists(self) -> bool:
        return True

    def snapshot(self) -> Snapshot | None:
        raise StoreError("the disk is gone")


def client(api: str = "https://in1.api.clevertap.com", **credentials: str) -> Client:
    said = SimpleNamespace(**{"account_id": "A", "passcode": "secret", "token": "t", **credentials})
    return Client(api, lambda: said, zone=ZoneInfo("UTC"), timeout=1.0, limiter=Limiter(0))


REQUESTS: Final[dict[str, Callable[[], object]]] = {
    "in the clear": lambda: client("http://in1.api.clevertap.com"),
    "to everybody": lambda: client().create(b'{"name":"x","where":{}}'),
    "a create that is an estimate": lambda: client().create(
        b'{"where":{"event_name":"A"},"estimate_only":true}'
    ),
    "an estimate that would send": lambda: client().estimate(b'{"segment":"x"}'),
    "a send to nowhere": lambda: client().send("/1/upload", b"{}"),
    "credentials that no header holds": lambda: client(passcode="a\nb").stop(1),
}
PROXIES: Final = ("socks5://u:s3cret@p:1", "http://", "http://u:s3cret@p:99999")
SQLITE_SAYS: Final = (
    *("database is locked", "database table is locked", "unable to open database file"),
    *("attempt to write a readonly database", "database or disk is full", "disk I/O error"),
)


def refusals(folder: Path) -> dict[str, list[str]]:
    asked = {
        **of_files(folder),
        **of_urls(folder),
        **{f"state: {name}": ask for name, ask in JOURNALS.items()},
        **{f"request: {name}": ask for name, ask in REQUESTS.items()},
        **{
            f"proxy: {text}": lambda text=text: proxy_for("x.example", {"HTTPS_PROXY": text})
            for text in PROXIES
        },
    }
    told = {name: words_of(ask) for name, ask in asked.items()}
    for text in SQLITE_SAYS:
        told[f"sqlite: {text}"] = [in_words(sqlite3.OperationalError(text), folder / "state.db")]
    return told


def test_each_refusal_is_in_these_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = refusals(tmp_path)
    shown = "".join(f"{name}\n" + "".join(f"  {line}\n" for line in lines) for name, lines in told.items())
    shown = shown.replace(str(tmp_path), "<folder>")
    if os.environ.get("CTC_GOLDEN") == "write":
        FILE.write_text(shown, "utf-8")
    assert shown == FILE.read_text("utf-8")
