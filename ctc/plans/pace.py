"""How long a plan takes to apply at the environment's rate, and whether that is soon enough."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from ctc.plans.action import Action
from ctc.plans.plan import Change

LEAD: Final = timedelta(minutes=2)
"""A create this short before its schedule is refused (contract, section 6)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """``requests`` take ``seconds`` from now on; ``late`` are creates whose turn comes after their schedule."""

    requests: int
    seconds: float
    done_at: datetime
    late: tuple[Change, ...]


def pace_of(changes: Sequence[Change], rate: float, now: datetime) -> Pace:
    """Stops come first, then one listing, then the creates, the most imminent of them first."""
    stops = sum(change.action in (Action.STOP, Action.REPLACE) for change in changes)
    creates = [change for change in changes if change.action in (Action.CREATE, Action.REPLACE)]
    before = stops + bool(stops or creates)
    requests = before + sum(map(_requests, creates))
    soonest, done_at = now + LEAD, now + timedelta(seconds=requests / rate)
    late: tuple[Change, ...] = ()
    if any(c.scheduled_on is not None and soonest <= c.scheduled_on < done_at + LEAD for c in creates):
        late = tuple(_late(creates, before, rate, now))
    return Pace(requests=requests, seconds=requests / rate, done_at=done_at, late=late)


def _late(creates: Sequence[Change], before: int, rate: float, now: datetime) -> Iterator[Change]:
    """Those whose turn comes after their schedule; ``before`` so many requests are made before the first of them."""
    for change in sorted(creates, key=_schedule):
        before += _requests(change)
        turn = now + timedelta(seconds=before / rate)
        if change.scheduled_on is not None and now + LEAD <= change.scheduled_on < turn + LEAD:
            yield change


def _schedule(change: Change) -> float:
    return change.scheduled_on.timestamp() if change.scheduled_on is not None else 0.0


def _requests(change: Change) -> int:
    payload = change.payload
    if payload is None or not payload.is_send:
        return 1
    from ctc.payloads.batches import batch_count  # most plans send to nobody by name

    to = payload.body.get("to")
    return max(1, batch_count(to)) if isinstance(to, dict) else 1
