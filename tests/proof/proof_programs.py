"""What runners do: what ``ctc apply`` and its neighbours do below the command line, on the checker's ports."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

from proof_ports import Client, Clock, Failpoints, Store
from proof_runs import Execution, Refused

from ctc.apply.applied import Applied
from ctc.apply.applying import apply_plan
from ctc.apply.run import Run
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.payloads.batches import batches
from ctc.payloads.payload import Payload, payload_of
from ctc.pipeline.apply import identities_of
from ctc.pipeline.plan import Wanted, plan_of
from ctc.plans.facts import Facts
from ctc.plans.plan import Action, Plan
from ctc.plans.staleness import stale
from ctc.state.journal import Journal, load
from ctc.state.store import StoreError

FACTS: Final = Facts(
    project="acme", environment="prod", zone=ZoneInfo("UTC"), timeout=30.0, listing_lag=600.0
)
LATER: Final = "20310101 18:00"
"""A schedule six hours after the story begins."""
MARCH: Final = "20310301 18:00"
"""A schedule on days that nobody looks at for anything else."""
SOON: Final = "20310101 12:16"
"""A schedule that is less than `replace_margin` away once the time has jumped."""
_NO_STATE: Final = Diagnostic(code="CTC702", severity=Severity.ERROR, message="there is no state", hint="")
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
            return self.begin(run)
        except (UserError, StoreError) as error:
            raise Refused(str(error)) from None

    def begin(self, run: Execution) -> Any:
        journal = load(Store(run))
        if journal.state.binding is None:
            raise UserError(_NO_STATE)
        return self.act(run, journal)

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
            interrupted=lambda: run.moment.interrupted,
            recipients=lambda payload: batches(payload.body["to"], folder=Path(), root=Path(), size=BATCH),
            identities=identities_of(self.payloads),
            rate=RATE,
            runner=self.name,
            new_id=lambda: f"{self.name}-{next(ids)}",
            words=str,
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
            environment=SimpleNamespace(
                is_sandbox=False, name="prod", requests_per_second=RATE, guards={}, timezone="UTC"
            ),
        )
        paths = {payload.address: payload.file for payload in self.payloads}
        compilation: Any = SimpleNamespace(payloads=self.payloads, paths=paths, families=(), diagnostics=())
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
