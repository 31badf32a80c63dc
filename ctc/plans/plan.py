"""A plan is data: every change with its reason, in the order in which it is safe to apply them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.rows.family_data import FamilyData
from ctc.rows.keys import decimal_text


class Action(Enum):
    """What apply would do; the value is the word people and machines read, ``glyph`` what a terminal shows."""

    CREATE = "create"
    REPLACE = "replace"
    STOP = "stop"
    ADOPT = "adopt"
    ESTIMATE = "estimate"
    FORGET = "forget"
    UNCHANGED = "unchanged"
    FROZEN = "frozen"
    SKIPPED = "skipped"
    BLOCKED = "blocked"
    ERROR = "error"

    __hash__ = object.__hash__  # that of Enum is a function of Python, and plans count by actions

    @property
    def glyph(self) -> str:
        return _GLYPHS[self]

    @property
    def is_change(self) -> bool:
        """Whether it changes something: frozen, unchanged, blocked and an estimate do not."""
        return self in _CHANGES


_GLYPHS = {
    Action.CREATE: "+",
    Action.REPLACE: "±",
    Action.STOP: "-",
    Action.ADOPT: "&",
    Action.ESTIMATE: "?",
    Action.FORGET: "×",
    Action.UNCHANGED: "=",
    Action.FROZEN: "*",
    Action.SKIPPED: "~",
    Action.BLOCKED: "!",
    Action.ERROR: "!",
}
_CHANGES = frozenset({Action.CREATE, Action.REPLACE, Action.STOP, Action.ADOPT, Action.FORGET})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One difference: at a path, from one text to another. Of two texts only the words that differ."""

    path: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
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
    changes: tuple[Change, ...] = ()
    summaries: tuple[Summary, ...] = ()
    """Of a saved plan, what the payloads of large families said that are not in it."""
    as_of: str = ""
    """The day of the run, where something in it would be another on another day."""
    families: tuple[FamilyData, ...] = ()
    """The rows that families from data were made with."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """Guards of the whole plan (max_creates, max_stops…) and warnings; an error among them blocks apply."""

    def count(self, action: Action) -> int:
        return sum(change.action is action for change in self.changes)

    @property
    def pending(self) -> bool:
        return any(change.action.is_change for change in self.changes)
