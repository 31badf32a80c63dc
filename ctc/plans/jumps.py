"""How far a number of a family went since the newest instance with the same other key columns."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ctc.address import parts_of, stem_of
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts
from ctc.plans.family_guards import Group, breach
from ctc.plans.guards import read_guards
from ctc.plans.plan import Jump
from ctc.rows.keys import decimal_text, number_of
from ctc.state.reader import StateReader
from ctc.state.record import EXISTS, Record

_SHOWN: Final = 3


class Newest:
    """The newest instance by its key without one column, for the instances of one family that are sent.

    It costs what these ask for: where the column is the last of the key, the newest of each; where it is none of it,
    the instance itself. Where it stands before another one, the whole family is read.
    """

    def __init__(self, family: str, reader: StateReader, sent: Sequence[Payload]) -> None:
        self._family, self._reader, self._sent = family, reader, sent
        self._by_column: dict[tuple[str, ...], dict[tuple[str, ...], Record]] = {}

    def before(self, payload: Payload, column: str) -> float | None:
        """The number that the newest instance had; None where there is none."""
        columns = payload.key_columns
        if column not in columns:
            found = self._reader.record(payload.address)
            return found.numbers.get(column) if found is not None and found.status in EXISTS else None
        at = columns.index(column)
        known = self._by_column.get((column, *columns))
        if known is None:
            known = self._by_column[(column, *columns)] = self._newest(columns, at)
        found = known.get(_without(parts_of(payload.address), at))
        if found is None or found.address == payload.address:
            return None
        return number_of(parts_of(found.address)[at])

    def _newest(self, columns: Sequence[str], at: int) -> dict[tuple[str, ...], Record]:
        if 0 < at == len(columns) - 1:
            stems = {stem_of(one.address) for one in self._sent}
            records = self._reader.newest_of(self._family, stems)
        else:
            records = self._reader.of_family(self._family)
        known = {}
        for record in sorted(records, key=lambda each: each.born):
            parts = parts_of(record.address)
            if record.status in EXISTS and len(parts) == len(columns):
                known[_without(parts, at)] = record
        return known


def _without(parts: Sequence[str], at: int) -> tuple[str, ...]:
    return tuple(part for index, part in enumerate(parts) if index != at)


def jumps_of(groups: Mapping[str, Group], reader: StateReader) -> dict[str, tuple[Jump, ...]]:
    """By address, the numbers of what is sent that differ from those of the newest instance, the farthest first."""
    found: dict[str, tuple[Jump, ...]] = {}
    for group in groups.values():
        if group.data is None:
            continue
        sent = [change.payload for change in group.sends if change.payload is not None]
        newest = Newest(group.family, reader, sent)
        for payload in sent:
            jumps = [
                Jump(address=payload.address, column=column, before=before, after=after)
                for column, after in payload.numbers.items()
                if (before := newest.before(payload, column)) not in {None, after}
            ]
            if jumps:
                found[payload.address] = tuple(sorted(jumps, key=lambda jump: (-jump.share, jump.column)))
    return found


def jump_breaches(
    groups: Mapping[str, Group], facts: Facts, jumps: Mapping[str, Sequence[Jump]]
) -> Iterator[Diagnostic]:
    """What ``max_change`` says of each family: the largest ones by name."""
    for group in groups.values():
        bounds = read_guards(facts.guards, group.own())[0].max_change
        every = [jump for change in group.sends for jump in jumps.get(change.address, ())]
        far = [jump for jump in every if jump.column in bounds and jump.share > bounds[jump.column]]
        if not far:
            continue
        far.sort(key=lambda jump: (-jump.share, jump.address))
        named = ", ".join(f"{jump.address} ({jump})" for jump in far[:_SHOWN])
        more = f" and {len(far) - _SHOWN:,} more" if len(far) > _SHOWN else ""
        stated = ", ".join(f"{column}: {decimal_text(share)}%" for column, share in bounds.items())
        count = f"{len(far):,} instance{'s'[: len(far) != 1]}"
        message = f"{count} changed by more than max_change ({stated}): {named}{more}"
        hint = "is the file right? Where it is, raise `max_change` in the guards of this spec"
        yield breach(group, "CTC546", "max_change", message, hint)
