"""Which columns of a row are read, which of them name people, and which numbers a plan compares: through lists, through
what a file calls its own, with two and three of each."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.pipeline.families.columns import numbers_of, people_in_keys, read_by, recipients_of
from ctc.specs.reading import read_documents


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("{{ a }} {{ b }}", {"a", "b"}),
        ("a", set()),
        (["{{ a }}", {"x": "{{ b }}", "y": ["{{ c }}"]}, 5, None], {"a", "b", "c"}),
        ({"{{ key }}": "{{ a }}"}, {"a"}),
    ],
)
def test_what_templates_read(value: Any, names: set[str]) -> None:
    assert read_by(value) == names


FILE = {"file": "{{ f }}.csv", "column": "{{ c }}", "match": {"sku": "{{ m }}"}, "other": "{{ o }}"}


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({}, set()),
        ({"message": "x"}, set()),
        ({"message": {}}, set()),
        ({"message": {"to": "{{ a }}"}}, {"a"}),
        ({"message": {"to": {"Identity": ["{{ a }}"], "email": "{{ b }}"}}}, {"a", "b"}),
        ({"message": {"to": {"Identity": FILE, "email": {"match": "{{ x }}", "any": "{{ y }}"}}}}, {"f", "c", "y"}),
        ({"message": {"to": {"Identity": {"file": "{{ f }}"}}}}, {"f"}),
        ({"message": {"to": "{{ own }}"}, "vars": {"own": "{{ a }} {{ two }}", "two": "{{ b }}", "no": "{{ c }}"}},
         {"own", "two", "a", "b"}),
        ({"message": {"to": "{{ own }}"}, "vars": {"own": "{{ own }}"}}, {"own"}),
        ({"message": {"to": "{{ a }}"}, "vars": ["{{ b }}"]}, {"a"}),
    ],
)  # fmt: skip
def test_columns_that_hold_people(data: Any, names: set[str]) -> None:
    assert recipients_of(data) == names


def test_numbers_that_a_plan_compares() -> None:
    """Those of the key and of each `max_change`, in one order in every run: a plan is compared with the one before."""
    names = "hgfedcba"
    cells = {
        **{name: number for number, name in enumerate(names)},
        "text": "5",
        "flag": True,
        "half": 0.5,
        "none": None,
    }
    stated: Any = {"max_change": dict.fromkeys(("f", "e", "half", "gone"))}
    spec: Any = SimpleNamespace(
        row=SimpleNamespace(values=cells),
        key_columns=("a", "text", "h", "flag", "g"),
        guards={"max_change": dict.fromkeys(("b", "none", "c", "d"))},
    )
    found = numbers_of(spec, SimpleNamespace(guards=stated))  # type: ignore[arg-type]
    assert [*found] == ["a", "b", "c", "d", "e", "f", "g", "h", "half"]
    assert found == {name: cells[name] for name in found}
    spec.guards = {"max_change": "none"}
    assert [*numbers_of(spec, SimpleNamespace(guards={}))] == ["a", "g", "h"]  # type: ignore[arg-type]
    assert numbers_of(SimpleNamespace(row=None), SimpleNamespace()) == {}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (
            {"each": {"who": ["C-1"], "day": [1]}, "message": {"to": {"Identity": ["{{ who }}"]}}},
            ["/each/who"],
        ),
        ({"each": {"day": [1]}, "message": {"to": {"Identity": ["{{ who }}"]}}}, []),
        ({"each": {"who": [1]}, "message": {"to": {"Identity": ["C-1"]}, "content": "{{ who }}"}}, []),
        ({"each": [{"key": "a", "who": "C-1"}], "message": {"to": {"Identity": ["{{ who }}"]}}}, []),
        ({"each": {"who": [1]}, "campaign": {}}, []),
        ([], []),
    ],
)
def test_a_key_of_a_list_that_names_who_gets_it_is_told(data: Any, told: list[str]) -> None:
    """The address of each instance would hold a recipient, for ever."""
    [document], _ = read_documents("a.yaml", json.dumps(data).encode())
    found = [*people_in_keys(document)]
    assert [(one.code, one.severity, one.path) for one in found] == [
        ("CTC141", "info", path) for path in told
    ]
