"""A plan is data: every change with its reason, in the order in which it is safe to apply them."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple, TypeVar

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.plans.action import SAFE_ORDER, Action
from ctc.rows.family_data import FamilyData
from ctc.rows.keys import decimal_text, sort_key


class Reach(NamedTuple):
    """How many people a campaign would get to, as CleverTap answered; ``platforms`` as in [api] (g)."""

    total: int
    platforms: Mapping[str, int]
    asked_at: datetime
    request_id: str | None = None

    def as_json(self) -> dict[str, Json]:
        """As plans hold and print it."""
        return {
            "total": self.total,
            "platforms": dict(self.platforms),
            "asked_at": self.asked_at.isoformat(),
            "request_id": self.request_id,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDifference:
    """One difference between what was last applied and what the spec says now.

    ``path`` is a JSON Pointer into the payload; ``before`` or ``after`` is absent (``missing`` names which)
    where a field came or went.
    """

    path: str
    before: Json = None
    after: Json = None
    missing: str = ""


class Recorded(NamedTuple):
    """What apply must know of the entry that a change was planned against."""

    address: str = ""
    """Where it stood: elsewhere where the spec was renamed since."""
    born: int = 0
    """The entry; 0 where there was none."""
    status: str = ""
    id: int | None = None
    revision: int = 0
    digest: str = ""
    marker: str = ""
    attempt: int = 0
    unsettled: tuple[str, ...] = ()
    """Its intents without a certain end."""
    adopts: int | None = None
    """What CleverTap lists of it, where that is to be adopted."""


NOTHING: Final = Recorded()


class Jump(NamedTuple):
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


class Change(NamedTuple):
    """One address: what is recorded, what is wanted, what follows, and why."""

    address: str
    action: Action
    reason: str
    payload: Payload | None = None
    before: Mapping[str, Json] | None = None
    """The payload as last applied; None where nothing was."""
    recorded: Recorded = NOTHING
    channel: str = ""
    endpoint: str = ""
    digest: str = ""
    revision: int = 1
    scheduled_on: datetime | None = None
    reach: Reach | None = None
    difference: tuple[FieldDifference, ...] = ()
    guards: tuple[Diagnostic, ...] = ()
    audience: str | None = None
    """What became of its audience, where a saved plan leaves its payload out; else the payload says it."""
    jump: Jump | None = None
    """Of an instance from data, the number that went farthest since the newest one with the same other key columns."""
    is_told: bool = False
    """An instance from data whose people were told before, or that was stopped: compared with nothing."""
    in_doubt: bool = False
    """Blocked because nobody can know whether it was sent: exit code 4."""

    def as_json(self) -> dict[str, Json]:
        """What a saved plan and a printed one both say of it."""
        return {
            "address": self.address,
            "action": self.action.value,
            "reason": self.reason,
            "channel": self.channel,
            "endpoint": self.endpoint,
            "digest": self.digest,
            "revision": self.revision,
            "scheduled_on": self.scheduled_on.isoformat() if self.scheduled_on else None,
            "reach": self.reach.as_json() if self.reach else None,
        }


T = TypeVar("T")


class Changes(Sequence[Change]):
    """The changes of a plan in a safe order, of which those that are plainly as recorded, nearly all of a large plan,
    are made when somebody asks for them: most of what looks at a plan does not."""

    __slots__ = ("_all", "_make", "_plain", "notable")

    def __init__(
        self, notable: tuple[Change, ...], plain: Sequence[T], make: Callable[[T], Change] | None
    ) -> None:
        """``notable`` are in order; ``make`` makes changes of what is ``plain``."""
        self.notable, self._plain, self._make = notable, plain, make
        self._all: tuple[Change, ...] | None = None

    def _every(self) -> tuple[Change, ...]:
        if self._all is None:
            made = map(self._make, self._plain) if self._make else ()
            self._all = tuple(in_safe_order([*self.notable, *made])) if self._plain else self.notable
        return self._all

    def __len__(self) -> int:
        return len(self.notable) + len(self._plain)

    def __getitem__(self, at: Any) -> Any:
        return self._every()[at]

    def __iter__(self) -> Iterator[Change]:
        return iter(self._every())

    def __eq__(self, other: object) -> bool:
        return self._every() == tuple(other) if isinstance(other, Changes | tuple) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # a change holds a payload, which is none to hash


def in_safe_order(changes: list[Change]) -> list[Change]:
    """Sorted, and given back: first by what is done, then by address, as people count."""
    changes.sort(key=lambda change: sort_key(change.address))
    changes.sort(key=lambda change: _RANK[change.action])  # which leaves alike ones as they are
    return changes


_RANK: Final = {action: rank for rank, action in enumerate(SAFE_ORDER)}


class Edit(NamedTuple):
    """One difference: at a path, from one text to another. Of two texts only the words that differ."""

    path: str
    before: str
    after: str


class Summary(NamedTuple):
    """What a saved plan says of one family and action in place of its payloads."""

    family: str
    action: Action
    common: tuple[tuple[Edit, int], ...]
    standing_out: tuple[tuple[str, str], ...]
    """What stands out, in words, and the address."""
    differences: int
    """All differences of its changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What apply would do to one environment, against one state."""

    environment: str
    host: str = ""
    account_id: str = ""
    region: str = ""
    lineage: str = ""
    serial: int = 0
    commit: str | None = None
    guards: Mapping[str, Json] | None = None
    """What the environment's guards said; None where that was not kept, in a plan of an older ctc."""
    changes: Sequence[Change]
    summaries: tuple[Summary, ...] = ()
    """Of a saved plan, what the payloads of large families said that are not in it."""
    as_of: str = ""
    """The day of the run, where something in it would be another on another day."""
    families: tuple[FamilyData, ...] = ()
    """The rows that families from data were made with."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Guards of the whole plan (max_creates, max_stops…) and warnings; an error among them blocks apply."""

    @property
    def notable(self) -> Sequence[Change]:
        """The changes, where they are not made yet without those that are plainly as recorded: these send nothing and
        have nothing to say."""
        return self.changes.notable if isinstance(self.changes, Changes) else self.changes

    @property
    def counts(self) -> Mapping[Action, int]:
        """How many there are of each action."""
        found = Counter(change.action for change in self.notable)
        found[Action.UNCHANGED] += len(self.changes) - len(self.notable)
        return found

    def count(self, action: Action) -> int:
        return self.counts[action]

    @property
    def pending(self) -> bool:
        return any(change.action.is_change for change in self.notable)
