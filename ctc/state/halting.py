"""The halt: while it stands, no claim of a create or a send holds, in whatever run."""

from ctc.diagnostics import Diagnostic, UserError
from ctc.state import records
from ctc.state.journal import Journal


def halt(journal: Journal, *, by: str, why: str) -> None:
    """Nothing is sent from here on, by whatever run. Raises StoreError."""
    journal.append(lambda _: [records.halted(by=by, why=why)])


def resume(journal: Journal, *, by: str, why: str) -> None:
    """Lifts the halt. Raises UserError where there is none."""
    if not journal.append(lambda state: [records.resumed(by=by, why=why)] if state.halted else None):
        message = "the environment is not halted"
        raise UserError(Diagnostic.of("CTC731", message))
