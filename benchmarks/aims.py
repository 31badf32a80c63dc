"""What the figures should be, as ratios of one run, and whether they are.

A ratio is the median of those of each round: what ran in one round met the same machine.
"""

from collections.abc import Iterator, Mapping
from statistics import median
from typing import Final, NamedTuple

from lines import SMALLEST
from measuring import Cost
from peers import CHECK_JSONSCHEMA, SOURCEMETA

Costs = Mapping[tuple[int, str], Cost]
"""By the number of specs and the line's name."""


class Aim(NamedTuple):
    """One line takes at most so many times what another one takes."""

    what: str
    most: float
    other: str


AIMS: Final = [
    Aim("ctc lint, cold", 2.2, SOURCEMETA),
    Aim("ctc lint, warm", 3.0, "floor: start Python, read, hash"),
    Aim("ctc lint, one file edited", 1.2, "ctc lint, warm"),
    Aim("ctc lint with findings, cold", 1.25, "ctc lint, cold"),
    Aim("ctc lint with findings, warm", 1.6, "ctc lint, warm"),
    Aim("ctc compile, cold", 1.3, "ctc lint, cold"),
    Aim("ctc plan, all new, cold", 1.3, "ctc lint, cold"),
    Aim("ctc plan, nothing changed", 2.0, "ctc lint, warm"),
    Aim("ctc plan, 5 % changed", 3.0, "ctc lint, warm"),
    Aim("ctc --help", 1.3, "python -c 'import click'"),
]
OF_FEW: Final = Aim("ctc lint, cold", 4.0, "ctc --help")
"""The aim of the smallest corpus."""
MEGABYTES: Final = 150
TOGETHER: Final = "all processes together"


def verdicts(costs: Costs, count: int, growth: int) -> str:
    """A table of the aims at ``count`` specs; what was not measured is left out."""
    rows = ["| aim | measured | |", "| --- | ---: | --- |"]
    rows += [f"| {aim} | {measured} | {said} |" for aim, measured, said in _judged(costs, count, growth)]
    return f"**Aims, at {count:,} specs**\n\n" + "\n".join(rows) + "\n"


def _judged(costs: Costs, count: int, growth: int) -> Iterator[tuple[str, str, str]]:
    slow = _ratio(costs, count, CHECK_JSONSCHEMA, "ctc lint, cold")
    if slow is not None:
        yield f"cold lint at least 40 × faster than {CHECK_JSONSCHEMA}", f"{slow:.1f} ×", _said(slow >= 40)
    for specs, aim in [*((count, aim) for aim in AIMS), (SMALLEST, OF_FEW)]:
        found = _ratio(costs, specs, aim.what, aim.other)
        if found is not None:
            where = f"{specs} specs: " if specs != count else ""
            named = f"{where}{aim.what}: at most {aim.most:g} × {aim.other}"
            yield named, f"{found:.2f} ×", _said(found <= aim.most)
    for what in ("ctc lint, cold", "ctc lint, warm"):
        few, many = costs.get((count, what)), costs.get((growth, what))
        if few and many:
            times = many.seconds / few.seconds
            share = growth / count
            aimed = f"{what}: {share:.0f} × the specs within 10 % of {share:.0f} × the time"
            yield aimed, f"{times:.1f} ×", _said(times <= share * 1.1)
    for (specs, what), cost in costs.items():
        if specs == count and what.endswith(TOGETHER):
            yield (
                f"{what}: at most {MEGABYTES} MB",
                f"{cost.megabytes:.0f} MB",
                _said(cost.megabytes <= MEGABYTES),
            )


def _ratio(costs: Costs, count: int, what: str, other: str) -> float | None:
    one, two = costs.get((count, what)), costs.get((count, other))
    if one is None or two is None:
        return None
    if len(one.rounds) == len(two.rounds) > 1:
        return median(a / b for a, b in zip(one.rounds, two.rounds, strict=True))
    return one.seconds / two.seconds


def _said(holds: bool) -> str:
    return "met" if holds else "missed"
