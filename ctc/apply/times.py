"""What time it is for CleverTap, as far as the last listing tells: a schedule comes by its clock."""

from datetime import datetime, timedelta

from ctc.apply.run import Run
from ctc.plans.index import AGREED


def ahead(run: Run) -> float:
    """Seconds that the store's clock is ahead of CleverTap's: what the last listing told, and what it was set since."""
    return _ahead(run, run.journal.now())


def latest(run: Run) -> datetime:
    """By the store's clock or by CleverTap's, whichever says that it is later: nothing seems farther off than it is."""
    now = run.journal.now()
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
