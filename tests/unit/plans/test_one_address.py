"""One address in the light of the state, the listing and the whole repository: what else may become of a create."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.payloads.payload import Payload
from ctc.plans.absence import unproven
from ctc.plans.facts import Facts
from ctc.plans.index import index_of
from ctc.plans.plan import Action, Change, Plan, Reach
from ctc.plans.planning import make_plan
from ctc.plans.reaches import reach_known, reach_of
from ctc.state import records
from ctc.state.intents import Intent, Verb
from ctc.state.known_reach import KnownReach
from ctc.state.state import State
from tests.unit.plans.test_action_table import (
    FACTS,
    LAG,
    MARKER,
    NOW,
    NOWISH,
    ONE,
    OTHER,
    STRANGER,
    Story,
    campaign,
    change,
    letter,
    listed,
)


def planned(state: State, *payloads: Payload, facts: Facts = FACTS, **more: Any) -> Plan:
    return make_plan(payloads, {one.address for one in payloads}, state, facts, NOW, **more)


def the(made: Change | None) -> Change:
    assert made is not None
    return made


ABSENT = Listing(complete=True, at=NOW)
ALIKE = ListedCampaign(id=5, name="N", status="pending", scheduled_on=datetime(2031, 2, 1, 9, 30, tzinfo=UTC))
CREATES: list[tuple[str, Listing, Payload, Facts, Action, bool, str]] = [
    ("nothing is listed", ABSENT, ONE, FACTS, Action.CREATE, False, "new"),
    ("it is there", listed((5, MARKER, "pending")), ONE, FACTS, Action.ADOPT, False, "already lists it as 5"),
    ("a stranger", listed((5, STRANGER, "pending")), ONE, FACTS, Action.BLOCKED, True, "Was an older state restored"),
    ("its like", Listing(complete=True, campaigns=(ALIKE,)), ONE, FACTS, Action.BLOCKED, False, "ctc adopt one --id 5"),
    (
        "its like, of names that carry no marker",
        Listing(complete=True, campaigns=(ALIKE,)),
        ONE,
        replace(FACTS, name_marker=False),
        Action.CREATE,
        False,
        "new",
    ),
    ("an estimate makes nothing", listed((5, MARKER, "pending")), campaign(estimate_only=True), FACTS, Action.ESTIMATE,
     False, "nothing is created"),
    ("a send is listed nowhere", listed((5, MARKER, "pending")), replace(letter(), address="one"), FACTS,
     Action.CREATE, False, "new"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("listing", "payload", "facts", "action", "doubt", "says"),
    [row[1:] for row in CREATES],
    ids=[row[0] for row in CREATES],
)
def test_what_a_create_becomes(
    listing: Listing, payload: Payload, facts: Facts, action: Action, doubt: bool, says: str
) -> None:
    found = the(change(Story().state(), payload, listing=listing, facts=facts))
    assert (found.action, found.in_doubt) == (action, doubt)
    assert says in found.reason
    assert found.recorded.adopts == (5 if action is Action.ADOPT else None)
    assert the(change(Story().state(), payload, facts=facts)).action is not Action.ADOPT


def test_a_listing_that_is_cut_stops_what_was_refused_before() -> None:
    """It may hide an attempt that was made all the same; why it is blocked is told, and nothing of older states."""
    state = replace(Story().tried(ONE, "rejected").state(), shown={"2031-02-01": (9,)})
    found = the(change(state, ONE, listing=ABSENT))
    assert (found.action, found.in_doubt) == (Action.BLOCKED, True)
    assert "lacks 1 that it showed before (9)" in found.reason
    assert "older state" not in found.reason


def test_a_doubt_that_is_settled_by_a_listing_is_a_create_like_any_other() -> None:
    """What was refused under this name before is looked for under its markers too."""
    settled = Story().tried(ONE, ago=600)
    assert the(change(settled.state(), ONE, listing=ABSENT, facts=LAG)).action is Action.CREATE
    assert the(change(settled.state(), OTHER, listing=ABSENT, facts=LAG)).action is Action.CREATE
    gone = the(change(settled.state(), listing=ABSENT, facts=LAG))
    assert (gone.action, gone.reason.split(" (")[0]) == (Action.FORGET, "its spec is gone")


def test_what_is_adopted_is_told_of_its_own_entry() -> None:
    found = the(change(Story().tried(ONE, "in_doubt").state(), ONE, listing=listed((5, MARKER, "pending"))))
    assert (found.action, found.recorded.adopts, found.recorded.status) == (Action.ADOPT, 5, "in_doubt")
    gone = the(change(Story().tried(ONE, "in_doubt").state(), listing=listed((5, MARKER, "pending"))))
    assert (gone.action, gone.recorded.adopts, gone.payload) == (Action.ADOPT, 5, None)


def test_two_specs_that_were_one_are_both_errors() -> None:
    state = Story().tried(ONE, "sent").state()
    both = [replace(ONE, address=name, was=("one",)) for name in ("b", "a")]
    found = planned(state, *both, campaign("c")).changes
    assert [(one.address, one.action) for one in found] == [
        ("c", Action.CREATE),
        ("a", Action.ERROR),
        ("b", Action.ERROR),
    ]
    assert {one.reason for one in found[1:]} == {
        "`was: [one]` stands in a and in b: only one of them can have taken it over. Take the line out of the others"
    }


def test_a_replace_by_what_another_sent_is_blocked_as_a_create_is() -> None:
    state = Story().tried(ONE, "sent").tried(campaign("old", content={"title": "T"}), "sent").state()
    twin = replace(campaign("one", content={"title": "T"}))
    [made] = [one for one in planned(state, twin).changes if one.payload]
    assert made.action is Action.BLOCKED
    assert "recorded under old" in made.reason


def test_a_renamed_campaign_that_differs_shows_both_and_names_where_its_record_was() -> None:
    state = Story().tried(ONE, "sent").state()
    found = the(change(state, replace(OTHER, address="two", was=("one",))))
    assert (found.action, found.address, found.recorded.address) == (Action.REPLACE, "two", "one")
    assert found.reason.endswith("; its record moves here from one")
    assert [line.path for line in found.difference] == ["/content"]


LEAD = replace(FACTS, guards={"lead_time": "90s"})
GOES_OUT: list[tuple[Payload, Facts, datetime | None]] = [
    (ONE, FACTS, datetime(2031, 2, 1, 9, 30, tzinfo=UTC)),
    (ONE, LEAD, datetime(2031, 2, 1, 9, 30, tzinfo=UTC)),
    (NOWISH, FACTS, None),
    (NOWISH, LEAD, NOW + timedelta(minutes=2)),
    (replace(NOWISH, guards={"lead_time": "10m"}), LEAD, NOW + timedelta(minutes=10)),
    (replace(letter(), address="one"), LEAD, None),
]


@pytest.mark.parametrize(("payload", "facts", "at"), GOES_OUT)
def test_when_it_goes_out_is_told(payload: Payload, facts: Facts, at: datetime | None) -> None:
    assert the(change(State(), payload, facts=facts)).scheduled_on == at


def test_the_last_reach_of_the_same_audience_is_shown_until_it_is_asked_again() -> None:
    known = KnownReach(total=9, platforms={"ios": 9}, asked_at=NOW)
    state = replace(Story().state(), reach={ONE.audience: known, letter().audience: known})
    remembered = Reach(total=9, platforms={"ios": 9}, asked_at=NOW)
    fresh = Reach(total=4, platforms={}, asked_at=NOW)
    assert the(change(state, ONE)).reach == remembered
    assert the(change(state, ONE, reaches={"one": fresh})).reach == fresh
    assert the(change(state, campaign(where={"event_name": "F"}))).reach is None
    assert the(change(state, replace(letter(), address="one"))).reach is None


def intent(at: datetime, **more: Any) -> Intent:
    return Intent(
        id="i", verb=Verb.CREATE, at=at, timeout=30.0, runner="r", revision=1, digest="d", marker="m", **more
    )


def test_an_id_under_two_names_is_named() -> None:
    twice = tuple(
        ListedCampaign(id=number, name=name, status="pending")
        for number in (9, 4, 7, 5, 8)
        for name in ("x", "y")
    )
    index = index_of(Listing(complete=True, campaigns=twice))
    why = unproven(intent(NOW), index, {}, LAG, NOW)
    assert why == "CleverTap lists 4, 5, 7 under two names, so its listing is not to be relied on"


@pytest.mark.parametrize(
    ("ago", "ahead", "own", "proven"),
    [
        (120, 0, 0, True),
        (180, 60, 0, True),
        (181, 61, 0, False),
        (420, 600, 300, True),
        (419, 600, 300, False),
        (119, 0, 0, False),
        (480, 300, 0, True),
        (479, 300, 0, False),
        (420, 300, 300, True),
        (120, 300, 300, True),
        (119, 300, 300, False),
    ],
)
def test_an_age_is_counted_on_clevertaps_clock(ago: int, ahead: int, own: int, *, proven: bool) -> None:
    """``ahead`` is the store's clock now, ``own`` what it was when the request was claimed: less than a minute is not
    told, so where it was set since, its age may be less by that."""
    told = NOW - timedelta(seconds=ahead)
    index = index_of(Listing(complete=True, at=told, between=(NOW, NOW)))
    claimed = intent(NOW - timedelta(seconds=ago), offset=float(own))
    assert (unproven(claimed, index, {}, LAG, NOW) == "") is proven


def test_an_answer_that_took_long_proves_nothing() -> None:
    slow = Listing(complete=True, at=NOW, between=(NOW, NOW + timedelta(seconds=61)))
    assert "took so long" in unproven(intent(NOW - timedelta(days=1)), index_of(slow), {}, LAG, NOW)


ANSWERS: list[tuple[dict[str, Any], Reach | None]] = [
    ({"estimates": {"ios": 5, "android": 0}}, Reach(total=5, platforms={"ios": 5, "android": 0}, asked_at=NOW)),
    ({"req_id": 7}, Reach(total=0, platforms={}, asked_at=NOW, request_id="7")),
    ({"request_id": "r", "estimates": {}}, Reach(total=0, platforms={}, asked_at=NOW, request_id="r")),
    ({"request_id": "r", "estimates": [5]}, Reach(total=0, platforms={}, asked_at=NOW, request_id="r")),
    ({"estimates": {"ios": 5, "web": "7"}}, None),
    ({"estimates": {}}, None),
    ({}, None),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "reach"), ANSWERS)
def test_a_reach_is_read_out_of_an_answer(answer: dict[str, Any], reach: Reach | None) -> None:
    assert reach_of(answer, NOW) == reach


def test_a_reach_that_is_only_asked_for_is_not_known() -> None:
    assert reach_known(ONE, Reach(total=0, platforms={}, asked_at=NOW, request_id="r")) is None
    assert reach_known(ONE, Reach(total=7, platforms={}, asked_at=NOW)) == 7
    assert reach_known(ONE, None) is None
    assert reach_known(letter(3), None) == 3


def test_what_was_given_up_is_no_doubt_any_more() -> None:
    story = Story().tried(ONE, "in_doubt").add(records.freed(address="one", by="ann", why=""))
    assert the(change(story.state(), ONE)).action is Action.CREATE


def test_of_two_that_say_the_same_the_one_whose_spec_is_gone_is_stopped() -> None:
    """What stands is no new name of it: nothing waits for a word."""
    first, second = campaign(was=("zero",)), campaign("two")
    story = Story().tried(first, "sent").tried(second)
    made = records.outcome(intent_id="i3", address="two", result="sent", detail="why", campaign_id=78)
    found = planned(story.add(made).state(), first)
    assert {one.address: one.action for one in found.changes} == {"one": Action.UNCHANGED, "two": Action.STOP}
