"""Who a message goes to, in words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.preview.message import recipients
from ctc.preview.text import plain

_SIGNS: Final = {
    "equals": "is",
    "not_equals": "is not",
    "contains": "contains",
    "does_not_contain": "does not contain",
    "exists": "is known",
    "does_not_exist": "is not known",
    "greater_than": "over",
    "greater_than_equals": "at least",
    "less_than": "under",
    "less_than_equals": "at most",
}


def audience(body: Mapping[str, Any]) -> str:
    """One line: an identity send's counts, a segment, or the query's own clauses."""
    if "to" in body:
        counts = recipients(body)
        total = sum(counts.values())
        return f"{total} recipient{'' if total == 1 else 's'}{_kinds(counts)}"
    if "segment" in body:
        segment = plain(body["segment"])
        return "Everybody" if segment == "all" else f"Segment {segment}"
    where = body.get("where")
    clauses = list(_clauses(where)) if isinstance(where, Mapping) else []
    return "; ".join(clauses) or "Everybody"


def _kinds(counts: Mapping[str, int]) -> str:
    """How they are named: `` by Email``, or the count of each kind."""
    if len(counts) < 2:
        return "".join(f" by {kind}" for kind in counts)
    return ": " + ", ".join(f"{count} by {kind}" for kind, count in counts.items())


def _clauses(where: Mapping[str, Any]) -> Iterator[str]:
    if where.get("event_name"):
        yield f"did {plain(where['event_name'])}{_dates(where)}"
    for group in _maps([where.get("common_profile_properties")]):
        for entries in group.values():
            yield from (_comparison(entry) for entry in _maps(entries))
    for name in ("profile_fields", "event_properties"):
        yield from (_comparison(entry) for entry in _maps(where.get(name)))
    yield from (_session(entry) for entry in _maps(where.get("session_properties")))
    for query in _maps([where.get("advanced_query")]):
        yield from (f"did {_event(event)}" for event in _maps(query.get("did_all")))
        for some in _maps([query.get("did_any")]):
            yield "did any of " + ", ".join(_event(event) for event in _maps(some.get("any_events")))
        yield from (f"did not {_event(event)}" for event in _maps(query.get("did_none")))
    if where.get("exclude_segments"):
        yield "without segments " + ", ".join(plain(entry) for entry in where["exclude_segments"])


def _event(event: Mapping[str, Any]) -> str:
    times = f" {_sign(event)} {plain(event.get('value'))} times" if "operator" in event else ""
    return f"{plain(event.get('event_name'))}{times}{_dates(event)}"


def _dates(query: Mapping[str, Any]) -> str:
    bounds = [_date(plain(query[key])) for key in ("from", "to") if key in query]
    return f" ({' to '.join(bounds)})" if bounds else ""


def _date(text: str) -> str:
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdigit() else text


def _comparison(entry: Mapping[str, Any]) -> str:
    value = entry.get("value")
    joined = " and " if entry.get("operator") == "between" else " or "
    shown = joined.join(plain(part) for part in value) if isinstance(value, list) else plain(value)
    return f"{plain(entry.get('name'))} {_sign(entry)} {shown}".strip()


def _session(entry: Mapping[str, Any]) -> str:
    times = {"first_time": "for the first time", "last_time": "for the last time"}
    said = times.get(plain(entry.get("name")), "")
    return said if said and plain(entry.get("value")).lower() == "true" else _comparison(entry)


def _sign(entry: Mapping[str, Any]) -> str:
    operator = plain(entry.get("operator", "equals"))
    return _SIGNS.get(operator, operator)


def _maps(entries: object) -> list[Mapping[str, Any]]:
    """The mappings of a list; nothing where there is no list."""
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []
