"""The conditions of an audience as a plan and a preview say them: ``Age at least 18``, ``at least 2 times``."""

from collections.abc import Callable, Mapping
from typing import Any, Final

_OPERATORS: Final[Mapping[str, str]] = {
    "equals": "is",
    "not_equals": "is not",
    "contains": "contains",
    "does_not_contain": "does not contain",
    "not_contains": "does not contain",
    "exists": "is known",
    "does_not_exist": "is not known",
    "greater_than": "over",
    "greater_than_equals": "at least",
    "greater_than_or_equal": "at least",
    "less_than": "under",
    "less_than_equals": "at most",
    "less_than_or_equal": "at most",
    "in": "is",
    "not_in": "is not",
}
"""One that is not here is said as it is written."""
_SESSIONS: Final = {"first_time": "for the first time", "last_time": "for the last time"}


def comparison_words(entry: Mapping[str, Any], shown: Callable[[Any], str]) -> str:
    """A property and what it is compared with; ``shown`` writes a single value."""
    name, operator, value = entry.get("name"), str(entry.get("operator", "equals")), entry.get("value")
    if name in _SESSIONS and str(value).lower() == "true":
        return _SESSIONS[name]
    joined = (" and " if operator == "between" else " or ").join(
        shown(one) for one in (value if isinstance(value, list) and value else [value])
    )
    return f"{_text(name)} {_said(operator)} {joined if 'value' in entry else ''}".strip()


def event_words(event: Mapping[str, Any], shown: Callable[[Any], str]) -> str:
    """An event, how often it happened, when, and with what: ``Charged at least 2 times from 2026-01-01``."""
    said = [_text(event.get("event_name")), *([_times(event)] if "operator" in event else [])]
    said += [f"{end} {_day(event[end])}" for end in ("from", "to") if end in event]
    properties = [*maps(event.get("event_properties")), *maps(event.get("session_properties"))]
    words = [comparison_words(entry, shown) for entry in properties]
    said += [word if word in _SESSIONS.values() else f"with {word}" for word in words]
    return " ".join(filter(None, said))


def any_of_words(some: object, shown: Callable[[Any], str]) -> str:
    """``did any of …``; empty where this is no list of events."""
    events = some["any_events"] if isinstance(some, Mapping) and some.keys() == {"any_events"} else ()
    words = [event_words(event, shown) for event in maps(events)]
    return f"did any of {', '.join(words)}" if words else ""


def _times(event: Mapping[str, Any]) -> str:
    operator, value = str(event["operator"]), event.get("value")
    said = "" if operator == "equals" else f"{_said(operator)} "
    return f"{said}{value} time{'' if value == 1 else 's'}"


def _day(value: object) -> str:
    text = str(value)
    return f"{text[:4]}-{text[4:6]}-{text[6:]}" if len(text) == 8 and text.isdecimal() else text


def _text(name: object) -> str:
    return name if isinstance(name, str) else ""


def maps(entries: object) -> list[Mapping[str, Any]]:
    """The mappings of a list; nothing where there is no list."""
    return [entry for entry in entries if isinstance(entry, Mapping)] if isinstance(entries, list) else []


def _said(operator: str) -> str:
    return _OPERATORS.get(operator, operator)
