"""A journal in PostgreSQL: the store of a team.

The compare is a unique serial: of two runners that append after the same serial, one gets a unique violation and
reads on. Nothing is locked across statements. The clock is the database's.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

from ctc.canonical import Json, compact
from ctc.failpoints import NONE, Failpoints
from ctc.state.store import Asked, Conflict, Entry, SettledRow, Snapshot, StoreError
from ctc.state.stores.postgresql_url import (
    PostgresqlUrl,
    read_url,
    without_libpq_environment,
    without_secrets,
)

FORMAT: Final = 1
_KEPT_SNAPSHOTS: Final = 3
_PAGE: Final = 5_000
_LOCK: Final = 4_995_147
"""Any number that is the same in every ctc: two that make the tables at once would collide in the catalogue."""
_STEM: Final = "left(name, 1 - strpos(reverse(name), ','))"
"""The name up to its last comma; its first character where it has none, which is no stem."""
_TABLES: Final = (
    "CREATE TABLE IF NOT EXISTS ctc_format (version integer NOT NULL)",
    """CREATE TABLE IF NOT EXISTS ctc_journal (
        journal text NOT NULL, serial bigint NOT NULL, at timestamptz NOT NULL, record text NOT NULL,
        PRIMARY KEY (journal, serial))""",
    """CREATE TABLE IF NOT EXISTS ctc_snapshots (
        journal text NOT NULL, serial bigint NOT NULL, state text NOT NULL, PRIMARY KEY (journal, serial))""",
    """CREATE TABLE IF NOT EXISTS ctc_settled (
        journal text NOT NULL, name text NOT NULL, born bigint NOT NULL, serial bigint NOT NULL, digest bigint NOT NULL,
        data text NOT NULL, PRIMARY KEY (journal, name, born))""",
    "CREATE INDEX IF NOT EXISTS ctc_settled_digests ON ctc_settled (digest)",
)
_READY: Final = """SELECT count(*) = 4
    FROM unnest(ARRAY['ctc_format', 'ctc_journal', 'ctc_snapshots', 'ctc_settled']) AS name
    WHERE to_regclass(name) IS NOT NULL"""
_ROWS: Final = "name, born, digest, data FROM ctc_settled WHERE journal = %(journal)s"
_DURABLE: Final = """SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') = 'off'"""
_LAST: Final = """SELECT coalesce(max(serial), 0), clock_timestamp(), set_config('synchronous_commit',
    coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'), true) FROM ctc_journal WHERE journal = %s"""
"""Asked inside each append, and that its commit is on the disk: behind a pooler, the session may be another one."""
_SESSION: Final = """SELECT set_config('idle_in_transaction_session_timeout', '10s', false),
    set_config('lock_timeout', '20s', false)"""
"""A runner that stands still inside an append loses it, and one that waits for its serial waits longer than that."""
_PATIENCE: Final = {
    "connect_timeout": 10,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that went away without a word is noticed within half a minute (connect in seconds, last one in ms)."""


_ALONE: Final = {"passfile": "/dev/null/none", "sslcert": "/dev/null/none", "gssencmode": "disable"}
"""No password, certificate or ticket that this machine keeps goes to the host of the URL unless the URL says so."""


class PostgresqlStore:
    """One journal of a database; ``?journal=NAME`` in the URL tells several apart. Nothing connects at once."""

    def __init__(self, url: str, failpoints: Failpoints = NONE) -> None:
        self._url: PostgresqlUrl = read_url(url)
        self._journal = self._url.journal
        self._failpoints = failpoints
        self._open: Any = None

    def exists(self) -> bool:
        with self._told() as connection:
            records, snapshots = connection.execute(
                "SELECT EXISTS (SELECT FROM ctc_journal WHERE journal = %(name)s),"
                " EXISTS (SELECT FROM ctc_snapshots WHERE journal = %(name)s)",
                {"name": self._journal},
            ).fetchone()
        if snapshots and not records:
            raise StoreError(f"the records of journal {self._journal!r} are gone: {_ADVICE}")
        return bool(records)

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        query = "SELECT serial, at, record FROM ctc_journal WHERE journal = %s AND serial > %s ORDER BY serial LIMIT %s"
        while True:
            with self._told() as connection:
                rows = connection.execute(query, (self._journal, after, _PAGE)).fetchall()
            for serial, at, text in rows:
                after += 1
                if serial != after:
                    raise StoreError(f"the state has lost record {after}: {_ADVICE}")
                yield Entry(serial=serial, at=at.astimezone(UTC), record=_object(text, serial))
            if len(rows) < _PAGE:
                return

    def append(self, records: Sequence[Mapping[str, Json]], *, after: int) -> Sequence[Entry]:
        with self._told() as connection, connection.transaction():
            last, now, _ = connection.execute(_LAST, (self._journal,)).fetchone()
            if last != after:
                raise Conflict
            entries = [
                Entry(serial=serial, at=now.astimezone(UTC), record=record)
                for serial, record in enumerate(records, start=after + 1)
            ]
            # One statement: after the pipeline of an executemany, PostgreSQL forgets its idle timeout.
            connection.execute(
                "INSERT INTO ctc_journal SELECT %s, serial, %s, record"
                " FROM unnest(%s::bigint[], %s::text[]) AS added (serial, record)",
                (self._journal, now, [e.serial for e in entries], [compact(e.record) for e in entries]),
            )
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
            return Snapshot(serial=row[0], text=row[1]) if row else None

    def settled(self, asked: Asked) -> list[SettledRow]:
        if asked.stems:
            query = f"SELECT DISTINCT ON ({_STEM}) {_ROWS} AND {_STEM} = ANY(%(stems)s) ORDER BY {_STEM}, born DESC"
        elif asked.family:
            query = f"SELECT {_ROWS} AND serial <= %(upto)s AND starts_with(name, %(family)s)"
        elif asked.campaigns:
            query = f"SELECT {_ROWS} AND serial <= %(upto)s AND (data::json->>2)::int8 = ANY(%(campaigns)s)"
        else:
            query = f"SELECT {_ROWS} AND serial <= %(upto)s AND (name = ANY(%(names)s) OR digest = ANY(%(digests)s))"
        many = {name: list(value) for name, value in asked._asdict().items() if isinstance(value, Sequence)}
        values = {**many, "journal": self._journal, "upto": asked.upto, "family": f"{asked.family}["}
        with self._told() as connection:
            return [SettledRow(*row) for row in connection.execute(query, values).fetchall()]

    def write_snapshot(self, snapshot: Snapshot, settled: Sequence[SettledRow] = ()) -> None:
        with self._told() as connection, connection.transaction():
            if settled:
                connection.execute(
                    "INSERT INTO ctc_settled SELECT %s, name, born, %s, digest, data"
                    " FROM unnest(%s::text[], %s::bigint[], %s::bigint[], %s::text[])"
                    " AS added (name, born, digest, data) ON CONFLICT DO NOTHING",
                    (self._journal, snapshot.serial, *(list(each) for each in zip(*settled, strict=True))),
                )
            own = (self._journal, snapshot.serial)  # where one may stand that another version wrote
            connection.execute("DELETE FROM ctc_snapshots WHERE journal = %s AND serial = %s", own)
            insert = "INSERT INTO ctc_snapshots VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
            connection.execute(insert, (*own, snapshot.text))
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
            raise StoreError(f"the state cannot be used: {without_secrets(str(error), self._url)}") from None

    def _connect(self) -> Any:
        psycopg = _driver()
        unsaid = {key: value for key, value in (_PATIENCE | _ALONE).items() if key not in self._url.settings}
        try:
            with without_libpq_environment():
                connection = psycopg.connect(
                    self._url.text,
                    autocommit=True,
                    prepare_threshold=None,  # a pooler between us and the server may not know prepared statements
                    **unsaid,
                )
        except psycopg.ProgrammingError:
            # The driver quotes the part that it cannot read, which may be half of a password.
            raise StoreError(
                "the state's postgresql:// URL cannot be read: write special characters of the password as %XX"
            ) from None
        try:
            _prepare(connection)
        except BaseException:
            connection.close()
            raise
        return connection


_ADVICE: Final = (
    "restore the database from a backup, then run `ctc status`; a state that starts empty "
    "would send everything again"
)


def _prepare(connection: Any) -> None:
    """The tables, made where they are missing (so that later runs need no right to make any), and their format."""
    connection.execute(_DURABLE)
    connection.execute(_SESSION)
    (ready,) = connection.execute(_READY).fetchone()
    if not ready:
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
            for statement in _TABLES:
                connection.execute(statement)
            empty = "INSERT INTO ctc_format SELECT %s WHERE NOT EXISTS (SELECT FROM ctc_format)"
            connection.execute(empty, (FORMAT,))
    (version,) = connection.execute("SELECT max(version) FROM ctc_format").fetchone()
    if version is None:
        raise StoreError(f"the state's format is not written in ctc_format: {_ADVICE}")
    if version > FORMAT:
        raise StoreError(
            f"the state was written by a newer ctc (format {version}; this one reads up to {FORMAT}): "
            "use that version"
        )


def _object(text: str, serial: int) -> Mapping[str, Json]:
    try:
        value: Mapping[str, Json] = json.loads(text)
    except ValueError:
        raise StoreError(f"record {serial} of the state cannot be read: {_ADVICE}") from None
    return value


def _driver() -> Any:
    try:
        import psycopg
    except ImportError:
        raise StoreError("a postgresql:// state needs its driver: pip install 'ctc[postgresql]'") from None
    return psycopg
