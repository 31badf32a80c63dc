"""What time it is for CleverTap, as far as the last listing tells: a schedule comes by its clock, and what goes out at
once is held against quiet hours when its turn comes."""

from datetime import datetime, timedelta

from ctc.apply.run import Run
from ctc.payloads.payload import Payload
from ctc.plans.guards import read_guards
from ctc.plans.index import AGREED
from ctc.plans.schedule import Schedule, sayable, schedule_of


def ahead(run: Run, now: datetime | None = None) -> float:
    """Seconds that the store's clock is ahead of CleverTap's: what the last listing told, and what it was set since.
    ``now`` is what it says at this moment, where that is known: each look may be a request to a server."""
    return _ahead(run, now or run.journal.now())


def latest(run: Run, now: datetime | None = None) -> datetime:
    """By the store's clock or by CleverTap's, whichever says that it is later: nothing seems farther off than it is."""
    now = now or run.journal.now()
    return now - timedelta(seconds=min(0.0, _ahead(run, now)))


def earliest(run: Run) -> datetime:
    """By whichever of the two says that it is earlier."""
    now = run.journal.now()
    return now - timedelta(seconds=max(0.0, _ahead(run, now)))


def _ahead(run: Run, now: datetime) -> float:
    if run.index is None:
        return 0.0
    told_at, told_after = run.told
    was_set = (now - told_at).total_seconds() - (run.clock.monotonic() - told_after)
    return run.index.offset + (was_set if abs(was_set) > AGREED else 0.0)


def too_late_for_today(run: Run, payload: Payload) -> str:
    """Why what goes out at once may not any more; empty where it may. A schedule was judged before the first request,
    and is what it was; an apply of thousands goes on for an hour. Hours that are quiet by any clock are quiet."""
    quiet, now = read_guards(run.facts.guards, payload.guards)[0].quiet_hours, run.clock.now()
    if quiet is None or schedule_of(payload, run.facts.zone).at is not None:
        return ""
    resolved = schedule_at(run, payload, now).at
    moments = [resolved] if resolved else [max(latest(run), now), min(earliest(run), now)]
    at = next((at for at in moments if quiet.cover(at, run.facts.zone)), None)
    if at is None:
        return ""
    shown = f"{at.astimezone(run.facts.zone):%H:%M} ({run.facts.zone.key})"
    return f"its turn came so late that it would go out at {shown}, within quiet_hours {quiet}"


def schedule_at(run: Run, payload: Payload, now: datetime) -> Schedule:
    """The schedule with ``now`` resolved under a lead time, by the clock that is ahead: others may be slow."""
    schedule = schedule_of(payload, run.facts.zone)
    lead = read_guards(run.facts.guards, payload.guards)[0].lead_time
    if schedule.at is not None or not lead or payload.is_send or schedule.recurring:
        return schedule
    moment = sayable(max(now, latest(run)) + lead, run.facts.zone)
    return Schedule(at=moment, last=moment, moments=(moment,), user_zone=schedule.user_zone)
