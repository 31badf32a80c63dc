"""What a block says of the many changes that it stands for: a reviewer reads it in their place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from ctc.plans.families import LEAST, Block, block_of, in_families
from ctc.plans.pace import pace_of
from ctc.plans.plan import Action, Change, Edit, FieldDifference, Jump, Plan, Reach, Recorded, Summary
from ctc.plans.samples import MOST, asked_for
from ctc.plans.saved import abridged
from ctc.rows.family_data import FamilyData
from tests.unit.plans.test_action_table import NOW, campaign, letter

SECOND = timedelta(seconds=1)
LEAD = timedelta(minutes=2)
ADDED = FieldDifference(path="/content/title", after="Tea", missing="before")


def change(number: int, action: Action = Action.CREATE, family: str = "drop", **more: Any) -> Change:
    address = f"{family}[P{number}]"
    content = more.pop("content", {"body": "Tea"})
    payload = more.pop("payload", replace(campaign(address, content=content), audience=f"a{number}"))
    return Change(address=address, action=action, reason="new", payload=payload, **more)


def reach(total: int, request_id: str | None = None) -> Reach:
    return Reach(total=total, platforms={}, asked_at=NOW, request_id=request_id)


def block(changes: Sequence[Change], summary: Summary | None = None) -> Block:
    return block_of("drop", changes[0].action, changes, summary)


def told(made: Block) -> list[tuple[str, str]]:
    return [(what, one.address) for what, one in made.standing_out]


@pytest.mark.parametrize(
    ("count", "shown"), [(4, [0, 2, 3]), (5, [0, 2, 4]), (6, [0, 3, 5]), (2, [0, 1]), (1, [0])]
)
def test_samples_are_the_first_the_middle_and_the_last(count: int, shown: list[int]) -> None:
    assert [one.address for one in block([*map(change, range(count))]).samples] == [
        f"drop[P{number}]" for number in shown
    ]


def test_of_reaches_the_known_are_added_and_the_asked_for_are_counted() -> None:
    """An estimate that comes later has a request id, and says nothing yet."""
    changes = [
        change(0, reach=reach(5)),
        change(1, reach=reach(9)),
        change(2, reach=reach(0, "later")),
        change(3),
    ]
    found = block(changes).reaches
    assert (found.total, found.known, found.unknown) == (14, 2, 2)
    assert found.largest is not None
    assert found.largest.address == "drop[P1]"
    stops = block([one._replace(action=Action.STOP) for one in changes[3:]]).reaches
    forgets = block([one._replace(action=Action.FORGET) for one in changes[3:]]).reaches
    sends = block([one._replace(endpoint="/1/send/sms.json") for one in changes[3:]]).reaches
    assert [stops.unknown, forgets.unknown, sends.unknown] == [0, 0, 0], "nobody could be asked"
    assert (stops.largest, stops.total) == (None, 0)


def test_what_stands_out_is_told_in_one_order() -> None:
    jumped = Jump(address="drop[P3]", column="price", before=10, after=50)
    small = Jump(address="drop[P4]", column="price", before=10, after=5)
    changes = [
        change(0, reach=reach(5)),
        change(1, reach=reach(1200)),
        change(2, content={"title": "Tea", "body": "for two"}),
        change(3, jump=jumped),
        change(4, jump=small, difference=(ADDED, ADDED)),
        change(5, difference=(ADDED,)),
    ]
    assert told(block(changes)) == [
        ("largest reach, 1,200", "drop[P1]"),
        ("longest text, 10 characters", "drop[P2]"),
        ("most differences, 2", "drop[P4]"),
        ("biggest change, price 10 → 50", "drop[P3]"),
        ("first key", "drop[P0]"),
        ("last key", "drop[P5]"),
    ]
    assert block(changes).differences == 3


def test_where_all_are_alike_only_the_keys_stand_out() -> None:
    alike = [change(number, difference=(ADDED,)) for number in range(3)]
    assert told(block(alike)) == [("first key", "drop[P0]"), ("last key", "drop[P2]")]
    bare = [change(number, payload=None) for number in range(3)]
    assert told(block(bare)) == [("first key", "drop[P0]"), ("last key", "drop[P2]")]


EDIT = (Edit(path="/p", before="a", after="b"), 7)
SUMMARY = Summary(
    family="drop", action=Action.CREATE, common=(EDIT,), standing_out=(("loud", "drop[P1]"),), differences=99
)


def test_what_a_saved_plan_says_of_its_changes_holds_unless_it_names_others() -> None:
    changes = [*map(change, range(3))]
    said = block(changes, SUMMARY)
    assert (said.common, told(said), said.differences) == ((EDIT,), [("loud", "drop[P1]")], 99)
    other = SUMMARY._replace(standing_out=(("loud", "drop[P1]"), ("gone", "drop[P9]")))
    assert told(block(changes, other)) == [("first key", "drop[P0]"), ("last key", "drop[P2]")]


def test_reasons_are_told_the_most_common_first_without_their_ids() -> None:
    said = [
        change(0)._replace(reason="new"),
        *(change(n)._replace(reason=f"7{n} waits", recorded=Recorded(id=70 + n)) for n in (1, 2)),
    ]
    assert block(said).reasons == (("each waits", 2), ("new", 1))


@pytest.mark.parametrize(
    ("expand", "alone"),
    [
        ([], []),
        (["drop"], [*range(7)]),
        (["dr*"], [*range(7)]),
        (["drop[P1]"], [1]),
        (["drop[P*]"], [*range(7)]),
        (["nosuch", "drop[P2]"], [2]),
        (["drop[P9]"], []),
        (["[P1]"], []),
    ],
)
def test_what_is_expanded_is_shown_one_by_one(expand: list[str], alone: list[int]) -> None:
    plan = Plan(environment="p", changes=tuple(map(change, range(7))))
    items = [*in_families(plan, expand)]
    assert [one.address for one in items if isinstance(one, Change)] == [f"drop[P{n}]" for n in alone]


def test_a_family_is_counted_whole_and_what_rests_is_shown_where_that_is_asked_for() -> None:
    """Two that go out of six are a part of a family; five of which four rest are none."""
    resting = [change(number, Action.UNCHANGED) for number in range(LEAST - 4)]
    plan = Plan(environment="p", changes=(*(change(number) for number in range(10, 14)), *resting))
    assert [isinstance(one, Block) for one in in_families(plan)] == [True]
    assert len([*in_families(plan, unchanged=True)]) == 3
    smaller = replace(plan, changes=plan.changes[:-1])
    assert [isinstance(one, Block) for one in in_families(smaller)] == [False] * 4


def test_what_a_saved_plan_sums_up_is_shown_of_each_action_by_itself() -> None:
    changes = [*(change(n) for n in range(5)), *(change(n, Action.REPLACE) for n in range(5, 10))]
    found = [*in_families(Plan(environment="p", changes=tuple(changes), summaries=(SUMMARY,)))]
    assert [one.differences for one in found if isinstance(one, Block)] == [99, 0]


@pytest.mark.parametrize(("count", "kept"), [(24, 24), (25, 13), (100, 13)])
def test_of_a_large_family_a_few_payloads_that_are_spread_are_saved(count: int, kept: int) -> None:
    """A reviewer of the saved plan looks into some from all over it, and into what stands out."""
    data = FamilyData("drop", "f.csv", "ab" * 32, count)
    made = [change(number) for number in range(count)]
    made[-2] = made[-2]._replace(reach=reach(9))
    plan = Plan(environment="p", changes=tuple(made), families=(data,))
    found = [one for one in abridged(plan).changes if one.payload]
    if count == 24:
        assert found == made
        return
    places = {step * (count - 1) // 11 for step in range(12)} | {count // 2, count - 2}
    assert [one.address for one in found] == [f"drop[P{number}]" for number in sorted(places)]
    assert abs(len(found) - kept) <= 1
    other = replace(plan, families=(data._replace(family="other"),))
    assert [one.payload for one in abridged(other).changes] == [one.payload for one in made]


def test_the_audiences_of_what_is_summed_up_are_still_named() -> None:
    before = dict(campaign("x", where={"event_name": "Other"}).body)
    differs = FieldDifference(path="/where/event_name", before="Other", after="E")
    made = [change(n, Action.REPLACE, before=before, difference=(differs,)) for n in range(40)]
    plan = Plan(environment="p", changes=tuple(made), families=(FamilyData("drop", "f", "a", 40),))
    bare = [one for one in abridged(plan).changes if one.payload is None]
    assert bare
    assert {(one.audience, one.before, one.difference) for one in bare} == {("different", None, ())}


PACE: list[tuple[str, list[Change], float, int, list[str]]] = [
    ("nothing", [change(0, Action.UNCHANGED)], 1.0, 0, []),
    ("a stop, and one listing", [change(0, Action.STOP)], 1.0, 2, []),
    ("a create, and one listing", [change(0)], 1.0, 2, []),
    ("a replace stops, and makes", [change(0, Action.REPLACE)], 1.0, 3, []),
    ("its turn comes as it is still early enough", [change(0, scheduled_on=NOW + LEAD + 2 * SECOND)], 1.0, 2, []),
    ("its turn comes too late", [change(0, scheduled_on=NOW + LEAD + SECOND)], 1.0, 2, ["drop[P0]"]),
    ("twice as fast", [change(0, scheduled_on=NOW + LEAD + SECOND)], 2.0, 2, []),
    ("it is too late already, and blocked for that", [change(0, scheduled_on=NOW + LEAD - SECOND)], 1.0, 2, []),
    ("it is just early enough now", [change(0, scheduled_on=NOW + LEAD)], 1.0, 2, ["drop[P0]"]),
    (
        "the most imminent goes first, and what is sent now before it",
        [
            change(0, scheduled_on=NOW + LEAD + 4 * SECOND),
            change(1, scheduled_on=NOW + LEAD + 3 * SECOND),
            change(2, scheduled_on=None),
            change(3, Action.STOP),
        ],
        1.0,
        5,
        ["drop[P1]", "drop[P0]"],
    ),
    (
        "one is too late, and what is a minute off is not",
        [change(0, scheduled_on=NOW + LEAD + SECOND), change(1, scheduled_on=NOW + LEAD + 60 * SECOND)],
        1.0,
        3,
        ["drop[P0]"],
    ),
    ("nobody to send to is one request", [change(0, payload=letter(0))], 1.0, 2, []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rate", "requests", "late"), [row[1:] for row in PACE], ids=[row[0] for row in PACE]
)
def test_how_long_a_plan_takes_and_what_would_come_too_late(
    changes: list[Change], rate: float, requests: int, late: list[str]
) -> None:
    pace = pace_of(changes, rate, NOW)
    assert (pace.requests, pace.seconds) == (requests, requests / rate)
    assert pace.done_at == NOW + timedelta(seconds=requests / rate)
    assert [one.address for one in pace.late] == late


def asked(changes: Sequence[Change], guards: Any = None, *, every: bool = False) -> list[str]:
    return [one.address for one in asked_for(changes, guards or {}, every=every)]


def test_of_a_large_family_some_that_are_spread_over_it_are_asked_for() -> None:
    changes = [change(number) for number in reversed(range(100))]
    few = asked(changes)
    assert len(few) == MOST
    assert few == [f"drop[P{number * 99 // 19}]" for number in range(20)]
    assert asked(changes[:MOST]) == [one.address for one in reversed(changes[:MOST])]
    assert [asked([*map(change, range(count))]) for count in (1, 2)] == [
        ["drop[P0]"],
        ["drop[P0]", "drop[P1]"],
    ]
    assert asked(changes, every=True) == [one.address for one in reversed(changes)]
    assert len(asked(changes, {"sample": 30})) == 30
    assert len(asked(changes, {"sample": 3})) == MOST
    assert len(asked([*changes, *(change(n, family="rise") for n in range(30))])) == 2 * MOST


@pytest.mark.parametrize(
    ("action", "is_asked"),
    [(Action.CREATE, True), (Action.REPLACE, True), (Action.ESTIMATE, True), (Action.UNCHANGED, False),
     (Action.BLOCKED, False), (Action.FROZEN, False)],
)  # fmt: skip
def test_what_goes_out_is_asked_for(action: Action, is_asked: bool) -> None:
    alone = Change(address="one", action=action, reason="", payload=campaign("one"))
    assert asked([alone, change(0, action)]) == (["one", "drop[P0]"] if is_asked else [])
    never = [alone._replace(payload=None), alone._replace(payload=letter())]
    assert asked(never) == []
    assert asked([*never, alone]) == (["one"] if is_asked else [])


def test_one_audience_is_asked_for_once_and_a_family_may_want_more_of_them() -> None:
    same = [own_change(number, audience="a") for number in range(5)]
    assert asked(same) == ["drop[P0]"]
    many = [own_change(number, guards={"sample": 25}) for number in range(60)]
    assert len(asked(many)) == 25


def own_change(number: int, **more: Any) -> Change:
    made = change(number)
    assert made.payload is not None
    return made._replace(payload=replace(made.payload, **more))
