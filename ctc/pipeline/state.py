"""What ``ctc status``, ``ctc stop`` and ``ctc state`` do."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from ctc.choice import Choice
from ctc.clevertap.sweeping import sweep
from ctc.diagnostics import Diagnostic, UserError
from ctc.payloads.batches import Batch
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import compile_project
from ctc.pipeline.plan import facts_of, refuse_broken
from ctc.pipeline.runners import person_name
from ctc.pipeline.sessions import Session, session
from ctc.pipeline.settings import settings_for
from ctc.pipeline.states import binding_of, kept_out_of_git, open_journal
from ctc.plans.facts import Facts
from ctc.plans.first_records import first_records
from ctc.plans.windows import windows_of
from ctc.project.opening import environment_named, open_project, open_to_stop
from ctc.project.witness import witness, witnessed
from ctc.state import records
from ctc.state.journal import Journal
from ctc.state.record import LISTED, Status
from ctc.state.state import State
from ctc.state.store import StoreError
from ctc.state.stores.opening import open_store
from ctc.state.verifying import Findings, verify


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A state in use."""

    session: Session
    journal: Journal
    facts: Facts


@contextmanager
def opened_state(
    cwd: Path,
    environ: Mapping[str, str],
    env: str | None,
    *,
    bound: bool = True,
    asks: bool = False,
    begins: bool = False,
    tell: Callable[[Sequence[Diagnostic]], None] | None = None,
) -> Iterator[Opened]:
    """The state of an environment; specs are not read. Unless ``bound``, one of another project or age as well. What
    may be the first thing that a local environment is told ``begins`` its state: else nobody would keep it. Who
    stops campaigns is in a hurry, and is told (``tell``) what else is wrong in ctc.yaml."""
    project = open_project(cwd, environ) if tell is None else open_to_stop(cwd, environ, env, tell)
    with session(project, environment_named(project, env), environ, asks=asks) as opened:
        journal = open_journal(opened, durable=begins, bound=bound)
        yield Opened(session=opened, journal=journal, facts=facts_of(opened, journal))


def no_recipients(_payload: Payload) -> Iterator[Batch]:
    return iter(())


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A new state: how many campaigns it knows, and where git has to be told to ignore its file, if anywhere."""

    found: int
    unignored: Path | None


def begin(cwd: Path, environ: Mapping[str, str], env: str | None) -> Begun:
    """``state init``: a state for an environment that has none, with the campaigns of this project.

    Over an account that is not new, identity sends wait for a person: they cannot be listed. Raises UserError
    where there is a state already, the specs do not compile, or the listing is not complete.
    """
    compilation = compile_project(settings_for(cwd, environ, Choice(env=env)))
    refuse_broken(compilation)
    with session(compilation.project, compilation.environment, environ, asks=True) as opened:
        if opened.store.exists():
            message = f"environment {opened.environment.name!r} has a state already"
            raise UserError(
                Diagnostic.of("CTC708", message, "`ctc state list` shows it; nothing was changed")
            )
        journal = Journal(opened.store, State())
        binding = binding_of(opened, uuid4().hex, opened.account_id())
        facts = replace(facts_of(opened, journal), account_id=binding.account_id, region=binding.region)
        listing = sweep(
            opened.client.listing, windows_of(journal.state, compilation.payloads, facts, journal.now())
        )
        if not listing.complete:
            message = f"CleverTap's listing is not complete ({listing.detail}), so nobody knows what exists"
            raise UserError(Diagnostic.of("CTC709", message, "run `ctc state init` again"))
        entries = first_records(compilation.payloads, listing, facts, binding.lineage)
        unignored = kept_out_of_git(opened)
        if not journal.append(lambda state: None if state.serial else entries):
            raise UserError(
                Diagnostic.of("CTC708", "another run has just made this state", "nothing was changed")
            )
        return Begun(found=len(journal.state.records), unignored=unignored)


def statuses_now(state: Opened) -> Mapping[int, Status] | None:
    """What a fresh listing says of each id; None where CleverTap cannot be asked, or its listing is not complete."""
    try:
        listing = sweep(
            state.session.client.listing,
            windows_of(state.journal.state, (), state.facts, state.journal.now()),
        )
    except UserError:
        return None
    if not listing.complete:
        return None
    return {one.id: LISTED[one.status] for one in listing.campaigns if one.status in LISTED}


def rebind(cwd: Path, environ: Mapping[str, str], env: str | None, why: str) -> str:
    """``state rebind``: the state is this environment's from here on, after a rename of the project, or from an older
    copy; what was done, in words. Raises UserError where it is another account's."""
    with opened_state(cwd, environ, env, bound=False) as state:
        before = state.journal.state.binding
        if before is None:
            raise UserError(
                Diagnostic.of("CTC702", "there is no state to rebind", "`ctc state init` begins one")
            )
        wanted = binding_of(state.session, uuid4().hex, state.session.account_id())
        for name in ("account_id", "region"):
            if getattr(before, name) != getattr(wanted, name):
                message = f"this state is of {name} {getattr(before, name)!r}, and campaigns of one are none of another"
                raise UserError(
                    Diagnostic.of("CTC703", message, "begin a state for the other one: `ctc state init`")
                )
        added = [records.rebound(wanted, by=person(), why=why)]
        is_older = witnessed(before.lineage, environ) > state.journal.state.serial
        if is_older:
            since = state.journal.state.at or state.journal.now()
            added.append(records.held(why=f"an older copy of this state was put back ({why})", since=since))
        state.journal.append(lambda _: added)
        witness(wanted.lineage, state.journal.state.serial, environ)
        return "identity sends wait for a person: `ctc status` names them" if is_older else ""


def verified(cwd: Path, environ: Mapping[str, str], env: str | None, where: str | None) -> Findings:
    """``state verify``: whether the promise held in a journal, that of the environment or one at ``where``."""
    if where is None:
        with opened_state(cwd, environ, env, bound=False) as state:
            return verify(state.session.store)
    url = where if "://" in where else f"sqlite:///{Path(cwd, where).resolve()}"
    try:
        store = open_store(url, root=cwd)
        with closing(store):
            if not store.exists():
                raise StoreError(f"there is no state at {where}")
            return verify(store)
    except StoreError as error:
        raise UserError(
            Diagnostic.of("CTC701", str(error), "name a file, or a sqlite:// or postgresql:// URL")
        ) from None


def person() -> str:
    """Who says so, and from where: stands in the journal beside why."""
    return person_name(os.environ)
