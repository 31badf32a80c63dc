"""A state in the making: what the fold adds entries and pointers to."""

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from ctc.address import parted
from ctc.state.known_reach import KnownReach
from ctc.state.record import Binding, Record
from ctc.state.state import Settled
from ctc.state.tries import End, Family, Name, kin_of

_KEPT: Final = timedelta(days=3)
"""How long the ids that a listing showed are kept, beyond their day."""


@dataclass(slots=True, kw_only=True)
class Total:
    """A state in the making; the fields are State's."""

    binding: Binding | None
    serial: int
    at: datetime | None
    entries: MutableMapping[int, Record]
    names: MutableMapping[str, Name]
    families: dict[str, Family]
    intents: MutableMapping[str, int]
    settled: Settled | None
    reach: dict[str, KnownReach]
    shown: dict[str, tuple[int, ...]]
    held: str
    held_at: datetime | None
    commit: str | None
    listed_at: datetime | None
    lacks_since: datetime | None
    halted: str

    def warm(self, address: str) -> None:
        """What is settled of a name comes back among what lives: something happens to it."""
        if address in self.names or self.settled is None:
            return
        name = self.settled.name(address)
        if name is not None:
            self.names[address] = name
            self.entries.update({born: self.settled.entries[born] for born in name.entries})

    def current(self, address: str) -> Record | None:
        self.warm(address)
        born = self.names[address].current if address in self.names else None
        return self.entries[born] if born is not None else None

    def put(self, record: Record, *former: str) -> None:
        """The entry stands under its address from here on; from every older name a pointer leads to it."""
        self.entries[record.born] = record
        self.point(record.address, record.born, current=record.born, became="")
        self.succeed(record.address, *former)
        for older in self.names[record.address].older:
            if self._came_to_nothing(older):
                self.point(older, record.born)

    def _came_to_nothing(self, name: str) -> bool:
        """Whether nothing stands under a name, or what stands there was refused: the entry of its successor is then
        all that it led to, and an old commit that still has the name must find it."""
        current = self.names[name].current
        return current is None or all(one.end is End.NOTHING for one in self.entries[current].tries)

    def kin(self, address: str) -> tuple[str, ...]:
        """The names of an instance's key in families that became its own, or that its own became."""
        family, key = parted(address)
        return tuple(one + key for one in kin_of(self.families, family)) if key else ()

    def succeed(self, address: str, *older: str) -> None:
        """These names became the address. The list is whole: no pointer is followed."""
        names = dict.fromkeys((*self.names[address].older, *older))
        names |= dict.fromkeys(one for name in older if name in self.names for one in self.names[name].older)
        names.pop(address, None)
        if len(names) > len(self.names[address].older):
            self.names[address] = self.names[address]._replace(older=tuple(names))
        for name in names:
            self.warm(name)
            self.names.setdefault(name, Name())

    def point(self, address: str, *born: int, **changes: Any) -> None:
        self.warm(address)
        name = self.names.get(address, Name())
        self.names[address] = name._replace(entries=tuple(dict.fromkeys((*name.entries, *born))), **changes)

    def reached(self, *addresses: str) -> list[Record]:
        every = [name for address in addresses for name in (address, *self.kin(address))]
        for name in every:
            self.warm(name)
        freed = self.names[addresses[0]].freed if addresses[0] in self.names else 0
        born = {
            one for name in every if name in self.names for one in self.names[name].entries if one > freed
        }
        return [self.entries[one] for one in sorted(born)]

    def prune(self, now: datetime) -> None:
        """Forgets what listings showed of days that are over and of which nothing is in doubt."""
        doubtful = [intent.at for record in self.entries.values() for intent in record.unsettled]
        first = min([now, *doubtful]) - _KEPT
        for day in [day for day in self.shown if day < f"{first:%Y-%m-%d}"]:
            del self.shown[day]
