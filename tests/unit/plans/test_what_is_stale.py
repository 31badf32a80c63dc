"""In which words a plan that was reviewed is told to be another one now, and in which cases it is still that one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ctc.plans.plan import Action, Change, Plan, Recorded
from ctc.plans.saved import SavedPlan, is_plan, write
from ctc.plans.staleness import stale
from ctc.rows.family_data import FamilyData
from tests.unit.plans.test_action_table import campaign

SOON = datetime(2031, 2, 1, 9, 30, tzinfo=UTC)


def change(address: str = "one", **more: Any) -> Change:
    said = {"payload": campaign(), "scheduled_on": SOON, "revision": 1, "digest": "a" * 64, "endpoint": "/e"}
    return Change(address=address, **{"action": Action.CREATE, "reason": "new", **said, **more})


def plan(*changes: Change, **more: Any) -> Plan:
    return Plan(environment="test", changes=changes, **more)


def told(reviewed: Plan, fresh: Plan) -> list[str]:
    return [one.message.removeprefix("the saved plan is stale: ") for one in stale(reviewed, fresh)]


NOWISH = campaign(when="now")
OBJECT = campaign(when={"type": "now", "delivery_timezone": "account"})
ONE: list[tuple[str, Change, Change, list[str]]] = [
    ("nothing", change(), change(), []),
    ("another reason", change(), change(reason="why not"), []),
    (
        "another action",
        change(),
        change(action=Action.BLOCKED, reason="too near"),
        ["one: create was planned; now it is blocked (too near)"],
    ),
    (
        "a create that waits no more",
        change(),
        change(scheduled_on=None),
        ["one: it was to go out at 2031-02-01 09:30 UTC, and now at once"],
    ),
    (
        "a create that waits now",
        change(scheduled_on=None),
        change(),
        ["one: it was to go out at once, and now at 2031-02-01 09:30 UTC"],
    ),
    (
        "the end of a lead time moves with the clock",
        change(payload=NOWISH),
        change(payload=NOWISH, scheduled_on=SOON.replace(minute=45)),
        [],
    ),
    (
        "the end of a lead time moves, also where `now` is an object",
        change(payload=OBJECT),
        change(payload=OBJECT, scheduled_on=SOON.replace(minute=45)),
        [],
    ),
    (
        "no lead time any more",
        change(payload=NOWISH),
        change(payload=NOWISH, scheduled_on=None),
        ["one: it was to go out at 2031-02-01 09:30 UTC, and now at once"],
    ),
    ("at once, as before", change(scheduled_on=None), change(scheduled_on=None), []),
    (
        "other guards of its own",
        change(),
        change(payload=replace(campaign(), guards={"max_reach": 1})),
        ["one: its own guards, or `broadcast`, were others"],
    ),
    (
        "for everybody now",
        change(),
        change(payload=replace(campaign(), broadcast=True)),
        ["one: its own guards, or `broadcast`, were others"],
    ),
    ("of which the payload was left out", change(payload=None), change(), []),
    (
        "of which the payload was left out, another time",
        change(payload=None),
        change(scheduled_on=None),
        ["one: it was to go out at 2031-02-01 09:30 UTC, and now at once"],
    ),
    ("what stops has no time", change(payload=None), change(payload=None, scheduled_on=None), []),
    (
        "another entry",
        change(recorded=Recorded(born=1)),
        change(recorded=Recorded(born=2)),
        ["one: what is recorded of it has changed"],
    ),
    (
        "another entry, of which more is said",
        change(recorded=Recorded(born=1)),
        change(recorded=Recorded(born=2), revision=2),
        ["one: its revision was 1 and is 2"],
    ),
    (
        "all that is said of one",
        change(),
        change(action=Action.REPLACE, reason="r", revision=2, endpoint="/f", digest="b" * 64),
        [
            "one: create was planned; now it is replace (r)",
            "one: its revision was 1 and is 2",
            "one: its endpoint was /e and is /f",
            f"one: its payload was {'a' * 12} and is {'b' * 12}",
        ],
    ),
]


@pytest.mark.parametrize(("before", "after", "says"), [row[1:] for row in ONE], ids=[row[0] for row in ONE])
def test_what_differs_of_one(before: Change, after: Change, says: list[str]) -> None:
    assert told(plan(before), plan(after)) == says


PLAIN: list[tuple[dict[str, Any], str]] = [
    ({"host": "h"}, "the host was '' and is 'h'"),
    ({"account_id": "A"}, "the account id was '' and is 'A'"),
    ({"region": "in1"}, "the region was '' and is 'in1'"),
    ({"lineage": "L"}, "the state's lineage was '' and is 'L'"),
    ({"serial": 3}, "the state's serial was 0 and is 3"),
]


@pytest.mark.parametrize(("other", "says"), PLAIN)
def test_what_differs_of_the_whole(other: dict[str, Any], says: str) -> None:
    assert told(plan(change()), plan(change(), **other)) == [says]
    assert told(plan(change()), plan(change(), commit="c")) == []


@pytest.mark.parametrize(
    ("before", "now", "says"),
    [
        (None, {"max_creates": 9}, []),
        ({"max_creates": 2}, {"max_creates": 2}, []),
        ({"max_creates": 2}, {"max_creates": 1}, []),
        ({"max_creates": 2}, None, ["the environment's guard `max_creates` was 2 and is gone"]),
        ({"max_creates": 2}, {"max_creates": 9}, ["the environment's guard `max_creates` was 2 and is 9"]),
    ],
    ids=["an older plan", "the same", "stricter", "gone", "looser"],
)
def test_what_guarded_the_review_guards_its_apply(before: Any, now: Any, says: list[str]) -> None:
    assert told(plan(change(), guards=before), plan(change(), guards=now)) == says


@pytest.mark.parametrize(("count", "more"), [(20, False), (21, True)])
def test_the_first_twenty_are_named(count: int, more: bool) -> None:
    names = [f"c{number:02}" for number in range(count)]
    found = told(plan(), plan(*map(change, reversed(names))))
    assert found[:20] == [f"{name} is not in it" for name in names[:20]]
    rest = ["1 more of its addresses are not as they were, beginning with c20"] if more else []
    assert found[20:] == rest
    gone = told(plan(*map(change, names[:1])), plan())
    assert gone == ["c00 is in it, and nothing is to be said of it now"]


def rows(sha256: str, shown: str = "f.csv", family: str = "drop") -> FamilyData:
    return FamilyData(family, shown, sha256, 3)


def of_rows(data: Sequence[FamilyData], digest: str = "a", address: str = "drop[a]", **more: Any) -> Plan:
    return plan(change(address, digest=digest), families=tuple(data), **more)


def test_other_rows_are_told_once_with_where_they_came_from() -> None:
    first = "the rows of drop (f.csv) are not those that it was made with: their hash was aaaaaaaaaaaa and is"
    a, b = "a" * 64, "b" * 64
    assert told(of_rows([rows(a)]), of_rows([rows(b)], "b")) == [f"{first} bbbbbbbbbbbb"]
    moved = told(of_rows([rows(a)]), of_rows([rows(b, "g.csv")], "b"))
    assert moved == [
        f"{first.replace('f.csv', 'g.csv')} bbbbbbbbbbbb (they came from f.csv: --data drop=FILE)"
    ]
    assert told(of_rows([rows(a)]), of_rows([rows(a, "g.csv")])) == [], "the same bytes from elsewhere"
    assert len(told(of_rows([rows(a)]), of_rows([rows(a)], "b"))) == 1, "the same rows, and another spec"
    assert len(told(of_rows([]), of_rows([rows(b)], "b"))) == 1, "a family that had no rows"
    assert len(told(of_rows([rows(a)]), of_rows([rows(b)], "b", "other"))) == 2, "what is in no family"


def of_day(day: str, digest: str, action: Action = Action.CREATE, own: str | None = None) -> Plan:
    payload = replace(campaign(), as_of=day if own is None else own)
    return plan(change(digest=digest, payload=payload, action=action), as_of=day)


def test_another_day_is_told_once_of_what_counts_from_it() -> None:
    day = "its days were counted from 2031-01-01, and would be from 2031-01-02 now"
    before = of_day("2031-01-01", "a")
    assert told(before, of_day("2031-01-02", "b")) == [day]
    assert told(of_day("2031-01-01", "a", Action.REPLACE), of_day("2031-01-02", "b", Action.REPLACE)) == [day]
    assert told(before, of_day("2031-01-01", "b")) == ["one: its payload was a and is b"]
    assert told(of_day("", "a"), of_day("2031-01-02", "b")) == ["one: its payload was a and is b"]
    assert told(before, of_day("2031-01-02", "b", own="")) == ["one: its payload was a and is b"]
    resting = told(of_day("2031-01-01", "a", Action.UNCHANGED), of_day("2031-01-02", "b", Action.UNCHANGED))
    assert resting == ["one: its payload was a and is b"], "what is not sent counts nothing"
    bare = replace(before, changes=(before.changes[0]._replace(payload=None),))
    assert told(before, replace(bare, as_of="2031-01-02")) == []


def test_a_file_is_known_for_a_plan_by_its_beginning() -> None:
    beginning = b'{\n "format_version": 1,\n "kind": "ctc-plan"'
    assert is_plan(beginning)
    assert write(SavedPlan(plan=plan(change()))).startswith(beginning), (
        "as one is written, also by an older ctc"
    )
    assert not is_plan(b'{"kind": "ctc-state"')
