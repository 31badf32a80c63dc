"""Clauses together are the audience; a decision agrees with the evaluator, and a doubt is never a yes or no."""

import importlib.util
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ctc.people.events import Event
from ctc.people.population import Occurrence, Profile, SmallPopulation
from ctc.people.segments import Segment
from ctc.query.clauses import clauses_of
from ctc.query.deciding import Person, decide
from ctc.query.evaluate import audience_of
from ctc.query.operators import MISSING, doubt


def _naive() -> ModuleType:
    """The second, naive reading of the query language, with its strategies."""
    path = Path(__file__).resolve().parents[1] / "unit/query/test_query_law.py"
    spec = importlib.util.spec_from_file_location("naive_query", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


law = _naive()
segments = st.sets(st.sampled_from([7, 8]))


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    body: dict[str, Any] = {"where": draw(law.queries())}
    if draw(st.booleans()):
        body["segment"] = draw(st.sampled_from([7, "8", "all"]))
    if draw(st.booleans()):
        body["exclude_segments"] = [str(n) for n in sorted(draw(segments))]
    return body


@settings(max_examples=300, deadline=None)
@given(bodies(), law.people, law.happenings, segments)
def test_the_clauses_together_are_the_audience(
    body: dict[str, Any], profiles: list[Profile], happened: list[tuple[str, Event]], carried: set[int]
) -> None:
    profiles = [replace(profile, segments=frozenset(carried)) for profile in profiles]
    known = {n: Segment(id=n, name="") for n in (7, 8)}
    ids = {profile.id for profile in profiles}
    events = [(name, event) for name, event in happened if event.profile in ids]
    population = SmallPopulation(profiles, events, known)
    together = ids
    for clause in clauses_of(body):
        together = together & audience_of(clause.body, population, today=law.TODAY)
    assert together == audience_of(body, population, today=law.TODAY)


@settings(max_examples=300, deadline=None)
@given(law.queries(), law.people, law.happenings)
def test_a_decision_agrees_with_the_naive_reading_or_says_why_there_is_none(
    where: dict[str, Any], profiles: list[Profile], happened: list[tuple[str, Event]]
) -> None:
    profile = replace(profiles[0], id=0)
    own = [(name, event) for name, event in happened if event.profile == 0]
    events = [Occurrence(name, e.day, dict(e.properties), dict(e.session)) for name, e in own]
    decided = decide(
        {"where": where},
        Person(profile=profile, events=events, says_segments=False, segments={}),
        today=law.TODAY,
    )
    if decided.inside is None:
        assert all(verdict.why for verdict in decided.verdicts if verdict.holds is None)
        assert any(verdict.holds is None for verdict in decided.verdicts)
    else:
        assert decided.inside is (0 in law.naive(where, [profile], own))


@given(law.scalars, st.sampled_from([*law.POSITIVE, *law.NEGATIVE, "exists", "between"]), law.wanted)
def test_numbers_and_texts_do_not_meet_without_a_doubt(actual: Any, operator: str, value: Any) -> None:
    values = value if isinstance(value, list) else [value]
    mixed = any(
        isinstance(a, str) is not isinstance(b, str) and not isinstance(a, bool) and not isinstance(b, bool)
        for a in [actual]
        for b in values
    )
    if operator in ("exists", "does_not_exist"):
        assert doubt(actual, operator, value) is None
    elif mixed:
        assert doubt(actual, operator, value) is not None
    assert doubt(MISSING, operator, value) is None
