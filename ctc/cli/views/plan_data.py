"""What a plan was made from beside the specs, in words: the rows of families, the day that days are counted from."""

from collections import Counter
from collections.abc import Iterator

from ctc.canonical import Json
from ctc.plans.families import family_of
from ctc.plans.plan import Plan
from ctc.rows.family_data import FamilyData
from ctc.shown import inline

_HASH = 12
"""Characters of a hash that people are shown."""


def data_words(plan: Plan) -> Iterator[str]:
    """A line for each family from data, and one for the day of the run where anything depends on it."""
    told = told_of(plan)
    for data in plan.families:
        yield f"{inline(data.family)}: {'; '.join(_facts(data, told[data.family]))}"
    if plan.as_of:
        yield f"days are counted from {plan.as_of} where a campaign goes out now"


def _facts(data: FamilyData, told: int) -> Iterator[str]:
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


def told_of(plan: Plan) -> Counter[str]:
    """By family, the instances that were told before: nothing follows for them."""
    return Counter(family_of(change.address) for change in plan.changes if change.is_told)


def data_json(plan: Plan) -> Json:
    told = told_of(plan)
    return [
        {
            "family": data.family,
            "file": data.shown,
            "sha256": data.sha256,
            "rows": data.rows,
            "left_out": data.left_out,
            "without_recipients": data.nobody,
            "told": told[data.family],
        }
        for data in plan.families
    ]
