"""What `ctc state verify` says of journals that no ctc of today would write, with the serial of each fault."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb
from ctc.state.record import Binding
from ctc.state.stores.memory import MemoryStore
from ctc.state.verifying import verify

BINDING = Binding(project="p", environment="e", account_id="", region="", lineage="L")
Records = Sequence[Mapping[str, Any]]


def intent(
    name: str, address: str = "a", revision: int = 1, verb: Verb = Verb.CREATE, **more: Any
) -> Mapping[str, Any]:
    claim = Claim(
        intent=name,
        verb=verb,
        address=address,
        revision=revision,
        digest="d",
        timeout=30.0,
        runner="r",
        **more,
    )
    return records.intent(claim)


def outcome(name: str, result: str, number: int | None = None) -> Mapping[str, Any]:
    return records.outcome(intent_id=name, address="a", result=result, detail="", campaign_id=number)


FAULTS: list[tuple[str, Records, list[tuple[int, str]]]] = [
    ("all is well", [intent("i1"), outcome("i1", "rejected"), intent("i2"), outcome("i2", "sent", 7)], []),
    ("a send that is not over", [intent("i1")], []),
    ("a higher revision", [intent("i1"), outcome("i1", "sent", 7), intent("i2", revision=2)], []),
    (
        "a second create",
        [intent("i1"), outcome("i1", "sent", 7), intent("i2")],
        [(4, "a: a further create of revision 1, while that of record 2 may exist")],
    ),
    (
        "a second create under another name",
        [intent("i1"), outcome("i1", "sent", 7), records.moved(source="a", target="b"), intent("i2")],
        [(5, "a: a further create of revision 1, while that of record 2 may exist")],
    ),
    (
        "a create whose answer came twice",
        [intent("i1"), outcome("i1", "sent", 7), outcome("i1", "sent", 7)],
        [],
    ),
    (
        "a stop whose answer came twice",
        [
            intent("i1"),
            outcome("i1", "sent", 7),
            intent("s1", verb=Verb.STOP, purpose="person", target=7),
            *[outcome("s1", "sent", 7)] * 2,
        ],
        [],
    ),
    (
        "an intent that is gone",
        [outcome("i1", "sent", 7)],
        [(2, "a: an outcome of intent i1, which no record claims")],
    ),
    (
        "an id that is had twice",
        [intent("i1"), outcome("i1", "rejected"), intent("i1", "b")],
        [(4, "b: intent i1 is claimed a second time")],
    ),
    (
        "a record that nobody knows",
        [{"v": 2, "kind": "what"}],
        [(2, "record 2 of the state is of an unknown kind: use the ctc that wrote it")],
    ),
]


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(("found", "faults"), [row[1:] for row in FAULTS], ids=[row[0] for row in FAULTS])
def test_each_fault_is_told_at_its_record(found: Records, faults: list[tuple[int, str]]) -> None:
    store = MemoryStore()
    store.append([records.init(BINDING), *found], after=0)
    assert [(fault.serial, fault.message) for fault in verify(store).faults] == faults


def test_doubts_are_told_by_name() -> None:
    store = MemoryStore()
    store.append([records.init(BINDING), *(intent(f"i-{name}", name) for name in "cab")], after=0)
    assert verify(store).doubts == ("a", "b", "c")


def test_what_stands_in_a_journal_is_counted() -> None:
    store = MemoryStore()
    told = [
        *(intent("i1"), outcome("i1", "sent", 7)),
        *(intent("i2", "b"), intent("s1", verb=Verb.STOP, purpose="person", target=7)),
        records.freed(address="a", by="ann", why=""),
    ]
    store.append([records.init(BINDING), *told], after=0)
    found = verify(store)
    assert (found.records, found.identities, found.creates, found.doubts) == (6, 2, 2, ("b",))
