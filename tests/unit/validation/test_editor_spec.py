"""The ``spec`` schema that editors use: every example passes as it is written, templates and sugar included."""

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ctc.specs.reading import read_documents
from ctc.validation.schema.published import bundled

ROOT = Path(__file__).parents[3]
EXAMPLES = sorted(
    path
    for path in (ROOT / "campaigns").rglob("*.yaml")
    if not re.search(r"/[_.]", str(path.relative_to(ROOT))) and not path.name.endswith(".test.yaml")
)
BODY: dict[str, Any] = {
    "name": "Sale",
    "target_mode": "push",
    "when": "2031-01-15 09:30",
    "where": {"event_name": "Charged", "from": "2025-09-01", "to": "{{ last }}"},
    "content": {"title": "Hi", "body": "Hello"},
    "respect_frequency_caps": "{{ caps }}",
}


def problems(body: Any, kind: str = "campaign") -> list[str]:
    validator = Draft202012Validator(bundled("spec"))
    return [error.json_path for error in validator.iter_errors({"version": 1, "id": "x", kind: body})]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_example_passes_as_it_is_written(path: Path) -> None:
    documents, _ = read_documents(path.name, path.read_bytes())
    validator = Draft202012Validator(bundled("spec"))
    for document in documents:
        assert [error.message for error in validator.iter_errors(document.data)] == []


def test_templates_and_sugar_are_taken() -> None:
    assert problems(BODY) == []


@pytest.mark.parametrize("key", ["zzz", "ttl_typ", "subject"])
def test_an_unknown_key_is_refused(key: str) -> None:
    assert problems({**BODY, key: 1}) == ["$.campaign"]


def test_a_channel_decides_the_keys_of_a_message() -> None:
    message = {"channel": "email", "to": {"Identity": ["x"]}, "content": {"body": "Hello"}}
    assert problems(message, "message") != []
    assert problems({**message, "channel": "sms"}, "message") == []


def test_plain_texts_where_something_else_is_due_are_refused() -> None:
    assert problems({**BODY, "respect_frequency_caps": "yes"}) != []
    assert problems({**BODY, "when": "tomorrow"}) != []
