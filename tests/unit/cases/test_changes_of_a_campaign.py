"""Which changes of a comparison a test is asked to notice, whatever is compared."""

from typing import Any

import pytest

from ctc.cases.changes import changes_of

CASES: list[tuple[str, Any, list[str]]] = [
    ("between", [1, 5], ["may be 0 as well", "may be 6 as well"]),
    ("between", [1.5, 5], ["may be 0.5 as well", "may be 6 as well"]),
    *(("between", odd, []) for odd in ([1], [], [1, 2, 3], 5, "15", "x", ["1", "5"], [1, "5"], [True, 5])),
    ("greater_than", 5, ["is asked for the other way round", "may be 4 as well"]),
    ("greater_than_or_equal", 5, ["is asked for the other way round", "may be 4 as well"]),
    ("less_than", 5, ["is asked for the other way round", "may be 6 as well"]),
    ("less_than_equals", 0, ["is asked for the other way round", "may be 1 as well"]),
    *(("greater_than", odd, ["is asked for the other way round"]) for odd in ("5", True, [5])),
    ("equals", "Gold", ["is asked for the other way round", "may hold more than 'Gold'"]),
    ("equals", "True", ["is asked for the other way round"]),
    ("equals", 5, ["is asked for the other way round"]),
    ("equals", ["Gold"], ["is asked for the other way round"]),
    (
        "in",
        ["Gold", "Gold", "x"],
        [
            "is asked for the other way round",
            *(f"may not be '{one}' any more" for one in ("Gold", "Gold", "x")),
        ],
    ),
    ("exists", None, ["is asked for the other way round"]),
]


@pytest.mark.parametrize(("operator", "value", "said"), CASES)
def test_a_comparison_is_widened_and_turned_round(operator: str, value: Any, said: list[str]) -> None:
    entry = {"name": "Tier", "operator": operator, "value": value}
    body = {"where": {"common_profile_properties": {"profile_fields": [entry]}}, "content": {}}
    changes = [change for change in changes_of(body) if "is not asked for" not in change.said]
    assert [change.said.removeprefix("if 'Tier' ") for change in changes] == said
    assert all(change.body != body for change in changes)
