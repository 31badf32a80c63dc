"""What a stop is about."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ctc.state.record import Record, Status
from ctc.state.state import State

LIVE: Final = (Status.SCHEDULED, Status.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What a stop is about, the most imminent first."""

    live: tuple[Record, ...]
    halves: tuple[Record, ...]
    """Stopped by a replace that is not finished: what is left is a person's stop, and no successor is made."""
    doubts: tuple[Record, ...]
    over: tuple[Record, ...] = ()
    """Nothing of these is left to stop but copies, which the listing alone can show."""
    sends: int
    """Identity sends, which nothing can recall."""

    @property
    def all(self) -> tuple[Record, ...]:
        return (*self.live, *self.halves, *self.doubts)


def chosen(state: State, addresses: Iterable[str], now: datetime) -> Chosen:
    """What of these addresses a stop is about."""
    records = [record for address in addresses if (record := state.record(address)) is not None]
    made = [record for record in records if not record.is_send]
    live = [one for one in made if one.id is not None and one.status_at(now) in LIVE and not one.unsettled]
    found = Chosen(
        live=tuple(sorted(live, key=lambda one: _distance(one, now))),
        halves=tuple(one for one in made if one.status is Status.STOPPED and one.stopped_by == "replace"),
        doubts=tuple(one for one in records if one.unsettled),
        sends=sum(one.is_send for one in records),
    )
    left = {one.address for one in found.all}
    return replace(found, over=tuple(one for one in made if one.address not in left))


def _distance(record: Record, now: datetime) -> tuple[timedelta, str]:
    """What goes out next, or has just begun, is the most imminent."""
    at = record.scheduled_on or record.at or now
    return abs(at - now), record.address
