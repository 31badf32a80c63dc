"""The fold: what a journal's records add up to.

``fold(entries, state)`` is the only place that gives records a meaning, and it may start from any state that
an earlier fold gave: folding in two parts equals folding at once. It adds entries and pointers, and takes none away.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final

from ctc.address import nfc, parted
from ctc.canonical import Json
from ctc.state import account, effects, testimony
from ctc.state.intents import Intent, Verb
from ctc.state.layers import closed, opened
from ctc.state.ledger import Identity
from ctc.state.ledger import breaks as broken_by
from ctc.state.record import Binding, Record, Status
from ctc.state.records import migrated
from ctc.state.state import State
from ctc.state.store import Entry, StoreError
from ctc.state.total import Total
from ctc.state.tries import End, Family, Name, kin_of, stated, together

_GROWING: Final = ("entries", "names", "intents")
"""Nothing is ever taken out of these, and there may be a hundred thousand of each."""
_SMALL: Final = ("families", "reach", "shown")


def fold(entries: Iterable[Entry], state: State | None = None) -> State:
    """The state after ``entries``, which follow ``state`` without a gap. Raises StoreError on anything else."""
    start = state or State()
    begun: dict[str, Any] = {one.name: getattr(start, one.name) for one in fields(State)}
    begun |= {name: dict(begun[name]) for name in _SMALL}
    begun |= {name: opened(begun[name]) for name in _GROWING}
    total = Total(**begun)
    for entry in entries:
        _add(total, entry)
    done: dict[str, Any] = {one.name: getattr(total, one.name) for one in fields(State)}
    done |= {name: closed(getattr(start, name), done[name]) for name in _GROWING}
    return State(**done)


Fields = Mapping[str, Json]


def _add(total: Total, entry: Entry) -> None:
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


def _init(total: Total, record: Fields, entry: Entry) -> None:
    names = ("project", "environment", "account_id", "region", "lineage")
    if total.binding is not None:
        raise StoreError(f"record {entry.serial} begins the state a second time: restore it from a backup")
    total.binding = Binding(**{name: record[name] for name in names})
    total.held, total.held_at, total.listed_at = record["held"], entry.at, entry.at


def _rebound(total: Total, record: Fields, _entry: Entry) -> None:
    if total.binding is not None:
        names = ("project", "environment", "lineage")
        total.binding = replace(total.binding, **{name: record[name] for name in names})


def _intent(total: Total, record: Fields, entry: Entry) -> None:
    address, former = nfc(record["address"]), [nfc(name) for name in record["names"]]
    intent = effects.read_intent(record, entry)
    known = total.current(address)
    total.commit = record["commit"] or total.commit
    if intent.verb is Verb.CREATE:
        total.listed_at = entry.at
    if intent.verb is Verb.STOP:
        if known is not None:
            total.entries[known.born] = known._replace(open=(*known.open, intent))
            total.intents[intent.id] = known.born
        return
    _keys(total, address, record)
    breaks = broken_by(total.reached(address, *former), _identity(address, intent))
    made = effects.tried(address, record, intent, known, entry, breaks)
    _put(total, made, former, entry)
    total.intents[intent.id] = made.born


def _put(total: Total, made: Record, former: Sequence[str], entry: Entry) -> None:
    """The entry stands under its address, and each name that it had before leads to it."""
    total.put(made, *former)
    for name in former:
        if total.names[name].current is None:
            total.point(name, became=made.address, became_at=entry.at)


def _keys(total: Total, address: str, record: Fields) -> None:
    family = parted(address)[0]
    if record["key_columns"]:
        total.families[family] = stated(total.families.get(family, Family()), address, record)


def _identity(address: str, intent: Intent) -> Identity:
    batch = intent.batch.index if intent.batch else None
    return Identity(address=address, revision=intent.revision, batch=batch, digest=intent.digest)


def _outcome(total: Total, record: Fields, entry: Entry) -> None:
    """Found by the intent's id, wherever its entry stands by now."""
    total.warm(nfc(record["address"]))
    born = total.intents.get(record["intent"])
    if born is None:
        return
    known = total.entries[born]
    intent = next((one for one in known.open if one.id == record["intent"]), None)
    if intent is not None:
        total.entries[born] = effects.ended(known, intent, record, entry)
        return
    attempt = next((one for one in known.tries if one.intent == record["intent"]), None)
    if attempt is None or record["result"] != "sent":
        return
    if attempt.end is End.MADE:
        total.entries[born] = testimony.told_late(known, attempt, record["id"], entry)
    elif attempt.end is End.NOTHING:
        identity = Identity(
            address=known.address,
            revision=known.revision,
            batch=attempt.batch or None,
            digest=attempt.digest,
        )
        breaks = broken_by(total.reached(known.address), identity)
        total.entries[born] = effects.answered_late(known, attempt, record, breaks)


def _vouched(total: Total, record: Fields, entry: Entry) -> None:
    address = nfc(record["address"])
    total.put(testimony.vouched(record, total.current(address), address, entry))


def _imported(total: Total, record: Fields, entry: Entry) -> None:
    address, former = nfc(record["address"]), [nfc(name) for name in record.get("names", ())]
    made = testimony.imported(record, total.current(address), address, entry)
    _put(total, made, former, entry)
    total.listed_at = entry.at


def _observed(total: Total, record: Fields, entry: Entry) -> None:
    address, number = nfc(record["address"]), record["id"]
    total.warm(address)
    name = total.names.get(address, Name())
    for born in sorted(name.entries, reverse=True):
        known = total.entries[born]
        if known.id == number or any(one.id == number for one in known.tries):
            total.entries[born] = effects.observed(known, number, Status(record["status"]), entry)
            return


def _freed(total: Total, record: Fields, entry: Entry) -> None:
    address = nfc(record["address"])
    total.warm(address)
    if address in total.names:
        known = total.current(address) or Record(address=address, status=Status.NOT_SENT)
        total.put(effects.freed(known, record["why"], entry))
        total.point(address, freed=entry.serial)


def _late(total: Total, record: Fields, entry: Entry) -> None:
    known = total.current(nfc(record["address"]))
    if known is not None:
        total.put(effects.late(known, record["revision"], entry))


def _tombstone(total: Total, record: Fields, entry: Entry) -> None:
    known = total.current(nfc(record["address"]))
    if known is not None:
        total.entries[known.born] = known._replace(forgotten=True)


def _moved(total: Total, record: Fields, entry: Entry) -> None:
    """Copies every pointer of the source that was not given up, and removes none."""
    source, target = nfc(record["source"]), nfc(record["target"])
    known = total.current(source)
    if known is None or source == target:
        return
    born = [one.born for one in total.reached(source)]
    total.entries[known.born] = known._replace(address=target)
    total.point(target, *born, current=known.born, became="")
    total.succeed(target, source)
    total.point(source, current=None, became=target, became_at=entry.at)


def _renamed(total: Total, record: Fields, entry: Entry) -> None:
    """The list of older families is whole, so that none is followed: one that became another one before brings that
    one with it."""
    source, target = record["source"], record["target"]
    old, new = total.families.get(source, Family()), total.families.get(target, Family())
    older = dict.fromkeys((*new.older, source, *kin_of(total.families, source)))
    older.pop(target, None)
    total.families[target] = replace(
        new,
        key_columns=new.key_columns or old.key_columns,
        revision=new.revision or old.revision,
        day=max(new.day, old.day),
        numeric=together(new.numeric, old.numeric),
        odd=together(new.odd, old.odd),
        older=tuple(older),
        became="",
        became_at=None,
    )
    for name in older:
        known = total.families.get(name, Family())
        total.families[name] = replace(known, became=target, became_at=known.became_at or entry.at)


_KINDS: Final[Mapping[str, Callable[[Total, Fields, Entry], None]]] = {
    "init": _init,
    "rebound": _rebound,
    "intent": _intent,
    "outcome": _outcome,
    "resolution": _outcome,
    "settled": _vouched,
    "imported": _imported,
    "observed": _observed,
    "late": _late,
    "tombstone": _tombstone,
    "freed": _freed,
    "moved": _moved,
    "renamed": _renamed,
    "held": account.held,
    "released": account.released,
    "reach": account.reach,
    "halted": account.halted,
    "resumed": account.resumed,
    "listed": account.listed,
    "lost": account.lost,
}
