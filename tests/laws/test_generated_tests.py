"""The tests that ctc generates notice every change of every example: each clause dropped, widened, flipped, each
personalisation left out."""

from pathlib import Path
from typing import Any

import pytest

from ctc.cases.case import Target
from ctc.cases.changes import changes_of
from ctc.cases.reading import cases_of
from ctc.cases.running import run
from ctc.cases.strength import noticed
from ctc.cases.writing import text_of
from ctc.choice import Choice
from ctc.pipeline.settings import settings_for
from ctc.pipeline.strength import _all, drafted_for
from ctc.pipeline.testing import Repository
from ctc.specs.reading import read_documents

ROOT = Path(__file__).resolve().parents[2]
REPOSITORY = Repository(settings_for(ROOT, {}, Choice(), every_environment=True), {})
TARGETS = _all(REPOSITORY)
RICH: dict[str, Any] = {
    "target_mode": "sms",
    "content": {"body": "x"},
    "where": {
        "event_name": "Viewed",
        "from": 20300101,
        "to": 20300131,
        "event_properties": [
            {"name": "Price", "operator": "between", "value": [5, 9]},
            {"name": "Tags", "operator": "contains", "value": "tea"},
        ],
        "session_properties": [{"name": "first_time", "value": "True"}],
        "common_profile_properties": {
            "profile_fields": [
                {"name": "Plan", "operator": "not_equals", "value": "Free"},
                {"name": "City", "value": ["Pune", "Kochi"]},
                {"name": "Level", "operator": "less_than", "value": 3},
                {"name": "Phone", "operator": "exists", "value": "-1"},
                {"name": "Banned", "operator": "does_not_exist", "value": "-1"},
            ],
            "demographics": [{"name": "Age", "operator": "greater_than", "value": 18}],
        },
        "advanced_query": {
            "did_all": [
                {"event_name": "Paid", "from": 20300101, "operator": "greater_than_equals", "value": 2}
            ],
            "did_any": {
                "any_events": [{"event_name": "A"}, {"event_name": "B", "from": 20300101, "to": 20300105}]
            },
            "did_none": [{"event_name": "Left", "from": 20291201, "to": 20300201}],
        },
        "exclude_segments": ["9"],
    },
    "segment": 7,
}


def unnoticed(target: Target) -> list[str]:
    text = text_of(drafted_for(target, REPOSITORY))
    documents, problems = read_documents("generated.test.yaml", text.encode())
    cases, wrong = cases_of(documents)
    assert not problems
    assert not wrong
    failed = [f for case in cases for f in run(case, target, REPOSITORY.account).failures]
    assert failed == []
    return [change.change for change in noticed([(target, cases)], REPOSITORY.account) if not change.noticed]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.address)
def test_every_change_of_an_example_is_noticed(target: Target) -> None:
    assert unnoticed(target) == []


def test_every_change_of_an_audience_with_everything_in_it_is_noticed() -> None:
    target = Target(
        address="rich",
        kind="campaign",
        channel="sms",
        body=RICH,
        place=lambda path: (str(path), 1),
        variant="",
    )
    assert len(list(changes_of(RICH))) > 40
    assert unnoticed(target) == []
