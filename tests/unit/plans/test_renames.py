"""Who takes over which record, where specs were renamed."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from ctc.payloads.payload import Payload, payload_of
from ctc.plans.renames import carried, former
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
