"""What the figures should be, as ratios of one run, and whether they are."""

from collections.abc import Iterator, Mapping

from measuring import Cost
from peers import CHECK_JSONSCHEMA, SOURCEMETA

Costs = Mapping[tuple[int, str], Cost]
"""By the number of specs and the line's name."""


def verdicts(costs: Costs, count: int, growth: int) -> str:
    """A table of the aims at ``count`` specs; what was not measured is left out."""
    rows = ["| aim | measured | |", "| --- | ---: | --- |"]
    rows += [f"| {aim} | {measured} | {said} |" for aim, measured, said in _judged(costs, count, growth)]
    return f"**Aims, at {count:,} specs**\n\n" + "\n".join(rows) + "\n"


def _judged(costs: Costs, count: int, growth: int) -> Iterator[tuple[str, str, str]]:
    def ratio(what: str, other: str) -> float | None:
        one, two = costs.get((count, what)), costs.get((count, other))
        return one.seconds / two.seconds if one and two else None

    slow = ratio(CHECK_JSONSCHEMA, "ctc lint, cold")
    if slow is not None:
        yield f"cold lint at least 40 × faster than {CHECK_JSONSCHEMA}", f"{slow:.1f} ×", _said(slow >= 40)
    native = ratio("ctc lint, cold", SOURCEMETA)
    if native is not None:
        said = "met" if native <= 1 else "not met, within 2.5 ×" if native <= 2.5 else "missed"
        yield f"cold lint as fast as {SOURCEMETA}; above 2.5 × falls short", f"{native:.2f} ×", said
    for aim, what, other, most in (
        (
            "warm lint at most 3 × start, read and hash",
            "ctc lint, warm",
            "floor: start Python, read, hash",
            3.0,
        ),
        ("one file edited at most 1.2 × warm", "ctc lint, one file edited", "ctc lint, warm", 1.2),
        ("--help at most 1.3 × importing click", "ctc --help", "python -c 'import click'", 1.3),
    ):
        found = ratio(what, other)
        if found is not None:
            yield aim, f"{found:.2f} ×", _said(found <= most)
    for what in ("ctc lint, cold", "ctc lint, warm"):
        few, many = costs.get((count, what)), costs.get((growth, what))
        if few and many:
            times = many.seconds / few.seconds
            share = growth / count
            aim = f"{what}: {share:.0f} × the specs within 10 % of {share:.0f} × the time"
            yield aim, f"{times:.1f} ×", _said(times <= share * 1.1)
    together = costs.get((count, "ctc lint, cold, all processes together"))
    if together:
        yield (
            "cold lint in 150 MB, all processes together",
            f"{together.megabytes:.0f} MB",
            _said(together.megabytes <= 150),
        )


def _said(holds: bool) -> str:
    return "met" if holds else "missed"
