"""A journal in a SQLite file: the embedded store.

Each append is one transaction that compares the last serial under the write lock and is on the disk when it
returns (``synchronous=FULL`` with a write-ahead log). The lock belongs to the open file, so it dies with its process.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ctc.canonical import Json
from ctc.failpoints import NONE, Failpoints
from ctc.state.store import Conflict, Entry, Snapshot, StoreError

FORMAT: Final = 1
_BUSY_SECONDS: Final = 10.0
_KEPT_SNAPSHOTS: Final = 3
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS format (version INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS journal (serial INTEGER PRIMARY KEY, at TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS snapshots (serial INTEGER PRIMARY KEY, state TEXT NOT NULL);
INSERT INTO format SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM format);
"""


class SqliteStore:
    """The journal in one file. The file is made by the first append, never by a read."""

    def __init__(self, path: Path, failpoints: Failpoints = NONE) -> None:
        self._path = path
        self._failpoints = failpoints
        self._open: sqlite3.Connection | None = None

    def exists(self) -> bool:
        if not self._path.exists():
            return False
        return next(self.read(), None) is not None

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        if self._open is None and not self._path.exists():
            return
        serial = after
        with self._told() as connection:
            query = "SELECT serial, at, record FROM journal WHERE serial > ? ORDER BY serial"
            for row in connection.execute(query, (after,)):
                serial += 1
                yield self._entry(row, serial)

    def append(self, records: Sequence[Mapping[str, Json]], *, after: int) -> Sequence[Entry]:
        now = self.now()
        entries = [
            Entry(serial=serial, at=now, record=record)
            for serial, record in enumerate(records, start=after + 1)
        ]
        rows = [(entry.serial, now.isoformat(), json.dumps(entry.record)) for entry in entries]
        with self._told() as connection, _transaction(connection):
            (last,) = connection.execute("SELECT coalesce(max(serial), 0) FROM journal").fetchone()
            if last != after:
                raise Conflict
            connection.executemany("INSERT INTO journal VALUES (?, ?, ?)", rows)
            self._failpoints.hit("inside-append")
        return entries

    def now(self) -> datetime:
        return datetime.now(UTC)

    def snapshot(self) -> Snapshot | None:
        if self._open is None and not self._path.exists():
            return None
        with self._told() as connection:
            row = connection.execute(
                "SELECT serial, state FROM snapshots ORDER BY serial DESC LIMIT 1"
            ).fetchone()
            return Snapshot(serial=row[0], state=json.loads(row[1])) if row else None

    def write_snapshot(self, snapshot: Snapshot) -> None:
        with self._told() as connection, _transaction(connection):
            row = (snapshot.serial, json.dumps(snapshot.state))
            connection.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?)", row)
            self._failpoints.hit("inside-snapshot")
            connection.execute(
                "DELETE FROM snapshots WHERE serial NOT IN (SELECT serial FROM snapshots ORDER BY serial DESC LIMIT ?)",
                (_KEPT_SNAPSHOTS,),
            )

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    @contextmanager
    def _told(self) -> Iterator[sqlite3.Connection]:
        """The connection; what SQLite complains of becomes a StoreError that says what to do."""
        try:
            if self._open is None:
                self._open = self._connect()
            yield self._open
        except sqlite3.OperationalError as error:
            raise StoreError(f"the state {self._path} cannot be used: {error}") from None
        except (sqlite3.DatabaseError, ValueError) as error:
            raise StoreError(
                f"the state {self._path} is damaged ({error}): restore it from a backup, then run `ctc status`; "
                "do not delete it, for a state that starts empty would send everything again"
            ) from None
        except OSError as error:
            raise StoreError(f"the state {self._path} cannot be opened: {error.strerror}") from None

    def _connect(self) -> sqlite3.Connection:
        if self._path.exists() and self._path.stat().st_size == 0:
            raise ValueError("the file is empty")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.executescript(_TABLES)
            (version,) = connection.execute("SELECT version FROM format").fetchone()
        except BaseException:
            connection.close()
            raise
        if version > FORMAT:
            connection.close()
            raise StoreError(f"the state {self._path} was written by a newer ctc: use that version")
        return connection

    def _entry(self, row: tuple[int, str, str], expected: int) -> Entry:
        serial, at, text = row
        if serial != expected:
            raise ValueError(f"record {expected} is missing")
        return Entry(serial=serial, at=datetime.fromisoformat(at), record=json.loads(text))


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
