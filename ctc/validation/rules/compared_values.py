"""The rule that holds what properties are compared with against their types and values (CTC419)."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from ctc.audience import NEGATIONS
from ctc.canonical import Json
from ctc.catalog.catalog import Property
from ctc.diagnostics import JsonPath, Severity
from ctc.rows.keys import number_of, shortest
from ctc.suggest import did_you_mean
from ctc.validation.comparisons import DAY, ORDERED, VALUELESS, compared, size_of
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.names import PropertyUse

_PARTS: Final = frozenset({"contains", "does_not_contain", "not_contains"})


def _uses(subject: Subject) -> Iterator[tuple[PropertyUse, Property | None]]:
    """What a body names, with what the catalog says of it."""
    catalog = subject.catalog
    if catalog.speaks_of("events"):
        for use in subject.event_properties:
            event = catalog.event(use.event or "")
            yield use, event.property(use.name) if event else None
    if catalog.speaks_of("profile"):
        for use in subject.profile_properties:
            yield use, catalog.profile(use.name)


def _wrong_value(subject: Subject) -> Iterator[Problem]:
    for use, meant in _uses(subject):
        if meant is None or meant.type is None:
            continue
        if use.operator == "equals" and _is_usual(use.value, meant):
            continue
        if use.operator == "":
            yield from _revenue(use, meant)
        elif use.value_path and use.operator not in VALUELESS:
            yield from _compared(use, meant)


def _is_usual(value: Json, meant: Property) -> bool:
    """Whether a text stands where texts do: nearly every condition is one, and needs no closer look."""
    return type(value) is str and (meant.type == "text" or value in meant.values)


def _revenue(use: PropertyUse, meant: Property) -> Iterator[Problem]:
    """What the conversion goal adds up must be numbers."""
    is_number = meant.type == "number" or (
        meant.type == "values" and all(_is_number(value) for value in meant.values)
    )
    if not is_number:
        yield Problem(
            f"'{use.name}' holds {_called(meant)}: there is no revenue in it to add up",
            use.path,
            "name a property that the catalog calls a number",
        )


def _compared(use: PropertyUse, meant: Property) -> Iterator[Problem]:
    kind = meant.type or ""
    if kind == "values" and use.operator in ORDERED and not all(map(_is_number, meant.values)):
        kind = "text"
    if use.operator in ORDERED and kind in ("text", "boolean"):
        yield Problem(
            f"'{use.name}' holds {_called(meant)}, and '{use.operator}' compares numbers: nobody knows who matches",
            use.value_path,
            "use equals or contains, or correct the catalog",
        )
        return
    values = use.value if isinstance(use.value, list) else [use.value]
    paths = (
        [(*use.value_path, n) for n in range(len(values))]
        if isinstance(use.value, list)
        else [use.value_path]
    )
    if kind == "values" and use.operator in ORDERED:
        kind = "number"
    check = _CHECKS[kind]
    for value, path in zip(values, paths, strict=True):
        wrong = check(value, use, meant)
        if wrong is not None:
            yield Problem(wrong[0], path, wrong[1])


Wrong = tuple[str, str | None]
Check = Callable[[Json, PropertyUse, Property], Wrong | None]


def _text(value: Json, use: PropertyUse, meant: Property) -> Wrong | None:
    if isinstance(value, str):
        return None
    return (
        f"'{use.name}' holds {_called(meant)}, and {_shown(value)} is none: nobody knows who matches",
        _quoted(value),
    )


def _number(value: Json, use: PropertyUse, meant: Property) -> Wrong | None:
    if _is_number(value):
        return None
    hint = None
    if isinstance(value, str):
        is_plain = shortest(value) == value and number_of(value) is not None
        hint = (
            f"write {value} without quotes"
            if is_plain
            else "write a number, or correct the type in the catalog"
        )
    return f"'{use.name}' holds numbers, and {_shown(value)} is none: nobody knows who matches", hint


def _boolean(value: Json, use: PropertyUse, meant: Property) -> Wrong | None:
    if isinstance(value, bool) or (isinstance(value, str) and value.lower() in ("true", "false")):
        return None  # small letters are the business of CTC406
    return f"'{use.name}' is true or false, and {_shown(value)} is neither", 'write "True" or "False"'


def _date(value: Json, use: PropertyUse, meant: Property) -> Wrong | None:
    if not isinstance(value, bool) and isinstance(value, int | str) and DAY.fullmatch(str(value)):
        return None
    return f"'{use.name}' holds dates, and {_shown(value)} is none", "write a day such as 2031-01-15"


def _value(value: Json, use: PropertyUse, meant: Property) -> Wrong | None:
    if use.operator in _PARTS:
        found = any(str(value) in str(each) for each in meant.values)
        return (
            None
            if found
            else (f"no value of '{use.name}' in the catalog holds {_shown(value)}", _listed(meant))
        )
    if any(_same(value, each) for each in meant.values):
        return None
    who = "everybody" if use.operator in NEGATIONS else "nobody"
    texts = [each for each in meant.values if isinstance(each, str)]
    near = did_you_mean(value, texts) if isinstance(value, str) else None
    return f"{_shown(value)} is no value of '{use.name}' in the catalog: {who} matches", near or _listed(
        meant
    )


def _same(value: Json, known: Json) -> bool:
    """As they stand; a truth value is the text that CleverTap keeps for it."""
    if isinstance(known, bool) or isinstance(value, bool):
        return str(value) == str(known)
    return (type(value) is type(known) and value == known) or (
        _is_number(value) and _is_number(known) and value == known
    )


_CHECKS: Final[Mapping[str, Check]] = {
    "text": _text,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "values": _value,
}


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _called(meant: Property) -> str:
    return {"text": "texts", "number": "numbers", "boolean": "truth values", "date": "dates"}.get(
        meant.type or "", "texts"
    )


def _shown(value: Json) -> str:
    return f"'{value}'" if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _quoted(value: Json) -> str | None:
    return f'write "{value}" in quotes' if _is_number(value) else None


def _listed(meant: Property) -> str:
    shown: Sequence[Json] = meant.values[:8]
    more = f" and {len(meant.values) - 8} more" if len(meant.values) > 8 else ""
    return f"it takes: {', '.join(map(str, shown))}{more}"


WRONG_VALUE = Rule(
    code="CTC419",
    severity=Severity.ERROR,
    title="a property is compared with what it never holds",
    what="A condition compares a property with a value of another type than the catalog says, with one that is not "
    "among its values, or by an operator that its type does not have.",
    why="A number compared with a text matches nobody, or nobody knows whom; a value that does not exist matches "
    "nobody, and negated everybody.",
    bad="catalog: {version: 1, profile: {LTV: number, Plan: {values: [Free, Plus]}}}\n"
    "body:\n  where:\n    common_profile_properties:\n      profile_fields:\n"
    "        - {name: LTV, operator: greater_than, value: '5000'}\n        - {name: Plan, value: Pluss}",
    good="catalog: {version: 1, profile: {LTV: number, Plan: {values: [Free, Plus]}}}\n"
    "body:\n  where:\n    common_profile_properties:\n      profile_fields:\n"
    "        - {name: LTV, operator: greater_than, value: 5000}\n        - {name: Plan, value: Plus}",
    source="[api] (e), value rules [newer docs]",
    sections=frozenset({"events", "profile"}),
    check=_wrong_value,
)


def _typed(subject: Subject) -> set[JsonPath]:
    """Where something is compared of which the catalog says what it holds: that is told by the rule above."""
    return {use.value_path for use, meant in _uses(subject) if meant is not None and meant.type is not None}


def _without_size(subject: Subject) -> Iterator[Problem]:
    for path, entry in compared(subject.body.get("where")):
        operator, value = entry.get("operator"), entry["value"]
        if operator not in ORDERED or operator == "between" or "name" not in entry:
            continue
        if size_of(value) is None and value not in ("", []) and (*path, "value") not in _typed(subject):
            yield Problem(
                f"'{operator}' compares with a number, and {_shown(value)} is none: nobody knows who matches",
                (*path, "value"),
                "write one number, or use equals or contains",
            )


WITHOUT_SIZE = Rule(
    code="CTC496",
    severity=Severity.WARNING,
    title="what has no size is compared by it",
    what="`greater_than`, `less_than` and the like compare with a text that is neither a number nor a day, or with a "
    "list.",
    why="These operators are documented for numbers. Words are in no order that CleverTap names, so nobody knows who "
    "gets the campaign; most often a cell of a data file is not what its column says.",
    bad="where:\n  common_profile_properties:\n    profile_fields:\n"
    "      - {name: LTV, operator: greater_than, value: high}",
    good="where:\n  common_profile_properties:\n    profile_fields:\n"
    "      - {name: LTV, operator: greater_than, value: 5000}",
    source="[api] (e), operators [newer docs]",
    check=_without_size,
)

RULES = (WRONG_VALUE, WITHOUT_SIZE)
