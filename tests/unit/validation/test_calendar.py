"""Days and times that no calendar has, and the quick ways to see that one has it, which must say the same."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.validation import calendar
from ctc.validation.subject.times import day_of, moment_of

DAYS = st.dates(date(1000, 1, 1)).map(lambda day: int(f"{day:%Y%m%d}".zfill(8)))
NUMBERS = DAYS | st.integers(0, 10**9) | DAYS.map(lambda day: day // 100 * 100 + 31)


@given(NUMBERS)
def test_the_quick_way_takes_each_day_that_every_month_has(number: int) -> None:
    slow = len(str(number)) == 8 and calendar.exists(str(number)) and number % 100 <= 28
    assert calendar.is_common_day(number) is slow


@given(NUMBERS, st.integers(0, 24), st.integers(0, 60))
def test_a_time_that_the_pattern_takes_exists(number: int, hour: int, minute: int) -> None:
    text = f"{number} {hour:02}:{minute:02}"
    is_leap = f"{number}"[4:] == "0229"
    taken = re.fullmatch(calendar.COMMON_STAMP, text) is not None
    found = [*calendar.real(text, "stamp", ("when",))]
    assert not (taken and found)
    if re.fullmatch(r"[1-9]\d{7} \d\d:\d\d", text) and not is_leap:
        assert taken is not bool(found)


@pytest.mark.parametrize(
    ("value", "kind", "says"),
    [
        ("20310228 23:59", "stamp", ""),
        ("20310229 10:00", "stamp", "no day"),
        ("20320229 10:00", "stamp", ""),
        ("20310115 24:00", "stamp", "no time"),
        ("20310115 10:60", "stamp", "no time"),
        ("20311301 10:00", "stamp", "no day"),
        ("99991231 23:59", "stamp", "lies outside"),
        ("00010101 00:00", "stamp", "lies outside"),
        ("99981231 23:59", "stamp", ""),
        (99991231, "day", ""),
        ("tomorrow", "stamp", ""),
        (20310431, "day", "no day"),
        ("20310431", "day", "no day"),
        (20310430.0, "day", ""),
        (True, "day", ""),
    ],
)
def test_what_no_calendar_has_is_told(value: Any, kind: str, says: str) -> None:
    found = [*calendar.real(value, kind, ("when",))]
    assert [one.code for one in found] == ["CTC309"] * bool(says)
    for one in found:
        assert says in one.message
        assert {"no day": "month", "no time": "hours"}.get(says, "can reach") in str(one.hint)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (20310101, 20310101, False),
        (20310102, 20310101, True),
        ("20310102", 20310101, True),
        ("20310101", "20310102", False),
        (20310231, 20310101, False),
        (None, 20310101, False),
    ],
)
def test_a_range_that_runs_backwards_holds_no_day(first: Any, last: Any, told: bool) -> None:
    found = [*calendar.ordered({"from": first, "to": last}, ("from", "to"), ("where",))]
    assert [(one.code, one.path) for one in found] == [("CTC310", ("where", "from"))] * told


@pytest.mark.parametrize(
    ("text", "told"), [("90", False), ("-90", False), ("90.1", True), ("-91", True), ("x", False)]
)
def test_a_place_lies_on_the_globe(text: str, told: bool) -> None:
    found = [*calendar.in_degrees(text, (-90.0, 90.0), ("content", "latitude"))]
    assert [one.code for one in found] == ["CTC308"] * told


@pytest.mark.parametrize(
    ("written", "day", "moment"),
    [
        ("20310115", date(2031, 1, 15), None),
        (20310115, date(2031, 1, 15), None),
        ("20310115 09:30", None, datetime(2031, 1, 15, 9, 30)),  # noqa: DTZ001 - local time
        (203101150930, None, datetime(2031, 1, 15, 9, 30)),  # noqa: DTZ001 - local time
        ("20310229", None, None),
        ("2031 115", None, None),
        ("٢٠٣١٠١١٥", None, None),
        ("²0310115", None, None),
        ("2031011", None, None),
        (True, None, None),
        (None, None, None),
    ],
)
def test_what_rules_take_for_a_day_or_a_time(written: Any, day: date | None, moment: datetime | None) -> None:
    """By ``ctc.validation.subject.times``: digits of other scripts are no day to CleverTap."""
    assert (day_of(written), moment_of(written)) == (day, moment)
