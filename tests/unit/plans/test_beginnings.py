"""A state begun over an account: what carries this project's markers is imported; the window that is asked for."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.payloads.payload import Payload, payload_of
from ctc.plans.facts import Facts
from ctc.plans.first_records import HELD, first_records
from ctc.plans.matching import marker_for
from ctc.plans.plan import Action
from ctc.plans.planning import make_plan
from ctc.plans.windows import windows_of
from ctc.state import records
from ctc.state.claims import Claim
from ctc.state.intents import Verb
from ctc.state.journal import begin
from ctc.state.record import Status
from ctc.state.state import State
from ctc.state.stores.memory import MemoryStore

NOW = datetime(2031, 1, 1, 12, tzinfo=UTC)
FACTS = Facts(project="acme", environment="test", zone=ZoneInfo("Asia/Kolkata"))


def payload(address: str = "one", *, title: str = "T", revision: int = 1, **more: tuple[str, ...]) -> Payload:
    body = {"name": "N", "target_mode": "push", "when": "20310301 10:00", "content": {"title": title}}
    return payload_of(
        address=address,
        revision=revision,
        channel="push",
        variant="push",
        endpoint="/1/targets/create.json",
        body=body,
        **more,
    )


def row(number: int, marker: str, status: str = "pending") -> ListedCampaign:
    return ListedCampaign(id=number, name=f"N #{marker}", status=status)


def begun(listing: Listing, *payloads: Payload) -> State:
    entries = first_records(payloads, listing, FACTS, "L")
    return begin(MemoryStore(lambda: NOW), entries).state


def action(state: State, wanted: Payload) -> Action:
    return make_plan([wanted], {wanted.address}, state, FACTS, NOW).changes[0].action


def test_a_new_account_holds_nothing() -> None:
    state = begun(Listing(complete=True), payload())
    assert state.records == {}
    assert state.held == ""
    assert state.binding is not None
    assert state.binding.lineage == "L"


def test_what_is_there_is_imported_and_left_alone() -> None:
    one = payload()
    state = begun(Listing(complete=True, campaigns=(row(5, marker_for(FACTS, "one", one, 3)),)), one)
    record = state.records["one"]
    assert (record.id, record.status, record.digest, record.attempt) == (5, Status.SCHEDULED, one.digest, 3)
    assert state.held == HELD
    assert action(state, one) is Action.UNCHANGED


def test_another_payload_of_the_same_identity_is_imported_without_a_digest() -> None:
    listed = row(5, marker_for(FACTS, "one", payload(title="Old"), 1), "completed")
    state = begun(Listing(complete=True, campaigns=(listed,)), payload())
    assert state.records["one"].digest == ""
    assert action(state, payload()) is Action.FROZEN


def test_a_stopped_predecessor_gives_way_to_the_live_one_and_is_no_stranger_later() -> None:
    old, new = (marker_for(FACTS, "one", payload(title=title), 1) for title in ("Old", "T"))
    state = begun(Listing(complete=True, campaigns=(row(5, old, "stopped"), row(6, new))), payload())
    assert state.records["one"].id == 6
    assert {old, new} <= set(state.records["one"].markers)


@pytest.mark.breaks_the_promise
def test_two_live_copies_are_shown_to_a_person() -> None:
    marker = marker_for(FACTS, "one", payload(), 1)
    state = begun(Listing(complete=True, campaigns=(row(5, marker), row(6, marker))), payload())
    assert state.records["one"].broken[0].id == 5
    plan = make_plan([payload()], {"one"}, state, FACTS, NOW)
    assert [found.code for found in plan.diagnostics] == ["CTC530"]
    several = Listing(complete=True, campaigns=tuple(row(number, marker) for number in (7, 5, 9)))
    assert list(first_records([payload()], several, FACTS, "L")[1]["strays"]) == [5, 7]


def test_a_former_address_and_a_lower_revision_are_found() -> None:
    before = payload("old")
    renamed = payload("new", was=("old",))
    state = begun(Listing(complete=True, campaigns=(row(5, marker_for(FACTS, "old", before, 1)),)), renamed)
    assert action(state, renamed) is Action.UNCHANGED
    state = begun(
        Listing(complete=True, campaigns=(row(5, marker_for(FACTS, "old", before, 1)),)),
        replace(renamed, revision=2),
    )
    assert state.records["new"].revision == 1


def test_a_stranger_is_left_alone() -> None:
    state = begun(Listing(complete=True, campaigns=(row(5, "aaaaaaaa-bbbb"),)), payload())
    assert state.records == {}
    assert state.held == HELD


def test_the_window_reaches_a_year_back_at_first_and_then_from_the_last_record() -> None:
    fresh = begun(Listing(complete=True))
    assert windows_of(fresh, [payload()], FACTS, NOW) == [
        (date(2029, 12, 31), date(2031, 1, 2)),
        (date(2031, 2, 28), date(2031, 3, 2)),
    ]
    one = payload()
    known = begun(
        Listing(complete=True, campaigns=(row(5, marker_for(FACTS, "one", one, 1), "completed"),)), one
    )
    later = NOW + timedelta(days=100)
    assert windows_of(replace(known, listed_at=later), [], FACTS, later) == [
        (date(2031, 4, 10), date(2031, 5, 10))
    ]


@pytest.mark.parametrize("result", ["rejected", "not_sent"])
def test_the_days_of_an_attempt_that_came_to_nothing_are_listed(result: str) -> None:
    """Another host may have said so of what was made after all: moved to another day, it would go out twice."""
    one = payload()
    moment = datetime(2031, 3, 1, 4, 30, tzinfo=UTC)
    claim = Claim(
        intent="i",
        verb=Verb.CREATE,
        address="one",
        revision=1,
        digest=one.digest,
        timeout=30.0,
        runner="r",
        marker=marker_for(FACTS, "one", one, 1),
        endpoint=one.endpoint,
        channel="push",
        scheduled_on=moment,
        payload=dict(one.body),
    )
    journal = begin(MemoryStore(lambda: NOW), first_records((), Listing(complete=True), FACTS, "L"))
    outcome = records.outcome(intent_id="i", address="one", result=result, detail="", campaign_id=None)
    journal.append(lambda _: [records.intent(claim), outcome])
    moved = replace(one, when="20310601 10:00")
    found = windows_of(journal.state, [moved], FACTS, NOW)
    assert any(first <= date(2031, 3, 1) <= last for first, last in found)
    assert any(first <= date(2031, 6, 1) <= last for first, last in found)
    assert not any(first <= date(2031, 5, 1) <= last for first, last in found)
