"""What ``ctc status`` says once a story is over, and of what other people did meanwhile, line by line, in
``status.txt``: the records with what is in doubt and what has drifted, second copies, campaigns of others, and the days
that CleverTap is asked for. ``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import click
import pytest

from ctc.cli.status import _lines, _notes
from ctc.cli.views.records import overview_as_json
from ctc.pipeline.standing import Overview, overview
from tests.golden.run_stories import DOUBT, Story, Told, begins, killed, later, met, row, unlisted
from tests.golden.sections import hold
from tests.golden.stories_of_several import AB, MARCH, MUCH, SEVERAL, after, alone, goes_on, put_back, two
from tests.unit.apply.conftest import Made, campaign, message

FILE: Final = Path(__file__).with_name("status.txt")
SENDS: Final = (message("letter"), message("other", revision=2), message("more"))


def each(change: Callable[[Made, Told], object]) -> Story:
    """Somebody does the same to all that CleverTap has."""

    def story(world: Told) -> object:
        for one in world.clevertap.made:
            change(one, world)
        return None

    return story


def by_hand(world: Told) -> object:
    """Twelve of others, and one whose marker is that of another project."""
    made = [Made(n, f"By hand {n}", {}, world.time.now(), world.time.now()) for n in range(1, 13)]
    made[4].name = "Theirs #aaaaaaaa-aaaa"
    world.clevertap.made += made
    return None


def copied(world: Told) -> object:
    """Two more of each, of which one is over."""
    more = [replace(one, id=number) for number, one in enumerate(world.clevertap.made * 2, start=11)]
    more[0].stopped = world.time.now()
    world.clevertap.made += more
    return None


def moved(one: Made, _world: Told) -> None:
    one.scheduled = one.scheduled and one.scheduled + timedelta(hours=3)


def stopped(one: Made, world: Told) -> None:
    one.stopped = world.time.now()


def long_after(world: Told) -> object:
    """What was made by then would be listed."""
    world.facts = replace(world.facts, listing_lag=60.0)
    later(world, hours=2)
    return None


TWO: Final = two(campaign)
SEEN: Final[dict[str, Story]] = {
    "nothing": lambda world: world,
    "two, and what others made": after(TWO, then=by_hand),
    "two, and copies of them": after(TWO, then=copied),
    "a second revision, and copies": after((campaign(),), (campaign(revision=2),), then=copied),
    "two that somebody moved": after(TWO, then=each(moved)),
    "two that somebody stopped": after(TWO, then=each(stopped)),
    "two that CleverTap does not list": after(TWO, then=lambda world: world.clevertap.made.clear()),
    "two that CleverTap does not list, and it may be wrong": after(TWO, then=unlisted(lambda world: world)),
    "two that have begun, and one that has not": after(
        two(campaign, when="now"), (campaign("c", when=MARCH),), then=goes_on),
    "two that are over": after(two(campaign, when="now"), then=lambda world: later(world, days=9)),
    "two answers that were lost, and one was made": after(
        met((DOUBT, True), (DOUBT, False), then=alone(*TWO)), then=lambda world: world),
    "two answers that were lost long ago": after(
        met((DOUBT, False), (DOUBT, False), then=alone(*TWO)), then=long_after),
    "another run is at it": after(TWO, then=lambda world: killed(world, "after-intent", campaign())),
    "names that changed": after(
        (row("drop[7]"), campaign("x")),
        then=alone(row("sale[7]", was=("drop",)), campaign("y", name="Name of x", was=("x",)))),
    "sends that wait for a person": after(TWO, (message("letter"),), then=put_back(*TWO)),
    "two of each": after(*MUCH, then=lambda world: world),
}  # fmt: skip
STORIES: Final = {**SEEN, **{f"after {name}": story for name, story in SEVERAL.items()}}


def shown(found: Overview, state: Any) -> Iterator[str]:
    for line in "\n".join(_lines(found, state, whole=True, verbose=False)).split("\n"):
        yield f"  {click.unstyle(line)}".rstrip() or "  "
    yield from (f"  {note}" for note in _notes(found, state.journal.state))
    told: Any = overview_as_json(found, whole=True)
    listed = {one["address"]: one["listed"] for one in told["records"] if one["listed"]}
    yield f"  listed {listed}, {len(told['copies'])} copies, {len(told['others'])} others"
    yield f"  {'something' if found.in_doubt else 'nothing'} is in doubt"


def said(story: Story) -> Iterator[str]:
    world = Told()
    story(world)
    begins(world)
    session = SimpleNamespace(client=world.clevertap, environment=SimpleNamespace(timezone="Asia/Kolkata"))
    state: Any = SimpleNamespace(session=session, journal=world.journal(), facts=world.facts)
    yield from shown(overview(state, named=None, ask=True, sends=SENDS), state)
    yield f"  asked for {', '.join(world.clevertap.calls) or 'nothing'}"
    for name in (*AB, "letter"):
        for one in overview(state, named=name, ask=False, sends=SENDS).standings:
            yield f"  {name} alone, offline: {one.record.address} {one.status.value} {one.told}".rstrip()
    some = overview(state, lambda address: address > "b", named=None, ask=False, sends=SENDS)
    yield f"  beyond b: {', '.join(one.record.address for one in some.standings)}".rstrip()


@pytest.mark.parametrize("name", STORIES)
def test_after_each_story_status_says_this(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ctc.apply.sending.IN_FLIGHT", 1)
    hold(FILE, name, said(STORIES[name]), STORIES)
