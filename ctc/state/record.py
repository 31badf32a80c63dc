"""One entry of the journal's state, and the words for how it stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ctc.canonical import Json, compact
from ctc.state.intents import Intent, Verb
from ctc.state.tries import End, Try
from ctc.variants import is_send


class Status(StrEnum):
    """What is known of the latest revision of one address."""

    SCHEDULED = "scheduled"
    RUNNING = "running"
    SENT = "sent"
    PARTIAL = "partial"
    """An identity send of which some batches went and others did not."""
    STOPPED = "stopped"
    IN_DOUBT = "in_doubt"
    REJECTED = "rejected"
    NOT_SENT = "not_sent"
    FORGOTTEN = "forgotten"


EXISTS: Final = frozenset(
    {Status.SCHEDULED, Status.RUNNING, Status.SENT, Status.PARTIAL, Status.STOPPED, Status.IN_DOUBT}
)
"""What CleverTap has, or may have, made."""


MADE_NOTHING: Final = frozenset({Status.REJECTED, Status.NOT_SENT})
"""How an attempt ended that CleverTap made nothing of."""


LISTED: Final = {
    "pending": Status.SCHEDULED,
    "scheduled": Status.SCHEDULED,
    "running": Status.RUNNING,
    "paused": Status.RUNNING,
    "completed": Status.SENT,
    "stopped": Status.STOPPED,
}
"""CleverTap's words in a listing, [api] (g), and what they mean for a record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What a state belongs to, for good; ``lineage`` tells two states of one environment apart."""

    project: str
    environment: str
    account_id: str
    region: str
    lineage: str


def body_of(payload: Mapping[str, Json] | None) -> str:
    """A payload as a record keeps it."""
    return compact(payload) if payload is not None else ""


NONE: Final[Mapping[Any, Any]] = MappingProxyType({})


class Record(NamedTuple):
    """One entry of the ledger: an identity and all that was tried for it; what is compared is its latest attempt.

    A named tuple, as a state holds many: they are made several times faster than frozen dataclasses. ``status`` is as
    last recorded; see :meth:`status_at`.
    """

    address: str
    """Where it stands now: the newest name that it was led to."""
    status: Status
    revision: int = 1
    digest: str = ""
    """Of the payload last tried; empty where only a listing knows of it."""
    born: int = 0
    """The serial of the record that began it: what it is found by."""
    at: datetime | None = None
    id: int | None = None
    attempt: int = 0
    marker: str = ""
    markers: tuple[str, ...] = ()
    """Of every create ever tried for this address: a stopped predecessor is no stranger."""
    name: str = ""
    scheduled_on: datetime | None = None
    endpoint: str = ""
    channel: str = ""
    body: str = ""
    """The payload last tried, as the text of its JSON: of many entries few are ever looked into."""
    tries: tuple[Try, ...] = ()
    key_columns: tuple[str, ...] = ()
    """Of an instance from data: the columns that make its key."""
    as_of: str = ""
    """The day that its body was made for, where it would be another one on another day."""
    numbers: Mapping[str, float] = NONE
    """Of an instance from data, the numbers that a guard compares with the next one's."""
    recurring: bool = False
    user_zone: bool = False
    open: tuple[Intent, ...] = ()
    batches: Mapping[int, str] = NONE
    """Batches that went, by number, with the hash of their people."""
    batch_count: int = 0
    stopped_by: str = ""
    """``replace`` (unfinished), ``late`` (a replace too near its schedule), ``person`` or ``gone``."""
    stopped_at: datetime | None = None
    forgotten: bool = False
    detail: str = ""

    @property
    def payload(self) -> Mapping[str, Json] | None:
        """The payload last tried, if it is still known; read anew each time."""
        body: Mapping[str, Json] | None = json.loads(self.body) if self.body else None
        return body

    @property
    def broken(self) -> tuple[Try, ...]:
        """Attempts that should never have been made, and may exist: a person must look at them."""
        return tuple([one for one in self.tries if one.breaks and one.end is not End.NOTHING])

    @property
    def is_send(self) -> bool:
        return is_send(self.endpoint)

    def status_at(self, now: datetime) -> Status:
        """The status, where a schedule that has come, or none at all, means that sending began."""
        if self.status is not Status.SCHEDULED:
            return self.status
        return Status.RUNNING if self.scheduled_on is None or self.scheduled_on <= now else self.status

    def waits_at(self, now: datetime) -> bool:
        """Whether anything of it is still to come: what is replaced, not sent again beside it."""
        status = self.status_at(now)
        return status is Status.SCHEDULED or (self.recurring and status is Status.RUNNING)

    @property
    def shown(self) -> Status:
        return Status.FORGOTTEN if self.forgotten else self.status

    @property
    def unsettled(self) -> tuple[Intent, ...]:
        """Creates and sends without a certain end; a stop may be repeated, so it is never in doubt."""
        return tuple(intent for intent in self.open if intent.verb is not Verb.STOP) if self.open else ()

    def in_hand(self, now: datetime) -> bool:
        """Whether a request of it is in doubt, or a stop may be under way."""
        return bool(self.unsettled) or any(not one.doubt and now < one.flies_until(None) for one in self.open)
