"""What a plan was made from beside the specs, in words: the rows of families, the day that days are counted from."""

from collections import Counter
from collections.abc import Iterator

from ctc.canonical import Json
from ctc.plans.families import family_of
from ctc.plans.plan import Change, Plan
from ctc.rows.family_data import FamilyData
from ctc.shown import inline
from ctc.state.record import Status

_HASH = 12
"""Characters of a hash that people are shown."""


def data_words(plan: Plan) -> Iterator[str]:
    """A line for each family from data, and one for the day of the run where anything depends on it."""
    told, stopped = told_of(plan), stopped_of(plan)
    for data in plan.families:
        yield f"{inline(data.family)}: {'; '.join(_facts(data, told[data.family], stopped[data.family]))}"
    if plan.as_of:
        yield f"days are counted from {plan.as_of} where a campaign goes out now"


def _facts(data: FamilyData, told: int, stopped: int) -> Iterator[str]:
    rows = f"{data.rows:,} row{'s'[: data.rows != 1]}"
    yield f"{rows} of {inline(data.shown)} (sha256 {data.sha256[:_HASH]})"
    if data.left_out:
        yield f"{data.left_out:,} left out by `where`"
    if data.nobody:
        yield f"{data.nobody:,} without a recipient left out"
    if data.is_old:
        yield "a later day was at work already, so that nothing of it is stopped"
    if told:
        yield f"{told:,} told before"
    if stopped:
        yield f"{stopped:,} stopped before, and not sent again"


def told_of(plan: Plan) -> Counter[str]:
    """By family, the instances that were told before: nothing follows for them."""
    spent = (change for change in plan.notable if change.is_told and not _is_stopped(change))
    return Counter(family_of(change.address) for change in spent)


def stopped_of(plan: Plan) -> Counter[str]:
    """By family, the instances whose rows stand, and that were stopped: nothing follows for them either."""
    spent = (change for change in plan.notable if change.is_told and _is_stopped(change))
    return Counter(family_of(change.address) for change in spent)


def _is_stopped(change: Change) -> bool:
    return change.recorded.status == Status.STOPPED.value


def data_json(plan: Plan) -> Json:
    told, stopped = told_of(plan), stopped_of(plan)
    return [
        {
            "family": data.family,
            "file": data.shown,
            "sha256": data.sha256,
            "rows": data.rows,
            "left_out": data.left_out,
            "without_recipients": data.nobody,
            "told": told[data.family],
            "stopped": stopped[data.family],
        }
        for data in plan.families
    ]
