"""What is told of a record: by whom and from where, as a line of the log and as JSON."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.state import records
from ctc.state.actors import Actor, actor_of
from ctc.state.fold import fold
from ctc.state.intents import Intent, Verb
from ctc.state.journal import ORPHANED, orphaned
from ctc.state.log import LogLine, addresses_of, former_names, lines_of
from ctc.state.moments import moment_of, written
from ctc.state.record import EXISTS, MADE_NOTHING, Binding, Record, Status
from ctc.state.state import State
from ctc.state.store import Entry
from ctc.state.tries import End, Try
from ctc.state.verifying import Fault, Findings

AT = datetime(2031, 1, 1, 9, 30, tzinfo=UTC)

ACTORS: list[tuple[str, Actor, str]] = [
    (
        "ann@laptop:4711@1a2b3c4d.98765:https://x.example/runs/77",
        Actor(user="ann", host="laptop", process=4711, run="https://x.example/runs/77"),
        "ann on laptop, process 4711, in https://x.example/runs/77",
    ),
    ("ann@laptop:4711", Actor(user="ann", host="laptop", process=4711), "ann on laptop, process 4711"),
    ("ann@laptop", Actor(user="ann", host="laptop"), "ann on laptop"),
    ("laptop:0", Actor(host="laptop", process=0), "on laptop, process 0"),
    ("ann", Actor(user="ann"), "ann"),
    ("ann@laptop::run\nx", Actor(user="ann", host="laptop", run="run\nx"), "ann on laptop, in run\nx"),
    ("", Actor(), ""),
    ("@laptop:7", Actor(host="laptop", process=7), "on laptop, process 7"),
    ("a@b@c", Actor(user="a@b", host="c"), "a@b on c"),
    ("a:b@c", Actor(user="a", run="b@c"), "a, in b@c"),
]


@pytest.mark.parametrize(("text", "actor", "shown"), ACTORS)
def test_who_did_it(text: str, actor: Actor, shown: str) -> None:
    found = actor_of(text)
    assert (found, found.shown) == (actor, shown)


def test_a_line_as_json_says_all_and_null_where_nothing_is_known() -> None:
    actor = Actor(user="ann", host="laptop", process=7, run="r")
    line = LogLine(
        serial=3, at=AT, event="sent", address="one", actor=actor, detail="why", data={"id": 5, "code": 0}
    )
    assert line.as_json() == {
        "format_version": 1,
        "serial": 3,
        "at": "2031-01-01T09:30:00+00:00",
        "event": "sent",
        "address": "one",
        "actor": "ann",
        "host": "laptop",
        "process": 7,
        "run": "r",
        "detail": "why",
        "id": 5,
        "code": 0,
    }
    empty = LogLine(serial=3, at=AT, event="begun", address="", data={}).as_json()
    names = ("address", "actor", "host", "process", "run", "detail")
    assert [empty[name] for name in names] == [None] * 6
    assert len(empty) == 4 + len(names)


def test_a_line_holds_what_a_record_says_of_these_fields_alone() -> None:
    outcome = records.outcome(
        intent_id="i", address="one", result="rejected", detail="no", campaign_id=5, http_status=400, code=0
    )
    [line] = lines_of([Entry(serial=1, at=AT, record=outcome)])
    assert line.data == {"id": 5, "http_status": 400, "code": 0, "result": "rejected"}
    bare = {
        "kind": "intent",
        "verb": "create",
        "revision": 2,
        "commit": None,
        "status": "sent",
        "runner": "x",
    }
    [line] = lines_of([Entry(serial=1, at=AT, record=bare)])
    assert line.data == {"revision": 2, "verb": "create", "status": "sent"}
    [line] = lines_of([Entry(serial=1, at=AT, record={**bare, "commit": "c0ffee"})])
    assert line.data == {"revision": 2, "verb": "create", "status": "sent", "commit": "c0ffee"}


@pytest.mark.parametrize(
    ("record", "who"),
    [
        ({"kind": "moved", "by": "was", "runner": "bob@x:1"}, "bob"),
        ({"kind": "moved", "by": "ann@y:1", "runner": "bob@x:1"}, "ann"),
        ({"kind": "resolution", "by": "listing", "intent": "i"}, "eve"),
        ({"kind": "outcome", "intent": "i"}, "eve"),
        ({"kind": "outcome", "intent": "j"}, ""),
        ({"kind": "moved", "by": "was"}, ""),
    ],
)
def test_what_a_run_did_by_itself_is_of_that_run(record: dict[str, Any], who: str) -> None:
    claimed = {"kind": "intent", "intent": "i", "runner": "eve@z:3"}
    *_, line = lines_of(Entry(serial=n, at=AT, record=one) for n, one in enumerate([claimed, record], 1))
    assert line.actor.user == who


@pytest.mark.parametrize(
    ("record", "event", "detail"),
    [
        ({"kind": "intent", "verb": "stop", "target": 7, "purpose": "person", "why": "a fire"}, "intent",
         "to stop 7 (person: a fire)"),
        ({"kind": "intent", "verb": "stop", "target": 7, "purpose": "", "why": "a fire"}, "intent",
         "to stop 7 (no reason: a fire)"),
        ({"kind": "outcome", "result": "", "detail": "no"}, "not_stopped", "no"),
        ({"kind": "outcome", "result": "stopped", "detail": "ok"}, "stopped", "ok"),
        ({"kind": "song", "why": "w"}, "song", "w"),
        ({"kind": "freed", "why": "w"}, "freed", "w"),
        ({"kind": "init"}, "begun", ""),
    ],
)  # fmt: skip
def test_the_words_of_a_line(record: dict[str, Any], event: str, detail: str) -> None:
    [line] = lines_of([Entry(serial=1, at=AT, record=record)])
    assert (line.event, line.detail) == (event, detail)


def test_names_that_were_changed_once_and_again() -> None:
    moves = [records.moved(source=a, target=b) for a, b in (("a", "b"), ("x", "c"), ("b", "c"))]
    others = [records.tombstone(address="a"), {"kind": "renamed", "source": "q", "target": "c"}]
    entries = [Entry(serial=n, at=AT, record=one) for n, one in enumerate([*moves, *others], 1)]
    assert former_names(entries) == {"b": {"a"}, "c": {"x", "b", "a"}}
    assert addresses_of({"kind": "renamed", "source": "q", "target": "c", "address": "one"}) == {"one"}
    assert addresses_of({"kind": "moved", "source": "q", "target": "", "address": None}) == {"q"}


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (None, None),
        (AT, "2031-01-01T09:30:00Z"),
        (datetime.fromisoformat("2031-01-01T15:00:00.5+05:30"), "2031-01-01T09:30:00.500000Z"),
    ],
)
def test_moments_are_written_in_utc(moment: datetime | None, text: str | None) -> None:
    assert written(moment) == text
    assert moment_of(text) == moment
    assert moment_of("2031-01-01T15:00:00+05:30") == AT
    assert moment_of("") is None


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"status": Status.SCHEDULED, "scheduled_on": AT}, ("running", "scheduled")),
        ({"status": Status.SCHEDULED, "scheduled_on": None}, ("running", "scheduled")),
        ({"status": Status.SCHEDULED, "scheduled_on": AT.replace(minute=31)}, ("scheduled", "scheduled")),
        ({"status": Status.STOPPED, "scheduled_on": AT}, ("stopped", "stopped")),
        ({"status": Status.SENT, "forgotten": True}, ("sent", "forgotten")),
    ],
)
def test_what_a_record_stands_for_now(fields: dict[str, Any], shown: tuple[str, str]) -> None:
    record = Record(address="one", **fields)
    assert (record.status_at(AT).value, record.shown.value) == shown
    assert record.payload is None
    assert Record(address="one", status=Status.SENT, body='{"a": 1}').payload == {"a": 1}


def test_what_was_made_against_the_promise_is_what_may_exist() -> None:
    broken = Try(intent="a", serial=1, breaks=2, end=End.OPEN)
    tries = (broken, broken._replace(end=End.NOTHING), broken._replace(breaks=0))
    assert Record(address="one", status=Status.SENT, tries=tries).broken == (broken,)


def test_findings_as_json() -> None:
    found = Findings(
        records=5, identities=2, creates=3, doubts=("a",), faults=(Fault(serial=4, message="what"),)
    )
    assert found.as_json() == {
        "format_version": 1,
        "records": 5,
        "identities": 2,
        "creates": 3,
        "doubts": ["a"],
        "faults": [{"serial": 4, "message": "what"}],
    }


BINDING = Binding(project="p", environment="e", account_id="a", region="in1", lineage="L")
SHORT: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (records.init(BINDING, held="why"), {"kind": "init", "project": "p", "environment": "e", "account_id": "a",
                                         "region": "in1", "lineage": "L", "held": "why"}),
    (records.late(address="a", revision=3), {"kind": "late", "address": "a", "revision": 3}),
    (records.freed(address="a", by="ann", why="w"), {"kind": "freed", "address": "a", "by": "ann", "why": "w"}),
    (records.moved(source="a", target="b"), {"kind": "moved", "source": "a", "target": "b", "by": "was"}),
    (records.renamed(source="a", target="b"), {"kind": "renamed", "source": "a", "target": "b", "by": "was"}),
    (records.rebound(BINDING, by="ann", why="w"),
     {"kind": "rebound", "project": "p", "environment": "e", "account_id": "a", "region": "in1", "lineage": "L",
      "by": "ann", "why": "w"}),
    (records.held(why="w", since=AT), {"kind": "held", "why": "w", "since": "2031-01-01T09:30:00Z"}),
    (records.released(by="ann", why="w"), {"kind": "released", "by": "ann", "why": "w"}),
    (records.halted(by="ann", why="w"), {"kind": "halted", "by": "ann", "why": "w"}),
    (records.resumed(by="ann", why="w"), {"kind": "resumed", "by": "ann", "why": "w"}),
    (records.listed(days={"d": (1, 2)}), {"kind": "listed", "days": {"d": [1, 2]}}),
    (records.lost(campaign_id=5, by="ann", why="w"), {"kind": "lost", "id": 5, "by": "ann", "why": "w"}),
    (records.reach(audience="x", total=4, platforms={"ios": 4}),
     {"kind": "reach", "audience": "x", "total": 4, "platforms": {"ios": 4}}),
    (records.observed(address="a", campaign_id=5, status=Status.SENT),
     {"kind": "observed", "address": "a", "id": 5, "status": "sent"}),
    (records.resolution(intent_id="i", address="a", result="sent", by="ann", why="w", campaign_id=5,
                        status=Status.RUNNING),
     {"kind": "resolution", "intent": "i", "address": "a", "result": "sent", "id": 5, "status": "running",
      "by": "ann", "why": "w"}),
]  # fmt: skip


@pytest.mark.parametrize(("record", "fields"), SHORT, ids=[row[1]["kind"] for row in SHORT])
def test_what_stands_in_a_record(record: dict[str, Any], fields: dict[str, Any]) -> None:
    """Written once, read by every later ctc, and by whoever looks into a state by hand."""
    assert record == {"v": 2, **fields}


@pytest.mark.parametrize(
    ("own", "asked", "lag", "seconds"),
    [(10, 30, None, 60), (40, 30, 5.0, 85), (40, 0, None, 80), (10, 10, 0.5, 20.5)],
)
def test_how_long_a_request_may_be_under_way(
    own: float, asked: float, lag: float | None, seconds: float
) -> None:
    """It begins within a timeout and lasts for one, by whichever of the two is longer; then it is listed."""
    flying = Intent(
        id="i", verb=Verb.CREATE, at=AT, timeout=own, runner="r", revision=1, digest="d", offset=120.0
    )
    assert flying.flies_until(lag, asked) == AT + timedelta(seconds=seconds)
    assert flying.served_at == AT - timedelta(seconds=120), "the store's clock is ahead by so much"


@pytest.mark.parametrize("doubts", [("",), ("reset", ""), ("", "reset"), ("reset", "", "reset")])
def test_of_several_stops_one_that_may_be_under_way_keeps_the_record(doubts: tuple[str, ...]) -> None:
    """Until its request must be over; one that is known to be in doubt flies no more, and may be repeated."""
    stops = tuple(
        Intent(id="i", verb=Verb.STOP, at=AT, timeout=30, runner="r", revision=1, digest="d", doubt=doubt)
        for doubt in doubts
    )
    record = Record(address="a", status=Status.SCHEDULED, at=AT, open=stops)
    held = [record.in_hand(AT + timedelta(seconds=seconds)) for seconds in (0, 59.9, 60, 61)]
    assert (record.unsettled, held) == ((), [True, True, False, False])


@pytest.mark.parametrize(
    ("held", "since", "at", "waits"),
    [
        ("", AT, None, False),
        ("older", AT, None, True),
        ("older", AT, -1, True),
        ("older", AT, 0, False),
        ("older", None, 0, True),
    ],
)
def test_which_identity_sends_wait_for_a_person(held: str, since: Any, at: int | None, waits: bool) -> None:
    """Those of which the state says nothing since it is known to lack something."""
    record = None if at is None else Record(address="a", status=Status.SENT, at=AT + timedelta(seconds=at))
    assert State(held=held, held_at=since).waits(record) is waits


@pytest.mark.parametrize("dead", [("x",), ("y",), ("x", "y"), ()])
def test_of_two_runs_the_dead_one_leaves_a_doubt(dead: tuple[str, ...]) -> None:
    open_of = tuple(
        Intent(id=name, verb=Verb.CREATE, at=AT, timeout=30, runner=name, revision=1, digest="d", doubt=doubt)
        for name, doubt in (("x", ""), ("y", ""), ("x", "reset"))
    )
    state = State(entries={1: Record(address="a", status=Status.IN_DOUBT, open=open_of)})
    marked = orphaned(state, lambda runner: runner in dead).entries[1].open
    said = [ORPHANED if name in dead else "" for name in ("x", "y")]
    assert [one.doubt for one in marked] == [*said, "reset"]


def test_who_halted_the_environment_is_told_by_name_and_minute() -> None:
    entries = [
        Entry(serial=1, at=AT, record=records.init(BINDING, held="why")),
        Entry(serial=2, at=AT, record=records.halted(by="ann@laptop:7", why="prices")),
    ]
    state = fold(entries)
    assert state.halted == "ann on laptop, process 7, 2031-01-01 09:30 UTC: prices"
    assert (state.held, state.held_at, state.listed_at, state.serial, state.at) == ("why", AT, AT, 2, AT)
    silent = fold([entries[0], Entry(serial=2, at=AT, record=records.halted(by="ann", why=""))])
    assert silent.halted == "ann, 2031-01-01 09:30 UTC: no reason given"
    after = [*entries, Entry(serial=3, at=AT, record=records.resumed(by="ann", why="")),
             Entry(serial=4, at=AT, record=records.released(by="ann", why=""))]  # fmt: skip
    assert (fold(after).halted, fold(after).held, fold(after).held_at) == ("", "", None)


def test_each_status_is_of_what_exists_or_of_what_does_not() -> None:
    """What was stopped, or is in doubt, exists: under another name it would be told once more."""
    assert not EXISTS & MADE_NOTHING
    assert {*Status} - EXISTS - MADE_NOTHING == {Status.FORGOTTEN}
    assert {Status.REJECTED, Status.NOT_SENT} == MADE_NOTHING
