"""A listing of many days: in windows of at most 31, and day by day where one fails."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from ctc.clevertap.listing import Listing

WIDEST: Final = 31
"""Days that CleverTap's list is said to be made for, [api] (j)."""
_DAY: Final = timedelta(days=1)
Days = tuple[date, date]
Ask = Callable[[date, date], Listing]


def sweep(ask: Ask, ranges: Sequence[Days], now: Callable[[], datetime] | None = None) -> Listing:
    """What is listed on all these days: read to the end, or the days of which nothing is proved are named.

    ``ask`` lists the days from one to another, both included, by one request. A window that fails, or holds a row that
    cannot be read, is asked day by day; where its first day gets no answer either, the rest of it is not asked. ``now``
    is the clock that the server's is held against: at the answer that took the least time, not over the whole sweep.
    """
    timed = ask if now is None else _timed(ask, now)
    parts = [part for window in _windows(ranges) for part in _listed(timed, window)]
    told = min((part for part in parts if part.at is not None), key=_took, default=Listing(complete=True))
    campaigns = {(one.id, one.name): one for part in parts for one in part.campaigns}
    spoiled = [part for part in parts if not part.complete]
    return Listing(
        complete=not spoiled,
        campaigns=tuple(campaigns.values()),
        detail=spoiled[0].detail if spoiled else "",
        missing=tuple(days for part in spoiled for days in part.missing),
        asked=tuple(ranges),
        at=told.at,
        between=told.between,
    )


def _timed(ask: Ask, now: Callable[[], datetime]) -> Ask:
    def asked(first: date, last: date) -> Listing:
        before = now()
        answer = ask(first, last)
        return replace(answer, between=(before, now()))

    return asked


def _took(part: Listing) -> timedelta:
    return part.between[1] - part.between[0] if part.between else timedelta()


def _windows(ranges: Sequence[Days]) -> Iterator[Days]:
    for first, last in ranges:
        for begins in range(0, (last - first).days + 1, WIDEST):
            start = first + begins * _DAY
            yield start, min(last, start + (WIDEST - 1) * _DAY)


def _listed(ask: Ask, window: Days) -> Iterator[Listing]:
    whole = ask(*window)
    first, last = window
    if whole.complete or first == last:
        yield _of(whole, window)
        return
    yield replace(whole, complete=True)  # what it shows is there; what it leaves out is asked below
    while first <= last:
        day = ask(first, first)
        if not day.complete and not day.campaigns:
            yield _of(day, (first, last))
            return
        yield _of(day, (first, first))
        first += _DAY


def _of(part: Listing, window: Days) -> Listing:
    return part if part.complete else replace(part, missing=(window,))
