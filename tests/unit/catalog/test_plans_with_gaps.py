"""A tracking plan of which a part cannot be used: the part is told, and all that stands behind it is read."""

import json
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from ctc.catalog.reading_plans import plan_of_csv, plan_of_documents
from ctc.diagnostics import UserError
from ctc.pipeline.cataloguing import plan_in
from ctc.specs.reading import read_documents


def test_a_table_with_rows_that_say_nothing() -> None:
    plan = plan_of_csv(
        "event,property,type\n,Price,number\n,,\nBought,Price,number\n,,\n,Gift,boolean\nSeen,,\n"
    )
    assert plan is not None
    assert plan.events == {
        "Bought": {"properties": {"Price": "number", "Gift": "boolean"}},
        "Seen": {},
    }
    assert plan.notes == ["line 2 names no event: left out"]


def test_rules_that_name_what_another_file_has() -> None:
    rules = [
        {"id": "gone", "event": "#event:nothing"},
        {
            "id": "here",
            "event": "#event:bought",
            "properties": [{"property": "#property:x"}, {"property": "#property:price"}],
        },
    ]
    plan = plan_of_documents(
        [
            {
                "kind": "events",
                "spec": {"events": [{"id": "bought", "name": "Bought", "event_type": "track"}]},
            },
            {
                "kind": "properties",
                "spec": {"properties": [{"id": "price", "name": "Price", "type": "number"}]},
            },
            {"kind": "tp", "spec": {"rules": rules}},
        ]
    )
    assert plan is not None
    assert plan.events == {"Bought": {"properties": {"Price": "number"}}}
    assert plan.notes == [
        "the rule 'gone' names an event of another file: left out",
        "a property of 'Bought' stands in another file: left out",
    ]


PLANS = Path(__file__).parents[2] / "fixtures" / "plans"
FORMS: dict[str, Any] = {path.name: json.loads(path.read_bytes()) for path in sorted(PLANS.glob("*.json"))}
FORMS["rudderstack.yaml"] = [
    document.data for document in read_documents("x", (PLANS / "rudderstack.yaml").read_bytes())[0]
]


def paths(value: Any) -> Iterator[tuple[Any, ...]]:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, inner in entries:
        yield (key,)
        yield from ((key, *below) for below in paths(inner))


def with_value(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    made = value.copy()
    made[path[0]] = with_value(value[path[0]], path[1:], new)
    return made


@pytest.mark.parametrize("name", FORMS)
def test_a_plan_with_something_else_at_any_place_is_read_or_refused(name: str) -> None:
    """Exports are made by other tools and mended by hand; what of one is wrong ends in no traceback."""
    for path in paths(FORMS[name]):
        for new in (True, 5, "x", ["x"], {"x": ["x"]}):
            made = with_value(FORMS[name], path, new)
            text = json.dumps(made)
            if name.endswith(".yaml"):
                text = "".join(f"---\n{json.dumps(each)}\n" for each in made)
            with suppress(UserError):
                plan = plan_in(Path("x"), BytesIO(text.encode()))
                assert plan.events or plan.profile


@pytest.mark.parametrize("said", ['"\\ud800"', "NaN"])
def test_a_plan_with_what_no_catalog_can_hold_is_refused(said: str) -> None:
    text = '[{"title": "Bought", "properties": {"Price": {"enum": [SAID]}}}]'.replace("SAID", said)
    with pytest.raises(UserError, match="begins like JSON, and is none"):
        plan_in(Path("x"), BytesIO(text.encode()))
