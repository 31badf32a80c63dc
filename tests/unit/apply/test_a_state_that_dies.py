"""The store goes away in the middle of a run: the sum is said, and what may be open is in doubt."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from ctc.apply.applied import End
from ctc.apply.applying import apply_plan
from ctc.clevertap.outcome import Outcome, Result
from ctc.state.store import StoreError


class Dying:
    """A store of which the n-th append and all later ones fail; ``reads`` says whether it can still be read."""

    def __init__(self, store: Any, appends: int, *, reads: bool) -> None:
        self._store, self.left, self._reads = store, appends, reads

    def append(self, records: Sequence[Mapping[str, Any]], *, after: int) -> Any:
        self.left -= 1
        if self.left < 0:
            raise StoreError("no space is left on the disk")
        return self._store.append(records, after=after)

    def read(self, *, after: int = 0) -> Any:
        if self.left < 0 and not self._reads:
            raise StoreError("no space is left on the disk")
        return self._store.read(after=after)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


def applied(world: Any, plan: Any, appends: int, *, reads: bool, rate: float) -> Any:
    world.store = Dying(world.store, appends, reads=reads)
    run = world.run()
    run.rate = rate
    try:
        return apply_plan(plan, run)
    finally:
        world.store = world.store._store


@pytest.mark.parametrize("reads", [True, False])
@pytest.mark.parametrize(
    ("rate", "appends"), [*((1.0, n) for n in range(6)), *((1000.0, n) for n in range(4))]
)
def test_every_append_may_be_the_last(
    world: Any, make_campaign: Any, appends: int, rate: float, reads: bool
) -> None:
    """What CleverTap made is applied or in doubt, never skipped; a later run sends the rest, and nothing twice."""
    specs = [make_campaign(name) for name in ("a", "b", "c")]
    done = applied(world, world.plan(*specs), appends, reads=reads, rate=rate)
    ends = {one.address: one.end for one in done.done}
    made = {one.body["name"].removeprefix("Name of ")[0] for one in world.clevertap.made}
    assert {address for address, end in ends.items() if end is End.SKIPPED}.isdisjoint(made)
    assert {address for address, end in ends.items() if end is End.APPLIED} <= made
    settled = {address for address, one in world.journal().state.records.items() if one.id is not None}
    assert {address for address, end in ends.items() if end is End.APPLIED} >= settled, (
        "what is recorded is no doubt"
    )
    assert sum(done.count(end) for end in End) == done.planned == 3
    assert world.names()[-1] == "finished"
    assert done.failed
    world.apply(*specs)
    names = sorted(one.body["name"][8] for one in world.clevertap.made)
    recorded = world.journal().state.records
    doubtful = [address for address, record in recorded.items() if record.unsettled]
    assert len(set(names)) == len(names), "nothing is sent twice"
    assert set(names) | set(doubtful) == {"a", "b", "c"}


def test_the_answer_that_was_not_recorded_names_its_id(world: Any, make_campaign: Any) -> None:
    done = applied(world, world.plan(make_campaign()), 1, reads=True, rate=1.0)
    assert done.done[0].end is End.IN_DOUBT
    number = world.clevertap.made[0].id
    assert done.done[0].detail == f"CleverTap did it (id {number}), and that could not be recorded"
    assert done.diagnostics[0].code == "CTC620"


@pytest.mark.parametrize(
    ("appends", "reads", "end", "words"),
    [
        (0, False, End.IN_DOUBT, "its intent may stand in the state, though no request of it left"),
        (0, True, End.SKIPPED, "the state could not be written, so it was not begun"),
        (1, False, End.IN_DOUBT, "it was begun, and what became of it could not be recorded"),
        (1, True, End.IN_DOUBT, "it was begun, and what became of it could not be recorded"),
    ],
)
def test_whether_its_request_had_left_is_told(
    world: Any, make_campaign: Any, appends: int, words: str, end: End, *, reads: bool
) -> None:
    """A person who looks for a campaign in CleverTap must know whether there may be one."""
    world.clevertap.faults = [(Outcome(result=Result.IN_DOUBT, detail="reset"), True)]
    done = applied(world, world.plan(make_campaign()), appends, reads=reads, rate=1.0)
    assert done.done[0].end is end
    assert done.done[0].detail == words


def test_what_another_run_has_is_not_told_as_begun(world: Any, make_campaign: Any) -> None:
    """A claim that was not held left nothing open, though the state can be neither written nor read afterwards."""
    one, two = make_campaign("a"), make_campaign("b")
    plan = world.plan(one, two)
    world.store = Dying(world.store, 99, reads=False)
    run = world.run()
    before = iter((lambda: world.apply(one), lambda: setattr(world.store, "left", 0)))
    run.failpoints.hit = lambda name: next(before)() if name == "before-intent" else None
    done = apply_plan(plan, run)
    assert [(each.end, each.problem) for each in done.done] == [(End.SKIPPED, False), (End.IN_DOUBT, True)]


def test_an_answer_is_durable_before_people_are_read_from_a_file(
    world: Any, make_campaign: Any, make_message: Any
) -> None:
    """A file of a million takes its time, in which a run may be killed."""
    plan, run = world.plan(make_campaign("a", when="now"), make_message()), world.run()
    run.writer.rate, read, seen = 1000.0, run.recipients, []
    run.recipients = lambda payload: seen.append(world.status("a")) or read(payload)
    assert apply_plan(plan, run).counts["applied"] == 2
    assert seen == ["running"]


@pytest.mark.parametrize(("rate", "shares"), [(100.0, True), (1000.0, True), (99.0, False), (0.0, False)])
def test_an_outcome_and_the_next_intent_share_a_commit(
    world: Any, make_campaign: Any, rate: float, shares: bool
) -> None:
    """Where no turn is awaited; and then the outcome is durable before the next request leaves."""
    specs = [make_campaign(name) for name in ("a", "b", "c")]
    sizes: list[int] = []
    append = world.store.append

    def counted(records: Any, *, after: int) -> Any:
        sizes.append(len(records))
        return append(records, after=after)

    world.store.append = counted
    run = world.run()
    run.writer.rate = rate
    apply_plan(world.plan(*specs), run)
    assert sizes == ([1, 2, 2, 1, 1] if shares else [1] * 7), "the last one says what was listed"
    assert world.names()[2:8] == ["intent", "sent", "intent", "sent", "intent", "sent"]
