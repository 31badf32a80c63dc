"""What a person says of a campaign is held against what is listed and recorded: a slip would send twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.diagnostics import UserError
from ctc.state import records
from ctc.state.adopting import adopt
from ctc.state.claims import Claim, Import
from ctc.state.evidence import Listed
from ctc.state.intents import BatchRecord, Verb
from ctc.state.journal import Journal, begin
from ctc.state.log import addresses_of, former_names, lines_of
from ctc.state.losing import lose
from ctc.state.record import Binding, Status
from ctc.state.settling import move, resolve
from ctc.state.store import Entry
from ctc.state.stores.memory import MemoryStore

AT = datetime(2031, 1, 1, tzinfo=UTC)
BINDING = Binding(project="p", environment="e", account_id="a", region="in1", lineage="L")


def claim(address: str, intent: str, *, is_send: bool = False, **more: Any) -> dict[str, Any]:
    told = {
        "verb": Verb.SEND if is_send else Verb.CREATE,
        "endpoint": "/1/send/sms.json" if is_send else "/1/targets/create.json",
        "batch": BatchRecord(index=1, of=3, count=1, sha256="h") if is_send else None,
        **more,
    }
    return records.intent(
        Claim(
            intent=intent,
            address=address,
            revision=1,
            digest="d",
            timeout=30.0,
            runner="ann@laptop:7",
            **told,
        )
    )


def ended(address: str, intent: str, result: str, number: int | None = None) -> dict[str, Any]:
    return records.outcome(intent_id=intent, address=address, result=result, detail="why", campaign_id=number)


def journal(*told: dict[str, Any]) -> Journal:
    clock = [AT]
    found = begin(MemoryStore(lambda: clock[0]), [records.init(BINDING)])
    if told:
        found.append(lambda _: [*told])
    clock[0] += timedelta(hours=1)
    return found


DOUBT = (claim("one", "i"), ended("one", "i", "in_doubt"))
LETTER = (claim("letter", "b", is_send=True), ended("letter", "b", "in_doubt"))


@pytest.mark.parametrize(
    ("told", "address", "said", "code", "says"),
    [
        (
            DOUBT,
            "one",
            {"sent": False, "evidence": Listed(of_identity=frozenset({9, 8}))},
            "CTC733",
            "lists 8, 9",
        ),
        (
            DOUBT,
            "one",
            {"sent": True, "campaign_id": 7, "evidence": Listed(of_others=frozenset({7}))},
            "CTC706",
            "marker of another",
        ),
        (LETTER, "letter", {"sent": True, "campaign_id": 7}, "CTC706", "has no id"),
    ],
    ids=["denied, and it is listed", "the id of another", "a send has no id"],
)
def test_what_is_contradicted_is_refused(
    told: tuple[dict[str, Any], ...], address: str, said: dict[str, Any], code: str, says: str
) -> None:
    with pytest.raises(UserError) as caught:
        resolve(journal(*told), address, by="ann", **said)
    assert caught.value.diagnostics[0].code == code
    assert says in caught.value.diagnostics[0].message
    assert caught.value.diagnostics[0].hint


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"sent": True, "campaign_id": 7, "evidence": Listed(of_identity=frozenset({7}))}, Status.RUNNING),
        ({"sent": True, "campaign_id": 7, "evidence": Listed(of_others=frozenset({8}))}, Status.RUNNING),
        ({"sent": False, "evidence": Listed(of_others=frozenset({8}))}, Status.NOT_SENT),
        ({"sent": False, "evidence": Listed()}, Status.NOT_SENT),
    ],
)
def test_what_nothing_speaks_against_holds(said: dict[str, Any], status: Status) -> None:
    found = journal(*DOUBT)
    resolve(found, "one", by="ann", **said)
    assert found.state.records["one"].status is status


def imported(address: str = "one", number: int = 7, revision: int = 1) -> Import:
    return Import(
        address=address,
        revision=revision,
        digest="",
        id=number,
        status=Status.SCHEDULED,
        marker="",
        name="N",
        scheduled_on=AT + timedelta(days=9),
        attempt=1,
        endpoint="/1/targets/create.json",
        channel="push",
    )


def test_a_campaign_that_exists_is_taken_over_once_and_by_one() -> None:
    found = journal(claim("two", "i"), ended("two", "i", "sent", 5))
    adopt(found, imported(), ["old"])
    assert (found.state.records["one"].id, found.state.records["one"].status) == (7, Status.SCHEDULED)
    for again, former, says in (
        (imported(), [], "campaign of one"),
        (imported(number=5), [], "campaign of two"),
        (imported(number=6), [], "one: "),
        (imported("new", 6), ["two"], "new: "),
    ):
        with pytest.raises(UserError, match=says) as caught:
            adopt(found, again, former)
        assert caught.value.diagnostics[0].code == "CTC729"
        assert found.state.serial == 4, "nothing was written"


def test_what_is_taken_over_is_found_under_each_name_that_it_had() -> None:
    """A merge brings the old name back: its campaign is made already."""
    found = journal()
    adopt(found, replace(imported("new"), names=("old", "older")), ["old", "older"])
    for name in ("old", "older"):
        assert [one.id for one in found.state.reached(name)] == [7]
        assert found.state.name(name).became == "new"


def test_nothing_is_taken_over_for_a_later_revision_while_an_earlier_one_is_in_doubt() -> None:
    """What is in doubt would be told to nobody any more."""
    found = journal(claim("one", "i"))
    for address, former in (("one", []), ("new", ["one"])):
        with pytest.raises(UserError, match="one: revision 1 is under way or in doubt"):
            adopt(found, replace(imported(address), revision=2), former)
    assert found.state.records["one"].unsettled


@pytest.mark.parametrize("is_over", [True, False])
@pytest.mark.parametrize(("address", "former"), [("one", []), ("new", ["one"])], ids=str)
def test_nothing_is_taken_over_in_the_place_of_what_is_still_to_come(
    address: str, former: list[str], is_over: bool
) -> None:
    """It would go out beside it, and no name would lead to it any more."""
    found = journal(claim("one", "i", scheduled_on=AT + timedelta(days=9)), ended("one", "i", "sent", 5))
    if is_over:
        found.append(lambda _: [records.observed(address="one", campaign_id=5, status=Status.SENT)])
        adopt(found, replace(imported(address), revision=2), former)
        return
    with pytest.raises(UserError, match="one: revision 1 is still to come, as 5") as caught:
        adopt(found, replace(imported(address), revision=2), former)
    assert caught.value.diagnostics[0].hint == "`ctc stop 'one'` first"
    with pytest.raises(UserError, match="one: revision 1 is spent: 5 exists"):  # which no stop would change
        adopt(found, replace(imported("one"), revision=1), [])
    assert found.state.records["one"].id == 5


def test_what_is_carried_to_another_name_loses_nothing() -> None:
    found = journal(claim("one", "i"), ended("one", "i", "sent", 5), claim("two", "j"))
    for source, target in (("two", "three"), ("nobody", "three")):
        with pytest.raises(UserError):
            move(found, source, target, by="ann")
    move(found, "one", "three", by="ann")
    assert found.state.records["three"].id == 5


def test_only_what_a_listing_showed_can_be_lost() -> None:
    found = journal(records.listed(days={"2031-01-01": [4, 5]}))
    with pytest.raises(UserError, match="showed 6"):
        lose(found, 6, by="ann", why="deleted")
    lose(found, 5, by="ann", why="deleted")
    assert found.state.shown["2031-01-01"] == (4,)


LINES: list[tuple[dict[str, Any], str, str, str]] = [
    (records.init(BINDING), "begun", "", ""),
    (claim("one", "i"), "intent", "one", "to create"),
    (claim("letter", "i", is_send=True), "intent", "letter", "to send batch 1 of 3"),
    (claim("one", "i", verb=Verb.STOP, purpose="gone", target=77), "intent", "one", "to stop 77 (gone)"),
    (claim("one", "i", verb=Verb.STOP, purpose="", target=77), "intent", "one", "to stop 77 (no reason)"),
    (ended("one", "i", "sent", 5), "sent", "one", ""),
    (ended("one", "i", "rejected"), "rejected", "one", "why"),
    (records.moved(source="one", target="two"), "moved", "two", "from one"),
    (records.observed(address="one", campaign_id=5, status=Status.SENT), "observed", "one", "CleverTap says sent"),
    (records.reach(audience="a", total=40, platforms={}), "estimated", "", "an audience reaches 40"),
    (records.halted(by="ann", why="a fire"), "halted", "", "a fire"),
    (records.tombstone(address="one"), "forgotten", "one", ""),
    (records.imported(imported()), "adopted", "one", ""),
]  # fmt: skip
for _by, _sent, _event, _says in (
    ("listing", True, "adopted", "w"),
    ("listing", False, "not_sent", "w"),
    ("ann", True, "resolved", "as sent: w"),
    ("ann", False, "resolved", "as not sent: w"),
):
    _record = records.resolution(
        intent_id="i", address="one", result="sent" if _sent else "not_sent", by=_by, why="w"
    )
    LINES.append((_record, _event, "one", _says))


@pytest.mark.parametrize(("record", "event", "address", "detail"), LINES)
def test_the_log_says_of_each_record_what_it_was(
    record: dict[str, Any], event: str, address: str, detail: str
) -> None:
    (line,) = lines_of([Entry(serial=3, at=AT, record=record)])
    assert (line.serial, line.event, line.address, line.detail) == (3, event, address, detail)


def test_an_outcome_is_of_who_held_its_intent_and_a_person_is_named() -> None:
    said = records.resolution(intent_id="i", address="one", result="sent", by="bob", why="w")
    found = records.resolution(intent_id="i", address="one", result="sent", by="listing", why="w")
    entries = [*DOUBT, said, found]
    lines = [*lines_of(Entry(serial=n, at=AT, record=record) for n, record in enumerate(entries, 1))]
    assert [line.actor.user for line in lines] == ["ann", "ann", "bob", "ann"]
    assert [line.actor.process for line in lines] == [7, 7, None, 7]


def test_a_name_leads_to_all_that_it_was_called() -> None:
    entries = [records.moved(source="a", target="b"), records.moved(source="b", target="c")]
    assert former_names(Entry(serial=1, at=AT, record=one) for one in entries)["c"] == {"a", "b"}
    assert addresses_of(entries[0]) == {"a", "b"}
    assert addresses_of(records.tombstone(address="one")) == {"one"}
    assert addresses_of(records.init(BINDING)) == set()
