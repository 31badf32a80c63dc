"""Turns are evenly spaced, whatever the pauses and however many threads ask."""

import threading
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ctc.clevertap.limiter import Limiter


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.lock = threading.Lock()

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@given(
    rate=st.floats(0.1, 100),
    pauses=st.lists(st.floats(0, 20), min_size=1, max_size=30),
)
def test_two_turns_are_never_nearer_than_the_gap(rate: float, pauses: list[float]) -> None:
    clock = Clock()
    limiter = Limiter(rate, clock.monotonic, clock.sleep)
    turns = []
    for pause in pauses:
        clock.now += pause
        limiter.turn()
        turns.append(clock.now)
    assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(turns))


@given(rate=st.floats(0.1, 1000), count=st.integers(1, 50))
def test_turns_asked_for_at_once_take_the_ideal_time(rate: float, count: int) -> None:
    clock = Clock()
    limiter = Limiter(rate, clock.monotonic, clock.sleep)
    for _ in range(count):
        limiter.ready()
        limiter.turn()
    assert abs((clock.now - 100.0) - (count - 1) / rate) < 1e-6


def test_idle_time_is_not_saved_up() -> None:
    clock = Clock()
    limiter = Limiter(2.0, clock.monotonic, clock.sleep)
    limiter.turn()
    clock.now += 1000
    limiter.turn()
    before = clock.now
    limiter.turn()
    assert clock.now - before == 0.5


def test_no_limit_never_sleeps() -> None:
    clock = Clock()
    limiter = Limiter(0, clock.monotonic, clock.sleep)
    for _ in range(100):
        limiter.ready()
        limiter.turn()
    assert clock.now == 100.0


def test_threads_share_the_turns() -> None:
    slept: list[float] = []
    limiter = Limiter(10.0, lambda: 0.0, slept.append)
    threads = [threading.Thread(target=limiter.turn) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(round(each * 10) for each in slept) == list(range(1, 20))


def test_a_turn_is_taken_by_one_thread_at_a_time() -> None:
    """Two that look at the same turn would both take it."""
    alone = []
    limiter = Limiter(10.0, lambda: alone.append(limiter._lock.locked()) or 0.0, lambda _: None)
    limiter.turn()
    assert alone == [True]


@given(
    rate=st.floats(0.1, 100), writing=st.floats(0, 0.25), answering=st.floats(0, 1), count=st.integers(3, 30)
)
def test_what_an_intent_takes_costs_no_turn(
    rate: float, writing: float, answering: float, count: int
) -> None:
    """The first one is measured; from then on the intent is written while its turn is awaited."""
    clock = Clock()
    limiter = Limiter(rate, clock.monotonic, clock.sleep)
    turns = []
    for _ in range(count):
        limiter.ready()
        clock.now += writing
        limiter.turn()
        turns.append(clock.now)
        clock.now += answering
    gaps = [later - earlier for earlier, later in pairwise(turns)]
    assert all(gap >= 1 / rate - 1e-6 for gap in gaps)
    assert all(gap <= max(1 / rate, writing + answering) + 1e-6 for gap in gaps[1:])


@given(rate=st.floats(0.1, 100), hiccup=st.floats(0, 100))
def test_a_slow_intent_makes_no_later_one_wait_long(rate: float, hiccup: float) -> None:
    """A quarter of a second of an intent's time goes for its turn, and no more: the shortest timeout is a second."""
    clock = Clock()
    limiter = Limiter(rate, clock.monotonic, clock.sleep)
    for took in (hiccup, 0.0, 0.0):
        limiter.ready()
        begun = clock.now
        clock.now += took
        limiter.turn()
        assert clock.now - begun <= max(took, 0.25) + 1e-6


@given(rate=st.floats(1, 100), hiccup=st.floats(0, 100))
def test_a_slow_intent_is_forgotten(rate: float, hiccup: float) -> None:
    """One that stood in the way of a backup does not cost every later one its time."""
    clock = Clock()
    limiter = Limiter(rate, clock.monotonic, clock.sleep)
    limiter.ready()
    clock.now += hiccup
    limiter.turn()
    for _ in range(60):
        limiter.ready()
        begun = clock.now
        limiter.turn()
    assert clock.now - begun < 0.001
