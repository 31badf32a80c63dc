"""The end of a run: what became of each change, what CleverTap lists of it, what is open where the state is gone."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ctc.apply import reconciling
from ctc.apply.applied import Applied, Copies, Done, End
from ctc.apply.replacing import is_half_replaced
from ctc.apply.run import Run
from ctc.diagnostics import Diagnostic
from ctc.plans.action import Action
from ctc.plans.commands import typed
from ctc.plans.plan import Change, Plan
from ctc.state.record import Record, Status
from ctc.state.store import StoreError

QUIET: Final = (Action.UNCHANGED, Action.FROZEN)
"""What a plan says of an address and apply does nothing about."""
_NAMED: Final = 20
"""Addresses named in one line."""


def finished(run: Run, plan: Plan, done: Sequence[Done], *, refused: tuple[Diagnostic, ...]) -> Applied:
    """The sum of a run. Raises StoreError, and at the end OSError where nobody could be told."""
    run.writer.settle()
    copies, problems = _copies(run) if run.created else ((), ())
    run.journal.compact()
    return _summed(
        run,
        plan,
        done,
        copies=copies,
        refused=refused,
        diagnostics=(*problems, *run.surprises, *_halves(run, plan)),
    )


def broken_off(
    run: Run, plan: Plan, wanted: Sequence[Change], done: Mapping[str, Done], error: StoreError
) -> Applied:
    """The sum of a run whose state could not be written any more. What may be open in it is in doubt."""
    unsaid = _unsaid(run)
    ends = []
    for change in wanted:
        ended = done.get(change.address)
        if change.address in unsaid:
            ended = run.ended(change, End.IN_DOUBT, unsaid[change.address])
        ends.append(ended or run.ended(change, End.SKIPPED, _untouched(run, change)))
    problem = Diagnostic.of(
        "CTC620",
        f"the state could not be written, so nothing more was sent: {run.words(str(error))}",
        f"when the state can be written again, `{typed(run.facts, 'plan')}` asks CleverTap what became of what "
        "is in doubt",
    )
    return _summed(run, plan, ends, diagnostics=(problem, *run.surprises, *_halves(run, plan)))


def _unsaid(run: Run) -> dict[str, str]:
    """By address, what a request may have done that the state does not say."""
    readable = True
    try:
        run.writer.settle()
        run.journal.refresh()
    except StoreError:
        readable = False
    answered = run.writer.answered
    found = {}
    for intent, address in run.writer.flying.items():
        record = run.record(address)
        if answered is not None and answered.entry["intent"] == intent:
            about = f" (id {answered.entry['id']})" if answered.entry["id"] else ""
            found[address] = f"CleverTap did it{about}, and that could not be recorded"
        elif not readable or (record is not None and any(one.id == intent for one in record.open)):
            begun = "it was begun, and what became of it could not be recorded"
            claimed = "its intent may stand in the state, though no request of it left"
            found[address] = claimed if intent == run.writer.claiming else begun
    return found


def _untouched(run: Run, change: Change) -> str:
    record = run.record(change.address)
    if record is not None and is_half_replaced(record):
        return f"{record.id} stays stopped: the state could not be written before its successor was made"
    return "the state could not be written, so it was not begun"


def _summed(
    run: Run,
    plan: Plan,
    done: Sequence[Done],
    *,
    diagnostics: tuple[Diagnostic, ...],
    copies: tuple[Copies, ...] = (),
    refused: tuple[Diagnostic, ...] = (),
) -> Applied:
    planned = sum(change.action not in QUIET for change in plan.notable)
    applied = Applied(
        done=tuple(done),
        planned=planned,
        refused=refused,
        diagnostics=diagnostics,
        interrupted=run.is_interrupted(),
        copies=copies,
        frozen=plan.count(Action.FROZEN),
    )
    if sum(applied.count(end) for end in End) != planned:
        raise RuntimeError("the ends of this run do not add up to its plan")
    counts: dict[str, Any] = dict(applied.counts)
    run.emit(
        "finished",
        **counts,
        refused=len(refused),
        diagnostics=[found.as_json() for found in (*refused, *diagnostics)],
        copies=[_shown(copy) for copy in copies],
    )
    run.complain()
    return applied


def _halves(run: Run, plan: Plan) -> tuple[Diagnostic, ...]:
    """What a replace of this plan stopped, and what has no successor."""
    stopped = [
        change.address
        for change in plan.notable
        if change.action in (Action.CREATE, Action.REPLACE)
        and (record := run.record(change.address)) is not None
        and _is_half(record)
    ]
    if not stopped:
        return ()
    more = f" and {len(stopped) - _NAMED} more" if len(stopped) > _NAMED else ""
    stays = "stays" if len(stopped) == 1 else "stay"
    return (
        Diagnostic.of(
            "CTC621",
            f"{', '.join(stopped[:_NAMED])}{more} {stays} stopped without a successor",
            f"`{typed(run.facts, 'apply')}` makes the successor where there is still time; else a higher "
            "`revision` sends again",
        ),
    )


def _is_half(record: Record) -> bool:
    """Whether a replace stopped what was there, and nothing is there in its place."""
    if record.status is Status.STOPPED:
        return record.stopped_by == "late" or is_half_replaced(record)
    made = [one for one in record.tries if one.id is not None]
    nothing = record.status in (Status.REJECTED, Status.NOT_SENT)
    return nothing and bool(made) and made[-1].stopped_by == "replace"


def _shown(copy: Copies) -> dict[str, object]:
    until = copy.recall_until.isoformat() if copy.recall_until else None
    return {"address": copy.address, "id": copy.id, "listed": copy.listed, "recall_until": until}


def _copies(run: Run) -> tuple[tuple[Copies, ...], tuple[Diagnostic, ...]]:
    """Lists at the end: one copy of each create, and the statuses of everything that is recorded."""
    listing = run.list_again()
    reconciling.observe(run, listing)
    index = run.index
    assert index is not None
    copies, problems = [], []
    for campaign_id, (address, marker, scheduled_on) in run.created.items():
        listed = len(index.by_marker.get(marker, ())) if marker else int(campaign_id in index.by_id)
        copies.append(Copies(address=address, id=campaign_id, listed=listed, recall_until=scheduled_on))
        if listed > 1:
            problems.append(
                Diagnostic.of(
                    "CTC603",
                    f"{address}: CleverTap lists {listed} campaigns with the marker of one create",
                    "look at them in CleverTap at once, and stop those that are too many",
                )
            )
    return tuple(copies), tuple(problems)
