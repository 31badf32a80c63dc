"""What a plan says against itself, word for word, in ``guards.txt``: each guard, a halt, a checkout, a listing, a
request that broke off, an answer to a create. ``CTC_GOLDEN=write`` writes what is said now; read the difference before
it is committed.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import httpcore2

from ctc.clevertap.exchange import Answer, _reason
from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.clevertap.reading import create_promise, estimate_promise, no_promise, outcome_of, send_promise
from ctc.diagnostics import Diagnostic
from ctc.plans.absence import unproven
from ctc.plans.guarding import change_breaches, plan_breaches
from ctc.plans.guards import read_guards
from ctc.plans.index import index_of
from ctc.plans.judgement import clash, cut_short, unclaimed
from ctc.plans.loosened import of_environment, of_families, with_own
from ctc.plans.plan import Action, Change, Reach
from ctc.rows.family_data import FamilyData
from ctc.state.intents import Intent, Verb
from ctc.state.state import State
from tests.unit.plans.test_action_table import FACTS, NOW, campaign

FILE: Final = Path(__file__).with_name("guards.txt")
WRONG: Final[Mapping[str, Any]] = {
    **dict.fromkeys(
        ("max_reach", "min_reach", "max_total_reach", "max_creates", "max_stops", "min_rows"), -1
    ),
    "sample": 0,
    "quiet_hours": "22-8",
    "lead_time": "soon",
    "max_gone": "101%",
    "max_change": "80%",
    **dict.fromkeys(("allow_now", "allow_broadcast", "require_frequency_caps", "ancestry"), "yes"),
    "require": ["name"],
    "max_crates": 1,
    "nosuch": 1,
}
OWN: Final[Mapping[str, Any]] = {"max_creates": 1, "max_stops": 1, "ancestry": True, "max_gone": "x"}


def worded(name: str, found: Iterator[Diagnostic] | tuple[Diagnostic, ...]) -> Iterator[str]:
    yield name
    for one in found:
        yield f"  {one.code} {one.severity} {one.file}:{one.line}: {one.message}"
        yield f"    {one.hint}"


def forms() -> Iterator[str]:
    yield "guards that cannot be read"
    yield from (f"  {problem}" for problem in read_guards(WRONG)[1])
    yield "guards of a campaign that cannot be read"
    yield from (f"  {problem}" for problem in read_guards({}, OWN)[1])


NIGHT: Final = replace(FACTS, zone=ZoneInfo("Asia/Kolkata"))
EVERYBODY: Final[Mapping[str, Any]] = {
    "where": {},
    "respect_frequency_caps": False,
    "when": "now",
    "broadcast": True,
}
ONE: Final[Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], int | None]]] = {
    "at once": ({"allow_now": False}, {"when": "now"}, None),
    "at night": ({"quiet_hours": "22:00-08:00"}, {"when": "20310201 23:10"}, None),
    "everybody": ({"allow_broadcast": False, "require_frequency_caps": True}, EVERYBODY, None),
    "an unknown reach": ({"max_reach": 5}, {}, None),
    "too many": ({"max_reach": 5}, {}, 6),
    "too few": ({"min_reach": 5}, {}, 4),
    "without an owner": ({"require": ["owner", "x-team"]}, {}, None),
    "a guard that is none": ({"nosuch": 1}, {}, None),
}
WHOLE: Final[Mapping[str, tuple[Mapping[str, Any], list[Action], Mapping[str, Any]]]] = {
    "too many creates": ({"max_creates": 1}, [Action.CREATE, Action.REPLACE], {}),
    "too many stops": ({"max_stops": 1}, [Action.STOP, Action.REPLACE], {}),
    "no ancestor": ({"ancestry": True}, [Action.CREATE], {"is_ancestor": False}),
    "not to be compared": ({"ancestry": True}, [Action.CREATE], {"is_ancestor": None}),
    "an older checkout": ({}, [Action.STOP, Action.FORGET], {"is_ancestor": False}),
    "not in this clone": ({}, [Action.CREATE], {"is_ancestor": None, "commit": "d" * 40}),
    "a guard that is none": ({"max_stop": 1}, [Action.CREATE], {"is_ancestor": True}),
}


def guards() -> Iterator[str]:
    for name, (stated, fields, people) in ONE.items():
        reach = None if people is None else Reach(total=people, platforms={}, asked_at=NOW)
        change = Change(
            address="one", action=Action.CREATE, reason="", payload=campaign(**fields), reach=reach
        )
        yield from worded(f"one: {name}", change_breaches(change, replace(NIGHT, guards=stated), NOW))
    for name, (stated, actions, more) in WHOLE.items():
        changes = [Change(address=f"c{n}", action=action, reason="") for n, action in enumerate(actions)]
        facts = replace(FACTS, guards=stated, **more)
        yield from worded(f"all: {name}", plan_breaches(changes, facts, State(commit="c" * 40)))
    yield from worded("all: halted", plan_breaches([], FACTS, State(halted="ann, to look")))


def looser() -> Iterator[str]:
    change = Change(address="one", action=Action.CREATE, reason="", payload=campaign(guards={"max_reach": 9}))
    facts = replace(
        FACTS, guards={"max_reach": 5, "ancestry": False}, guards_before={"ancestry": True, "sample": 3}
    )
    yield from worded("looser: the environment's", of_environment(facts))
    yield from worded("looser: its own", with_own([change], facts)[0].guards)
    before = replace(facts, own_before={"one": {"max_reach": 1, "min_reach": 4}})
    yield from worded("looser: than it was", with_own([change], before)[0].guards)
    data = FamilyData("drop", "f.csv", "a", 1, guards={"max_gone": "90%"}, file="drop.yaml", line=3)
    gone = Change(address="drop[a]", action=Action.STOP, reason="")
    yield from worded("looser: a family's", of_families([data], [gone], FACTS))


def listing(**more: Any) -> Listing:
    return Listing(**{"complete": True, "at": NOW, **more})


DAY: Final = NOW + timedelta(days=31)
FOUND: Final = [
    ListedCampaign(id=7, name="N", status="pending"),
    ListedCampaign(id=8, name="N", status="pending"),
]
TWOFOLD: Final = tuple(FOUND[0]._replace(id=number, name=name) for number in (17, 8, 9, 1) for name in "MN")
LATE: Final = (NOW - timedelta(minutes=5), NOW)
LISTINGS: Final[Mapping[str, tuple[Listing, Mapping[str, Any]]]] = {
    "incomplete": (listing(complete=False), {}),
    "under two names": (listing(campaigns=TWOFOLD), {}),
    "cut": (listing(), {"shown": {f"{NOW:%Y-%m-%d}": (5, 6)}}),
    "no clock": (listing(at=None), {}),
    "too slow": (listing(between=LATE), {}),
    "no lag": (listing(), {"listing_lag": None}),
    "too young": (listing(), {"listing_lag": 3600.0}),
    "never made": (listing(), {"listing_lag": 1.0}),
}


def absences() -> Iterator[str]:
    intent = Intent(
        id="i",
        verb=Verb.CREATE,
        at=NOW - timedelta(minutes=10),
        timeout=30.0,
        runner="r",
        revision=1,
        digest="d",
    )
    for name, (told, more) in LISTINGS.items():
        facts = replace(FACTS, listing_lag=more.get("listing_lag", 1.0))
        yield f"absent: {name}"
        why = unproven(intent, index_of(told, NOW), more.get("shown", {}), facts, NOW)
        yield f"  {why or 'nothing speaks against it'}"
    yield "listed"
    yield f"  {unclaimed(campaign(), FOUND, FACTS).reason}"
    yield from (f"  {say(found).reason}" for say in (clash, cut_short) for found in (FOUND, FOUND[:1]))


ERRORS: Final = (
    *(
        "ProxyError",
        "ConnectTimeout",
        "ReadTimeout",
        "WriteTimeout",
        "RemoteProtocolError",
        "LocalProtocolError",
    ),
    *("PoolTimeout", "ConnectError", "ReadError"),
)


def requests() -> Iterator[str]:
    for name in ERRORS:
        error = getattr(httpcore2, name)
        yield f"request: {name}"
        yield from (f"  {_reason(one)}" for one in (error("as the library says"), error()))
    yield "promises that are not kept"
    yield from (f"  {say({})}" for say in (create_promise, send_promise, estimate_promise))
    assert no_promise({}) == ""


ANSWERS: Final[Sequence[tuple[int | None, bytes]]] = [
    *((200, body) for body in (b"<html>", b"[]", b"{}", b'{"status": "success"}', b'{"status": "success", "id": 7}')),
    *((200, body) for body in (b'{"status": "fail", "error": "No"}', b'{"status": "fail", "code": 89}')),
    *((status, b"") for status in (302, 400, 401, 403, 404, 406, 409, 429, 500)),
    *((status, b'{"status": "fail", "error": "No", "code": 3}') for status in (302, 400, 401, 406, 409, 429, 500)),
]  # fmt: skip


def answers() -> Iterator[str]:
    """What a person reads of a create, by its status and its body."""
    for status, body in ANSWERS:
        found = outcome_of(Answer(byte_left=True, status=status, body=body), create_promise, ())
        yield f"answer: {status} {body.decode()}".rstrip()
        yield f"  {found.result.value}: {found.detail}"


def test_a_plan_speaks_against_itself_in_these_words() -> None:
    parts = (forms(), guards(), looser(), absences(), requests(), answers())
    shown = "".join(f"{line}\n" for part in parts for line in part)
    if os.environ.get("CTC_GOLDEN") == "write":
        FILE.write_text(shown, "utf-8")
    assert shown == FILE.read_text("utf-8")
