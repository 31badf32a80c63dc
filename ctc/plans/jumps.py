"""How far a number of a family went since the newest instance with the same other key columns."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts
from ctc.plans.families import family_of
from ctc.plans.family_guards import Group, breach
from ctc.plans.guards import read_guards
from ctc.rows.keys import decimal_text, number_of
from ctc.state.state import EXISTS, Record, StateReader

_SHOWN: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Jump:
    """One number, at the newest instance before and now."""

    address: str
    column: str
    before: float
    after: float

    @property
    def share(self) -> float:
        """In hundredths of what it was."""
        if self.before == self.after:
            return 0.0
        return abs(self.after - self.before) * 100 / abs(self.before) if self.before else float("inf")

    def __str__(self) -> str:
        return f"{self.column} {decimal_text(self.before)} → {decimal_text(self.after)}"


class Newest:
    """The newest instance by its key without one column."""

    def __init__(self, family: str, reader: StateReader) -> None:
        self._records = [
            record
            for address, record in reader.records.items()
            if "[" in address and family_of(address) == family and record.status in EXISTS
        ]
        self._by_column: dict[tuple[str, ...], dict[tuple[str, ...], Record]] = {}

    def before(self, payload: Payload, column: str) -> float | None:
        """The number that the newest instance had; None where there is none."""
        columns = payload.key_columns
        at = columns.index(column) if column in columns else None
        known = self._by_column.setdefault((column, *columns), {})
        if not known:
            for record in sorted(self._records, key=lambda each: each.born):
                parts = parts_of(record.address)
                if len(parts) == len(columns):
                    known[_without(parts, at)] = record
        found = known.get(_without(parts_of(payload.address), at))
        if found is None or (found.address == payload.address and at is not None):
            return None
        return _number(found, column, at)


def parts_of(address: str) -> tuple[str, ...]:
    """The parts of an instance's key."""
    return tuple(address.partition("[")[2].removesuffix("]").split(","))


def _without(parts: Sequence[str], at: int | None) -> tuple[str, ...]:
    return tuple(part for index, part in enumerate(parts) if index != at)


def _number(record: Record, column: str, at: int | None) -> float | None:
    return number_of(parts_of(record.address)[at]) if at is not None else None


def jumps_of(group: Group, columns: Mapping[str, float], reader: StateReader) -> Iterator[Jump]:
    """The numbers of what is sent, beside those of the newest instances."""
    newest = Newest(group.family, reader)
    for change in group.sends:
        payload = change.payload
        for column in columns:
            if payload is None or column not in payload.numbers:
                continue
            before = newest.before(payload, column)
            if before is not None:
                yield Jump(
                    address=change.address, column=column, before=before, after=payload.numbers[column]
                )


def jump_breaches(groups: Mapping[str, Group], facts: Facts, reader: StateReader) -> Iterator[Diagnostic]:
    """What ``max_change`` says of each family: the largest ones by name."""
    for group in groups.values():
        bounds = read_guards(facts.guards, group.own())[0].max_change
        far = (
            [jump for jump in jumps_of(group, bounds, reader) if jump.share > bounds[jump.column]]
            if bounds
            else []
        )
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
