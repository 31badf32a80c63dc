"""Laws of planning: blind to the order of its input, and empty once it was applied."""

from datetime import UTC, datetime
from itertools import count
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.apply.run import Run
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.batches import batches
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.action import SAFE_ORDER, Action
from ctc.plans.facts import Facts
from ctc.plans.plan import Plan
from ctc.plans.planning import make_plan
from ctc.plans.view import View
from ctc.state import records
from ctc.state.journal import Journal, begin
from ctc.state.record import Binding
from ctc.state.stores.memory import MemoryStore

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
FACTS = Facts(project="acme", environment="test", zone=ZoneInfo("Asia/Kolkata"))
FINE = Outcome(result=Result.SENT, detail="ok")


class Obliging:
    """A CleverTap that does what it is asked."""

    def __init__(self) -> None:
        self.listed: dict[int, ListedCampaign] = {}

    def ready(self) -> None:
        pass

    def create(self, body: bytes, **_: Any) -> Outcome:
        import json

        number = 1700000001 + len(self.listed)
        self.listed[number] = ListedCampaign(id=number, name=json.loads(body)["name"], status="pending")
        return Outcome(result=Result.SENT, detail="ok", id=number)

    def send(self, endpoint: str, body: bytes, **_: Any) -> Outcome:
        return FINE

    def estimate(self, body: bytes) -> Outcome:
        return FINE

    def listing(self, start: Any, end: Any) -> Listing:
        return Listing(complete=True, campaigns=tuple(self.listed.values()))

    def stop(self, campaign_id: int) -> Outcome:
        before = self.listed[campaign_id]
        self.listed[campaign_id] = ListedCampaign(id=before.id, name=before.name, status="stopped")
        return FINE


class Clock:
    def now(self) -> datetime:
        return NOW

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        pass


class Nothing:
    def hit(self, name: str) -> None:
        pass


@st.composite
def payloads(draw: Any) -> list[Payload]:
    addresses = draw(st.lists(st.sampled_from(["a", "b", "c", "d[en]"]), unique=True))
    return [draw(payload(address)) for address in addresses]


@st.composite
def payload(draw: Any, address: str) -> Payload:
    is_send = draw(st.booleans()) and address == "a"
    text = draw(st.sampled_from(["x", "y"]))
    body: dict[str, Any] = {
        "name": address,
        "target_mode": "push",
        "when": draw(st.sampled_from(["now", "20310301 10:00", "20310401 10:00"])),
        "where": {"event_name": address},
        "content": {"title": text, "body": text},
    }
    if is_send:
        body = {"to": {"Identity": ["p1", "p2"]}, "content": {"body": text}}
    return payload_of(
        address=address,
        revision=draw(st.integers(1, 2)),
        channel="push",
        variant="push",
        endpoint="/1/send/push.json" if is_send else "/1/targets/create.json",
        body=body,
    )


def new_journal() -> Journal:
    binding = Binding(project="acme", environment="test", account_id="", region="", lineage="L")
    return begin(MemoryStore(lambda: NOW), [records.init(binding)])


def plan(journal: Journal, wanted: list[Payload]) -> Plan:
    return make_plan(wanted, {one.address for one in wanted}, journal.state, FACTS, NOW)


def applied(journal: Journal, client: Obliging, made: Plan) -> Any:
    numbers = count()
    run = Run(
        journal=journal,
        client=client,
        clock=Clock(),
        facts=FACTS,
        failpoints=Nothing(),
        listener=lambda event: None,
        interrupted=lambda: False,
        recipients=lambda one: batches(one.body["to"], folder=None, root=None),  # type: ignore[arg-type]
        rate=1.0,
        identities=(),
        runner="r",
        new_id=lambda: f"{journal.state.serial}-{next(numbers)}",
        words=str,
    )
    return apply_plan(made, run)


@given(versions=st.lists(payloads(), min_size=1, max_size=4))
@settings(deadline=None, max_examples=60)
def test_a_plan_that_was_applied_is_empty(versions: list[list[Payload]]) -> None:
    journal, client = new_journal(), Obliging()
    for wanted in versions:
        made = plan(journal, wanted)
        done = applied(journal, client, made)
        assert done.count(End.APPLIED) == sum(change.action.is_change for change in made.changes)
        assert not plan(journal, wanted).pending


@given(versions=st.lists(payloads(), min_size=1, max_size=3), order=st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_a_plan_is_blind_to_order(versions: list[list[Payload]], order: Any) -> None:
    journal, client = new_journal(), Obliging()
    for wanted in versions[:-1]:
        applied(journal, client, plan(journal, wanted))
    made = plan(journal, versions[-1])
    shuffled = list(versions[-1])
    order.shuffle(shuffled)
    assert plan(journal, shuffled) == made
    ranks = [SAFE_ORDER.index(change.action) for change in made.changes]
    assert ranks == sorted(ranks)


@given(versions=st.lists(payloads(), min_size=1, max_size=3))
@settings(deadline=None, max_examples=60)
def test_what_is_made_when_it_is_asked_for_is_what_looking_at_each_address_says(
    versions: list[list[Payload]],
) -> None:
    journal, client = new_journal(), Obliging()
    for wanted in versions:
        applied(journal, client, plan(journal, wanted))
    made = plan(journal, versions[-1])
    with patch.object(View, "plain", return_value=None):
        one_by_one = plan(journal, versions[-1])
    assert [*made.changes] == [*one_by_one.changes]
    assert made.counts == one_by_one.counts
    assert len(made.changes) == len(one_by_one.notable)
    assert all(change.action is Action.UNCHANGED for change in made.changes if change not in made.notable)


@given(wanted=payloads())
@settings(deadline=None, max_examples=30)
def test_planning_writes_nothing(wanted: list[Payload]) -> None:
    journal = new_journal()
    before = journal.state
    plan(journal, wanted)
    assert journal.refresh() == before
