"""One condition on one value: the operators of the query language, documented and client-only ones.

Decisions where the API's documentation is silent: text is compared as it stands, case and all; a number and a
text that reads as that number are equal; a missing property satisfies the negated operators and no other; a
negated operator is the exact opposite of its positive one; a list property matches if any element does; of a
list of values any one suffices (of a negated one: none may match).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from ctc.canonical import Json

MISSING: Final = object()
Test = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """``name operator value`` on a mapping of properties."""

    name: str
    operator: str
    value: Json

    def holds(self, properties: Mapping[str, Any]) -> bool:
        return compare(properties.get(self.name, MISSING), self.operator, self.value)


def compare(actual: Any, operator: str, value: Json) -> bool:
    """Whether ``actual operator value``. ``actual`` is MISSING where the property is not there."""
    positive = NEGATED.get(operator)
    if positive is not None:
        return not compare(actual, positive, value)
    if actual is MISSING or actual is None:
        return False
    test = TESTS[operator]
    found = actual if isinstance(actual, list) else (actual,)
    wanted: Sequence[Any] = value if isinstance(value, list) and operator != "between" else (value,)
    return any(test(one, other) for one in found for other in wanted)


def same(one: Any, other: Any) -> bool:
    """Equality of the query language: booleans are the texts True and False [newer docs]."""
    if isinstance(one, bool) or isinstance(other, bool):
        return str(one) == str(other)
    if isinstance(one, str) and isinstance(other, str):
        return one == other
    left, right = number(one), number(other)
    return left is not None and left == right


def number(value: Any) -> float | None:
    """The number that a value is or reads as, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _ordered(test: Callable[[float, float], bool]) -> Test:
    def compare_numbers(one: Any, other: Any) -> bool:
        left, right = number(one), number(other)
        return left is not None and right is not None and test(left, right)

    return compare_numbers


def _contains(one: Any, other: Any) -> bool:
    return str(other) in str(one)


def _between(one: Any, bounds: Any) -> bool:
    low, high = bounds
    return _AT_LEAST(one, low) and _AT_MOST(one, high)


_AT_LEAST: Final = _ordered(lambda a, b: a >= b)
_AT_MOST: Final = _ordered(lambda a, b: a <= b)
TESTS: Final[Mapping[str, Test]] = {
    "equals": same,
    "in": same,
    "contains": _contains,
    "exists": lambda _one, _other: True,
    "greater_than": _ordered(lambda a, b: a > b),
    "greater_than_equals": _AT_LEAST,
    "greater_than_or_equal": _AT_LEAST,
    "less_than": _ordered(lambda a, b: a < b),
    "less_than_equals": _AT_MOST,
    "less_than_or_equal": _AT_MOST,
    "between": _between,
}
NEGATED: Final[Mapping[str, str]] = {
    "not_equals": "equals",
    "not_in": "in",
    "does_not_contain": "contains",
    "not_contains": "contains",
    "does_not_exist": "exists",
}
OPERATORS: Final = frozenset({*TESTS, *NEGATED})
VALUELESS: Final = frozenset({"exists", "does_not_exist"})
COUNTING: Final = frozenset({*TESTS, "not_equals", "not_in"} - {"contains", "exists"})
"""Operators that compare a number of occurrences."""


_DOUBTED: Final = frozenset({*TESTS, *NEGATED} - {"exists", "does_not_exist"})


def doubt(actual: Any, operator: str, value: Json) -> str | None:
    """Why nobody can tell what CleverTap makes of a comparison, or None where it is documented.

    It is where a text meets a number, however the text reads; that this module takes some of them for equal is a
    decision of the sandbox's.
    """
    if actual is MISSING or actual is None or operator not in _DOUBTED:
        return None
    for one in actual if isinstance(actual, list) else (actual,):
        for other in value if isinstance(value, list) else (value,):
            if _is_text(one) and _is_number(other):
                return (
                    f"is the text '{one}' and is compared with the number {other}: CleverTap does not say how"
                )
            if _is_number(one) and _is_text(other):
                return (
                    f"is the number {one} and is compared with the text '{other}': CleverTap does not say how"
                )
            if _is_text(one) and _is_text(other) and (NEGATED.get(operator) or operator) in _ORDERED:
                return f"is the text '{one}', and '{operator}' compares numbers: CleverTap does not say how"
    return None


_ORDERED: Final = frozenset(TESTS) - {"equals", "in", "contains", "exists"}


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
