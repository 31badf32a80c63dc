"""Who a campaign is for, as far as it can be told from the body alone.

Everybody is an audience without a non-empty positive predicate: ``{}``, empty lists, dates alone, exclusions
alone (``did_none``, ``exclude_segments``, negated operators), or ``segment: all``. It is asked in the schema
stage, in the compiler and again in the HTTP client, always through :func:`is_everybody`.
"""

from collections.abc import Mapping
from typing import Any, Final

from ctc.canonical import digest_of

PROFILE_GROUPS: Final = (
    "profile_fields",
    "demographics",
    "technographics",
    "app_fields",
    "geo_fields",
    "reachability",
)
"""Lists under ``where.common_profile_properties`` [seed], [newer docs]."""

BASE_EVENT: Final = ("event_name", "from", "to", "event_properties", "session_properties")
"""What stands directly under ``where`` and makes one event together [seed]."""

AUDIENCE_PARTS: Final = (
    "target_mode",
    "where",
    "segment",
    "exclude_segments",
    "devices",
    "send_to_all_devices",
    "control_group",
    "system_control_group_include",
    "subscription_groups",
    "send_email_to_opted_out_users",
)
"""All that decides who gets a campaign."""

NEGATIONS: Final = frozenset({"not_equals", "does_not_contain", "does_not_exist", "not_contains", "not_in"})
"""Operators that exclude: a predicate with one of them leaves nearly everybody in."""


def audience_key(body: Mapping[str, Any]) -> str:
    """A digest over everything that decides who gets a campaign. Journals and caches hold it: it never changes."""
    return digest_of({key: body[key] for key in AUDIENCE_PARTS if key in body})


def is_everybody(body: Mapping[str, Any]) -> bool:
    """Whether the body of a create is meant for the whole user base. Takes any shape, valid or not."""
    segment = body.get("segment")
    if isinstance(segment, str) and segment.strip().lower() == "all":
        return True
    if _is_segment_id(segment):
        return False
    where = body.get("where")
    return not (isinstance(where, dict) and _narrows(where))


def _is_segment_id(segment: object) -> bool:
    if isinstance(segment, bool):
        return False
    if isinstance(segment, float):
        return segment.is_integer()
    return isinstance(segment, int) or (isinstance(segment, str) and segment.strip().isdigit())


def _narrows(where: Mapping[str, Any]) -> bool:
    if _is_text(where.get("event_name")):
        return True
    common = where.get("common_profile_properties")
    groups = [where.get("profile_fields"), where.get("session_properties")]
    if isinstance(common, dict):
        groups += [common.get(name) for name in PROFILE_GROUPS]
    if any(_is_positive(entry) for group in groups if isinstance(group, list) for entry in group):
        return True
    query = where.get("advanced_query")
    events = _events(query) if isinstance(query, dict) else []
    return any(isinstance(event, dict) and _is_text(event.get("event_name")) for event in events)


def _events(query: Mapping[str, Any]) -> list[Any]:
    every = query.get("did_all")
    either = query.get("did_any")
    events = either.get("any_events") if isinstance(either, dict) else either
    return [event for group in (every, events) if isinstance(group, list) for event in group]


def _is_positive(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and _is_text(entry.get("name"))
        and entry.get("operator", "equals") not in NEGATIONS
        and _narrows_by(entry.get("operator", "equals"), entry.get("value"))
    )


def _narrows_by(operator: object, value: object) -> bool:
    """Whether it is compared with something: every text contains an empty one, and a blank cell compares nothing."""
    if operator == "exists":
        return True
    blank = [*map(is_blank, value if isinstance(value, list) else [value])]
    return bool(blank) and not (any(blank) if operator == "contains" else all(blank))


def is_blank(value: object) -> bool:
    """Whether it is a text without a character that anybody sees; a byte order mark is none."""
    return isinstance(value, str) and not value.replace("\ufeff", "").strip()


def _is_text(value: object) -> bool:
    return isinstance(value, str) and not is_blank(value)
