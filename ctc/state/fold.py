"""The fold: what a journal's records add up to.

``fold(entries, state)`` is the only place that gives records a meaning, and it may start from any state that
an earlier fold gave: folding in two parts equals folding at once.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from ctc.canonical import Json
from ctc.state import effects
from ctc.state.moments import moment_of
from ctc.state.records import migrated
from ctc.state.state import Binding, KnownReach, Record, State, Status, Verb
from ctc.state.store import Entry, StoreError


def fold(entries: Iterable[Entry], state: State | None = None) -> State:
    """The state after ``entries``, which follow ``state`` without a gap. Raises StoreError on anything else."""
    start = state or State()
    sum_ = _Sum(
        binding=start.binding,
        serial=start.serial,
        at=start.at,
        records=dict(start.records),
        reach=dict(start.reach),
        held=start.held,
        held_at=start.held_at,
        commit=start.commit,
        listed_at=start.listed_at,
        lacks_since=start.lacks_since,
    )
    for entry in entries:
        _add(sum_, entry)
    return State(
        binding=sum_.binding,
        serial=sum_.serial,
        at=sum_.at,
        records=MappingProxyType(sum_.records),
        reach=MappingProxyType(sum_.reach),
        held=sum_.held,
        held_at=sum_.held_at,
        commit=sum_.commit,
        listed_at=sum_.listed_at,
        lacks_since=sum_.lacks_since,
    )


@dataclass(slots=True, kw_only=True)
class _Sum:
    binding: Binding | None
    serial: int
    at: datetime | None
    records: dict[str, Record]
    reach: dict[str, KnownReach]
    held: str
    held_at: datetime | None
    commit: str | None
    listed_at: datetime | None
    lacks_since: datetime | None


Fields = Mapping[str, Json]


def _add(total: _Sum, entry: Entry) -> None:
    if entry.serial != total.serial + 1:
        raise StoreError(
            f"the state has a gap: record {entry.serial} follows {total.serial}. Restore it whole from a backup"
        )
    record = migrated(entry.record)
    add = _KINDS.get(str(record.get("kind")))
    if add is None:
        raise StoreError(
            f"record {entry.serial} of the state is of an unknown kind: use the ctc that wrote it"
        )
    try:
        add(total, record, entry)
    except (KeyError, TypeError, ValueError) as error:
        raise StoreError(
            f"record {entry.serial} of the state cannot be read ({type(error).__name__}): restore it from a backup"
        ) from None
    total.serial, total.at = entry.serial, entry.at


def _init(total: _Sum, record: Fields, entry: Entry) -> None:
    names = ("project", "environment", "account_id", "region", "lineage")
    if total.binding is not None:
        raise StoreError(f"record {entry.serial} begins the state a second time: restore it from a backup")
    total.binding = Binding(**{name: record[name] for name in names})
    total.held, total.held_at, total.listed_at = record["held"], entry.at, entry.at


def _intent(total: _Sum, record: Fields, entry: Entry) -> None:
    address = record["address"]
    known = total.records.get(address)
    intent = effects.read_intent(record, entry)
    total.commit = record["commit"] or total.commit
    if intent.verb is Verb.CREATE:
        total.listed_at = entry.at
    if intent.verb is Verb.STOP:
        if known is not None:
            total.records[address] = replace(known, open=(*known.open, intent), touched=entry.serial)
        return
    if intent.verb is Verb.SEND and known is not None and effects.same_send(known, intent):
        total.records[address] = replace(
            known,
            status=Status.IN_DOUBT,
            open=(*known.open, intent),
            touched=entry.serial,
            at=entry.at,
            forgotten=False,
        )
        return
    total.records[address] = effects.tried(address, record, intent, known, entry)


def _outcome(total: _Sum, record: Fields, entry: Entry) -> None:
    known = total.records.get(record["address"])
    if known is None:
        return
    intent = next((one for one in known.open if one.id == record["intent"]), None)
    if intent is None:
        if record["result"] == "sent":
            total.records[known.address] = effects.answered_late(known, record, entry)
        return
    if record["kind"] == "resolution" and record["result"] == "not_sent":
        known = replace(known, denied=(*known.denied, intent))
    settle = effects.settled_stop if intent.verb is Verb.STOP else effects.settled_create
    if intent.verb is Verb.SEND:
        settle = effects.settled_batch
    total.records[known.address] = replace(settle(known, intent, record, entry), touched=entry.serial)


def _person_settled(total: _Sum, record: Fields, entry: Entry) -> None:
    address = record["address"]
    total.records[address] = effects.person_settled(record, total.records.get(address), entry)


def _imported(total: _Sum, record: Fields, entry: Entry) -> None:
    address = record["address"]
    total.records[address] = effects.imported(record, total.records.get(address), entry)
    total.listed_at = entry.at


def _observed(total: _Sum, record: Fields, entry: Entry) -> None:
    known = total.records.get(record["address"])
    if known is not None and known.id == record["id"]:
        total.records[known.address] = effects.observed(known, Status(record["status"]), entry)


def _freed(total: _Sum, record: Fields, entry: Entry) -> None:
    known = total.records.get(record["address"])
    if known is not None:
        total.records[known.address] = effects.freed(known, record["why"], entry)


def _late(total: _Sum, record: Fields, entry: Entry) -> None:
    _change(total, record, entry, stopped_by="late", revision=record["revision"])


def _tombstone(total: _Sum, record: Fields, entry: Entry) -> None:
    _change(total, record, entry, forgotten=True)


def _change(total: _Sum, record: Fields, entry: Entry, **changes: Json) -> None:
    known = total.records.get(record["address"])
    if known is not None:
        total.records[known.address] = replace(known, touched=entry.serial, **changes)


def _moved(total: _Sum, record: Fields, entry: Entry) -> None:
    known = total.records.pop(record["source"], None)
    if known is not None:
        total.records[record["target"]] = replace(known, address=record["target"], touched=entry.serial)


def _held(total: _Sum, record: Fields, entry: Entry) -> None:
    total.held, total.held_at = record["why"], entry.at
    since = moment_of(record.get("since"))
    total.lacks_since = min(filter(None, (total.lacks_since, since)), default=None)


def _released(total: _Sum, record: Fields, _entry: Entry) -> None:
    total.held, total.held_at = "", None


def _reach(total: _Sum, record: Fields, entry: Entry) -> None:
    total.reach[record["audience"]] = KnownReach(
        total=record["total"], platforms=dict(record["platforms"]), asked_at=entry.at
    )


_KINDS: Final[Mapping[str, Callable[[_Sum, Fields, Entry], None]]] = {
    "init": _init,
    "intent": _intent,
    "outcome": _outcome,
    "resolution": _outcome,
    "settled": _person_settled,
    "imported": _imported,
    "observed": _observed,
    "late": _late,
    "tombstone": _tombstone,
    "freed": _freed,
    "moved": _moved,
    "held": _held,
    "released": _released,
    "reach": _reach,
}
