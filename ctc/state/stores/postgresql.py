"""A journal in PostgreSQL: the store of a team.

The compare is a unique serial: of two runners that append after the same serial, one gets a unique violation and
reads on. Nothing is locked across statements. The clock is the database's.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from ctc.canonical import Json
from ctc.failpoints import NONE, Failpoints
from ctc.state.store import Conflict, Entry, Snapshot, StoreError

_KEPT_SNAPSHOTS: Final = 3
_PAGE: Final = 5_000
_TABLES: Final = (
    """CREATE TABLE IF NOT EXISTS ctc_journal (
        journal text NOT NULL, serial bigint NOT NULL, at timestamptz NOT NULL, record text NOT NULL,
        PRIMARY KEY (journal, serial))""",
    """CREATE TABLE IF NOT EXISTS ctc_snapshots (
        journal text NOT NULL, serial bigint NOT NULL, state text NOT NULL, PRIMARY KEY (journal, serial))""",
)


class PostgresqlStore:
    """One journal of a database; ``?journal=NAME`` in the URL tells several apart."""

    def __init__(self, url: str, failpoints: Failpoints = NONE) -> None:
        self._url, self._journal = _journal_of(url)
        self._failpoints = failpoints
        self._open: Any = None

    def exists(self) -> bool:
        with self._told() as connection:
            query = "SELECT 1 FROM ctc_journal WHERE journal = %s LIMIT 1"
            return connection.execute(query, (self._journal,)).fetchone() is not None

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        query = "SELECT serial, at, record FROM ctc_journal WHERE journal = %s AND serial > %s ORDER BY serial LIMIT %s"
        while True:
            with self._told() as connection:
                rows = connection.execute(query, (self._journal, after, _PAGE)).fetchall()
            for serial, at, text in rows:
                after += 1
                if serial != after:
                    raise StoreError(f"the state has lost record {after}: restore the database from a backup")
                yield Entry(serial=serial, at=at.astimezone(UTC), record=json.loads(text))
            if len(rows) < _PAGE:
                return

    def append(self, records: Sequence[Mapping[str, Json]], *, after: int) -> Sequence[Entry]:
        with self._told() as connection, connection.transaction():
            query = "SELECT coalesce(max(serial), 0), clock_timestamp() FROM ctc_journal WHERE journal = %s"
            last, now = connection.execute(query, (self._journal,)).fetchone()
            if last != after:
                raise Conflict
            entries = [
                Entry(serial=serial, at=now.astimezone(UTC), record=record)
                for serial, record in enumerate(records, start=after + 1)
            ]
            rows = [(self._journal, entry.serial, now, json.dumps(entry.record)) for entry in entries]
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO ctc_journal VALUES (%s, %s, %s, %s)", rows)
            self._failpoints.hit("inside-append")
        return entries

    def now(self) -> datetime:
        with self._told() as connection:
            (now,) = connection.execute("SELECT clock_timestamp()").fetchone()
            moment: datetime = now.astimezone(UTC)
            return moment

    def snapshot(self) -> Snapshot | None:
        query = "SELECT serial, state FROM ctc_snapshots WHERE journal = %s ORDER BY serial DESC LIMIT 1"
        with self._told() as connection:
            row = connection.execute(query, (self._journal,)).fetchone()
            return Snapshot(serial=row[0], state=json.loads(row[1])) if row else None

    def write_snapshot(self, snapshot: Snapshot) -> None:
        with self._told() as connection, connection.transaction():
            connection.execute(
                "INSERT INTO ctc_snapshots VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                (self._journal, snapshot.serial, json.dumps(snapshot.state)),
            )
            self._failpoints.hit("inside-snapshot")
            connection.execute(
                "DELETE FROM ctc_snapshots WHERE journal = %s AND serial NOT IN "
                "(SELECT serial FROM ctc_snapshots WHERE journal = %s ORDER BY serial DESC LIMIT %s)",
                (self._journal, self._journal, _KEPT_SNAPSHOTS),
            )

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    @contextmanager
    def _told(self) -> Iterator[Any]:
        """The connection. A lost one is never used again: what became of an append is read, not guessed."""
        psycopg = _driver()
        try:
            if self._open is None:
                self._open = self._connect()
            yield self._open
        except psycopg.errors.UniqueViolation:
            raise Conflict from None
        except psycopg.Error as error:
            self.close()
            raise StoreError(f"the state cannot be used: {_without_secrets(str(error), self._url)}") from None

    def _connect(self) -> Any:
        connection = _driver().connect(self._url, autocommit=True, connect_timeout=10, application_name="ctc")
        try:
            with connection.transaction():
                # Two runners that make the tables at once would collide in the catalogue.
                connection.execute("SELECT pg_advisory_xact_lock(4995147)")
                for table in _TABLES:
                    connection.execute(table)
        except BaseException:
            connection.close()
            raise
        return connection


def _driver() -> Any:
    try:
        import psycopg
    except ImportError:
        raise StoreError("PostgreSQL needs its driver: pip install 'ctc[postgresql]'") from None
    return psycopg


def _journal_of(url: str) -> tuple[str, str]:
    """The URL without ``journal``, and the journal's name."""
    parts = urlsplit(url)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    names = [value for key, value in pairs if key == "journal"]
    rest = urlencode([pair for pair in pairs if pair[0] != "journal"])
    return urlunsplit(parts._replace(query=rest)), names[-1] if names else "default"


def _without_secrets(text: str, url: str) -> str:
    """A driver's message on one line, without the password that the URL holds."""
    password = urlsplit(url).password
    text = " ".join(text.split())
    return re.sub(re.escape(password), "***", text) if password else text
