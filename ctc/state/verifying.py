"""Whether the promise held in a journal: read from its first record, with the serial of each fault."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from ctc.canonical import Json
from ctc.state.fold import fold
from ctc.state.intents import Verb
from ctc.state.state import State
from ctc.state.store import Entry, Store, StoreError
from ctc.state.tries import End


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong with the record ``serial``, or with what should stand there."""

    serial: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What stands in a journal. The promise held where there are no ``faults``."""

    records: int
    identities: int
    creates: int
    """Creates and batches that were claimed."""
    doubts: tuple[str, ...]
    """Addresses of which something is open."""
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, Json]:
        return {
            "format_version": 1,
            "records": self.records,
            "identities": self.identities,
            "creates": self.creates,
            "doubts": list(self.doubts),
            "faults": [{"serial": one.serial, "message": one.message} for one in self.faults],
        }


def verify(store: Store) -> Findings:
    """Reads a journal whole. What cannot be read is a fault, and ends the reading."""
    read = _Read()
    try:
        state = fold(read.through(store.read()))
    except StoreError as error:
        state = fold(islice(store.read(), read.whole))
        read.faults.append(Fault(serial=state.serial + 1, message=str(error)))
    return Findings(
        records=state.serial,
        identities=sum(record.revision > 0 for record in state.entries.values()),
        creates=read.creates,
        doubts=tuple(sorted(record.address for record in state.entries.values() if record.unsettled)),
        faults=tuple(sorted([*read.faults, *_broken(state)], key=lambda one: one.serial)),
    )


@dataclass(slots=True, kw_only=True)
class _Read:
    """What is counted while a journal is folded."""

    whole: int = 0
    """Records that were folded to their end."""
    creates: int = 0
    claimed: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)

    def through(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            yield entry
            self.whole = entry.serial
            self.creates += entry.record.get("kind") == "intent" and entry.record.get("verb") != Verb.STOP
            self.faults += _unclaimed(entry, self.claimed)


def _unclaimed(entry: Entry, claimed: set[str]) -> Iterator[Fault]:
    """An outcome of what was never claimed: its intent is missing; or a claim under an id that another one has."""
    kind, intent = entry.record.get("kind"), str(entry.record.get("intent"))
    if kind == "intent":
        if intent in claimed:
            message = f"{entry.record.get('address')}: intent {intent} is claimed a second time"
            yield Fault(serial=entry.serial, message=message)
        claimed.add(intent)
    elif kind in {"outcome", "resolution"} and intent not in claimed:
        yield Fault(
            serial=entry.serial,
            message=f"{entry.record.get('address')}: an outcome of intent {intent}, which no record claims",
        )


def _broken(state: State) -> Iterator[Fault]:
    for record in state.entries.values():
        for one in record.tries:
            if one.breaks and one.end is not End.NOTHING:
                yield Fault(
                    serial=one.serial,
                    message=f"{record.address}: a further create of revision {record.revision}, while that of record "
                    f"{one.breaks} may exist",
                )
