"""The table of what is over: small rows, of both stores, read where they are named, as of a snapshot."""

import json
from pathlib import Path
from typing import Any

from ctc.state.store import SettledRow, Snapshot
from ctc.state.stores.sqlite import SqliteStore


def row(number: int, *, family: str = "price-drop", born: int = 0) -> SettledRow:
    marker, intent = "xb7jgkjo-gqyk", f"{number:032x}"
    data = json.dumps([1, 0, 1700000000 + number, marker, intent, 1796000000], separators=(",", ":"))
    name = f"{family}[SKU-{number:06},1999.5]"
    return SettledRow(name=name, born=born or number, digest=number * 997, data=data)


def test_rows_are_found_as_of_a_snapshot(place: Any) -> None:
    store = place.open()
    store.append([{"v": 2, "kind": "x"}], after=0)
    assert list(store.settled(upto=9, names=["a"])) == []
    early, late, other = row(1), row(1, born=7), row(2, family="price")
    store.write_snapshot(Snapshot(serial=5, state={}), [early, other])
    store.write_snapshot(Snapshot(serial=8, state={}), [early._replace(data="[]"), late])
    names = [early.name, other.name, "nobody[x]"]
    assert sorted(store.settled(upto=5, names=names)) == sorted([early, other])
    assert sorted(store.settled(upto=8, names=[early.name])) == [early, late]
    assert list(store.settled(upto=4, names=names)) == []
    assert sorted(store.settled(upto=9, digests=[997 * 2, 5])) == [other]
    assert sorted(store.settled(upto=9, family="price")) == [other]
    assert sorted(store.settled(upto=9, family="price-drop")) == [early, late]


def test_a_settled_entry_takes_at_most_two_hundred_bytes(tmp_path: Path) -> None:
    """In the file that people keep, its indices included."""
    store = SqliteStore(tmp_path / "state.db")
    store.append([{"v": 2, "kind": "x"}], after=0)
    before = (tmp_path / "state.db").stat().st_size
    store.write_snapshot(Snapshot(serial=1, state={}), [row(number) for number in range(1, 5001)])
    store.close()
    assert ((tmp_path / "state.db").stat().st_size - before) / 5000 <= 200
