"""What ``ctc plan`` asks: a compilation, the state, and of CleverTap only what nobody else can tell.

A plan may be saved as a file, which is applied only while everything it was made from is as it was.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from ctc import files
from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.pipeline.batches import Tell, silent
from ctc.pipeline.compile import Compilation, compile_project
from ctc.pipeline.engine.contents import compact
from ctc.pipeline.engine.engine import Means
from ctc.pipeline.plan_checks import too_late, without_token
from ctc.pipeline.reaching import Progress, estimates, remembered
from ctc.pipeline.sessions import Session, session
from ctc.pipeline.settings import settings_for
from ctc.pipeline.states import empty_journal, open_journal
from ctc.plans.facts import Facts, Listing
from ctc.plans.plan import Plan, Reach
from ctc.plans.planning import make_plan
from ctc.plans.samples import asked_for
from ctc.plans.saved import SavedPlan, read, stale, write
from ctc.plans.windows import needs_listing, window_of
from ctc.project.git import commit_of, is_ancestor
from ctc.project.project import Environment
from ctc.state.journal import Journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A plan with what it was made from."""

    plan: Plan
    compilation: Compilation
    session: Session
    facts: Facts
    journal: Journal
    notes: tuple[str, ...] = ()
    """What was asked of CleverTap in vain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What ``ctc plan`` and ``ctc apply`` were asked for."""

    choice: Choice
    estimate: bool = False
    """Whether CleverTap is asked for the reach; of a family for that of some audiences, spread over it."""
    estimate_all: bool = False
    """Whether it is asked for the reach of all of them."""
    no_state: bool = False
    durable: bool = False
    """Whether a state that a local environment lacks is begun on the disk, or only thought of."""
    bodies: bool = False
    """Whether the bodies of all payloads are wanted, also of those that do not change."""
    ask: bool = True
    """Whether a plan may ask CleverTap what became of what is in doubt."""


@contextmanager
def planned(
    cwd: Path, environ: Mapping[str, str], wanted: Wanted, progress: Progress = iter, tell: Tell = silent
) -> Iterator[Planned]:
    """A plan over the repository as it is. Raises UserError where it cannot be compiled, or has no state."""
    settings = settings_for(cwd, environ, wanted.choice, sends=True)
    means = Means(tell=tell, write=compact, every=wanted.bodies)
    compilation = compile_project(settings, means=means)
    refuse_broken(compilation)
    with session(compilation.project, compilation.environment, environ) as opened:
        journal = empty_journal(opened) if wanted.no_state else open_journal(opened, durable=wanted.durable)
        known = compilation.paths.keys() | journal.state.records.keys()
        mistake = wanted.choice.mistake(known)
        if mistake is not None:
            raise UserError(mistake)
        facts = facts_of(opened, journal)
        plan, notes = plan_of(opened, journal, facts, compilation, wanted, progress)
        yield Planned(
            plan=plan,
            compilation=compilation,
            session=opened,
            facts=facts,
            journal=journal,
            notes=tuple(notes),
        )


def refuse_broken(compilation: Compilation) -> None:
    """A file that cannot be read, or no spec at all, means no plan: what is missing would be taken for gone."""
    if compilation.failed:
        raise UserError(*(d for d in compilation.diagnostics if d.severity is Severity.ERROR))
    if not compilation.documents:
        folder = compilation.project.campaigns
        raise UserError(
            Diagnostic(
                code="CTC500",
                severity=Severity.ERROR,
                message=f"there is no spec under {folder.name}/, so there is nothing to plan: everything that is "
                "recorded would be stopped and forgotten",
                hint="is this the right folder? `ctc init` begins a repository here, `ctc new push my-first` adds a "
                "campaign; a repository's last spec may be stopped with `ctc stop`",
            )
        )


def facts_of(opened: Session, journal: Journal) -> Facts:
    """The environment as planning sees it."""
    environment, root = opened.environment, opened.project.root
    binding = journal.state.binding
    commit = commit_of(root)
    return Facts(
        project=opened.project_name,
        environment=environment.name,
        host=_host_of(environment),
        account_id=binding.account_id if binding else "",
        region=binding.region if binding else "",
        zone=opened.zone,
        timeout=environment.timeout,
        listing_lag=environment.listing_lag,
        replace_margin=environment.replace_margin,
        name_marker=environment.name_marker,
        guards=environment.guards,
        guards_line=environment.guards_line(None) if environment.guards else 1,
        guards_lines={name: environment.guards_line(name) for name in environment.guards},
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
    chosen = [payload for payload in compilation.payloads if wanted.choice.takes(payload.address)]
    listing: Listing | None = None
    may_ask = wanted.ask and not wanted.no_state
    if may_ask and (needs_listing(journal.state, now) or _begins_over_a_sandbox(opened, journal)):
        listing = opened.client.listing(*window_of(journal.state, chosen, facts, now))
        journal.refresh()  # what another run made meanwhile must not look like a stranger's
    known = remembered(opened, journal, facts, chosen)

    def make(reaches: Mapping[str, Reach]) -> Plan:
        made = make_plan(
            compilation.payloads,
            compilation.paths.keys(),
            journal.state,
            facts,
            now,
            listing=listing,
            reaches=reaches,
            selected=wanted.choice.takes,
            families=compilation.families,
        )
        where = opened.environment
        beside = (*too_late(made, where, now), *without_token(made, where))
        return replace(made, diagnostics=(*made.diagnostics, *beside))

    plan = make(known)
    if not (wanted.estimate or wanted.estimate_all):
        return plan, []
    ask = asked_for(plan.changes, facts.guards, every=wanted.estimate_all)
    asked = [change.payload for change in ask if change.payload is not None]
    if not asked:
        return plan, []
    shares = [c.payload for c in plan.changes if c.payload is not None and not c.payload.is_send]
    found, unknown = estimates(opened, journal, facts, asked, shares, progress)
    return make({**known, **found}), unknown


def _begins_over_a_sandbox(opened: Session, journal: Journal) -> bool:
    """A state that is new over an embedded sandbox that is not: what it has would be adopted."""
    sandbox = opened.project.root / ".ctc" / "sandbox" / "sandbox.db"
    return opened.environment.is_sandbox and not journal.state.records and sandbox.exists()


def save(made: Planned, file: Path, choice: Choice) -> None:
    """Writes the plan; the file is whole or not there."""
    saved = SavedPlan(
        plan=made.plan,
        variables=choice.variables,
        select=choice.select,
        exclude=choice.exclude,
        as_of=choice.as_of.isoformat() if choice.as_of else "",
    )
    files.write(file, write(saved), private=True)


MAX_BYTES: Final = 256_000_000
"""Bytes of a saved plan; one of 10,000 campaigns has some 50 million."""


def load(file: Path) -> SavedPlan:
    """Raises UserError where it cannot be read, was edited or cut short."""
    try:
        with file.open("rb") as opened:
            data = files.at_most(opened, MAX_BYTES)
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}"
        raise UserError(Diagnostic(code="CTC520", severity=Severity.ERROR, message=message)) from None
    if data is None:
        message = f"{file} cannot be read: no plan holds more than {MAX_BYTES // 1_000_000} MB"
        raise UserError(Diagnostic(code="CTC520", severity=Severity.ERROR, message=message))
    return read(data, str(file))


@contextmanager
def restored(
    cwd: Path, environ: Mapping[str, str], file: Path, given: Choice | None = None
) -> Iterator[Planned]:
    """What was reviewed, planned again and found to be the same. Raises UserError on any difference.

    ``given`` brings the rows that the plan was made with: a plan holds their hash, and not them.
    """
    saved = load(file)
    day = date.fromisoformat(saved.as_of) if saved.as_of else None
    choice = Choice(
        env=saved.plan.environment,
        variables=saved.variables,
        select=saved.select,
        exclude=saved.exclude,
        data=given.data if given else {},
        as_of=given.as_of if given and given.as_of else day,
    )
    with planned(cwd, environ, Wanted(choice=choice)) as made:
        differences = stale(saved.plan, made.plan)
        if differences:
            raise UserError(*differences)
        reaches = {change.address: change.reach for change in saved.plan.changes}
        changes = tuple(replace(c, reach=c.reach or reaches.get(c.address)) for c in made.plan.changes)
        yield replace(made, plan=replace(made.plan, changes=changes))
