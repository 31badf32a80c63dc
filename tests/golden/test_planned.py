"""What a plan says of names, keys and lists that are not what they were, word for word, in ``planned.txt``: of each
story what the plan is of, what follows for each address, why, what its guards say, and what is said of the plan as a
whole. ``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest

from ctc.canonical import digest_of
from ctc.diagnostics import Diagnostic
from ctc.plans.plan import Plan
from ctc.plans.saved_changes import change_json
from ctc.plans.staleness import stale
from tests.golden.placed import Lines, data
from tests.golden.planned_of_several import SEVERAL
from tests.golden.planned_stories import STORIES
from tests.golden.sections import hold
from tests.unit.apply.conftest import World, campaign

FILE: Final = Path(__file__).with_name("planned.txt")
OF_ALL: Final = ("host", "account_id", "region", "lineage", "serial", "commit", "guards", "as_of")


def worded(found: tuple[Diagnostic, ...]) -> Iterator[str]:
    for one in found:
        line = Lines.known[one.line - 1000] if one.line >= 1000 else one.line
        yield f"    {one.code} {one.severity} {one.file}:{line}:{one.column}{one.path}: {one.message}"
        yield f"      {one.hint}"


def said(plan: Plan) -> Iterator[str]:
    counts = ", ".join(f"{count} {action.value}" for action, count in plan.counts.items() if count)
    yield f"  {'pending' if plan.pending else 'nothing is pending'}: {counts or 'none'}"
    yield f"  of {plan.environment} {json.dumps({name: getattr(plan, name) for name in OF_ALL if getattr(plan, name)})}"
    for change in plan.changes:
        yield f"  {change.address} {change.action.value}{', in doubt' * change.in_doubt}: {change.reason}"
        left_out = ("address", "action", "reason", "payload", "guards")
        rest = {key: value for key, value in change_json(change).items() if key not in left_out}
        rest |= {
            "digest": change.digest[:6],
            "before": digest_of(change.before)[:6] if change.before else None,
        }
        yield f"    {json.dumps(rest, ensure_ascii=False)}"
        yield from worded(change.guards)
    yield from worded(plan.diagnostics)


def staled() -> Iterator[str]:
    """What is said of a saved plan that holds no more."""
    yield from worded(stale(World().plan(), World().plan(campaign(), campaign("two"))))
    rows = [World().plan(families=[data(sha256=n * 64), data(family="fall", sha256=n * 64)]) for n in "ab"]
    yield from worded(stale(*rows))


SAID: Final[dict[str, Callable[[], Iterator[str]]]] = {
    **{
        name: lambda planned=planned: said(planned(World()))
        for name, planned in {**STORIES, **SEVERAL}.items()
    },
    "stale": staled,
}


BROKEN: Final = "two that were made three times"
PROMISED: Final = [
    pytest.param(BROKEN, marks=pytest.mark.breaks_the_promise),
    *(one for one in SAID if one != BROKEN),
]


@pytest.mark.parametrize("name", PROMISED)
def test_each_plan_says_this(name: str) -> None:
    hold(FILE, name, SAID[name](), SAID)
