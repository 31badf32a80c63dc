"""Plans of which ``test_planned.py`` tells what they say: names, keys and lists that are not what they were, and guards
over families."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.plans.first_records import first_records
from ctc.plans.plan import Plan, Reach
from ctc.state import records
from ctc.state.record import Status
from tests.golden.placed import data, own
from tests.unit.apply.conftest import Made, World, campaign, message

DOUBT: Final = (Outcome(result=Result.IN_DOUBT, detail="reset"), True)
REFUSED: Final = (Outcome(result=Result.REJECTED, detail="no"), True)
LATER: Final = "20310201 09:30"
Planned = Callable[[World], Plan]


def row(address: str, *, keys: tuple[str, ...] = ("sku",), when: str = "now", **more: Any) -> Payload:
    numbers = {column: float(value) for column, value in more.pop("numbers", {}).items()}
    return replace(campaign(address, when=when, name="N", **more), key_columns=keys, numbers=numbers)


def listed(address: str) -> Payload:
    """An instance of a list in the spec."""
    return campaign(address, when="now", name="N")


def then(*before: Payload, plan: tuple[Payload, ...] = (), days: float = 2, **more: Any) -> Planned:
    """The plan of some days after these were applied."""

    def planned(world: World) -> Plan:
        if before:
            world.apply(*before)
        world.time.at += timedelta(days=days)
        return world.plan(*plan, **more)

    return planned


def after(*rounds: tuple[Payload, ...]) -> Planned:
    """The plan of the last, after each of those before it was applied."""

    def planned(world: World) -> Plan:
        for payloads in rounds[:-1]:
            world.apply(*payloads)
            world.time.at += timedelta(minutes=10)
        return world.plan(*rounds[-1])

    return planned


def answered(fault: tuple[Outcome | None, bool], planned: Planned) -> Planned:
    def story(world: World) -> Plan:
        world.clevertap.faults = [fault]
        return planned(world)

    return story


def told_by(family: str, one: Payload) -> Payload:
    return replace(one, address=one.address.replace("drop", family))


def put_back(*payloads: Payload, made: tuple[tuple[Payload, ...], ...] = ((campaign(),),)) -> Planned:
    """The plan by a state that lacks what was made."""

    def story(world: World) -> Plan:
        for each in made:
            world.apply(*each)
        world.begin()
        return world.plan(*payloads)

    return story


def beside(name: str) -> Planned:
    """The plan where somebody made a campaign of that name by hand."""

    def story(world: World) -> Plan:
        made = Made(id=5, name=name, body={}, at=world.time.at, scheduled=world.time.at)
        made.scheduled = world.time.at.replace(month=2, hour=9, minute=30)
        world.clevertap.made.append(made)
        return world.plan(campaign())

    return story


def guarded(guards: dict[str, Any], planned: Planned, **facts: Any) -> Planned:
    def story(world: World) -> Plan:
        world.facts = replace(world.facts, guards=guards, **facts)
        return planned(world)

    return story


def given_up(world: World) -> Plan:
    world.apply(campaign("one", when="now"))
    world.apply(campaign("two", when="now", name="Name of one", was=("one",)))
    world.journal().append(lambda _: [records.freed(address="two", by="ann", why="it is another one")])
    return world.plan(campaign("two", when="now", name="Name of one", was=("one",)))


def held(world: World) -> Plan:
    """A state that is begun over an account with campaigns."""
    world.apply(campaign("one"))
    listing, payloads = (
        world.clevertap.listing(world.time.at.date(), world.time.at.date().replace(month=3)),
        [],
    )
    world.begin()
    payloads = [campaign(), campaign("two")]
    added = first_records(payloads, listing, world.facts, "L")
    world.journal().append(
        lambda _: [records.held(why=str(added[0]["held"]), since=world.time.at), *added[1:]]
    )
    return world.plan(*payloads, message())


def other_columns(world: World) -> Plan:
    """Rows that were made anew by a higher revision, whose earlier ones nobody stopped yet."""
    world.apply(*SIX)
    wide = tuple(row(f"drop[{n},5]", keys=("sku", "price"), when=LATER, revision=2) for n in "abcdef")
    world.apply(plan=world.plan(*wide, selected=lambda address: "," in address))
    return world.plan(*wide, families=[data(key_columns=("sku", "price"))])


def long_after(*payloads: Payload) -> Planned:
    """The plan once what was told has left the fold, for the table of what is settled."""

    def story(world: World) -> Plan:
        world.apply(*TOLD, *FALLEN)
        world.time.at += timedelta(days=2)
        over = {name: one.id or 0 for name, one in world.journal().state.records.items()}
        world.journal().append(
            lambda _: [
                records.observed(address=a, campaign_id=n, status=Status.SENT) for a, n in over.items()
            ]
        )
        world.journal().compact(every=1)
        return world.plan(*payloads)

    return story


def reach(people: int) -> Reach:
    return Reach(total=people, platforms={}, asked_at=World().time.at)


def reaching(*payloads: Payload, people: int) -> dict[str, Any]:
    return {"plan": payloads, "reaches": {one.address: reach(people) for one in payloads}}


GONE: Final = data(guards={"max_gone": "60%"})
SENT: Final = campaign(when="now")
BOTH: Final = {
    "max_gone": "60%",
    "min_rows": 4,
    "max_total_reach": 3,
    "max_change": {"price": "80%", "sku": "9%"},
}
FALL: Final = tuple(row(f"fall[{name}]", when=LATER, numbers={"price": 1}) for name in "abcdef")
TWO, MORE = (tuple(row(f"{name}[{n}]", when=LATER) for n in "abg") for name in ("drop", "fall"))
TOLD: Final = tuple(row(f"drop[{key}]", content={"title": key}) for key in ("a", "b", "1", "true"))
FALLEN: Final = tuple(row(f"fall[{key}]", content={"title": f"F {key}"}) for key in "ab")
SIX: Final = tuple(row(f"drop[{name}]", when=LATER) for name in "abcdef")
PRICED: Final = tuple(row(f"drop[{n},{n}]", keys=("sku", "price"), numbers={"price": n}) for n in range(5))
DEARER: Final = tuple(
    row(f"drop[{n},{9 * n + 9}]", keys=("sku", "price"), numbers={"price": 9 * n + 9}) for n in range(5)
)
STORIES: Final[dict[str, Planned]] = {
    "a row whose people were told": then(row("drop[a]"), plan=(row("drop[a]", content={"title": "T"}),)),
    "a row that comes back": after((row("drop[a]", when=LATER),), (), (row("drop[a]", when=LATER),)),
    "another list of columns": then(row("drop[a]"), plan=(row("drop[a,5]", keys=("sku", "price")),)),
    "columns for a list": then(campaign("drop[a,b]", when="now"), plan=(row("drop[a]"),)),
    "a list for columns": then(row("drop[a]"), plan=(campaign("drop[a,b]", when="now"),)),
    "a row of an older spec": then(row("drop[a]", revision=2), plan=(row("drop[b]"),)),
    "a name that became another": after(
        (campaign(),), (campaign("two", name="Name of one", was=("one",)),), (campaign(),)
    ),
    "two that say they are one": then(plan=(campaign(), campaign("two", was=("one",)))),
    "two that were one": then(campaign(), plan=(campaign("three", was=("one",)), campaign("two", was=("one",)))),
    "another name that nobody told": then(SENT, plan=(replace(SENT, address="two"),)),
    "another name that nobody told, of an older revision": after(
        (SENT,), (campaign(revision=2, when="now", content={"title": "T"}),), (replace(SENT, address="two"),)
    ),
    "another family that nobody told": then(*SIX, plan=tuple(told_by("other", one) for one in SIX), days=0.1),
    "another family long after": long_after(*(told_by("other", one) for one in TOLD)),
    "the same rows long after, and another": long_after(*TOLD, row("drop[d]")),
    "the same rows of two families long after": long_after(*TOLD, *FALLEN),
    "rows by another spelling long after": long_after(row("drop[1.0]"), row("drop[TRUE]")),
    "a family that is gone": then(*SIX, plan=(campaign(),), days=0.1),
    "given up": given_up,
    "a key in another order": then(listed("drop[en,1]"), plan=(listed("drop[1,en]"),)),
    "a key that was corrected": then(listed("drop[en]"), plan=(listed("drop[de]"),)),
    "a key that was corrected, of an older revision": after(
        (listed("drop[en]"),),
        (campaign("drop[en]", when="now", name="M", revision=2),),
        (listed("drop[de]"),),
    ),
    "a text that became a number": then(row("drop[007]"), plan=(row("drop[7]", numbers={"sku": 7}),)),
    "a number that became a text": then(row("drop[7]", numbers={"sku": 7}), plan=(row("drop[007]"),)),
    "found": put_back(campaign(), message()),
    "one of two that say they are one, made by the other name": put_back(
        campaign(), replace(SENT, address="two", was=("one",)), made=((replace(SENT, address="two"),),)
    ),
    "found, of other words": put_back(campaign(content={"title": "T"})),
    "refused, and made": answered(REFUSED, after((campaign(),), (campaign(),))),
    "lost, and the spec went on": answered(DOUBT, after((campaign(),), (campaign(revision=2),))),
    "lost, and the spec is gone": answered(DOUBT, after((campaign(),), ())),
    "somebody's of the same name": beside("Name of one"),
    "begun over an account": held,
    "rows that are gone": then(
        *SIX, plan=own(*SIX[:2], max_gone="60%"), days=0.1, families=[GONE]
    ),
    "rows of other columns that are gone": other_columns,
    "keys that are gone": guarded({"max_gone": "10%"}, then(*SIX, plan=SIX[:2], days=0.1)),
    "keys that are gone, where nobody wrote a share": then(*SIX, plan=SIX[:2], days=0.1),
    "too few rows": then(plan=own(SIX[0], min_rows=2), families=[data()]),
    "numbers that went far": then(
        *PRICED, plan=own(*DEARER, max_change={"price": "80%"}), families=[data(key_columns=("sku", "price"))]
    ),
    "more people than a family may reach": then(
        **reaching(*own(*SIX[:2], max_total_reach=13), people=7), families=[data()]
    ),
    "a family of which one was asked": then(
        plan=(
            *own(SIX[0], row("drop[b]", where={"event_name": "B"}), max_total_reach=13, sample=1),
            *(campaign("alone"), row("all[a]")),
        ),
        reaches={"drop[a]": reach(7)},
    ),
    "a family that nobody asked about": then(plan=own(*SIX[:2], max_total_reach=13)),
    "more people than a plan may reach": guarded(
        {"max_total_reach": 13}, then(**reaching(campaign(), campaign("two"), *TWO[:2], *MORE, people=7))
    ),
    "a plan that nobody asked about": guarded({"max_total_reach": 13}, then(plan=(campaign(),))),
    "much of two families": then(
        *SIX, *FALL, days=0.1, families=[data(guards=BOTH, rows=2), data(guards=BOTH, rows=3, family="fall", file="f")],
        **reaching(*own(*(replace(one, numbers={"price": 99.0}) for one in (*TWO, *MORE)), **BOTH), people=7),
    ),
    "two put back, of two revisions each": put_back(
        *(campaign(one, revision=2, name=f"Name of old-{one}", was=(f"old-{one}",)) for one in "ab"),
        made=tuple(tuple(campaign(f"old-{one}", revision=n) for one in "ab") for n in (1, 2)),
    ),
    "two of two older names": after(
        tuple(campaign(name) for name in "abcd"),
        (campaign("e", name="Name of a", was=("a", "b")), campaign("f", name="Name of d", was=("c", "d"))),
    ),
    "two campaigns, of which much is forbidden": guarded(
        {"max_reach": 5, "require": ["owner", "x-team"], "allow_now": False, "max_creates": 1, "max_stop": 1},
        then(**reaching(campaign(when="now"), campaign("two", when="now", guards={"max_reach": 6, "x": 1}), people=7)),
        own_before={name: {"max_reach": 3, "min_reach": 1} for name in ("one", "two")},
    ),
    "a guard of its own that is gone": guarded(
        {"max_reach": 5}, then(plan=(campaign(),)), own_before={"one": {"max_reach": 3, "min_reach": 1}}
    ),
}  # fmt: skip
