"""``ctc stop``: stops what this state made, at a person's word, the most imminent first.

It reaches ids from a create's own answer, ids that a person named, and ids whose name carries the marker of one of
its addresses. It asks CleverTap what exists once, after what is known is stopped, and needs no answer to that; nor
a state that can be written: a stop may be repeated.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from ctc.apply import reconciling
from ctc.apply.applied import Done, End
from ctc.apply.chosen import LIVE, Chosen, chosen
from ctc.apply.outcomes import asked
from ctc.apply.run import Run
from ctc.apply.stopping import listed_status, seen_as, stop_recorded
from ctc.apply.times import ahead
from ctc.canonical import Json
from ctc.clevertap.outcome import Result
from ctc.diagnostics import Diagnostic
from ctc.plans.absence import around
from ctc.plans.action import Action
from ctc.plans.facts import Window
from ctc.plans.identities import identities, up_to
from ctc.plans.matching import known_markers
from ctc.plans.plan import Change
from ctc.plans.windows import windows_of
from ctc.state.record import LISTED, Record, Status
from ctc.state.store import StoreError

_RECENT: Final = timedelta(days=1)
"""What began longer ago has most probably ended: the listing is asked before it is stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What became of a stop."""

    done: tuple[Done, ...]
    problem: Diagnostic | None
    """Where the state could not be written: what was stopped is not recorded."""

    def count(self, end: End) -> int:
        return sum(one.end is end for one in self.done)

    @property
    def failed(self) -> bool:
        left = any(one.end is End.SKIPPED and one.problem for one in self.done)
        return left or self.count(End.REJECTED) > 0 or self.problem is not None


def recall(run: Run, addresses: Iterable[str], why: str) -> Recalled:
    """Stops all that may be stopped of these addresses, and makes sure by the listing, where there is one."""
    state, now = run.journal.state, run.journal.now()
    what = chosen(state, addresses, now)
    run.markers = set(known_markers(state.entries.values()))
    run.windows = [*windows_of(state, (), run.facts, now), *_days_of(what.over, now, run.facts.zone)]
    under_way = _Recall(run, why or "a person stops it")
    ended = {one.address: one for one in under_way.stop_all(what, now)}
    told = Recalled(done=tuple(ended.values()), problem=None if under_way.is_recorded else _unrecorded())
    counts: dict[str, Any] = {
        "planned": len(told.done),
        **{end.value: told.count(end) for end in End},
        "refused": 0,
    }
    diagnostics: list[Json] = [told.problem.as_json()] if told.problem else []
    run.emit("finished", **counts, diagnostics=diagnostics, copies=[])
    run.complain()
    return told


def _days_of(over: Iterable[Record], now: datetime, zone: ZoneInfo) -> Iterator[Window]:
    """The days on which a copy of what is over may still wait."""
    days = (one.scheduled_on for one in over if one.scheduled_on and not _is_over(one, now))
    yield from (around(day, zone) for day in days)


def _unrecorded() -> Diagnostic:
    return Diagnostic.of(
        "CTC620",
        "the state could not be written, so what was stopped is not recorded",
        "run the same `ctc stop` again when it can be written: a stop may be repeated",
    )


class _Recall:
    """One stop under way."""

    def __init__(self, run: Run, why: str) -> None:
        self.run = run
        self.why = why
        self.failed: list[tuple[Record, int | None, str]] = []
        """What was refused or not answered: of an entry, or of a copy of it."""
        self.is_recorded = True

    def stop_all(self, what: Chosen, now: datetime) -> Iterator[Done]:
        recent = [one for one in what.live if one.recurring or not _is_over(one, now)]
        for record in (*recent, *what.halves):
            yield from self.stop(record)
        listing = self._list()
        is_whole = self.run.index is not None and self.run.index.complete  # else what it lacks may go on
        for record in what.live:
            status = listed_status(self.run, record) if listing else None
            if record not in recent and (status in LIVE or (status is None and not is_whole)):
                yield from self.stop(record)
        for record in what.doubts:
            yield from self.doubt(record)
        for record in (*what.all, *what.over):
            yield from self.copies(record)
        yield from sorted(self.sure(self._list() if self.failed else listing), key=_is_left)
        self._written(self.run.writer.settle)

    def _list(self) -> bool:
        """Whether CleverTap says what exists."""
        if self.run.is_over():
            return False
        self._written(self.run.writer.settle)
        self._written(self.run.list_again)
        index = self.run.index
        return index is not None and (index.complete or bool(index.by_id))

    def _written(self, write: Callable[[], object]) -> None:
        try:
            write()
        except StoreError:
            self._unwritten()

    def _unwritten(self, address: str = "") -> None:
        """The state cannot be written: what waited for that is told now, but for what ``address`` tells by itself."""
        self.is_recorded = False
        waiting, self.run.writer.answered = self.run.writer.answered, None
        if waiting is not None and waiting.entry["address"] != address:
            waiting.told()

    def stop(self, record: Record, campaign_id: int | None = None) -> Iterator[Done]:
        """Its end, where it is known; else it is looked at once more."""
        number = campaign_id or record.id
        change = self._change(record)
        if self.run.is_over():
            yield self.run.ended(change, End.SKIPPED, "interrupted before it was stopped")
            return
        try:
            stopped, detail = stop_recorded(
                self.run,
                change,
                "person",
                lambda: self.run.emit("stopped", record.address, id=number),
                campaign_id=campaign_id,
            )
        except StoreError:
            self._unwritten(record.address)
            stopped, detail = self._stop_unrecorded(record, number or 0)
        if stopped:
            yield self.run.ended(change, End.APPLIED, id=number)
        else:
            self.failed.append((record, campaign_id, detail))

    def _stop_unrecorded(self, record: Record, number: int) -> tuple[bool, str]:
        """Where the state cannot be written: what must stop is stopped all the same."""
        outcome = asked(lambda: self.run.client.stop(number))
        if outcome.result is Result.SENT:
            self.run.emit("stopped", record.address, id=number)
        return outcome.result is Result.SENT, outcome.detail

    def doubt(self, record: Record) -> Iterator[Done]:
        """What carries its marker is adopted and stopped; else nobody knows whether there is anything to stop."""
        self._written(lambda: reconciling.settle(self.run, record.address, record.address))
        now = self.run.record(record.address) or record
        if now.unsettled:
            flying = reconciling.is_flying(self.run, record.address)
            why = (
                "another run may be sending it at this moment" if flying else "nobody knows whether it exists"
            )
            yield self.run.ended(self._change(record), End.IN_DOUBT, why)
        elif now.id is not None and now.status in LIVE:
            yield from self.stop(now)

    def copies(self, record: Record) -> Iterator[Done]:
        """Whatever else is listed under a marker of its identity, but for what another entry has of that: the name may
        have been another one's, and two may share the first half of a marker."""
        facts, index = self.run.facts, self.run.index
        if index is None:
            return
        known = self.run.record(record.address) or record
        every = identities(facts, [record.address], up_to(known.revision))
        listed = [campaign for identity in every for _, campaign in index.by_identity.get(identity, ())]
        found = [one.id for one in listed if one.id != known.id and LISTED.get(one.status.lower()) in LIVE]
        owners = self.run.journal.state.owners(found) if found else {}
        doubts = [one for one in known.unsettled if one.marker not in index.by_marker]
        for number in found:
            if number not in owners or owners[number].address == record.address:
                ended = [*self.stop(known, number)]
                yield from () if doubts else ended  # else that stands

    def sure(self, listing: bool) -> Iterator[Done]:
        """The end of each stop that was refused or not answered, by what CleverTap lists."""
        for stopped, copy, detail in self.failed:
            address, record = stopped.address, self.run.record(stopped.address)
            if record is None or record.born != stopped.born:
                moved, said = self.run.journal.state.entries.get(stopped.born), "another run gave its name up"
                if moved is not None and moved.address != address:
                    said = f"it is {moved.address} by now: stop that"
                yield self.run.ended(self._change(stopped), End.REJECTED, f"{detail}; {said}")
                continue
            record, which = record._replace(id=copy or record.id), f"its copy {copy}: " if copy else ""
            status, change = listed_status(self.run, record) if listing else None, self._change(record)
            self._written(partial(self.run.writer.append, *seen_as(record, status, ahead(self.run))))
            if status is Status.STOPPED:
                self.run.emit("stopped", address, id=record.id)
                yield self.run.ended(change, End.APPLIED, id=record.id)
            elif status is Status.SENT:
                yield self.run.ended(change, End.SKIPPED, "it has gone out already", problem=False)
            elif detail.startswith("interrupted"):
                yield self.run.ended(change, End.SKIPPED, detail)
            else:
                lacks = "CleverTap does not list it" if listing else self.run.unasked("what became of it")
                said = f"CleverTap says {status}" if status else lacks
                yield self.run.ended(change, End.REJECTED, f"{which}{detail}; {said}")

    def _change(self, record: Record) -> Change:
        return Change(address=record.address, action=Action.STOP, reason=self.why, revision=record.revision)


def _is_left(done: Done) -> bool:
    """Whether something may go on: of an entry and its copies that is told last, and stands."""
    return done.problem and done.end is not End.APPLIED


def _is_over(record: Record, now: datetime) -> bool:
    at = record.scheduled_on or record.at
    return at is not None and at + _RECENT < now
