"""``where`` as the API takes it, read into a query.

Unknown keys are ignored without a word, as the API does (``did_not``, ``in_the_last_days``, a mistyped
``event_nam``…): a query that looks narrow may be everybody. Known keys of a wrong shape are refused.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from ctc.canonical import Json
from ctc.digits import whole
from ctc.patterns import pattern
from ctc.people.days import read_day
from ctc.people.population import GROUPS
from ctc.query.operators import COUNTING, OPERATORS, VALUELESS, Condition, number

UNPARSED: Final = "Query specified in where failed to parse"
_DAY: Final = pattern(r"\$D_\d+|\d{4}-\d{2}-\d{2}([T ].*)?", re.ASCII)
REVERSED: Final = "Query parse failure - The from date cannot be after the to date"


class QueryError(ValueError):
    """The query does not parse; the message is the error text of the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """Who did an event: on days ``first`` to ``last`` (YYYYMMDD, inclusive; None: the window's default), each
    occurrence meeting the conditions, as often as ``count`` says (at least once in any case).
    """

    event: str
    first: int | None = None
    last: int | None = None
    properties: tuple[Condition, ...] = ()
    session: tuple[Condition, ...] = ()
    count: Condition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """All parts must hold: ``done`` (each), ``any_of`` (one of them, unless empty), ``none_of`` (none),
    the profile's conditions by group (``""`` is profile_fields), and being in none of ``excluded``.

    ``any_count`` compares the number of occurrences over all of ``any_of`` together.
    """

    done: tuple[Done, ...] = ()
    any_of: tuple[Done, ...] = ()
    any_count: Condition | None = None
    none_of: tuple[Done, ...] = ()
    profile: tuple[tuple[str, Condition], ...] = ()
    excluded: tuple[int, ...] = ()


def parse(where: object) -> Query:
    """Reads ``where``; ``{}`` is everybody. Raises QueryError with the API's text."""
    body = _mapping(where)
    advanced = _mapping(body.get("advanced_query", {}))
    either = advanced.get("did_any", [])
    if isinstance(either, Mapping):
        any_of, any_count = _events(either.get("any_events", [])), _count(either)
    else:
        any_of, any_count = _events(either), None
    base = (_done(body),) if body.get("event_name") is not None else ()
    _window(body)
    return Query(
        done=(*base, *_events(advanced.get("did_all", []))),
        any_of=any_of,
        any_count=any_count,
        none_of=_events(advanced.get("did_none", [])),
        profile=_profile(body),
        excluded=segment_ids(body.get("exclude_segments", [])),
    )


def segment_ids(value: object) -> tuple[int, ...]:
    """A list of segment ids, as numbers or as texts of digits. Raises QueryError."""
    ids = tuple(segment_id(one) for one in _list(value))
    if None in ids:
        raise QueryError(UNPARSED)
    return tuple(one for one in ids if one is not None)


def segment_id(value: object) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return whole(value)
    return value if isinstance(value, int) else None


def _profile(body: Mapping[str, Any]) -> tuple[tuple[str, Condition], ...]:
    common = _mapping(body.get("common_profile_properties", {}))
    fields = [
        *_conditions(body.get("profile_fields", [])),
        *_conditions(common.get("profile_fields", [])),
    ]
    groups = [(group, one) for group in GROUPS for one in _conditions(common.get(group, []))]
    return (*(("", one) for one in fields), *groups)


def _events(value: object) -> tuple[Done, ...]:
    return tuple(_done(_mapping(one)) for one in _list(value))


def _done(body: Mapping[str, Any]) -> Done:
    name = body.get("event_name")
    if not isinstance(name, str) or not name.strip():
        raise QueryError(UNPARSED)
    first, last = _window(body)
    return Done(
        event=name,
        first=first,
        last=last,
        properties=_conditions(body.get("event_properties", [])),
        session=_conditions(body.get("session_properties", [])),
        count=_count(body),
    )


def _window(body: Mapping[str, Any]) -> tuple[int | None, int | None]:
    first, last = _day(body.get("from")), _day(body.get("to"))
    if first is not None and last is not None and first > last:
        raise QueryError(REVERSED)
    return first, last


def _day(value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or read_day(value) is None:
        raise QueryError(UNPARSED)
    return value


def _count(body: Mapping[str, Any]) -> Condition | None:
    operator, value = body.get("operator"), body.get("value")
    if operator is None and value is None:
        return None
    condition = _condition({"name": "count", "operator": operator or "equals", "value": value})
    values = condition.value if isinstance(condition.value, list) else [condition.value]
    if condition.operator not in COUNTING or any(number(one) is None for one in values):
        raise QueryError(UNPARSED)
    return condition


def _conditions(value: object) -> tuple[Condition, ...]:
    return tuple(_condition(_mapping(one)) for one in _list(value))


def _condition(body: Mapping[str, Any]) -> Condition:
    name, operator, value = body.get("name"), body.get("operator", "equals"), body.get("value")
    if not isinstance(name, str) or not name:
        raise QueryError(UNPARSED)
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise QueryError(UNPARSED)
    if operator not in VALUELESS and not _is_value(operator, value):
        raise QueryError(UNPARSED)
    return Condition(name=name, operator=operator, value=value)


def _is_value(operator: str, value: Json) -> bool:
    values = value if isinstance(value, list) else [value]
    if operator == "between":
        numbers = [number(one) is not None for one in values]
        return len(values) == 2 and (all(numbers) or not any(numbers)) and all(map(_is_end, values))
    return bool(values) and all(isinstance(one, str | int | float) for one in values)


def _is_end(value: Json) -> bool:
    """Whether a range may end here: at a number, or at a day, of which the API does not say how it is compared."""
    return number(value) is not None or (isinstance(value, str) and _DAY.fullmatch(value) is not None)


def _mapping(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise QueryError(UNPARSED)
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise QueryError(UNPARSED)
    return value
