"""What keeps a plan from being applied beside its guards: it comes too late, its day is over, a token is missing."""

from datetime import datetime

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic
from ctc.durations import in_words
from ctc.pipeline.settings import today_in
from ctc.plans.action import Action
from ctc.plans.pace import pace_of
from ctc.plans.plan import Plan
from ctc.project.project import Environment
from ctc.variants import TRIGGERS


def of_another_day(plan: Plan, environment: Environment, choice: Choice) -> Diagnostic | None:
    """Why what goes out now may not: its days were counted from one that is over, though nobody named that day."""
    today = today_in(environment).isoformat()
    for change in plan.notable:
        payload = change.payload
        if (
            payload is None
            or change.action not in {Action.CREATE, Action.REPLACE}
            or choice.as_of is not None
        ):
            continue
        at_once = payload.when == "now" or (
            isinstance(payload.when, dict) and payload.when.get("type") == "now"
        )
        if at_once and payload.as_of and payload.as_of != today:
            return Diagnostic.of(
                "CTC541",
                f"{change.address} goes out now, and its days were counted from {payload.as_of}: it is {today}",
                "plan again, or name the day with --as-of",
            )
    return None


def too_late(plan: Plan, environment: Environment, now: datetime) -> tuple[Diagnostic, ...]:
    """What keeps a plan from being done before its schedules, at the environment's rate."""
    rate = environment.requests_per_second
    pace = pace_of(plan.notable, rate, now)
    if not pace.late:
        return ()
    first = pace.late[0]
    message = (
        f"{len(pace.late):,} campaign{'s'[: len(pace.late) != 1]} cannot be created before their schedule: apply takes "
        f"{in_words(pace.seconds)} at {rate:g} requests a second, and the turn of {first.address} comes too late"
    )
    hint = "move the schedule, or apply the most imminent ones first with --select"
    return (Diagnostic.of("CTC540", message, hint),)


def without_token(plan: Plan, environment: Environment) -> tuple[Diagnostic, ...]:
    """What keeps an external trigger of several campaigns from being sent: its token is not stated."""
    needs = [change for change in plan.notable if change.endpoint == TRIGGERS and change.action.is_change]
    if not needs or environment.has_token:
        return ()
    why = f"which {needs[0].address} needs to be sent"
    example = "'{{ env.CLEVERTAP_TRIGGER_TOKEN }}'"
    return (environment.lacks("trigger_token", example, why),)
