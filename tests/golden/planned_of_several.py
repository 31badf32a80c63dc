"""Plans with two or three of everything, of which ``test_planned.py`` tells what they say: what is looked at of the
first alone shows here."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.plans.plan import Plan
from ctc.state import records
from ctc.state.claims import Import
from ctc.state.record import Status
from tests.golden.placed import data, own
from tests.golden.planned_stories import (
    DEARER,
    DOUBT,
    LATER,
    PRICED,
    Planned,
    after,
    guarded,
    listed,
    put_back,
    reaching,
    row,
    then,
)
from tests.unit.apply.conftest import Failpoint, Killed, Made, World, campaign, message

AB: Final = ("a", "b")
EDITED: Final = {"title": "Better", "body": "There"}
MUTE: Final = (Outcome(result=Result.REJECTED, detail=""), False)


def two(make: Any = campaign, **more: Any) -> tuple[Payload, ...]:
    return tuple(make(name, **more) for name in AB)


def later(world: World, **by: float) -> None:
    world.time.at += timedelta(**(by or {"minutes": 10}))


def killed(world: World, *payloads: Payload) -> None:
    """A run that dies right after its first intent."""
    with suppress(Killed):
        world.apply(*payloads, failpoint=Failpoint("after-intent"))


def made_twice(world: World) -> Plan:
    """Beside each of two a second and a third came to be; of one of these nobody told the id."""
    world.apply(*two())
    intents = [one.record for one in world.store.read() if one.record["kind"] == "intent"]
    for number, intent in enumerate((*intents, *intents), start=90):
        again = {
            **intent,
            "intent": f"again-{number}",
            "attempt": number,
            "marker": f"{intent['marker']}{number}",
        }
        sent = records.outcome(
            intent_id=f"again-{number}", address=str(intent["address"]), result="sent", detail="ok",
            campaign_id=number if number > 90 else None,
        )  # fmt: skip
        world.journal().append(lambda _, again=again, sent=sent: [again, sent])
    later(world)
    return world.plan(*two())


def in_two_hands(world: World, *said: str) -> Plan:
    """Two other runs have a batch each in hand, the second with a longer timeout; or ``said`` is what they told."""
    killed(world, message(people=2500))
    first = [*world.store.read()][-1].record
    other = {
        **first,
        "intent": "other",
        "runner": "bob@laptop/7",
        "timeout": 300.0,
        "batch": {**first["batch"], "index": 2},
    }
    told = [
        records.outcome(intent_id=str(one["intent"]), address="letter", result="in_doubt", detail=why)
        for one, why in zip((first, other), said, strict=False)
    ]
    world.journal().append(lambda _: [other, *told])
    later(world, seconds=5)
    return world.plan(message(people=2500))


def half_replaced(world: World) -> Plan:
    """Two edits died with their stops, which came all the same."""
    world.apply(*two())
    for edited in ((campaign("a", content=EDITED), campaign("b")), two(content=EDITED)):
        later(world)
        killed(world, *edited)
    for one in world.clevertap.made:
        one.stopped = world.time.at
    later(world)
    return world.plan(*two(content=EDITED))


def adopted(world: World) -> Plan:
    """Two that were made by hand stand under other names by now, and one that is no spec any more."""
    at = datetime(2031, 2, 1, 9, 30, tzinfo=UTC)
    for number, name in enumerate("abc", start=5):
        world.clevertap.made.append(
            Made(id=number, name=f"Name of {name} ", body={}, at=world.time.at, scheduled=at)
        )
        found = Import(
            address=f"hand-{name}", revision=1, digest="", id=number, status=Status.SCHEDULED, marker="",
            name=f"Name of {name} ", scheduled_on=at, attempt=1, endpoint="/1/targets/create.json", channel="push",
        )  # fmt: skip
        world.journal().append(lambda _, found=found: [records.imported(found)])
    return world.plan(*two())


class Dreaming(Made):
    """What is listed with a word that nobody knows."""

    def status(self, now: datetime) -> str:
        return "dreaming"


class Over(Made):
    def status(self, now: datetime) -> str:
        return "Completed"


def said_otherwise(world: World) -> Plan:
    """Two whose answers were lost, and whose specs are gone."""
    world.clevertap.faults = [DOUBT, DOUBT]
    world.apply(*two())
    world.clevertap.made[:] = [
        kind(**vars(one)) for kind, one in zip((Dreaming, Over), world.clevertap.made, strict=True)
    ]
    later(world)
    return world.plan()


def answered(*faults: tuple[Outcome | None, bool], planned: Planned) -> Planned:
    def story(world: World) -> Plan:
        world.clevertap.faults = [*faults]
        return planned(world)

    return story


def renamed(name: str, *payloads: Payload) -> tuple[Payload, ...]:
    return tuple(replace(one, address=one.address.replace("drop", name)) for one in payloads)


COLUMNS: Final = ("sku", "price")
ROWS: Final = tuple(row(f"drop[{one}]", when=LATER) for one in "abc")
NEWER: Final = tuple(campaign(f"new-{one}", name=f"Name of old-{one}", was=(f"old-{one}",)) for one in AB)
LISTED: Final = tuple(campaign(f"drop[{one}]", when=LATER, name="N") for one in "abcdef")
USERS: Final = {"type": "later", "delivery_date_time": "20310102 02:00", "delivery_timezone": "user"}
FAR: Final = {"max_change": {"price": "80%"}}
SEVERAL: Final[dict[str, Planned]] = {
    "two that were made three times": made_twice,
    "two batches in two hands": in_two_hands,
    "two batches in doubt": lambda world: in_two_hands(world, "reset", "no answer came"),
    "two edits of which the stops came": half_replaced,
    "two that were adopted by hand, by other names": adopted,
    "two that were refused without a word": answered(MUTE, MUTE, planned=after(two(), two())),
    "two answers that were lost": answered((DOUBT[0], True), (DOUBT[0], False), planned=after(two(), two())),
    "two answers that were lost, and nobody is asked": answered(
        (DOUBT[0], True), (DOUBT[0], False), planned=then(*two(), plan=two(), listed=False)),
    "two answers that were lost, of which CleverTap says other words": said_otherwise,
    "two rows that were told by their family's older name": after(
        (row("drop[a]"), row("drop[b]"), row("drop[c]")), (row("fall[a]", was=("drop",)),),
        tuple(row(f"fall[{key}]") for key in "abcd")),
    "two rows that were told, by another name": after(
        (row("drop[a]"), row("drop[b]")), (row("fall[a]", was=("drop",)), row("fall[b]", was=("drop",)))),
    "two rows that are gone": then(*ROWS, plan=ROWS[:1], days=0.1, families=[data()]),
    "two rows that are gone, and stay": then(*ROWS, plan=ROWS[:1], days=0.1, families=[data(is_kept=True)]),
    "two rows that are gone, and stay by another name": then(
        *ROWS, plan=(row("fall[a]", was=("drop",), when=LATER),), days=0.1,
        families=[data(is_kept=True, family="fall"), data(family="drip")]),
    "two rows that are gone, on an earlier day": guarded(
        {}, lambda world: (
            then(*ROWS)(world), setattr(world, "facts", replace(world.facts, day="2031-01-01")),
            world.plan(ROWS[0], families=[data()]))[-1],
        day="2031-01-02"),
    "in the order in which people count": then(plan=tuple(campaign(f"c{n}") for n in (10, 9, 1, 100))),
    "two put back, of earlier revisions": put_back(
        *two(revision=3), made=tuple(two(revision=n) for n in (1, 2))),
    "two put back, of an earlier revision that began": put_back(
        *two(revision=2, when="now"), made=(two(when="now"),)),
    "two on users' own clocks": after(two(when=USERS), two(when=USERS, content=EDITED)),
    "two truth values that became texts": then(
        row("drop[true]"), row("drop[false]"), plan=(row("drop[TRUE]"), row("drop[False]"))),
    "two columns that became numbers": then(
        row("drop[1.50,007]", keys=COLUMNS),
        plan=(row("drop[1.5,7]", keys=COLUMNS, numbers={"sku": 1.5, "price": 7}),)),
    "two families whose numbers went far": then(
        *PRICED, *renamed("fall", *PRICED), plan=own(*DEARER, *renamed("fall", *DEARER), **FAR),
        families=[data(key_columns=COLUMNS, family=name) for name in ("drop", "fall")]),
    "two of a list, as they were": after(*[(listed("drop[a]"), listed("drop[b]"))] * 2),
    "two as they were, of which is asked whom they reach": then(
        campaign("a"), listed("drop[a]"), days=0.1, **reaching(campaign("a"), listed("drop[a]"), people=7)),
    "two that still say what they were": after(tuple(campaign(f"old-{one}") for one in AB), NEWER, NEWER),
    "two that still say what they were, and lost a guard": guarded(
        {}, after(tuple(campaign(f"old-{one}") for one in AB), NEWER, NEWER),
        own_before={"old-a": {"max_reach": 3}, "new-b": {"max_reach": 4}}),
    "two older names that stand beside their newer ones, which are sent again": after(
        tuple(campaign(f"old-{one}") for one in AB), NEWER,
        (*(campaign(f"old-{one}") for one in AB), *(
            campaign(f"new-{one}", name=f"Name of old-{one}", was=(f"old-{one}",), revision=2) for one in AB))),
    "two as they were, that count from a day": after(*[tuple(replace(one, as_of="2031-01-03") for one in two())] * 2),
    "two keys that were corrected": after(
        tuple(campaign(f"drop[{key}]", when="now", name="N", content={"title": key}) for key in ("en", "fr")),
        tuple(campaign(f"drop[{key}]", when="now", name="N", content={"title": was})
              for key, was in (("de", "en"), ("it", "fr")))),
    "two families with another list of columns": then(
        *(row(f"{name}[a]") for name in ("drop", "fall")),
        plan=tuple(row(f"{name}[a,5]", keys=COLUMNS) for name in ("drop", "fall"))),
    "keys of a list that are gone": guarded({"max_gone": "10%"}, then(*LISTED, plan=LISTED[:2], days=0.1)),
    "two that count from a day": then(plan=tuple(replace(one, as_of="2031-01-03") for one in two())),
    "two guards that are gone, and two that are looser": guarded(
        {"max_reach": 9, "require": []}, then(plan=two()),
        guards_before={"max_creates": 3, "max_stops": 1, "max_reach": 5, "require": ["owner"]},
        guards_lines={"max_reach": 7, "require": 8}, guards_line=6),
    "of an account": guarded(
        {"max_stops": 9}, then(*two(), plan=(campaign("a", when=LATER),), days=0.1),
        host="in1.api", account_id="A", region="in1", commit="c" * 40, is_ancestor=True),
    "by an older checkout": guarded(
        {}, lambda world: (
            world.apply(*two(), campaign("c", when="now")), later(world),
            setattr(world, "facts", replace(world.facts, commit="d" * 40, is_ancestor=False)),
            world.plan(campaign("a", content=EDITED)))[-1],
        commit="c" * 40),
}  # fmt: skip
"""By its name, how it is planned."""
