"""A listing of many days: windows of at most 31, day by day where one fails."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.sweeping import WIDEST, sweep
from ctc.plans.index import index_of

FIRST = date(2031, 1, 1)
DAYS = st.integers(0, 100)


def campaign(day: date) -> ListedCampaign:
    return ListedCampaign(id=day.toordinal(), name=str(day), status="pending")


@given(
    ranges=st.lists(st.tuples(DAYS, DAYS).map(sorted), max_size=4),
    broken=st.sets(DAYS, max_size=4),
    refuses=st.booleans(),
)
def test_each_day_is_listed_or_named_as_missing(
    ranges: list[list[int]], broken: set[int], refuses: bool
) -> None:
    """A window with a broken day fails as a whole: it has no answer, or a row that cannot be read."""
    spoiled = {FIRST + timedelta(days=day) for day in broken}

    def ask(first: date, last: date) -> Listing:
        assert 0 <= (last - first).days < WIDEST
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        there = tuple(campaign(day) for day in days if day not in spoiled)
        if not spoiled.intersection(days):
            return Listing(complete=True, campaigns=there)
        return Listing(complete=False, detail="broken", campaigns=() if refuses else there)

    wanted = [(FIRST + timedelta(days=a), FIRST + timedelta(days=b)) for a, b in ranges]
    found = sweep(ask, wanted)
    shown = {one.id for one in found.campaigns}
    for first, last in wanted:
        for n in range((last - first).days + 1):
            day = first + timedelta(days=n)
            missing = any(a <= day <= b for a, b in found.missing)
            assert missing or (day.toordinal() in shown and day not in spoiled)
            assert missing >= (day in spoiled)
    assert found.complete is not bool(found.missing)


def test_days_that_are_told_one_by_one_are_whole() -> None:
    """Also where the host could not list them together: a listing that is not whole proves nothing."""

    def ask(first: date, last: date) -> Listing:
        return Listing(complete=first == last, campaigns=(campaign(first),), detail="too many")

    found = sweep(ask, [(FIRST, FIRST + timedelta(days=2))])
    assert (found.complete, found.missing, found.detail, len(found.campaigns)) == (True, (), "", 3)


@pytest.mark.parametrize(("days", "asks"), [(31, 2), (1, 1)])
def test_a_host_that_is_down_is_not_asked_for_every_day(days: int, asks: int) -> None:
    """Nor is one day asked for a second time."""
    asked: list[date] = []

    def ask(first: date, _last: date) -> Listing:
        asked.append(first)
        return Listing(complete=False, detail="down")

    assert not sweep(ask, [(FIRST, FIRST + timedelta(days=days - 1))]).complete
    assert len(asked) == asks


def test_a_long_sweep_is_no_difference_of_clocks() -> None:
    """The server's clock is held against ours at one answer: a sweep of many windows takes its time."""
    began = datetime(2031, 1, 1, tzinfo=UTC)
    clock = iter(began + timedelta(seconds=seconds) for seconds in (0, 1, 700, 701, 1400, 1500))
    served = iter(began + timedelta(seconds=seconds) for seconds in (0, 700, 1450))

    def ask(first: date, last: date) -> Listing:
        return Listing(complete=True, at=next(served))

    found = sweep(ask, [(FIRST, FIRST + timedelta(days=80))], lambda: next(clock))
    assert found.at in (began, began + timedelta(seconds=700))
    assert (index_of(found, began).offset, index_of(found, began).is_untimed) == (0.0, False)


def test_an_answer_that_took_long_settles_nothing() -> None:
    began = datetime(2031, 1, 1, tzinfo=UTC)
    clock = iter((began, began + timedelta(seconds=661)))
    found = sweep(
        lambda *_: Listing(complete=True, at=began + timedelta(seconds=661)),
        [(FIRST, FIRST)],
        lambda: next(clock),
    )
    assert index_of(found, began).is_untimed
