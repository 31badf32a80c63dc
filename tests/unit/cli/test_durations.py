"""Durations as people write and read them: a timeout, a margin and a lag rest on each unit."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.durations import in_words, seconds_of


@given(st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 99), st.integers(0, 999))
def test_a_duration_is_the_sum_of_its_units(
    days: int, hours: int, minutes: int, seconds: int, ms: int
) -> None:
    expected = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds, milliseconds=ms)
    written = f"{days}d{hours}h{minutes}m{seconds}s{ms}ms"
    assert seconds_of(written) == pytest.approx(expected.total_seconds())


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90m", 5400), ("1.5h", 5400), ("30m1h", 5400), ("500ms", 0.5), ("0s", 0), ("2d", 172800)],
)
def test_units_alone_and_in_any_order(text: str, seconds: float) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "30", "h", "1h 30m", "1w", "-1h", "1,5h", "1.h", "1h30", " 1h", "1H"])
def test_what_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        seconds_of(text)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0s"),
        (0.4, "0s"),
        (0.6, "1s"),
        (59, "59s"),
        (60, "1m"),
        (61, "1m 1s"),
        (3600, "1h"),
        (3601, "1h 1s"),
        (5400, "1h 30m"),
        (86_399, "23h 59m"),
        (86_400, "1d"),
        (90_061, "1d 1h"),
        (364 * 86_400, "364d"),
        (365 * 86_400, "1y"),
        (366 * 86_400 + 7, "1y 1d"),
    ],
)
def test_at_most_two_units_the_largest_first(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
