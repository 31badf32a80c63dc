"""A journal in a SQLite file: the embedded store.

Each append is one transaction that compares the last serial under the write lock and is on the disk when it
returns. The lock belongs to the open file, so it dies with its process. The rollback journal is chosen over
the faster write-ahead log (1.2 against 0.6 ms a commit) because with it the file is the whole state: a cache
or a backup that copies a ``.db`` and leaves its ``-wal`` behind would lose intents without a word.
"""

import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from ctc.canonical import Json, compact
from ctc.failpoints import NONE, Failpoints
from ctc.files import identity_of, refuse_linked_database, replacing
from ctc.state.store import Asked, Conflict, Entry, SettledRow, Snapshot, StoreError
from ctc.state.stores.sqlite_settled import IS_THERE, add, queries
from ctc.state.stores.sqlite_words import in_words

FORMAT: Final = 1
_BUSY_SECONDS: Final = 10.0
_POLL_SECONDS: Final = 0.001
_KEPT_SNAPSHOTS: Final = 3
_PAGE: Final = 5_000
_TABLES: Final = """
CREATE TABLE format (version INTEGER NOT NULL);
CREATE TABLE journal (serial INTEGER PRIMARY KEY, at TEXT NOT NULL, record TEXT NOT NULL);
CREATE TABLE snapshots (serial INTEGER PRIMARY KEY, state TEXT NOT NULL);
"""
_ADVICE: Final = (
    "restore it from a backup, then run `ctc status`; do not delete it, for a state that starts empty would "
    "send everything again"
)


class SqliteStore:
    """The journal in one file. The file is made by the first append, never by a read."""

    def __init__(
        self, path: Path, failpoints: Failpoints = NONE, *, busy_seconds: float = _BUSY_SECONDS
    ) -> None:
        self._path = path
        self._failpoints = failpoints
        self._busy_seconds = busy_seconds
        self._open: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None

    def exists(self) -> bool:
        if not self._is_there():
            return False
        with self._told() as connection:
            query = "SELECT EXISTS (SELECT 1 FROM journal), EXISTS (SELECT 1 FROM snapshots)"
            records, snapshots = self._ask(connection, query).fetchone()
            if snapshots and not records:
                raise ValueError("its records are gone")
            return bool(records)

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        if not self._is_there():
            return
        query = "SELECT serial, at, record FROM journal WHERE serial > ? ORDER BY serial LIMIT ?"
        while True:
            with self._told() as connection:
                rows = self._ask(connection, query, after, _PAGE).fetchall()
                entries = [_entry(row, expected) for expected, row in enumerate(rows, start=after + 1)]
            yield from entries
            after += len(rows)
            if len(rows) < _PAGE:
                return

    def append(self, records: Sequence[Mapping[str, Json]], *, after: int) -> Sequence[Entry]:
        texts = [compact(record) for record in records]
        with self._told(make=not after) as connection, self._transaction(connection):
            if self._file != identity_of(self._path):  # what is written to a file without a name is lost
                raise StoreError(
                    f"the state {self._path} was removed or replaced while it was in use: run again"
                )
            (last,) = connection.execute("SELECT coalesce(max(serial), 0) FROM journal").fetchone()
            if last != after:
                raise Conflict
            now = self.now()  # under the write lock: waiting for it must not age an intent
            rows = [(serial, now.isoformat(), text) for serial, text in enumerate(texts, start=after + 1)]
            connection.executemany("INSERT INTO journal VALUES (?, ?, ?)", rows)
            self._failpoints.hit("inside-append")
        return [
            Entry(serial=serial, at=now, record=record)
            for serial, record in enumerate(records, start=after + 1)
        ]

    def now(self) -> datetime:
        return datetime.now(UTC)

    def snapshot(self) -> Snapshot | None:
        if not self._is_there():
            return None
        with self._told() as connection:
            query = "SELECT serial, state FROM snapshots ORDER BY serial DESC LIMIT 1"
            row = self._ask(connection, query).fetchone()
            return Snapshot(serial=row[0], text=row[1]) if row else None

    def write_snapshot(self, snapshot: Snapshot, settled: Sequence[SettledRow] = ()) -> None:
        row = (snapshot.serial, snapshot.text)
        with self._told() as connection, self._transaction(connection):
            if settled:
                add(connection, snapshot.serial, settled)
            connection.execute("INSERT OR REPLACE INTO snapshots VALUES (?, ?)", row)
            self._failpoints.hit("inside-snapshot")
            connection.execute(
                "DELETE FROM snapshots WHERE serial NOT IN (SELECT serial FROM snapshots ORDER BY serial DESC LIMIT ?)",
                (_KEPT_SNAPSHOTS,),
            )

    def settled(self, asked: Asked) -> list[SettledRow]:
        if not self._is_there():
            return []
        with self._told() as connection:
            return [row for query in queries(asked) for row in self._rows(connection, *query)]

    def _rows(
        self, connection: sqlite3.Connection, sql: str, values: Sequence[str | int]
    ) -> list[SettledRow]:
        if not self._ask(connection, IS_THERE).fetchone()[0]:
            return []
        return [SettledRow(*row) for row in self._ask(connection, sql, *values)]

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def _ask(self, connection: sqlite3.Connection, sql: str, *values: str | int) -> sqlite3.Cursor:
        """Runs a statement that may have to wait for a lock: one that got none did nothing. SQLite's own waiting sleeps
        longer and longer, and next to a process that appends without a pause finds nothing but locked moments."""
        until = time.monotonic() + self._busy_seconds
        while True:
            try:
                return connection.execute(sql, values)
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(_POLL_SECONDS)

    @contextmanager
    def _transaction(self, connection: sqlite3.Connection) -> Iterator[None]:
        self._ask(connection, "BEGIN IMMEDIATE")
        try:
            yield
            self._ask(connection, "COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk makes SQLite roll back by itself
                connection.execute("ROLLBACK")
            raise

    def _is_there(self) -> bool:
        if self._open is not None:
            return True
        try:
            os.lstat(self._path)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise StoreError(f"the state {self._path} cannot be looked at: {error.strerror}") from None
        return True

    @contextmanager
    def _told(self, *, make: bool = False) -> Iterator[sqlite3.Connection]:
        """The connection; what SQLite complains of becomes a StoreError that says what to do.

        After a complaint the connection is given up: what became of an append is read, not guessed.
        """
        try:
            if self._open is None:
                self._open, self._file = self._connect(make), identity_of(self._path)
            yield self._open
        except sqlite3.OperationalError as error:
            self.close()
            raise StoreError(
                f"the state {self._path} cannot be used: {in_words(error, self._path)}"
            ) from None
        except (sqlite3.DatabaseError, ValueError) as error:
            self.close()
            raise StoreError(f"the state {self._path} is damaged ({error}): {_ADVICE}") from None
        except OSError as error:
            self.close()
            raise StoreError(f"the state {self._path} cannot be opened: {error.strerror}") from None

    def _connect(self, make: bool) -> sqlite3.Connection:
        refuse_linked_database(self._path)
        if make and not os.path.lexists(self._path):
            _make(self._path)
        if self._path.is_file() and self._path.stat().st_size == 0:
            raise ValueError("the file is empty")
        connection = _connection(f"{self._path.absolute().as_uri()}?mode=rw")
        try:
            self._check_format(connection)
            self._ask(connection, "PRAGMA journal_mode=DELETE").fetchall()
            self._ask(connection, "PRAGMA synchronous=EXTRA")
            self._ask(connection, "PRAGMA cache_spill=OFF")  # else a long append would need its lock midway
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_format(self, connection: sqlite3.Connection) -> None:
        tables = {
            name for (name,) in self._ask(connection, "SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if not {"format", "journal", "snapshots"} <= tables:
            raise StoreError(
                f"{self._path} is a SQLite file, but not a state of ctc's: give `state` another path, or restore it "
                "from a backup if it was one"
            )
        (version,) = self._ask(connection, "SELECT max(version) FROM format").fetchone()
        if not isinstance(version, int):
            raise ValueError("its format is not written")
        if version > FORMAT:
            raise StoreError(
                f"the state {self._path} was written by a newer ctc (format {version}; this one reads up to {FORMAT}): "
                "use that version"
            )


def _connection(uri: str) -> sqlite3.Connection:
    # Several threads may share it as long as they take turns; SQLite itself is built to serialise them.
    return sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None, check_same_thread=False)


def _make(path: Path) -> None:
    """Makes the file whole or not at all: a crash in the middle must not leave half a state behind."""
    with suppress(FileExistsError), replacing(path, private=True, new=True) as draft:  # another may be first
        _begin(draft)


def _begin(draft: Path) -> None:
    with closing(_connection(f"{draft.absolute().as_uri()}?mode=rw")) as connection:
        connection.executescript(_TABLES)
        connection.execute("INSERT INTO format VALUES (?)", (FORMAT,))


def _entry(row: tuple[int, str, str], expected: int) -> Entry:
    serial, at, text = row
    if serial != expected:
        raise ValueError(f"record {expected} is missing")
    return Entry(serial=serial, at=datetime.fromisoformat(at), record=json.loads(text))
