"""``ctc stop ADDRESS``: stops one campaign that this state made, at a person's word."""

from ctc.apply.applied import Done, End
from ctc.apply.run import Run
from ctc.apply.stopping import look, stop_recorded
from ctc.diagnostics import Diagnostic, Severity, UserError
from ctc.plans.matching import known_markers
from ctc.plans.plan import Action, Change
from ctc.plans.windows import window_of
from ctc.state.state import Record, Status
from ctc.suggest import did_you_mean


def stop_address(run: Run, address: str) -> Done:
    """Stops it and makes sure by the listing. Raises UserError (CTC604) where there is nothing to stop."""
    state = run.journal.refresh()
    record = state.record(address)
    _check(record, address, list(state.records))
    assert record is not None
    run.markers = set(known_markers(state.entries.values()))
    run.window = window_of(state, (), run.facts, run.journal.now())
    change = Change(address=address, action=Action.STOP, reason="a person stops it", revision=record.revision)
    stopped, detail = stop_recorded(run, change, "person")
    if stopped is None:
        return run.ended(change, End.SKIPPED, detail, problem=detail.startswith("interrupted"))
    status = look(run, record)
    run.complain()
    if not stopped and status is not Status.STOPPED:
        said = f"CleverTap says {status}" if status else "CleverTap does not list it"
        return run.ended(change, End.REJECTED, f"{detail}; {said}")
    run.emit("stopped", address, id=record.id)
    return run.ended(change, End.APPLIED, id=record.id)


def _check(record: Record | None, address: str, known: list[str]) -> None:
    if record is None:
        raise _nothing(f"nothing is recorded of {address}", did_you_mean(address, known))
    if record.is_send:
        raise _nothing(f"{address} is an identity send, which nothing can recall", None)
    if record.status is Status.IN_DOUBT:
        hint = "`ctc status` shows how to settle it; then stop it"
        raise _nothing(f"{address} is in doubt: CleverTap's id of it is not known", hint)
    if record.id is None or record.status not in (Status.SCHEDULED, Status.RUNNING):
        raise _nothing(f"{address} is {record.shown}: there is nothing to stop", None)


def _nothing(message: str, hint: str | None) -> UserError:
    return UserError(Diagnostic(code="CTC604", severity=Severity.ERROR, message=message, hint=hint))
