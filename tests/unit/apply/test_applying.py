"""Apply: one create is an intent, one request, an outcome."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.cli.views.events import json_printer
from ctc.plans.identities import ATTEMPTS
from ctc.plans.matching import marker_for
from ctc.plans.plan import Action
from ctc.validation.schema.engine import problems


def test_a_create_is_intent_request_outcome(world: Any, make_campaign: Any) -> None:
    assert [change.reason for change in world.plan(make_campaign()).changes] == ["new"]
    done = world.apply(make_campaign())
    assert done.counts == {
        "planned": 1,
        "applied": 1,
        "rejected": 0,
        "not_sent": 0,
        "skipped": 0,
        "in_doubt": 0,
    }
    assert [made.name[:11] for made in world.clevertap.made] == ["Name of one"]
    assert world.names() == ["started", "planned", "intent", "sent", "finished"]
    assert done.copies[0].listed == 1
    assert done.copies[0].recall_until is not None
    assert world.status("one") == "scheduled"
    assert not world.plan(make_campaign()).pending


def test_what_is_in_order_is_left_alone(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign())
    again = world.apply(make_campaign())
    assert again.planned == 0
    assert world.plan(make_campaign(), make_campaign("two")).pending, "beside it there is something to do"
    assert len(world.clevertap.made) == 1


OUTCOMES = [
    # result, made all the same, tries, end, status
    (Result.SENT, True, 1, End.APPLIED, "scheduled"),
    (Result.REJECTED, False, 1, End.REJECTED, "rejected"),
    (Result.IN_DOUBT, True, 1, End.IN_DOUBT, "in_doubt"),
    (Result.IN_DOUBT, False, 1, End.IN_DOUBT, "in_doubt"),
]


@pytest.mark.parametrize(("result", "makes", "tries", "end", "status"), OUTCOMES)
def test_every_row_of_the_outcome_table(
    world: Any, make_campaign: Any, result: Result, makes: bool, tries: int, end: End, status: str
) -> None:
    world.clevertap.faults = [(Outcome(result=result, detail="so it was", code=78), makes)]
    done = world.apply(make_campaign())
    assert [one.end for one in done.done] == [end]
    assert world.clevertap.calls.count("create") == tries
    assert world.status("one") == status


@pytest.mark.parametrize(("result", "looks"), [(Result.THROTTLED, ["listing"]), (Result.NOT_SENT, [])])
def test_what_made_nothing_is_tried_again_with_an_intent_of_its_own(
    world: Any, make_campaign: Any, result: Result, looks: list[str]
) -> None:
    """What was refused is looked for before each try; of what never left nothing can be there."""
    world.clevertap.faults = [(Outcome(result=result, detail="busy"), False)] * 2
    done = world.apply(make_campaign())
    assert done.counts["applied"] == 1
    assert world.clevertap.calls == ["listing", "create", *looks, "create", *looks, "create", "listing"]
    assert world.names().count("intent") == 3
    assert len(world.clevertap.made) == 1


@pytest.mark.parametrize(
    ("result", "end", "status"),
    [(Result.THROTTLED, End.REJECTED, "rejected"), (Result.NOT_SENT, End.NOT_SENT, "not_sent")],
)
def test_trying_again_is_bounded(
    world: Any, make_campaign: Any, result: Result, end: End, status: str
) -> None:
    world.clevertap.faults = [(Outcome(result=result, detail="busy"), False)] * 99
    done = world.apply(make_campaign())
    assert done.done[0].end is end
    assert done.failed
    assert world.clevertap.calls.count("create") == 4
    assert world.status("one") == status
    world.clevertap.faults = []
    assert world.apply(make_campaign()).counts["applied"] == 1


def test_an_exception_of_the_client_is_doubt(world: Any, make_campaign: Any) -> None:
    def broken() -> None:
        raise OSError("no")

    world.clevertap.on_create = broken
    done = world.apply(make_campaign())
    assert done.in_doubt
    assert world.status("one") == "in_doubt"


def test_a_run_held_up_after_its_intent_sends_nothing(world: Any, make_campaign: Any, failpoint: Any) -> None:
    pause = failpoint("after-intent", act=lambda: world.time.sleep(31))
    done = world.apply(make_campaign(), failpoint=pause)
    assert done.counts["applied"] == 1
    assert world.clevertap.calls.count("create") == 1
    assert world.names().count("intent") == 2


def test_a_run_that_was_taken_for_dead_does_not_try_again(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    """It was told to wait (429), stood still, and another run settled its intent and created: that one holds it."""
    world.facts = replace(world.facts, listing_lag=600.0)
    world.clevertap.faults = [(Outcome(result=Result.THROTTLED, detail="busy"), False)]

    def meanwhile() -> None:
        world.time.at += timedelta(minutes=20)
        assert world.apply(make_campaign()).counts["applied"] == 1

    done = world.apply(make_campaign(), failpoint=failpoint("before-outcome", act=meanwhile))
    assert done.counts["skipped"] == 1
    assert len(world.clevertap.made) == 1
    assert world.status("one") == "scheduled"


def test_a_create_without_a_marker_is_tried_again_too(world: Any, make_campaign: Any) -> None:
    """Nothing in a listing could tell whether it was made all the same; the API says that it was not."""
    world.facts = replace(world.facts, name_marker=False)
    world.clevertap.faults = [(Outcome(result=Result.THROTTLED, detail="too many"), False)]
    assert world.apply(make_campaign()).counts["applied"] == 1
    assert world.clevertap.calls.count("create") == 2


@pytest.mark.parametrize(
    ("store", "machine", "made"),
    [(9, 9, False), (9, 0, False), (0, 9, False), (8, 8, True)],
    ids=["it came near", "this machine's clock is slow", "the store's is", "two minutes are enough"],
)
def test_a_schedule_that_came_near_is_not_begun(
    world: Any, make_campaign: Any, store: int, machine: int, made: bool
) -> None:
    plan = world.plan(make_campaign(when="20310101 12:10"))
    run = world.run()
    run.clock = type(world.time)(at=world.time.at + timedelta(minutes=machine))
    world.time.at += timedelta(minutes=store)
    done = apply_plan(plan, run)
    assert ("create" in world.clevertap.calls) is made
    assert made or "two minutes" in done.done[0].detail
    found = {
        one.address: one.action for one in world.plan(make_campaign("two", when="20310101 12:10")).changes
    }
    assert found["two"] is (Action.BLOCKED if store == 9 else Action.CREATE)


def test_a_listing_that_fails_means_no_create(world: Any, make_campaign: Any) -> None:
    plan = world.plan(make_campaign())
    world.clevertap.complete = False
    done = world.apply(plan=plan)
    assert done.counts["skipped"] == 1
    assert done.failed
    assert "create" not in world.clevertap.calls


def test_half_a_listing_means_no_create(world: Any, make_campaign: Any, monkeypatch: Any) -> None:
    """What it shows is taken for true; what it leaves out proves nothing."""
    plan = world.plan(make_campaign())
    half = Listing(complete=False, campaigns=(ListedCampaign(id=7, name="another", status="pending"),))
    monkeypatch.setattr(type(world.clevertap), "listing", lambda *_: half)
    done = world.apply(plan=plan)
    assert done.counts["skipped"] == 1
    assert done.done[0].detail == "CleverTap's listing of 2029-12-31 is incomplete, which proves nothing"
    assert "create" not in world.clevertap.calls


def test_what_is_listed_already_is_adopted_not_sent(world: Any, make_campaign: Any) -> None:
    world.apply(make_campaign())
    world.begin()
    plan = world.plan(make_campaign(), listed=False)
    assert [change.action for change in plan.changes] == [Action.CREATE]
    done = world.apply(plan=plan)
    assert done.counts["applied"] == 1
    assert "adopted" in world.names()
    assert len(world.clevertap.made) == 1
    assert world.status("one") == "scheduled"
    assert world.journal().state.held


@pytest.mark.parametrize(("attempt", "action"), [(ATTEMPTS, Action.ADOPT), (ATTEMPTS + 1, Action.BLOCKED)])
def test_so_many_attempts_are_known_by_their_markers(
    world: Any, make_campaign: Any, attempt: int, action: Action
) -> None:
    """Of a state that was lost: what was tried again so often is still found, and beyond it a person is asked."""
    world.apply(make_campaign())
    world.begin()
    marker = marker_for(world.facts, "one", make_campaign(), attempt)
    world.clevertap.made[0].name = f"Name of one #{marker}"
    assert [change.action for change in world.plan(make_campaign()).changes] == [action]


def test_a_state_older_than_the_account_holds_identity_sends(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    world.apply(make_campaign())
    world.begin()
    done = world.apply(make_campaign(), make_message(), listed=False)
    assert {one.address: one.end for one in done.done} == {"one": End.APPLIED, "letter": End.IN_DOUBT}
    assert world.clevertap.sends == []
    plan = world.plan(make_campaign(), make_message())
    assert [change.in_doubt for change in plan.changes if change.address == "letter"] == [True]


def test_identity_sends_wait_also_where_what_is_unknown_cannot_be_adopted(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    """The spec was edited since: what CleverTap lists is nothing that this plan would make, and tells all the same
    that the state is older than the account."""
    world.apply(make_campaign(content={"title": "Hello", "body": "then"}))
    world.begin()
    done = world.apply(make_campaign(), make_message(), listed=False)
    assert {one.address: one.end for one in done.done} == {"one": End.IN_DOUBT, "letter": End.IN_DOUBT}
    assert world.clevertap.sends == []


def test_now_under_a_lead_time_is_resolved_at_the_intent(world: Any, make_campaign: Any) -> None:
    world.facts = replace(world.facts, guards={"lead_time": "30m"})
    plan = world.plan(make_campaign(when="now"))
    world.time.at += timedelta(minutes=5, seconds=20)
    world.apply(plan=plan)
    assert world.clevertap.made[0].body["when"] == "20310101 12:36"
    assert not world.plan(make_campaign(when="now")).pending


def test_an_interrupted_run_finishes_the_request_in_flight(world: Any, make_campaign: Any) -> None:
    flags: list[bool] = []
    world.clevertap.on_create = lambda: flags.append(True)
    done = world.apply(make_campaign("a"), make_campaign("b", name="other"), interrupted=lambda: bool(flags))
    assert done.interrupted
    assert done.counts["applied"] == 1
    assert done.counts["skipped"] == 1
    assert world.status("a") == "scheduled"
    assert world.status("b") == "nothing"


def test_two_runs_never_hold_one_intent(world: Any, make_campaign: Any) -> None:
    plan = world.plan(make_campaign())
    first, second = world.run(), world.run()
    world.clevertap.on_create = lambda: (
        setattr(world.clevertap, "on_create", lambda: None),
        apply_plan(plan, second),
    )
    done = apply_plan(plan, first)
    assert done.counts["applied"] == 1
    assert len(world.clevertap.made) == 1


def test_what_another_run_did_right_before_the_intent_is_seen(
    world: Any, make_campaign: Any, failpoint: Any
) -> None:
    plan = world.plan(make_campaign())
    faster = failpoint("before-intent", act=lambda: apply_plan(plan, world.run()))
    done = world.apply(plan=plan, failpoint=faster)
    assert done.counts["skipped"] == 1
    assert len(world.clevertap.made) == 1


@pytest.mark.parametrize("said", [False, True])
def test_everybody_gets_only_what_says_that_it_is_for_everybody(
    world: Any, make_campaign: Any, said: bool
) -> None:
    payload = make_campaign(segment="all", where={}, **({"broadcast": True} if said else {}))
    done = world.apply(payload)
    assert (len(world.clevertap.made), done.failed) == (said, not said)


def test_a_guard_refuses_before_the_first_request(world: Any, make_campaign: Any) -> None:
    plan = world.plan(make_campaign(), make_campaign("two", name="x"))
    world.facts = replace(world.facts, guards={"max_creates": 1})
    done = world.apply(plan=plan)
    assert [found.code for found in done.refused] == ["CTC504"]
    assert done.counts["skipped"] == done.planned == 2
    assert "create" not in world.clevertap.calls


def test_reach_is_asked_again_when_it_is_old(world: Any, make_campaign: Any) -> None:
    world.facts = replace(world.facts, guards={"max_reach": 5})
    done = world.apply(make_campaign())
    assert [found.code for found in done.refused] == ["CTC501"]
    world.clevertap.estimates = {"android": 3}
    world.time.at += timedelta(hours=2)
    assert world.apply(make_campaign()).counts["applied"] == 1


def test_an_estimate_creates_nothing(world: Any, make_campaign: Any) -> None:
    done = world.apply(make_campaign(estimate_only=True))
    assert done.counts["applied"] == 1
    assert world.clevertap.made == []
    assert "estimated" in world.names()
    assert world.status("one") == "nothing"


def test_every_event_that_is_printed_holds_to_its_published_schema(
    world: Any, make_campaign: Any, make_message: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    world.apply(make_campaign(), make_campaign("asks", estimate_only=True), make_message())
    world.apply(make_campaign(content={"title": "Other", "body": "There"}))
    world.facts = replace(world.facts, guards={"max_creates": 0})
    world.apply(make_campaign("new"))
    [refused] = [event for event in world.events if event.data.get("refused")]
    assert refused.data["diagnostics"][0]["code"] == "CTC504"
    printer = json_printer()
    for event in world.events:
        printer(event)
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["address"] for line in lines] == [one.address or None for one in world.events]
    assert {one.address for one in world.events} == {"", "one", "asks", "letter", "new"}
    for line in lines:
        assert problems("output.apply", json.loads(line)) == []
    for event in world.events:
        if event.event == "finished":
            ends = [event.data[end.value] for end in End]
            assert event.data["planned"] == sum(ends)


@pytest.mark.parametrize("at", ["started", "intent", "sent", "finished"])
def test_a_listener_that_is_gone_ends_the_run_and_leaves_nothing_in_doubt(
    world: Any, make_campaign: Any, make_message: Any, at: str
) -> None:
    class Pipe(list[Any]):
        def append(self, event: Any) -> None:
            if event.event == at:
                raise BrokenPipeError
            super().append(event)

    world.events = Pipe()
    with pytest.raises(BrokenPipeError):
        world.apply(make_campaign("a"), make_campaign("b"), make_message(people=2500))
    sent = {"started": 0, "intent": 1, "sent": 1, "finished": 5}[at]
    assert len(world.clevertap.made) + len(world.clevertap.sends) == sent
    records = world.journal().state.records.values()
    assert not any(record.open for record in records)
    world.events = []
    assert (
        world.apply(make_campaign("a"), make_campaign("b"), make_message(people=2500)).counts["in_doubt"] == 0
    )
    assert len(world.clevertap.made) + len(world.clevertap.sends) == 5


def test_a_lead_time_counts_from_the_clock_that_is_ahead(world: Any, make_campaign: Any) -> None:
    """This machine's clock is slow: the store's, which all runners share, is not."""
    world.facts = replace(world.facts, guards={"lead_time": "10m"})
    run = world.run()
    run.clock = type(world.time)(at=world.time.at - timedelta(minutes=9))
    apply_plan(world.plan(make_campaign(when="now")), run)
    assert world.clevertap.made[0].scheduled >= world.time.now() + timedelta(minutes=10)


def test_a_run_that_goes_on_past_midnight_sends_the_rest(world: Any, make_campaign: Any) -> None:
    """What goes out at once is looked for on the days around the listing: it was made since, if at all."""
    world.time.at = world.time.at.replace(hour=23, minute=59)
    world.clevertap.on_create = lambda: world.time.sleep(90)
    done = world.apply(*(make_campaign(name, when="now") for name in ("a", "b", "c")))
    assert (done.counts["applied"], world.time.at.hour) == (3, 0)
