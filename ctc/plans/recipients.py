"""A body as journals, plans and their readers may hold it: people are a count and a hash, in its texts too."""

import re
from collections.abc import Mapping
from typing import Any, Final

from ctc.canonical import Json, digest_of

SOMEBODY: Final = "«recipient»"
"""Stands for who gets it, where a text names them."""
_SHORTEST: Final = 4
"""Characters of an identifier that nobody takes for a word of the text."""


def without_recipients(body: Mapping[str, Json]) -> Mapping[str, Json]:
    """The body with every inline list under ``to`` as ``{"count", "sha256"}``, and none of those people in its texts; a
    file stays its reference."""
    to = body.get("to")
    if not isinstance(to, Mapping):
        return body
    lists = {kind: people for kind, people in to.items() if isinstance(people, list)}
    hidden = {kind: {"count": len(people), "sha256": digest_of(people)} for kind, people in lists.items()}
    named = {
        one for people in lists.values() for one in people if isinstance(one, str) and len(one) >= _SHORTEST
    }
    rest = {key: _without(value, named) for key, value in body.items() if key != "to"} if named else {}
    return {**body, **rest, "to": {**to, **hidden}}


def _without(value: Json, named: set[str]) -> Any:
    if isinstance(value, str):
        for one in sorted((one for one in named if one in value), key=len, reverse=True):
            value = re.sub(rf"(?<!\w){re.escape(one)}(?!\w)", SOMEBODY, value)
        return value
    if isinstance(value, Mapping):
        return {key: _without(each, named) for key, each in value.items()}
    return [_without(each, named) for each in value] if isinstance(value, list) else value
