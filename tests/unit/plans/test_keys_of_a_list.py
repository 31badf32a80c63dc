"""The variables of a list in a spec become more, fewer, or stand in another order: whom each of its keys told is not
told again by what became of it."""

from dataclasses import replace

import pytest

from ctc.plans.plan import Action
from ctc.plans.planning import make_plan
from tests.unit.plans.test_action_table import FACTS, NOW, campaign
from tests.unit.state.test_what_records_add_up_to import folded, make, said

TOLD = ("drop[a,b]", "drop[c,d]", "drop[e,f,g]", "drop[]", "fall[p,q]")
STATE = folded(
    *(
        record
        for n, address in enumerate(TOLD, 5)
        for record in (make(str(n), address), said(str(n), "sent", n, address=address))
    )
)
NOW_AS: list[tuple[str, str]] = [
    ("drop[b,a]", "drop[a,b]"),
    ("drop[c,d,x]", "drop[c,d]"),
    ("drop[x,b,a]", "drop[a,b]"),
    ("drop[h,g,f,e]", "drop[e,f,g]"),
    ("drop[d]", "drop[c,d]"),
    ("drop[f]", "drop[e,f,g]"),
    ("drop[g,e]", "drop[e,f,g]"),
    ("fall[q]", "fall[p,q]"),
    ("drop[h]", ""),
    ("drop[a,c]", ""),
    ("fall[a,b]", ""),
]


@pytest.mark.parametrize(("now", "was"), NOW_AS)
def test_what_became_of_a_key_is_not_told_again(now: str, was: str) -> None:
    [change] = [
        one for one in make_plan([campaign(now)], {now}, STATE, FACTS, NOW).changes if one.address == now
    ]
    assert (change.action, f"{was} is {now} now" in change.reason) == (
        (Action.BLOCKED, True) if was else (Action.CREATE, False)
    )


def test_in_each_family_the_first_that_would_be_told_again_is_named() -> None:
    payloads = [campaign(name) for name in ("drop[b,a]", "drop[d,c]", "fall[q,p]")]
    plan = make_plan(payloads, {one.address for one in payloads}, STATE, FACTS, NOW)
    said_of = {one.address: one.reason for one in plan.changes if one.action is Action.BLOCKED}
    assert {name: reason.partition(":")[0] for name, reason in said_of.items()} == {
        "drop[b,a]": "drop[a,b] is drop[b,a] now",
        "drop[d,c]": "drop[a,b] is drop[b,a] now",
        "fall[q,p]": "fall[p,q] is fall[q,p] now",
    }


RENAMED: list[tuple[str, str]] = [
    ("sale[b,a]", "drop[a,b]"),
    ("sale[d]", "drop[c,d]"),
    ("sale[e,f,g,h]", "drop[e,f,g]"),
    ("sale[a,c]", ""),
    ("sale[p,q,r]", ""),
]


@pytest.mark.parametrize(("now", "was"), RENAMED)
def test_a_family_that_got_another_name_as_well_tells_nobody_again(now: str, was: str) -> None:
    every = [campaign(now, was=("drop",)), campaign("other")]
    plan = make_plan(every, {one.address for one in every}, STATE, FACTS, NOW)
    [change] = [one for one in plan.changes if one.address == now]
    assert (change.action, f"{was} is {now} now" in change.reason) == (
        (Action.BLOCKED, True) if was else (Action.CREATE, False)
    )
    left = {one.address: one.action for one in plan.changes if one.address.startswith("drop[")}
    assert (Action.STOP in left.values()) == (not was)


def test_a_list_that_became_a_file_of_another_name_tells_nobody_again() -> None:
    told = folded(make("1", "drop[a,7]"), said("1", "sent", 5, address="drop[a,7]"))
    row = replace(campaign("sale[a,7.0]", was=("drop",)), key_columns=("sku", "price"))
    [change] = [one for one in make_plan([row], {row.address}, told, FACTS, NOW).changes if one.payload]
    assert change.action is Action.BLOCKED
    assert "drop[a,7] is sale[a,7.0] now" in change.reason


def test_an_instance_that_gets_a_name_of_its_own_is_planned_though_its_family_is_blocked() -> None:
    payloads = [campaign("alone", was=("drop[a,b]",)), campaign("drop[d,c]")]
    plan = make_plan(payloads, {one.address for one in payloads}, STATE, FACTS, NOW)
    found = {one.address: one for one in plan.changes}
    assert (found["drop[d,c]"].action, found["alone"].action) == (Action.BLOCKED, Action.FROZEN)
    assert found["alone"].recorded.address == "drop[a,b]"


FILED = folded(
    make("1", "drop[007,TRUE]", key_columns=("sku", "old")),
    said("1", "sent", 5, address="drop[007,TRUE]"),
    make("2", "drop[8,x]", key_columns=("sku", "old"), numbers={"sku": 8}),
    said("2", "sent", 6, address="drop[8,x]"),
)


@pytest.mark.parametrize(
    ("now", "was"),
    [
        ("drop[7,true]", "drop[007,TRUE]"),
        ("drop[x,8]", "drop[8,x]"),
        ("drop[8.0,x]", "drop[8,x]"),
        ("drop[8,x]", ""),
        ("drop[9,x]", ""),
    ],
)
def test_whom_a_file_told_a_list_does_not_tell_again(now: str, was: str) -> None:
    one, other = campaign(now), campaign("aside[x]")
    plan = make_plan([one, other], {now, other.address}, FILED, FACTS, NOW)
    [change] = [each for each in plan.changes if each.address == now]
    assert f"{was} is {now} now" in change.reason or not was
    assert (change.action is Action.BLOCKED) is bool(was)


def test_a_file_is_compared_by_its_columns_with_what_a_file_told() -> None:
    one = replace(campaign("drop[x,8]"), key_columns=("sku", "old"))
    [change] = make_plan([one], {one.address, *FILED.records}, FILED, FACTS, NOW).changes
    assert change.action is Action.CREATE
