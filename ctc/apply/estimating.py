"""Estimates: CleverTap is asked for a reach. Nothing is created, and nothing is recorded as created."""

from collections.abc import Collection
from dataclasses import replace

from ctc.apply.applied import Done, End
from ctc.apply.outcomes import ENDS
from ctc.apply.run import Run
from ctc.clevertap.outcome import Outcome, Result
from ctc.payloads.payload import Payload
from ctc.plans.guarding import REACH_AGE
from ctc.plans.guards import read_guards
from ctc.plans.plan import Action, Change, Reach
from ctc.plans.reaches import audience_of, estimate_body, reach_of
from ctc.state import records


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
    """The change with a fresh reach, where a guard asks for one and the figure is old or missing.

    Of a family that rests on a sample, the addresses in ``sample`` and those with an old figure are asked for.
    """
    payload = change.payload
    if payload is None or payload.is_send or change.action not in (Action.CREATE, Action.REPLACE):
        return change
    guards = read_guards(run.facts.guards, payload.guards)[0]
    rests = guards.sample is not None and change.reach is None and change.address not in sample
    if not guards.asks_reach or rests:
        return change
    if (
        change.reach
        and change.reach.request_id is None
        and run.journal.now() - change.reach.asked_at <= REACH_AGE
    ):
        return change
    _, reach = _ask(run, payload)
    _keep(run, payload, reach)
    return replace(change, reach=reach)


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
