"""The journal in use: claims, broken stores, and what a person says about a state."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from ctc.diagnostics import UserError
from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.evidence import Unknown
from ctc.state.fold import fold
from ctc.state.intents import BatchRecord, Verb
from ctc.state.journal import ORPHANED, Journal, begin, load, open_journal, orphaned
from ctc.state.record import Binding, Status
from ctc.state.records import MIGRATIONS
from ctc.state.settling import forget, move, resolve
from ctc.state.snapshots import state_of, text_of
from ctc.state.state import State
from ctc.state.store import Conflict, Entry, Snapshot, StoreError
from ctc.state.stores.memory import MemoryStore

AT = datetime(2031, 1, 1, tzinfo=UTC)
BINDING = Binding(project="p", environment="e", account_id="a", region="in1", lineage="L")


def new_store() -> MemoryStore:
    """Each look at its clock is a minute after the last one: what was claimed before is over."""
    clock = count()
    store = MemoryStore(lambda: AT + timedelta(minutes=next(clock)))
    begin(store, [records.init(BINDING)])
    return store


def claim(address: str = "one", intent: str = "i1", batch: int = 0) -> dict[str, Any]:
    return records.intent(
        Claim(
            intent=intent,
            verb=Verb.SEND if batch else Verb.CREATE,
            address=address,
            revision=1,
            digest="d",
            timeout=30.0,
            runner="r",
            marker="aaaaaaaa-bbbb",
            endpoint="/1/send/sms.json" if batch else "/1/targets/create.json",
            batch=BatchRecord(index=batch, of=3, count=1, sha256=f"h{batch}") if batch else None,
        )
    )


def doubtful(intent: str = "i1", address: str = "one") -> dict[str, Any]:
    return records.outcome(intent_id=intent, address=address, result="in_doubt", detail="reset")


def test_of_two_runners_one_holds_the_claim() -> None:
    store = new_store()
    one, two = load(store), load(store)

    def unclaimed(state: State) -> Sequence[Mapping[str, Any]] | None:
        return None if state.record("one") else [claim()]

    assert one.append(unclaimed)
    assert not two.append(unclaimed)
    assert two.state == one.state


def test_an_append_that_is_answered_reads_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a state of a hundred thousand records, before each of ten thousand requests."""
    store = new_store()
    journal = load(store)
    asked: list[int] = []
    read, append = store.read, store.append

    def counted(*, after: int = 0) -> Iterator[Entry]:
        asked.append(after)
        return read(after=after)

    def answered(records: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
        found = append(records, after=after)
        asked.clear()
        return found

    monkeypatch.setattr(store, "read", counted)
    monkeypatch.setattr(store, "append", answered)
    for told in ([claim()], [doubtful()], []):
        assert journal.append(lambda _, told=told: told)
    assert asked == []
    assert (load(store).state, journal.state.serial) == (journal.state, 3)


def test_an_append_that_fails_after_it_was_written_is_found() -> None:
    class Failing(MemoryStore):
        def append(self, records: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
            super().append(records, after=after)
            raise StoreError("the connection was lost")

    store = Failing(lambda: AT)
    MemoryStore.append(store, [records.init(BINDING)], after=0)
    journal = load(store)
    assert journal.append(lambda _: [claim()])
    assert journal.state.record("one") is not None


def test_an_append_that_fails_and_is_not_there_is_an_error() -> None:
    class Failing(MemoryStore):
        def append(self, records: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
            raise StoreError("the disk is full")

    store = Failing(lambda: AT)
    MemoryStore.append(store, [records.init(BINDING)], after=0)
    with pytest.raises(StoreError, match="disk is full"):
        load(store).append(lambda _: [claim()])


def test_records_that_stand_behind_another_runs_are_found_after_an_append_that_failed() -> None:
    """Else a run would say that the state died, and leave in doubt what it recorded."""
    store = new_store()
    journal, append = load(store), store.append

    def midway(added: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
        append([claim("other", "o")], after=after)
        append(added, after=after + 1)
        raise StoreError("the connection was lost")

    store.append = midway  # type: ignore[method-assign]
    assert journal.append(lambda _: [claim("one", "i"), claim("two", "j")])


def test_a_missing_state_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(UserError) as caught:
        open_journal(MemoryStore(), BINDING)
    assert caught.value.diagnostics[0].code == "CTC702"
    assert "state init" in (caught.value.diagnostics[0].hint or "")


@pytest.mark.parametrize("name", ["project", "environment", "account_id", "region"])
def test_a_foreign_state_is_refused(name: str) -> None:
    from dataclasses import replace

    with pytest.raises(UserError, match=name) as caught:
        open_journal(new_store(), replace(BINDING, **{name: "other"}))
    assert caught.value.diagnostics[0].code == "CTC703"


def test_a_truncated_state_is_noticed() -> None:
    store = new_store()
    journal = load(store)
    journal.append(lambda _: [claim()])
    journal.compact(every=1)
    store._rows.pop()
    with pytest.raises(UserError, match="lost records") as caught:
        open_journal(store, BINDING)
    assert caught.value.diagnostics[0].code == "CTC701"


def test_a_gap_a_second_init_and_nonsense_are_errors() -> None:
    one = Entry(serial=1, at=AT, record=records.init(BINDING))
    for record, serial, message in (
        (claim(), 3, "gap"),
        (records.init(BINDING), 2, "second time"),
        ({"v": 1, "kind": "intent"}, 2, "cannot be read"),
        ({"v": 1, "kind": "song"}, 2, "unknown kind"),
        ({"v": 99, "kind": "intent"}, 2, "newer ctc"),
    ):
        with pytest.raises(StoreError, match=message):
            fold([one, Entry(serial=serial, at=AT, record=record)])


def test_an_older_format_is_migrated(monkeypatch: pytest.MonkeyPatch) -> None:
    def from_zero(record: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**record, "v": 1, "kind": "tombstone"}

    monkeypatch.setitem(MIGRATIONS, 0, from_zero)
    entries = [
        Entry(serial=1, at=AT, record=records.init(BINDING)),
        Entry(serial=2, at=AT, record=claim()),
        Entry(serial=3, at=AT, record={"v": 0, "kind": "grave", "address": "one"}),
    ]
    assert fold(entries).records["one"].forgotten


def test_a_snapshot_of_another_version_is_not_used() -> None:
    store = new_store()
    load(store).append(lambda _: [claim()])
    store.write_snapshot(Snapshot(serial=2, text='{"v": 99}\nend'))
    assert load(store).state.record("one") is not None


def test_a_state_is_begun_once() -> None:
    with pytest.raises(StoreError, match="already"):
        begin(new_store(), [records.init(BINDING)])


def doubting() -> Journal:
    journal = load(new_store())
    journal.append(lambda _: [claim(), doubtful()])
    return journal


def test_resolving_as_sent_and_as_not_sent() -> None:
    journal = doubting()
    resolve(journal, "one", sent=True, by="ann", campaign_id=5)
    assert (journal.state.records["one"].status, journal.state.records["one"].id) == (Status.RUNNING, 5)
    journal = doubting()
    resolve(journal, "one", sent=False, by="ann", why="looked")
    assert journal.state.records["one"].status is Status.NOT_SENT
    last = journal.history("one")[-1].record
    assert (last["by"], last["why"]) == ("ann", "looked")


@pytest.mark.parametrize(
    ("address", "code", "more"),
    [
        ("nobody", "CTC704", {"sent": False}),
        ("fine", "CTC705", {"sent": False}),
        ("many", "CTC706", {"sent": False}),
        ("many", "CTC705", {"sent": False, "batch": 3}),
    ],
)
def test_what_cannot_be_resolved(address: str, code: str, more: dict[str, Any]) -> None:
    journal = doubting()
    journal.append(lambda _: [claim("fine", "i2")])
    sent = records.outcome(intent_id="i2", address="fine", result="sent", detail="", campaign_id=3)
    journal.append(lambda _: [sent, claim("many", "b1", 1), claim("many", "b2", 2)])
    journal.append(lambda _: [doubtful("b1", "many"), doubtful("b2", "many")])
    with pytest.raises(UserError) as caught:
        resolve(journal, address, by="ann", **more)
    assert caught.value.diagnostics[0].code == code


def test_the_id_of_another_campaign_is_a_slip() -> None:
    journal = doubting()
    sent = records.outcome(intent_id="i2", address="two", result="sent", detail="", campaign_id=5)
    journal.append(lambda _: [claim("two", "i2"), sent])
    with pytest.raises(UserError) as caught:
        resolve(journal, "one", sent=True, by="ann", campaign_id=5)
    assert "5 is the campaign of two" in caught.value.diagnostics[0].message
    resolve(journal, "one", sent=True, by="ann", campaign_id=6)


def flying() -> tuple[Journal, list[datetime]]:
    """One create and one batch that may still be under way, and the store's clock."""
    clock = [AT]
    store = MemoryStore(lambda: clock[0])
    store.append([records.init(BINDING), claim(), claim("many", "b1", 1)], after=0)
    return load(store), clock


@pytest.mark.parametrize("address", ["one", "many"])
def test_what_may_be_under_way_cannot_be_called_not_sent_or_forgotten(address: str) -> None:
    journal, clock = flying()
    for act in (
        lambda: resolve(journal, address, sent=False, by="ann"),
        lambda: forget(journal, address, by="ann", why="over", listed={}),
    ):
        with pytest.raises(UserError) as caught:
            act()
        assert caught.value.diagnostics[0].code == "CTC705"
        assert "after 00:01:00 UTC" in str(caught.value.diagnostics[0].hint)
    clock[0] += timedelta(seconds=61)
    resolve(journal, address, sent=False, by="ann")
    forget(journal, address, by="ann", why="over", listed={})


def test_that_it_was_sent_can_be_said_at_any_time() -> None:
    journal, _ = flying()
    resolve(journal, "one", sent=True, by="ann", campaign_id=5)
    assert journal.state.records["one"].id == 5


def late(journal: Journal, intent: str, address: str, campaign_id: int | None = None) -> None:
    """The run whose request had been settled as not sent gets its answer."""
    answer = records.outcome(
        intent_id=intent, address=address, result="sent", detail="", campaign_id=campaign_id
    )
    journal.append(lambda _: [answer])


def test_an_answer_that_comes_after_it_was_denied_stands() -> None:
    journal = doubting()
    resolve(journal, "one", sent=False, by="ann")
    late(journal, "i1", "one", 7)
    record = journal.state.records["one"]
    assert (record.id, record.status, record.broken) == (7, Status.RUNNING, ())


def test_an_answer_that_comes_after_another_attempt_was_made_is_a_stray() -> None:
    journal = doubting()
    resolve(journal, "one", sent=False, by="ann")
    journal.append(lambda _: [claim("one", "i2")])
    late(journal, "i2", "one", 8)
    late(journal, "i1", "one", 7)
    record = journal.state.records["one"]
    assert (record.id, [one.id for one in record.broken]) == (8, [7])
    with pytest.raises(UserError, match="more than once"):
        resolve(journal, "one", sent=False, by="ann")
    resolve(journal, "one", sent=True, by="ann", campaign_id=8)
    assert not journal.state.records["one"].broken


def test_a_batch_whose_answer_comes_after_it_was_denied_is_not_sent_again() -> None:
    journal = load(new_store())
    journal.append(lambda _: [claim("many", "b1", 1), claim("many", "b2", 2)])
    journal.append(lambda _: [doubtful("b1", "many"), doubtful("b2", "many")])
    resolve(journal, "many", sent=False, by="ann", batch=1)
    resolve(journal, "many", sent=False, by="ann", batch=2)
    late(journal, "b2", "many")
    assert set(journal.state.records["many"].batches) == {2}
    assert state_of(text_of(journal.state)) == journal.state


def test_a_batch_is_resolved_alone() -> None:
    journal = load(new_store())
    journal.append(lambda _: [claim("many", "b1", 1), claim("many", "b2", 2)])
    journal.append(lambda _: [doubtful("b1", "many"), doubtful("b2", "many")])
    resolve(journal, "many", sent=True, by="ann", batch=1)
    resolve(journal, "many", sent=False, by="ann", batch=2)
    record = journal.state.records["many"]
    assert record.status is Status.PARTIAL
    assert set(record.batches) == {1}


def test_a_held_identity_send_is_vouched_for() -> None:
    journal = load(new_store())
    journal.append(lambda _: [records.held(why="old", since=AT)])
    letter = Unknown(revision=1, digest="d", endpoint="/1/send/sms.json", channel="sms")
    resolve(journal, "letter", sent=False, by="ann", evidence=letter)
    assert journal.state.records["letter"].status is Status.NOT_SENT
    resolve_again = pytest.raises(UserError)
    with resolve_again:
        resolve(journal, "letter", sent=True, by="ann", evidence=letter)
    journal.append(lambda _: [records.released(by="ann", why="looked")])
    assert journal.state.held == ""


def test_forget_frees_and_keeps_the_markers() -> None:
    journal = doubting()
    with pytest.raises(UserError, match="in doubt"):
        forget(journal, "one", by="ann", why="over", listed={})
    resolve(journal, "one", sent=False, by="ann")
    forget(journal, "one", by="ann", why="over", listed={})
    record = journal.state.records["one"]
    assert record.revision == 0
    assert record.markers == ("aaaaaaaa-bbbb",)
    with pytest.raises(UserError):
        forget(journal, "one", by="ann", why="over", listed={})


@pytest.mark.parametrize(
    ("listed", "refused"),
    [({5: Status.RUNNING}, True), (None, True), ({}, True), ({5: Status.SENT}, False)],
    ids=["running", "not asked", "not listed", "completed"],
)
def test_what_is_live_is_not_given_up(listed: dict[int, Status] | None, refused: bool) -> None:
    journal = doubting()
    resolve(journal, "one", sent=True, by="ann", campaign_id=5)
    if refused:
        with pytest.raises(UserError) as caught:
            forget(journal, "one", by="ann", why="over", listed=listed)
        assert caught.value.diagnostics[0].code == "CTC726"
        return
    forget(journal, "one", by="ann", why="over", listed=listed)
    assert not journal.state.reached("one")


def test_a_name_is_given_up_alone() -> None:
    journal = doubting()
    resolve(journal, "one", sent=True, by="ann", campaign_id=5)
    move(journal, "one", "two", by="ann")
    forget(journal, "one", by="ann", why="another campaign", listed={5: Status.SENT})
    assert not journal.state.reached("one")
    assert [record.id for record in journal.state.reached("two")] == [5]
    assert [record.id for record in journal.state.reached("three", ["two"])] == [5]


def test_move_carries_the_record_and_its_history() -> None:
    journal = load(new_store())
    sent = records.outcome(intent_id="i1", address="one", result="sent", detail="", campaign_id=3)
    journal.append(lambda _: [claim(), sent, claim("two", "i2")])
    with pytest.raises(UserError, match="own"):
        move(journal, "one", "two", by="ann")
    with pytest.raises(UserError, match="doubt"):
        move(journal, "two", "three", by="ann")
    move(journal, "one", "four", by="ann")
    assert journal.state.record("one") is None
    assert journal.state.records["four"].id == 3
    assert [entry.serial for entry in journal.history("four")] == [2, 3, 5]


class Busy(MemoryStore):
    """Somebody else is always quicker."""

    def append(self, records: Sequence[Mapping[str, Any]], *, after: int) -> Sequence[Entry]:
        raise Conflict


def test_who_never_gets_a_turn_is_told_and_nothing_is_written() -> None:
    store = new_store()
    journal = load(store)
    store.__class__ = Busy
    with pytest.raises(StoreError, match="without a pause"):
        journal.append(lambda _: [claim()])
    assert [entry.record["kind"] for entry in store.read()] == ["init"]


def test_of_two_that_begin_a_state_one_is_told() -> None:
    with pytest.raises(StoreError, match="at the same moment"):
        begin(Busy(lambda: AT), [records.init(BINDING)])
    with pytest.raises(StoreError, match="no state here"):
        load(MemoryStore(lambda: AT))


def test_a_state_follows_its_project_to_another_name_and_stays_in_its_account() -> None:
    """Its names are a person's to change; another account would be sent everything again."""
    store = new_store()
    renamed = Binding(project="q", environment="f", account_id="x", region="y", lineage="M")
    store.append([records.rebound(renamed, by="ann", why="renamed")], after=1)
    found = load(store).state.binding
    assert found == Binding(project="q", environment="f", account_id="a", region="in1", lineage="M")
    with pytest.raises(UserError) as caught:
        open_journal(store, replace(found, account_id="x"))
    assert caught.value.diagnostics[0].code == "CTC703"
    open_journal(store, replace(found, lineage="other"))


def test_what_a_dead_runner_left_is_in_doubt_and_what_a_living_one_does_is_not() -> None:
    journal = load(new_store())
    journal.append(lambda _: [claim(), claim("two", "i2"), claim("three", "i3"), doubtful("i3", "three")])
    state = journal.state
    for is_gone, doubts in (
        (lambda _: True, [ORPHANED, ORPHANED, "reset"]),
        (lambda _: False, ["", "", "reset"]),
    ):
        marked = orphaned(state, is_gone)
        assert [marked.records[name].open[0].doubt for name in ("one", "two", "three")] == doubts
    assert orphaned(state, lambda runner: runner == "r").records["one"].unsettled
    journal.doubt(lambda _: True)
    assert journal.state.records["one"].open[0].doubt == ORPHANED, "and so for who asks this journal"


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("sent", [True, False])
def test_a_person_settles_what_was_looked_at_and_not_what_was_begun_since(sent: bool) -> None:
    """The listing of a moment ago says nothing of a request that another run has begun meanwhile."""
    store = new_store()
    lost = {"address": "one", "result": "in_doubt", "detail": "reset"}
    load(store).append(lambda _: [claim(), records.outcome(intent_id="i1", **lost)])
    person = load(store)
    load(store).append(
        lambda _: [
            records.resolution(intent_id="i1", address="one", result="not_sent", by="listing", why=""),
            claim(intent="i2"),
            records.outcome(intent_id="i2", **lost),
        ]
    )
    with pytest.raises(UserError, match="another run began it anew"):
        resolve(person, "one", sent=sent, by="ann")
    assert [one.id for one in load(store).state.record("one").unsettled] == ["i2"]
    resolve(load(store), "one", sent=sent, by="ann")


def test_a_state_that_was_replaced_under_a_run_is_not_read_on() -> None:
    """Another copy has as many records: what stands in it this run has never seen."""
    at = [AT]
    store = MemoryStore(lambda: at[0])
    begin(store, [records.init(BINDING)])
    load(store).append(lambda _: [records.tombstone(address="x")])
    under_way, untouched = load(store), load(store)
    assert untouched.refresh().serial == 2
    del store._rows[1:]
    with pytest.raises(StoreError, match="replaced by another copy"):
        under_way.refresh()
    at[0] += timedelta(seconds=1)
    store.append([claim()], after=1)
    with pytest.raises(StoreError, match="replaced by another copy"):
        under_way.refresh()
    assert load(store).refresh().serial == 2
