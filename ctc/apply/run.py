"""One run of apply: what every step of it shares."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from zoneinfo import ZoneInfo

from ctc.apply.applied import Done, End
from ctc.apply.claims import THROTTLED, UNREACHED
from ctc.apply.events import Event, Listener
from ctc.apply.ports import Client, Clock, Failpoints, Recipients
from ctc.apply.writing import Writer
from ctc.canonical import Json
from ctc.clevertap.outcome import Outcome, Result
from ctc.clevertap.sweeping import sweep
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts, Listing, Window
from ctc.plans.index import Index, index_of
from ctc.plans.matching import known_markers
from ctc.plans.plan import Change
from ctc.plans.renames import carried_names
from ctc.plans.windows import with_today
from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb
from ctc.state.journal import Journal
from ctc.state.record import Record
from ctc.state.state import State

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
_NAP: Final = 0.5


@dataclass(slots=True, kw_only=True)
class Run:
    """The journal, the client and the clocks, and what the last listing said."""

    journal: Journal
    client: Client
    clock: Clock
    facts: Facts
    failpoints: Failpoints
    listener: Listener
    interrupted: Callable[[], bool]
    recipients: Recipients
    runner: str
    new_id: Callable[[], str]
    words: Callable[[str], str]
    """A message of the store's, without what the process's environment gave to settings."""
    rate: float
    """Requests a second that the environment allows."""
    identities: Collection[tuple[str, int]]
    """Every address of the repository, also those that it had before, with its revision."""
    windows: Sequence[Window] = ()
    """The days that are listed, in order."""
    markers: set[str] = field(default_factory=set)
    index: Index | None = None
    listed_at: datetime = _NEVER
    """When the listing was asked for, by the store's clock: of what came later it proves nothing."""
    told: tuple[datetime, float] = (_NEVER, 0.0)
    """When CleverTap's clock was told, by the store's and by the one that nobody sets."""
    deaf: OSError | None = None
    """Why nobody is told any more."""
    enough: str = ""
    """Why nothing more is begun, though nobody interrupts; empty where more may be."""
    surprises: list[Diagnostic] = field(default_factory=list)
    """Creates whose own answer says another reach than was planned."""
    finishing: bool = False
    """Whether what is stopped already gets its successor first, whoever interrupts."""
    unlisted: str = ""
    """Why the last listing proves nothing of what it leaves out."""
    created: dict[int, tuple[str, str, datetime | None]] = field(default_factory=dict)
    """By id, the address, the marker and the schedule of what this run has made."""
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        addresses = frozenset(address for address, _ in self.identities)
        self.writer = Writer(journal=self.journal, facts=self.facts, rate=self.rate, addresses=addresses)

    def emit(self, event: str, address: str = "", **data: Json) -> None:
        """Tells. A listener that is gone (a closed pipe) must not end the run between an intent and its outcome:
        nothing more is begun, what is under way is recorded, and :meth:`complain` says so at the end."""
        if self.deaf is not None:
            return
        try:
            self.listener(Event(event=event, address=address, data=data))
        except OSError as error:
            self.deaf = error

    def is_over(self) -> bool:
        """Whether nothing more is begun."""
        return not self.finishing and (bool(self.enough) or self.is_interrupted())

    def is_interrupted(self) -> bool:
        """Whether somebody ended it, or nobody listens any more."""
        return self.deaf is not None or self.interrupted()

    @property
    def unbegun(self) -> str:
        """Why a change was not begun once the run is over."""
        return f"not begun: {self.enough}" if self.enough else "interrupted before it was begun"

    def complain(self) -> None:
        """Raises what kept the listener from being told."""
        if self.deaf is not None:
            raise self.deaf

    def claim_of(self, payload: Payload, verb: Verb, intent: str) -> Claim:
        """What a claim of a create and one of a send say alike."""
        return Claim(
            intent=intent,
            verb=verb,
            address=payload.address,
            revision=payload.revision,
            digest=payload.digest,
            timeout=self.facts.timeout,
            runner=self.runner,
            endpoint=payload.endpoint,
            channel=payload.channel,
            commit=self.facts.commit,
            names=carried_names(payload),
            key_columns=payload.key_columns,
            as_of=payload.as_of,
            day=self.facts.day,
            numbers=dict(payload.numbers),
        )

    def record(self, address: str) -> Record | None:
        return self.journal.state.record(address)

    def is_as_planned(self, state: State, change: Change) -> bool:
        """Whether the entry that a change was planned against is still what stands there, and nobody has it in hand."""
        record, planned = state.record(change.address), change.recorded
        if record is None:
            return not planned.born
        return (record.born, record.id) == (planned.born, planned.id) and not record.unsettled

    def list_again(self) -> Listing:
        """Asks what exists. The journal is read after it: of what another run made by then the intent is known."""
        self.writer.settle()
        self.told = self._both_clocks()
        self.listed_at = self.told[0]
        self.windows = with_today(self.windows, self.facts, self.listed_at)
        looks = [self.told]

        def now() -> datetime:
            looks.append(self._both_clocks())
            return looks[-1][0]

        listing = sweep(self.client.listing, self.windows, now)
        if listing.between is not None:
            self.told = next(look for look in looks if look[0] == listing.between[0])
        self.index = index_of(listing, self.listed_at, self.markers)
        self.unlisted = "" if listing.complete else listing.detail
        self.markers |= known_markers(self.journal.refresh().entries.values())
        self.journal.append(partial(news_of, shown_by(listing, self.listed_at, self.facts.zone)))
        return listing

    def _both_clocks(self) -> tuple[datetime, float]:
        return self.journal.now(), self.clock.monotonic()

    def unasked(self, what: str) -> str:
        """``what`` could not be asked, and why."""
        return f"CleverTap could not be asked {what}" + (f": {self.unlisted}" if self.unlisted else "")

    @property
    def incomplete(self) -> str:
        """Since which day the listing leaves something open, and why."""
        missing = self.index.missing if self.index is not None else ()
        days = f" of {min(missing)[0]}" if missing else ""
        why = f": {self.unlisted}" if self.unlisted else ""
        return f"CleverTap's listing{days} is incomplete, which proves nothing{why}"

    def elapsed(self, since: tuple[datetime, float]) -> float:
        """Seconds since a :meth:`moment`, by whichever clock says more."""
        wall, steady = since
        return max((self.clock.now() - wall).total_seconds(), self.clock.monotonic() - steady)

    def moment(self) -> tuple[datetime, float]:
        return self.clock.now(), self.clock.monotonic()

    def wait_after(self, outcome: Outcome, tried: int) -> bool:
        """Waits before the next try; False where there is none. Never after a request that may have arrived."""
        waits = {Result.THROTTLED: THROTTLED, Result.NOT_SENT: UNREACHED}.get(outcome.result, ())
        if tried > len(waits) or self.is_over():
            return False
        self.pause(waits[tried - 1])
        return not self.is_over()

    def pause(self, seconds: float) -> None:
        """Sleeps, and wakes soon after somebody interrupts."""
        while seconds > 0 and not self.is_over():
            self.clock.sleep(min(seconds, _NAP))
            seconds -= _NAP

    def ended(self, change: Change, end: End, detail: str = "", **more: Json) -> Done:
        """A change's end, told. ``problem`` and ``id`` go into the result, the rest into the event."""
        campaign_id, problem = more.pop("id", None), more.pop("problem", True)
        if end is not End.APPLIED:
            self.emit(end.value, change.address, action=change.action.value, detail=detail, **more)
        return Done(
            address=change.address,
            action=change.action,
            end=end,
            detail=detail,
            id=campaign_id,
            problem=problem,
        )


_KEPT: Final = timedelta(days=2)
"""Days back of which a run remembers what was listed."""


def shown_by(listing: Listing, asked_at: datetime, zone: ZoneInfo) -> Mapping[str, set[int]]:
    """The ids that a listing shows, by their day; those of days that are long over aside."""
    since = (asked_at - _KEPT).astimezone(zone).date()
    days: dict[str, set[int]] = {}
    for campaign in listing.campaigns:
        day = campaign.scheduled_on.astimezone(zone).date() if campaign.scheduled_on else None
        if day is not None and day >= since:
            days.setdefault(day.isoformat(), set()).add(campaign.id)
    return days


def news_of(shown: Mapping[str, set[int]], state: State) -> list[Mapping[str, Json]]:
    """The record of what no listing showed before."""
    new = {day: [*ids.difference(state.shown.get(day, ()))] for day, ids in shown.items()}
    new = {day: ids for day, ids in new.items() if ids}
    return [records.listed(days=new)] if new else []
