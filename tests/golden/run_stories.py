"""Stories of apply and of stop, of which ``test_runs.py`` tells what is said and written."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from ctc.apply.applying import apply_plan
from ctc.apply.recall import recall
from ctc.clevertap.listing import Listing
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.state.halting import halt
from ctc.state.store import StoreError
from tests.unit.apply.conftest import Failpoint, Killed, World, campaign, message, sent


@dataclass
class Told(World):
    """``begun`` is the last serial of what came before its story. Each listing that a run asks for is told with its
    days, those that follow each other as one; a plan here is made of all days."""

    begun: int = 1

    def __post_init__(self) -> None:
        super().__post_init__()
        listing = self.clevertap.listing

        def asked(start: date, end: date) -> Listing:
            calls = [*self.clevertap.calls]
            found = listing(start, end)
            if start.year > 2000:
                first, _, last = calls[-1].partition("..") if calls else ("", "", "")
                follows = last == str(start - timedelta(days=1))
                calls = [*calls[:-1], f"{first}..{end}"] if follows else [*calls, f"{start}..{end}"]
            self.clevertap.calls[:] = calls
            return found

        self.clevertap.listing = asked  # type: ignore[method-assign]


EDITED: Final = {"title": "Better", "body": "There"}
DOUBT: Final = Outcome(result=Result.IN_DOUBT, detail="reset", http_status=500, code=7)
NO: Final = Outcome(result=Result.REJECTED, detail="Field name is empty", http_status=400, code=21)
BUSY: Final = Outcome(result=Result.THROTTLED, detail="too many", http_status=429)
AWAY: Final = Outcome(result=Result.NOT_SENT, detail="connection refused")
Story = Callable[[Told], object]


def edited(address: str = "one", **more: Any) -> Payload:
    return campaign(address, content=EDITED, **more)


def later(world: Told, **by: float) -> None:
    world.time.at += timedelta(**(by or {"minutes": 10}))


def begins(world: Told) -> None:
    """What was said until here is no part of the story."""
    world.events.clear()
    world.clevertap.calls.clear()
    world.begun = world.journal().state.serial


def before(*payloads: Payload, then: Story) -> Story:
    """The story of what comes ten minutes after these were applied; what they said is no part of it."""

    def story(world: Told) -> object:
        world.apply(*payloads)
        later(world)
        begins(world)
        return then(world)

    return story


def applies(*payloads: Payload, **more: Any) -> Story:
    return lambda world: world.apply(*payloads, **more)


def met(*faults: tuple[Outcome | None, bool], then: Story, stops: bool = False) -> Story:
    """The story where CleverTap answers so."""

    def story(world: Told) -> object:
        setattr(world.clevertap, "stop_faults" if stops else "faults", [*faults])
        return then(world)

    return story


def guarded(guards: Mapping[str, Any], then: Story) -> Story:
    def story(world: Told) -> object:
        world.facts = replace(world.facts, guards=guards)
        return then(world)

    return story


def planned(*payloads: Payload, meanwhile: Story, then: Story | None = None) -> Story:
    """The story of a plan that was made before something else happened."""

    def story(world: Told) -> object:
        plan = world.plan(*payloads)
        meanwhile(world)
        return then(world) if then else world.apply(plan=plan)

    return story


def strange(world: Told) -> object:
    """The state is put back, and lacks what was made since."""
    world.begin()
    return world.apply(campaign(), message())


def ahead(world: Told) -> object:
    """CleverTap's clock is behind the store's by more than a minute."""
    listing = world.clevertap.listing
    world.clevertap.listing = lambda *days: replace(  # type: ignore[method-assign]
        listing(*days), at=world.time.now() - timedelta(seconds=90)
    )
    return world.apply(edited())


def killed(world: Told, name: str, *payloads: Payload) -> None:
    try:
        world.apply(*payloads, failpoint=Failpoint(name))
    except Killed:
        world.events.clear()


def held_up(world: Told) -> object:
    late = Failpoint("after-intent", act=lambda: later(world, minutes=1))
    return world.apply(campaign(), failpoint=late)


def copied(world: Told) -> object:
    once = world.clevertap.create
    world.clevertap.create = lambda body, **more: (once(body, **more), once(body, **more))[1]  # type: ignore[method-assign]
    return world.apply(campaign())


def there_before(world: Told) -> object:
    number = world.clevertap.made[0].id
    world.clevertap.faults = [(Outcome(result=Result.IN_DOUBT, detail="?", id=number), False)]
    return world.apply(campaign(), campaign("two"))


def unwritable(world: Told, appends: int = 0) -> None:
    left, append = [appends], world.store.append

    def dying(added: Any, *, after: int) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise StoreError("no space is left on the disk")
        return append(added, after=after)

    world.store.append = dying  # type: ignore[method-assign]


def dies(world: Told, appends: int, *payloads: Payload) -> object:
    plan, run = world.plan(*payloads), world.run()
    unwritable(world, appends)
    return apply_plan(plan, run)


def stops(*addresses: str, why: str = "a wrong price") -> Story:
    return lambda world: recall(world.run(), addresses or ("one",), why)


def unlisted(then: Story) -> Story:
    def story(world: Told) -> object:
        world.clevertap.complete = False
        return then(world)

    return story


def stopped_elsewhere(world: Told) -> object:
    world.clevertap.made[0].stopped = world.time.now()
    return None


def beside(world: Told) -> object:
    """What carries the marker of its create a second time."""
    first = world.clevertap.made[0]
    world.clevertap.made.append(replace(first, id=99))
    return recall(world.run(), ["one"], "")


def row(address: str, **more: Any) -> Payload:
    return replace(campaign(address, name="N", **more), key_columns=("sku",), numbers={"price": 5.0})


def reaching_more(world: Told) -> object:
    world.clevertap.on_create = lambda: setattr(world.clevertap, "estimates", {"android": 91})
    return world.apply(campaign(), campaign("two"))


def at_once(world: Told) -> object:
    """While another run may be sending it."""
    killed(world, "after-intent", campaign())
    return recall(world.run(), ["one"], "")


EVERYBODY: Final = campaign(where={})
NOWISH: Final = campaign(when="now")
STORIES: Final[dict[str, Story]] = {
    "nothing was made before": applies(campaign(), campaign("two", when="now")),
    "an edit": before(campaign(), then=applies(edited())),
    "an edit, by a clock that is ahead": before(campaign(), then=ahead),
    "a higher revision": before(campaign(), then=applies(campaign(revision=2))),
    "an edit of what has begun": before(NOWISH, then=applies(edited(when="now"))),
    "a spec that is gone": before(campaign(), then=applies()),
    "a spec that is gone, of what went out": before(NOWISH, then=applies()),
    "an answer that was lost": met((DOUBT, True), then=before(campaign(), then=applies(campaign()))),
    "an answer that was lost, and nothing was made": met((DOUBT, False), then=applies(campaign())),
    "a state that was put back": before(campaign(), then=strange),
    "found under the first of two older names": before(campaign("a"), then=lambda world: (
        world.begin(), world.apply(campaign("c", name="Name of a", was=("a", "b"))))[1]),
    "people in three batches": applies(message(people=2500)),
    "a batch that waits its turn": met((BUSY, False), then=applies(message(people=1001))),
    "a batch in doubt": met((sent(), True), (DOUBT, False), then=applies(message(people=2500))),
    "a batch that is refused": met((NO, False), then=applies(message(people=1001))),
    "an estimate": applies(campaign(estimate_only=True)),
    "another name": before(campaign(), then=applies(campaign("two", name="Name of one", was=("one",)))),
    "another name of a family": before(row("drop[a]"), then=applies(row("sale[a]", was=("drop",)))),
    "refused": met((NO, False), then=applies(campaign())),
    "out of reach four times": met(*[(AWAY, False)] * 4, then=applies(campaign())),
    "too many at a time, once": met((BUSY, False), then=applies(campaign())),
    "a guard forbids it": guarded({"max_reach": 5}, applies(campaign())),
    "more people than planned": guarded({"max_reach": 90}, reaching_more),
    "a lead time": guarded({"lead_time": "30m"}, applies(campaign(when="now"))),
    "halted": planned(campaign(), meanwhile=lambda world: halt(world.journal(), by="ann", why="to look")),
    "another run died": planned(campaign(), meanwhile=lambda world: killed(world, "after-intent", campaign())),
    "another run was quicker": planned(campaign(), meanwhile=applies(campaign())),
    "another run edited it": before(campaign(), then=planned(edited(), meanwhile=applies(edited(revision=2)))),
    "its time came": planned(campaign(when="20310101 12:05"), meanwhile=lambda world: later(world, minutes=4)),
    "everybody": applies(EVERYBODY),
    "a listing that is not whole": unlisted(applies(campaign(), message())),
    "an edit, and a listing that is not whole": before(campaign(), then=unlisted(applies(edited(), listed=False))),
    "an edit of what somebody stopped": before(campaign(), then=planned(edited(), meanwhile=stopped_elsewhere)),
    "a stop that was refused": before(campaign(), then=met((NO, False), stops=True, then=applies(edited()))),
    "a stop that was not answered": before(campaign(), then=met((DOUBT, False), stops=True, then=applies())),
    "held up after its intent": held_up,
    "two copies": copied,
    "an answer of another request": before(campaign(), then=there_before),
    "the state dies": lambda world: dies(world, 1, campaign("a"), campaign("b")),
    "the state dies in a replace": before(campaign(), then=lambda world: dies(world, 2, edited())),
    "interrupted": applies(campaign(), interrupted=lambda: True),
    "what is blocked": before(campaign(), then=applies(campaign(estimate_only=True))),
    "stop": before(campaign(), then=stops()),
    "stop, refused": before(campaign(), then=met((NO, False), stops=True, then=stops())),
    "stop, not answered, and stopped": before(campaign(), then=met(*[(DOUBT, True)] * 4, stops=True, then=stops())),
    "stop, and it went out": before(NOWISH, then=met((NO, False), stops=True, then=stops())),
    "stop of what is on its way": at_once,
    "stop of what is in doubt": met((DOUBT, False), then=before(campaign(), then=stops())),
    "stop of what is in doubt, and listed": met((DOUBT, True), then=before(campaign(), then=stops())),
    "stop of two copies": before(campaign(), then=beside),
    "stop of people": before(message(), then=stops("letter")),
    "stop, and the state dies": before(campaign(), then=lambda world: (unwritable(world), stops()(world))[1]),
    "stop, interrupted": before(campaign(), then=lambda world: recall(
        world.run(interrupted=lambda: True), ["one"], "")),
}  # fmt: skip
