"""What a person settles, gives up or carries elsewhere: what is refused with which words, and what is recorded."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.diagnostics import UserError
from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.evidence import Listed, Unknown
from ctc.state.halting import halt, resume
from ctc.state.intents import BatchRecord, Verb
from ctc.state.journal import Journal, begin
from ctc.state.losing import lose
from ctc.state.record import Binding, Status
from ctc.state.settling import forget, move, resolve
from ctc.state.stores.memory import MemoryStore

AT = datetime(2031, 1, 1, tzinfo=UTC)
BINDING = Binding(project="p", environment="e", account_id="a", region="in1", lineage="L")
SMS = "/1/send/sms.json"
LETTER = Unknown(revision=1, digest="d", endpoint=SMS, channel="sms")


def claim(address: str, intent: str, batch: int = 0, **more: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "verb": Verb.SEND if batch else Verb.CREATE,
        "revision": 1,
        "digest": "d",
        "timeout": 30.0,
        "runner": "r",
        "endpoint": SMS if batch else "/1/targets/create.json",
        "channel": "sms" if batch else "push",
        "batch": BatchRecord(index=batch, of=3, count=1, sha256=f"h{batch}") if batch else None,
    }
    return records.intent(Claim(address=address, intent=intent, **{**usual, **more}))


def ended(address: str, intent: str, result: str, number: int | None = None) -> dict[str, Any]:
    return records.outcome(intent_id=intent, address=address, result=result, detail="", campaign_id=number)


def journal(*told: Mapping[str, Any], later: float = 3600) -> Journal:
    clock = [AT]
    found = begin(MemoryStore(lambda: clock[0]), [records.init(BINDING)])
    if told:
        found.append(lambda _: [*told])
    clock[0] += timedelta(seconds=later)
    return found


DOUBT = (claim("one", "i"), ended("one", "i", "in_doubt"))
MADE = (claim("one", "i"), ended("one", "i", "sent", 5))
DUE = (claim("one", "i", scheduled_on=AT + timedelta(days=9)), ended("one", "i", "sent", 5))
TWO = tuple(
    record
    for number in (2, 3)
    for record in (claim("many", f"b{number}", number), ended("many", f"b{number}", "in_doubt"))
)
TWICE = (*MADE, claim("one", "j"), ended("one", "j", "sent", 8))
SENT_TWICE = (
    claim("many", "b", 1),
    ended("many", "b", "sent"),
    claim("many", "c", 1),
    ended("many", "c", "sent"),
)
HELD = records.held(why="older", since=AT)
Act = Callable[[Journal], None]


def say(address: str, **more: Any) -> Act:
    return lambda found: resolve(found, address, **{"sent": False, "by": "ann", **more})


def give_up(address: str, listed: Any = None) -> Act:
    return lambda found: forget(found, address, by="ann", why="over", listed={} if listed is None else listed)


def carry(source: str, target: str) -> Act:
    return lambda found: move(found, source, target, by="ann")


FLYING = claim("one", "i", timeout=3600.0)
REFUSED: list[tuple[str, tuple[Any, ...], Act, str, str, str]] = [
    ("nobody knows it", MADE, say("onne"), "CTC704", "nothing is recorded of onne", "one"),
    ("nothing is in doubt", MADE, say("one"), "CTC705", "one: is not in doubt", "it is running"),
    ("no batch of it is", MADE, say("one", batch=2), "CTC705", "one: batch 2 is not in doubt", "it is running"),
    ("another batch is", TWO, say("many", batch=1), "CTC705", "many: batch 1 is not in doubt",
     "in doubt: batch 2, 3"),
    ("which batch", TWO, say("many"), "CTC706", "many has several batches in doubt (2, 3)", "name one: --batch N"),
    ("a send has no id", TWO, say("many", sent=True, batch=2, campaign_id=7), "CTC706",
     "many is an identity send, which has no id: 7 is that of something else", "`--sent` alone says that it was sent"),
    ("a held send has no id", (HELD,), say("letter", sent=True, campaign_id=7, evidence=LETTER), "CTC706",
     "letter is an identity send, which has no id: 7 is that of something else", "`--sent` alone"),
    ("a held send is not known by another name", (HELD,), say("letter"), "CTC704", "nothing is recorded of letter", ""),
    ("a send that is not held", (), say("letter", evidence=LETTER), "CTC704", "nothing is recorded of letter", ""),
    ("the id of another", (*DOUBT, claim("two", "k"), ended("two", "k", "sent", 9)),
     say("one", sent=True, campaign_id=9), "CTC706", "9 is the campaign of two, so it cannot be that of one",
     "look up the id"),
    ("the id of its earlier revision", (*DOUBT, ended("one", "i", "sent", 9), claim("one", "k", revision=2)),
     say("one", sent=True, campaign_id=9), "CTC706", "9 is an earlier one of it, so it cannot be that of one",
     "look up the id"),
    ("it is listed", DOUBT, say("one", evidence=Listed(of_identity=frozenset({16, 9}))), "CTC733",
     "one: CleverTap lists 9, 16 with its marker, so it was made", "`--sent 9`, or `ctc plan`, which adopts it"),
    ("the marker of another", DOUBT, say("one", sent=True, campaign_id=7, evidence=Listed(of_others=frozenset({7}))),
     "CTC706", "7 carries the marker of another identity, so it is not one", "look up the id"),
    ("made twice, and not sent", (*TWICE, *SENT_TWICE), say("one"), "CTC706",
     "one: revision 1 was made more than once; say which one stays", "`--sent ID`, one of 5, 8"),
    ("made twice, another id", TWICE, say("one", sent=True, campaign_id=7), "CTC706",
     "one: revision 1 was made more than once; say which one stays", "`--sent ID`, one of 5, 8"),
    ("made twice, no id", TWICE, say("one", sent=True), "CTC706",
     "one: revision 1 was made more than once; say which one stays", "`--sent ID`, one of 5, 8"),
    ("sent twice, and not sent", SENT_TWICE, say("many"), "CTC706",
     "many: revision 1 was made more than once; say which one stays", "`--sent -`"),
    ("not sent, and it may be on its way", (FLYING,), say("one"), "CTC705",
     "one: its request may be on its way at this moment, so nobody can say that it was not sent",
     "say so after 02:00:00 UTC, when it must be over"),
    ("forget a batch of which may be on its way", (claim("many", "b", 1), claim("many", "c", 2, timeout=3600.0)),
     give_up("many"), "CTC705",
     "many: its request may be on its way at this moment, so nobody can say that it was not sent",
     "say so after 02:00:00 UTC, when it must be over"),
    ("forget what may be on its way", (FLYING,), give_up("one"), "CTC705",
     "one: its request may be on its way at this moment, so nobody can say that it was not sent",
     "say so after 02:00:00 UTC, when it must be over"),
    ("forget what nobody knows", (), give_up("onne"), "CTC704", "nothing is recorded of onne", ""),
    ("forget what is in doubt", DOUBT, give_up("one"), "CTC705",
     "one is in doubt, so nobody knows what would be given up", "settle it first: `ctc state resolve`"),
    ("forget what waits", DUE, give_up("one"), "CTC726",
     "one is scheduled as 5: it would go out beside its successor", "`ctc stop 'one'` first, or wait"),
    ("forget what runs", MADE, give_up("one"), "CTC726",
     "one is running as 5: it would go out beside its successor", "`ctc stop 'one'` first, or wait"),
    ("forget what is listed so", DUE, give_up("one", {5: Status.RUNNING}), "CTC726",
     "one is running as 5: it would go out beside its successor", "`ctc stop 'one'` first"),
    ("move what nobody knows", MADE, carry("onne", "two"), "CTC704", "nothing is recorded of onne", "one"),
    ("move what is in doubt", DOUBT, carry("one", "two"), "CTC707", "one has a request under way or in doubt",
     "settle it first: `ctc status` shows how"),
    ("move onto another", (*MADE, claim("two", "k"), ended("two", "k", "sent", 9)), carry("one", "two"), "CTC707",
     "two has a record of its own", "free that address first with `ctc state forget`"),
    ("lose what nobody saw", (records.listed(days={"2031-01-01": [4]}),),
     lambda found: lose(found, 5, by="ann", why=""), "CTC704", "no listing of these days showed 5",
     "only what a listing showed"),
    ("resume what goes on", (), lambda found: resume(found, by="ann", why=""), "CTC731",
     "the environment is not halted", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, id=row[0], marks=[pytest.mark.breaks_the_promise] if "twice" in row[0] else [])
        for row in REFUSED
    ],
)
def test_what_is_refused_says_why_and_writes_nothing(row: Any) -> None:
    _, told, act, code, message, hint = row
    found = journal(*told)
    serial = found.state.serial
    with pytest.raises(UserError) as caught:
        act(found)
    [said] = caught.value.diagnostics
    assert (said.code, said.message) == (code, message)
    assert hint in str(said.hint)
    assert found.refresh().serial == serial


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("later", [0, 59, 60])
@pytest.mark.parametrize("act", [say("one"), give_up("one")], ids=["not sent", "forget"])
@pytest.mark.parametrize("told", [DOUBT[:1], DOUBT], ids=["under way", "its answer was lost"])
def test_what_may_be_under_way_is_waited_for(act: Act, told: Any, later: float) -> None:
    """Whose client waits no more may arrive all the same, and would be sent a second time."""
    found = journal(*told, later=later)
    if later == 60:
        say("one")(found)
        assert found.state.records["one"].status is Status.NOT_SENT
        return
    with pytest.raises(UserError) as caught:
        act(found)
    [said] = caught.value.diagnostics
    assert said.code == "CTC705"
    assert "its request may be on its way at this moment" in said.message
    assert said.hint == "say so after 00:01:00 UTC, when it must be over"


@pytest.mark.breaks_the_promise
def test_what_was_begun_beside_it_since_a_person_looked_is_not_settled_with_it() -> None:
    found = journal(*DOUBT)
    store, append = found._store, found._store.append

    def late(*records: Any, **after: Any) -> Any:
        store.append = append  # type: ignore[method-assign]
        append([claim("one", "j")], after=found.state.serial)
        return append(*records, **after)

    store.append = late  # type: ignore[method-assign]
    with pytest.raises(UserError, match="another run began it anew"):
        say("one", sent=True, campaign_id=7)(found)


def test_of_a_run_that_is_known_to_be_dead_a_person_decides_at_once() -> None:
    found = journal(claim("one", "i"), later=0)
    found.doubt(lambda _: True)
    say("one")(found)
    assert found.state.records["one"].status is Status.NOT_SENT


@pytest.mark.parametrize(
    ("ahead", "of_intent", "until"),
    [(0.0, 0.0, "00:01:00"), (90.0, 0.0, "00:02:30"), (90.0, 60.0, "00:01:30"), (-90.0, 0.0, "00:01:00")],
)
def test_a_clock_that_was_set_forward_since_the_claim_ends_no_request(
    ahead: float, of_intent: float, until: str
) -> None:
    """By CleverTap's clock it may be under way for as long as it ever may."""
    found = journal(claim("one", "i", offset=of_intent), later=59)
    with pytest.raises(UserError, match="its request may be on its way") as caught:
        resolve(found, "one", sent=False, by="ann", evidence=Listed(ahead=ahead))
    assert f"say so after {until} UTC" in str(caught.value.diagnostics[0].hint)


STOP = claim("one", "s", verb=Verb.STOP, purpose="person", target=5)


@pytest.mark.parametrize(
    ("told", "later", "is_carried"),
    [((STOP,), 59, False), ((STOP,), 60, True), ((STOP, ended("one", "s", "in_doubt")), 0, True)],
    ids=["under way", "over", "its answer was lost"],
)
def test_what_may_be_stopped_at_this_moment_is_not_carried_elsewhere(
    told: Any, later: float, is_carried: bool
) -> None:
    """A stop may be repeated, so one whose answer was lost keeps nobody waiting."""
    found = journal(*MADE, *told, later=later)
    if not is_carried:
        with pytest.raises(UserError, match="one has a request under way or in doubt"):
            carry("one", "two")(found)
    else:
        carry("one", "two")(found)
    assert ("two" in found.state.records) is is_carried


def test_of_several_requests_the_last_one_says_how_long_to_wait() -> None:
    found = journal(claim("many", "b", 1, timeout=10.0), claim("many", "c", 2, timeout=40.0), later=30)
    say("many", batch=1)(found)
    with pytest.raises(UserError) as caught:
        say("many", batch=2)(found)
    assert "after 00:01:20 UTC" in str(caught.value.diagnostics[0].hint)
    for batch, sent in ((2, True),):
        say("many", batch=batch, sent=sent)(found)
    assert found.state.records["many"].status is Status.PARTIAL


WRITTEN: list[tuple[str, tuple[Any, ...], Act, list[dict[str, Any]]]] = [
    ("sent", DOUBT, say("one", sent=True, campaign_id=7, why="seen"),
     [{"kind": "resolution", "intent": "i", "result": "sent", "id": 7, "by": "ann", "why": "seen"}]),
    ("not sent", DOUBT, say("one"),
     [{"kind": "resolution", "intent": "i", "result": "not_sent", "id": None, "by": "ann", "why": "settled by ann"}]),
    ("two of one name", (*DOUBT, claim("one", "j"), ended("one", "j", "in_doubt")), say("one"),
     [{"kind": "resolution", "intent": "i", "result": "not_sent"}, {"kind": "resolution", "intent": "j"}]),
    ("a batch", TWO, say("many", batch=3, sent=True),
     [{"kind": "resolution", "intent": "b3", "result": "sent", "by": "ann", "why": "settled by ann"}]),
    ("a held send that went", (HELD,), say("letter", sent=True, evidence=LETTER, why="the CRM says so"),
     [{"kind": "settled", "address": "letter", "revision": 1, "digest": "d", "endpoint": SMS, "channel": "sms",
       "id": None, "result": "sent", "by": "ann", "why": "the CRM says so"}]),
    ("a held send that did not", (HELD,), say("letter", evidence=LETTER),
     [{"kind": "settled", "address": "letter", "result": "not_sent", "why": "settled by ann"}]),
    ("which of two stays", TWICE, say("one", sent=True, campaign_id=5),
     [{"kind": "settled", "address": "one", "revision": 1, "digest": "d", "endpoint": "/1/targets/create.json",
       "channel": "push", "id": 5, "result": "sent", "by": "ann", "why": "settled by ann"}]),
    ("a send that went twice", SENT_TWICE, say("many", sent=True),
     [{"kind": "settled", "address": "many", "id": None, "result": "sent"}]),
    ("given up", MADE, give_up("one", {5: Status.SENT}),
     [{"kind": "freed", "address": "one", "by": "ann", "why": "over"}]),
    ("an older name given up", (*MADE, records.moved(source="one", target="two")), give_up("one"),
     [{"kind": "freed", "address": "one", "by": "ann", "why": "over"}]),
    ("carried", MADE, carry("one", "two"), [{"kind": "moved", "source": "one", "target": "two", "by": "ann"}]),
    ("carried onto what was given up",
     (*MADE, claim("two", "k"), ended("two", "k", "rejected"), records.freed(address="two", by="bob", why="")),
     carry("one", "two"), [{"kind": "moved", "source": "one", "target": "two", "by": "ann"}]),
    ("lost", (records.listed(days={"2030-01-01": [1], "2030-01-02": [2], "2031-01-01": [4], "2031-01-02": [5]}),),
     lambda found: lose(found, 5, by="ann", why="deleted"), [{"kind": "lost", "id": 5, "by": "ann", "why": "deleted"}]),
    ("halted", (), lambda found: halt(found, by="ann", why="w"), [{"kind": "halted", "by": "ann", "why": "w"}]),
    ("resumed", (records.halted(by="ann", why="w"),), lambda found: resume(found, by="bob", why="x"),
     [{"kind": "resumed", "by": "bob", "why": "x"}]),
]  # fmt: skip


@pytest.mark.parametrize("row", WRITTEN, ids=[row[0] for row in WRITTEN])
def test_what_is_recorded_of_what_a_person_says(row: Any) -> None:
    _, told, act, wanted = row
    found = journal(*told)
    serial = found.state.serial
    act(found)
    added = [entry.record for entry in found._store.read(after=serial)]
    assert [{key: one[key] for key in want} for one, want in zip(added, wanted, strict=True)] == wanted


def test_a_held_send_with_a_request_in_doubt_is_settled_as_that() -> None:
    """It is known which batch it is; the word of a person stands for that one, and not for all of it."""
    found = journal(claim("letter", "i", 1), ended("letter", "i", "in_doubt"))
    found.append(lambda _: [HELD])
    assert found.state.waits(found.state.record("letter"))
    say("letter", sent=True, evidence=LETTER)(found)
    told = [entry.record for entry in found._store.read()][-1]
    assert (told["kind"], told["intent"], told["result"]) == ("resolution", "i", "sent")


@pytest.mark.parametrize(
    ("listed", "refused"),
    [({}, True), ({5: Status.SCHEDULED}, True), ({5: Status.STOPPED}, False), ({6: Status.SENT}, True)],
)
def test_what_is_given_up_is_over_by_the_listing(listed: dict[int, Status], refused: bool) -> None:
    found = journal(*DUE)
    if refused:
        with pytest.raises(UserError):
            give_up("one", listed)(found)
    else:
        give_up("one", listed)(found)
    assert bool(found.state.reached("one")) is refused


@pytest.mark.breaks_the_promise
def test_what_was_made_twice_is_given_up_when_both_are_over() -> None:
    twice = journal(*TWICE)
    for five, eight in ((Status.STOPPED, Status.SCHEDULED), (Status.RUNNING, Status.STOPPED)):
        with pytest.raises(UserError, match="would go out beside its successor"):
            give_up("one", {5: five, 8: eight})(twice)
    give_up("one", {5: Status.STOPPED, 8: Status.STOPPED})(twice)
    assert not twice.state.reached("one")
    thrice = journal(*TWICE, claim("one", "k"), ended("one", "k", "sent", 9))
    for number in (5, 8, 9):
        listed = {**dict.fromkeys((5, 8, 9), Status.STOPPED), number: Status.SCHEDULED}
        with pytest.raises(UserError, match=f"one is scheduled as {number}"):
            give_up("one", listed)(thrice)


def test_where_nobody_could_be_asked_it_is_said() -> None:
    with pytest.raises(UserError) as caught:
        forget(journal(*DUE), "one", by="ann", why="", listed=None)
    said = "one is scheduled as 5, and CleverTap could not be asked: it would go out beside its successor"
    assert caught.value.diagnostics[0].message == said


@pytest.mark.parametrize(
    "told",
    [
        (
            claim("many", "b", 1),
            ended("many", "b", "sent"),
            claim("many", "c", 2),
            ended("many", "c", "sent"),
        ),
        (claim("one", "i"), ended("one", "i", "rejected")),
    ],
    ids=["a send, half of it gone", "what was refused"],
)
def test_what_no_longer_goes_out_may_be_given_up_unasked(told: Any) -> None:
    found = journal(*told)
    address = told[0]["address"]
    forget(found, address, by="ann", why="", listed=None)
    assert not found.state.reached(address)
