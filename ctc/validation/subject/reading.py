"""Reading a body of any shape without ever failing on it."""

from collections.abc import Mapping
from typing import NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import JsonPath

_NOTHING: Mapping[str, Json] = {}


class Leaf(NamedTuple):
    """One string of a body. ``name`` is the key it stands under (of its list, for an item of one).

    A named tuple, as a body has dozens of them and each is made once a run.
    """

    path: JsonPath
    name: str
    text: str


def mapping(value: Json) -> Mapping[str, Json]:
    """The value where it is a mapping, else an empty one."""
    return value if isinstance(value, dict) else _NOTHING


def text(value: Json) -> str:
    """The value where it is a string, else an empty one."""
    return value if isinstance(value, str) else ""


def items(value: Json) -> list[Json]:
    """The value where it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def strings(value: Json) -> list[str]:
    return [entry for entry in items(value) if isinstance(entry, str)]


def dig(value: Json, *keys: str) -> Json:
    """What stands under nested keys, or None."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def leaves_of(body: Mapping[str, Json]) -> list[Leaf]:
    """The strings of ``content`` and ``webhook_key_value``: what is shown, opened or passed on."""
    found: list[Leaf] = []
    for part in ("content", "webhook_key_value"):
        if part in body:
            _collect(body[part], (part,), part, found)
    return found


def _collect(value: Json, path: JsonPath, name: str, found: list[Leaf]) -> None:
    if isinstance(value, dict):
        for key, below in value.items():
            if isinstance(below, str):
                found.append(Leaf((*path, key), str(key), below))
            elif isinstance(below, (dict, list)):
                _collect(below, (*path, key), str(key), found)
    elif isinstance(value, str):
        found.append(Leaf(path, name, value))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            _collect(below, (*path, index), name, found)


Placed = tuple[JsonPath, Mapping[str, Json]]
"""A mapping of the body, with its path."""


def predicates(body: Mapping[str, Json]) -> list[Placed]:
    """The profile predicates of ``where``, all of which must hold."""
    found: list[Placed] = []
    where = body.get("where")
    if isinstance(where, dict):
        common = where.get("common_profile_properties")
        if isinstance(common, dict):
            for group in ("profile_fields", "demographics"):
                if group in common:
                    _add(found, ("where", "common_profile_properties", group), common[group])
        if "profile_fields" in where:
            _add(found, ("where", "profile_fields"), where["profile_fields"])
    return found


def properties(body: Mapping[str, Json]) -> list[Placed]:
    """The conditions of ``where`` on its event and the session."""
    found: list[Placed] = []
    where = mapping(body.get("where"))
    for group in ("event_properties", "session_properties"):
        if group in where:
            _add(found, ("where", group), where[group])
    return found


def events(body: Mapping[str, Json]) -> list[Placed]:
    """The events of ``where`` with their windows: the base event, then those of ``advanced_query``."""
    found: list[Placed] = []
    where = body.get("where")
    if not isinstance(where, dict):
        return found
    if "event_name" in where:
        found.append((("where",), where))
    query = where.get("advanced_query")
    if isinstance(query, dict):
        for name in ("did_all", "did_none"):
            _add(found, ("where", "advanced_query", name), query.get(name))
        either = mapping(query.get("did_any")).get("any_events")
        _add(found, ("where", "advanced_query", "did_any", "any_events"), either)
    return found


def _add(found: list[Placed], path: JsonPath, entries: Json) -> None:
    for index, entry in enumerate(items(entries)):
        found.append(((*path, index), mapping(entry)))


def counted(number: int, noun: str) -> str:
    """``1 part``, ``2 parts``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
