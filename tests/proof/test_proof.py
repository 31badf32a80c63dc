"""A fixed small part of the proof; `make prove` plays the rest."""

import pytest
from proof_assumptions import limits
from proof_jobs import Job, assumptions, calm, mutants, outcome, scenarios
from proof_page import ROOT, expected, written
from proof_scenarios import SCENARIOS
from proof_search import Budget

SMALL = Budget(trouble=1, switches=0, worlds=1_000)


def _title(job: Job) -> str:
    return f"{job.kind}: {job.title}"


def _is_as_it_must_be(job: Job) -> None:
    found = job.found()
    verdict, good = outcome(job, found)
    assert good, "\n".join((verdict, found.violation, *found.story))


@pytest.mark.parametrize("job", [job for job in calm() if not job.is_open], ids=_title)
def test_without_any_trouble_everything_that_is_wanted_goes_out(job: Job) -> None:
    _is_as_it_must_be(job)


@pytest.mark.parametrize("job", [job for job in scenarios(SMALL) if not job.is_open], ids=_title)
def test_nothing_goes_out_twice_and_nothing_is_called_what_it_is_not(job: Job) -> None:
    _is_as_it_must_be(job)


@pytest.mark.parametrize("job", [*assumptions()], ids=_title)
def test_each_assumption_is_needed(job: Job) -> None:
    _is_as_it_must_be(job)


@pytest.mark.parametrize("job", [*mutants(quick=True)], ids=_title)
def test_each_guard_is_needed(job: Job) -> None:
    _is_as_it_must_be(job)


@pytest.mark.parametrize("name", SCENARIOS)
def test_no_two_runs_of_a_scenario_have_one_name(name: str) -> None:
    """Their intents would have the same ids."""
    names = [program.name for program in SCENARIOS[name]]
    assert len(names) == len(set(names))


def test_the_limits_in_the_readme_are_the_assumptions() -> None:
    assert written(ROOT / "README.md", "limits") == limits()


def test_the_page_tells_of_every_scenario_assumption_and_guard() -> None:
    """`python tests/prove.py --record` writes what it came to."""
    lines = written(ROOT / "docs" / "proof.md", "results").splitlines()
    told = {line.split("|")[1].strip() for line in lines if line.startswith("| ") and "---" not in line}
    assert told - {"scenario", "without"} == expected()
