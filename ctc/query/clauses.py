"""An audience taken apart: clauses that must all hold, each an audience by itself.

The audience of a body is exactly what all of its clauses have in common, which is a law in the tests. So a clause says
of a person what kept him or her out, or that nothing did.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from ctc.audience import BASE_EVENT, PROFILE_GROUPS
from ctc.canonical import Json
from ctc.query.parse import segment_id
from ctc.wording.clauses import any_of_words, comparison_words, event_words

Path = tuple[str | int, ...]
_COMMON: Final = "common_profile_properties"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of an audience. ``path`` leads from the body to what a person would edit; ``body`` is an audience of
    this clause alone; ``said`` is the clause in words."""

    path: Path
    said: str
    body: Mapping[str, Json]

    @property
    def segment(self) -> int | None:
        """The id of the segment that it is about, or None."""
        if "segment" in self.body:
            return segment_id(self.body["segment"])
        where = self.body.get("where")
        excluded = where.get("exclude_segments") if isinstance(where, Mapping) else None
        return segment_id(excluded[0]) if excluded else None


def clauses_of(body: Mapping[str, Any]) -> tuple[Clause, ...]:
    """The clauses of a create's audience, in the order in which they are evaluated."""
    where = body.get("where")
    return (
        *(_of_where(where) if isinstance(where, Mapping) else ()),
        *_of_segment(body),
        *_excluded(body.get("exclude_segments"), ("exclude_segments",)),
    )


def _of_where(where: Mapping[str, Any]) -> Iterator[Clause]:
    if where.get("event_name") is not None:
        base = {key: where[key] for key in BASE_EVENT if key in where}
        yield Clause(path=("where", "event_name"), said=f"did {_event(base)}", body={"where": base})
    yield from _conditions(
        where.get("profile_fields"), ("where", "profile_fields"), lambda one: {"profile_fields": [one]}
    )
    common = where.get(_COMMON)
    common = common if isinstance(common, Mapping) else {}
    for group in PROFILE_GROUPS:
        yield from _conditions(
            common.get(group), ("where", _COMMON, group), lambda one, group=group: {_COMMON: {group: [one]}}
        )
    query = where.get("advanced_query")
    if isinstance(query, Mapping):
        yield from _of_query(query)
    yield from _excluded(where.get("exclude_segments"), ("where", "exclude_segments"))


def _conditions(entries: Json, path: Path, around: Any) -> Iterator[Clause]:
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        said = comparison_words(entry, _shown)
        yield Clause(path=(*path, index), said=said, body={"where": around(entry)})


def _of_query(query: Mapping[str, Any]) -> Iterator[Clause]:
    path: Path = ("where", "advanced_query")
    for index, event in enumerate(query.get("did_all") or ()):
        part = {"advanced_query": {"did_all": [event]}}
        yield Clause(path=(*path, "did_all", index), said=f"did {_event(event)}", body={"where": part})
    either = query.get("did_any")
    if either and (isinstance(either, list) or either.get("any_events")):
        any_of = either if isinstance(either, Mapping) else {"any_events": either}
        said = any_of_words({"any_events": any_of["any_events"]}, _shown) or "did any of these"
        yield Clause(
            path=(*path, "did_any"), said=said, body={"where": {"advanced_query": {"did_any": either}}}
        )
    for index, event in enumerate(query.get("did_none") or ()):
        part = {"advanced_query": {"did_none": [event]}}
        said = f"did not do {_event(event)}"
        yield Clause(path=(*path, "did_none", index), said=said, body={"where": part})


def _of_segment(body: Mapping[str, Any]) -> Iterator[Clause]:
    segment = body.get("segment")
    if segment is None or (isinstance(segment, str) and segment.strip().lower() == "all"):
        return
    yield Clause(path=("segment",), said=f"is in segment {segment}", body={"segment": segment})


def _excluded(entries: Json, path: Path) -> Iterator[Clause]:
    for index, number in enumerate(entries if isinstance(entries, list) else ()):
        body = {"where": {"exclude_segments": [number]}}
        yield Clause(path=(*path, index), said=f"is not in segment {number}", body=body)


def _event(event: Mapping[str, Any]) -> str:
    return event_words(event, _shown)


def _shown(value: object) -> str:
    return str(value)
