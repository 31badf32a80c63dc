"""One run of apply: what every step of it shares."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from ctc.apply.applied import Done, End
from ctc.apply.events import Event, Listener
from ctc.apply.ports import Client, Clock, Failpoints, Recipients
from ctc.canonical import Json
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.plans.facts import Facts, Listing, Window
from ctc.plans.matching import Index, index_of, known_markers
from ctc.plans.plan import Change
from ctc.plans.renames import former
from ctc.state import records
from ctc.state.journal import Decide, Journal
from ctc.state.ledger import Identity, Refused, may_create
from ctc.state.state import Record, State

_NEVER: Final = datetime.min.replace(tzinfo=UTC)
TAKEN: Final = Refused("another run has it in hand", open=True)
THROTTLED: Final = (2.0, 10.0, 30.0)
"""Seconds to wait after a 429: nothing was created, and the limit counts what is in flight, [api] (b)."""
_NAP: Final = 0.5
UNREACHED: Final = (1.0, 2.0, 4.0)
"""Seconds to wait after a request of which no byte left."""


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
    identities: Collection[tuple[str, int]] = ()
    """Every address of the repository, also those that it had before, with its revision."""
    window: Window = (date.min, date.max)
    markers: set[str] = field(default_factory=set)
    index: Index | None = None
    listed_at: datetime = _NEVER
    """When the listing was asked for, by the store's clock: of what came later it proves nothing."""
    deaf: OSError | None = None
    """Why nobody is told any more."""
    unlisted: str = ""
    """Why the last listing proves nothing of what it leaves out."""
    created: list[tuple[str, int, str, datetime | None]] = field(default_factory=list)

    def emit(self, event: str, address: str = "", **data: Json) -> None:
        """Tells. A listener that is gone (a closed pipe) must not end the run between an intent and its outcome:
        nothing more is begun, what is under way is recorded, and :meth:`complain` says so at the end."""
        if self.deaf is not None:
            return
        try:
            self.listener(Event(event=event, address=address, data=data))
        except OSError as error:
            self.deaf = error
            self.interrupted = lambda: True

    def complain(self) -> None:
        """Raises what kept the listener from being told."""
        if self.deaf is not None:
            raise self.deaf

    def record(self, address: str) -> Record | None:
        return self.journal.state.record(address)

    def is_as_planned(self, state: State, change: Change) -> bool:
        """Whether the entry that a change was planned against is still what stands there, and nobody has it in hand."""
        record, planned = state.record(change.address), change.recorded
        if record is None:
            return not planned.born
        return (record.born, record.id) == (planned.born, planned.id) and not record.unsettled

    def append(self, *entries: Mapping[str, Json]) -> None:
        """Adds what cannot be refused: an outcome, found by its intent whatever became of the address meanwhile."""
        self.journal.append(lambda _: entries)

    def claim(self, decide: Decide) -> bool:
        """Adds what ``decide`` answers, from the state as it is at that moment; False where it answered None."""
        return self.journal.append(decide)

    def spend(self, payload: Payload, decide: Decide, *, batch: int | None = None) -> Refused | None:
        """Adds an intent, or what was found to be one, unless the ledger refuses: the one way to spend an identity.

        :func:`may_create` is asked inside the compare, so it sees whatever other runners added.
        """
        identity = Identity(
            address=payload.address, revision=payload.revision, batch=batch, digest=payload.digest
        )
        refused = TAKEN

        def unless_spent(state: State) -> Sequence[Mapping[str, Json]] | None:
            nonlocal refused
            verdict = may_create(state.reached(payload.address, former(payload)), identity)
            if isinstance(verdict, Refused):
                refused = verdict
                return None
            return decide(state)

        return None if self.journal.append(unless_spent) else refused

    def list_again(self) -> Listing:
        """Asks CleverTap what exists, and keeps the answer. The journal is read after it: whatever another run
        made by then, its intent is known, and it is no stranger."""
        self.listed_at = self.journal.now()
        listing = self.client.listing(*self.window)
        self.index = index_of(listing)
        self.unlisted = "" if listing.complete else getattr(listing, "detail", "")
        self.markers |= known_markers(self.journal.refresh().entries.values())
        return listing

    def unasked(self, what: str) -> str:
        """``what`` could not be asked, and why."""
        return f"CleverTap could not be asked {what}" + (f": {self.unlisted}" if self.unlisted else "")

    def elapsed(self, since: tuple[datetime, float]) -> float:
        """Seconds since a :meth:`moment`, by whichever clock says more."""
        wall, steady = since
        return max((self.clock.now() - wall).total_seconds(), self.clock.monotonic() - steady)

    def moment(self) -> tuple[datetime, float]:
        return self.clock.now(), self.clock.monotonic()

    def wait_after(self, outcome: Outcome, tried: int) -> bool:
        """Waits before the next try; False where there is none. Never after a request that may have arrived."""
        waits = {Result.THROTTLED: THROTTLED, Result.NOT_SENT: UNREACHED}.get(outcome.result, ())
        if tried > len(waits) or self.interrupted():
            return False
        self.pause(waits[tried - 1])
        return not self.interrupted()

    def pause(self, seconds: float) -> None:
        """Sleeps, and wakes soon after somebody interrupts."""
        while seconds > 0 and not self.interrupted():
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


RECORDED_AS: Final = {
    Result.SENT: "sent",
    Result.REJECTED: "rejected",
    Result.THROTTLED: "rejected",
    Result.NOT_SENT: "not_sent",
    Result.IN_DOUBT: "in_doubt",
}
ENDS: Final = {
    Result.SENT: End.APPLIED,
    Result.REJECTED: End.REJECTED,
    Result.THROTTLED: End.REJECTED,
    Result.NOT_SENT: End.NOT_SENT,
    Result.IN_DOUBT: End.IN_DOUBT,
}


def outcome_record(intent_id: str, address: str, outcome: Outcome, result: str = "") -> Mapping[str, Json]:
    return records.outcome(
        intent_id=intent_id,
        address=address,
        result=result or RECORDED_AS[outcome.result],
        detail=outcome.detail,
        campaign_id=outcome.id,
        http_status=outcome.http_status,
        code=outcome.code,
    )


def asked(call: Callable[[], Outcome]) -> Outcome:
    """The outcome of a call; a failure that the client did not foresee is doubt, never absence."""
    try:
        return call()
    except Exception as error:
        return Outcome(result=Result.IN_DOUBT, detail=f"the request broke off ({type(error).__name__})")
