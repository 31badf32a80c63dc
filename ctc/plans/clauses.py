"""The audience of a body as clauses, all of which must hold, each with its words."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ctc.audience import BASE_EVENT, PROFILE_GROUPS
from ctc.canonical import Json, canonical_bytes
from ctc.wording.clauses import any_of_words, comparison_words, event_words

_KNOWN: Final = frozenset(
    {*BASE_EVENT, "profile_fields", "common_profile_properties", "advanced_query", "exclude_segments"}
)


class Clause(NamedTuple):
    """One condition; ``kind`` says how it is compared, ``words`` how it is shown."""

    kind: str
    value: Json
    words: str


def clauses(body: Mapping[str, Any]) -> Iterator[Clause]:
    """The conditions of a body's audience, all of which must hold."""
    if "segment" in body:
        segment = str(body["segment"])
        if segment.lower() != "all":
            yield _exact("segment", segment, f"in segment {segment}")
    where = body.get("where")
    where = where if isinstance(where, Mapping) else {}
    yield from _excluded(body.get("exclude_segments"))
    yield from _excluded(where.get("exclude_segments"))
    if "event_name" in where:
        yield _event({key: where[key] for key in BASE_EVENT if key in where})
    else:
        dates = {key: where[key] for key in BASE_EVENT if key in where}
        if dates:
            yield _exact("dates", dates)
    yield from _properties("profile_fields", where.get("profile_fields"))
    common = where.get("common_profile_properties")
    for group in PROFILE_GROUPS:
        yield from _properties(group, common.get(group) if isinstance(common, Mapping) else None)
    yield from _query(where.get("advanced_query"))
    for key in sorted(where.keys() - _KNOWN):
        yield _exact(key, where[key])


def _excluded(segments: object) -> Iterator[Clause]:
    for segment in segments if isinstance(segments, list) else ():
        yield _exact("not in segment", str(segment), f"not in segment {segment}")


def _properties(group: str, entries: object) -> Iterator[Clause]:
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, Mapping):
            yield Clause(kind="property", value=[group, dict(entry)], words=comparison_words(entry, _shown))


def _query(query: object) -> Iterator[Clause]:
    if not isinstance(query, Mapping):
        return
    for event in _list(query.get("did_all")):
        yield _event(event) if isinstance(event, Mapping) else _exact("did_all", event)
    for event in _list(query.get("did_none")):
        if isinstance(event, Mapping):
            yield Clause(kind="did_none", value=dict(event), words=f"did not {event_words(event, _shown)}")
    for key in sorted(query.keys() - {"did_all", "did_none"}):
        yield _exact(key, query[key], any_of_words(query[key], _shown))


def _event(event: Mapping[str, Any]) -> Clause:
    return Clause(kind="did", value=dict(event), words=f"did {event_words(event, _shown)}")


def _exact(name: str, value: Json, words: str = "") -> Clause:
    """What is compared as it stands; by itself it is shown as it stands, too."""
    shown = words or f"{name} {canonical_bytes(value).decode()}"
    return Clause(kind="exact", value=[name, value], words=shown)


def conditions(event: Mapping[str, Any]) -> Iterator[Clause]:
    """What an event must hold to count."""
    yield from _properties("event_properties", event.get("event_properties"))
    for key in event.keys() - {"from", "to", "event_properties", "operator", "value"}:
        yield _exact(key, event[key])


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _shown(value: Any) -> str:
    return canonical_bytes(value).decode()
