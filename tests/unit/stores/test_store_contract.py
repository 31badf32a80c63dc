"""One suite for every store: what the journal may rely on."""

import signal
from collections.abc import Callable
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ctc.state.store import Conflict, Snapshot
from ctc.state.stores.memory import MemoryStore
from ctc.state.stores.opening import open_store

ONE, TWO, THREE = ({"v": 1, "kind": "x", "n": n, "text": "Żółć \u2028 ' \" \\ \x00"[:-1]} for n in (1, 2, 3))

APPENDER = """
import sys
from pathlib import Path
from ctc.state.stores.opening import open_store
from ctc.state.store import Conflict
url, root, name, count = sys.argv[1:]
store = open_store(url, root=Path(root))
print("ready", flush=True)
last, done = 0, 0
while done < int(count):
    try:
        last = store.append([{"by": name, "n": done}], after=last)[-1].serial
        done += 1
    except Conflict:
        for entry in store.read(after=last):
            last = entry.serial
"""

KILLED = """
import sys
from pathlib import Path
from ctc.failpoints import Failpoints
from ctc.state.store import Snapshot
from ctc.state.stores.opening import open_store
url, root, name = sys.argv[1:]
store = open_store(url, root=Path(root), failpoints=Failpoints(name, 2))
store.append([{"n": 1}], after=0)
store.write_snapshot(Snapshot(serial=1, text="one"))
store.append([{"n": 2}, {"n": 3}], after=1)
store.write_snapshot(Snapshot(serial=3, text="three"))
"""


def test_a_store_that_was_never_begun_does_not_exist(place: Any) -> None:
    store = place.open()
    assert not store.exists()
    assert list(store.read()) == []
    assert store.snapshot() is None
    assert not store.exists(), "and reading it does not begin it"
    assert not (place.root / ".ctc").exists()


def test_what_is_appended_is_read_by_the_next_one_that_opens_it(place: Any) -> None:
    store = place.open()
    added = store.append([ONE, TWO], after=0)
    assert [(entry.serial, entry.record) for entry in added] == [(1, ONE), (2, TWO)]
    added = [*added, *store.append([THREE], after=2)]
    other = place.open()
    assert other.exists()
    assert list(other.read()) == added
    assert list(other.read(after=2)) == added[2:]
    assert list(other.read(after=3)) == []


def test_the_time_is_the_stores_clock_in_utc(place: Any) -> None:
    store = place.open()
    before = store.now()
    [entry] = store.append([ONE], after=0)
    assert before <= entry.at <= store.now()
    assert entry.at.tzinfo is UTC
    assert entry.at - before < timedelta(minutes=1)
    assert next(iter(place.open().read())).at == entry.at, "and no digit of it is lost"


@pytest.mark.parametrize("after", [0, 1, 3, 99])
def test_whoever_has_not_read_all_must_read_on(place: Any, after: int) -> None:
    store = place.open()
    store.append([ONE, TWO], after=0)
    with pytest.raises(Conflict):
        store.append([THREE], after=after)
    assert [entry.record for entry in store.read()] == [ONE, TWO]
    store.append([THREE], after=2)
    assert len(list(place.open().read())) == 3


def test_of_two_that_open_it_the_first_wins(durable: Any) -> None:
    first, second = durable.open(), durable.open()
    first.append([ONE], after=0)
    with pytest.raises(Conflict):
        second.append([TWO, THREE], after=0)
    assert [entry.record for entry in second.read()] == [ONE]
    second.append([TWO, THREE], after=1)
    assert [entry.serial for entry in first.read()] == [1, 2, 3]


def test_the_newest_snapshot_is_kept_and_records_stay(place: Any) -> None:
    store = place.open()
    store.append([ONE] * 10, after=0)
    for serial in (1, 4, 7, 8, 9, 10):
        store.write_snapshot(Snapshot(serial=serial, text=f"{serial} Ż"))
    other = place.open()
    assert other.snapshot() == Snapshot(serial=10, text="10 Ż")
    assert len(list(other.read())) == 10


def test_a_snapshot_takes_the_place_of_one_that_nobody_could_read(place: Any) -> None:
    """An older ctc left it; while nothing is sent, each run would else read the whole journal again."""
    store = place.open()
    store.append([ONE], after=0)
    store.write_snapshot(Snapshot(serial=1, text="of another version"))
    store.write_snapshot(Snapshot(serial=1, text="of this one"))
    assert place.open().snapshot() == Snapshot(serial=1, text="of this one")


def test_reading_is_not_disturbed_by_what_is_added_meanwhile(place: Any) -> None:
    store = place.open()
    store.append([ONE, TWO], after=0)
    entries = store.read()
    assert next(entries).serial == 1
    store.append([THREE], after=2)
    assert [entry.serial for entry in entries][:1] == [2]
    assert len(list(store.read())) == 3


def test_a_long_journal_is_read_page_by_page(place: Any) -> None:
    store = place.open()
    store.append([{"n": n} for n in range(12_001)], after=0)
    assert [entry.record["n"] for entry in place.open().read(after=2_000)] == list(range(2_000, 12_001))


def test_a_closed_store_can_be_used_again(place: Any) -> None:
    store = place.open()
    store.append([ONE], after=0)
    store.close()
    store.append([TWO], after=1)
    store.close()
    store.close()
    assert len(list(place.open().read())) == 2


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    batches=st.lists(st.lists(st.dictionaries(st.text(max_size=8), JSON, max_size=4), max_size=4), max_size=5)
)
def test_every_store_keeps_what_memory_keeps(durable: Any, batches: list[list[dict[str, Any]]]) -> None:
    store, model = durable.open(), MemoryStore()
    start = last = sum(1 for _ in store.read())
    for batch in batches:
        store.append(batch, after=last)
        model.append(batch, after=last - start)
        last += len(batch)
    assert [entry.record for entry in durable.open().read(after=start)] == [e.record for e in model.read()]


def test_of_many_processes_each_serial_is_had_once(durable: Any, run_python: Callable[..., Any]) -> None:
    runners = [run_python(APPENDER, durable.url, str(durable.root), f"r{n}", "25") for n in range(4)]
    for runner in runners:
        assert runner.wait(60) == 0
    entries = list(durable.open().read())
    assert [entry.serial for entry in entries] == list(range(1, 101))
    for name in ("r0", "r1", "r2", "r3"):
        assert [e.record["n"] for e in entries if e.record["by"] == name] == list(range(25))


def test_a_kill_inside_an_append_leaves_all_or_nothing(durable: Any, run_python: Callable[..., Any]) -> None:
    killed = run_python(KILLED, durable.url, str(durable.root), "inside-append")
    assert killed.wait(60) == -signal.SIGKILL
    store = durable.open()
    assert [entry.record for entry in store.read()] == [{"n": 1}]
    store.append([{"n": "after"}], after=1)
    assert [entry.serial for entry in durable.open().read()] == [1, 2]


def test_a_kill_inside_a_snapshot_leaves_the_one_before(durable: Any, run_python: Callable[..., Any]) -> None:
    killed = run_python(KILLED, durable.url, str(durable.root), "inside-snapshot")
    assert killed.wait(60) == -signal.SIGKILL
    store = durable.open()
    assert store.snapshot() == Snapshot(serial=1, text="one")
    assert [entry.serial for entry in store.read()] == [1, 2, 3]


def test_a_killed_runner_keeps_nobody_waiting(durable: Any, run_python: Callable[..., Any]) -> None:
    """It is killed while it appends as fast as it can; whoever comes next finds whole records and goes on."""
    for round_ in range(3):
        runner = run_python(APPENDER, durable.url, str(durable.root), f"r{round_}", "1000000")
        assert runner.stdout.readline() == "ready\n"
        store = open_store(durable.url, root=durable.root)
        before = sum(1 for _ in store.read())
        while sum(1 for _ in store.read()) < before + 20:
            pass
        runner.kill()
        runner.wait()
        serials = [entry.serial for entry in store.read()]
        assert serials == list(range(1, len(serials) + 1))
        while True:  # the server may still be about to end what the dead one had begun
            try:
                store.append([{"by": "next", "n": round_}], after=len(list(store.read())))
                break
            except Conflict:
                continue
        store.close()
