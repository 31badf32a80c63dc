"""A population in an SQLite file: written once, read as far as a query needs it."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Final

from ctc.files import refuse_links, replacing
from ctc.people.events import Event, Events
from ctc.people.population import Device, Occurrence, Profile
from ctc.people.segments import SEGMENTS, Segment

_SCHEMA: Final = """
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE profiles (id INTEGER PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE segments (id INTEGER PRIMARY KEY, name TEXT NOT NULL, data TEXT NOT NULL);
CREATE TABLE events (name TEXT NOT NULL, profile INTEGER NOT NULL, day INTEGER NOT NULL,
                     properties TEXT NOT NULL, session TEXT NOT NULL);
"""
Person = tuple[Profile, Iterable[Occurrence]]
People = Iterable[Person | Segment]


class StoredPopulation:
    """The people of one file. Profiles are read when first asked for, events name by name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: dict[str, Events] = {}

    @cached_property
    def profiles(self) -> Mapping[int, Profile]:
        rows = self._rows("SELECT id, data FROM profiles ORDER BY id")
        return {number: _profile(number, json.loads(data)) for number, data in rows}

    @cached_property
    def segments(self) -> Mapping[int, Segment]:
        """Those of the file over those of the sample; an id that somebody carries is one, too."""
        rows = self._rows("SELECT id, name, data FROM segments ORDER BY id")
        return {**SEGMENTS, **{n: Segment(id=n, name=name, where=json.loads(data)) for n, name, data in rows}}

    def events(self, name: str) -> Events:
        if name not in self._read:
            rows = self._rows(
                "SELECT profile, day, properties, session FROM events WHERE name = ? ORDER BY day, rowid",
                (name,),
            )
            self._read[name] = Events(Event(who, day, _read(p), _read(s)) for who, day, p, s in rows)
        return self._read[name]

    def _rows(self, query: str, values: tuple[str, ...] = ()) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self._file)) as db:
            return db.execute(query, values).fetchall()


def open_people(
    file: Path, version: str, people: "Iterator[tuple[Profile, list[Occurrence]] | Segment]"
) -> StoredPopulation:
    """The population cached in ``file``; written from ``people`` where none of this ``version`` is there."""
    refuse_links(file)
    if _version(file) != version:
        write_people(file, version, people)
    return StoredPopulation(file)


def write_people(file: Path, version: str, people: People) -> None:
    """Writes a population beside ``file`` and puts it in its place in one step."""
    with replacing(file, private=True, durable=False) as draft, closing(_opened(draft)) as db:
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):
            db.execute(f"PRAGMA {pragma}")
        db.executescript(_SCHEMA)
        db.execute("BEGIN")
        db.executemany("INSERT INTO events VALUES (?,?,?,?,?)", _rows(db, people))
        db.execute("INSERT INTO about VALUES ('version', ?)", (version,))
        db.execute("CREATE INDEX events_by_name ON events (name, day)")
        db.execute("COMMIT")


def _opened(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None)


def _rows(db: sqlite3.Connection, people: People) -> Iterator[tuple[str, int, int, str, str]]:
    """The rows of the events; on the way, each profile and each segment is written."""
    texts = _Texts()
    for each in people:
        if isinstance(each, Segment):
            row = (each.id, each.name, json.dumps(each.where))
            db.execute("INSERT OR REPLACE INTO segments VALUES (?, ?, ?)", row)
            continue
        profile, occurrences = each
        db.execute("INSERT INTO profiles VALUES (?, ?)", (profile.id, json.dumps(_plain(profile))))
        for number in profile.segments:
            db.execute("INSERT OR IGNORE INTO segments VALUES (?, '', 'null')", (number,))
        for name, day, properties, session in occurrences:
            yield name, profile.id, day, texts.of(properties), texts.of(session)


class _Texts:
    """JSON of property mappings. The first ones are remembered: most events share theirs with many others."""

    _KEEP: Final = 512

    def __init__(self) -> None:
        self._known: dict[int, tuple[Mapping[str, Any], str]] = {}

    def of(self, properties: Mapping[str, Any]) -> str:
        known = self._known.get(id(properties))
        if known is not None:
            return known[1]
        text = json.dumps(properties)
        if len(self._known) < self._KEEP:
            self._known[id(properties)] = (properties, text)  # kept, so that its id is not given away
        return text


def _version(file: Path) -> str | None:
    if not file.exists():
        return None
    try:
        with closing(sqlite3.connect(file)) as db:
            row = db.execute("SELECT value FROM about WHERE key = 'version'").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None


@lru_cache(maxsize=4096)
def _read(text: str) -> Mapping[str, Any]:
    value: Mapping[str, Any] = json.loads(text)
    return value


def _plain(profile: Profile) -> dict[str, Any]:
    return {
        "properties": profile.properties,
        "groups": profile.groups,
        "identities": profile.identities,
        "devices": [[device.platform, device.push, device.last_active] for device in profile.devices],
        "subscribed": [*profile.subscribed],
        "segments": [*profile.segments],
    }


def _profile(number: int, data: Mapping[str, Any]) -> Profile:
    return Profile(
        id=number,
        properties=data["properties"],
        groups=data["groups"],
        identities=data["identities"],
        devices=tuple(Device(platform=p, push=push, last_active=last) for p, push, last in data["devices"]),
        subscribed=frozenset(data["subscribed"]),
        segments=frozenset(data["segments"]),
    )
