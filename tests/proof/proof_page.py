"""What a whole run of the proof came to, as the pages say it: `python tests/prove.py --record` writes it there."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from proof_assumptions import limits
from proof_jobs import Job, jobs
from proof_scenarios import SCENARIOS
from proof_search import Found

ROOT: Final = Path(__file__).parents[2]
Result = tuple[Job, Found]


def record(results: Sequence[Result], bounds: str) -> None:
    """Writes the results and the limits into docs/proof.md and the README."""
    text = f"{bounds}\n\n{table(results)}"
    _between(ROOT / "docs" / "proof.md", "results", text)
    _between(ROOT / "README.md", "proof", f"{summary(results)}\n")
    _between(ROOT / "README.md", "limits", limits())


def summary(results: Sequence[Result]) -> str:
    """One sentence: how many scenarios, worlds, assumptions, guards."""
    played = [found for job, found in results if job.kind == "scenario"]
    broken = {
        kind: [bool(found.violation) for job, found in results if job.kind == kind]
        for kind in ("assumption", "mutant")
    }
    return (
        f"{len(played)} scenarios in {sum(found.worlds for _, found in results):,} worlds: "
        f"{sum(found.exhausted for found in played)} exhausted, {sum(bool(found.whole) for found in played)} at least "
        "with one trouble, and beyond that every story up to a stated number of steps; without any "
        f"one of {sum(broken['assumption'])} assumptions and {sum(broken['mutant'])} guards a story is found that "
        "breaks it."
    )


def table(results: Iterable[Result]) -> str:
    """A line a scenario, and one for what each assumption and each guard is needed for."""
    by_job = {(job.kind, job.name, job.runners): found for job, found in results}
    lines = ["| scenario | one runner at a time | two |", "| --- | --- | --- |"]
    for name in SCENARIOS:
        lines.append(
            f"| {name} | {_held(by_job['scenario', name, 1])} | {_held(by_job['scenario', name, 2])} |"
        )
    lines += ["", "| without | shortest story of a second send | worlds |", "| --- | ---: | ---: |"]
    for (kind, name, _), found in by_job.items():
        if kind in ("assumption", "mutant"):
            lines.append(f"| {_without(kind, name)} | {len(found.story)} steps | {found.worlds:,} |")
    return "\n".join([*lines, ""])


def _held(found: Found) -> str:
    return f"{found.bound} ({found.worlds:,})"


def _without(kind: str, name: str) -> str:
    return f"the assumption: {name}" if kind == "assumption" else f"a guard: {name}"


def expected() -> set[str]:
    """What stands first in the lines of the page, whatever it came to."""
    others = {_without(job.kind, job.name) for job in jobs(2, 1, 1) if job.kind in ("assumption", "mutant")}
    return {*SCENARIOS, *others}


def _between(file: Path, name: str, text: str) -> None:
    before, _, rest = file.read_text().partition(f"<!-- {name}: begin -->\n")
    _, _, after = rest.partition(f"<!-- {name}: end -->")
    file.write_text(f"{before}<!-- {name}: begin -->\n{text}<!-- {name}: end -->{after}")


def written(file: Path, name: str) -> str:
    return file.read_text().partition(f"<!-- {name}: begin -->\n")[2].partition(f"<!-- {name}: end -->")[0]
