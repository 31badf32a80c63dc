"""The table of what is over: small rows, of both stores, read where they are named, as of a snapshot."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ctc.payloads.payload import payload_of
from ctc.plans.jumps import Newest
from ctc.state import records
from ctc.state.fold import fold
from ctc.state.intents import Intent, Verb
from ctc.state.record import Record, Status
from ctc.state.settled import SettledEntries, number_of, settle
from ctc.state.state import State
from ctc.state.store import Asked, Entry, SettledRow, Snapshot
from ctc.state.stores.memory import MemoryStore
from ctc.state.stores.sqlite import SqliteStore
from ctc.state.tries import End, Name, Try

PAYLOAD = payload_of(
    {}, address="x", revision=1, channel="push", variant="push", endpoint="/1/targets/create.json"
)


def row(number: int, *, family: str = "price-drop", born: int = 0) -> SettledRow:
    marker, intent = "xb7jgkjo-gqyk", f"{number:032x}"
    data = json.dumps([1, 0, 1700000000 + number, marker, intent, 1796000000], separators=(",", ":"))
    name = f"{family}[SKU-{number:06},1999.5]"
    return SettledRow(name=name, born=born or number, digest=number * 997, data=data)


def test_rows_are_found_as_of_a_snapshot(place: Any) -> None:
    store = place.open()
    store.append([{"v": 2, "kind": "x"}], after=0)
    assert list(store.settled(Asked(9, names=["a"]))) == []
    early, late, other = row(1), row(1, born=7), row(2, family="price")
    store.write_snapshot(Snapshot(serial=5, text="{}"), [early, other])
    store.write_snapshot(Snapshot(serial=8, text="{}"), [early._replace(data="[]"), late])
    names = [early.name, other.name, "nobody[x]"]
    assert sorted(store.settled(Asked(5, names=names))) == sorted([early, other])
    assert sorted(store.settled(Asked(8, names=[early.name]))) == [early, late]
    assert list(store.settled(Asked(4, names=names))) == []
    assert sorted(store.settled(Asked(9, digests=[997 * 2, 5]))) == [other]
    assert sorted(store.settled(Asked(9, family="price"))) == [other]
    assert sorted(store.settled(Asked(8, campaigns=[1700000001, 5]))) == [early, late]
    assert list(store.settled(Asked(4, campaigns=[1700000001]))) == []
    stem, strange = "price-drop[SKU-000001,", "price-drop[SKU-00000,"
    assert list(store.settled(Asked(9, stems=[stem, strange]))) == [late]
    three = other._replace(name=f"{stem}x,5]", born=9)
    store.write_snapshot(Snapshot(serial=9, text="{}"), [three])
    assert list(store.settled(Asked(9, stems=[stem, f"{stem}x,"]))) == [late, three]
    assert sorted(store.settled(Asked(8, family="price-drop"))) == [early, late]


def test_of_many_that_are_asked_for_at_once_none_is_left_out(place: Any) -> None:
    """What a plan of many instances is not told of, it would send again."""
    store = place.open()
    store.append([{"v": 2, "kind": "x"}], after=0)
    rows = [row(number) for number in range(1, 1002)]
    store.write_snapshot(Snapshot(serial=1, text="{}"), rows)
    asked: dict[str, list[Any]] = {
        "names": [one.name for one in rows],
        "digests": [one.digest for one in rows],
        "campaigns": [1700000000 + one.born for one in rows],
        "stems": [one.name.rpartition(",")[0] + "," for one in rows],
    }
    for what, values in asked.items():
        assert sorted(store.settled(Asked(1, **{what: values}))) == rows
        assert list(store.settled(Asked(1, **{what: values[-1:]}))) == rows[-1:]


@pytest.mark.parametrize("digest", ["f" * 64, "0" * 63 + "1", "7" * 64, ""])
def test_a_digest_is_kept_as_a_number_that_a_store_holds(place: Any, digest: str) -> None:
    """Else a plan of what was told long since ends at the first store that counts to 2^63."""
    store = place.open()
    store.append([{"v": 2, "kind": "x"}], after=0)
    store.write_snapshot(Snapshot(serial=1, text="{}"), [row(1)._replace(digest=number_of(digest)), row(2)])
    settled = SettledEntries(store, 1, {"price-drop": ("sku", "price")})
    assert settled.of_digests([digest, "e" * 64]) == {digest: row(1).name}


@pytest.mark.parametrize("born", [(7, 8), (8, 7)])
def test_of_all_that_is_settled_of_a_name_what_was_made_last_stands_under_it(born: tuple[int, int]) -> None:
    store = MemoryStore()
    store.write_snapshot(Snapshot(serial=9, text="{}"), [row(1, born=one) for one in born])
    settled = SettledEntries(store, 9, {"price-drop": ("sku", "price")})
    assert settled.name(row(1).name) == Name(entries=(7, 8), current=8)
    assert [one.born for one in settled.of_family("price-drop")] == [7, 8]
    assert settled.of_family("price") == []


def test_a_settled_entry_takes_at_most_two_hundred_bytes(tmp_path: Path) -> None:
    """In the file that people keep, its indices included."""
    store = SqliteStore(tmp_path / "state.db")
    store.append([{"v": 2, "kind": "x"}], after=0)
    before = (tmp_path / "state.db").stat().st_size
    store.write_snapshot(Snapshot(serial=1, text="{}"), [row(number) for number in range(1, 5001)])
    store.close()
    assert ((tmp_path / "state.db").stat().st_size - before) / 5000 <= 200


class Counting(MemoryStore):
    """A store that counts the rows that it was asked for."""

    told = 0

    def settled(self, asked: Asked) -> list[SettledRow]:
        rows = super().settled(asked)
        self.told += len(rows)
        return rows


def test_the_table_is_not_looked_through_where_nothing_can_be_found() -> None:
    """Of ids all rows are looked through, of years of nights, and most projects have none."""

    class Silent(MemoryStore):
        def settled(self, asked: Asked) -> list[SettledRow]:
            raise AssertionError(asked)

    assert SettledEntries(Silent(), 9, {}).owners([5]) == {}
    assert SettledEntries(Silent(), 9, {"drop": ("sku",)}).owners([]) == {}
    for empty in (SettledEntries(Silent(), 9, {"drop": ("sku",)}),):
        assert (empty.newest(["other[a,"]), empty.of_family("other"), empty.of_digests([])) == ([], [], {})


@pytest.mark.parametrize("nights", [1, 40])
def test_what_a_price_was_costs_what_is_sent_and_not_the_years(nights: int) -> None:
    store, rows, serial = Counting(lambda: datetime(2031, 1, 1, tzinfo=UTC)), [], 0
    for night in range(nights):
        for number in range(20):
            serial += 1
            rows.append(row(number, born=serial)._replace(name=f"price-drop[S{number},{night + 1}]"))
    store.write_snapshot(Snapshot(serial=9, text="{}"), rows)
    keys = ("sku", "price")
    state = State(settled=SettledEntries(store, 9, {"price-drop": keys}))
    sent = [replace(PAYLOAD, address=f"price-drop[S{n},99]", key_columns=keys) for n in range(20)]
    newest = Newest("price-drop", state, sent)
    assert [newest.before(one, "price") for one in sent] == [nights] * 20
    assert store.told == 20


def test_a_name_that_another_moves_to_keeps_what_is_settled_of_it(place: Any) -> None:
    """Else what went out under it long ago would go out again."""
    store = place.open()
    store.append([{"v": 2, "kind": "x"}], after=0)
    store.write_snapshot(Snapshot(serial=1, text="{}"), [row(1)])
    state = State(
        serial=1,
        settled=SettledEntries(store, 1, {"price-drop": ("sku", "price")}),
        entries={90: Record(address="other", born=90, status=Status.SCHEDULED)},
        names={"other": Name(entries=(90,), current=90)},
    )
    moved = fold([Entry(serial=2, at=DAY, record=records.moved(source="other", target=row(1).name))], state)
    assert [one.born for one in moved.reached(row(1).name)] == [1, 90]


def test_of_several_prices_the_newest_is_what_it_was() -> None:
    """Whatever order a state has them in: a guard of jumps compares with what people were told last."""
    told = {born: f"drop[{price},a]" for born, price in ((7, 12), (2, 10))}
    state = State(
        entries={born: Record(**{**OVER, "address": name, "born": born}) for born, name in told.items()},
        names={name: Name(entries=(born,), current=born) for born, name in told.items()},
    )
    sent = replace(PAYLOAD, address="drop[15,a]", key_columns=("price", "sku"))
    assert Newest("drop", state, [sent]).before(sent, "price") == 12


def test_a_campaign_of_a_settled_entry_is_nobody_elses(place: Any) -> None:
    """`ctc status` calls it none of others, and nobody can adopt it or settle a doubt with its id."""
    store = place.open()
    store.append([{"v": 2, "kind": "x"}], after=0)
    store.write_snapshot(Snapshot(serial=1, text="{}"), [row(1), row(2)])
    twice = Record(
        address="twice", status=Status.SENT, id=8, tries=tuple(MADE._replace(id=n) for n in (6, 7, 8))
    )
    settled = SettledEntries(store, 1, {"price-drop": ("sku", "price")})
    state = State(settled=settled, entries={90: twice})
    assert {n: one.address for n, one in state.owners([7, 8, 1700000001, 1700000002, 5]).items()} == {
        7: "twice",
        8: "twice",
        1700000001: row(1).name,
        1700000002: row(2).name,
    }
    owner = state.owner(1700000001)
    assert owner is not None
    assert owner.address == row(1).name
    assert state.owner(5) is None


def test_what_came_back_from_the_table_counts_once() -> None:
    """Else a family is held to have more instances than it told."""
    store = MemoryStore()
    store.write_snapshot(Snapshot(serial=9, text="{}"), [row(number) for number in (1, 2, 3)])
    settled = SettledEntries(store, 9, {"price-drop": ("sku", "price")})
    back = {born: Record(address=row(born).name, born=born, status=Status.SENT) for born in (1, 2)}
    names = {one.address: Name(entries=(born,), current=born) for born, one in back.items()}
    state = State(entries=back, names=names, settled=settled)
    assert [one.born for one in state.of_family("price-drop")] == [1, 2, 3]


DAY = datetime(2031, 1, 2, tzinfo=UTC)
LONG_AGO, LATELY = DAY - timedelta(hours=20), DAY - timedelta(hours=19, minutes=59)
MADE = Try(intent="i", serial=1, end=End.MADE, id=7)
OVER: Mapping[str, Any] = {
    "address": "drop[a]",
    "status": Status.SENT,
    "key_columns": ("sku",),
    "tries": (MADE,),
    "at": LONG_AGO,
}
OPEN = Intent(id="j", verb=Verb.STOP, revision=1, digest="", at=LONG_AGO, timeout=30.0, runner="r")
KEPT: list[tuple[str, list[Mapping[str, Any]], Mapping[str, Any]]] = [
    ("it has no key of a file", [{"key_columns": ()}], {}),
    ("it is still to go out", [{"status": Status.SCHEDULED}], {}),
    ("half of it went", [{"status": Status.PARTIAL}], {}),
    ("its successor is not made", [{"status": Status.STOPPED, "stopped_by": "replace"}], {}),
    ("it goes out again", [{"recurring": True}], {}),
    ("a request is open", [{"open": (OPEN,)}], {}),
    ("it was tried twice", [{"tries": (MADE, MADE)}], {}),
    ("it was made twice", [{"tries": (Try(intent="i", serial=1, end=End.MADE, breaks=1),)}], {}),
    ("it was made lately", [{"at": LATELY}], {}),
    ("it went out lately", [{"scheduled_on": LATELY}], {}),
    ("it was stopped lately", [{"status": Status.STOPPED, "stopped_at": LATELY}], {}),
    ("it became another", [{}], {"became": "drop[b]"}),
    ("another became it", [{}], {"older": ("drop[b]",)}),
    ("somebody freed it", [{}], {"freed": 1}),
    ("nothing stands under its name", [{}], {"current": None}),
    ("a second one is still to go out", [{}, {"status": Status.SCHEDULED}], {}),
    ("a first one is still to go out", [{"status": Status.SCHEDULED}, {}], {}),
    ("an entry of it stands elsewhere", [{}, {"address": "drop[b]"}], {}),
]


def settled_of(records: list[Mapping[str, Any]], name: Mapping[str, Any]) -> tuple[State, list[SettledRow]]:
    entries = {born: Record(**{**OVER, **more, "born": born}) for born, more in enumerate(records, 1)}
    names = {"drop[a]": Name(**{"entries": tuple(entries), "current": len(entries), **name})}
    return settle(State(entries=entries, names=names, at=DAY))


@pytest.mark.parametrize(("records", "name"), [row[1:] for row in KEPT], ids=[row[0] for row in KEPT])
def test_what_is_not_over_stays_where_every_run_looks(
    records: list[Mapping[str, Any]], name: Mapping[str, Any]
) -> None:
    state, rows = settled_of(records, name)
    assert rows == []
    assert (len(state.entries), len(state.names)) == (len(records), 1)


@pytest.mark.parametrize(
    "records",
    [
        [{}],
        [{}, {}],
        [{"status": Status.STOPPED, "stopped_by": "gone", "stopped_at": LONG_AGO}],
        [{"scheduled_on": LONG_AGO}],
    ],
)
def test_what_is_over_becomes_a_row(records: list[Mapping[str, Any]]) -> None:
    state, rows = settled_of(records, {})
    assert [row.name for row in rows] == ["drop[a]"] * len(records)
    assert (state.entries, state.names) == ({}, {})
    store = MemoryStore()
    store.append([{"v": 2, "kind": "x"}], after=0)
    store.write_snapshot(Snapshot(serial=1, text="{}"), rows)
    read = SettledEntries(store, 1, {"drop": ("sku",)}).of_family("drop")
    kept = [{**OVER, "stopped_by": "", **more} for more in records]
    assert [(one.status, one.stopped_by, one.at) for one in read] == [
        (one["status"], one["stopped_by"], LONG_AGO) for one in kept
    ]
