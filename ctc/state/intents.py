"""A request that was claimed, and of which nobody knows yet what became."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Verb(StrEnum):
    """What an intent is for."""

    CREATE = "create"
    SEND = "send"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRecord:
    """One part of an identity send: its number from 1, how many there are, its people as a count and a hash."""

    index: int
    of: int
    count: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A request that was claimed and is not settled; ``doubt`` says why, and is empty before any outcome."""

    id: str
    verb: Verb
    at: datetime
    timeout: float
    runner: str
    revision: int
    digest: str
    marker: str = ""
    scheduled_on: datetime | None = None
    batch: BatchRecord | None = None
    purpose: str = ""
    target: int | None = None
    """The id that a stop is for."""
    offset: float = 0.0
    """Seconds that the store's clock was ahead of CleverTap's, where they did not agree."""
    doubt: str = ""

    @property
    def served_at(self) -> datetime:
        """When it was claimed, by CleverTap's clock."""
        return self.at - timedelta(seconds=self.offset)

    def flies_until(self, listing_lag: float | None, timeout: float = 0.0) -> datetime:
        """When its request cannot be under way any more: it starts within a timeout and lasts at most one."""
        return self.at + timedelta(seconds=2 * max(self.timeout, timeout) + (listing_lag or 0.0))


def purpose_of(stops: Sequence[Intent]) -> str:
    """What stops of one campaign are for. A person's word goes before a run's: what a person stopped is not made anew,
    whoever's answer came first."""
    return "person" if any(one.purpose == "person" for one in stops) else stops[-1].purpose
