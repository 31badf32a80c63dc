"""Random edits, plans, applies, kills, restores and faults against a CleverTap that remembers everything.

The law: for an address and revision there is never a second create while a first one may exist; what ctc calls
sent is there, and what it calls not sent is not.
"""

import importlib.util
import os
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ctc.apply.applying import apply_plan
from ctc.canonical import digest_of
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import UserError
from ctc.payloads.request import split_marker
from ctc.plans.plan import Action
from ctc.state.journal import ORPHANED
from ctc.state.settling import resolve
from ctc.state.stores.memory import MemoryStore


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("apply_world", Path(__file__).parent / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


model: Any = _load()
ADDRESSES = ("alpha", "beta", "gamma")
FAILPOINTS = (
    "",
    "before-intent",
    "after-intent",
    "before-outcome",
    "after-outcome",
    "inside-reconcile",
    "inside-stop",
    "inside-batch",
)
STEPS = FAILPOINTS[1:]
FAULTS = {
    "lost answer": (Outcome(result=Result.IN_DOUBT, detail="reset after the body"), True),
    "lost request": (Outcome(result=Result.IN_DOUBT, detail="reset in the body"), False),
    "rejected": (Outcome(result=Result.REJECTED, detail="no"), False),
    "throttled": (Outcome(result=Result.THROTTLED, detail="busy"), False),
    "unreached": (Outcome(result=Result.NOT_SENT, detail="refused"), False),
    "killed before it arrived": (None, False),
    "killed after it arrived": (None, True),
}
STOP_FAULTS = {
    "lost answer": FAULTS["lost answer"],
    "lost request": FAULTS["lost request"],
    "rejected": FAULTS["rejected"],
    "said and not done": (Outcome(result=Result.SENT, detail="ok"), False),
    "killed before it arrived": (None, False),
    "killed after it arrived": (None, True),
}


class NeverTwice(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = model.World(batch_size=2)
        self.specs: dict[str, Any] = {}
        self.saved: Any = None
        self.backup: tuple[Any, ...] | None = None
        self.restored = False

    # edits

    @rule(
        address=st.sampled_from(ADDRESSES),
        revision=st.integers(1, 3),
        text=st.sampled_from(["a", "b"]),
        when=st.sampled_from(["now", "later", "much later"]),
    )
    def write_campaign(self, address: str, revision: int, text: str, when: str) -> None:
        moment = self.world.time.now() + timedelta(hours={"later": 1, "much later": 30}.get(when, 0))
        written = "now" if when == "now" else f"{moment:%Y%m%d %H:%M}"
        self.specs[address] = model.campaign(
            address, when=written, revision=revision, content={"title": text, "body": address}
        )

    @rule(people=st.integers(1, 7), text=st.sampled_from(["a", "b"]), revision=st.integers(1, 2))
    def write_message(self, people: int, text: str, revision: int) -> None:
        self.specs["letter"] = model.message("letter", people, text=f"{text}-{revision}", revision=revision)

    @rule(address=st.sampled_from([*ADDRESSES, "letter"]))
    def delete(self, address: str) -> None:
        self.specs.pop(address, None)

    # time and faults

    @rule(minutes=st.sampled_from([1, 4, 20, 90, 3000]))
    def wait(self, minutes: int) -> None:
        self.world.time.at += timedelta(minutes=minutes)

    @rule(broken=st.sampled_from([False, False, False, True]), lag=st.sampled_from([0, 5, 5]))
    def trouble_the_listing(self, broken: bool, lag: int) -> None:
        self.world.clevertap.complete = not broken
        self.world.clevertap.lag = timedelta(minutes=lag)

    @initialize(stated=st.sampled_from([True, True, False]))
    def state_a_listing_lag(self, stated: bool) -> None:
        self.world.facts = replace(self.world.facts, listing_lag=600.0 if stated else None)

    # runs

    @rule(
        failpoint=st.sampled_from(FAILPOINTS),
        nth=st.integers(1, 3),
        listed=st.booleans(),
        faults=st.lists(st.sampled_from(sorted(FAULTS)), max_size=3),
        stop_faults=st.lists(st.sampled_from(sorted(STOP_FAULTS)), max_size=1),
    )
    def apply(
        self, failpoint: str, nth: int, listed: bool, faults: list[str], stop_faults: list[str]
    ) -> None:
        self.world.clevertap.faults = [FAULTS[name] for name in faults]
        self.world.clevertap.stop_faults = [STOP_FAULTS[name] for name in stop_faults]
        self._run(self.world.plan(*self.specs.values(), listed=listed), failpoint, nth)

    @rule(address=st.sampled_from(ADDRESSES), revision=st.integers(1, 3), lag=st.sampled_from([0, 5]))
    def lose_an_answer_and_run_again(self, address: str, revision: int, lag: int) -> None:
        self.world.clevertap.lag = timedelta(minutes=lag)
        self.write_campaign(address, revision, "a", "now")
        self.apply("", 1, True, ["lost answer"], [])
        self.apply("", 1, True, [], [])

    @rule(
        address=st.sampled_from(ADDRESSES),
        revision=st.integers(1, 3),
        fault=st.sampled_from(sorted(STOP_FAULTS)),
    )
    def edit_what_is_scheduled(self, address: str, revision: int, fault: str) -> None:
        for text in ("a", "b"):
            self.write_campaign(address, revision, text, "much later")
            self.apply("", 1, True, [], [fault] * (text == "b"))

    @rule()
    def save_a_plan(self) -> None:
        self.saved = self.world.plan(*self.specs.values())

    @precondition(lambda self: self.saved is not None)
    @rule(failpoint=st.sampled_from(FAILPOINTS))
    def apply_an_old_plan(self, failpoint: str) -> None:
        """What two runners with one plan do; a saved plan is checked before it comes this far."""
        self._run(self.saved, failpoint, 1)

    @rule()
    def two_runners_at_once(self) -> None:
        plan = self.world.plan(*self.specs.values())
        other = self.world.run()

        def second() -> None:
            self.world.clevertap.on_create = lambda: None
            apply_plan(plan, other)

        self.world.clevertap.on_create = second
        self._run(plan, "", 1)
        self.world.clevertap.on_create = lambda: None

    @rule(
        where=st.sampled_from(["after-intent", *STEPS]),
        nth=st.integers(1, 2),
        minutes=st.sampled_from([20, 90, 1, 0]),
        revision=st.integers(1, 3),
        people=st.integers(0, 5),
    )
    def a_runner_stands_still(self, where: str, nth: int, minutes: int, revision: int, people: int) -> None:
        """Another one takes over meanwhile, as far as it may, and a person helps; then the first goes on as if
        nothing was."""
        self.write_campaign("alpha", revision, "a", "much later")
        if people:
            self.write_message(people, "a", revision)

        def meanwhile() -> None:
            self.world.time.at += timedelta(minutes=minutes)
            if minutes:
                self.a_person_looks_and_resolves("letter")
            self._run(self.world.plan(*self.specs.values()), "", 1)

        plan = self.world.plan(*self.specs.values())
        self._run(plan, where, nth, meanwhile)

    @rule(
        address=st.sampled_from(ADDRESSES),
        revision=st.integers(1, 3),
        fault=st.sampled_from(["lost answer", "killed after it arrived", "lost request"]),
        minutes=st.sampled_from([4, 20, 1]),
        broken=st.booleans(),
    )
    def lose_an_answer_and_look_later(
        self, address: str, revision: int, fault: str, minutes: int, broken: bool
    ) -> None:
        """What a listing leaves out proves nothing while it is broken, or may lag."""
        self.world.clevertap.lag = timedelta(minutes=5)
        self.write_campaign(address, revision, "b", "much later")
        self.apply("", 1, True, [fault], [])
        self.wait(minutes)
        self.world.clevertap.complete = not broken
        self.apply("", 1, True, [], [])
        self.world.clevertap.complete = True
        self.apply("", 1, True, [], [])

    @rule()
    def write_a_snapshot(self) -> None:
        self.world.journal().compact(every=1)

    def _run(self, plan: Any, failpoint: str, nth: int, act: Callable[[], None] | None = None) -> None:
        try:
            done = apply_plan(plan, self.world.run(failpoint=model.Failpoint(failpoint, nth, act)))
        except model.Killed:
            return
        assert sum(done.counts.values()) == 2 * done.planned

    # backups and people

    @rule()
    def back_up(self) -> None:
        self.backup = tuple(self.world.store._rows)

    @precondition(lambda self: self.backup is not None)
    @rule()
    def restore(self) -> None:
        """An old state comes back. What went out by identity since then cannot be known; what was created is
        known once it is listed, and restoring takes longer than that."""
        self.world.time.at += timedelta(minutes=6)
        if len(self.world.store._rows) == len(self.backup or ()):
            return
        store = MemoryStore(self.world.time.now)
        store._rows = list(self.backup or ())
        self.world.store = store
        self.restored = True
        self.saved = None

    @rule(address=st.sampled_from([*ADDRESSES, "letter"]))
    def a_person_looks_and_resolves(self, address: str) -> None:
        journal = self.world.journal()
        record = journal.state.record(address)
        for intent in record.unsettled if record else ():
            there = self._what_a_person_finds(record, intent)
            if len(there) > 1:
                return
            settle = partial(
                resolve,
                journal,
                address,
                sent=bool(there),
                by="ann",
                campaign_id=getattr(there[0], "id", None) if there else None,
                batch=intent.batch.index if intent.batch else None,
            )
            if not there and intent.doubt != ORPHANED and journal.now() < intent.flies_until(None):
                with pytest.raises(UserError):  # it may be under way: nobody can say that it was not sent
                    settle()
                return
            settle()  # what is in doubt can be resolved

    def _what_a_person_finds(self, record: Any, intent: Any) -> list[Any]:
        if intent.batch is None:
            return [made for made in self.world.clevertap.made if _marker(made) == intent.marker]
        content = record.payload["content"]
        went = [body for body in self.world.clevertap.sends if body["content"] == content]
        return [body for body in went if digest_of(body["to"]) == intent.batch.sha256]

    # the laws

    @invariant()
    def never_two_at_once(self) -> None:
        by_identity: dict[str, list[Any]] = {}
        for made in self.world.clevertap.made:
            parts = split_marker(made.name)
            assert parts is not None
            by_identity.setdefault(parts.identity, []).append(made)
        for copies in by_identity.values():
            for earlier, later in pairwise(copies):
                stopped = earlier.stopped
                assert stopped is not None, f"a second create: {earlier.name} and {later.name}"
                assert stopped <= later.at
                assert earlier.scheduled is not None
                assert stopped < earlier.scheduled, "the first had begun"

    @invariant()
    def sent_is_there_and_not_sent_is_not(self) -> None:
        made = {one.id: one for one in self.world.clevertap.made}
        markers = {_marker(one) for one in self.world.clevertap.made}
        for record in self.world.journal().state.records.values():
            if record.is_send or not record.revision:
                continue
            if record.status.value in ("scheduled", "running", "sent", "stopped"):
                assert record.id in made
            if record.status.value in ("not_sent", "rejected"):
                assert record.marker not in markers

    @invariant()
    def nobody_gets_a_batch_twice(self) -> None:
        if self.restored:
            return
        got = Counter(
            (body["content"]["body"], person)
            for body in self.world.clevertap.sends
            for person in body["to"]["Identity"]
        )
        assert max(got.values(), default=0) <= 1

    @invariant()
    def sent_batches_are_there(self) -> None:
        record = self.world.journal().state.record("letter")
        if record is None or self.restored:
            return
        went = {digest_of(body["to"]) for body in self.world.clevertap.sends}
        assert set(record.batches.values()) <= went

    @invariant()
    def a_plan_made_again_is_the_same(self) -> None:
        specs = list(self.specs.values())
        one = self.world.plan(*specs, listed=False)
        other = self.world.plan(*reversed(specs), listed=False)
        assert one == other
        assert all(change.reason for change in one.changes)
        assert Action.ERROR.is_change is False


def _marker(made: Any) -> str:
    parts = split_marker(made.name)
    return f"{parts.identity}-{parts.digest}" if parts else ""


NeverTwice.TestCase.settings = settings(
    max_examples=int(os.environ.get("CTC_EXAMPLES", "100")),  # `make crash-matrix` looks farther
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestNeverTwice = NeverTwice.TestCase
