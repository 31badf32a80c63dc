"""A list in the spec that gives what it told another key: the same message would go out under another name."""

from collections.abc import Container, Iterable

from ctc.address import parted, parts_of
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import Decision
from ctc.rows.keys import shortest
from ctc.state.reader import StateReader
from ctc.state.record import EXISTS, Record


def renamed(every: Iterable[Payload], reader: StateReader, taken: Container[str]) -> dict[str, Decision]:
    """By family, why it is blocked: its variables stand in another order, a number is written otherwise, or a ``key``
    was corrected. ``taken`` are the addresses that stand, or that something takes over."""
    gone: dict[str, dict[object, Record]] = {}
    for address, record in reader.records.items():
        if "[" in address and not record.key_columns and record.status in EXISTS and address not in taken:
            gone.setdefault(parted(address)[0], {}).update(
                {record.digest: record, _by_parts(address): record}
            )
    found: dict[str, Decision] = {}
    for payload in every if gone else ():
        family, known = parted(payload.address)[0], gone.get(parted(payload.address)[0], {})
        before = known.get(payload.digest) or known.get(_by_parts(payload.address))
        if before is None or family in found or payload.revision > before.revision:
            continue
        own = reader.record(payload.address)
        if own is None or own.status not in EXISTS:
            what = ", with the same payload" if before.digest == payload.digest else ""
            reason = (
                f"{before.address} is {payload.address} now{what}: it would be sent again. Write the key as it was, or "
                f"`revision: {before.revision + 1}` where all of it is meant to go out again"
            )
            found[family] = Decision(action=Action.BLOCKED, reason=reason)
    return found


def _by_parts(address: str) -> tuple[str, ...]:
    """The parts of its key in whatever order, numbers as the shortest decimals."""
    return tuple(sorted(map(shortest, parts_of(address))))
