"""The sandbox's clockwork: when a campaign starts, what it is at a moment, and how many requests are too many."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.sandbox.app import Limits
from ctc.sandbox.clock import Clock
from ctc.sandbox.schedule import Schedule, ScheduleError, day_number, schedule_of, status_of

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
NINE = datetime(2031, 1, 15, 4, tzinfo=UTC)
"""09:30 in India, five and a half hours ahead."""
START = {"type": "recurring", "start_time": "20310115 09:30"}


def read(when: Any) -> Schedule:
    return schedule_of(when, now=NOW, timezone="Asia/Kolkata")


def days(count: int) -> datetime:
    return NINE + timedelta(days=count)


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("now", NOW, NOW),
        ({"type": "now"}, NOW, NOW),
        ("20310115 09:30", NINE, NINE),
        ({"type": "later", "delivery_date_time": "20310115 09:30"}, NINE, NINE),
        ({"type": "later", "delivery_date_time": ["20310117 09:30", "20310115 09:30"]}, NINE, days(2)),
        (START, NINE, None),
        ({**START, "end_by_date": "20310120"}, NINE, datetime(2031, 1, 20, 18, 29, tzinfo=UTC)),
        ({**START, "end_by_date": 20310115}, NINE, datetime(2031, 1, 15, 18, 29, tzinfo=UTC)),
        ({**START, "end_by_occurrences": 1}, NINE, NINE),
        ({**START, "end_by_occurrences": 4}, NINE, days(3)),
        ({**START, "end_by_occurrences": 4, "repeats_every": 2}, NINE, days(6)),
        ({**START, "end_by_occurrences": 4, "repeat_type": "week"}, NINE, days(21)),
        ({**START, "end_by_occurrences": 3, "repeat_type": "day", "repeats_every": 3}, NINE, days(6)),
        ({**START, "end_by_occurrences": 3, "repeat_type": "other"}, NINE, days(2)),
        ({**START, "end_by_occurrences": 999, "repeats_every": 999, "repeat_type": "week"}, NINE, None),
    ],
)
def test_when_it_starts_and_ends(when: Any, first: datetime, last: datetime | None) -> None:
    assert read(when) == Schedule(first=first, last=last)


FORM = "Field when is invalid: expected now or a future date as YYYYMMDD HH:MM"
PAST = "Field when is invalid: the date must be in the future"
COUNT = "Field end_by_occurrences is invalid (inside when)"
TIMES = "Field delivery_date_time is invalid (inside when)"
REFUSED: list[tuple[Any, str]] = [
    *(
        (when, FORM)
        for when in (None, "", "soon", "20310115", "20310115 9:30", "2031-01-15 09:30", "20310230 09:30")
    ),
    *(
        (when, FORM)
        for when in (5, [], {}, {"type": "soon"}, {"type": "later"}, {"type": "recurring"}, "Now")
    ),
    ("20310101 17:30", PAST),  # this very moment
    ("20301231 09:30", PAST),
    ({"type": "recurring", "start_time": "20310101 17:30"}, PAST),
    ({"type": "later", "delivery_date_time": []}, TIMES),
    ({"type": "later", "delivery_date_time": 5}, TIMES),
    ({"type": "later", "delivery_date_time": ["20310115 09:30", "20301231 09:30"]}, PAST),
    ({"type": "later", "delivery_date_time": ["20310115 09:30", 5]}, FORM),
    (
        {**START, "end_by_date": "20310114"},
        "Field end_by_date is invalid (inside when): it lies before the start",
    ),
    ({**START, "end_by_date": "soon"}, FORM),
    *(({**START, "end_by_occurrences": count}, COUNT) for count in (0, 1000, True, "3", 1.5)),
    *(({**START, "end_by_occurrences": 3, "repeats_every": every}, COUNT) for every in (0, "2", None, 1000)),
]


@pytest.mark.parametrize(("when", "says"), REFUSED, ids=[str(when) for when, _ in REFUSED])
def test_what_clevertap_would_refuse(when: Any, says: str) -> None:
    with pytest.raises(ScheduleError) as told:
        read(when)
    assert str(told.value) == says


@pytest.mark.parametrize(
    ("now", "other", "status"),
    [
        (NINE - timedelta(seconds=1), {}, "pending"),
        (NINE, {}, "running"),
        (days(2) + timedelta(seconds=59), {}, "running"),
        (days(2) + timedelta(seconds=60), {}, "completed"),
        (days(9), {"last": None}, "running"),
        (days(9), {"draft": True}, "pending"),
        (NINE, {"stopped": True}, "stopped"),
        (days(9), {"stopped": True, "draft": True}, "stopped"),
    ],
)
def test_what_it_is_at_a_moment(now: datetime, other: dict[str, Any], status: str) -> None:
    schedule = Schedule(first=NINE, last=other.pop("last", days(2)))
    more = {"stopped": False, "draft": False, **other}
    assert status_of(schedule, now=now, running_seconds=60, **more) == status


def test_a_day_is_the_accounts() -> None:
    late = datetime(2031, 1, 31, 20, tzinfo=UTC)
    assert (day_number(late, "UTC"), day_number(late, "Asia/Kolkata")) == (20310131, 20310201)


def test_the_clock_moves_forward_alone() -> None:
    clock = Clock(lambda: NOW)
    for seconds in (0, 90, 10 * 366 * 86_400):
        clock.advance(seconds)
    assert clock.now() == NOW + timedelta(seconds=90 + 10 * 366 * 86_400)
    for seconds in (-1, 10 * 366 * 86_400 + 1):
        with pytest.raises(
            ValueError, match=r"^the clock moves forward only, by at most ten years at a time$"
        ):
            clock.advance(seconds)


def test_so_many_in_flight_for_each_api() -> None:
    limits = Limits(per_second=None, concurrent=2)
    assert [limits.enter("create", 0.0) for _ in range(3)] == [True, True, False]
    assert limits.enter("list", 0.0), "another API has its own"
    limits.leave("create")
    assert [limits.enter("create", 0.0) for _ in range(2)] == [True, False]


@pytest.mark.parametrize(("rate", "most", "window"), [(3, 3, 0.95), (1, 1, 0.95), (0.5, 1, 1.9)])
def test_so_many_a_second(rate: float, most: int, window: float) -> None:
    limits = Limits(per_second=rate, concurrent=None)
    assert [limits.enter("create", 100.0) for _ in range(most + 1)] == [True] * most + [False]
    assert not limits.enter("create", 100.0 + window - 0.01)
    assert limits.enter("list", 100.0)
    assert [limits.enter("create", 100.0 + window) for _ in range(most + 1)] == [True] * most + [False]


def test_without_limits_nothing_is_too_many() -> None:
    limits = Limits(per_second=None, concurrent=None)
    assert all(limits.enter("create", 0.0) for _ in range(1000))
