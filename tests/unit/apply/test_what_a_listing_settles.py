"""What a listing says of what is recorded: statuses that are followed, doubts that it settles, strangers that hold."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.apply import reconciling
from ctc.apply.applied import End
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.plan import Action, Change
from ctc.state.intents import Intent, Verb
from ctc.state.record import Status
from ctc.state.settling import resolve

LOST = (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True)
UNMADE = (Outcome(result=Result.IN_DOUBT, detail="reset in the body"), False)
DUE = "20310201 09:30"


def entries(world: Any, kind: str) -> list[Mapping[str, Any]]:
    return [entry.record for entry in world.store.read() if entry.record["kind"] == kind]


def test_what_another_run_put_in_its_place_is_settled_by_a_replace_of_the_same(
    world: Any, make_campaign: Any
) -> None:
    """Its answer was lost, and this run's plan is older: what is listed is recorded, and nothing is made anew."""
    world.apply(make_campaign())
    better = make_campaign(content={"title": "Better", "body": "There"})
    plan = world.plan(better)
    world.clevertap.faults = [LOST]
    world.apply(better)
    [done] = world.apply(plan=plan).done
    assert (done.action, done.end, done.id) == (Action.REPLACE, End.APPLIED, world.clevertap.made[1].id)
    assert world.journal().state.record("one").status is Status.SCHEDULED
    assert len(world.clevertap.made) == 2


@pytest.mark.parametrize(
    ("listed", "known", "followed"),
    [
        ("pending", "scheduled", None),
        ("scheduled", "scheduled", None),
        ("Running", "scheduled", "running"),
        ("paused", "scheduled", "running"),
        ("completed", "scheduled", "sent"),
        ("STOPPED", "scheduled", "stopped"),
        ("a word of tomorrow", "scheduled", None),
        ("pending", "stopped", None),
        ("stopped", "stopped", None),
        ("running", "stopped", "running"),
        ("completed", "stopped", "sent"),
        ("pending", "running", "scheduled"),
        ("running", "running", None),
    ],
)
def test_how_a_listed_status_is_followed(
    world: Any, make_campaign: Any, listed: str, known: str, followed: str | None
) -> None:
    """A listing lags behind the answer to a stop: that it still waits says nothing. That it goes out says a lot."""
    world.apply(make_campaign())
    if known == "stopped":
        world.apply()
    number, run = world.clevertap.made[0].id, world.run()
    if known == "running":
        begun = ListedCampaign(id=number, name="", status="running")
        reconciling.observe(run, Listing(complete=True, campaigns=(begun,)))
    serial = len([*world.store.read()])
    one = ListedCampaign(id=number, name="", status=listed)
    reconciling.observe(run, Listing(complete=True, campaigns=(one._replace(id=3, status="running"), one)))
    told = [entry.record for entry in world.store.read(after=serial)]
    assert [(each["address"], each["id"], each["status"]) for each in told] == (
        [("one", number, followed)] if followed else []
    )


def test_what_is_in_doubt_follows_no_status(world: Any, make_campaign: Any) -> None:
    """Its entry may be that of another attempt: what is listed of it is settled by its marker."""
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=10)
    world.clevertap.faults = [UNMADE]
    world.apply(make_campaign(content={"title": "Better", "body": "There"}))
    run = world.run()
    assert run.record("one").unsettled
    one = ListedCampaign(id=world.clevertap.made[0].id, name="", status="completed")
    reconciling.observe(run, Listing(complete=True, campaigns=(one,)))
    assert run.record("one").status is Status.IN_DOUBT


@pytest.mark.parametrize(
    ("when", "listed", "status"),
    [
        (DUE, "pending", "scheduled"),
        (DUE, "RUNNING", "running"),
        (DUE, "completed", "sent"),
        (DUE, "stopped", "stopped"),
        (DUE, "a word of tomorrow", "scheduled"),
        ("now", "a word of tomorrow", "running"),
        ("now", "completed", "sent"),
    ],
)
@pytest.mark.parametrize("known", [True, False], ids=["in doubt", "unknown"])
def test_what_is_found_is_recorded_as_it_is_listed(
    world: Any, make_campaign: Any, when: str, listed: str, status: str, known: bool
) -> None:
    payload = make_campaign(when=when)
    world.clevertap.faults = [LOST]
    world.apply(payload)
    made = world.clevertap.made[0]
    made.status = lambda _: listed
    if not known:
        world.begin()
    world.events.clear()
    world.apply(plan=world.plan(payload, listed=known))
    record = world.journal().state.record("one")
    if not known and listed == "a word of tomorrow":
        status = "running"  # when it goes out is what the spec says; that it began is the more cautious
    assert (record.id, record.status.value, bool(record.unsettled)) == (made.id, status, False)
    told = [
        (one.address, one.data["id"], one.data["status"]) for one in world.events if one.event == "adopted"
    ]
    assert told == [("one", made.id, listed)]
    if known:
        [settled] = entries(world, "resolution")
        assert (settled["by"], settled["result"], settled["id"]) == ("listing", "sent", made.id)
        assert str(made.id) in settled["why"]


def test_what_the_listing_lacks_long_after_is_settled_as_not_sent(world: Any, make_campaign: Any) -> None:
    world.facts = replace(world.facts, listing_lag=60.0)
    world.clevertap.faults = [UNMADE]
    world.apply(make_campaign())
    world.time.at += timedelta(hours=1)
    world.events.clear()
    assert world.apply(make_campaign()).counts["applied"] == 1
    [settled] = entries(world, "resolution")
    assert (settled["by"], settled["result"], settled["id"], settled["status"]) == (
        "listing",
        "not_sent",
        None,
        None,
    )
    assert "long after it would" in settled["why"]
    assert "adopted" not in world.names()


def imported(world: Any, *payloads: Any) -> list[Mapping[str, Any]]:
    """What is recorded of campaigns that a state which was lost had made."""
    world.apply(*payloads)
    world.begin()
    world.apply(plan=world.plan(*payloads, listed=False))
    return entries(world, "imported")


RECURS = {"type": "recurring", "start_time": DUE, "delivery_timezone": "user"}


def test_an_adopted_campaign_is_recorded_with_all_that_a_later_stop_or_replace_asks(
    world: Any, make_campaign: Any
) -> None:
    payload = make_campaign()
    [record] = imported(world, payload)
    made = world.clevertap.made[0]
    assert {key: record[key] for key in record if key not in ("v", "kind", "numbers", "strays", "names")} == {
        "address": "one",
        "revision": 1,
        "digest": payload.digest,
        "id": made.id,
        "status": "scheduled",
        "marker": made.name[-13:],
        "name": made.name,
        "scheduled_on": "2031-02-01T09:30:00Z",
        "attempt": 1,
        "recurring": False,
        "user_zone": False,
        "endpoint": payload.endpoint,
        "channel": "push",
        "payload": dict(payload.body),
        "markers": [made.name[-13:]],
    }


def test_an_adopted_campaign_that_recurs_on_its_users_clocks_is_known_as_such(
    world: Any, make_campaign: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.clevertap.create = lambda body, **_: Outcome(result=Result.SENT, detail="", id=5)
    payload = make_campaign(when=RECURS)
    world.apply(payload)
    marker = world.journal().state.record("one").marker
    world.begin()
    one = ListedCampaign(id=5, name=f"Name of one #{marker}", status="pending")
    world.clevertap.listing = lambda *_: Listing(complete=True, campaigns=(one,))
    world.apply(plan=world.plan(payload, listed=False))
    record = world.journal().state.record("one")
    assert (record.id, record.recurring, record.user_zone) == (5, True, True)


def test_the_attempts_that_were_made_before_are_counted_on(world: Any, make_campaign: Any) -> None:
    """Else the next one gets the marker of one that was, and nobody could tell the two apart."""
    world.clevertap.faults = [(Outcome(result=Result.REJECTED, detail="no"), False)] * 2
    for _ in range(2):
        world.apply(make_campaign())
    world.clevertap.faults = [LOST]
    world.apply(make_campaign())
    world.time.at += timedelta(minutes=1)  # by then its request is over
    resolve(world.journal(), "one", sent=False, by="ann")
    assert world.journal().state.record("one").attempt == 3
    world.apply(plan=world.plan(make_campaign(), listed=False))
    [record] = entries(world, "imported")
    assert record["attempt"] == 3


@pytest.mark.parametrize("revision", [1, 3])
@pytest.mark.parametrize("left_out", [False, True])
def test_an_older_state_is_known_by_any_revision_of_any_spec(
    world: Any, make_campaign: Any, make_message: Any, revision: int, left_out: bool
) -> None:
    """Identity sends wait then, which no listing shows; also where this run leaves that spec out."""
    world.apply(make_campaign(revision=revision))
    world.begin()
    specs = [make_campaign(revision=3, content={"title": "Other", "body": "There"}), make_message()]
    plan = world.plan(*specs[left_out:], make_campaign("two"), listed=False)
    done = world.apply(plan=plan, repository=specs)
    assert {one.address: one.end for one in done.done}["letter"] is End.IN_DOUBT
    assert not world.clevertap.sends
    [held] = entries(world, "held")
    zone = ZoneInfo("UTC")
    assert held["why"] == reconciling.HELD
    assert datetime.fromisoformat(held["since"]) == datetime(2029, 12, 31, tzinfo=zone)


def test_a_state_that_lacks_nothing_holds_nothing(world: Any, make_campaign: Any, make_message: Any) -> None:
    specs = [make_campaign(), make_message()]
    world.apply(*specs)
    world.time.at += timedelta(days=2)
    world.apply(*specs, make_campaign("two"), repository=specs)
    assert entries(world, "held") == []


@pytest.mark.parametrize("stated", [None, 600.0])
def test_what_may_be_under_way_is_told_apart_from_what_is_in_doubt(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any, stated: float | None
) -> None:
    """Whose request may still come is waited for; whose time is over is looked for."""
    world.facts = replace(world.facts, listing_lag=stated)
    with pytest.raises(killed):
        world.apply(make_campaign(), failpoint=failpoint("after-intent"))
    ends = 60 + (stated or 0)
    for seconds, flies in ((0, True), (ends - 1, True), (1, False)):
        world.time.at += timedelta(seconds=seconds)
        assert reconciling.is_flying(world.run(), "one") is flies
    assert not reconciling.is_flying(world.run(), "nobody")


def test_what_is_known_to_be_in_doubt_flies_no_more(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [UNMADE]
    world.apply(make_campaign())
    assert not reconciling.is_flying(world.run(), "one")
    run, record = world.run(), world.run().record("one")
    flying = Intent(
        id="j", verb=Verb.CREATE, at=world.time.now(), timeout=30, runner="r", revision=1, digest="d"
    )
    state = run.journal.state
    both = record._replace(open=(*record.open, flying))
    run.journal._state = replace(state, entries={**state.entries, record.born: both})
    assert not reconciling.is_flying(run, "one"), "one of the two is for a person"


@pytest.mark.parametrize(
    ("action", "asks"),
    [(action, action in (Action.CREATE, Action.REPLACE, Action.ADOPT)) for action in Action],
)
def test_what_rests_on_a_listing(action: Action, asks: bool) -> None:
    stop = Change(address="b", action=Action.STOP, reason="")
    changes = [stop, Change(address="a", action=action, reason=""), stop]
    assert reconciling.needs_listing(changes) is asks
    assert not reconciling.needs_listing([])
