"""Apply: does what a plan says, in its order, and decides nothing. The only way to a create."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace as with_

from ctc.apply import reconciling
from ctc.apply.applied import Applied, Done, End
from ctc.apply.creating import create
from ctc.apply.ending import QUIET, broken_off, finished
from ctc.apply.estimating import ask_reach, estimate
from ctc.apply.replacing import is_half_replaced, replace_all
from ctc.apply.run import Run
from ctc.apply.sending import send
from ctc.apply.stopping import stop_gone
from ctc.canonical import Json
from ctc.diagnostics import Diagnostic
from ctc.plans.action import Action
from ctc.plans.case import LIVE
from ctc.plans.facts import Window
from ctc.plans.guarding import breaches, guarded
from ctc.plans.judgement import Verdict
from ctc.plans.matching import known_markers
from ctc.plans.plan import Change, Plan
from ctc.plans.renames import renamed_families
from ctc.plans.samples import asked_for
from ctc.plans.unchanged import unmade
from ctc.plans.windows import windows_of
from ctc.state import records
from ctc.state.state import State
from ctc.state.store import StoreError


def apply_plan(plan: Plan, run: Run) -> Applied:
    """Executes a plan. Where the journal cannot be written nothing more is sent, and what that leaves open is said.
    Raises OSError at the end where nobody could be told.

    Planned = applied + rejected + not sent + skipped + in doubt; RuntimeError where that sum is wrong.
    """
    wanted = [change for change in plan.notable if change.action not in QUIET]
    run.emit("started", environment=plan.environment, lineage=plan.lineage, serial=plan.serial)
    run.emit("planned", changes=len(wanted))
    done: dict[str, Done] = {}
    try:
        refused = _carry_out(plan, wanted, run, done)
        return finished(run, plan, [done[change.address] for change in wanted], refused=refused)
    except StoreError as error:
        return broken_off(run, plan, wanted, done, error)


def _carry_out(plan: Plan, planned: list[Change], run: Run, done: dict[str, Done]) -> tuple[Diagnostic, ...]:
    """Fills ``done`` with the end of every change; answers what forbids all of them."""
    run.journal.refresh()
    run.markers = set(known_markers(run.journal.state.entries.values()))
    run.windows = _windows(run, plan)
    wanted, refused = _recheck(plan, planned, run)
    if refused:
        why = "the environment is halted" if run.journal.state.halted else "a guard forbids it"
        done.update((c.address, run.ended(c, End.SKIPPED, why)) for c in wanted)
        return refused
    _move(run, plan.changes)
    if reconciling.needs_listing(wanted):
        _look(run)
        if reconciling.hold_if_older(run, plan.changes):  # it may lack what waits for other days
            run.windows = _windows(run, plan)
            _look(run)
    done.update((c.address, end) for c in wanted if (end := _known(run, c)))
    for change in wanted:
        if change.address not in done:
            done.update((end.address, end) for end in _ends(run, change, wanted, done))
    return ()


def _look(run: Run) -> None:
    listing = run.list_again()
    if not listing.complete and not listing.campaigns:
        run.index = None


def _windows(run: Run, plan: Plan) -> list[Window]:
    payloads = [change.payload for change in plan.changes if change.payload is not None]
    return windows_of(run.journal.state, payloads, run.facts, run.journal.now())


def _ends(run: Run, change: Change, wanted: list[Change], done: Mapping[str, Done]) -> Iterator[Done]:
    """Its end; with the first replace come the ends of all replaces."""
    if not _is_replace(run, change):
        yield _one(run, change)
        return
    yield from replace_all(run, [c for c in wanted if c.address not in done and _is_replace(run, c)])


def _is_replace(run: Run, change: Change) -> bool:
    if change.action is Action.CREATE:
        return is_half_replaced(run.record(change.address))
    return change.action is Action.REPLACE


def _recheck(plan: Plan, wanted: list[Change], run: Run) -> tuple[list[Change], tuple[Diagnostic, ...]]:
    """Guards once more, against the time and the reach of now."""
    sample = {change.address for change in asked_for(wanted, run.facts.guards)}
    fresh = [ask_reach(run, change, sample) for change in wanted]
    checked, of_plan = guarded(fresh, run.facts, run.journal.now(), run.journal.state, plan.families)
    return list(checked), breaches(with_(plan, changes=checked, diagnostics=of_plan))


def _move(run: Run, changes: Sequence[Change]) -> None:
    """A record whose spec was renamed goes over to the new address, whatever else becomes of it."""
    for source, target in renamed_families(change.payload for change in changes if change.payload):
        _rename(run, source, target)
    for change in changes:
        if _moves_from(change):
            _carry(run, change)


def _rename(run: Run, source: str, target: str) -> None:
    """A family became another, with every key that it ever spent. None becomes a name that became a third: what is
    refused by that name would be made once the next run had heard of it."""

    def decide(state: State) -> Sequence[Mapping[str, Json]] | None:
        is_known = source in state.family(target).older or target in state.family(source).older
        is_spent = state.family(target).became not in ("", source)
        return None if is_known or is_spent else [records.renamed(source=source, target=target)]

    run.writer.claim(decide)


def _moves_from(change: Change) -> str:
    """The address whose record it takes over; empty where its record is its own."""
    source = change.recorded.address
    return source if source != change.address else ""


def _carry(run: Run, change: Change) -> None:
    """The entry stands under the new address from here on, unless somebody else has either in hand."""
    source, target = change.recorded.address, change.address

    def decide(state: State) -> Sequence[Mapping[str, Json]] | None:
        record, there = state.record(source), state.record(target)
        if record is None or record.born != change.recorded.born or record.in_hand(run.journal.now()):
            return None
        return None if there and there.revision else [records.moved(source=source, target=target)]

    run.writer.claim(decide)


def _known(run: Run, change: Change) -> Done | None:
    """The end of a change that CleverTap already has: asked for every change before anything is sent."""
    if change.action not in (Action.ADOPT, Action.CREATE, Action.REPLACE) or run.is_over():
        return None
    source = _moves_from(change)
    judgement = reconciling.settle(run, change.address, source or change.address)
    if source:
        _carry(run, change)
    if judgement is None and change.action in (Action.ADOPT, Action.CREATE):
        judgement = reconciling.adopt_unknown(run, change)
    if judgement is None:
        return None
    if judgement.verdict is Verdict.ADOPT and judgement.campaign is not None:
        return _taken_over(run, change, judgement.campaign.id)
    if judgement.verdict is Verdict.DOUBT and reconciling.is_flying(run, source or change.address):
        return run.ended(change, End.SKIPPED, "another run has it in hand", problem=False)
    if judgement.verdict in (Verdict.DOUBT, Verdict.CLASH):
        return run.ended(change, End.IN_DOUBT, judgement.reason)
    return None


def _taken_over(run: Run, change: Change, number: int) -> Done:
    """The end of a change whose campaign was found: applied, unless that is what its spec said before."""
    record = run.record(change.address)
    rest = unmade(record, change.payload, run.journal.now()) if record is not None else ""
    if record is not None and rest:
        said = f"{number} is recorded as revision {record.revision}; {rest}: run again"
        return run.ended(change, End.SKIPPED, said)
    return run.ended(change, End.APPLIED, id=number)


def _one(run: Run, change: Change) -> Done:
    if change.action in (Action.BLOCKED, Action.ERROR, Action.SKIPPED):
        end = End.IN_DOUBT if change.in_doubt else End.SKIPPED
        return run.ended(change, end, change.reason, problem=change.action is not Action.SKIPPED)
    if run.is_over():
        return run.ended(change, End.SKIPPED, run.unbegun)
    if change.action is not Action.CREATE:
        run.writer.settle()
    return _DO[change.action](run, change)


def _create(run: Run, change: Change) -> Done:
    payload = change.payload
    assert payload is not None
    if payload.is_send and (run.index is None or not run.index.complete):
        return run.ended(change, End.SKIPPED, run.unasked("how old this state is"))
    return send(run, change) if payload.is_send else create(run, change)


def _adopt(run: Run, change: Change) -> Done:
    record = run.record(change.address)
    if record is None or record.id is None or record.open:
        return run.ended(
            change, End.IN_DOUBT, "CleverTap's listing no longer shows what the plan would adopt"
        )
    taken = f"another run recorded it as {record.id} meanwhile"
    rest = unmade(record, change.payload, run.journal.now())
    return run.ended(
        change, End.SKIPPED, f"{taken}; {rest}: run again" if rest else taken, problem=bool(rest)
    )


def _forget(run: Run, change: Change) -> Done:
    if _goes_on(run, change):
        # by a listing alone it is over: a spec that comes back is held against what it became
        reconciling.observe(run, run.list_again())
        if _goes_on(run, change):
            return run.ended(
                change, End.SKIPPED, "CleverTap does not list that it is over any more: run again"
            )
    stone = records.tombstone(address=change.address)
    if not run.writer.claim(lambda state: [stone] if run.is_as_planned(state, change) else None):
        return run.ended(change, End.SKIPPED, "another run has it in hand", problem=False)
    run.emit("forgotten", change.address)
    return run.ended(change, End.APPLIED)


def _goes_on(run: Run, change: Change) -> bool:
    """Whether what a plan would forget is still to come by its record, and nobody else's by now."""
    record = run.record(change.address)
    is_live = record is not None and record.id is not None and record.status_at(run.journal.now()) in LIVE
    return is_live and run.is_as_planned(run.journal.state, change)


_DO: dict[Action, Callable[[Run, Change], Done]] = {
    Action.CREATE: _create,
    Action.STOP: stop_gone,
    Action.ADOPT: _adopt,
    Action.FORGET: _forget,
    Action.ESTIMATE: estimate,
}
