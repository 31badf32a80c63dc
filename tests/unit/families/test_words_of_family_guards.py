"""What the guards of a family say, word for word and at the line that a reviewer would change."""

from dataclasses import replace
from typing import Any

import pytest

from ctc.plans.family_guards import Group, groups_of, sampled, total_reach, waits
from ctc.plans.guarding import breaches, guarded, is_blocked
from ctc.plans.plan import Action, Change, Plan, Reach
from ctc.rows.family_data import FamilyData
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import Name
from tests.unit.plans.test_action_table import FACTS, NOW, campaign, letter

DATA = FamilyData(
    "drop",
    "f.csv",
    "a",
    1,
    file="campaigns/drop.yaml",
    line=3,
    guard_lines={"min_rows": 8},
    key_columns=("sku",),
)


def payload(number: int, **more: Any) -> Any:
    return replace(campaign(f"drop[{number}]"), audience=f"a{number}", file="campaigns/drop.yaml", **more)


def create(number: int, people: int | None = None, action: Action = Action.CREATE, **more: Any) -> Change:
    reach = Reach(total=people, platforms={}, asked_at=NOW) if people is not None else None
    made = payload(number, **more)
    return Change(address=made.address, action=action, reason="", payload=made, reach=reach)


def state(count: int, status: Status = Status.SCHEDULED, **more: Any) -> State:
    records = [
        Record(
            **{
                "address": f"drop[{n}]",
                "status": status,
                "born": n + 1,
                "scheduled_on": NOW.replace(year=2032),
                **more,
            }
        )
        for n in range(count)
    ]
    names = {one.address: Name(entries=(one.born,), current=one.born) for one in records}
    return State(entries={one.born: one for one in records}, names=names)


def told(
    changes: list[Change], data: list[FamilyData], known: State | None = None, **guards: Any
) -> list[tuple[str, str, int, str, str | None]]:
    facts = replace(FACTS, guards=guards)
    _, found = guarded(changes, facts, NOW, known or State(), data)
    return [(one.code, one.file, one.line, one.message, one.hint) for one in found]


def gone(count: int) -> list[Change]:
    return [Change(address=f"drop[{n}]", action=Action.STOP, reason="") for n in range(count)]


WHOLE = "is the file whole? Where it is, write `guards: "


def test_what_is_gone_is_told_with_the_share_that_would_let_it_through() -> None:
    found = told(gone(4), [replace_guards(max_gone="30%")], state(7))
    assert found == [
        (
            "CTC544",
            "campaigns/drop.yaml",
            3,
            "drop: the rows of 4 of 7 live instances are gone from f.csv; max_gone is 30%",
            f"{WHOLE}{{max_gone: 58%}}` in this spec",
        )
    ]
    kept = create(6, action=Action.UNCHANGED, guards={"max_gone": "12.5%"})
    inline = told([*gone(1), kept], [], state(7))
    assert [(one[3], one[4]) for one in inline] == [
        (
            "drop: the keys of 1 of 7 live instances are gone; max_gone is 12.5%",
            f"{WHOLE}{{max_gone: 15%}}` in this spec",
        )
    ]


def replace_guards(**guards: Any) -> FamilyData:
    return DATA._replace(guards=guards)


LIVE: list[tuple[str, dict[str, Any], bool]] = [
    ("scheduled", {}, True),
    ("running", {"status": Status.RUNNING}, False),
    ("running, again and again", {"status": Status.RUNNING, "recurring": True}, True),
    ("begun", {"scheduled_on": NOW}, False),
    ("begun, again and again", {"scheduled_on": NOW, "recurring": True}, True),
    ("sent", {"status": Status.SENT, "recurring": True}, False),
    ("forgotten", {"forgotten": True}, False),
    ("of another key", {"key_columns": ("sku", "price")}, False),
    ("of the same key", {"key_columns": ("sku",)}, True),
    ("of a list", {"key_columns": ()}, True),
]


@pytest.mark.parametrize(("more", "counts"), [row[1:] for row in LIVE], ids=[row[0] for row in LIVE])
def test_what_a_stop_would_keep_from_anybody_counts_as_live(more: dict[str, Any], counts: bool) -> None:
    known = state(8, **more)
    made = groups_of(gone(7), [DATA], known, NOW)["drop"]
    assert (made.gone, made.live) == ((7, 8) if counts else (0, 0))
    if not more.get("key_columns"):
        assert all(waits(one, NOW) is counts for one in known.entries.values())
    assert bool(told(gone(7), [DATA], known)) is counts


@pytest.mark.parametrize("at", [0, 2, 4])
def test_a_campaign_of_no_family_hides_no_instance_wherever_it_stands(at: int) -> None:
    alone = Change(address="letter", action=Action.STOP, reason="")
    changes = [*gone(2), create(7), create(8)]
    made = groups_of([*changes[:at], alone, *changes[at:]], [DATA], state(8), NOW)
    assert [(name, one.gone, len(one.sends)) for name, one in made.items()] == [("drop", 2, 2)]


def test_rows_are_counted_as_people_count_them() -> None:
    [one] = told([], [DATA._replace(guards={"min_rows": 2})])
    assert one == (
        "CTC545",
        "campaigns/drop.yaml",
        8,
        "drop: f.csv holds 1 row; min_rows is 2",
        f"{WHOLE}{{min_rows: 1}}` in this spec",
    )
    [many] = told([], [DATA._replace(rows=1500, guards={"min_rows": 2000})])
    assert many[3] == "drop: f.csv holds 1,500 rows; min_rows is 2,000"
    assert told([], [DATA._replace(rows=2, guards={"min_rows": 2})]) == []
    assert told([create(1, guards={"min_rows": 2})], []) == [], "a list in the spec is reviewed with it"


def test_a_reach_that_is_too_large_or_unknown_is_told_at_the_familys_guard() -> None:
    sends = [create(n, 700, guards={"max_total_reach": 2000}) for n in range(3)]
    assert told(sends, []) == [
        (
            "CTC542",
            "campaigns/drop.yaml",
            2,
            "drop: 3 instances reach 2,100 people together; max_total_reach is 2,000",
            "narrow their audience, or write `guards: {max_total_reach: 2100}` in this spec",
        )
    ]
    [unknown] = told([*sends[:2], create(2, guards={"max_total_reach": 2000})], [])
    assert unknown[0] == "CTC503"
    assert unknown[3] == "drop: its reach is unknown, and max_total_reach bounds it"
    assert "--estimate-all" in str(unknown[4])
    assert told(sends[:2], []) == []
    assert told([one._replace(action=Action.UNCHANGED) for one in sends], []) == [], "nothing of it is sent"


def test_a_sample_that_stands_for_all_says_so_where_a_guard_asks() -> None:
    guards = {"max_total_reach": 9999, "sample": 2}
    sends = [create(n, 10 if n < 2 else None, guards=guards) for n in range(5)]
    [one] = told(sends, [])
    assert (one[0], one[3]) == (
        "CTC543",
        "drop: its reach rests on a sample: 2 audiences were asked for, and stand for all",
    )
    assert one[4] == "ctc plan --estimate-all asks for each of them"
    assert told([create(n, 10 if n < 2 else None, guards={"sample": 2}) for n in range(5)], []) == []


SAMPLES: list[tuple[int, int, int | None, int | None]] = [
    (5, 2, 2, 2),
    (5, 1, 2, None),
    (5, 5, 2, None),
    (5, 4, 9, None),
    (5, 3, 1, 3),
    (5, 2, None, None),
    (0, 0, 1, None),
]


@pytest.mark.parametrize(("count", "asked", "wanted", "rests"), SAMPLES)
def test_when_a_sample_is_large_enough(count: int, asked: int, wanted: int | None, rests: int | None) -> None:
    guards = {"sample": wanted} if wanted else {}
    sends = [create(n, 10 if n < asked else None, guards=guards) for n in range(count)]
    group = Group(
        family="drop", data=replace_guards(**guards), sends=sends, payload=payload(0, guards=guards)
    )
    assert sampled({"drop": group}, {}) == ({"drop": rests} if rests else {})


def test_each_family_has_a_sample_of_its_own() -> None:
    """One that asks for none says nothing of the next."""
    sends = [create(n, 10 if n < 3 else None) for n in range(5)]
    groups = {
        name: Group(family=name, data=replace_guards(**guards), sends=sends)
        for name, guards in (
            ("a", {}),
            ("b", {"sample": 3}),
            ("c", {}),
            ("d", {"sample": 2}),
            ("e", {"sample": 4}),
        )
    }
    assert sampled(groups, {}) == {"b": 3, "d": 3}


def test_of_some_that_are_not_known_those_that_are_stand_for_as_many() -> None:
    sends = [create(0, 10), create(1, 11), create(2)]
    assert total_reach(sends, rests=True) == 32, "rounded up"
    assert total_reach(sends, rests=False) is None
    assert total_reach(sends[:2], rests=False) == 21
    assert total_reach(sends[2:], rests=True) is None
    assert total_reach([], rests=False) == 0
    assert total_reach([sends[0]._replace(payload=letter(4))], rests=False) == 4


def test_the_whole_plan_is_bounded_by_the_environment() -> None:
    alone = Change(
        address="one", action=Action.CREATE, reason="", payload=campaign(),
        reach=Reach(total=5, platforms={}, asked_at=NOW),
    )  # fmt: skip
    sends = [create(n, 10) for n in range(2)]
    [one] = told([alone, *sends], [], max_total_reach=24)
    assert one == (
        "CTC542",
        "ctc.yaml",
        1,
        "the plan reaches 25 people together; max_total_reach is 24",
        "apply it in parts with --select, or raise max_total_reach in ctc.yaml",
    )
    assert told([alone, *sends], [], max_total_reach=25) == []
    resting = alone._replace(action=Action.UNCHANGED, reach=None)
    assert told([resting, *sends], [], max_total_reach=20) == []
    assert told([alone._replace(payload=None), *sends], [], max_total_reach=20) == []
    [unknown] = told([alone._replace(reach=None), *sends], [], max_total_reach=99)
    assert unknown[3:] == (
        "the reach of the plan is unknown, and max_total_reach bounds it",
        "plan with --estimate-all, so that CleverTap is asked",
    )


def test_a_guard_stands_where_the_family_is_written() -> None:
    made = Group(family="drop", payload=payload(1, guards={"max_gone": "1%"}))
    assert (made.place("max_gone"), made.stands) == (("campaigns/drop.yaml", 2), True)
    assert Group(family="drop", data=DATA).place("max_gone") == ("campaigns/drop.yaml", 3)
    assert not Group(family="drop").stands
    assert Group(family="drop").own() == {}
    both = Group(family="drop", data=replace_guards(min_rows=5), payload=payload(1, guards={"min_rows": 6}))
    assert both.own() == {"min_rows": 6}
    assert groups_of(gone(3), [], state(3), NOW) == {}, "of a document that is gone nobody asks"
    stray = replace(campaign("one"), address="one")
    assert (
        groups_of([Change(address="one", action=Action.CREATE, reason="", payload=stray)], [], State(), NOW)
        == {}
    )


def test_each_error_blocks_and_what_a_sample_says_does_not() -> None:
    guards = {"max_total_reach": 9999, "sample": 2}
    sends = [create(n, 10 if n < 2 else None, guards=guards) for n in range(5)]

    checked, found = guarded(sends, FACTS, NOW, State(), families=())
    plan = Plan(environment="test", changes=checked, diagnostics=found)
    assert (breaches(plan), is_blocked(plan)) == ((), False)
