"""What an intent, an import and a person's word say, before they are records."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ctc.canonical import Json
from ctc.state.intents import BatchRecord, Verb
from ctc.state.record import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is about to be asked of CleverTap: the fields of an intent.

    ``payload`` is without recipients; ``target`` is the id that a stop is for; ``purpose`` of a stop is
    ``replace``, ``person`` or ``gone``.
    """

    intent: str
    verb: Verb
    address: str
    revision: int
    digest: str
    timeout: float
    runner: str
    attempt: int = 0
    marker: str = ""
    name: str = ""
    endpoint: str = ""
    channel: str = ""
    scheduled_on: datetime | None = None
    recurring: bool = False
    user_zone: bool = False
    batch: BatchRecord | None = None
    purpose: str = ""
    why: str = ""
    target: int | None = None
    payload: Mapping[str, Json] | None = None
    commit: str | None = None
    names: tuple[str, ...] = ()
    """The addresses that it had before: they lead to it from here on, whoever renames it meanwhile."""
    key_columns: tuple[str, ...] = ()
    as_of: str = ""
    day: str = ""
    """The day of the run."""
    numbers: Mapping[str, float] | None = None
    """Of an instance from data, the numbers that a guard compares with the next one's."""
    offset: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A listed campaign that carries the marker of an address which this state does not know."""

    address: str
    revision: int
    digest: str
    id: int
    status: Status
    marker: str
    name: str
    scheduled_on: datetime | None
    attempt: int
    recurring: bool = False
    user_zone: bool = False
    endpoint: str
    channel: str
    payload: Mapping[str, Json] | None = None
    markers: tuple[str, ...] = ()
    """All that is listed under its identity: stopped predecessors are no strangers later."""
    names: tuple[str, ...] = ()
    """The addresses that it had before: they lead to it from here on."""
    strays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """An identity that a person speaks of; ``id`` where CleverTap has one of it."""

    address: str
    revision: int
    digest: str
    endpoint: str
    channel: str
    id: int | None = None
