"""Every row of the action table: what is recorded, what the spec says, what follows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.facts import Facts
from ctc.plans.guarding import breaches
from ctc.plans.matching import marker_for, next_attempt
from ctc.plans.plan import Action, Change
from ctc.plans.planning import make_plan
from ctc.plans.windows import needs_listing
from ctc.state import records
from ctc.state.claims import Claim, Import
from ctc.state.fold import fold
from ctc.state.intents import Verb
from ctc.state.record import Binding, Status
from ctc.state.state import State
from ctc.state.store import Entry

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
FACTS = Facts(project="acme", environment="test", zone=ZoneInfo("UTC"))


def campaign(
    address: str = "one", *, revision: int = 1, when: Any = "20310201 09:30", **more: Any
) -> Payload:
    fields = {key: more.pop(key) for key in ("was", "guards", "owner", "broadcast") if key in more}
    body = {"name": "N", "target_mode": "push", "when": when, "where": {"event_name": "E"}, **more}
    return payload_of(
        address=address,
        revision=revision,
        channel="push",
        variant="push",
        endpoint="/1/targets/create.json",
        body=body,
        file=f"campaigns/{address}.yaml",
        line=2,
        **fields,
    )


def letter(people: int = 3, revision: int = 1) -> Payload:
    body = {"to": {"Identity": [f"p{n}" for n in range(people)]}, "content": {"body": "Hi"}}
    return payload_of(
        body,
        address="letter",
        revision=revision,
        channel="sms",
        variant="send-sms",
        endpoint="/1/send/sms.json",
        file="campaigns/letter.yaml",
        line=2,
    )


class Story:
    """A journal written record by record, each at its own time."""

    def __init__(self, held: str = "") -> None:
        self.entries: list[Entry] = []
        binding = Binding(project="acme", environment="test", account_id="", region="", lineage="L")
        self.add(records.init(binding, held=held))

    def add(self, record: Mapping[str, Any], ago: float = 600) -> "Story":
        at = NOW - timedelta(seconds=ago)
        self.entries.append(Entry(serial=len(self.entries) + 1, at=at, record=record))
        return self

    def tried(self, payload: Payload, result: str = "", *, ago: float = 600, attempt: int = 1) -> "Story":
        """An intent, and unless ``result`` is empty its outcome."""
        when = payload.body.get("when")
        later = isinstance(when, str) and when != "now"
        moment = datetime.strptime(str(when), "%Y%m%d %H:%M").replace(tzinfo=UTC) if later else None
        number = f"i{len(self.entries)}"
        claim = Claim(
            intent=number,
            verb=Verb.CREATE,
            address=payload.address,
            revision=payload.revision,
            digest=payload.digest,
            timeout=30.0,
            runner="r",
            attempt=attempt,
            marker=marker_for(FACTS, payload.address, payload, attempt),
            endpoint=payload.endpoint,
            channel=payload.channel,
            scheduled_on=moment,
            recurring=isinstance(when, dict),
            payload=dict(payload.body),
            key_columns=payload.key_columns,
            day="2031-01-01",
            numbers=dict(payload.numbers),
        )
        self.add(records.intent(claim), ago)
        if result:
            self.ended(number, payload.address, result, ago=ago)
        return self

    def ended(self, intent: str, address: str, result: str, *, ago: float = 600) -> "Story":
        campaign_id = 77 if result == "sent" else None
        entry = records.outcome(
            intent_id=intent, address=address, result=result, detail="why", campaign_id=campaign_id
        )
        return self.add(entry, ago)

    def stopped(
        self, payload: Payload, purpose: str, *, result: str = "stopped", ago: float = 500
    ) -> "Story":
        number = f"s{len(self.entries)}"
        claim = Claim(
            intent=number,
            verb=Verb.STOP,
            address=payload.address,
            revision=payload.revision,
            digest=payload.digest,
            timeout=30.0,
            runner="r",
            purpose=purpose,
            target=77,
        )
        self.add(records.intent(claim), ago)
        return self.ended(number, payload.address, result, ago=ago) if result else self

    def adopted(self) -> "Story":
        """A campaign that somebody made by hand, taken over by its id."""
        moment = datetime(2031, 2, 1, 9, 30, tzinfo=UTC)
        found = Import(
            address="one", revision=1, digest="", id=77, status=Status.SCHEDULED, marker="", name="N",
            scheduled_on=moment, attempt=1, endpoint="/1/targets/create.json", channel="push",
        )  # fmt: skip
        return self.add(records.imported(found))

    def batch(self, payload: Payload, index: int, of: int, result: str, ago: float = 600) -> "Story":
        from ctc.state.intents import BatchRecord

        number = f"b{len(self.entries)}"
        claim = Claim(
            intent=number,
            verb=Verb.SEND,
            address=payload.address,
            revision=payload.revision,
            digest=payload.digest,
            timeout=30.0,
            runner="r",
            endpoint=payload.endpoint,
            channel="sms",
            batch=BatchRecord(index=index, of=of, count=1, sha256=f"h{index}"),
        )
        self.add(records.intent(claim), ago)
        return self.ended(number, payload.address, result, ago=ago) if result else self

    def state(self) -> State:
        return fold(self.entries)


def change(state: State, *payloads: Payload, facts: Facts = FACTS, **more: Any) -> Change | None:
    plan = make_plan(payloads, {p.address for p in payloads}, state, facts, NOW, **more)
    assert len(plan.changes) <= 1, plan.changes
    return plan.changes[0] if plan.changes else None


def without_an_id(payload: Payload) -> Story:
    """A person said that it was sent, and not as what."""
    said = {"intent_id": "i1", "address": "one", "result": "sent", "by": "ann", "why": "seen"}
    return Story().tried(payload, "in_doubt").add(records.resolution(**said))


ONE = campaign()
OTHER = campaign(content={"title": "T"})
NOWISH = campaign(when="now")
BEGUN = campaign(when="20310101 11:00")
REPEATED = campaign(when={"type": "recurring", "start_time": "20301201 09:00"})
ESTIMATE = campaign(estimate_only=True)
NEAR = campaign(when="20310101 12:01")
SOON = campaign(when="20310101 12:04")

Row = tuple[str, Callable[[], Story], Payload | None, Action | None, str]
ROWS: list[Row] = [
    ("doubt", lambda: Story().tried(ONE, "in_doubt"), ONE, Action.BLOCKED, "may or may not"),
    ("doubt, another digest", lambda: Story().tried(ONE, "in_doubt"), OTHER, Action.BLOCKED, "resolve"),
    ("doubt, gone", lambda: Story().tried(ONE, "in_doubt"), None, Action.BLOCKED, "--not-sent"),
    ("died long ago", lambda: Story().tried(ONE, ago=61), ONE, Action.BLOCKED, "no outcome"),
    ("died at this moment", lambda: Story().tried(ONE, ago=60), ONE, Action.BLOCKED, "no outcome"),
    (
        "a stop that must be over at this moment",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "gone", result="", ago=60),
        None,
        Action.STOP,
        "gone",
    ),
    ("in flight", lambda: Story().tried(ONE, ago=59), ONE, Action.SKIPPED, "another run is sending"),
    (
        "stop in flight",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "gone", result="", ago=5),
        None,
        Action.SKIPPED,
        "stopping",
    ),
    (
        "died in a stop",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "gone", result=""),
        None,
        Action.STOP,
        "gone",
    ),
    ("live, estimate", lambda: Story().tried(ONE, "sent"), ESTIMATE, Action.BLOCKED, "estimate_only"),
    (
        "lower revision",
        lambda: Story().tried(campaign(revision=2), "sent"),
        ONE,
        Action.ERROR,
        "never goes back",
    ),
    ("same", lambda: Story().tried(ONE, "sent"), ONE, Action.UNCHANGED, "scheduled"),
    ("same, now", lambda: Story().tried(NOWISH, "sent"), NOWISH, Action.UNCHANGED, "running"),
    ("another digest", lambda: Story().tried(ONE, "sent"), OTHER, Action.REPLACE, "differs"),
    ("higher revision", lambda: Story().tried(ONE, "sent"), campaign(revision=2), Action.REPLACE, "higher"),
    ("recurring", lambda: Story().tried(REPEATED, "sent"), OTHER, Action.REPLACE, "differs"),
    ("begun, higher", lambda: Story().tried(BEGUN, "sent"), campaign(revision=2), Action.CREATE, "again"),
    ("sent, higher", lambda: Story().tried(NOWISH, "sent"), campaign(revision=2), Action.CREATE, "again"),
    (
        "rejected, higher",
        lambda: Story().tried(ONE, "rejected"),
        campaign(revision=2),
        Action.CREATE,
        "again",
    ),
    ("rejected", lambda: Story().tried(ONE, "rejected"), ONE, Action.CREATE, "was rejected"),
    ("not sent", lambda: Story().tried(ONE, "not_sent"), OTHER, Action.CREATE, "was not sent"),
    (
        "unfinished replace",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "replace"),
        OTHER,
        Action.CREATE,
        "finishes",
    ),
    (
        "unfinished, reverted",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "replace"),
        ONE,
        Action.CREATE,
        "finishes",
    ),
    (
        "replace too late",
        lambda: (
            Story().tried(ONE, "sent").stopped(ONE, "replace").add(records.late(address="one", revision=1))
        ),
        OTHER,
        Action.FROZEN,
        "too near",
    ),
    (
        "replace by a higher revision too late",
        lambda: (
            Story().tried(ONE, "sent").stopped(ONE, "replace").add(records.late(address="one", revision=2))
        ),
        campaign(revision=2),
        Action.FROZEN,
        "revision: 3",
    ),
    (
        "stopped by a person",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "person"),
        ONE,
        Action.FROZEN,
        "revision: 2",
    ),
    ("sent, another digest", lambda: Story().tried(NOWISH, "sent"), OTHER, Action.FROZEN, "revision: 2"),
    ("begun, another digest", lambda: Story().tried(BEGUN, "sent"), OTHER, Action.FROZEN, "begun"),
    ("nothing, estimate", Story, ESTIMATE, Action.ESTIMATE, "nothing is created"),
    ("nothing", Story, ONE, Action.CREATE, "new"),
    ("scheduled, gone", lambda: Story().tried(ONE, "sent"), None, Action.STOP, "77"),
    ("running, gone", lambda: Story().tried(NOWISH, "sent"), None, Action.STOP, "running"),
    ("recurring, gone", lambda: Story().tried(REPEATED, "sent"), None, Action.STOP, "gone"),
    ("scheduled without an id, gone", lambda: without_an_id(ONE), None, Action.FORGET, "tombstone"),
    ("a row without an id, gone", lambda: without_an_id(replace(ONE, key_columns=("sku",))), None, None, ""),
    ("rejected, gone", lambda: Story().tried(ONE, "rejected"), None, Action.FORGET, "tombstone"),
    (
        "tombstone",
        lambda: Story().tried(ONE, "rejected").add(records.tombstone(address="one")),
        None,
        None,
        "",
    ),
    (
        "stop, reverted",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "gone").add(records.tombstone(address="one")),
        ONE,
        Action.FROZEN,
        "stopped",
    ),
    (
        "freed",
        lambda: Story().tried(ONE, "sent").add(records.freed(address="one", by="ann", why="")),
        ONE,
        Action.CREATE,
        "is sent again",
    ),
    (
        "freed for a reason",
        lambda: Story().tried(ONE, "sent").add(records.freed(address="one", by="ann", why="a slip")),
        ONE,
        Action.CREATE,
        "a slip",
    ),
    (
        "freed, gone",
        lambda: Story().tried(ONE, "sent").add(records.freed(address="one", by="ann", why="")),
        None,
        None,
        "",
    ),
    ("adopted by its id", lambda: Story().adopted(), ONE, Action.FROZEN, "cannot be compared"),
    ("adopted, higher", lambda: Story().adopted(), campaign(revision=2), Action.REPLACE, "higher"),
    ("adopted, gone", lambda: Story().adopted(), None, Action.STOP, "77"),
    ("too near", Story, campaign(when="20310101 12:01"), Action.BLOCKED, "two minutes"),
    ("passed", Story, campaign(when="20300101 12:01"), Action.BLOCKED, "has passed"),
    (
        "replace too near",
        lambda: Story().tried(campaign(when="20310101 12:04"), "sent"),
        ONE,
        Action.BLOCKED,
        "replace_margin",
    ),
    ("too near for a replace", lambda: Story().tried(ONE, "sent"), NEAR, Action.BLOCKED, "two minutes"),
    ("frozen, and its time has passed", lambda: Story().tried(NOWISH, "sent"), BEGUN, Action.FROZEN, "begun"),
    ("same, as it begins", lambda: Story().tried(NEAR, "sent"), NEAR, Action.UNCHANGED, "as recorded"),
    (
        "replace just in time",
        lambda: Story().tried(campaign(when="20310101 12:05"), "sent"),
        ONE,
        Action.REPLACE,
        "differs",
    ),
    (
        "stopped just in time",
        lambda: Story().tried(SOON, "sent").stopped(SOON, "replace", ago=60),
        OTHER,
        Action.CREATE,
        "finishes a replace: 77 is stopped",
    ),
    (
        "stopped too late",
        lambda: Story().tried(SOON, "sent").stopped(SOON, "replace", ago=59),
        OTHER,
        Action.FROZEN,
        "a replace stopped it too near its schedule",
    ),
    (
        "stopped by a person, higher",
        lambda: Story().tried(ONE, "sent").stopped(ONE, "person"),
        campaign(revision=2),
        Action.CREATE,
        "sends again: revision 2 follows 1 (stopped)",
    ),
    (
        "sent, and a lower revision of it in doubt",
        lambda: Story().tried(ONE, "in_doubt"),
        campaign(revision=2),
        Action.BLOCKED,
        "an earlier create",
    ),
    ("rejected, an estimate", lambda: Story().tried(ONE, "rejected"), ESTIMATE, Action.ESTIMATE, "asked"),
    ("sent, an estimate", lambda: Story().tried(NOWISH, "sent"), ESTIMATE, Action.BLOCKED, "it is running"),
    (
        "repeated, and begun",
        lambda: Story().tried(REPEATED, "sent"),
        campaign(revision=2),
        Action.REPLACE,
        "a higher revision: 77 is running and is stopped, then made anew",
    ),
]

BROKEN: list[Row] = [
    ("made twice", lambda: Story().tried(ONE, "sent").tried(ONE, "sent", attempt=2), ONE, Action.BLOCKED, "(77)"),
    ("twice, gone", lambda: Story().tried(ONE, "sent").tried(ONE, "sent", attempt=2), None, Action.BLOCKED, "stays"),
    (
        "made twice, higher",
        lambda: Story().tried(ONE, "sent").tried(ONE, "sent", attempt=2),
        campaign(revision=2),
        Action.REPLACE,
        "higher",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("story", "payload", "action", "says"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN]
)
@pytest.mark.breaks_the_promise
def test_what_was_made_twice_waits_for_a_person(
    story: Callable[[], Story], payload: Payload | None, action: Action, says: str
) -> None:
    found = change(story().state(), *([payload] if payload else []))
    assert found is not None
    assert (found.action, found.in_doubt, says in found.reason) == (action, action is Action.BLOCKED, True)


@pytest.mark.parametrize(
    ("story", "payload", "action", "says"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS]
)
def test_row(story: Callable[[], Story], payload: Payload | None, action: Action | None, says: str) -> None:
    found = change(story().state(), *([payload] if payload else []))
    if action is None:
        assert found is None
        return
    assert found is not None
    assert found.action is action
    assert says in found.reason
    assert found.in_doubt is (story().state().record("one") is not None and "may or may not" in found.reason)


@pytest.mark.parametrize(
    ("address", "elsewhere", "says"),
    [
        ("one", "one", "its spec leaves this environment out"),
        ("one", "two", "its spec is gone"),
        ("drop[a]", "drop", "its spec leaves this environment out"),
    ],
)
def test_what_is_for_other_environments_is_not_called_gone(address: str, elsewhere: str, says: str) -> None:
    state = Story().tried(campaign(address), "sent").state()
    made = change(state, facts=replace(FACTS, elsewhere=(elsewhere,)))
    assert made is not None
    assert (made.action, made.reason) == (Action.STOP, f"{says}, and 77 is scheduled")


def test_users_own_time_zones_need_fourteen_hours_more() -> None:
    when = {"type": "later", "delivery_date_time": ["20310102 00:00"], "delivery_timezone": "user"}
    story = Story().tried(campaign(when=when), "sent")
    known = story.state().records["one"]
    moment = datetime(2031, 1, 2, tzinfo=UTC)
    record = known._replace(scheduled_on=moment, recurring=False, user_zone=True, status=Status.SCHEDULED)
    state = replace(story.state(), entries={record.born: record})
    found = change(state, OTHER)
    assert found is not None
    assert found.action is Action.BLOCKED
    assert "14h" in found.reason


def test_a_rename_carries_its_record() -> None:
    state = Story().tried(ONE, "sent").state()
    renamed = replace(ONE, address="two", was=("one",))
    found = change(state, renamed)
    assert found is not None
    assert found.action is Action.UNCHANGED
    assert found.recorded.address == "one"
    assert "moves here from one" in found.reason


@pytest.mark.parametrize("buried", [False, True])
def test_a_rename_without_was_is_blocked(buried: bool) -> None:
    story = Story().tried(NOWISH, "sent")
    if buried:
        story.add(records.tombstone(address="one"))
    plan = make_plan([replace(NOWISH, address="two")], {"two"}, story.state(), FACTS, NOW)
    actions = {found.address: found for found in plan.changes}
    assert actions["two"].action is Action.BLOCKED
    assert "was: [one]" in actions["two"].reason


def test_a_rename_without_was_stops_nothing_before_it_is_told() -> None:
    """What was stopped is not made again: a forgotten line would cost all that waits."""
    state = Story().tried(ONE, "sent").state()
    renamed = replace(ONE, address="two")
    plan = make_plan([renamed], {"two"}, state, FACTS, NOW)
    actions = {found.address: found for found in plan.changes}
    assert {name: found.action for name, found in actions.items()} == {
        "one": Action.BLOCKED,
        "two": Action.BLOCKED,
    }
    assert "two says the same" in actions["one"].reason
    told = make_plan([replace(renamed, was=("one",))], {"two"}, state, FACTS, NOW)
    assert [found.action for found in told.changes] == [Action.UNCHANGED]
    others = make_plan([replace(OTHER, address="two")], {"two"}, state, FACTS, NOW)
    assert {found.address: found.action for found in others.changes} == {
        "one": Action.STOP,
        "two": Action.CREATE,
    }


def test_what_the_selection_leaves_out_is_not_gone() -> None:
    state = Story().tried(ONE, "sent").state()
    plan = make_plan([], {"one"}, state, FACTS, NOW)
    assert plan.changes == ()
    plan = make_plan([], set(), state, FACTS, NOW, selected=lambda address: address == "two")
    assert plan.changes == ()


def test_what_a_renamed_campaign_takes_over_is_not_gone_where_it_is_left_out() -> None:
    state = Story().tried(ONE, "sent").state()
    renamed = replace(ONE, address="two", was=("one",))
    for selected in (lambda address: address == "one", lambda address: address != "two"):
        plan = make_plan([renamed], {"two"}, state, FACTS, NOW, selected=selected)
        assert plan.changes == ()


PEOPLE: list[tuple[str, Callable[[], Story], Payload | None, Action, str]] = [
    ("part", lambda: Story().batch(letter(), 1, 2, "sent"), letter(), Action.CREATE, "1 of 2"),
    ("all", lambda: Story().batch(letter(), 1, 1, "sent"), letter(), Action.UNCHANGED, "sent"),
    (
        "part, changed",
        lambda: Story().batch(letter(), 1, 2, "sent"),
        letter(4),
        Action.FROZEN,
        "bytes changed",
    ),
    (
        "all, changed",
        lambda: Story().batch(letter(), 1, 1, "sent"),
        letter(4),
        Action.FROZEN,
        "it has been sent, and the spec differs",
    ),
    ("part, gone", lambda: Story().batch(letter(), 1, 2, "sent"), None, Action.FORGET, "gone"),
    (
        "doubt",
        lambda: Story().batch(letter(), 1, 2, "sent").batch(letter(), 2, 2, "in_doubt"),
        letter(),
        Action.BLOCKED,
        "--batch 2",
    ),
    (
        "two in flight",
        lambda: Story().batch(letter(), 1, 2, "", ago=50).batch(letter(), 2, 2, "", ago=20),
        letter(),
        Action.SKIPPED,
        "sending it at this moment (or died less than 1m 30s ago): r",
    ),
    (
        "one in flight, one in doubt",
        lambda: Story().batch(letter(), 1, 2, "in_doubt", ago=50).batch(letter(), 2, 2, "", ago=20),
        letter(),
        Action.BLOCKED,
        "batch 1 of 2 may or may not have been sent",
    ),
    ("held", lambda: Story(held="an old state"), letter(), Action.BLOCKED, "an old state"),
    ("rejected", lambda: Story().batch(letter(), 1, 2, "rejected"), letter(), Action.CREATE, "was rejected"),
]


@pytest.mark.parametrize(
    ("story", "payload", "action", "says"), [row[1:] for row in PEOPLE], ids=[row[0] for row in PEOPLE]
)
def test_identity_sends(
    story: Callable[[], Story], payload: Payload | None, action: Action, says: str
) -> None:
    found = change(story().state(), *([payload] if payload else []))
    assert found is not None
    assert found.action is action
    assert says in found.reason


def listed(*rows: tuple[int, str, str], complete: bool = True) -> Listing:
    return Listing(
        complete=complete,
        at=NOW,
        campaigns=tuple(
            ListedCampaign(id=n, name=f"N #{marker}", status=status) for n, marker, status in rows
        ),
    )


MARKER = marker_for(FACTS, "one", ONE, 1)
STRANGER = f"{MARKER[:8]}-aaaa"
LAG = replace(FACTS, listing_lag=60.0)

RECONCILED: list[tuple[str, Listing, Facts, float, Action, str]] = [
    ("a full match", listed((5, MARKER, "pending")), FACTS, 600, Action.ADOPT, "lists it as 5"),
    ("a full match while in flight", listed((5, MARKER, "pending")), FACTS, 5, Action.ADOPT, "5"),
    (
        "two matches",
        listed((5, MARKER, "pending"), (6, MARKER, "pending")),
        FACTS,
        600,
        Action.BLOCKED,
        "several",
    ),
    ("a stranger", listed((5, STRANGER, "pending")), FACTS, 600, Action.BLOCKED, "candidate"),
    ("nothing, no lag stated", listed(), FACTS, 600, Action.BLOCKED, "listing_lag"),
    ("nothing, long after", listed(), LAG, 600, Action.CREATE, "was not sent"),
    ("nothing, too soon", listed(), LAG, 119, Action.SKIPPED, "another run"),
    ("incomplete", listed(complete=False), LAG, 600, Action.BLOCKED, "incomplete"),
    (
        "incomplete, a match",
        listed((5, MARKER, "running"), complete=False),
        LAG,
        600,
        Action.ADOPT,
        "running",
    ),
]


@pytest.mark.parametrize(
    ("listing", "facts", "ago", "action", "says"),
    [row[1:] for row in RECONCILED],
    ids=[row[0] for row in RECONCILED],
)
def test_reconcile(listing: Listing, facts: Facts, ago: float, action: Action, says: str) -> None:
    state = Story().tried(ONE, ago=ago).state()
    found = change(state, ONE, listing=listing, facts=facts)
    assert found is not None
    assert found.action is action
    assert says in found.reason


def test_a_stopped_predecessor_is_no_stranger() -> None:
    story = Story().tried(ONE, "sent").stopped(ONE, "replace").tried(OTHER, "in_doubt", attempt=2)
    new = marker_for(FACTS, "one", OTHER, 2)
    found = change(story.state(), OTHER, listing=listed((77, MARKER, "stopped"), (78, new, "pending")))
    assert found is not None
    assert found.action is Action.ADOPT
    assert found.recorded.adopts == 78


def test_without_a_marker_nothing_is_adopted() -> None:
    story = Story()
    story.tried(ONE, "in_doubt")
    intent = dict(story.entries[1].record) | {"marker": ""}
    story.entries[1] = story.entries[1]._replace(record=intent)
    found = change(story.state(), ONE, listing=listed(), facts=replace(LAG, name_marker=False))
    assert found is not None
    assert found.action is Action.BLOCKED
    assert "no marker" in found.reason


def test_the_listing_says_what_became_of_it() -> None:
    state = Story().tried(ONE, "sent").state()
    stopped = change(state, ONE, listing=listed((77, MARKER, "stopped")))
    running = change(state, OTHER, listing=listed((77, MARKER, "running")))
    assert stopped is not None
    assert running is not None
    assert stopped.action is Action.FROZEN
    assert running.action is Action.FROZEN


def test_a_plan_shows_what_would_go_out_otherwise() -> None:
    """Who reviews a plan sees each change of what was sent, also of one that is not replaced any more."""
    for sent, now in ((ONE, OTHER), (NOWISH, replace(OTHER, address="one"))):
        state = Story().tried(sent, "sent").state()
        differs, same = change(state, now), change(state, sent)
        assert differs is not None
        assert same is not None
        assert [line.path for line in differs.difference if line.path.startswith("/content")] == ["/content"]
        assert same.difference == ()


@pytest.mark.parametrize(
    ("facts", "ago", "says"),
    [(LAG, 5, "after 12:01:55"), (LAG, 120, ""), (FACTS, 5, ""), (FACTS, 600, "")],
    ids=["soon", "the lag is over", "fresh, and nobody stated a lag", "old, and nobody stated a lag"],
)
def test_a_doubt_says_when_waiting_helps(facts: Facts, ago: float, says: str) -> None:
    """Two timeouts and the lag after its intent the listing settles it; without a lag it never does."""
    found = change(Story().tried(ONE, "in_doubt", ago=ago).state(), ONE, facts=facts)
    assert found is not None
    assert ("settles itself" in found.reason) is bool(says)
    assert says in found.reason


def test_waiting_does_not_help_where_one_of_several_is_listed_nowhere() -> None:
    """CleverTap lists no identity sends: a person must say what became of it."""
    found = change(Story().batch(letter(), 1, 1, "in_doubt", ago=5).state(), letter(), facts=LAG)
    assert found is not None
    assert found.in_doubt
    assert "settles itself" not in found.reason


@pytest.mark.parametrize(
    ("guards", "wanted", "codes"),
    [
        ({"max_stops": 0}, None, ["CTC505"]),
        ({"max_stops": 1}, None, []),
        ({"max_stops": 0}, OTHER, ["CTC505"]),
        ({"max_stops": 0}, ONE, []),
        ({"max_creates": 0}, OTHER, ["CTC504"]),
        ({"max_creates": 0}, None, []),
        ({"max_creates": 1}, OTHER, []),
    ],
)
def test_guards_count_what_a_plan_stops_and_sends(
    guards: dict[str, int], wanted: Payload | None, codes: list[str]
) -> None:
    """A replace is both: what is scheduled is stopped, and another goes out."""
    state = Story().tried(ONE, "sent").state()
    payloads = [wanted] if wanted else []
    plan = make_plan(payloads, {one.address for one in payloads}, state, replace(FACTS, guards=guards), NOW)
    assert [found.code for found in breaches(plan)] == codes


@pytest.mark.parametrize(
    ("is_ancestor", "wanted", "codes"),
    [
        (False, None, ["CTC732"]),
        (False, OTHER, ["CTC732"]),
        (False, ONE, []),
        (True, None, []),
        (None, None, []),
    ],
    ids=["a stop", "a replace", "nothing", "a newer checkout", "nobody knows"],
)
def test_an_older_checkout_that_would_undo_something_is_told(
    is_ancestor: bool | None, wanted: Payload | None, codes: list[str]
) -> None:
    state = replace(Story().tried(ONE, "sent").state(), commit="c" * 40)
    payloads = [wanted] if wanted else []
    facts = replace(FACTS, is_ancestor=is_ancestor)
    plan = make_plan(payloads, {one.address for one in payloads}, state, facts, NOW)
    assert [found.code for found in plan.diagnostics] == codes


def test_a_later_attempt_has_another_marker_than_any_before() -> None:
    """Else a listing of the first would be taken for the second."""
    story = Story().tried(ONE, "rejected", attempt=1)
    record = story.state().record("one")
    seen = {marker_for(FACTS, "one", ONE, attempt) for attempt in (1, 2, 3)}
    assert next_attempt(FACTS, ONE, record, seen) == (4, marker_for(FACTS, "one", ONE, 4))
    assert next_attempt(FACTS, ONE, record, set()) == (2, marker_for(FACTS, "one", ONE, 2))
    assert next_attempt(FACTS, ONE, None, set()) == (1, marker_for(FACTS, "one", ONE, 1))


@pytest.mark.parametrize(
    ("story", "asked"),
    [
        (Story, False),
        (lambda: Story().tried(ONE, "sent"), False),
        (lambda: Story().tried(ONE, "sent").tried(campaign("two"), "in_doubt"), True),
        (lambda: Story().tried(ONE, "sent").tried(campaign("two")), True),
        (lambda: Story().tried(ONE, "sent").tried(campaign("two", when="20310101 11:00"), "sent"), True),
        (lambda: Story().tried(ONE, "in_doubt").add(records.freed(address="one", by="ann", why="")), False),
        (lambda: Story().tried(NOWISH, "sent").add(records.tombstone(address="one")), False),
    ],
    ids=[
        "nothing",
        "scheduled",
        "one of two in doubt",
        "one of two in flight",
        "one of two has begun",
        "forgotten",
        "forgotten as it ran",
    ],
)
def test_a_listing_is_asked_where_only_it_can_tell(story: Callable[[], Story], asked: bool) -> None:
    assert needs_listing(story().state(), NOW) is asked
