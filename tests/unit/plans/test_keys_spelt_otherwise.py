"""A column of a key gets another type, or a list another order: who was told under the one key is not told under the
other."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from ctc.plans.plan import Action
from ctc.plans.planning import make_plan
from ctc.state.state import State
from tests.unit.plans.test_action_table import FACTS, NOW, campaign
from tests.unit.state.test_names_that_changed import renamed
from tests.unit.state.test_what_records_add_up_to import folded, make, said

KEYS = ("sku", "price")
Told = tuple[str, dict[str, float]]
OLD: Told = ("drop[007,1.90]", {})
"""Both columns were texts."""
NEW: Told = ("drop[7,1.9]", {"sku": 7, "price": 1.9})


def told(*instances: Told, result: str = "sent", then: Sequence[Any] = (), **more: Any) -> State:
    """Each was told by this key; its numbers are those that the schema of its row made."""
    records = [
        record
        for number, (address, numbers) in enumerate(instances, start=5)
        for record in (
            make(str(number), address, key_columns=KEYS, numbers=numbers, **more),
            said(str(number), result, number, address=address),
        )
    ]
    return folded(*records, *then)


def actions(state: State, *instances: Told, revision: int = 1) -> dict[str, tuple[Action, str]]:
    payloads = [
        replace(campaign(address, name=address, revision=revision), key_columns=KEYS, numbers=numbers)
        for address, numbers in instances
    ]
    plan = make_plan(payloads, {one.address for one in payloads}, state, FACTS, NOW)
    return {one.address: (one.action, one.reason) for one in plan.changes}


CASES: list[tuple[str, State, Told, str]] = [
    ("texts became numbers", told(OLD), NEW, "drop[007,1.90] is drop[7,1.9] now"),
    ("one of them did", told(OLD), ("drop[007,1.9]", {"price": 1.9}), "drop[007,1.90] is drop[007,1.9] now"),
    ("the second did", told(OLD), ("drop[007,1.9]", {"price": 1.9}), "Spell price as it was (type string"),
    ("numbers became texts", told(NEW), OLD, "drop[7,1.9] is drop[007,1.90] now"),
    ("one of them did", told(NEW), ("drop[007,1.9]", {"price": 1.9}), "drop[7,1.9] is drop[007,1.9] now"),
    ("among others", told(("drop[a,5]", {}), OLD, ("drop[b,6]", {})), NEW, "drop[007,1.90] is drop[7,1.9] now"),
    ("a text became a truth value", told(("drop[a,TRUE]", {})), ("drop[a,true]", {}), "drop[a,TRUE] is drop[a,true]"),
    ("a truth value became a text", told(("drop[a,false]", {})), ("drop[a,False]", {}), "is drop[a,False] now"),
    ("both at once", told(("drop[007,TRUE]", {})), ("drop[7,true]", {"sku": 7}), "drop[007,TRUE] is drop[7,true] now"),
    ("and back", told(("drop[7,true]", {"sku": 7})), ("drop[007,TRUE]", {}), "drop[7,true] is drop[007,TRUE] now"),
    ("numbers alone", told(("drop[7,TRUE]", {"sku": 7})), ("drop[007,TRUE]", {}), "drop[7,TRUE] is drop[007,TRUE] now"),
    ("the other truth", told(("drop[a,TRUE]", {})), ("drop[a,false]", {}), ""),
    ("texts that read as numbers", told(OLD), ("drop[7,1.9]", {}), ""),
    ("spelt as it was", told(("drop[7,1.9]", {})), ("drop[8,1.9]", {"sku": 8, "price": 1.9}), ""),
    ("one that is new", told(OLD), ("drop[8,1.9]", {"sku": 8, "price": 1.9}), ""),
    ("nothing came of it", told(OLD, result="rejected"), NEW, ""),
    ("numbers became texts as the family got another name", told(NEW, then=[renamed("drop", "fall")]),
     ("fall[007,1.90]", {}), "drop[7,1.9] is fall[007,1.90] now"),
    ("texts became numbers as the family got another name", told(OLD, then=[renamed("drop", "fall")]),
     ("fall[7,1.9]", NEW[1]), "drop[007,1.90] is fall[7,1.9] now"),
    ("numbers of an older name, texts of the newer", told(NEW, ("fall[a,b]", {}), then=[renamed("drop", "fall")]),
     ("fall[007,1.90]", {}), "drop[7,1.9] is fall[007,1.90] now"),
    ("texts of the newer name", told(("drop[a,b]", {}), ("fall[007,1.90]", {}), then=[renamed("drop", "fall")]),
     ("fall[7,1.9]", NEW[1]), "fall[007,1.90] is fall[7,1.9] now"),
    ("another family", told(("fall[007,1.90]", {})), NEW, ""),
]  # fmt: skip


@pytest.mark.parametrize(("state", "now", "says"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_nobody_is_told_again_by_another_spelling(state: State, now: Told, says: str) -> None:
    action, reason = actions(state, now)[now[0]]
    assert (action, says in reason) == (Action.BLOCKED if says else Action.CREATE, True)


def test_a_higher_revision_tells_all_of_it_and_states_the_types_anew() -> None:
    assert actions(told(OLD), NEW, revision=2)[NEW[0]][0] is Action.CREATE
    state = folded(
        make("1", OLD[0], key_columns=KEYS),
        said("1", "sent", 5, address=OLD[0]),
        make("2", NEW[0], key_columns=KEYS, numbers=NEW[1], revision=2),
        said("2", "sent", 6, address=NEW[0]),
    )
    again = ("drop[70,1.9]", {"sku": 70.0, "price": 1.9})
    assert actions(state, again, revision=2)[again[0]][0] is Action.CREATE
    assert (state.family("drop").numeric, state.family("drop").odd) == (KEYS, ())


def test_what_stands_beside_it_is_another_one() -> None:
    """Of texts that are told and stand there still, one that reads as the same number is another product."""
    state = told(("drop[7,a]", {"sku": 7}))
    found = actions(state, ("drop[7,a]", {}), ("drop[007,a]", {}))
    assert found["drop[007,a]"][0] is Action.CREATE


def test_the_types_go_over_with_the_name() -> None:
    records = [
        make("1", OLD[0], key_columns=KEYS),
        said("1", "sent", 5, address=OLD[0]),
        renamed("drop", "fall"),
    ]
    family = folded(*records).family("fall")
    assert (family.numeric, family.odd) == ((), KEYS)


LISTED: list[tuple[str, str, str, dict[str, Any], str]] = [
    ("another order", "drop[en,Pune]", "drop[Pune,en]", {}, "drop[en,Pune] is drop[Pune,en] now, with the same"),
    ("another order, and other words", "drop[en,Pune]", "drop[Pune,en]", {"name": "B"}, "is drop[Pune,en] now: it"),
    ("another key", "drop[a]", "drop[b]", {}, "drop[a] is drop[b] now, with the same payload"),
    ("one more part", "drop[en]", "drop[en,1]", {}, "drop[en] is drop[en,1] now"),
    ("a number written otherwise", "drop[100]", "drop[100.0]", {"name": "B"}, "drop[100] is drop[100.0] now: it"),
    ("a truth value written otherwise", "drop[TRUE]", "drop[true]", {"name": "B"}, "drop[TRUE] is drop[true] now: it"),
    ("one more part, and other words", "drop[en]", "drop[Pune,en]", {"name": "B"}, "drop[en] is drop[Pune,en] now: it"),
    ("one part less, and other words", "drop[en,a]", "drop[en]", {"name": "B"}, "drop[en,a] is drop[en] now: it"),
    ("one more part, and others", "drop[w1]", "drop[w2,a]", {"name": "B"}, ""),
    ("one more part, meant", "drop[en]", "drop[en,a]", {"name": "B", "revision": 2}, ""),
    ("another key, and other words", "drop[a]", "drop[b]", {"name": "B"}, ""),
    ("meant", "drop[a]", "drop[b]", {"revision": 2}, ""),
    ("as it was", "drop[a]", "drop[a]", {}, ""),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "more", "says"), [c[1:] for c in LISTED], ids=[c[0] for c in LISTED])
def test_what_a_list_told_is_not_told_under_another_key(
    old: str, new: str, more: dict[str, Any], says: str
) -> None:
    digest = campaign(old).digest
    state = folded(make("1", old, digest=digest, due=900), said("1", "sent", 5, address=old))
    payload, aside = campaign(new, **more), campaign("aside[x]", name="Aside")
    plan = make_plan([aside, payload], {aside.address, new}, state, FACTS, NOW)
    found = {one.address: one for one in plan.changes}
    assert (found[new].action is Action.BLOCKED, says in found[new].reason) == (bool(says), True)
    assert not says or old not in found, "it stays scheduled until somebody says what is meant"


def test_beside_what_it_was_it_is_another_one() -> None:
    one, other = campaign("drop[a]"), campaign("drop[b]")
    state = folded(make("1", "drop[a]", digest=one.digest), said("1", "sent", 5, address="drop[a]"))
    plan = make_plan([one, other], {"drop[a]", "drop[b]"}, state, FACTS, NOW)
    assert [change.action for change in plan.changes if change.address == "drop[b]"] == [Action.CREATE]
