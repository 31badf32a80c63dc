"""What runners do: what ``ctc apply`` and its neighbours do below the command line, on the checker's ports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

from proof_ports import Client, Clock, Failpoints, Store
from proof_runs import Execution, Refused

from ctc.apply.applied import Applied
from ctc.apply.applying import apply_plan
from ctc.apply.recall import recall
from ctc.apply.run import Run
from ctc.choice import Choice
from ctc.clevertap.sweeping import sweep
from ctc.diagnostics import UserError
from ctc.payloads.batches import batches
from ctc.payloads.payload import Payload, payload_of
from ctc.pipeline.apply import identities_of
from ctc.pipeline.plan import Wanted, plan_of
from ctc.plans.facts import Facts
from ctc.plans.plan import Action, Plan
from ctc.plans.staleness import stale
from ctc.plans.windows import windows_of
from ctc.state.halting import halt, resume
from ctc.state.intents import Verb
from ctc.state.journal import Journal, load
from ctc.state.record import LISTED
from ctc.state.settling import forget, move, resolve
from ctc.state.store import StoreError

FACTS: Final = Facts(
    project="acme", environment="prod", zone=ZoneInfo("UTC"), timeout=30.0, listing_lag=600.0
)
LATER: Final = "20310101 18:00"
"""A schedule six hours after the story begins."""
BATCH: Final = 1
"""People in one request of an identity send."""
RATE: Final = 100.0
"""Requests a second."""


def campaign(
    address: str,
    revision: int = 1,
    *,
    soul: str = "",
    text: str = "x",
    when: str = "now",
    was: tuple[str, ...] = (),
) -> Payload:
    """One campaign. Two that carry one ``soul`` are one message to people, whatever their address is."""
    body = {
        "name": f"Name of {soul or address}",
        "target_mode": "push",
        "when": when,
        "where": {"event_name": "Viewed", "from": 20300101, "to": 20300201},
        "content": {"title": soul or f"{address} {revision}", "body": text},
    }
    return _payload(address, revision, body, "push", "/1/targets/create.json", was)


def message(address: str, revision: int = 1, *, people: int = 2) -> Payload:
    body = {
        "to": {"Identity": [f"person {number}" for number in range(1, people + 1)]},
        "content": {"title": f"{address} {revision}", "body": "x"},
    }
    return _payload(address, revision, body, "push", "/1/send/push.json", ())


def _payload(
    address: str, revision: int, body: Mapping[str, Any], channel: str, endpoint: str, was: tuple[str, ...]
) -> Payload:
    return payload_of(
        body,
        address=address,
        revision=revision,
        was=was,
        channel=channel,
        variant=channel,
        endpoint=endpoint,
        file=f"campaigns/{address}.yaml",
    )


@dataclass(frozen=True)
class Report:
    """What a run said of each address, its exit code, and what it wanted."""

    code: int
    ends: tuple[tuple[str, str, str], ...] = ()
    """Address, action, end."""
    frozen: frozenset[str] = frozenset()
    """Addresses of which the plan said that nothing is sent."""


@dataclass(frozen=True)
class Program:
    """One command. ``name`` tells it apart in a story, and its run in the journal."""

    name: str
    payloads: tuple[Payload, ...] = ()

    def __call__(self, run: Execution) -> Any:
        try:
            return self.act(run, load(Store(run)))
        except (UserError, StoreError) as error:
            raise Refused(str(error)) from None

    def act(self, run: Execution, journal: Journal) -> Any:
        raise NotImplementedError

    def run_of(self, run: Execution, journal: Journal) -> Run:
        ids = iter(range(1, 1000))
        return Run(
            journal=journal,
            client=Client(run),
            clock=Clock(run),
            facts=FACTS,
            failpoints=Failpoints(run),
            listener=lambda _: None,
            interrupted=lambda: False,
            recipients=lambda payload: batches(payload.body["to"], folder=Path(), root=Path(), size=BATCH),
            identities=identities_of(self.payloads),
            rate=RATE,
            runner=self.name,
            new_id=lambda: f"{self.name}-{next(ids)}",
        )


@dataclass(frozen=True)
class Apply(Program):
    """``ctc apply``: plans, asks, and does it."""

    def act(self, run: Execution, journal: Journal) -> Report:
        plan = self.plan(run, journal)
        run.ask("yes")
        return self.done(run, journal, plan)

    def plan(self, run: Execution, journal: Journal) -> Plan:
        opened: Any = SimpleNamespace(
            client=Client(run),
            project=SimpleNamespace(root=Path("/")),
            environment=SimpleNamespace(is_sandbox=False, name="prod", requests_per_second=RATE),
        )
        paths = {payload.address: payload.file for payload in self.payloads}
        compilation: Any = SimpleNamespace(payloads=self.payloads, paths=paths, families=())
        return plan_of(opened, journal, FACTS, compilation, Wanted(choice=Choice()), iter)[0]

    def done(self, run: Execution, journal: Journal, plan: Plan) -> Report:
        applied = apply_plan(plan, self.run_of(run, journal))
        ends = tuple((done.address, done.action.value, done.end.value) for done in applied.done)
        frozen = frozenset(change.address for change in plan.changes if change.action is Action.FROZEN)
        return Report(code=_code(applied), ends=ends, frozen=frozen)


def _code(applied: Applied) -> int:
    return 4 if applied.in_doubt else int(applied.failed)


@dataclass(frozen=True)
class ApplySaved(Apply):
    """``ctc plan -o FILE``, and later ``ctc apply FILE``."""

    def act(self, run: Execution, journal: Journal) -> Report:
        before = self.plan(run, journal)
        run.ask("yes")
        journal = load(Store(run))
        plan = self.plan(run, journal)
        differences = stale(before, plan)
        if differences:
            raise UserError(*differences)
        return self.done(run, journal, plan)


@dataclass(frozen=True)
class Move(Program):
    source: str = ""
    target: str = ""

    def act(self, run: Execution, journal: Journal) -> Report:
        move(journal, self.source, self.target, by="ann")
        return Report(code=0)


@dataclass(frozen=True)
class Forget(Program):
    address: str = ""

    def act(self, run: Execution, journal: Journal) -> Report:
        listing = sweep(Client(run).listing, windows_of(journal.state, (), FACTS, journal.now()))
        listed = {
            one.id: status for one in listing.campaigns if (status := LISTED.get(one.status)) is not None
        }
        forget(journal, self.address, by="ann", why="meant", listed=listed if listing.complete else None)
        return Report(code=0)


@dataclass(frozen=True)
class Stop(Program):
    """``ctc stop ADDRESS``; without one ``ctc stop --all``, which halts the environment first."""

    address: str = ""

    def act(self, run: Execution, journal: Journal) -> Report:
        if not self.address:
            halt(journal, by="ann", why="a mistake")
        recalled = recall(
            self.run_of(run, journal), [self.address] if self.address else [*journal.state.records], ""
        )
        return Report(code=int(recalled.failed))


@dataclass(frozen=True)
class Resume(Program):
    """``ctc state resume``."""

    def act(self, run: Execution, journal: Journal) -> Report:
        resume(journal, by="ann", why="mended")
        return Report(code=0)


@dataclass(frozen=True)
class Settle(Program):
    """A person looks into the dashboard, which knows, and says what is there."""

    def act(self, run: Execution, journal: Journal) -> Report:
        for record in tuple(journal.state.records.values()):
            for intent in record.unsettled:
                if intent.verb is Verb.CREATE:
                    found = run.ask("look", intent.marker)
                    resolve(
                        journal,
                        record.address,
                        sent=found is not None,
                        by="ann",
                        campaign_id=found,
                        why="seen",
                    )
        return Report(code=0)


@dataclass(frozen=True)
class Restore(Program):
    """The state is put back from a copy that held so many records."""

    records: int = 1

    def __call__(self, run: Execution) -> Any:
        run.ask("restore", self.records)
        return Report(code=0)


Programs = Sequence[Program]
