"""The journal's storage: append with a compare, read from a serial, a clock, a snapshot.

The interface is what an object store with conditional puts can carry as well as a database: no locks, no
queries, one compare-and-append.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from ctc.canonical import Json


class Entry(NamedTuple):
    """One record of the journal; ``serial`` counts from 1 without gaps, ``at`` is the store's clock (UTC)."""

    serial: int
    at: datetime
    record: Mapping[str, Json]


class SettledRow(NamedTuple):
    """An entry that is over: ``digest`` is a number that is searched for, ``data`` a short text."""

    name: str
    born: int
    digest: int
    data: str


class Snapshot(NamedTuple):
    """The fold over the journal up to and including ``serial``, as text."""

    serial: int
    text: str


class Conflict(Exception):
    """Another runner appended first: read on from where you were, and decide again."""


class StoreError(Exception):
    """The store cannot be used; the message says what to do. Carries no credential."""


class Asked(NamedTuple):
    """Settled rows of these names, of these digests, of these campaigns' ids, of a family, or of each stem the one that
    was born last. Ids stand in no index: all rows are looked through for them.

    A stem is a name without the last part of its key (see ``ctc.address.stem_of``); of these also what a later snapshot
    left out is told, which an earlier one holds itself.
    """

    upto: int
    names: Sequence[str] = ()
    digests: Sequence[int] = ()
    family: str = ""
    stems: Sequence[str] = ()
    campaigns: Sequence[int] = ()


class Store(Protocol):
    """Where one journal lives. Every method may raise StoreError."""

    def exists(self) -> bool:
        """Whether a journal was ever begun here; an empty or missing store is not an empty state."""
        ...

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        """The entries after a serial, in order. A gap or an unreadable record raises StoreError."""
        ...

    def append(self, records: Sequence[Mapping[str, Json]], *, after: int) -> Sequence[Entry]:
        """Adds all records or none, durably, if the last serial is still ``after``; else raises Conflict.

        When it returns, the records survive a power cut. When it raises anything but Conflict, they may or
        may not be there: read before you decide.
        """
        ...

    def now(self) -> datetime:
        """The store's clock, UTC: one clock for all runners."""
        ...

    def snapshot(self) -> Snapshot | None:
        """The newest snapshot, or None."""
        ...

    def write_snapshot(self, snapshot: Snapshot, settled: Sequence[SettledRow] = ()) -> None:
        """Keeps a fold so that loading stays fast; never removes a record. ``settled`` is what it leaves out: each is
        added to a table, unless it stands there."""
        ...

    def settled(self, asked: Asked) -> Iterable[SettledRow]:
        """What snapshots up to a serial left out, of what is asked for: one kind of it at a time."""
        ...

    def close(self) -> None: ...
