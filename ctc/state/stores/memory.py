"""A journal in memory: what tests and `plan --no-state` use."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from ctc.address import stem_of
from ctc.canonical import Json, compact
from ctc.state.store import Asked, Conflict, Entry, SettledRow, Snapshot


def _utc_now() -> datetime:
    return datetime.now(UTC)


class MemoryStore:
    """Keeps JSON texts, so that nothing can be shared with whoever appended it."""

    def __init__(self, clock: Callable[[], datetime] = _utc_now) -> None:
        self._clock = clock
        self._rows: list[tuple[datetime, str]] = []
        self._snapshot: tuple[int, str] | None = None
        self._settled: dict[tuple[str, int], tuple[int, SettledRow]] = {}

    def exists(self) -> bool:
        return bool(self._rows)

    def read(self, *, after: int = 0) -> Iterator[Entry]:
        for serial, (at, text) in enumerate(self._rows[after:], start=after + 1):
            yield Entry(serial=serial, at=at, record=json.loads(text))

    def append(self, records: Sequence[Mapping[str, Json]], *, after: int) -> Sequence[Entry]:
        if after != len(self._rows):
            raise Conflict
        now = self.now()
        self._rows += [(now, compact(record)) for record in records]
        return list(self.read(after=after))

    def now(self) -> datetime:
        return self._clock()

    def snapshot(self) -> Snapshot | None:
        if self._snapshot is None:
            return None
        serial, text = self._snapshot
        return Snapshot(serial=serial, text=text)

    def write_snapshot(self, snapshot: Snapshot, settled: Sequence[SettledRow] = ()) -> None:
        self._snapshot = (snapshot.serial, snapshot.text)
        for row in settled:
            self._settled.setdefault((row.name, row.born), (snapshot.serial, row))

    def settled(self, asked: Asked) -> list[SettledRow]:
        every = sorted(self._settled.values(), key=lambda pair: pair[1].born)
        newest = {stem_of(row.name): row for _, row in every}
        named = [
            row
            for serial, row in every
            if serial <= asked.upto
            and (
                row.name in asked.names
                or row.digest in asked.digests
                or (bool(asked.campaigns) and json.loads(row.data)[2] in asked.campaigns)
                or (bool(asked.family) and row.name.startswith(f"{asked.family}["))
            )
        ]
        return [*named, *(newest[stem] for stem in asked.stems if stem in newest)]

    def close(self) -> None:
        pass
