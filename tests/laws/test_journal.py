"""Laws of the journal: folding in parts equals folding at once, through JSON and back, at any cut."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.fold import fold
from ctc.state.intents import BatchRecord, Verb
from ctc.state.journal import Journal, load
from ctc.state.ledger import Identity, may_create
from ctc.state.record import Binding, Status
from ctc.state.snapshots import state_of, text_of
from ctc.state.state import State
from ctc.state.store import Entry
from ctc.state.stores.memory import MemoryStore

START = datetime(2031, 1, 1, tzinfo=UTC)
BINDING = Binding(project="p", environment="e", account_id="a", region="r", lineage="L")
ADDRESS = st.sampled_from(["a", "b", "c[en]"])
INTENT = st.sampled_from([f"i{n}" for n in range(6)])
STATUS = st.sampled_from([Status.SCHEDULED, Status.RUNNING, Status.SENT, Status.STOPPED])
NUMBER = st.integers(1, 4)


def _claim(kind: Verb) -> st.SearchStrategy[Mapping[str, Any]]:
    batch = st.builds(
        BatchRecord, index=NUMBER, of=st.just(4), count=st.just(1), sha256=st.text("abc", max_size=2)
    )
    return st.builds(
        Claim,
        intent=INTENT,
        verb=st.just(kind),
        address=ADDRESS,
        revision=NUMBER,
        digest=st.sampled_from(["d1", "d2"]),
        timeout=st.just(30.0),
        runner=st.just("r"),
        attempt=NUMBER,
        marker=st.sampled_from(["", "aaaaaaaa-bbbb", "aaaaaaaa-cccc"]),
        endpoint=st.just("/1/send/sms.json" if kind is Verb.SEND else "/1/targets/create.json"),
        scheduled_on=st.sampled_from([None, START + timedelta(days=1)]),
        recurring=st.booleans(),
        batch=batch if kind is Verb.SEND else st.none(),
        purpose=st.sampled_from(["replace", "gone", "person"]) if kind is Verb.STOP else st.just(""),
        payload=st.sampled_from([None, {"name": "é", "n": [1, 2.5, None]}]),
        commit=st.sampled_from([None, "c0ffee"]),
    ).map(records.intent)


RECORD = st.one_of(
    _claim(Verb.CREATE),
    _claim(Verb.SEND),
    _claim(Verb.STOP),
    st.builds(
        records.outcome,
        intent_id=INTENT,
        address=ADDRESS,
        result=st.sampled_from(["sent", "rejected", "not_sent", "in_doubt", "stopped"]),
        detail=st.text(max_size=3),
        campaign_id=st.sampled_from([None, 7, 8]),
    ),
    st.builds(
        records.resolution,
        intent_id=INTENT,
        address=ADDRESS,
        result=st.sampled_from(["sent", "not_sent"]),
        by=st.just("ann"),
        why=st.just("looked"),
        campaign_id=NUMBER,
        status=st.none() | STATUS,
    ),
    st.builds(records.observed, address=ADDRESS, campaign_id=st.sampled_from([7, 8]), status=STATUS),
    st.builds(records.tombstone, address=ADDRESS),
    st.builds(records.late, address=ADDRESS, revision=NUMBER),
    st.builds(records.freed, address=ADDRESS, by=st.just("ann"), why=st.just("")),
    st.builds(records.moved, source=ADDRESS, target=ADDRESS),
    st.builds(records.held, why=st.just("old"), since=st.just(START)),
    st.builds(records.released, by=st.just("ann"), why=st.just("")),
    st.builds(
        records.reach, audience=st.sampled_from(["x", "y"]), total=NUMBER, platforms=st.just({"ios": 1})
    ),
)


def entries_of(found: list[Mapping[str, Any]]) -> list[Entry]:
    """A journal of these records; no intent has the id of an earlier one."""
    claimed: set[str] = set()
    every = [records.init(BINDING)]
    for record in found:
        if record["kind"] == "intent" and record["intent"] in claimed:
            continue
        claimed |= {record["intent"]} if record["kind"] == "intent" else set()
        every.append(dict(record))
    return [
        Entry(serial=n, at=START + timedelta(seconds=n), record=json.loads(json.dumps(record)))
        for n, record in enumerate(every, start=1)
    ]


@given(found=st.lists(RECORD, max_size=25), cut=st.integers(0, 26))
@settings(deadline=None)
def test_folding_in_parts_equals_folding_at_once(found: list[Mapping[str, Any]], cut: int) -> None:
    entries = entries_of(found)
    first, whole = fold(entries[:cut]), fold(entries)
    assert fold(entries[cut:], first) == whole
    for address in whole.names:
        told = [one.born for one in whole.reached(address)]
        assert told == sorted(told), "what an address ever led to is told from the first on"


@given(found=st.lists(RECORD, max_size=25), cut=st.integers(0, 26))
@settings(deadline=None)
def test_a_snapshot_gives_the_same_state_at_any_cut(found: list[Mapping[str, Any]], cut: int) -> None:
    entries = entries_of(found)
    kept = state_of(text_of(fold(entries[:cut])))
    assert kept is not None
    assert fold(entries[cut:], kept) == fold(entries)


@given(found=st.lists(RECORD, min_size=1, max_size=10), cut=st.floats(0, 1, exclude_max=True))
@settings(deadline=None)
def test_what_was_cut_is_no_snapshot(found: list[Mapping[str, Any]], cut: float) -> None:
    text = text_of(fold(entries_of(found)))
    assert state_of(text[: int(cut * len(text))]) is None


@pytest.mark.breaks_the_promise
@given(found=st.lists(RECORD, max_size=25))
@settings(deadline=None)
def test_loading_through_a_snapshot_equals_loading_without(found: list[Mapping[str, Any]]) -> None:
    store = MemoryStore(lambda: START)
    journal = Journal(store, State())
    for record in [records.init(BINDING), *found]:
        journal.append(lambda _, one=record: [one])  # type: ignore[misc]
        if len(found) % 3:
            journal.compact(every=4)
    assert load(store).state == journal.state == fold(store.read())


KEY = st.sampled_from(["f[a]", "f[b]", "f[c]"])
SETTLED = st.one_of(
    st.builds(records.observed, address=KEY, campaign_id=st.integers(100, 112), status=STATUS),
    st.builds(records.tombstone, address=KEY),
    st.builds(records.late, address=KEY, revision=NUMBER),
    st.builds(records.freed, address=KEY, by=st.just("ann"), why=st.just("")),
    st.builds(records.moved, source=KEY, target=KEY),
)
"""What may still happen to an instance that has left the fold."""
TOLD = st.tuples(KEY, st.integers(1, 2), st.sampled_from(["sent", "rejected", ""]))


@pytest.mark.breaks_the_promise
@example(
    told=[("f[a]", 1, "sent"), ("f[b]", 1, "sent"), ("f[c]", 1, "sent")],
    every=1,
    more=[records.observed(address="f[a]", campaign_id=100, status=Status.STOPPED)],
)
@given(told=st.lists(TOLD, max_size=12), every=st.integers(1, 6), more=st.lists(RECORD | SETTLED, max_size=4))
@settings(deadline=None)
def test_what_is_settled_is_as_if_it_stood_in_the_fold(
    told: list[tuple[str, int, str]], every: int, more: list[Mapping[str, Any]]
) -> None:
    """A day passes between two instances; whatever snapshot was written on the way, each name leads to the same."""
    now = [START]
    store = MemoryStore(lambda: now[0])
    journal = Journal(store, State())
    journal.append(lambda _: [records.init(BINDING)])
    for number, (address, revision, result) in enumerate(told):
        now[0] += timedelta(days=1)
        claim = Claim(
            intent=f"t{number}",
            verb=Verb.CREATE,
            address=address,
            revision=revision,
            digest=f"{number:064x}",
            timeout=30.0,
            runner="r",
            marker=f"aaaaaaaa-{number:04}",
            key_columns=("sku",),
        )
        added = [records.intent(claim)]
        if result:
            added.append(
                records.outcome(
                    intent_id=claim.intent,
                    address=address,
                    result=result,
                    detail="",
                    campaign_id=100 + number,
                )
            )
            added.append(records.observed(address=address, campaign_id=100 + number, status=Status.SENT))
        journal = load(store) if store.snapshot() else journal
        journal.append(lambda _, added=added: added)  # type: ignore[misc]
        journal.compact(every=every)
    if more:
        journal.append(lambda _: more)
    whole, loaded = fold(store.read()), load(store).state
    for address in ("f[a]", "f[b]", "f[c]", "a", "b", "c[en]"):
        for revision in (1, 2, 3):
            identity = Identity(address=address, revision=revision)
            verdicts = [type(may_create(state.reached(address), identity)) for state in (whole, loaded)]
            assert verdicts[0] is verdicts[1]
        there = [state.record(address) for state in (whole, loaded)]
        assert [one and (one.born, one.status, one.id, one.revision) for one in there[:1]] == [
            one and (one.born, one.status, one.id, one.revision) for one in there[1:]
        ]
        born = [[one.born for one in state.reached(address)] for state in (whole, loaded)]
        assert born[0] == born[1] == sorted(born[0])


@given(found=st.lists(RECORD, max_size=25))
@settings(deadline=None)
def test_folding_changes_nothing_that_was_given(found: list[Mapping[str, Any]]) -> None:
    entries = entries_of(found)
    half = fold(entries[: len(entries) // 2])
    before = text_of(half)
    fold(entries[len(entries) // 2 :], half)
    assert text_of(half) == before
