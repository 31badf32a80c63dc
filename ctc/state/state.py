"""The state: what the journal's records add up to, one record an address. Read only, by type."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from ctc.address import nfc, parted
from ctc.canonical import Json
from ctc.state.intents import Intent, Verb
from ctc.state.known_reach import KnownReach
from ctc.state.tries import End, Family, Name, Try
from ctc.variants import is_send


class Status(StrEnum):
    """What is known of the latest revision of one address."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    SENT = "sent"
    PARTIAL = "partial"
    """An identity send of which some batches went and others did not."""
    STOPPED = "stopped"
    IN_DOUBT = "in_doubt"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    FORGOTTEN = "forgotten"


EXISTS: Final = frozenset(
    {Status.SCHEDULED, Status.RUNNING, Status.SENT, Status.PARTIAL, Status.STOPPED, Status.IN_DOUBT}
)
"""What CleverTap has, or may have, made."""

MADE_NOTHING: Final = frozenset({Status.REJECTED, Status.NOT_SENT})
"""How an attempt ended that CleverTap made nothing of."""

LISTED: Final = {
    "pending": Status.SCHEDULED,
    "scheduled": Status.SCHEDULED,
    "running": Status.RUNNING,
    "paused": Status.RUNNING,
    "completed": Status.SENT,
    "stopped": Status.STOPPED,
}
"""CleverTap's words in a listing, [api] (g), and what they mean for a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What a state belongs to, for good; ``lineage`` tells two states of one environment apart."""

    project: str
    environment: str
    account_id: str
    region: str
    lineage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry of the ledger: an identity and all that was tried for it; what is compared is its latest attempt.

    ``status`` is as last recorded; see :meth:`status_at`.
    """

    address: str
    """Where it stands now: the newest name that it was led to."""
    revision: int = 1
    digest: str = ""
    """Of the payload last tried; empty where only a listing knows of it."""
    status: Status
    born: int = 0
    """The serial of the record that began it: what it is found by."""
    id: int | None = None
    attempt: int = 0
    key_columns: tuple[str, ...] = ()
    """Of an instance from data: the columns that make its key."""
    as_of: str = ""
    """The day that its body was made for, where it would be another one on another day."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """Of an instance from data, the numbers that a guard compares with the next one's."""
    marker: str = ""
    markers: tuple[str, ...] = ()
    """Of every create ever tried for this address: a stopped predecessor is no stranger."""
    name: str = ""
    scheduled_on: datetime | None = None
    recurring: bool = False
    user_zone: bool = False
    endpoint: str = ""
    channel: str = ""
    payload: Mapping[str, Json] | None = None
    open: tuple[Intent, ...] = ()
    tries: tuple[Try, ...] = ()
    batches: Mapping[int, str] = field(default_factory=dict)
    """Batches that went, by number, with the hash of their people."""
    batch_count: int = 0
    stopped_by: str = ""
    """``replace`` (unfinished), ``late`` (a replace too near its schedule), ``person`` or ``gone``."""
    stopped_at: datetime | None = None
    forgotten: bool = False
    detail: str = ""
    at: datetime | None = None

    @property
    def broken(self) -> tuple[Try, ...]:
        """Attempts that should never have been made, and may exist: a person must look at them."""
        return tuple(one for one in self.tries if one.breaks and one.end is not End.NOTHING)

    @property
    def is_send(self) -> bool:
        return is_send(self.endpoint)

    def status_at(self, now: datetime) -> Status:
        """The status, where a schedule that has come, or none at all, means that sending began."""
        begun = self.scheduled_on is None or self.scheduled_on <= now
        return Status.RUNNING if self.status is Status.SCHEDULED and begun else self.status

    @property
    def shown(self) -> Status:
        return Status.FORGOTTEN if self.forgotten else self.status

    @property
    def unsettled(self) -> tuple[Intent, ...]:
        """Creates and sends without a certain end; a stop may be repeated, so it is never in doubt."""
        return tuple(intent for intent in self.open if intent.verb is not Verb.STOP)


class Settled(Protocol):
    """Entries that are over, by their names."""

    @property
    def entries(self) -> Mapping[int, Record]:
        """Those that were read."""
        ...

    def name(self, address: str) -> Name | None:
        """None where nothing of it is settled."""
        ...

    def of_family(self, family: str) -> Sequence[Record]: ...
    def of_digests(self, digests: Iterable[str]) -> Mapping[str, str]: ...


class Records(Mapping[str, Record]):
    """What stands under each address now."""

    def __init__(self, entries: Mapping[int, Record], names: Mapping[str, Name]) -> None:
        self._entries = entries
        self._names = names

    def __getitem__(self, address: str) -> Record:
        current = self._names[address].current
        if current is None:
            raise KeyError(address)
        return self._entries[current]

    def __iter__(self) -> Iterator[str]:
        return (address for address, name in self._names.items() if name.current is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The fold over a journal up to ``serial``; ``at`` is when its last record was written."""

    binding: Binding | None = None
    serial: int = 0
    at: datetime | None = None
    entries: Mapping[int, Record] = field(default_factory=dict)
    """The ledger: every entry by the serial that it was born at."""
    names: Mapping[str, Name] = field(default_factory=dict)
    families: Mapping[str, Family] = field(default_factory=dict)
    """Documents with instances from data, and those that were renamed."""
    intents: Mapping[str, int] = field(default_factory=dict, compare=False)
    """The entry of each intent, by the intent's id."""
    settled: Settled | None = field(default=None, compare=False)
    """Entries that are over: they stand in a table of the store, and are read where they are named."""
    reach: Mapping[str, KnownReach] = field(default_factory=dict)
    held: str = ""
    """Why identity sends wait for a person; empty where they do not."""
    held_at: datetime | None = None
    """Since when they wait."""
    commit: str | None = None
    """Of the last intent: what the guard ``ancestry`` compares."""
    shown: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """By day (ISO, the account's), the ids that listings showed: what a later one must show to prove anything. Days
    that are over are kept as long as something of them is in doubt."""
    listed_at: datetime | None = None
    """When a run last created or adopted, which it does only after it has looked for what exists."""
    lacks_since: datetime | None = None
    """From when on this state may lack what CleverTap has, where an older one was restored."""
    halted: str = ""
    """Who halted the environment, when and why: nothing is sent until somebody resumes. Empty where nobody did."""

    @property
    def records(self) -> Mapping[str, Record]:
        return Records(self.entries, self.names)

    def record(self, address: str) -> Record | None:
        name = self._name(nfc(address))
        return self._entry(name.current) if name is not None and name.current is not None else None

    def _name(self, address: str) -> Name | None:
        known = self.names.get(address)
        return known if known is not None or self.settled is None else self.settled.name(address)

    def _entry(self, born: int) -> Record:
        known = self.entries.get(born)
        if known is None and self.settled is not None:
            known = self.settled.entries[born]
        assert known is not None
        return known

    def name(self, address: str) -> Name:
        """What is known of a name; of an instance that nobody heard of, whether its family became another."""
        address = nfc(address)
        known = self._name(address) or _UNHEARD
        family, key = parted(address)
        renamed = self.families.get(family, _NO_FAMILY) if key else _NO_FAMILY
        if known.current is None and not known.became and renamed.became:
            return replace(known, became=renamed.became + key, became_at=renamed.became_at)
        return known

    def family(self, family: str) -> Family:
        return self.families.get(family, _NO_FAMILY)

    def reached(self, address: str, former: Iterable[str] = ()) -> tuple[Record, ...]:
        """Every entry that the address or a former one of its names ever led to, and that was not given up for it."""
        freed = self.name(address).freed
        names = [one for each in (address, *former) for one in self._with_older(nfc(each))]
        born = {one for each in names for one in (self._name(each) or _UNHEARD).entries if one > freed}
        return tuple(self._entry(one) for one in sorted(born))

    def of_family(self, family: str) -> list[Record]:
        """What stands under each name of a family, settled ones too."""
        hot = [record for address, record in self.records.items() if parted(address)[0] == family]
        known = {record.address for record in hot}
        cold = self.settled.of_family(family) if self.settled is not None else []
        return [*hot, *(record for record in cold if record.address not in known)]

    def of_digests(self, digests: Iterable[str]) -> Mapping[str, str]:
        """By digest, the name of a settled entry that may have had it."""
        return self.settled.of_digests(digests) if self.settled is not None else {}

    def _with_older(self, address: str) -> list[str]:
        """The name, and those of its key in families that became its own, or that its own became."""
        family, key = parted(address)
        known = self.family(family) if key else _NO_FAMILY
        return [address, *(one + key for one in (*known.older, known.became) if one)]

    def owner(self, number: int) -> Record | None:
        """The entry that a campaign belongs to."""
        return next(
            (
                record
                for record in self.entries.values()
                if record.id == number or any(one.id == number for one in record.tries)
            ),
            None,
        )

    def waits(self, record: Record | None) -> bool:
        """Whether an identity send waits for a person: this state says nothing of it since it is known to lack
        what was sent."""
        since = record.at if record else None
        return bool(self.held) and (since is None or self.held_at is None or since < self.held_at)


_UNHEARD: Final = Name()
_NO_FAMILY: Final = Family()
