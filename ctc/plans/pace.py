"""How long a plan takes to apply at the environment's rate, and whether that is soon enough."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from ctc.plans.action import Action
from ctc.plans.plan import Change
from ctc.plans.schedule import LEAST_NOTICE


class Pace(NamedTuple):
    """``requests`` take ``seconds`` from now on; ``late`` are creates whose turn comes after their schedule."""

    requests: int
    seconds: float
    done_at: datetime
    late: tuple[Change, ...]


def pace_of(changes: Sequence[Change], rate: float, now: datetime) -> Pace:
    """How long all of it takes; what is not late is not put in order."""
    before, creates = _in_turn(changes)
    requests = before + sum(map(_requests, creates))
    soonest, done_at = now + LEAST_NOTICE, now + timedelta(seconds=requests / rate)
    late: tuple[Change, ...] = ()
    if any(
        c.scheduled_on is not None and soonest <= c.scheduled_on < done_at + LEAST_NOTICE for c in creates
    ):
        late = tuple(
            change
            for change, turn in turns(changes, rate, now)
            if change.scheduled_on is not None and soonest <= change.scheduled_on < turn + LEAST_NOTICE
        )
    return Pace(requests=requests, seconds=requests / rate, done_at=done_at, late=late)


def turns(changes: Sequence[Change], rate: float, now: datetime) -> Iterator[tuple[Change, datetime]]:
    """Each create with when it is made: stops come first, then one listing, then these, the most imminent first."""
    before, creates = _in_turn(changes)
    for change in sorted(creates, key=_schedule):
        before += _requests(change)
        yield change, now + timedelta(seconds=before / rate)


def _in_turn(changes: Sequence[Change]) -> tuple[int, list[Change]]:
    """How many requests are made before the first create, and the creates."""
    stops = sum(change.action in (Action.STOP, Action.REPLACE) for change in changes)
    creates = [change for change in changes if change.action in (Action.CREATE, Action.REPLACE)]
    return stops + bool(stops or creates), creates


def _schedule(change: Change) -> float:
    return change.scheduled_on.timestamp() if change.scheduled_on is not None else 0.0


def _requests(change: Change) -> int:
    payload = change.payload
    if payload is None or not payload.is_send:
        return 1
    from ctc.payloads.batches import batch_count  # most plans send to nobody by name

    to = payload.body.get("to")
    return max(1, batch_count(to)) if isinstance(to, dict) else 1
