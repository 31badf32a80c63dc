"""The index of events finds at least all that the query language finds equal, and the days exactly."""

from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from ctc.people.events import Event, Events
from ctc.query.operators import Condition

LIKE = ["1", "1.0", " 1 ", "1e0", "01", "True", "False", "nan", "inf", "", "x", "１", "0x1", "1_0"]
values = st.one_of(
    st.sampled_from(LIKE),
    st.sampled_from([0, 1, 1.0, -0.0, 10, float("nan"), float("inf"), 10**400, True, False, None]),
    st.lists(st.sampled_from([*LIKE, 1, True]), max_size=2),
)


def events_of(found: list[Any]) -> Events:
    said = [{} if value is None else {"p": value} for value in found]
    return Events(
        Event(profile=n, day=20260101 + n, properties=one, session={}) for n, one in enumerate(said)
    )


@example([True, "False", "x"], "True")
@example(["True", "false", False], False)
@given(st.lists(values, max_size=8), values.filter(lambda value: not isinstance(value, list)))
def test_nothing_that_is_equal_is_missed(found: list[Any], wanted: Any) -> None:
    condition = Condition(name="p", operator="equals", value=wanted)
    events = events_of(found)
    equal = [at for at, event in enumerate(events) if condition.holds(event.properties)]
    having = events.having("p", wanted)
    assert set(equal) <= set(having)
    assert having == sorted(set(having))


@given(st.integers(20260100, 20260112), st.integers(20260100, 20260112))
def test_days_are_found_both_ends_included(first: int, last: int) -> None:
    events = events_of(["x"] * 10)
    assert list(events.between(first, last)) == [
        at for at, event in enumerate(events) if first <= event.day <= last
    ]
