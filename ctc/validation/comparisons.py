"""What the conditions of an audience compare with: a text that is none, and a range that is none."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.audience import is_blank
from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.patterns import pattern
from ctc.validation.finding import Finding

Placed = tuple[JsonPath, Mapping[str, Any]]
_OF_LISTS: Final = frozenset({"in", "not_in"})
VALUELESS: Final = frozenset({"exists", "does_not_exist"})
ORDERED: Final = frozenset(
    {
        "greater_than",
        "greater_than_equals",
        "greater_than_or_equal",
        "less_than",
        "less_than_equals",
        "less_than_or_equal",
        "between",
    }
)
"""Operators that compare by size."""
DAY: Final = pattern(r"\$D_\d+|\d{4}-\d{2}-\d{2}([T ].*)?|\d{8}|\d{10}|\d{13}", re.ASCII)
"""Days as profiles and events hold them: CleverTap's own form, dates, and seconds or milliseconds."""


def compared(where: Json) -> Iterator[Placed]:
    """Every mapping of an audience that compares something with a ``value``: conditions and counts of events."""
    pending: list[tuple[JsonPath, Json]] = [(("where",), where)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, dict):
            operator = node.get("operator", "equals")
            if "value" in node and isinstance(operator, str) and operator not in VALUELESS:
                yield path, node
            pending += [
                ((*path, key), below) for key, below in node.items() if isinstance(below, dict | list)
            ]
        elif isinstance(node, list):
            pending += [((*path, at), below) for at, below in enumerate(node)]


def comparisons(where: Json) -> Iterator[Finding]:
    """Conditions that nobody can meet, or that everybody may."""
    for path, entry in compared(where):
        value, place = entry["value"], (*path, "value")
        operator = entry.get("operator")
        if operator == "between":
            yield from _range(value, place)
        elif "event_name" in entry and isinstance(value, list) and operator not in _OF_LISTS:
            message = f"'{operator}' counts how often, and takes one number"
            yield Finding.of("CTC304", message, place, "write one number; between takes two")
        else:
            yield from _blank(value, place)


def _blank(value: Json, place: JsonPath) -> Iterator[Finding]:
    many = isinstance(value, list)
    if value == []:
        yield Finding.of("CTC315", "'value' is a list of nothing", place, "write what is looked for")
    for at, one in enumerate(value if many else [value]):
        if is_blank(one):
            message = "'value' is empty here: nobody knows whether that is met by everybody or by nobody"
            hint = "write what is looked for; a property that somebody has or lacks is `exists` or `does_not_exist`"
            yield Finding.of("CTC315", message, (*place, at) if many else place, hint)


def _range(value: Json, place: JsonPath) -> Iterator[Finding]:
    ends = [size_of(one) for one in value] if isinstance(value, list) else []
    kinds = {end[0] for end in ends if end is not None}
    if len(ends) != 2 or None in ends or len(kinds) != 1:
        message = "'between' compares with two numbers or two days, the lower one first"
        yield Finding.of("CTC304", message, place, "for example [18, 30]")
        return
    low, high = ends
    if low is not None and high is not None and low > high:
        yield Finding.of(
            "CTC310", f"{value[0]} is more than {value[1]}: nothing lies between", place, "swap the two"
        )


def size_of(value: Json) -> tuple[str, Any] | None:
    """What orders a number, or a text that reads as one, and a day; None for all else, which has no size."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return "number", float(value)
    except (ValueError, OverflowError):
        return ("day", value) if DAY.fullmatch(str(value)) else None
