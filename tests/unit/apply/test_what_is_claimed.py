"""What an intent says before its request leaves: all that a later run, which finds it open, has to go by."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.outcome import Outcome, Result
from ctc.plans.schedule import Schedule, schedule_of
from ctc.state import records

NO = Outcome(result=Result.REJECTED, detail="no", code=84)
BUSY = Outcome(result=Result.THROTTLED, detail="busy")
FINE = Outcome(result=Result.SENT, detail="ok")
FROM_DATA: dict[str, Any] = {
    "was": ("older",),
    "key_columns": ("sku",),
    "as_of": "2031-01-01",
    "numbers": {"price": 5.0},
}


def intents(world: Any) -> list[Mapping[str, Any]]:
    return [entry.record for entry in world.store.read() if entry.record["kind"] == "intent"]


@pytest.fixture
def world(world: Any) -> Any:
    world.facts = replace(world.facts, commit="c0ffee", timeout=17.0, day="2031-01-01")
    return world


def test_what_is_claimed_of_a_create(world: Any, make_campaign: Any) -> None:
    payload = replace(make_campaign("sale"), **FROM_DATA)
    run = world.run()
    asked: list[Any] = []
    create = world.clevertap.create
    world.clevertap.create = lambda body, **more: asked.append(more) or create(body, **more)
    apply_plan(world.plan(payload), run)
    [intent], [made] = intents(world), world.clevertap.made
    assert asked == [{"broadcast": False, "timeout": 17.0}]
    assert intent == {
        "v": 2,
        "kind": "intent",
        "intent": intent["intent"],
        "verb": "create",
        "address": "sale",
        "revision": 1,
        "digest": payload.digest,
        "timeout": 17.0,
        "runner": run.runner,
        "attempt": 1,
        "marker": made.name[-13:],
        "name": made.name,
        "endpoint": payload.endpoint,
        "channel": "push",
        "scheduled_on": "2031-02-01T09:30:00Z",
        "recurring": False,
        "user_zone": False,
        "batch": None,
        "purpose": "",
        "why": "",
        "target": None,
        "payload": dict(payload.body),
        "commit": "c0ffee",
        "names": ["older"],
        "key_columns": ["sku"],
        "as_of": "2031-01-01",
        "day": "2031-01-01",
        "numbers": {"price": 5.0},
        "offset": 0.0,
    }
    [told] = [event for event in world.events if event.event == "intent"]
    assert (told.address, told.data) == (
        "sale",
        {"intent": intent["intent"], "revision": 1, "digest": payload.digest},
    )
    [sent] = [event for event in world.events if event.event == "sent"]
    assert (sent.address, sent.data) == (
        "sale",
        {
            "id": made.id,
            "scheduled_on": "2031-02-01T09:30:00+00:00",
            "marker": intent["marker"],
            "estimates": {"android": 7},
        },
    )


def test_what_is_claimed_of_each_batch(world: Any, make_message: Any) -> None:
    """The payload stands in the first one, without its people."""
    payload = replace(make_message(people=2500), **FROM_DATA)
    asked: list[Any] = []
    send = world.clevertap.send
    world.clevertap.send = lambda path, body, **more: asked.append((path, more)) or send(path, body, **more)
    run = world.run()
    apply_plan(world.plan(payload), run)
    assert asked == [("/1/send/sms.json", {"timeout": 17.0})] * 3
    first, *others = intents(world)
    common = {
        "verb": "send",
        "address": "letter",
        "revision": 1,
        "digest": payload.digest,
        "timeout": 17.0,
        "runner": run.runner,
        "endpoint": "/1/send/sms.json",
        "channel": "sms",
        "commit": "c0ffee",
        "names": ["older"],
        "key_columns": ["sku"],
        "as_of": "2031-01-01",
        "day": "2031-01-01",
        "numbers": {"price": 5.0},
        "marker": "",
    }
    for intent in (first, *others):
        assert {key: intent[key] for key in common} == common
    assert [
        (one["batch"]["index"], one["batch"]["of"], one["batch"]["count"]) for one in (first, *others)
    ] == [
        (1, 3, 1000),
        (2, 3, 1000),
        (3, 3, 500),
    ]
    assert first["payload"]["content"] == {"body": "Hi"}
    assert "person-1" not in str(first)
    assert [one["payload"] for one in others] == [None, None]
    told = [event.data for event in world.events if event.event == "intent"]
    assert [(one["batch"], one["of"], one["count"]) for one in told] == [
        (1, 3, 1000),
        (2, 3, 1000),
        (3, 3, 500),
    ]
    sent = [event.data for event in world.events if event.event == "sent"]
    assert sent[-1] == {"batches": 3}
    assert sorted((one["batch"], one["of"], one["count"]) for one in sent[:-1]) == [
        (1, 3, 1000),
        (2, 3, 1000),
        (3, 3, 500),
    ]


def test_a_higher_revision_of_a_send_says_its_payload_anew(world: Any, make_message: Any) -> None:
    world.apply(make_message())
    world.apply(make_message(revision=2, text="Again"))
    assert [one["payload"]["content"]["body"] for one in intents(world)] == ["Hi", "Again"]
    assert world.journal().state.record("letter").payload["content"] == {"body": "Again"}


def test_each_request_waits_for_its_turn_before_its_intent(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    """A turn that is waited for after the intent eats the time within which the request may be sent."""
    order: list[str] = []
    world.clevertap.ready = lambda: order.append("ready")
    world.events = type("Told", (list,), {"append": lambda _, event: order.append(event.event)})()
    world.clevertap.faults = [(BUSY, False)]
    world.apply(make_campaign(), make_message(people=1500))
    world.apply(make_message(people=1500))  # the campaign is gone: it is stopped
    told = [one for one in order if one in ("ready", "intent")]
    assert told == ["ready", "intent"] * 5


@pytest.mark.parametrize(("seconds", "tries"), [(17, 1), (17.5, 2)])
@pytest.mark.parametrize("kind", ["create", "send"])
def test_a_run_that_was_held_up_for_longer_than_its_timeout_sends_under_another_intent(
    world: Any, make_campaign: Any, make_message: Any, failpoint: Any, kind: str, seconds: float, tries: int
) -> None:
    """By then another run may have taken the first one for dead."""
    pause = failpoint("after-intent", act=lambda: world.time.sleep(seconds))
    payload = make_campaign() if kind == "create" else make_message()
    assert world.apply(payload, failpoint=pause).counts["applied"] == 1
    assert (len(intents(world)), world.clevertap.calls.count(kind)) == (tries, 1)
    ends = [entry.record for entry in world.store.read() if entry.record["kind"] == "outcome"]
    assert [one["result"] for one in ends] == ["not_sent"] * (tries - 1) + ["sent"]
    assert "held up for longer than the timeout" in ends[0]["detail"] or tries == 1


def test_now_that_waits_is_written_as_the_minute_that_it_goes_out(world: Any, make_campaign: Any) -> None:
    """Under a lead time: the state, the request and what is told say one time; of a schedule its own."""
    world.facts = replace(world.facts, guards={"lead_time": "30m"})
    world.time.at += timedelta(seconds=20)
    recurs = {"type": "recurring", "start_time": "20310201 09:30"}
    world.apply(make_campaign(when="now"), make_campaign("two"))
    one, two = world.clevertap.made
    assert (one.body["when"], two.body["when"]) == ("20310101 12:31", "20310201 09:30")
    assert [intent["scheduled_on"] for intent in intents(world)] == [
        "2031-01-01T12:31:00Z",
        "2031-02-01T09:30:00Z",
    ]
    assert schedule_of(make_campaign(when=recurs), world.facts.zone).recurring
    without = replace(world.facts, guards={})
    world.facts = without
    world.apply(make_campaign("three", when="now"))
    assert world.clevertap.made[2].body["when"] == "now"
    assert intents(world)[-1]["scheduled_on"] is None


def test_a_schedule_that_recurs_is_claimed_as_one(world: Any, make_campaign: Any, make_message: Any) -> None:
    """A lead time is for what goes out at once."""
    from ctc.apply.creating import schedule_at

    world.facts = replace(world.facts, guards={"lead_time": "30m"})
    run, now = world.run(), world.time.now()
    recurs = make_campaign(when={"type": "recurring", "delivery_timezone": "user"})
    assert schedule_at(run, recurs, now) == Schedule(recurring=True, user_zone=True)
    assert schedule_at(run, make_message(), now) == Schedule()
    at_once = schedule_at(run, make_campaign(when={"type": "now", "delivery_timezone": "user"}), now)
    moment = now + timedelta(minutes=30)
    assert at_once == Schedule(at=moment, last=moment, moments=(moment,), user_zone=True)


def test_without_a_marker_the_name_is_as_it_is_written(world: Any, make_campaign: Any) -> None:
    world.facts = replace(world.facts, name_marker=False)
    done = world.apply(make_campaign(), make_campaign("two", when="now"))
    assert [made.name for made in world.clevertap.made] == ["Name of one", "Name of two"]
    assert [(one["marker"], one["name"]) for one in intents(world)] == [
        ("", "Name of one"),
        ("", "Name of two"),
    ]
    assert {(copy.address, copy.listed) for copy in done.copies} == {("one", 1), ("two", 1)}
    until = {copy.address: copy.recall_until for copy in done.copies}
    assert (str(until["one"]), until["two"]) == ("2031-02-01 09:30:00+00:00", None)
    world.clevertap.lag = timedelta(hours=1)
    done = world.apply(make_campaign(), make_campaign("two", when="now"), make_campaign("three"))
    assert [(copy.address, copy.listed) for copy in done.copies] == [("three", 0)]
    assert not done.diagnostics


def test_what_was_throttled_for_good_says_which_batch(world: Any, make_message: Any) -> None:
    world.clevertap.faults = [(BUSY, False)] * 9
    began = world.time.now()
    [done] = world.apply(make_message()).done
    assert (done.end, done.detail) == (End.REJECTED, "batch 1 of 1: busy")
    assert world.clevertap.calls.count("send") == 4
    assert world.time.now() - began == timedelta(seconds=42)


def test_a_refused_batch_says_how_far_its_send_came(world: Any, make_message: Any) -> None:
    world.clevertap.faults = [(FINE, True), (NO, False), (NO, False)]
    [done] = world.apply(make_message(people=2500)).done
    assert done.end is End.REJECTED
    assert done.detail.startswith("batch ")
    assert done.detail.endswith("of 3: no (1 of 3 batches are sent)")


def test_what_another_run_sent_meanwhile_is_no_failure_of_this_one(
    world: Any, make_message: Any, failpoint: Any
) -> None:
    plan = world.plan(make_message(people=2500))
    first = failpoint("before-intent", act=lambda: world.apply(plan=plan))
    done = world.apply(plan=plan, failpoint=first)
    [one] = done.done
    assert (one.end, one.problem) == (End.SKIPPED, False)
    assert one.detail == "another run sent it meanwhile (3 of 3 batches are sent)"
    assert not done.failed
    assert len(world.clevertap.sends) == 3


@pytest.mark.parametrize("kind", ["create", "send"])
def test_what_another_run_has_open_is_left_to_it(
    world: Any, make_campaign: Any, make_message: Any, failpoint: Any, killed: Any, kind: str
) -> None:
    plan = world.plan(make_campaign() if kind == "create" else make_message())

    def other() -> None:
        with pytest.raises(killed):
            world.apply(plan=plan, failpoint=failpoint("after-intent"))

    done = world.apply(plan=plan, failpoint=failpoint("before-intent", act=other))
    [one] = done.done
    assert (one.end, one.problem) == (End.SKIPPED, False)
    assert one.detail == "an attempt of it is under way or in doubt"
    assert kind not in world.clevertap.calls


def test_a_send_whose_earlier_revision_is_older_than_the_state_waits(world: Any, make_message: Any) -> None:
    """Right before the first batch once more: the plan may be of before."""
    plan = world.plan(make_message())
    world.journal().append(lambda _: [records.held(why="older than the account", since=world.time.now())])
    [done] = world.apply(plan=plan).done
    assert (done.end, done.detail) == (End.IN_DOUBT, "older than the account")
    assert not intents(world)


def test_a_send_waits_where_nobody_says_how_old_the_state_is(world: Any, make_message: Any) -> None:
    plan = world.plan(make_message())
    world.clevertap.complete = False
    [done] = world.apply(plan=plan).done
    assert done.end is End.SKIPPED
    assert done.detail == "CleverTap could not be asked how old this state is: broken"
    assert not intents(world)


def test_who_interrupts_while_recipients_are_read_sends_nothing(world: Any, make_message: Any) -> None:
    pressed: list[bool] = []
    run = world.run(interrupted=lambda: bool(pressed))
    read = run.recipients

    def slow(payload: Any) -> Any:
        pressed.append(True)
        yield from read(payload)

    run.recipients = slow
    done = apply_plan(world.plan(make_message()), run)
    assert [(one.end, one.detail, one.problem) for one in done.done] == [(End.SKIPPED, "interrupted", True)]
    assert (done.interrupted, intents(world), world.clevertap.sends) == (True, [], [])


@pytest.mark.parametrize(("ahead", "offset"), [(10_800, 10_800.0), (-10_800, -10_800.0), (59, 0.0)])
def test_a_claim_says_by_how_much_the_clocks_differ(
    world: Any, make_campaign: Any, ahead: int, offset: float
) -> None:
    """A later run, which finds it open, asks by CleverTap's clock whether it would be listed by now."""
    asked = world.clevertap.listing
    served = timedelta(seconds=ahead)
    world.clevertap.listing = lambda *window: replace(asked(*window), at=world.time.now() - served)
    world.apply(make_campaign())
    assert [one["offset"] for one in intents(world)] == [offset]


def test_a_claim_says_how_a_schedule_goes_on(world: Any, make_campaign: Any) -> None:
    """What recurs may be replaced after its first time, and users' own clocks begin earlier."""
    recurs = {"type": "recurring", "start_time": "20310201 09:30", "delivery_timezone": "user"}
    world.clevertap.create = lambda body, **_: Outcome(result=Result.SENT, detail="ok", id=7)
    world.apply(make_campaign(when=recurs))
    [intent] = intents(world)
    assert (intent["recurring"], intent["user_zone"]) == (True, True)
    record = world.journal().state.record("one")
    assert (record.recurring, record.user_zone, record.tries[0].recurring) == (True, True, True)
    [sent] = [event.data for event in world.events if event.event == "sent"]
    assert (sent["id"], sent["estimates"]) == (7, None)


def test_what_a_429_had_made_all_the_same_is_told_by_its_id(world: Any, make_campaign: Any) -> None:
    world.clevertap.faults = [(BUSY, True)]
    [done] = world.apply(make_campaign()).done
    assert (done.end, done.id, done.detail) == (End.APPLIED, world.clevertap.made[0].id, "")
    world.begin()
    [again] = world.apply(plan=world.plan(make_campaign(), listed=False)).done
    assert (again.end, again.id) == (End.APPLIED, done.id)


@pytest.mark.parametrize("problem", [True, False])
def test_whose_fault_it_is_that_a_create_was_refused_its_turn(
    world: Any, make_campaign: Any, failpoint: Any, killed: Any, problem: bool
) -> None:
    """What another run has in hand ends well by itself; a halt is for somebody to look at."""
    plan = world.plan(make_campaign())

    def meanwhile() -> None:
        if problem:
            world.journal().append(lambda _: [records.halted(by="ann", why="prices")])
            return
        with pytest.raises(killed):
            world.apply(plan=plan, failpoint=failpoint("after-intent"))

    done = world.apply(plan=plan, failpoint=failpoint("before-intent", act=meanwhile))
    assert [(one.end, one.problem) for one in done.done] == [(End.SKIPPED, problem)]
    assert done.failed is problem
