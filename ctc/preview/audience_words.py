"""Who a message goes to, in words."""

from collections.abc import Iterator, Mapping
from typing import Any

from ctc.preview.message import recipients
from ctc.preview.text import plain
from ctc.wording.clauses import any_of_words, comparison_words, event_words, maps


def audience(body: Mapping[str, Any]) -> str:
    """One line: an identity send's counts, a segment, or the query's own clauses."""
    if "to" in body:
        counts = recipients(body)
        total = sum(counts.values())
        return f"{total} recipient{'' if total == 1 else 's'}{_kinds(counts)}"
    return "; ".join(conditions(body)) or "Everybody"


def _kinds(counts: Mapping[str, int]) -> str:
    """How they are named: `` by Email``, or the count of each kind."""
    if len(counts) < 2:
        return "".join(f" by {kind}" for kind in counts)
    return ": " + ", ".join(f"{count} by {kind}" for kind, count in counts.items())


def conditions(body: Mapping[str, Any]) -> Iterator[str]:
    """What narrows a create's audience, condition by condition; nothing for everybody."""
    segment = plain(body.get("segment"))
    if segment and segment.lower() != "all":
        yield f"segment {segment}"
    where = body.get("where")
    if isinstance(where, Mapping):
        yield from _clauses(where)
    excluded = [
        plain(entry)
        for part in (body, where)
        if isinstance(part, Mapping) and isinstance(part.get("exclude_segments"), list)
        for entry in part["exclude_segments"]
    ]
    if excluded:
        yield f"not in segment {' or '.join(excluded)}"


def _clauses(where: Mapping[str, Any]) -> Iterator[str]:
    loose = [where.get("event_properties"), where.get("session_properties")]
    if where.get("event_name"):
        yield f"did {event_words(where, plain)}"
        loose = []
    common = where.get("common_profile_properties")
    groups = [where.get("profile_fields"), *(common.values() if isinstance(common, Mapping) else [])]
    for entries in (*groups, *loose):
        yield from (comparison_words(entry, plain) for entry in maps(entries))
    query = where.get("advanced_query")
    if not isinstance(query, Mapping):
        return
    yield from (f"did {event_words(event, plain)}" for event in maps(query.get("did_all")))
    yield from filter(None, [any_of_words(query.get("did_any"), plain)])
    yield from (f"did not {event_words(event, plain)}" for event in maps(query.get("did_none")))
