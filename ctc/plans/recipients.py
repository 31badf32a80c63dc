"""A body as journals and plans may hold it: people are a count and a hash."""

from collections.abc import Mapping

from ctc.canonical import Json, digest_of


def without_recipients(body: Mapping[str, Json]) -> Mapping[str, Json]:
    """The body with every inline list under ``to`` as ``{"count", "sha256"}``; a file stays its reference."""
    to = body.get("to")
    if not isinstance(to, Mapping):
        return body
    hidden = {
        kind: {"count": len(people), "sha256": digest_of(people)} if isinstance(people, list) else people
        for kind, people in to.items()
    }
    return {**body, "to": hidden}
