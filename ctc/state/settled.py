"""What is over leaves the fold: instances from data that went out, or were stopped, and of which nothing is open.

They stand in a table of the store, some hundred bytes each, and are read where they are named. A row is added when a
snapshot is written, and never changed: whoever began with an older snapshot does not see it.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ctc.address import parted
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.store import Asked, SettledRow, Store
from ctc.state.tries import End, Name, Try

_QUIET: Final = timedelta(hours=20)
"""How long nothing has happened to what is settled: late answers have come, and the next night's run has looked."""
_OVER: Final = (Status.SENT, Status.STOPPED)


def settle(state: State) -> tuple[State, list[SettledRow]]:
    """The state without what is over, and that as rows."""
    rows: list[SettledRow] = []
    entries, names = dict(state.entries), dict(state.names)
    for address, name in state.names.items():
        if not _is_plain(name):
            continue
        records = [state.entries[born] for born in name.entries]
        if all(_is_over(record, state) and record.address == address for record in records):
            rows += map(_row, records)
            del names[address]
            for record in records:
                del entries[record.born]
    kept = {born: _lighter(record) for born, record in entries.items()}
    return replace(state, entries=kept, names=names), rows


def _is_plain(name: Name) -> bool:
    return not (name.became or name.older or name.freed) and name.current is not None


def _is_over(record: Record, state: State) -> bool:
    moments = [moment for moment in (record.at, record.scheduled_on, record.stopped_at) if moment]
    return (
        bool(record.key_columns)
        and record.status in _OVER
        and record.stopped_by != "replace"
        and not record.open
        and not record.recurring
        and len(record.tries) == 1
        and not record.broken
        and state.at is not None
        and max(moments, default=state.at) + _QUIET <= state.at
    )


def _lighter(record: Record) -> Record:
    """Without its payload, where nothing is compared with it any more."""
    is_told = record.key_columns and record.status is Status.SENT and record.body
    return record._replace(body="") if is_told else record


def _row(record: Record) -> SettledRow:
    [one] = record.tries
    data = [
        record.revision,
        _OVER.index(record.status),
        record.id or 0,
        record.marker,
        one.intent,
        int(record.at.timestamp()) if record.at else 0,
        *([dict(record.numbers)] if record.numbers else []),
    ]
    text = json.dumps(data, separators=(",", ":"))
    return SettledRow(name=record.address, born=record.born, digest=number_of(record.digest), data=text)


def number_of(digest: str) -> int:
    """A digest as a number that an index holds: its first 60 bits."""
    return int(digest[:15] or "0", 16)


def _record(row: SettledRow, key_columns: tuple[str, ...]) -> Record:
    revision, status, number, marker, intent, at, *more = json.loads(row.data)
    one = Try(intent=intent, serial=row.born, end=End.MADE, id=number or None, marker=marker)
    return Record(
        address=row.name,
        revision=revision,
        status=_OVER[status],
        born=row.born,
        id=number or None,
        attempt=1,
        key_columns=key_columns,
        numbers=more[0] if more else {},
        marker=marker,
        markers=(marker,) if marker else (),
        tries=(one,),
        stopped_by="gone" if _OVER[status] is Status.STOPPED else "",
        at=datetime.fromtimestamp(at, UTC),
    )


class SettledEntries:
    """The table, as of one snapshot: each name is asked for once, many of them together."""

    def __init__(self, store: Store, upto: int, families: Mapping[str, tuple[str, ...]]) -> None:
        self._store, self._upto, self._keys = store, upto, families
        self._names: dict[str, Name | None] = {}
        self.entries: dict[int, Record] = {}

    def look_up(self, names: Iterable[str]) -> None:
        """Reads what is settled of these names, at once."""
        if not self._keys:
            return  # no family ever had an instance that is over
        asked = [name for name in dict.fromkeys(names) if name not in self._names]
        self._names |= dict.fromkeys(asked)
        for row in self._ask(names=asked) if asked else ():
            self._keep(row)

    def name(self, address: str) -> Name | None:
        if parted(address)[0] not in self._keys:
            return None
        self.look_up([address])
        return self._names[address]

    def of_family(self, family: str) -> Sequence[Record]:
        if family not in self._keys:
            return []
        return [self._keep(row) for row in self._ask(family=family)]

    def newest(self, stems: Sequence[str]) -> Sequence[Record]:
        """Of each stem (see ``ctc.address.stem_of``) the instance that was born last; other entries of its name are not
        read for it."""
        known = [stem for stem in stems if parted(stem)[0] in self._keys]
        rows = self._ask(stems=known) if known else ()
        return [_record(row, self._keys.get(parted(row.name)[0], ())) for row in rows]

    def of_digests(self, digests: Iterable[str]) -> Mapping[str, str]:
        by_number = {number_of(digest): digest for digest in digests}
        rows = self._ask(digests=list(by_number)) if by_number else ()
        return {by_number[row.digest]: row.name for row in rows}

    def owners(self, campaigns: Sequence[int]) -> Mapping[int, Record]:
        """By id, the entry that a campaign belongs to."""
        rows = self._ask(campaigns=campaigns) if campaigns and self._keys else ()
        found = [_record(row, self._keys.get(parted(row.name)[0], ())) for row in rows]
        return {record.id: record for record in found if record.id is not None}

    def _ask(self, **of: Any) -> Iterable[SettledRow]:
        return self._store.settled(Asked(self._upto, **of))

    def _keep(self, row: SettledRow) -> Record:
        record = _record(row, self._keys.get(parted(row.name)[0], ()))
        self.entries[record.born] = record
        known = self._names.get(row.name)
        born = sorted({record.born, *(known.entries if known else ())})
        self._names[row.name] = Name(entries=tuple(born), current=born[-1])
        return record
