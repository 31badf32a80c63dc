"""Days in a text: the same words on every machine, held against what the calendar of Python says in English."""

import datetime as calendar
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.templates.days import date, days
from ctc.templates.limits import MAX_WIDTH

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
WEEK = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MARKS = "%d|%-d|%m|%-m|%Y|%y|%B|%b|%A|%a|%%|x"


@given(st.dates(), st.integers(-400, 400))
def test_a_day_is_written_and_counted_as_the_calendar_has_it(day: calendar.date, count: int) -> None:
    month, weekday = MONTHS[day.month - 1], WEEK[day.weekday()]
    iso = day.isoformat()
    said = [
        iso[8:],
        str(day.day),
        iso[5:7],
        str(day.month),
        iso[:4],
        iso[2:4],
        month,
        month[:3],
        weekday,
        weekday[:3],
    ]
    for written in (
        iso,
        iso.replace("-", ""),
        f" {iso} ",
        *([int(iso.replace("-", ""))] if day.year > 999 else []),
    ):
        assert date(written, MARKS).split("|") == [*said, "%", "x"]
    if day.toordinal() + count in range(1, calendar.date.max.toordinal() + 1):
        assert days(iso, count) == (day + calendar.timedelta(days=count)).isoformat()


NO_DAY = "this is no day: one is written as in 2031-01-15"
FORM = "date() takes a text such as '%d %B %Y'"
WHOLE = "days() takes a whole number of days, as in days(-7)"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "soon",
        "2031-02-29",
        "2031-1-15",
        "31-01-15",
        "2031-01-15x",
        "٢٠٣١-01-15",
        2031,
        20310115.0,
        None,
        True,
    ],
)
def test_what_is_no_day(value: Any) -> None:
    for asked in (lambda: date(value, "%d"), lambda: days(value, 1)):
        with pytest.raises(ValueError, match=r"^this is no day: one is written as in 2031-01-15$") as told:
            asked()
        assert str(told.value) == NO_DAY


@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        (lambda: date("2031-01-15", 5), TypeError, FORM),
        (lambda: date("2031-01-15", "x" * (MAX_WIDTH + 1)), TypeError, FORM),
        (lambda: days("2031-01-15", 1.0), TypeError, WHOLE),
        (lambda: days("2031-01-15", True), TypeError, WHOLE),
        (lambda: days("2031-01-15", "1"), TypeError, WHOLE),
        (lambda: days("9999-12-31", 1), ValueError, "this day lies outside the calendar"),
        (lambda: days("2031-01-15", 10**12), ValueError, "this day lies outside the calendar"),
        (
            lambda: date("2031-01-15", "%H"),
            ValueError,
            "%H is no part of a day; there are %d, %-d, %m, %-m, %Y, %y, ",
        ),
        (lambda: date("2031-01-15", "50%"), ValueError, "% is no part of a day; there are "),
        (lambda: date("2031-01-15", "%-B"), ValueError, "%-B is no part of a day; there are "),
    ],
)
def test_what_cannot_be_written(asked: Any, kind: type[Exception], says: str) -> None:
    with pytest.raises(kind) as told:
        asked()
    assert str(told.value).startswith(says)
    assert date("2031-01-15", "x" * MAX_WIDTH) == "x" * MAX_WIDTH
