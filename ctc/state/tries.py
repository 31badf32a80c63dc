"""What an entry of the ledger holds, and what leads to it: attempts, and names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from ctc.address import nfc, parts_of
from ctc.canonical import Json
from ctc.rows.keys import plainest


class End(StrEnum):
    """How one attempt ended."""

    OPEN = "open"
    """Claimed, and nobody knows yet: under way or in doubt."""
    MADE = "made"
    NOTHING = "nothing"
    """CleverTap made nothing of it: rejected, not sent, or settled so."""


class Try(NamedTuple):
    """One attempt of an entry: a create, or one batch of a send. It stays, whatever becomes of it."""

    intent: str
    """Its id; what a listing or a person brought has one of its own."""
    serial: int
    digest: str = ""
    end: End = End.OPEN
    id: int | None = None
    marker: str = ""
    scheduled_on: datetime | None = None
    batch: int = 0
    people: str = ""
    """Of a batch, the hash of its people."""
    recurring: bool = False
    stopped_by: str = ""
    stopped_at: datetime | None = None
    listed_stopped: bool = False
    """Whether a listing showed that it is stopped."""
    breaks: int = 0
    """The serial of an earlier attempt that may exist, where this one should never have been made."""

    @property
    def is_stopped_in_time(self) -> bool:
        """Whether it was stopped before anybody got it; of a recurring one what is still to come."""
        if self.stopped_at is None:
            return False
        return self.recurring or (self.scheduled_on is not None and self.stopped_at < self.scheduled_on)


class Name(NamedTuple):
    """An address, and every entry that it ever led to. Pointers are added, and never taken away."""

    entries: tuple[int, ...] = ()
    current: int | None = None
    """The entry that is compared, replaced or stopped under this name; None under an older name."""
    became: str = ""
    """The newer name, where there is one."""
    became_at: datetime | None = None
    older: tuple[str, ...] = ()
    """Names that became this one: they lead to what is made under it, too, unless somebody frees them."""
    freed: int = 0
    """Entries born up to this serial were given up, for this name alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What holds for all instances of a document."""

    key_columns: tuple[str, ...] = ()
    """The columns that make the key of an instance from data: another list would tell everybody again."""
    revision: int = 0
    """Of the instance that stated them."""
    day: str = ""
    """The last day that a run made something of it: one of an earlier day stops nothing."""
    numeric: tuple[str, ...] = ()
    """Columns of the key that held a number in some instance."""
    odd: tuple[str, ...] = ()
    """Columns of the key that held a text in some instance which reads as a number or a truth value, and is written
    otherwise as one: ``007``, ``50.00``, ``TRUE``."""
    older: tuple[str, ...] = ()
    """Families that became this one: each of their keys leads here, also those that no file holds any more."""
    became: str = ""
    became_at: datetime | None = None


def stated(known: Family, address: str, record: Mapping[str, Json]) -> Family:
    """A family after one more instance from data: the first of a revision says which columns make the key."""
    known = replace(known, day=max(known.day, record.get("day", "")))
    columns = tuple(map(nfc, record["key_columns"]))
    if record["revision"] > known.revision:
        known = replace(known, key_columns=columns, revision=record["revision"], numeric=(), odd=())
    if record["revision"] < known.revision:
        return known
    parts, numbers = parts_of(address), record.get("numbers") or {}
    odd = [
        name
        for name, part in zip(columns, parts, strict=False)
        if name not in numbers and plainest(part) != part
    ]
    numeric = [name for name in columns if name in numbers]
    if {*odd} <= {*known.odd} and {*numeric} <= {*known.numeric}:
        return known
    return replace(known, numeric=together(known.numeric, numeric), odd=together(known.odd, odd))


def together(known: Iterable[str], more: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*known, *more)))


def kin_of(families: Mapping[str, Family], name: str) -> Sequence[str]:
    """Families that became this one, or that it became, and those that became that one: a key that any of them spent
    is spent."""
    known = families.get(name)
    if known is None:
        return ()
    newer = (known.became, *families[known.became].older) if known.became else ()
    return [one for one in dict.fromkeys((*known.older, *newer)) if one != name]
