"""Entries by context and name in one SQLite file; every trouble with it is an empty cache."""

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final

from ctc.files import reserved_database
from ctc.project.cache import is_mine

CONTEXTS: Final = 4
"""How many contexts (environments, variables, versions of ctc) are kept: those that were written last."""
MAX_BYTES: Final = 512 * 1024 * 1024
"""A file beyond this size is begun anew."""

_FORMAT: Final = 1
_SEAL: Final = 16
_WAIT: Final = 2.0
"""Seconds that a run waits for another one that writes."""
_TABLES: Final = """
create table if not exists contexts (id integer primary key, digest blob not null unique);
create table if not exists entries (
    context integer not null, name text not null, entry blob not null, primary key (context, name)
) without rowid;
"""


class Cache:
    """The entries of one context. No method raises for what is wrong with the file."""

    def __init__(self, path: Path | None, context: bytes) -> None:
        """``path`` None where there is no place to keep anything."""
        self._path, self._context = path, context
        self._db = _opened(path) if path is not None else None

    def among(self, names: Collection[str]) -> Mapping[str, bytes]:
        """The entries of ``names``, as far as they are here and as they were put."""
        names = frozenset(filter(_is_text, names))
        if self._db is None or not names:
            return {}
        query = (
            "select name, entry from entries where context = (select id from contexts where digest = ?) "
            "and name between ? and ?"
        )
        try:
            rows = self._db.execute(query, (self._context, min(names), max(names))).fetchall()
        except sqlite3.Error as error:
            self._fail(error)
            return {}
        return {
            name: entry[_SEAL:]
            for name, entry in rows
            if name in names and entry[:_SEAL] == self._seal(name, entry[_SEAL:])
        }

    def put(self, entries: Iterable[tuple[str, bytes]]) -> None:
        """Keeps entries, over those of the same names."""
        rows = [(name, self._seal(name, entry) + entry) for name, entry in entries if _is_text(name)]
        if self._db is None or not rows:
            return
        try:
            with self._db:
                own = self._own()
                self._db.executemany(
                    "insert or replace into entries values (?, ?, ?)", [(own, *row) for row in rows]
                )
        except sqlite3.Error as error:
            self._fail(error)

    def keep_only(self, names: Collection[str], *, most: int = 0) -> None:
        """Forgets what has another name, where there is more than ``names``, and more than ``most``."""
        if self._db is None:
            return
        try:
            own = "context = (select id from contexts where digest = ?)"
            count = self._db.execute(f"select count(*) from entries where {own}", (self._context,)).fetchone()  # noqa: S608
            if count[0] <= max(len(names), most):
                return
            with self._db:
                self._db.execute("create temp table kept (name text primary key)")
                self._db.executemany(
                    "insert into kept values (?)", [(name,) for name in names if _is_text(name)]
                )
                self._db.execute(
                    f"delete from entries where {own} and name not in (select name from kept)",  # noqa: S608
                    (self._context,),
                )
        except sqlite3.Error as error:
            self._fail(error)

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _own(self) -> int:
        """The number of this context, the newest from now on; the oldest beyond CONTEXTS are forgotten."""
        assert self._db is not None
        found = self._db.execute("select id from contexts where digest = ?", (self._context,)).fetchone()
        if found is not None:
            return int(found[0])
        made = self._db.execute("insert into contexts (digest) values (?)", (self._context,)).lastrowid
        assert made is not None
        oldest = "select id from contexts order by id desc limit -1 offset ?"
        self._db.execute(f"delete from entries where context in ({oldest})", (CONTEXTS,))  # noqa: S608
        self._db.execute(f"delete from contexts where id in ({oldest})", (CONTEXTS,))  # noqa: S608
        return made

    def _seal(self, name: str, entry: bytes) -> bytes:
        seal = blake2b(name.encode(), digest_size=_SEAL, key=self._context)
        seal.update(b"\0")
        seal.update(entry)
        return seal.digest()

    def _fail(self, error: sqlite3.Error) -> None:
        """Goes on without the file; one that is no database, or a broken one, makes room for the next run's."""
        self.close()
        assert self._path is not None  # who keeps nothing fails at nothing
        if not isinstance(error, sqlite3.OperationalError):
            _remove(self._path)


def _is_text(name: str) -> bool:
    """Whether a name can be kept; a file's name may hold bytes that are no text."""
    return name.isascii() or not any("\ud800" <= mark <= "\udfff" for mark in name)


def _opened(path: Path) -> sqlite3.Connection | None:
    """The database, made where it is missing and made anew where it is damaged; None where that fails."""
    for _ in range(2):
        try:
            if path.exists() and path.stat().st_size > MAX_BYTES:
                _remove(path)
            if not is_mine(reserved_database(path)):
                return None
            return _connected(path)
        except sqlite3.OperationalError:
            return None
        except (sqlite3.Error, ValueError):
            _remove(path)
        except OSError:
            return None
    return None


def _connected(path: Path) -> sqlite3.Connection:
    """Raises ValueError where the file is of another format."""
    db = sqlite3.connect(path, timeout=_WAIT)
    try:
        db.execute("pragma synchronous = off")
        (found,) = db.execute("pragma user_version").fetchone()
        if found == 0:
            db.executescript(f"begin immediate; {_TABLES} pragma user_version = {_FORMAT}; commit")
        elif found != _FORMAT:
            raise ValueError(f"format {found}")
    except BaseException:
        db.close()
        raise
    return db


def _remove(path: Path) -> None:
    for each in (path, path.with_name(f"{path.name}-journal")):
        try:
            each.unlink(missing_ok=True)
        except OSError:
            return
