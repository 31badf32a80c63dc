"""A list in the spec that gives what it told another key: the same message would go out under another name."""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from ctc.address import parted, parts_of
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.case import Decision
from ctc.plans.refusals import families_of
from ctc.rows.keys import plainest
from ctc.state.reader import StateReader
from ctc.state.record import EXISTS, Record

Parts = tuple[str, ...]


@dataclass(slots=True)
class _Gone:
    """What a family told by keys that its list holds no more."""

    by_digest: dict[str, Record] = field(default_factory=dict)
    by_parts: dict[Parts, Record] = field(default_factory=dict)
    sizes: set[int] = field(default_factory=set)
    """How many parts these keys have."""
    narrowed: dict[int, Mapping[Parts, Record]] = field(default_factory=dict)
    """By a number of parts, the keys with more of them, as they are without the rest."""

    def add(self, record: Record, every: Iterable[Record]) -> None:
        """``every`` are those that its address ever led to: what an earlier revision said went out as well."""
        self.by_digest |= {one.digest: one for one in (*every, record) if one.status in EXISTS}
        parts = _parts(record.address)
        self.by_parts[parts] = record
        self.sizes.add(len(parts))

    def now(self, payload: Payload, *, is_own: bool) -> Record | None:
        """What is the payload's by now: of the same bytes, or of the same key, of which one may be without a part. Rows
        of a file that say the same are several, where they do not stand in a family of that name (``is_own``)."""
        parts = _parts(payload.address)
        same = self.by_digest.get(payload.digest) if is_own or not payload.key_columns else None
        known = same or self.by_parts.get(parts)
        if known is not None or payload.key_columns:
            return known  # which columns a file has is compared by their names
        return self._with_fewer(parts) or self._with_more(len(parts)).get(parts)

    def _with_fewer(self, parts: Parts) -> Record | None:
        sizes = sorted(size for size in self.sizes if 0 < size < len(parts))
        fewer = (some for size in sizes for some in combinations(parts, size))
        return next((self.by_parts[some] for some in fewer if some in self.by_parts), None)

    def _with_more(self, size: int) -> Mapping[Parts, Record]:
        if size not in self.narrowed:
            more = (pair for pair in self.by_parts.items() if len(pair[0]) > size)
            self.narrowed[size] = {some: one for known, one in more for some in combinations(known, size)}
        return self.narrowed[size]


def renamed(every: Sequence[Payload], reader: StateReader, taken: Container[str]) -> dict[str, Decision]:
    """By family, why it is blocked: its variables stand in another order, are more or fewer, a number is written
    otherwise, or a ``key`` was corrected. ``taken`` are the addresses that stand, or that something takes over."""
    gone: dict[str, _Gone] = defaultdict(_Gone)
    listed = [record for record in reader.records.values() if not record.key_columns]
    for record in (*listed, *_of_files(every, reader)):
        if "[" in record.address and record.status in EXISTS and record.address not in taken:
            gone[parted(record.address)[0]].add(record, reader.reached(record.address))
    found: dict[str, Decision] = {}
    standing = {parted(one.address)[0] for one in every} if gone else set()
    former: dict[str, list[str]] = {}
    for payload in every if gone else ():
        family = parted(payload.address)[0]
        if family not in former:  # what it was before is said for all of it
            former[family] = [name for name in families_of(payload, reader) if name in gone]
        if not former[family] or family in found:
            continue
        each = (gone[name].now(payload, is_own=name == family) for name in former[family])
        before = next(filter(None, each), None)
        if before is None or payload.revision > before.revision:
            continue
        own = reader.record(payload.address)
        if own is None or own.status not in EXISTS:
            what = ", with the same payload" if before.digest == payload.digest else ""
            reason = (
                f"{before.address} is {payload.address} now{what}: it would be sent again. Write the key as it was, or "
                f"`revision: {before.revision + 1}` where all of it is meant to go out again"
            )
            decision = Decision(action=Action.BLOCKED, reason=reason)
            found |= {name: decision for name in former[family] if name not in standing} | {family: decision}
    return found


def _of_files(every: Iterable[Payload], reader: StateReader) -> list[Record]:
    """What a file told of families that are a list by now."""
    if not reader.families:
        return []
    lists = {parted(one.address)[0] for one in every if not one.key_columns}
    known = [name for name, family in reader.families.items() if family.key_columns and name in lists]
    return [record for name in known for record in reader.of_family(name) if record.key_columns]


def _parts(address: str) -> Parts:
    """The parts of its key in whatever order, numbers and truth values as a typed column has them."""
    return tuple(sorted(map(plainest, parts_of(address))))
