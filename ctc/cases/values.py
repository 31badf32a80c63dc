"""Values that just meet a condition, and those that just do not."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.canonical import Json
from ctc.query.operators import NEGATED, number

DERIVED: Final = frozenset({"first_time", "last_time", "day_of_week", "day_of_month"})
"""Of a session: what the day and the person's other events say."""
_COUNTS: Final = {"greater_than": 1, "greater_than_equals": 0, "greater_than_or_equal": 0, "equals": 0}


def enough(operator: str, value: Json) -> int:
    if not isinstance(value, int):
        return 1
    if operator in _COUNTS:
        return max(value + _COUNTS[operator], 1)
    return max(min(value - 1 if operator == "less_than" else value, 3), 1)


def fitting(entry: Mapping[str, Any]) -> Json:
    """A value that meets a condition; None where not to have the property meets it."""
    operator, value = str(entry.get("operator", "equals")), entry.get("value")
    if operator in NEGATED:
        return None
    if operator == "exists":
        return "something"
    if operator == "between":
        return next(iter(_bounds(value)), value)
    one: Any = value[0] if isinstance(value, list) and value else value
    if operator == "greater_than" and _is_number(one):
        return one + 1
    if operator == "less_than" and _is_number(one):
        return one - 1
    return one


def variants(entry: Mapping[str, Any]) -> Iterator[tuple[str, Json]]:
    """Values around a condition: one that is missing, one spelled otherwise, the edges of a range."""
    operator, value = str(entry.get("operator", "equals")), entry.get("value")
    values: list[Any] = value if isinstance(value, list) else [value]
    if operator not in ("exists", "does_not_exist"):
        yield "missing", None
    if operator in ("exists", "does_not_exist"):
        yield ("is missing", None) if operator == "exists" else ("is there", "something")
        return
    if operator == "between":
        if bounds := _bounds(value):
            edges = (bounds[0] - 1, bounds[1], bounds[1] + 1)  # the lower one itself is in the first test
            yield from ((f"is {each}", each) for each in edges)
        return
    for one in values:
        if _is_number(one):
            yield from ((f"is {each}", each) for each in (one - 1, one, one + 1))
        elif isinstance(one, str):
            yield f"is '{one}'", one
            yield f"is '{one}' in another spelling", one.swapcase() if one.swapcase() != one else f"{one}."
            yield "is longer", f"{one} etc"
            yield "is something else", "something else"
        else:
            yield f"is {one}", one
            yield f"is not {one}", not one


def _bounds(value: Json) -> list[float]:
    """The two numbers of a range, which may be written as texts; none where it holds no two."""
    found = [number(one) for one in value] if isinstance(value, list) else []
    whole = [int(each) if each.is_integer() else each for each in found if each is not None]
    return whole if len(found) == len(whole) == 2 else []


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
