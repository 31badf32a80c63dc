"""Keys that name what they named before, in other letters: ``007`` and ``7``, ``TRUE`` and ``true``.

A list in the spec became a file, or a column of the key got another type, by the schema of its rows or by another form
of the file. Whom the one spelling told, the other would tell again.
"""

from collections.abc import Collection, Container, Iterable, Sequence

from ctc.address import address_of, parted, parts_of
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import Decision
from ctc.rows.keys import TRUTHS, is_truth, plainest, shortest
from ctc.state.reader import StateReader
from ctc.state.record import EXISTS, Record
from ctc.state.tries import Family

Parts = tuple[str, ...]


def respelt(
    names: Collection[str], one: Payload, every: Iterable[Payload], reader: StateReader
) -> Decision | None:
    """``names`` are those of the family, of now and before; ``one`` is of it, and says which of its columns are
    numbers, or truth values. Only a family whose columns were something else is looked through."""
    told: dict[Parts, Record] = {}
    for name in names:
        told |= _as_now(name, one, reader)
    were = {name: {*reader.family(name).numeric} - one.numbers.keys() for name in names}
    if not one.key_columns or not (told or any(were.values())):
        return None
    family = parted(one.address)[0]
    ours = {parts_of(each.address): each for each in every if parted(each.address)[0] == family}
    for parts, payload in ours.items():
        before = told.get(_true(parts)) or _as_numbers(parts, one.key_columns, were, reader)
        if before is None or parts_of(before.address) in ours or payload.revision > before.revision:
            continue
        own = reader.record(payload.address)
        if own is None or own.status not in EXISTS:
            return _again(before, payload, one.key_columns)
    return None


def _again(before: Record, payload: Payload, columns: Sequence[str]) -> Decision:
    named = zip(columns, parts_of(before.address), parts_of(payload.address), strict=False)
    column, old = next((column, old) for column, old, new in named if old != new)
    kind = "string" if plainest(old) != old else "boolean" if old in TRUTHS else "number"
    reason = (
        f"{before.address} is {payload.address} now, as a file spells its values: it would be told again. Spell "
        f"{column} as it was (type {kind} in the row's schema), or `revision: {before.revision + 1}` where it is meant"
    )
    return Decision(action=Action.BLOCKED, reason=reason)


def _as_now(family: str, one: Payload, reader: StateReader) -> dict[Parts, Record]:
    """What a list told, and what was told by texts of columns that are typed now, or the other way about with truth
    values, which have one spelling here: by its key as it is spelt now."""
    known = reader.family(family)
    if known.key_columns and not _is_otherwise(known, one):
        return {}
    columns, numbers = known.key_columns, one.numbers.keys() if known.key_columns else None
    return {
        _true(_spelt(parts_of(record.address), columns, numbers)): record
        for record in reader.of_family(family)
        if record.status in EXISTS
    }


def _is_otherwise(known: Family, one: Payload) -> bool:
    """Whether a column holds typed values now that held texts which read as such, or texts for the first time."""
    parts = dict(zip(one.key_columns, parts_of(one.address), strict=False))
    texts = {name for name, part in parts.items() if is_truth(part) and part not in TRUTHS}
    typed = one.numbers.keys() | {name for name, part in parts.items() if part in TRUTHS}
    return not typed.isdisjoint(known.odd) or not texts <= {*known.odd}


def _as_numbers(
    parts: Parts, columns: Sequence[str], were: dict[str, set[str]], reader: StateReader
) -> Record | None:
    """What was told while columns that are texts now were numbers."""
    for name, numbers in were.items():
        spelt = _spelt(parts, columns, numbers)
        for each in dict.fromkeys((spelt, _true(spelt))):
            record = reader.record(address_of(name, each)) if each != parts else None
            if record is not None and record.status in EXISTS:
                return record
    return None


def _spelt(parts: Parts, columns: Sequence[str], numbers: Container[str] | None) -> Parts:
    """A key with the shortest decimals where a column holds numbers; None: wherever it may."""
    if numbers is None:
        return tuple(map(shortest, parts))
    named = zip(parts, columns, strict=False)
    return tuple([shortest(part) if column in numbers else part for part, column in named])


def _true(parts: Parts) -> Parts:
    """A key whose truth values are spelt as typed ones are."""
    return tuple([plainest(part) if is_truth(part) else part for part in parts])
