"""Where a state is kept, and how it is copied, lost and put back there."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pytest

from ctc.state.store import Store
from ctc.state.stores.postgresql import PostgresqlStore
from ctc.state.stores.sqlite import SqliteStore

BOTH = pytest.mark.parametrize("place", ["sqlite", "postgresql"], indirect=True)
"""For tests, or all of a module, that hold wherever the state is kept."""
_NUMBERS = count()


class Place(Protocol):
    """``state`` is what ctc.yaml says; None where it says nothing."""

    state: str | None

    def keep(self) -> Any:
        """A copy of the state as it is, for :meth:`put_back`."""

    def lose(self) -> None: ...
    def put_back(self, copy: Any) -> None: ...
    def opened(self) -> Store: ...


class InSqlite:
    """The file of the environment ``local``, which needs no line in ctc.yaml."""

    state: str | None = None

    def __init__(self, root: Path) -> None:
        self.file = root / ".ctc" / "local.db"
        self._root = root

    def keep(self) -> Path:
        copy = self._root / f"copy{next(_NUMBERS)}.db"
        with closing(sqlite3.connect(self.file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return copy

    def lose(self) -> None:
        for file in self.file.parent.glob(f"{self.file.name}*"):
            file.unlink()

    def put_back(self, copy: Path) -> None:
        self.lose()
        shutil.copy(copy, self.file)

    def opened(self) -> Store:
        return SqliteStore(self.file)


class InPostgresql:
    """A journal of its own in a database that others use as well."""

    _TABLES = ("ctc_journal", "ctc_snapshots", "ctc_settled")

    def __init__(self, server: str) -> None:
        self._server = server
        self.journal = f"story{next(_NUMBERS)}"
        self.state: str | None = f"{server.replace(':@', '@')}&journal={self.journal}"

    def keep(self) -> str:
        copy = f"{self.journal}-copy{next(_NUMBERS)}"
        self._copy(self.journal, copy)
        return copy

    def lose(self) -> None:
        with self._connected() as database:
            self._empty(database)

    def put_back(self, copy: str) -> None:
        self._copy(copy, self.journal)

    def opened(self) -> Store:
        assert self.state is not None
        return PostgresqlStore(self.state)

    def _copy(self, source: str, target: str) -> None:
        with self._connected() as database:
            self._empty(database, target)
            for table in self._TABLES:
                columns = [
                    name for (name,) in database.execute(_COLUMNS, (table,)).fetchall() if name != "journal"
                ]
                names = ", ".join(columns)
                database.execute(
                    f"INSERT INTO {table} (journal, {names}) SELECT %s, {names} FROM {table} WHERE journal = %s",
                    (target, source),
                )

    def _empty(self, database: Any, journal: str = "") -> None:
        for table in self._TABLES:
            database.execute(f"DELETE FROM {table} WHERE journal = %s", (journal or self.journal,))

    @contextmanager
    def _connected(self) -> Iterator[Any]:
        with psycopg.connect(self._server) as database:
            yield database


_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
