"""Quiet hours while a run is under way: what goes out at once is held against them when its turn comes."""

from ctc.apply.run import Run
from ctc.apply.times import latest
from ctc.payloads.payload import Payload
from ctc.plans.guards import read_guards
from ctc.plans.schedule import schedule_of


def too_late_for_today(run: Run, payload: Payload) -> str:
    """Why what goes out at once may not any more; empty where it may. A schedule was judged before the first request,
    and is what it was; an apply of thousands goes on for an hour."""
    guards = read_guards(run.facts.guards, payload.guards)[0]
    if guards.quiet_hours is None or schedule_of(payload, run.facts.zone).at is not None:
        return ""
    now = max(latest(run), run.clock.now())
    at = now + guards.lead_time if guards.lead_time and not payload.is_send else now
    if not guards.quiet_hours.cover(at, run.facts.zone):
        return ""
    shown = f"{at.astimezone(run.facts.zone):%H:%M} ({run.facts.zone.key})"
    return f"its turn came so late that it would go out at {shown}, within quiet_hours {guards.quiet_hours}"
