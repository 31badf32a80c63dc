"""What keeps a plan from being applied beside its guards: it comes too late, its day is over, a token is missing.

And which of its guards can be held against a spec without any state: told by lint, so that nobody waits for a plan.
What depends on the clock, on what was sent before or on CleverTap's answer is the plan's to say.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic
from ctc.durations import in_words
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import payloads_of
from ctc.pipeline.engine.facts import Examined
from ctc.pipeline.settings import Settings, today_in
from ctc.plans.action import Action
from ctc.plans.facts import Facts
from ctc.plans.guarding import change_breaches, place_in
from ctc.plans.guards import QuietHours, read_guards
from ctc.plans.pace import pace_of, turns
from ctc.plans.plan import Change, Plan
from ctc.plans.schedule import schedule_of
from ctc.project.project import Environment
from ctc.variants import TRIGGERS
from ctc.zones import zone_of


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
        if payload.is_now and payload.as_of and payload.as_of != today:
            return Diagnostic.of(
                "CTC541",
                f"{change.address} goes out now, and its days were counted from {payload.as_of}: it is {today}",
                "plan again, or name the day with --as-of",
                file=payload.file,
                place=place_in(payload, "CTC541"),
            )
    return None


def too_late(plan: Plan, environment: Environment, now: datetime) -> tuple[Diagnostic, ...]:
    """What keeps a plan from being done before its schedules and quiet hours, at the environment's rate."""
    rate = environment.requests_per_second
    pace = pace_of(plan.notable, rate, now)
    takes = f"apply takes {in_words(pace.seconds)} at {rate:g} requests a second, and the turn of"
    found = []
    if pace.late:
        message = (
            f"{_count(pace.late)} cannot be created before their schedule: {takes} {pace.late[0].address} comes "
            "too late"
        )
        hint = "move the schedule, or apply the most imminent ones first with --select"
        found.append(_late(pace.late[0], message, hint))
    if quiet := _in_quiet_hours(plan, environment, now):
        change, at, hours = quiet[0]
        message = (
            f"{_count(quiet)} would go out at once in quiet hours: {takes} {change.address} comes at {at:%H:%M}, "
            f"within quiet_hours {hours}"
        )
        hint = "begin earlier, apply a part of them with --select, or raise requests_per_second"
        found.append(_late(change, message, hint))
    return tuple(found)


def _late(change: Change, message: str, hint: str) -> Diagnostic:
    """At the schedule of the first that it is about."""
    payload = change.payload
    assert payload is not None
    return Diagnostic.of("CTC540", message, hint, file=payload.file, place=place_in(payload, "CTC540"))


def _in_quiet_hours(
    plan: Plan, environment: Environment, now: datetime
) -> list[tuple[Change, datetime, QuietHours]]:
    """What goes out at once and would do so at its turn in quiet hours that have not begun, with when and which: apply
    holds it against them then."""
    stated = (environment.guards, *(one.payload.guards for one in plan.notable if one.payload is not None))
    if not any("quiet_hours" in guards for guards in stated):
        return []
    found, zone = [], zone_of(environment.timezone)
    for change, turn in turns(plan.notable, environment.requests_per_second, now):
        payload = change.payload
        if payload is None or schedule_of(payload, zone).at is not None:
            continue
        guards = read_guards(environment.guards, payload.guards)[0]
        hours = guards.quiet_hours
        waits = guards.lead_time if guards.lead_time and not payload.is_send else timedelta()
        if hours and hours.cover(turn + waits, zone) and not hours.cover(now + waits, zone):
            found.append((change, (turn + waits).astimezone(zone), hours))
    return found


def _count(campaigns: Sequence[object]) -> str:
    return f"{len(campaigns):,} campaign{'s'[: len(campaigns) != 1]}"


def without_token(plan: Plan, environment: Environment) -> tuple[Diagnostic, ...]:
    """What keeps an external trigger of several campaigns from being sent: its token is not stated."""
    needs = [change for change in plan.notable if change.endpoint == TRIGGERS and change.action.is_change]
    if not needs or environment.has_token:
        return ()
    why = f"which {needs[0].address} needs to be sent"
    example = "'{{ env.CLEVERTAP_TRIGGER_TOKEN }}'"
    return (environment.lacks("trigger_token", example, why),)


_UNKNOWN: Final = "CTC503"
_QUIET: Final = "CTC506"
_NO_CLOCK: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where a plan has the time; what would look at it is left out."""


def standing_breaches(settings: Settings, examined: Sequence[Examined]) -> Iterator[Diagnostic]:
    """What the guards of the environment, and of each spec, say of every campaign as it is written."""
    environment = settings.environment
    if not environment.timezone:
        return
    facts = Facts(
        project=settings.project.name or "",
        environment=environment.name,
        zone=zone_of(environment.timezone),
        guards=environment.guards,
    )
    for payload in payloads_of(settings, examined):
        if payload.is_estimate or not (environment.guards or payload.guards):
            continue
        change = Change(address=payload.address, action=Action.CREATE, reason="", payload=payload)
        for found in change_breaches(change, facts, _NO_CLOCK):
            if found.code != _UNKNOWN and not (found.code == _QUIET and _waits_for_nothing(payload, facts)):
                yield found._replace(path="")


def _waits_for_nothing(payload: Payload, facts: Facts) -> bool:
    return not schedule_of(payload, facts.zone).moments
