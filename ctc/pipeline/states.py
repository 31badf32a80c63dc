"""Open a state, and make sure that it is the right one."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from ctc.diagnostics import Diagnostic, UserError
from ctc.pipeline.runners import is_gone
from ctc.pipeline.sessions import Session
from ctc.project.ignoring import keep_file_out
from ctc.project.opening import own_folder
from ctc.project.witness import witness, witnessed
from ctc.state import records
from ctc.state.journal import Journal, foreign, load
from ctc.state.record import Binding
from ctc.state.state import State
from ctc.state.stores.memory import MemoryStore
from ctc.state.stores.opening import file_of


def binding_of(opened: Session, lineage: str, account_id: str) -> Binding:
    """What a state of this environment belongs to."""
    return Binding(
        project=opened.project_name,
        environment=opened.environment.name,
        account_id=account_id,
        region=opened.environment.region(),
        lineage=lineage,
    )


def open_journal(opened: Session, *, durable: bool, bound: bool = True) -> Journal:
    """The journal of the environment.

    One that is missing is begun by itself for the sandbox and loopback hosts (``durable``: on the disk; else only
    in memory), and is an error elsewhere: a state that is not there is not an empty state. One that belongs to
    something else, or is older than what this machine saw of it, is refused where it must be ``bound``. Raises
    UserError.
    """
    if not opened.store.exists():
        if not opened.environment.is_local():
            raise UserError(
                Diagnostic.of(
                    "CTC702",
                    f"environment {opened.environment.name!r} has no state. A state that is not there is not an empty "
                    "state: everything would be sent again",
                    f"if nothing was ever sent from here, run `ctc state init --env {opened.environment.name}`; else "
                    "find the state that was used before",
                )
            )
        if not durable:
            return empty_journal()
        refuse_strangers(opened)
        kept_out_of_git(opened)
        begun, account = Journal(opened.store, State()), opened.account_id()
        begun.append(
            lambda state: None if state.serial else [records.init(binding_of(opened, uuid4().hex, account))]
        )
    journal = load(opened.store)
    if bound:
        check_binding(opened, journal)
        check_age(opened, journal)
    journal.doubt(is_gone)
    return journal


def refuse_strangers(opened: Session) -> None:
    """Before a state is bound to an account, it must answer and let us in: it is bound for good. Raises UserError."""
    if opened.environment.is_sandbox:
        return
    today = datetime.now(UTC).date()
    listing = opened.client.listing(today, today)
    if listing.http_status in (None, 401, 403):
        name = opened.environment.name
        said, hint = (
            f"CleverTap refused the account of environment {name!r}",
            "`account_id`, `passcode` and `region`",
        )
        if listing.http_status is None:
            said, hint = f"nobody answers for environment {name!r}", "its `api`: is the server running?"
        message = f"{said} ({listing.detail}), so no state is bound to it"
        raise UserError(Diagnostic.of("CTC727", message, f"look at {hint}"))


def check_age(opened: Session, journal: Journal) -> None:
    """Refuses a state that is older than what this machine saw of it, and remembers how new this one is."""
    binding = journal.state.binding
    if binding is None or opened.environment.is_sandbox:
        return
    seen = witnessed(binding.lineage, opened.environ)
    if seen > journal.state.serial:
        raise UserError(
            Diagnostic.of(
                "CTC728",
                f"this state ends at record {journal.state.serial}, and this machine saw record {seen} of it: an older "
                "copy was put back, and would send again what the newer one knows",
                "bring the newest copy back; where there is none, `ctc state rebind --why …` goes on from this one, "
                "and identity sends wait for a person",
            )
        )
    opened.at_end(lambda: witness(binding.lineage, journal.state.serial, opened.environ))


def kept_out_of_git(opened: Session) -> Path | None:
    """Keeps a state's file from being committed; the ``.gitignore`` that a person must mend, where there is one."""
    root = opened.project.root
    file = file_of(opened.environment.state(), root=root)
    if file is None:
        return None
    if file.is_relative_to(root / ".ctc"):
        own_folder(root)
        return None
    return keep_file_out(file)


def empty_journal() -> Journal:
    """A journal in memory over which everything is new."""
    return Journal(MemoryStore(), State())


def check_binding(opened: Session, journal: Journal) -> None:
    """A state of another project, environment, account or region is refused. Raises UserError."""
    binding = journal.state.binding
    wanted = binding_of(opened, "", _account_id(opened, binding))
    differs = foreign(journal.state, wanted)
    if differs:
        raise UserError(
            Diagnostic.of(
                "CTC703",
                f"this state belongs to something else: {'; '.join(differs)}",
                "check `state`, `project` and the account of this environment; a state is bound to them for good",
            )
        )


def _account_id(opened: Session, binding: Binding | None) -> str:
    """The environment's account; where its variables are not set, the state's own: a plan needs no credentials."""
    try:
        return opened.account_id()
    except UserError:
        if binding is None:
            raise
        return binding.account_id
