"""What a name leads to, once it was changed, given up or its family renamed: whoever forgot one would send again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.state import records
from ctc.state.fold import fold
from ctc.state.record import Record, Status
from ctc.state.settled import SettledEntries, settle
from ctc.state.state import State
from ctc.state.store import Entry, Snapshot, StoreError
from ctc.state.stores.memory import MemoryStore
from ctc.state.total import Total
from ctc.state.tries import End, Family, Name, Try
from tests.unit.state.test_what_records_add_up_to import (
    BINDING,
    DAY,
    Told,
    day,
    folded,
    listed,
    make,
    said,
)


def made(intent: str, address: str, number: int, **more: Any) -> tuple[Told, Told]:
    return make(intent, address, **more), said(intent, "sent", number, address=address)


def moved(source: str, target: str) -> Told:
    return records.moved(source=source, target=target)


def renamed(source: str, target: str) -> Told:
    return records.renamed(source=source, target=target)


def freed(address: str) -> Told:
    return records.freed(address=address, by="ann", why="w")


def shown(name: Name) -> str:
    """``entries>current``, then what else it says."""
    more = {
        "became": f"{name.became}@{name.became_at:%d}" if name.became and name.became_at else name.became,
        "older": "+".join(name.older),
        "freed": name.freed or "",
    }
    rest = "".join(f" {key}:{value}" for key, value in more.items() if value)
    return f"{','.join(map(str, name.entries))}>{name.current or ''}{rest}"


NAMES: list[tuple[str, tuple[Told, ...], dict[str, str]]] = [
    ("made", made("i", "a", 5), {"a": "2>2"}),
    ("moved", (*made("i", "a", 5), moved("a", "b")), {"a": "2> became:b@05", "b": "2>2 older:a"}),
    ("moved onto itself", (*made("i", "a", 5), moved("a", "a")), {"a": "2>2"}),
    ("moved where nothing was", (moved("a", "b"),), {"a": ">", "b": ">"}),
    ("moved twice", (*made("i", "a", 5), moved("a", "b"), moved("b", "c")),
     {"a": "2> became:b@05", "b": "2> became:c@06 older:a", "c": "2>2 older:b+a"}),
    ("moved three times", (*made("i", "a", 5), moved("a", "b"), moved("b", "c"), moved("c", "d")),
     {"a": "2> became:b@05", "b": "2> became:c@06 older:a", "d": "2>2 older:c+b+a"}),
    ("moved there and back", (*made("i", "a", 5), moved("a", "b"), moved("b", "a")),
     {"a": "2>2 older:b", "b": "2> became:a@06 older:a"}),
    ("made at a higher revision", (*made("i", "a", 5), *made("j", "a", 6, revision=2)), {"a": "2,4>4"}),
    ("moved with what it led to", (*made("i", "a", 5), *made("j", "a", 6, revision=2), moved("a", "b")),
     {"a": "2,4> became:b@07", "b": "2,4>4 older:a"}),
    ("moved onto what was given up",
     (*made("i", "b", 5), freed("b"), *made("j", "a", 6), moved("a", "b")),
     {"a": "5> became:b@08", "b": "2,4,5>5 older:a freed:4"}),
    ("claimed under another name", (*made("i", "a", 5), make("j", "b", revision=2, names=("a",))),
     {"a": "2>2", "b": "4>4 older:a"}),
    ("claimed under another name, where nothing was", (make("j", "b", names=("a", "z")),),
     {"a": "2> became:b@03", "z": "2> became:b@03", "b": "2>2 older:a+z"}),
    ("claimed under another name, where it was refused",
     (make("i", "a"), said("i", "rejected", address="a"), make("j", "b", revision=2, names=("a",))),
     {"a": "2,4>2", "b": "4>4 older:a"}),
    ("given up", (*made("i", "a", 5), freed("a")), {"a": "2,4>4 freed:4"}),
    ("given up, and nobody knows it", (freed("a"),), {"a": ">"}),
    ("an older name given up", (*made("i", "a", 5), moved("a", "b"), freed("a")),
     {"a": "2,5>5 freed:5", "b": "2>2 older:a"}),
    ("composed otherwise", (*made("i", "cafe\u0301", 5), moved("cafe\u0301", "b")),
     {"caf\u00e9": "2> became:b@05", "b": "2>2 older:caf\u00e9"}),
]  # fmt: skip


@pytest.mark.parametrize("row", NAMES, ids=[row[0] for row in NAMES])
def test_what_a_name_leads_to(row: Any) -> None:
    _, told, names = row
    state = folded(*told)
    assert {name: shown(state.name(name)) for name in names} == names


REACHED: list[tuple[str, tuple[Told, ...], str, tuple[str, ...], list[int]]] = [
    ("its own", made("i", "a", 5), "a", (), [2]),
    ("nobody's", made("i", "a", 5), "b", (), []),
    ("a former name's", made("i", "a", 5), "b", ("a",), [2]),
    ("of two former names", (*made("i", "a", 5), *made("j", "b", 6)), "c", ("b", "a"), [2, 4]),
    ("all revisions, the first one first", (*made("i", "a", 5), *made("j", "a", 6, revision=2)), "a", (), [2, 4]),
    ("however far apart", (*made("i", "a", 5), *[freed("z")] * 5, *made("j", "a", 6, revision=2)), "a", (), [2, 9]),
    ("not what was given up", (*made("i", "a", 5), freed("a"), *made("j", "a", 6)), "a", (), [5]),
    ("what another name gave up", (*made("i", "a", 5), freed("a")), "b", ("a",), [2, 4]),
    ("what its family was", (*made("i", "f[x]", 5, key_columns=("k",)), renamed("f", "g")), "g[x]", (), [2]),
    ("what its family became", (*made("i", "g[x]", 5, key_columns=("k",)), renamed("f", "g")), "f[x]", (), [2]),
    ("another key of its family", (*made("i", "f[x]", 5, key_columns=("k",)), renamed("f", "g")), "g[y]", (), []),
    ("a campaign of its family's name", (*made("i", "f", 5), renamed("f", "g")), "g", (), []),
]  # fmt: skip


@pytest.mark.parametrize("row", REACHED, ids=[row[0] for row in REACHED])
def test_all_that_it_ever_led_to(row: Any) -> None:
    _, told, address, former, born = row
    assert [one.born for one in folded(*told).reached(address, former)] == born


def test_what_listings_showed_is_kept_in_order_and_once() -> None:
    days = [{"2031-01-01": [16, 9]}, {"2031-01-01": [9, 3], "2031-01-02": [5]}]
    state = folded(*(records.listed(days=each) for each in days))
    assert state.shown == {"2031-01-01": (3, 9, 16), "2031-01-02": (5,)}
    lost = folded(
        *(records.listed(days=each) for each in days), records.lost(campaign_id=9, by="ann", why="")
    )
    assert lost.shown == {"2031-01-01": (3, 16), "2031-01-02": (5,)}


@pytest.mark.parametrize(
    ("last", "kept"), [(4, ["2031-01-01", "2031-01-05"]), (5, ["2031-01-02", "2031-01-05"])]
)
def test_what_listings_showed_of_days_that_are_over_is_forgotten_after_three(
    last: int, kept: list[str]
) -> None:
    first = "2031-01-01" if last == 4 else "2031-01-02"
    told = [records.listed(days={first: [1], "2030-12-31": [2]}), records.listed(days={"2031-01-05": [3]})]
    entries = [(1, records.init(BINDING)), (2, told[0]), (3, told[1])]
    state = fold(Entry(serial=n, at=day(0 if n < 3 else last - 1), record=record) for n, record in entries)
    assert [*state.shown] == kept


def kept(family: Family) -> str:
    became = f" became:{family.became}@{family.became_at:%d}" if family.became_at else family.became
    return f"{'+'.join(family.key_columns)}/r{family.revision} {family.day} {'+'.join(family.older)}{became}"


def told_of(intent: str, address: str, revision: int, keys: tuple[str, ...], on: str) -> Told:
    return make(intent, address, revision=revision, key_columns=keys, day=on)


FAMILIES: list[tuple[str, tuple[Told, ...], dict[str, str]]] = [
    ("none", made("i", "f[x]", 5), {"f": "/r0  "}),
    ("stated", (told_of("i", "f[x]", 1, ("k",), "2031-01-01"),), {"f": "k/r1 2031-01-01 "}),
    ("not stated anew", (told_of("i", "f[x]", 1, ("k",), "2031-01-01"), told_of("j", "f[y]", 1, ("l",), "2031-01-02")),
     {"f": "k/r1 2031-01-02 "}),
    ("an earlier day", (told_of("i", "f[x]", 1, ("k",), "2031-01-02"), told_of("j", "f[y]", 1, ("k",), "2031-01-01")),
     {"f": "k/r1 2031-01-02 "}),
    ("stated by a higher revision",
     (told_of("i", "f[x]", 1, ("k",), "2031-01-02"), told_of("j", "f[x]", 2, ("k", "l"), "2031-01-01")),
     {"f": "k+l/r2 2031-01-02 "}),
    ("renamed", (told_of("i", "f[x]", 1, ("k",), "2031-01-02"), renamed("f", "g")),
     {"f": "k/r1 2031-01-02  became:g@04", "g": "k/r1 2031-01-02 f"}),
    ("renamed twice", (told_of("i", "f[x]", 1, ("k",), "2031-01-02"), renamed("f", "g"), renamed("g", "h")),
     {"f": "k/r1 2031-01-02  became:h@04", "g": "k/r1 2031-01-02 f became:h@05", "h": "k/r1 2031-01-02 g+f"}),
    ("renamed there and back", (told_of("i", "f[x]", 1, ("k",), "2031-01-02"), renamed("f", "g"), renamed("g", "f")),
     {"f": "k/r1 2031-01-02 g", "g": "k/r1 2031-01-02 f became:f@05"}),
    ("renamed onto one that is",
     (told_of("i", "f[x]", 3, ("k",), "2031-01-02"), told_of("j", "g[x]", 2, ("l",), "2031-01-01"), renamed("f", "g")),
     {"g": "l/r2 2031-01-02 f"}),
]  # fmt: skip


@pytest.mark.parametrize("row", FAMILIES, ids=[row[0] for row in FAMILIES])
def test_what_holds_for_a_family(row: Any) -> None:
    _, told, families = row
    state = folded(*told)
    assert {name: kept(state.family(name)) for name in families} == families


def test_an_instance_that_nobody_heard_of_is_told_what_its_family_became() -> None:
    state = folded(*made("i", "f[x]", 5, key_columns=("k",)), renamed("f", "g"), moved("f[x]", "h"))
    assert shown(state.name("f[never]")) == "> became:g[never]@05"
    assert shown(state.name("f[x]")) == "2> became:h@06", "its own word counts"
    assert shown(state.name("f")) == ">", "a document's name is no instance"
    assert shown(state.name("q[x]")) == ">"


def test_what_is_seen_of_a_campaign_is_of_the_newest_entry_that_made_it() -> None:
    told = (*made("i", "a", 5), *made("j", "a", 6, revision=2))
    for number, statuses in ((5, ["sent", "running"]), (6, ["running", "sent"]), (7, ["running", "running"])):
        state = folded(*told, listed(number, "sent"))
        assert [state.entries[born].status for born in (2, 4)] == statuses
    assert folded(listed(5, "sent")).entries == {}


@pytest.mark.parametrize(
    ("record", "says"),
    [
        ({"v": 2, "kind": "intent"}, r"record 2 of the state cannot be read \(KeyError\)"),
        (
            {"v": 2, "kind": "observed", "address": "a", "id": 5, "status": "x"},
            r"cannot be read \(ValueError\)",
        ),
        (
            {"v": 2, "kind": "reach", "audience": "a", "total": 1, "platforms": 5},
            r"cannot be read \(TypeError\)",
        ),
        ({"v": 2, "kind": "song"}, "record 2 of the state is of an unknown kind"),
        ({"v": 2}, "record 2 of the state is of an unknown kind"),
        ({"v": 3, "kind": "late"}, r"newer ctc \(format 3; this one reads up to 2\)"),
        ({"v": "2", "kind": "late"}, "newer ctc"),
        ({"kind": "late"}, "newer ctc"),
        (records.init(BINDING), "record 2 begins the state a second time"),
    ],
)
def test_a_record_that_cannot_be_read_ends_it(record: Any, says: str) -> None:
    """Whoever went on would take what stood there for never sent."""
    first = make("i", "a")
    entries = [Entry(serial=1, at=day(1), record=records.init(BINDING))]
    if record.get("kind") == "observed":
        entries.append(Entry(serial=2, at=day(2), record=first))
        entries.append(Entry(serial=3, at=day(2), record=said("i", "sent", 5)))
    entries.append(Entry(serial=len(entries) + 1, at=day(3), record=record))
    with pytest.raises(StoreError, match=says):
        fold(entries)


@pytest.mark.parametrize("serial", [1, 3, 4])
def test_a_gap_ends_it(serial: int) -> None:
    with pytest.raises(StoreError, match=f"record {serial} follows 1"):
        fold(
            [
                Entry(serial=n, at=day(1), record=one)
                for n, one in ((1, records.init(BINDING)), (serial, make("i")))
            ]
        )


OVER: dict[str, Any] = {
    "address": "f[a]",
    "status": Status.SENT,
    "born": 2,
    "at": day(2),
    "key_columns": ("k",),
    "id": 5,
    "tries": (Try(intent="i", serial=2, end=End.MADE, id=5),),
    "body": "{}",
}
ROWS: list[tuple[str, dict[str, Any], dict[str, Any], float, bool]] = [
    # what, fields of the record, of its name, hours since, whether it leaves the fold
    ("over", {}, {}, 20, True),
    ("not yet", {}, {}, 19.99, False),
    ("stopped", {"status": Status.STOPPED, "stopped_by": "gone", "stopped_at": day(2)}, {}, 20, True),
    ("stopped later", {"status": Status.STOPPED, "stopped_by": "gone", "stopped_at": day(3)}, {}, 20, False),
    ("due later", {"scheduled_on": day(3)}, {}, 20, False),
    ("due by then", {"scheduled_on": day(3)}, {}, 44, True),
    ("half replaced", {"status": Status.STOPPED, "stopped_by": "replace"}, {}, 20, False),
    ("it runs", {"status": Status.RUNNING}, {}, 20, False),
    ("no instance from data", {"key_columns": ()}, {}, 20, False),
    ("it recurs", {"recurring": True}, {}, 20, False),
    ("tried twice", {"tries": OVER["tries"] * 2}, {}, 20, False),
    ("made against the promise", {"tries": (OVER["tries"][0]._replace(breaks=1),)}, {}, 20, False),
    ("under another name", {"address": "g[a]"}, {}, 20, False),
    ("its name became another", {}, {"became": "g[a]"}, 20, False),
    ("its name has an older one", {}, {"older": ("g[a]",)}, 20, False),
    ("its name was given up", {}, {"freed": 1}, 20, False),
    ("nothing stands there", {}, {"current": None}, 20, False),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_what_is_over_leaves_the_fold(row: Any) -> None:
    _, fields, of_name, hours, leaves = row
    record = Record(**{**OVER, **fields})
    name = Name(**{"entries": (2,), "current": 2, **of_name})
    state = State(at=day(2) + timedelta(hours=hours), entries={2: record}, names={"f[a]": name})
    rest, rows = settle(state)
    assert [one.name for one in rows] == (["f[a]"] if leaves else [])
    assert (rest.names, [*rest.entries]) == (({}, []) if leaves else (state.names, [2]))
    for one in rest.entries.values():
        is_told = bool(one.key_columns) and one.status is Status.SENT
        assert one.body == ("" if is_told else "{}"), "nothing is compared with it any more"
    assert settle(State(entries={2: record}, names={"f[a]": name}))[1] == [], "a state that was never written"


def test_what_stays_keeps_nothing_else_in_the_fold() -> None:
    """Whatever stands before it, and behind it."""
    records_of = {born: Record(**{**OVER, "born": born, "address": f"f[{born}]"}) for born in (2, 3, 4)}
    names = {f"f[{born}]": Name(entries=(born,), current=born) for born in (2, 3, 4)}
    names = {"g[a]": Name(entries=(2,), current=2, older=("f[x]",)), **names, "g[z]": Name()}
    rest, rows = settle(State(at=day(9), entries=records_of, names=names))
    assert [one.name for one in rows] == ["f[2]", "f[3]", "f[4]"]
    assert [*rest.names] == ["g[a]", "g[z]"]


BACK: list[tuple[dict[str, Any], dict[str, Any]]] = [
    # what the entry was, and what it is when it is read where it is named
    ({}, {}),
    ({"revision": 3, "marker": "m", "numbers": {"price": 5.0}}, {}),
    ({"status": Status.STOPPED, "stopped_by": "person"}, {"stopped_by": "gone"}),
    ({"id": None, "at": day(2) + timedelta(seconds=0.5)}, {"at": day(2)}),
]


@pytest.mark.parametrize(("fields", "changed"), BACK)
def test_what_left_the_fold_is_read_where_it_is_named(
    fields: dict[str, Any], changed: dict[str, Any]
) -> None:
    """All that a plan or a claim asks of it: its revision, how it ended, its id, its marker and numbers."""
    record = Record(**{**OVER, "digest": "a" * 64, **fields})
    one = record.tries[0]._replace(id=record.id, marker=record.marker)
    record = record._replace(tries=(one,))
    names = {"f[a]": Name(entries=(2,), current=2)}
    left, rows = settle(State(at=day(9), entries={2: record}, names=names))
    assert left.entries == {}
    store = MemoryStore(lambda: DAY)
    store.write_snapshot(Snapshot(serial=5, text="{}"), rows)
    state = State(settled=SettledEntries(store, 5, {"f": ("k",)}))
    usual: dict[str, Any] = {
        "digest": "",
        "body": "",
        "attempt": 1,
        "markers": (record.marker,) if record.marker else (),
    }
    assert state.record("f[a]") == record._replace(**{**usual, **changed})
    assert state.name("f[a]") == names["f[a]"]
    assert [one.born for one in state.reached("f[a]")] == [2]
    assert [one.born for one in state.of_family("f")] == [2]
    assert state.of_digests(["a" * 64, "b" * 64]) == {"a" * 64: "f[a]"}
    assert (state.owner(5) is not None) is (record.id == 5)
    assert state.owners([]) == {}
    early = State(settled=SettledEntries(store, 4, {"f": ("k",)}))
    assert early.record("f[a]") is None
    assert State(settled=SettledEntries(store, 5, {"g": ("k",)})).record("f[a]") is None


@pytest.mark.breaks_the_promise
def test_what_left_the_fold_under_an_older_family_is_seen_beside_a_second_create() -> None:
    """An older ctc told it once more by the family's new name: a person must hear of that."""
    names = {"f[a]": Name(entries=(2,), current=2)}
    left, rows = settle(State(at=day(9), entries={2: Record(**OVER)}, names=names))
    store = MemoryStore(lambda: DAY)
    store.write_snapshot(Snapshot(serial=5, text="{}"), rows)
    state = replace(left, serial=5, settled=SettledEntries(store, 5, {"f": ("k",)}))
    told = (renamed("f", "g"), *made("j", "g[a]", 6, key_columns=("k",)))
    state = fold((Entry(serial=n, at=day(9), record=one) for n, one in enumerate(told, 6)), state)
    assert [one.breaks for one in state.records["g[a]"].tries] == [2]


def test_of_two_former_names_each_brings_those_that_it_had() -> None:
    """An old commit may have any of them: the name that stands knows all, the newest word first."""
    names = {"now": Name(), "b": Name(older=("a",)), "d": Name(older=("c", "now"))}
    settled: dict[str, Any] = dict.fromkeys(("binding", "at", "settled", "held_at", "commit"))
    settled |= {
        "serial": 1,
        "entries": {},
        "families": {},
        "intents": {},
        "reach": {},
        "shown": {},
        "held": "",
    }
    total = Total(names=names, listed_at=None, lacks_since=None, halted="", **settled)
    total.succeed("now", "b", "d", "e")
    assert names["now"].older == ("b", "d", "e", "a", "c")
    assert names.keys() == {"now", "a", "b", "c", "d", "e"}
    total.succeed("now", "b")
    assert names["now"].older == ("b", "d", "e", "a", "c"), "what is known stays"
