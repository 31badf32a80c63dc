"""What there is to search: scenarios that must hold, assumptions and guards without which something must break."""

from collections.abc import Iterator
from dataclasses import dataclass

from proof_assumptions import ASSUMPTIONS
from proof_mutants import MUTANTS
from proof_scenarios import OPEN, SCENARIOS, beginning, story
from proof_search import Budget, Found, search, stepwise


@dataclass(frozen=True, kw_only=True)
class Job:
    """One search. ``name`` is that of the scenario, assumption or mutant."""

    kind: str
    name: str
    runners: int
    budget: Budget

    @property
    def title(self) -> str:
        return f"{self.name}, {self.runners} runner{'s'[: self.runners - 1]}"

    def run(self) -> "tuple[Job, Found]":
        return self, self.found()

    def found(self) -> Found:
        if self.kind == "assumption":
            assumption = next(each for each in ASSUMPTIONS if each.name == self.name)
            broken = story(assumption.scenario, self.runners, assumption.off, only=assumption.only)
            return search(broken, beginning(), self.budget)
        if self.kind == "mutant":
            mutant = next(each for each in MUTANTS if each.name == self.name)
            with mutant.planted():
                broken = story(mutant.scenario, self.runners, only=mutant.only, calm=mutant.calm)
                return search(broken, beginning(), self.budget)
        if self.kind == "calm":
            return search(
                story(self.name, self.runners, only=("Ctrl-C",), calm=True), beginning(), self.budget
            )
        return stepwise(story(self.name, self.runners), beginning(), self.budget)

    @property
    def is_open(self) -> bool:
        return self.kind == "scenario" and (self.name, self.runners) in OPEN


def calm() -> Iterator[Job]:
    """Without any trouble everything that is wanted is there in the end; and Ctrl-C leaves nothing half done."""
    for name in SCENARIOS:
        yield Job(kind="calm", name=name, runners=1, budget=Budget(trouble=1, switches=0))


def assumptions() -> Iterator[Job]:
    for each in ASSUMPTIONS:
        yield Job(
            kind="assumption", name=each.name, runners=1, budget=Budget(trouble=each.trouble, switches=0)
        )


def mutants(*, quick: bool = False) -> Iterator[Job]:
    for each in MUTANTS:
        if quick and not each.is_quick:
            continue
        budget = Budget(trouble=each.trouble, switches=each.switches)
        yield Job(kind="mutant", name=each.name, runners=each.runners, budget=budget)


def scenarios(budget: Budget) -> Iterator[Job]:
    for name in SCENARIOS:
        for runners in (2, 1):
            yield Job(kind="scenario", name=name, runners=runners, budget=budget)


def jobs(trouble: int, switches: int, seconds: float) -> list[Job]:
    """All of them, those that take long first."""
    every = scenarios(Budget(trouble=trouble, switches=switches, seconds=seconds))
    return [*sorted(every, key=lambda job: -job.runners), *mutants(), *assumptions(), *calm()]


def outcome(job: Job, found: Found) -> tuple[str, bool]:
    """What a search came to, in words, and whether it is as it must be."""
    if job.kind in ("assumption", "mutant"):
        return ("breaks, as it must", True) if found.violation else ("NOTHING BREAKS", False)
    if found.violation:
        return ("open: a counterexample is known", True) if job.is_open else ("BROKEN", False)
    if job.is_open and found.exhausted:
        return "exhausted: HOLDS NOW, take it out of OPEN", False
    return found.bound, True
