"""Values that just meet a condition, and those that just do not: of whatever a spec may hold."""

from typing import Any

import pytest

from ctc.cases.values import fitting, variants
from ctc.query.operators import MISSING, OPERATORS, compare

RANGES: list[tuple[Any, Any, list[Any]]] = [
    ([1, 5], 1, [0, 5, 6]),
    ([1.5, 5], 1.5, [0.5, 5, 6]),
    (["1", "5"], 1, [0, 5, 6]),
    (["1", 5.5], 1, [0, 5.5, 6.5]),
    *(
        (odd, odd, [])
        for odd in ([1], [], [1, 5, 9], "x", 5, None, ["a", "b"], [1, "b"], [None, 5], [True, 5])
    ),
]


@pytest.mark.parametrize(("value", "fits", "edges"), RANGES, ids=str)
def test_the_edges_of_a_range(value: Any, fits: Any, edges: list[Any]) -> None:
    entry = {"name": "Age", "operator": "between", "value": value}
    found = fitting(entry)
    assert (found, type(found)) == (fits, type(fits))
    told = [*variants(entry)]
    assert told[0] == ("missing", None)
    assert told[1:] == [(f"is {edge}", edge) for edge in edges]


@pytest.mark.parametrize(
    "value", [5, 0, 2.5, "Gold", "5", "True", [1, 2], ["a", "b"], [1, "b"], [1, 5], ["1", "5"]], ids=str
)
@pytest.mark.parametrize("operator", sorted(OPERATORS))
def test_what_fits_fits_and_around_it_some_do_not(operator: str, value: Any) -> None:
    """Where the condition can be met at all: what is offered first meets it, and something beside it does not."""
    entry = {"name": "Age", "operator": operator, "value": value}

    def meets(offered: Any) -> bool:
        return compare(MISSING if offered is None else offered, operator, value)

    around = [meets(offered) for _, offered in variants(entry)]
    assert around
    is_range = operator == "between"
    if is_range and value not in ([1, 2], [1, 5], ["1", "5"]):
        return
    if operator.startswith(("greater", "less")) and not isinstance(value, int | float):
        return
    assert meets(fitting(entry))
    assert not all(around)
