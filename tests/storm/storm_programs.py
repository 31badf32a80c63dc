"""What is run: ``ctc apply``, plans that are saved and applied later, stops; on the storm's ports."""

import fnmatch
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final
from zoneinfo import ZoneInfo

from storm_runner import Body, Breach, Client, Clock, Failpoints, Runner, WatchedStore
from storm_server import LAG, TIMEOUT
from storm_specs import Tree, families_of, payloads_of

from ctc.apply.applying import apply_plan
from ctc.apply.recall import recall
from ctc.apply.run import Run
from ctc.canonical import digest_of
from ctc.choice import Choice
from ctc.payloads.batches import batches
from ctc.payloads.payload import Payload
from ctc.pipeline.apply import identities_of
from ctc.pipeline.plan import Wanted, plan_of
from ctc.plans.action import Action
from ctc.plans.facts import Facts
from ctc.plans.plan import Plan
from ctc.plans.saved import SavedPlan, read, write
from ctc.plans.staleness import stale
from ctc.state.halting import halt
from ctc.state.journal import Journal, load
from ctc.state.store import Store

FACTS: Final = Facts(
    project="acme",
    environment="",
    zone=ZoneInfo("UTC"),
    timeout=TIMEOUT,
    listing_lag=LAG,
    replace_margin=300.0,
)
_BATCH: Final = 2
_MADE: Final = (Action.CREATE, Action.REPLACE)


@dataclass(frozen=True, slots=True)
class Intended:
    """What a plan said before anybody said yes."""

    plan: Plan
    sends: frozenset[tuple[str, int, str]]
    """Address, revision, digest."""
    stops: frozenset[int | None]
    tree: Tree
    """Its commit."""


def intended(plan: Plan, tree: Tree) -> Intended:
    sends = {(c.address, c.revision, c.digest) for c in plan.changes if c.action in _MADE}
    ends = (*_MADE, Action.STOP)
    stops = frozenset(c.recorded.id for c in plan.changes if c.action in ends)
    return Intended(plan, frozenset(sends), stops, tree)


@dataclass(frozen=True, slots=True)
class Tools:
    """What every program of a story is given."""

    folder: Path
    store: Callable[[str], Store]
    """Of an environment, for one run."""
    guards: dict[str, Any]
    snapshots: int
    """After how many records one is written."""
    base: Facts
    """What does not change in a story."""

    def facts(self, runner: Runner, commit: str = "") -> Facts:
        day = Clock(runner).now().date().isoformat()
        others = [one for one in self.base.others if one != runner.env]
        of_env = replace(self.base, environment=runner.env, others=others)
        return replace(of_env, guards=self.guards, day=day, commit=commit or None)

    def journal(self, runner: Runner) -> Journal:
        return load(WatchedStore(runner, self.store(runner.env)))

    def run(self, runner: Runner, journal: Journal, facts: Facts, payloads: tuple[Payload, ...] = ()) -> Run:
        ids = iter(range(1, 10_000))
        return Run(
            journal=journal,
            client=Client(runner),
            clock=Clock(runner),
            facts=facts,
            failpoints=Failpoints(runner),
            listener=lambda _: None,
            interrupted=lambda: runner.is_interrupted,
            recipients=lambda p: batches(p.body["to"], folder=self.folder, root=self.folder, size=_BATCH),
            identities=identities_of(payloads),
            words=str,
            rate=100.0 if int(runner.name[1:]) % 2 else 1.0,
            runner=runner.name,
            new_id=lambda: f"{runner.name}-{next(ids)}",
        )


@dataclass(frozen=True, slots=True)
class Apply:
    """``ctc apply``, over what a commit says. ``select`` is a glob."""

    tools: Tools
    tree: Tree
    select: str = ""

    def __call__(self, runner: Runner) -> Any:
        payloads = payloads_of(self.tree, self.tools.folder, runner.env)
        journal = self.tools.journal(runner)
        facts = self.tools.facts(runner, self.commit)
        plan = self.plan(runner, journal, facts, payloads)
        return self._carry_out(runner, journal, facts, plan, payloads)

    @property
    def commit(self) -> str:
        return digest_of([f"{name} {spec}" for name, spec in self.tree.items()])[:12]

    def _carry_out(
        self, runner: Runner, journal: Journal, facts: Facts, plan: Plan, payloads: tuple[Payload, ...]
    ) -> Any:
        runner.planned = intended(plan, self.tree)
        runner.ask("yes")
        applied = apply_plan(plan, self.tools.run(runner, journal, facts, payloads))
        journal.compact(every=self.tools.snapshots)
        return ("applied", applied, plan)

    def plan(self, runner: Runner, journal: Journal, facts: Facts, payloads: tuple[Payload, ...]) -> Plan:
        opened: Any = SimpleNamespace(
            client=Client(runner),
            project=SimpleNamespace(root=Path("/")),
            environment=SimpleNamespace(
                is_sandbox=False,
                name=runner.env,
                requests_per_second=100.0,
                guards=facts.guards,
                timezone=facts.zone.key,
            ),
        )
        compilation: Any = SimpleNamespace(
            payloads=payloads,
            paths={payload.address: payload.file for payload in payloads},
            families=families_of(self.tree, runner.env),
            diagnostics=(),
        )
        select = (self.select,) if self.select else ()
        return plan_of(opened, journal, facts, compilation, Wanted(choice=Choice(select=select)), iter)[0]


@dataclass(frozen=True, slots=True)
class Save(Apply):
    """``ctc plan -o FILE``: ``keep`` takes the file."""

    keep: Callable[[str, bytes], None] = lambda _env, _data: None

    def _carry_out(
        self, runner: Runner, journal: Journal, facts: Facts, plan: Plan, payloads: tuple[Payload, ...]
    ) -> Any:
        select = (self.select,) if self.select else ()
        self.keep(runner.env, write(SavedPlan(plan=plan, select=select)))
        return ("saved",)


@dataclass(frozen=True, slots=True)
class ApplySaved(Apply):
    """``ctc apply FILE``, over a commit that may be another one."""

    data: bytes = b""

    def _carry_out(
        self, runner: Runner, journal: Journal, facts: Facts, plan: Plan, payloads: tuple[Payload, ...]
    ) -> Any:
        saved = read(self.data, "plan")
        if differences := stale(saved.plan, plan):
            return ("refused", differences[0].message)
        if journal.state.binding is None or saved.plan.lineage != journal.state.binding.lineage:
            raise Breach("a plan that was made over another state is applied")
        runner.planned = intended(saved.plan, self.tree)
        runner.ask("yes")
        applied = apply_plan(plan, self.tools.run(runner, journal, facts, payloads))
        return ("applied", applied, plan)


def stop(tools: Tools, glob: str) -> Body:
    """``ctc stop GLOB``; without one ``--all``, which halts first."""

    def body(runner: Runner) -> Any:
        journal = tools.journal(runner)
        meant = [one for one in journal.state.records if not glob or fnmatch.fnmatch(one, glob)]
        if not glob:
            halt(journal, by="ann", why="a mistake")
            meant = list(journal.state.records)
        runner.means = frozenset(meant) if glob else None
        return ("stopped", recall(tools.run(runner, journal, tools.facts(runner)), meant, "a mistake"))

    return body
