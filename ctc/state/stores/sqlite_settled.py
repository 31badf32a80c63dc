"""The table of what is over, in a SQLite file."""

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Final

from ctc.state.store import Asked, SettledRow

IS_THERE: Final = "SELECT count(*) FROM sqlite_master WHERE name = 'settled'"
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS settled (name TEXT NOT NULL, born INTEGER NOT NULL, serial INTEGER NOT NULL,"
    " digest INTEGER NOT NULL, data TEXT NOT NULL)",
    "CREATE UNIQUE INDEX IF NOT EXISTS settled_names ON settled (name, born)",
    "CREATE INDEX IF NOT EXISTS settled_digests ON settled (digest)",
)
"""Made by the first snapshot that leaves something out: older states have none."""
_SELECT: Final = "SELECT name, born, digest, data FROM settled WHERE serial <= ? AND "
_NEWEST: Final = """WITH stems (stem) AS (VALUES %s)
    SELECT name, born, digest, data FROM stems JOIN settled ON settled.rowid =
    (SELECT rowid FROM settled WHERE name >= stem AND name < substr(stem, 1, length(stem) - 1) || '-'
    AND instr(substr(name, length(stem) + 1), ',') = 0 ORDER BY born DESC LIMIT 1)"""
"""`-` follows `,` in ASCII. What the inner one asks for stands in the index of names: no row is read for it."""
_CAMPAIGN: Final = "json_extract(data, '$[2]')"
_MANY: Final = 500
"""Values of one statement."""


def add(connection: sqlite3.Connection, serial: int, rows: Sequence[SettledRow]) -> None:
    """Within the transaction of a snapshot."""
    for statement in _TABLE:
        connection.execute(statement)
    values = [(row.name, row.born, serial, row.digest, row.data) for row in rows]
    connection.executemany("INSERT OR IGNORE INTO settled VALUES (?, ?, ?, ?, ?)", values)


def queries(asked: Asked) -> Iterator[tuple[str, Sequence[str | int]]]:
    """The statements with their values."""
    if asked.family:  # a backslash follows `[` in ASCII: the range holds all that begin with `family[`
        yield _SELECT + "name >= ? AND name < ?", (asked.upto, f"{asked.family}[", f"{asked.family}\\")
    for column, values in (("name", asked.names), ("digest", asked.digests), (_CAMPAIGN, asked.campaigns)):
        for at in range(0, len(values), _MANY):
            some: Sequence[str | int] = values[at : at + _MANY]
            yield _SELECT + f"{column} IN ({', '.join('?' * len(some))})", (asked.upto, *some)
    for at in range(0, len(asked.stems), _MANY):
        stems = asked.stems[at : at + _MANY]
        yield _NEWEST % ", ".join(["(?)"] * len(stems)), stems
