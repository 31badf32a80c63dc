"""What a journal adds up to beyond its entries: what listings showed, since when something may be missing, whose a
number is, what an older name leads to."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.fold import fold
from ctc.state.intents import BatchRecord, Verb
from ctc.state.journal import begin, load
from ctc.state.record import Binding, Record, Status
from ctc.state.snapshots import VERSION, state_of, text_of
from ctc.state.state import State
from ctc.state.store import Entry
from ctc.state.stores.memory import MemoryStore
from ctc.state.tries import Name, Try

DAY = datetime(2031, 1, 1, tzinfo=UTC)
COMMON: dict[str, Any] = {"address": "sale", "revision": 1, "digest": "d", "timeout": 30.0, "runner": "r"}
BATCH = BatchRecord(index=1, of=2, count=9, sha256="h")
BINDING = Binding(project="p", environment="e", account_id="a", region="in1", lineage="L")


def told(*found: tuple[int, Mapping[str, Any]]) -> State:
    """The state after these, each with the number of its day."""
    entries = [(0, records.init(BINDING)), *found]
    return fold(
        Entry(serial=serial, at=DAY + timedelta(days=day), record=record)
        for serial, (day, record) in enumerate(entries, start=1)
    )


def create(intent: str, address: str = "sale", *, due: int | None = None, **more: Any) -> dict[str, Any]:
    return records.intent(
        Claim(
            **{"revision": 1, "digest": "d", **more},
            intent=intent,
            verb=Verb.CREATE,
            address=address,
            timeout=30.0,
            runner="r",
            endpoint="/1/targets/create.json",
            scheduled_on=None if due is None else DAY + timedelta(days=due),
        )
    )


def answer(intent: str, result: str, number: int | None = None, address: str = "sale") -> dict[str, Any]:
    return records.outcome(
        intent_id=intent, address=address, result=result, detail="reset", campaign_id=number
    )


def listed(day: int, *ids: int) -> dict[str, Any]:
    return records.listed(days={f"{DAY + timedelta(days=day):%Y-%m-%d}": ids})


@pytest.mark.parametrize(
    ("due", "end", "kept"),
    [
        (None, "in_doubt", ["2031-01-05", "2031-01-20"]),
        (2, "in_doubt", ["2031-01-05", "2031-01-20"]),
        (None, "rejected", ["2031-01-20"]),
    ],
)
def test_what_listings_showed_is_kept_while_something_of_those_days_is_in_doubt(
    due: int | None, end: str, kept: list[str]
) -> None:
    """A campaign that one listing showed and the next one lacks is how ctc knows that a listing is not whole. Whoever
    forgot what was shown would take a create in doubt for one that was never made, and make it again."""
    state = told((6, create("i1", due=due)), (6, answer("i1", end)), (6, listed(4, 3)), (20, listed(19, 4)))
    assert list(state.shown) == kept


def test_what_a_listing_showed_is_kept_for_three_days() -> None:
    """A day that it could still lack is held against what it showed; older ones cost every run."""
    assert list(told((9, listed(5, 1)), (9, listed(6, 2)), (9, listed(12, 3))).shown) == [
        "2031-01-07",
        "2031-01-13",
    ]


def test_what_is_missing_is_looked_for_from_the_earlier_of_two_restores_on() -> None:
    holds = [records.held(why="restored", since=DAY + timedelta(days=day)) for day in (3, 2, 4)]
    state = told(*((9, one) for one in holds))
    assert state.lacks_since == DAY + timedelta(days=2)
    assert state.held_at == DAY + timedelta(days=9)


def test_the_number_of_a_campaign_that_was_replaced_is_not_free() -> None:
    """A person who adopts it, or settles a doubt with it, has the wrong one."""
    state = told(
        (0, create("i1", due=9)),
        (0, answer("i1", "sent", 5)),
        (1, create("i2", due=9, digest="e")),
        (1, answer("i2", "sent", 6)),
        (1, records.late(address="other", revision=1)),
    )
    assert [(one := state.owner(number)) and one.address for number in (5, 6, 7)] == ["sale", "sale", None]


def test_why_a_create_is_in_doubt_is_told_until_it_is_settled() -> None:
    known = told((0, create("i1")), (0, answer("i1", "in_doubt"))).records["sale"]
    assert (known.status, known.detail, known.open[0].doubt) == (Status.IN_DOUBT, "reset", "reset")


@pytest.mark.parametrize(
    ("later", "day"),
    [
        (create("i2", "other"), 7),
        (records.intent(Claim(intent="i2", verb=Verb.STOP, **COMMON, target=5)), 1),
        (records.intent(Claim(intent="i2", verb=Verb.SEND, **COMMON, batch=BATCH)), 1),
        (answer("i1", "sent", 5), 1),
        (listed(6, 5), 1),
        (records.released(by="ann", why="w"), 1),
    ],
    ids=["a create", "a stop", "a send", "an answer", "a listing", "a release"],
)
def test_days_are_looked_at_from_the_last_create_on(later: dict[str, Any], day: int) -> None:
    """Who made something looked at what this state may lack; who stops or sends did not, and proves nothing."""
    assert told((1, create("i1")), (7, later)).listed_at == DAY + timedelta(days=day)


@pytest.mark.parametrize(("second", "reaches"), [("rejected", [7, 11]), ("sent", [7])])
def test_an_older_name_that_sent_nothing_leads_to_what_its_successor_sent(
    second: str, reaches: list[int]
) -> None:
    """An old commit still has the name: its create would be the second one, unless it made one of its own."""
    earlier = [(0, records.released(by="ann", why="w"))] * 5
    state = told(
        *earlier,
        (0, create("i1", "old")),
        (0, answer("i1", "rejected", address="old")),
        (0, create("i2", "old")),
        (0, answer("i2", second, 5 if second == "sent" else None, "old")),
        (1, create("i3", "new", revision=2, names=("old",))),
        (2, records.moved(source="old", target="other")),
    )
    assert [one.born for one in state.reached("old")] == [*state.name("other").entries] == reaches


def test_what_a_snapshot_says_twice_is_there_once() -> None:
    """A state of a hundred thousand campaigns is held by every plan."""
    long, marker = "d" * 64, "abcdefgh-1234"
    state = told(
        (1, create("i1", digest=long, marker=marker)),
        (1, answer("i1", "sent", 70_001)),
        (1, create("i2", "rain", digest="e" * 64)),
        (1, answer("i2", "sent", 70_002, "rain")),
    )
    read = state_of(text_of(state))
    assert read == state
    assert read is not None
    for address, name in read.names.items():
        record = read.records[address]
        [one] = record.tries
        assert address is record.address
        assert name.current is record.born is name.entries[0]
        assert one.digest is record.digest
        assert one.id is record.id
        assert all(each is record.marker for each in (*record.markers, one.marker) if each)
    assert read.records["sale"].endpoint is read.records["rain"].endpoint


def test_a_version_of_snapshots_has_these_fields_in_this_order() -> None:
    """A row is read by its places: where a field comes, goes or moves, VERSION rises, and this says so anew."""
    told = " ".join([str(VERSION), *Record._fields, "/", *Try._fields, "/", *Name._fields])
    assert told == (
        "11 address status revision digest born at id attempt marker markers name scheduled_on endpoint channel "
        "body tries key_columns as_of numbers recurring user_zone open batches batch_count stopped_by stopped_at "
        "forgotten detail / intent serial digest end id marker scheduled_on batch people recurring stopped_by "
        "stopped_at listed_stopped breaks / entries current became became_at older freed"
    )


def test_the_columns_of_a_key_are_the_same_however_an_older_ctc_wrote_their_letters() -> None:
    """Else the family would wait for another revision, which tells everybody again."""
    state = told(*((1, create(f"i{key}", f"menu[{key}]", key_columns=("cafe\u0301",))) for key in "ab"))
    assert state.family("menu").key_columns == state.records["menu[a]"].key_columns == ("caf\u00e9",)
    read = state_of(text_of(state))
    assert read == state
    assert read is not None
    assert read.records["menu[a]"].key_columns is read.records["menu[b]"].key_columns


def test_a_family_that_has_its_old_name_again_and_changes_it_once_more_did_so_that_day() -> None:
    there, back = (records.renamed(source=one, target=other) for one, other in (("a", "b"), ("b", "a")))
    state = told((1, there), (2, back), (3, there))
    assert [state.family(name).became_at for name in "ab"] == [DAY + timedelta(days=3), None]


@pytest.mark.parametrize(("records_of_it", "written"), [(499, False), (500, True)])
def test_a_snapshot_is_written_where_the_newest_one_is_five_hundred_records_behind(
    records_of_it: int, written: bool
) -> None:
    """Every run begins with reading what came after it."""
    store = MemoryStore(lambda: DAY)
    journal = begin(store, [records.init(BINDING)])
    for upto in (records_of_it, 2 * records_of_it):
        told = [records.released(by="ann", why="")] * (upto - journal.state.serial)
        journal.append(lambda _, told=told: told)
        journal.compact()
        snapshot = store.snapshot()
        assert (snapshot.serial if snapshot else None) == (upto if written else None if upto < 500 else upto)
        journal = load(store)
    assert journal.state.serial == 2 * records_of_it
    assert load(store).state == fold(store.read())


def test_what_nobody_adds_is_no_record_and_what_is_told_to_be_gone_is_no_append() -> None:
    store = MemoryStore(lambda: DAY)
    journal = begin(store, [records.init(BINDING)])
    assert journal.append(lambda _: [])
    assert not journal.append(lambda _: None)
    assert journal.state.serial == 1


def test_the_history_of_a_name_begins_with_the_names_that_it_had() -> None:
    journal = begin(MemoryStore(lambda: DAY), [records.init(BINDING)])
    told = [
        create("i1", "a"),
        records.moved(source="a", target="b"),
        create("i2", "z"),
        records.moved(source="b", target="cafe\u0301"),
        records.tombstone(address="caf\u00e9"),
        records.moved(source="y", target="z"),
    ]
    journal.append(lambda _: told)
    for name, serials in (("caf\u00e9", [2, 3, 5, 6]), ("a", [2, 3]), ("z", [4, 7]), ("nobody", [])):
        assert [entry.serial for entry in journal.history(name)] == serials
