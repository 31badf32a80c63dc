"""Who takes over which record, where specs were renamed."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from ctc.payloads.payload import Payload, payload_of
from ctc.plans.action import Action
from ctc.plans.refusals import beside_former
from ctc.plans.renames import carried, carried_names, former, renamed_families, twice_claimed
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import Name


@dataclass(frozen=True)
class Case:
    """``recorded`` are the addresses of the state, ``specs`` those of the repository with their ``was``."""

    recorded: tuple[str, ...]
    specs: dict[str, tuple[str, ...]]
    expected: dict[str, str] = field(default_factory=dict)


def payload(address: str, was: tuple[str, ...] = ()) -> Payload:
    more: dict[str, Any] = {"channel": "push", "variant": "push", "endpoint": "/1/targets/create.json"}
    return payload_of({}, address=address, revision=1, was=was, file="f.yaml", **more)


def state_of(*records: Record) -> State:
    names = {one.address: Name(entries=(one.born,), current=one.born) for one in records}
    return State(entries={one.born: one for one in records}, names=names)


FAMILY = ("old[en]", "old[hi]")
CASES = {
    "plain": Case(("old",), {"new": ("old",)}, {"new": "old"}),
    "the first that is recorded": Case(("b", "a"), {"new": ("c", "b", "a")}, {"new": "b"}),
    "still in use": Case(("old",), {"new": ("old",), "old": ()}),
    "has a record of its own": Case(("old", "new"), {"new": ("old",)}),
    "two claim one": Case(("old",), {"a": ("old",), "b": ("old",)}, {"a": "old"}),
    "a family by its keys": Case(
        FAMILY,
        {"new[en]": FAMILY, "new[fr]": FAMILY, "new[hi]": FAMILY},
        {"new[en]": "old[en]", "new[hi]": "old[hi]"},
    ),
    "a family by its id": Case(
        FAMILY,
        {"new[en]": ("old",), "new[fr]": ("old",), "new[hi]": ("old",)},
        {"new[en]": "old[en]", "new[hi]": "old[hi]"},
    ),
    "one key renamed": Case(
        FAMILY,
        {"old[en]": FAMILY, "old[hindi]": FAMILY},
        {"old[hindi]": "old[hi]"},
    ),
    "whose key it was cannot be told": Case(
        FAMILY, {"new[en]": FAMILY, "new[de]": FAMILY, "new[fr]": FAMILY}, {"new[en]": "old[en]"}
    ),
    "one becomes a family": Case(("old",), {"new[en]": ("old",), "new[hi]": ("old",)}, {"new[en]": "old"}),
    "of a family one is left": Case(FAMILY, {"new": ("old[hi]",)}, {"new": "old[hi]"}),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_who_takes_over_what(case: Case) -> None:
    state = state_of(
        *(Record(address=one, status=Status.SENT, born=n) for n, one in enumerate(case.recorded))
    )
    payloads = [payload(address, was) for address, was in sorted(case.specs.items())]
    assert carried(payloads, {*case.specs}, state) == case.expected


def test_what_was_freed_is_not_taken_over() -> None:
    freed = Record(address="old", status=Status.NOT_SENT, revision=0)
    assert carried([payload("new", ("old",))], {"new"}, state_of(freed)) == {}


def test_former_addresses() -> None:
    assert former(payload("new[en]", ("a", "b[en]", "c[hi]"))) == ("a[en]", "a", "b[en]")
    assert former(payload("new", ("a", "b[en]"))) == ("a", "b[en]")


def test_an_intent_names_what_it_was_called_under_its_own_key() -> None:
    """That a family became another is recorded once, and not with each of its instances."""
    assert carried_names(payload("new[en]", ("a", "b[en]", "c[hi]", "b[en]"))) == ("b[en]",)
    assert carried_names(payload("new", ("a", "b[en]", "a"))) == ("a",)
    assert carried_names(payload("new")) == ()


def test_a_family_says_once_what_it_was_called() -> None:
    instances = [payload(f"new[{key}]", (*"zyxwvu", "b[en]", "new")) for key in ("hi", "en")]
    assert renamed_families([*instances, payload("alone", ("was",))]) == [(name, "new") for name in "uvwxyz"]


def test_two_specs_that_claim_one_name_are_both_told_where_the_others_stand() -> None:
    """Whoever reads either of them knows which line to take out."""
    claimed = twice_claimed(
        [
            payload("b[en]", ("old",)),
            payload("b[hi]", ("old",)),
            payload("a", ("old", "own")),
            payload("c", ("other",)),
        ]
    )
    assert {*claimed} == {"a", "b[en]", "b[hi]"}
    assert {*claimed.values()} == {
        "`was: [old]` stands in a and in b: only one of them can have taken it over. Take the line out of the others"
    }


def test_of_letters_that_are_composed_otherwise_the_name_is_one() -> None:
    apart, whole = "cafe\u0301", "caf\u00e9"
    assert former(payload(f"new[{whole}]", (f"old[{apart}]",))) == (f"old[{whole}]",)
    assert carried_names(payload("new", (f"old-{apart}",))) == (f"old-{whole}",)
    assert renamed_families([payload("new[a]", (f"old-{apart}",))]) == [(f"old-{whole}", "new")]
    assert {*twice_claimed([payload("a", (apart,)), payload("b", (whole,))])} == {"a", "b"}
    known = state_of(Record(address=whole, status=Status.SENT, born=1))
    assert carried([payload("new", (apart,))], {"new"}, known) == {"new": whole}


@pytest.mark.parametrize("was", [("two",), ("gone", "two"), ("one", "two")])
def test_each_older_name_that_stands_beside_it_is_told(was: tuple[str, ...]) -> None:
    """Both would be the successor of one: the second is never made, and nothing of either is stopped."""
    found = beside_former(payload("one", was), {"one", "two"}, State())
    assert found is not None
    assert (found.action, "says that it was two" in found.reason) == (Action.BLOCKED, True)
    assert beside_former(payload("one", ("gone",)), {"one", "two"}, State()) is None
