"""What a plan says of names, keys and lists that are not what they were, word for word, in ``planned.txt``: of each
story what follows for each address, why, what its guards say, and what is said of the plan as a whole.
``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.plans.first_records import first_records
from ctc.plans.plan import Plan, Reach
from ctc.plans.saved_changes import change_json
from ctc.plans.staleness import stale
from ctc.rows.family_data import FamilyData
from ctc.state import records
from tests.unit.apply.conftest import Made, World, campaign, message

FILE: Final = Path(__file__).with_name("planned.txt")
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


def own(*payloads: Payload, **guards: Any) -> tuple[Payload, ...]:
    """The same with guards in their spec."""
    return tuple(replace(one, guards=guards) for one in payloads)


def data(**more: Any) -> FamilyData:
    return FamilyData(**{"family": "drop", "shown": "f.csv", "sha256": "a" * 64, "rows": 1, **more})


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


def put_back(*payloads: Payload, made: Payload | None = None) -> Planned:
    """The plan by a state that lacks what was made."""

    def story(world: World) -> Plan:
        world.apply(made or campaign())
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


def reach(people: int) -> Reach:
    return Reach(total=people, platforms={}, asked_at=World().time.at)


def reaching(*payloads: Payload, people: int) -> dict[str, Any]:
    return {"plan": payloads, "reaches": {one.address: reach(people) for one in payloads}}


GONE: Final = data(guards={"max_gone": "60%"}, file="drop.yaml")
SENT: Final = campaign(when="now")
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
        (SENT,), (campaign(revision=2, when="now"),), (replace(SENT, address="two"),)
    ),
    "another family that nobody told": then(*SIX, plan=tuple(told_by("other", one) for one in SIX), days=0.1),
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
        campaign(), replace(SENT, address="two", was=("one",)), made=replace(SENT, address="two")
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
    "too few rows": then(plan=own(SIX[0], min_rows=2), families=[data(file="drop.yaml", line=4)]),
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
        {"max_total_reach": 13}, then(**reaching(campaign(), campaign("two"), people=7))
    ),
    "a plan that nobody asked about": guarded({"max_total_reach": 13}, then(plan=(campaign(),))),
    "a guard of its own that is gone": guarded(
        {"max_reach": 5}, then(plan=(campaign(),)), own_before={"one": {"max_reach": 3, "min_reach": 1}}
    ),
}  # fmt: skip


def worded(found: tuple[Diagnostic, ...]) -> Iterator[str]:
    for one in found:
        yield f"    {one.code} {one.severity} {one.file}:{one.line}: {one.message}"
        yield f"      {one.hint}"


def said(plan: Plan) -> Iterator[str]:
    for change in plan.changes:
        yield f"  {change.address} {change.action.value}{', in doubt' * change.in_doubt}: {change.reason}"
        left_out = ("address", "action", "reason", "payload", "before", "guards", "digest")
        rest = {key: value for key, value in change_json(change).items() if key not in left_out}
        yield f"    {json.dumps(rest, ensure_ascii=False)}"
        yield from worded(change.guards)
    yield from worded(plan.diagnostics)


def stories() -> Iterator[str]:
    for name, planned in STORIES.items():
        yield name
        yield from said(planned(World()))
    yield "stale"
    yield from worded(stale(World().plan(), World().plan(campaign())))


def test_each_plan_says_this() -> None:
    shown = "".join(f"{line}\n" for line in stories())
    if os.environ.get("CTC_GOLDEN") == "write":
        FILE.write_text(shown, "utf-8")
    assert shown == FILE.read_text("utf-8")
