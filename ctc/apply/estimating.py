"""Estimates: CleverTap is asked for a reach. Nothing is created, and nothing is recorded as created."""

from collections.abc import Collection
from typing import Final

from ctc.apply.applied import Done, End
from ctc.apply.outcomes import ENDS
from ctc.apply.run import Run
from ctc.clevertap.outcome import Outcome, Result
from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.commands import typed
from ctc.plans.guarding import REACH_AGE, place_in
from ctc.plans.guards import read_guards
from ctc.plans.plan import Change, Reach
from ctc.plans.reaches import audience_of, estimate_body, reach_of
from ctc.state import records

_FEW: Final = 100
"""People by whom an audience may grow, whatever its size, before that is told."""


def estimate(run: Run, change: Change) -> Done:
    """Asks, shows, and keeps the figure for later guards."""
    assert change.payload is not None
    outcome, reach = _ask(run, change.payload)
    if outcome.result is not Result.SENT:
        end = End.NOT_SENT if outcome.result is Result.IN_DOUBT else ENDS[outcome.result]
        return run.ended(change, end, outcome.detail, code=outcome.code)
    _keep(run, change.payload, reach)
    run.emit(
        "estimated",
        change.address,
        reach=reach.total if reach else None,
        platforms=dict(reach.platforms) if reach else {},
        request_id=reach.request_id if reach else None,
    )
    return run.ended(change, End.APPLIED)


def ask_reach(run: Run, change: Change, sample: Collection[str]) -> Change:
    """The change with a fresh reach, where a guard asks for one: CleverTap's answer of now, or of the last hour as the
    journal has it. What a file says, a saved plan or a cache, anybody may have written.

    Of a family that rests on a sample, the addresses in ``sample`` and those with an old figure are asked for.
    """
    payload = change.payload
    if payload is None or payload.is_send or change.action not in (Action.CREATE, Action.REPLACE):
        return change
    guards = read_guards(run.facts.guards, payload.guards)[0]
    rests = guards.sample is not None and change.reach is None and change.address not in sample
    if not guards.asks_reach or rests:
        return change
    known = run.journal.state.reach.get(audience_of(payload))
    if known is not None and run.journal.now() - known.asked_at <= REACH_AGE:
        fresh = Reach(total=known.total, platforms=known.platforms, asked_at=known.asked_at)
        return change._replace(reach=fresh)
    _, reach = _ask(run, payload)
    _keep(run, payload, reach)
    return change._replace(reach=reach)


def surprising(run: Run, change: Change, outcome: Outcome) -> Diagnostic | None:
    """What a create's own answer says against its plan: a bound that it breaks, or more than twice the people."""
    assert change.payload is not None
    answered, planned = reach_of(outcome.body, run.listed_at), change.reach
    if answered is None or answered.request_id is not None:
        return None
    guards, total = read_guards(run.facts.guards, change.payload.guards)[0], answered.total
    bound = ""
    if guards.max_reach is not None and total > guards.max_reach:
        bound = f"max_reach is {guards.max_reach:,}"
    elif guards.min_reach is not None and total < guards.min_reach:
        bound = f"min_reach is {guards.min_reach:,}"
    elif planned is not None and planned.request_id is None and total > 2 * planned.total + _FEW:
        bound = f"the plan said {planned.total:,}"
    if not bound:
        return None
    return Diagnostic.of(
        "CTC622",
        f"{change.address} was made as {outcome.id}, and its answer says that it reaches {total:,}; {bound}",
        f"`{typed(run.facts, 'stop', change.address)}` stops it where that still helps",
        file=change.payload.file,
        place=place_in(change.payload, "CTC622"),
    )


def _ask(run: Run, payload: Payload) -> tuple[Outcome, Reach | None]:
    tried = 0
    while True:
        tried += 1
        outcome = run.client.estimate(estimate_body(payload))
        if outcome.result is Result.SENT:
            return outcome, reach_of(outcome.body, run.journal.now())
        if not run.wait_after(outcome, tried):
            return outcome, None


def _keep(run: Run, payload: Payload, reach: Reach | None) -> None:
    if reach is None or reach.request_id is not None:
        return
    entry = records.reach(audience=audience_of(payload), total=reach.total, platforms=reach.platforms)
    run.journal.append(lambda _: [entry])
