"""Small changes of a campaign that a test should notice: each clause dropped, widened, flipped; each personalisation
dropped, or its default shown to everybody."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Final, NamedTuple

from ctc.audience import BASE_EVENT, PROFILE_GROUPS
from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.people.days import number_of, read_day
from ctc.query.clauses import Path, clauses_of
from ctc.query.operators import NEGATED

_FLIPS: Final = {
    "equals": "not_equals",
    "in": "not_in",
    "contains": "does_not_contain",
    "exists": "does_not_exist",
    "greater_than": "less_than_equals",
    "greater_than_equals": "less_than",
    "greater_than_or_equal": "less_than",
    "less_than": "greater_than_equals",
    "less_than_equals": "greater_than",
    "less_than_or_equal": "greater_than",
    **NEGATED,
}
_WIDER: Final = {"greater_than": -1, "greater_than_equals": -1, "greater_than_or_equal": -1}
_WIDER_UP: Final = {"less_than": 1, "less_than_equals": 1, "less_than_or_equal": 1}
_LIQUID: Final = pattern(r"\{\{.*?\}\}", re.DOTALL)
_DEFAULT: Final = pattern(r"""\|\s*default\s*:\s*(?:"([^"]*)"|'([^']*)')""")


class Change(NamedTuple):
    """One change of a body: where, in words that end "no test notices …", and the body as it is then."""

    path: Path
    said: str
    body: Mapping[str, Json]


def changes_of(body: Mapping[str, Any]) -> Iterator[Change]:
    """Every change of a create's audience, then of what it says."""
    for clause in clauses_of(body):
        yield Change(clause.path, f"if '{clause.said}' is not asked for", _without(body, clause.path))
    yield from _of_events(body)
    yield from _of_conditions(body)
    yield from _of_segments(body)
    yield from of_texts(body)


def of_texts(body: Mapping[str, Any]) -> Iterator[Change]:
    """Each personalisation dropped, and its default shown to everybody."""
    for root in ("content", "webhook_key_value"):
        for path, text in _texts(body.get(root), (root,)):
            for match in _LIQUID.finditer(text):
                around = (text[: match.start()], text[match.end() :])
                yield Change(path, f"if '{match[0]}' is left out", _with(body, path, "".join(around)))
                default = _DEFAULT.search(match[0])
                said = (default[1] or default[2] or "") if default else ""
                if said:
                    message = f"if everybody reads '{said}' in place of '{match[0]}'"
                    yield Change(path, message, _with(body, path, said.join(around)))


def _texts(value: Json, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, (*path, index))


def _of_events(body: Mapping[str, Any]) -> Iterator[Change]:
    for path, event in _events(body):
        name = event.get("event_name")
        for end, days in (("from", -1), ("to", 1)):
            day = read_day(event.get(end))
            if day is not None:
                wider = number_of(day + timedelta(days=days))
                said = f"if '{end}' of {name} is a day {'earlier' if days < 0 else 'later'}"
                yield Change((*path, end), said, _with(body, (*path, end), wider))
        if isinstance(event.get("operator"), str):
            yield from _of_comparison(body, path, event, f"the number of {name}", can_drop=True)
    yield from _of_any(body)
    query = _at(body, ("where", "advanced_query")) or {}
    for name, other in (("did_all", "did_none"), ("did_none", "did_all")):
        for index, event in enumerate(query.get(name) or ()):
            left = [each for number, each in enumerate(query[name]) if number != index]
            flipped = {**query, name: left, other: [*(query.get(other) or ()), event]}
            said = f"if those are meant who {'did not do' if name == 'did_all' else 'did'} {event.get('event_name')}"
            path = ("where", "advanced_query", name, index)
            yield Change(path, said, _with(body, ("where", "advanced_query"), flipped))
    where = body.get("where") or {}
    if where.get("event_name") is not None:
        yield Change(
            ("where", "event_name"),
            f"if those are meant who did not do {where['event_name']}",
            _not_base(body),
        )


def _of_any(body: Mapping[str, Any]) -> Iterator[Change]:
    """Each event of an alternative dropped: those who did that one alone are lost."""
    either = _at(body, ("where", "advanced_query", "did_any"))
    below: Path = ("any_events",) if isinstance(either, Mapping) else ()
    events = either.get("any_events") if isinstance(either, Mapping) else either
    path: Path = ("where", "advanced_query", "did_any", *below)
    for index, event in enumerate(events or ()):
        if len(events or ()) > 1:
            said = f"if {event.get('event_name')} is none of the events of which one is enough"
            yield Change((*path, index), said, _without(body, (*path, index)))
    if isinstance(either, Mapping) and isinstance(either.get("operator"), str):
        what = "the number of all together"
        yield from _of_comparison(body, ("where", "advanced_query", "did_any"), either, what, can_drop=True)


def _not_base(body: Mapping[str, Any]) -> Mapping[str, Any]:
    where = dict(body["where"])
    event = {key: where.pop(key) for key in BASE_EVENT if key in where}
    query = dict(where.get("advanced_query") or {})
    query["did_none"] = [*query.get("did_none", ()), event]
    return {**body, "where": {**where, "advanced_query": query}}


def _of_conditions(body: Mapping[str, Any]) -> Iterator[Change]:
    lists: list[Path] = [("where", "profile_fields")]
    lists += [("where", "common_profile_properties", group) for group in PROFILE_GROUPS]
    profile = list(lists)
    for path, _ in _events(body):
        lists += [(*path, "event_properties"), (*path, "session_properties")]
    for path in lists:
        for index, entry in enumerate(_at(body, path) or ()):
            here = (*path, index)
            if path not in profile:
                yield Change(here, f"if '{entry.get('name')}' is not asked for", _without(body, here))
            yield from _of_comparison(body, here, entry, f"'{entry.get('name')}'", can_drop=False)


def _of_comparison(
    body: Mapping[str, Any], path: Path, entry: Mapping[str, Any], what: str, *, can_drop: bool
) -> Iterator[Change]:
    """A comparison flipped and widened; one of a count dropped, too."""
    operator, value = str(entry.get("operator", "equals")), entry.get("value")
    if can_drop:
        bare = {key: each for key, each in entry.items() if key not in ("operator", "value")}
        yield Change((*path, "operator"), f"if {what} is not asked for", _with(body, path, bare))
    if operator in _FLIPS and (
        not can_drop or _FLIPS[operator] not in ("does_not_contain", "does_not_exist")
    ):
        flipped = {**entry, "operator": _FLIPS[operator]}
        yield Change(path, f"if {what} is asked for the other way round", _with(body, path, flipped))
    for wider, said in _widened(operator, value, is_count=can_drop):
        yield Change(path, f"if {what} {said}", _with(body, path, {**entry, **wider}))


def _widened(operator: str, value: Json, *, is_count: bool) -> Iterator[tuple[dict[str, Json], str]]:
    step = _WIDER.get(operator, 0) or _WIDER_UP.get(operator, 0)
    if step and _is_number(value):
        yield {"value": value + step}, f"may be {value + step} as well"
    if operator == "between" and isinstance(value, list) and [*map(_is_number, value)] == [True, True]:
        low, high = value
        yield {"value": [low - 1, high]}, f"may be {low - 1} as well"
        yield {"value": [low, high + 1]}, f"may be {high + 1} as well"
    if operator in ("equals", "in") and not is_count:
        if isinstance(value, str) and value not in ("True", "False"):
            yield {"operator": "contains"}, f"may hold more than '{value}'"
        elif isinstance(value, list) and len(value) > 1:
            for index, one in enumerate(value):
                rest = [each for number, each in enumerate(value) if number != index]
                yield {"value": rest}, f"may not be '{one}' any more"


def _of_segments(body: Mapping[str, Any]) -> Iterator[Change]:
    segment = body.get("segment")
    if segment is not None and str(segment).isdecimal():
        flipped = {key: value for key, value in body.items() if key != "segment"}
        where = {**(body.get("where") or {})}
        where["exclude_segments"] = [*where.get("exclude_segments", ()), str(segment)]
        said = f"if those are meant who are not in segment {segment}"
        yield Change(("segment",), said, {**flipped, "where": where})


def _events(body: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    where = body.get("where")
    if not isinstance(where, Mapping):
        return
    if where.get("event_name") is not None:
        yield ("where",), {key: where[key] for key in BASE_EVENT if key in where}
    for name in ("did_all", "did_none"):
        for index, event in enumerate(_at(where, ("advanced_query", name)) or ()):
            yield ("where", "advanced_query", name, index), event
    either = _at(where, ("advanced_query", "did_any"))
    below: Path = ("any_events",) if isinstance(either, Mapping) else ()
    for index, event in enumerate(
        (either.get("any_events") if isinstance(either, Mapping) else either) or ()
    ):
        yield ("where", "advanced_query", "did_any", *below, index), event


def _at(value: Any, path: Path) -> Any:
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        else:
            return None
    return value


def _edited(body: Mapping[str, Any], path: Path, edit: Callable[[Any, str | int], None]) -> Mapping[str, Any]:
    made = copy.deepcopy(dict(body))
    edit(_at(made, path[:-1]), path[-1])
    return made


def _with(body: Mapping[str, Any], path: Path, value: Json) -> Mapping[str, Any]:
    """The body with another value at a path. The base event shares its mapping with the whole of ``where``."""
    if path == ("where",):
        kept = {key: each for key, each in body["where"].items() if key not in BASE_EVENT}
        return {**body, "where": {**kept, **value}}
    return _edited(body, path, lambda holder, key: holder.__setitem__(key, value))


def _without(body: Mapping[str, Any], path: Path) -> Mapping[str, Any]:
    """The body without what stands at a path; an event of the base takes its window and conditions along."""
    if path == ("where", "event_name"):
        return _with(body, ("where",), {})
    if path == ("segment",):
        rest = {key: value for key, value in body.items() if key != "segment"}
        return {**rest, "where": rest.get("where", {})}
    return _edited(body, path, lambda holder, key: holder.__delitem__(key))


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
