"""The state: what the journal's records add up to, one record an address. Read only, by type."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from ctc.address import nfc, parted, stem_of
from ctc.state.known_reach import KnownReach
from ctc.state.record import Binding, Record
from ctc.state.tries import Family, Name, kin_of


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
    def newest(self, stems: Sequence[str]) -> Sequence[Record]: ...
    def of_digests(self, digests: Iterable[str]) -> Mapping[str, str]: ...
    def owners(self, campaigns: Sequence[int]) -> Mapping[int, Record]: ...


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
        return len(self.values())

    # those of Mapping look each address up anew

    def values(self) -> list[Record]:  # type: ignore[override]
        return [self._entries[name.current] for name in self._names.values() if name.current is not None]

    def items(self) -> list[tuple[str, Record]]:  # type: ignore[override]
        names = self._names.items()
        return [(address, self._entries[n.current]) for address, n in names if n.current is not None]


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
        name = self.names.get(address) or self._name(nfc(address))
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
        if known.current is not None or known.became or "[" not in address:
            return known
        family, key = parted(address)
        renamed = self.families.get(family, _NO_FAMILY)
        if not renamed.became:
            return known
        return known._replace(became=renamed.became + key, became_at=renamed.became_at)

    def family(self, family: str) -> Family:
        return self.families.get(family, _NO_FAMILY)

    def reached(self, address: str, former: Collection[str] = ()) -> tuple[Record, ...]:
        """Every entry that the address or a former one of its names ever led to, and that was not given up for it."""
        if not former and self._name(nfc(address)) is None and parted(address)[0] not in self.families:
            return ()
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

    def newest_of(self, family: str, stems: Collection[str]) -> list[Record]:
        """Instances of a family whose names have these stems, the newest settled one of each among them."""
        hot = [
            r
            for address, r in self.records.items()
            if parted(address)[0] == family and stem_of(address) in stems
        ]
        return [*hot, *(self.settled.newest(list(stems)) if self.settled is not None else ())]

    def of_digests(self, digests: Iterable[str]) -> Mapping[str, str]:
        """By digest, the name of a settled entry that may have had it."""
        return self.settled.of_digests(digests) if self.settled is not None else {}

    def _with_older(self, address: str) -> list[str]:
        """The name, and those of its key in families that became its own, or that its own became."""
        family, key = parted(address)
        return [address, *(one + key for one in kin_of(self.families, family))] if key else [address]

    def owner(self, number: int) -> Record | None:
        """The entry that a campaign belongs to."""
        return self.owners([number]).get(number)

    def owners(self, campaigns: Sequence[int]) -> Mapping[int, Record]:
        """By id, the entry that each of some campaigns belongs to; those that belong to none are left out."""
        wanted, found = set(campaigns), dict[int, Record]()
        for record in self.entries.values():
            for number in wanted.intersection((record.id, *(one.id for one in record.tries))):
                assert number is not None
                found.setdefault(number, record)
        rest = [number for number in wanted if number not in found]
        return {**self.settled.owners(rest), **found} if self.settled is not None and rest else found

    def waits(self, record: Record | None) -> bool:
        """Whether an identity send waits for a person: this state says nothing of it since it is known to lack
        what was sent."""
        since = record.at if record else None
        return bool(self.held) and (since is None or self.held_at is None or since < self.held_at)


_UNHEARD: Final = Name()
_NO_FAMILY: Final = Family()
