"""Reading a body of any shape without ever failing on it."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import Path

_NOTHING: Mapping[str, Json] = {}


class Leaf(NamedTuple):
    """One string of a body. ``name`` is the key it stands under (of its list, for an item of one).

    A named tuple, as a body has dozens of them and each is made once a run.
    """

    path: Path
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


def _collect(value: Json, path: Path, name: str, found: list[Leaf]) -> None:
    if isinstance(value, dict):
        for key, below in value.items():
            if isinstance(below, str):
                found.append(Leaf((*path, key), str(key), below))
            elif isinstance(below, dict | list):
                _collect(below, (*path, key), str(key), found)
    elif isinstance(value, str):
        found.append(Leaf(path, name, value))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            _collect(below, (*path, index), name, found)


def predicates(body: Mapping[str, Json]) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """The profile predicates of ``where``, all of which must hold, each with its path."""
    where = mapping(body.get("where"))
    common = mapping(where.get("common_profile_properties"))
    for group in ("profile_fields", "demographics"):
        for index, entry in enumerate(items(common.get(group))):
            yield ("where", "common_profile_properties", group, index), mapping(entry)
    for index, entry in enumerate(items(where.get("profile_fields"))):
        yield ("where", "profile_fields", index), mapping(entry)


def events(body: Mapping[str, Json]) -> Iterator[tuple[Path, Mapping[str, Json]]]:
    """The events of ``where`` with their windows: the base event, then those of ``advanced_query``."""
    where = mapping(body.get("where"))
    if "event_name" in where:
        yield ("where",), where
    query = mapping(where.get("advanced_query"))
    for name in ("did_all", "did_none"):
        for index, event in enumerate(items(query.get(name))):
            yield ("where", "advanced_query", name, index), mapping(event)
    for index, event in enumerate(items(mapping(query.get("did_any")).get("any_events"))):
        yield ("where", "advanced_query", "did_any", "any_events", index), mapping(event)


def counted(number: int, noun: str) -> str:
    """``1 part``, ``2 parts``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
