"""Stories of apply and of stop with two or three of everything: what is looked at of the first alone shows here."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from ctc.apply.applying import apply_plan
from ctc.apply.recall import recall
from ctc.clevertap.listing import Listing
from ctc.payloads.payload import Payload
from ctc.state import records
from ctc.state.record import Status
from ctc.state.settling import forget
from tests.golden.run_stories import (
    BUSY,
    DOUBT,
    NO,
    Story,
    Told,
    applies,
    begins,
    edited,
    guarded,
    killed,
    later,
    met,
    planned,
    row,
    unlisted,
    unwritable,
)
from tests.unit.apply.conftest import Failpoint, Made, campaign, message, sent

MARCH: Final = "20310301 09:30"
AB: Final = ("a", "b")
EVERY: Final = (campaign(), campaign("two", when="now"), message())
LATER: Final = (campaign(), campaign("two"), message())


def only(world: Told, *payloads: Payload, **more: Any) -> object:
    """An apply of these alone: what else there is stays as it is."""
    names = {payload.address for payload in payloads} | {old for one in payloads for old in one.was}
    return world.apply(plan=world.plan(*payloads, selected=names.__contains__), **more)


def after(*rounds: Story | tuple[Payload, ...], then: Story) -> Story:
    """The story of what comes once each of these was done, ten minutes apart."""

    def story(world: Told) -> object:
        for each in rounds:
            only(world, *each) if isinstance(each, tuple) else each(world)
            later(world)
        begins(world)
        return then(world)

    return story


def alone(*payloads: Payload, **more: Any) -> Story:
    return lambda world: only(world, *payloads, **more)


def two(make: Any, **more: Any) -> tuple[Payload, ...]:
    return tuple(make(name, **more) for name in AB)


def named(what: str, **more: Any) -> tuple[Payload, ...]:
    return tuple(campaign(f"{what}-{name}", **more) for name in AB)


class Late(Made):
    """What a listing shows as stopped some seconds later than the first."""

    def status(self, now: datetime) -> str:
        lags = self.stopped is not None and now < self.stopped + timedelta(seconds=3)
        return "pending" if lags else super().status(now)


class Long(Made):
    """What goes on for days."""

    def status(self, now: datetime) -> str:
        return "stopped" if self.stopped else "running"


def goes_on(world: Told, days: int = 2) -> object:
    world.clevertap.made[:] = [Long(**vars(one)) for one in world.clevertap.made]
    return later(world, days=days)


def lagging(then: Story) -> Story:
    def story(world: Told) -> object:
        world.clevertap.made[1:] = [Late(**vars(one)) for one in world.clevertap.made[1:]]
        return then(world)

    return story


UNSTOPPED: Final = (sent(), False)
"""A stop that CleverTap says it did, and did not do."""
MUCH: Final[tuple[Story | tuple[Payload, ...], ...]] = (
    named("old", when="now"),
    goes_on,
    named("half"),
    met(UNSTOPPED, UNSTOPPED, stops=True, then=alone(*(edited(f"half-{name}") for name in AB))),
    met((DOUBT, True), (DOUBT, False), then=alone(*named("doubt"))),
    (message("letter-a"), message("letter-b")),
    (campaign("wait-a", when=MARCH), campaign("wait-b"), *named("run", when="now")),
)
"""Two of each that a stop is about."""


def stops(world: Told) -> object:
    return recall(world.run(), [*world.journal().state.records], "a wrong price")


def beside(world: Told) -> object:
    """Two copies of each, made by hand."""
    world.clevertap.made += [replace(one, id=n) for n, one in enumerate(world.clevertap.made * 2, start=11)]
    return stops(world)


class Ending(Made):
    """What has gone out when it is looked at once more."""

    looks = 0

    def status(self, now: datetime) -> str:
        self.looks += 1
        return "running" if self.looks < 2 else "completed"


def beside_what_ends(world: Told) -> object:
    world.clevertap.made.append(Ending(**{**vars(world.clevertap.made[0]), "id": 99}))
    return stops(world)


def carried_off(world: Told) -> object:
    """While what was lost is settled, another run carries it elsewhere."""
    carried = records.moved(source="one", target="two")
    plan = world.plan(campaign())
    at = Failpoint("inside-reconcile", act=lambda: world.journal().append(lambda _: [carried]))
    return apply_plan(plan, world.run(failpoint=at))


def elsewhere(world: Told) -> object:
    """Two that are refused; before they are listed another run gives one up, and carries the other elsewhere."""
    listing = world.clevertap.listing

    def meanwhile(*days: date) -> Any:
        if world.clevertap.listing is not listing:
            world.clevertap.listing = listing  # type: ignore[method-assign]
            seen = {world.clevertap.made[0].id: Status.STOPPED}
            forget(world.journal(), "a", by="ann", why="over", listed=seen)
            only(world, campaign("c", name="Name of b", was=("b",)))
        return listing(*days)

    world.clevertap.listing = meanwhile  # type: ignore[method-assign]
    world.clevertap.stop_faults = [(NO, False)] * 2
    return recall(world.run(), AB, "a wrong price")


def half_listed(then: Story, months: tuple[int, ...] = (1, 12)) -> Story:
    """The story where of these months nobody can be asked."""

    def story(world: Told) -> object:
        listing = world.clevertap.listing
        world.clevertap.listing = lambda first, last: (  # type: ignore[method-assign]
            Listing(complete=False, detail="broken") if last.month in months else listing(first, last)
        )
        return then(world)

    return story


def an_older_copy(then: Story, since: tuple[Payload, ...] = EVERY[1:]) -> Story:
    """The story where the state is put back as it was before the last apply."""

    def story(world: Told) -> object:
        only(world, EVERY[0])
        rows = [*world.store._rows]
        later(world)
        only(world, *since)
        later(world)
        world.store._rows, world.begun = rows, len(rows)
        world.events.clear()
        world.clevertap.calls.clear()
        return then(world)

    return story


def an_answer_waits(world: Told) -> object:
    """Where many requests a second are allowed, an answer waits for the next intent; the state dies with that."""
    plan, run = world.plan(*two(campaign)), world.run()
    run.writer.rate = 1000.0
    unwritable(world, 1)
    return apply_plan(plan, run)


def spelt(world: Told, was: str = "drop") -> object:
    """Another run tells it by two other spellings of its key, of which one stands in the repository."""
    new, stands, other = (
        row("drop[7]", was=(was,), content={"title": "T"}),
        row("drop[7.0]", content={"title": "S"}),
        row(f"{was}[007]"),
    )
    plan, run = world.plan(new), world.run(repository=[new, stands])
    only(world, stands)
    world.clevertap.faults = [(NO, False)]
    only(world, other)
    only(world, other)
    return apply_plan(plan, run)


def of_other_columns(world: Told) -> object:
    """Another run tells an older family of it by more columns."""
    new, other = row("drop[7]", was=("fall",)), replace(row("fall[7,a]"), key_columns=("sku", "city"))
    plan, run = world.plan(new), world.run(repository=[new])
    only(world, other)
    return apply_plan(plan, run)


def of_a_family(world: Told) -> object:
    """Another run makes the same as a row of a family that stands, by a key that this repository has not."""
    new, *others = (campaign(name, name="N") for name in ("one", "f[y]", "g", "h", "f[x]"))
    plan, run = world.plan(new), world.run(repository=[new, *others[:3]])
    only(world, others[-1])
    return apply_plan(plan, run)


def of_a_list(world: Told) -> object:
    """Another run tells the same as another campaign, and by another key of its list."""
    every = [campaign(name, name="N") for name in ("drop[b]", "alone", "drop[a]")]
    plan, run = world.plan(every[0]), world.run(repository=every[:2])
    only(world, *every[1:])
    return apply_plan(plan, run)


def of_two_revisions(world: Told) -> object:
    """Another run makes it under a name that is no spec of this repository, as the second revision of that."""
    new = campaign(name="N")
    plan, run = world.plan(new), world.run(repository=[new])
    for other in (edited("x", name="N"), campaign("x", name="N", revision=2)):
        only(world, other)
        later(world)
    return apply_plan(plan, run)


def stands_beside(world: Told, standing: int = 3) -> object:
    """Another run makes the same under two names, of which so many stand beside it."""
    every = [campaign(name, name="Name") for name in "abc"]
    plan, run = world.plan(every[0]), world.run(repository=every[:standing])
    only(world, *every[1:])
    return apply_plan(plan, run)


def stopped_twice_at_once(world: Told) -> object:
    """Of two other runs that begin to stop it one died long ago, and one may be at it at this moment."""
    killed(world, "after-intent", edited())
    later(world)
    plan = world.plan(edited())
    killed(world, "after-intent", edited())
    return world.apply(plan=plan)


def settled_twice(world: Told) -> object:
    """Two revisions of a row have left the fold, and are listed."""
    for revision in (1, 2):
        world.apply(row("drop[a]", when="now", revision=revision))
    later(world, days=2)
    gone = [(one.address, one.id or 0) for one in world.journal().state.entries.values()]
    seen = [records.observed(address=a, campaign_id=n, status=Status.SENT) for a, n in gone]
    world.journal().append(lambda _: seen)
    world.journal().compact(every=1)
    return world.apply(message(), repository=(row("drop[a]", revision=2), message()))


def half_in_flight(world: Told) -> object:
    """Another run has a batch on its way, and one in doubt."""
    plan = world.plan(message(people=2500))
    killed(world, "after-intent", message(people=2500))
    flying = [*world.store.read()][-1].record
    other = {**flying, "intent": "other", "batch": {**flying["batch"], "index": 2}}
    doubt = records.outcome(intent_id="other", address="letter", result="in_doubt", detail="reset")
    world.journal().append(lambda _: [other, doubt])
    return world.apply(plan=plan)


def put_back(*payloads: Payload, **more: Any) -> Story:
    def story(world: Told) -> object:
        world.begin()
        world.begun = 1
        return world.apply(*payloads, **more)

    return story


def died(name: str, *payloads: Payload) -> Story:
    return lambda world: killed(world, name, *payloads)


SEVERAL: Final[dict[str, Story]] = {
    "two of each": met(*[(NO, False)] * 2, then=applies(
        *two(campaign), campaign("c", when=MARCH), campaign("d", when="now"),
        *(campaign(name, estimate_only=True) for name in "ef"), message("g", 1001), message("h"))),
    "two edits, and two that are gone": after(
        tuple(map(campaign, "abcd")), then=applies(*two(edited))),
    "two edits, interrupted": after(two(campaign), then=applies(*two(edited), interrupted=lambda: True)),
    "two edits, and a listing that lags": after(two(campaign), then=lagging(applies(*two(edited)))),
    "two that are gone, and a listing that lags": after(
        two(campaign), then=lagging(met(*[(DOUBT, True)] * 8, stops=True, then=applies()))),
    "two edits of which the stops are refused": after(
        two(campaign), then=met(*[(NO, False)] * 2, stops=True, then=applies(*two(edited)))),
    "two edits of which the stops come, and nobody answers": after(
        two(campaign), then=met(*[(DOUBT, True)] * 8, stops=True, then=applies(*two(edited)))),
    "two edits whose successors are refused, the second time": met((NO, False), (NO, False), then=after(
        two(campaign), two(campaign), then=met(*[(NO, False)] * 2, then=applies(*two(edited))))),
    "two other names": after(two(campaign), then=applies(
        *(campaign(f"new-{name}", name=f"Name of {name}", was=(name,)) for name in AB))),
    "one of two older names, of which the second had one": after(
        (campaign("x"),), (campaign("b", name="Name of x", was=("x",)), campaign("a")),
        then=applies(campaign("c", name="Name of a", was=("a", "b"), revision=2))),
    "two families of other names": after(
        tuple(row(f"{family}[{key}]") for family in AB for key in AB),
        then=applies(*(row(f"new-{family}[{key}]", was=(family,)) for family in AB for key in AB))),
    "two that another run was quicker with": planned(*two(campaign), meanwhile=applies(*two(campaign))),
    "one that another run told by two other spellings": spelt,
    "one that another run told by another spelling and an older name": lambda world: spelt(world, "fall"),
    "one that another run told as the second revision of another one": of_two_revisions,
    "one of which another run told an older family by other columns": of_other_columns,
    "one that another run told as a row of a family that stands": of_a_family,
    "one that another run told as another one, and by another key of its list": of_a_list,
    "one of which another run made two that are the same and stand beside it": stands_beside,
    "one of which another run made two that are the same, and one is gone": lambda world: stands_beside(world, 2),
    "two batches that another run has in hand": half_in_flight,
    "two that a guard forbids": guarded({"max_reach": 5}, applies(*two(campaign))),
    "two audiences of a family that stand for it": guarded({"max_reach": 90, "sample": 2}, applies(
        row("drop[a]"), row("drop[b]", where={"event_name": "B"}))),
    "two answers that were lost": after(
        met(*[(DOUBT, True)] * 2, then=alone(*two(campaign))), then=applies(*two(campaign))),
    "two that nobody knows of": after(
        met(*[(DOUBT, False)] * 2, then=alone(*two(campaign))), then=applies(*two(campaign))),
    "an answer that was lost, and another run carries it elsewhere": after(
        met((DOUBT, True), then=alone(campaign())), then=carried_off),
    "two, of whose second month nobody can be asked": after((campaign("old"),), then=half_listed(
        applies(campaign("old"), campaign(), campaign("two", when=MARCH)), months=(3,))),
    "two that were put back, of earlier revisions": after(
        two(campaign), two(campaign, revision=2), then=put_back(*two(campaign, revision=3))),
    "two that began since": after(
        (*two(campaign), campaign("c", when=MARCH)), lambda world: later(world, days=31),
        then=applies(*two(campaign), campaign("c", when=MARCH), campaign("d", when=MARCH))),
    "two that were put back": after(two(campaign), then=put_back(*two(campaign), message())),
    "one that was put back and is left out now": after(
        two(campaign, revision=2, when="now"),
        then=put_back(message(), repository=(campaign(was=("x", "b"), revision=2), message()))),
    "two revisions that are over": settled_twice,
    "an older copy of the state": an_older_copy(applies(*EVERY, repository=EVERY)),
    "an older copy of the state, of before an edit": an_older_copy(
        applies(edited(), message(), repository=(edited(), message())), since=(edited(), message())),
    "an older copy of the state, and half a listing": an_older_copy(half_listed(applies(*EVERY, repository=EVERY))),
    "an older copy of the state, half a listing, and another time": an_older_copy(
        half_listed(applies(*LATER, repository=LATER))),
    "two that were tried twice in a minute": met(*[(BUSY, False)] * 2, then=applies(*two(campaign))),
    "two batches that wait their turn": met(*[(BUSY, False)] * 2, then=applies(message(people=3001))),
    "two stops that were not answered": after(
        two(campaign), then=met(*[(DOUBT, False)] * 8, stops=True, then=applies())),
    "an edit, and two other runs stop it": after((campaign(),), then=stopped_twice_at_once),
    "an edit after two stops that were not answered": after(
        (campaign(),), died("after-intent"), died("after-intent", edited()), then=applies(edited())),
    "the state dies, and an answer waits": an_answer_waits,
    "the state dies, and an earlier run's stop is open": after(
        (campaign(),), died("after-intent", edited()), then=met((NO, False), stops=True, then=lambda world: (
            unwritable(world, 1), applies(edited())(world))[1])),
    "the state dies, and two stops of another one are open": after(
        two(campaign), died("after-intent", campaign("a")), died("after-intent", campaign("a"), edited("b")),
        then=lambda world: (unwritable(world), applies(*two(edited))(world))[1]),
    "the state dies in two replaces": after(
        two(campaign), then=lambda world: (unwritable(world, 5), applies(*two(edited))(world))[1]),
    "stop of two of each": after(*MUCH, then=stops),
    "stop of two of each, and two copies of them": after(*MUCH, then=beside),
    "stop of a second revision with two copies of each": after(
        (campaign(),), (campaign(revision=2),), then=beside),
    "stop of one with two copies, of which one is refused and goes on": after(
        (campaign(),), then=met(*[(sent(), True), (NO, False), (NO, True)], stops=True, then=beside)),
    "stop of one that is refused, beside a copy that has gone out": after(
        (campaign(),), then=met(*[(NO, False)] * 2, stops=True, then=beside_what_ends)),
    "stop of one that goes on, of which another run is sending the next": after(
        (campaign(when="now"),), lambda world: goes_on(world, days=0),
        then=lambda world: (killed(world, "after-intent", campaign(when="now", revision=2)), stops(world))[1]),
    "stop of two that go on, of whose days CleverTap says nothing": after(
        two(campaign, when="now"), goes_on, (campaign("c"),), then=half_listed(stops)),
    "stop of two that are refused, and nobody can be asked": after(
        two(campaign), then=met(*[(NO, False)] * 2, stops=True, then=unlisted(stops))),
    "stop of two of each, without a listing": after(*MUCH, then=unlisted(stops)),
    "stop of two of each, all refused": after(*MUCH, then=met(*[(NO, False)] * 99, stops=True, then=stops)),
    "stop of two of each, and the state dies": after(
        *MUCH, then=lambda world: (unwritable(world), stops(world))[1]),
    "stop of two that another run gave up and carried elsewhere": after(two(campaign), then=elsewhere),
}  # fmt: skip
"""By its name, what happens."""
