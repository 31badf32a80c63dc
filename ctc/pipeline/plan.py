"""What ``ctc plan`` asks: a compilation, the state, and of CleverTap only what nobody else can tell."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from ctc.canonical import compact
from ctc.choice import Choice
from ctc.clevertap.sweeping import sweep
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.pipeline.batches import Tell, silent
from ctc.pipeline.changed import resolved
from ctc.pipeline.compile import Compilation, compile_project
from ctc.pipeline.days import as_recorded
from ctc.pipeline.elsewhere import elsewhere
from ctc.pipeline.engine.contents import expect
from ctc.pipeline.engine.means import Means
from ctc.pipeline.plan_checks import too_late, without_token
from ctc.pipeline.reaching import Progress, estimates, remembered
from ctc.pipeline.selecting import places, within
from ctc.pipeline.sessions import Session, session
from ctc.pipeline.settings import settings_for
from ctc.pipeline.states import empty_journal, open_journal
from ctc.pipeline.unread import spared, unread
from ctc.plans.facts import Facts, Listing
from ctc.plans.plan import Plan
from ctc.plans.planning import make_plan
from ctc.plans.renames import former
from ctc.plans.samples import asked_for
from ctc.plans.windows import needs_listing, windows_of
from ctc.project.git import commit_of, is_ancestor
from ctc.project.opening import guards_at, own_guards_at
from ctc.project.project import Environment
from ctc.state.journal import Journal
from ctc.state.state import State


class Planned(NamedTuple):
    """A plan with what it was made from."""

    plan: Plan
    compilation: Compilation
    session: Session
    facts: Facts
    journal: Journal
    choice: Choice
    """What was selected, by addresses where paths or branches said it."""
    notes: tuple[str, ...]
    """What was asked of CleverTap in vain."""

    def expect(self) -> None:
        """Everything that it sends is going to be looked into, in its order."""
        for change in self.plan.notable:
            if change.payload is not None:
                expect(change.payload)


class Wanted(NamedTuple):
    """What ``ctc plan`` and ``ctc apply`` were asked for."""

    choice: Choice
    paths: tuple[Path, ...] = ()
    """Files and folders of campaigns that are planned alone; nothing where all are."""
    estimate: bool = False
    """Whether CleverTap is asked for the reach; of a family for that of some audiences, spread over it."""
    estimate_all: bool = False
    """Whether it is asked for the reach of all of them."""
    no_state: bool = False
    durable: bool = False
    """Whether a state that a local environment lacks is begun on the disk, or only thought of."""
    applies: bool = False
    """Whether it is made to be applied, which takes the credentials."""
    ask: bool = True
    """Whether a plan may ask CleverTap what became of what is in doubt."""


@contextmanager
def planned(
    cwd: Path, environ: Mapping[str, str], wanted: Wanted, progress: Progress = iter, tell: Tell = silent
) -> Iterator[Planned]:
    """A plan over the repository as it is.

    Raises UserError where it cannot be compiled, or has no state, and OutsideError for a path that is no campaign's.
    """
    settings = settings_for(cwd, environ, wanted.choice, sends=True)
    chosen = places(wanted.paths, cwd, settings.project)
    means = Means(tell=tell, write=compact)
    compilation = compile_project(settings, means=means)
    refuse_broken(compilation)
    choice = within(resolved(wanted.choice, settings, environ), chosen, compilation.paths)
    wanted = wanted._replace(choice=choice)
    asks = wanted.applies or (not wanted.no_state and (wanted.estimate or wanted.estimate_all))
    with session(compilation.project, compilation.environment, environ, asks=asks) as opened:
        journal = empty_journal() if wanted.no_state else open_journal(opened, durable=wanted.durable)
        known: Collection[str] = ()
        if not wanted.choice.is_whole:
            known = compilation.paths.keys() | journal.state.records.keys()
        mistake = wanted.choice.mistake(known)
        if mistake is not None:
            raise UserError(mistake)
        facts = facts_of(opened, journal, settings.as_of.isoformat())
        own_before = own_guards_at(opened.project.root, journal.state.commit)
        facts = replace(facts, own_before=own_before, elsewhere=elsewhere(compilation, journal.state))
        payloads = as_recorded(compilation.payloads, compilation.paths, journal.state, settings)
        compilation = compilation._replace(payloads=tuple(payloads))
        plan, notes = plan_of(opened, journal, facts, compilation, wanted, progress)
        yield Planned(
            plan=plan,
            compilation=compilation,
            session=opened,
            facts=facts,
            journal=journal,
            choice=_named(choice, known),
            notes=tuple(notes),
        )


def _named(choice: Choice, known: Collection[str]) -> Choice:
    """The choice as a saved plan keeps it: paths and branches may come to something else by the time it is applied."""
    if not choice.changed and choice.within is None:
        return choice
    taken = frozenset(address for address in known if choice.takes(address))
    return replace(choice, select=(), changed=(), exclude=(), named=frozenset(), within=taken)


def refuse_broken(compilation: Compilation) -> None:
    """A file that cannot be read, or no spec at all, means no plan: what is missing would be taken for gone."""
    if compilation.failed:
        raise UserError(*(d for d in compilation.diagnostics if d.severity is Severity.ERROR))
    if not compilation.documents:
        folder = compilation.project.campaigns
        raise UserError(
            Diagnostic.of(
                "CTC500",
                f"there is no spec under {folder.name}/, so there is nothing to plan: everything that is "
                "recorded would be stopped and forgotten",
                "is this the right folder? `ctc init` begins a repository here, `ctc new push my-first` adds a "
                "campaign; what is recorded is stopped with `ctc stop 'GLOB'` or `ctc stop --all`",
            )
        )


def facts_of(opened: Session, journal: Journal, day: str = "") -> Facts:
    """The environment as planning sees it."""
    environment, root = opened.environment, opened.project.root
    binding, commit = journal.state.binding, commit_of(root)
    return Facts(
        project=opened.project_name,
        environment=environment.name,
        others=[name for name in opened.project.environments if name != environment.name],
        host=_host_of(environment),
        account_id=binding.account_id if binding else "",
        region=binding.region if binding else "",
        zone=opened.zone,
        timeout=environment.timeout,
        listing_lag=environment.listing_lag,
        replace_margin=environment.replace_margin,
        name_marker=environment.name_marker,
        guards=environment.guards,
        guards_before=guards_at(root, journal.state.commit, environment.name),
        guards_line=environment.guards_line(None) if environment.guards else 1,
        guards_lines={name: environment.guards_line(name) for name in environment.guards},
        day=day,
        commit=commit,
        is_ancestor=is_ancestor(root, journal.state.commit, commit),
    )


def _host_of(environment: Environment) -> str:
    """Where requests go; empty where the variable that says it is not set, as in a pipeline without secrets."""
    try:
        return environment.host()
    except UserError as error:
        if any(found.code != "CTC804" for found in error.diagnostics):
            raise
        return ""


def plan_of(
    opened: Session,
    journal: Journal,
    facts: Facts,
    compilation: Compilation,
    wanted: Wanted,
    progress: Progress,
) -> tuple[Plan, list[str]]:
    """The plan, after asking for what it needs, and what was asked in vain."""
    now = journal.now()
    journal.look_up(name for payload in compilation.payloads for name in (payload.address, *former(payload)))
    takes = None if wanted.choice.is_whole else wanted.choice.takes
    chosen = [payload for payload in compilation.payloads if takes is None or takes(payload.address)]
    listing: Listing | None = None
    may_ask = wanted.ask and not wanted.no_state
    if may_ask and (needs_listing(journal.state, now) or _begins_over_a_sandbox(opened, journal)):
        listing = sweep(opened.client.listing, windows_of(journal.state, chosen, facts, now), journal.now)
        journal.refresh()  # what another run made meanwhile must not look like a stranger's
    known = remembered(opened, journal, facts, chosen)

    make = partial(
        _made,
        opened.environment,
        compilation,
        journal.state,
        facts,
        now,
        listing=listing,
        selected=takes,
    )
    plan = make(reaches=known)
    if not (wanted.estimate or wanted.estimate_all):
        return plan, []
    ask = asked_for(plan.changes, facts.guards, every=wanted.estimate_all)
    asked = [change.payload for change in ask if change.payload is not None]
    if not asked:
        return plan, []
    shares = [c.payload for c in plan.changes if c.payload is not None and not c.payload.is_send]
    found, unknown = estimates(opened, journal, facts, asked, shares, progress)
    return make(reaches={**known, **found}), unknown


def _made(
    where: Environment, compilation: Compilation, state: State, facts: Facts, now: datetime, **more: Any
) -> Plan:
    """The plan with what its environment has to say beside its guards."""
    made = make_plan(
        compilation.payloads,
        frozenset((*compilation.paths, *spared(compilation.diagnostics, state.records))),
        state,
        facts,
        now,
        families=compilation.families,
        expect=expect,
        **more,
    )
    beside = (
        *unread(compilation.diagnostics),
        *too_late(made, where, now),
        *without_token(made, where),
    )
    return replace(made, diagnostics=(*made.diagnostics, *beside))


def _begins_over_a_sandbox(opened: Session, journal: Journal) -> bool:
    """A state that is new over an embedded sandbox that is not: what it has would be adopted."""
    sandbox = opened.project.root / ".ctc" / "sandbox" / "sandbox.db"
    return opened.environment.is_sandbox and not journal.state.records and sandbox.exists()
