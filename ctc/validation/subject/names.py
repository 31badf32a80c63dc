"""The names in a body that an account must have: events, properties, and what is said of each."""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.patterns import pattern
from ctc.validation.subject.reading import Leaf, dig, events, items, mapping


class EventName(NamedTuple):
    """An event that a body names."""

    path: JsonPath
    name: str


class PropertyUse(NamedTuple):
    """A property that a body names, and what it is compared with, where it is. ``event`` is None for a profile's."""

    path: JsonPath
    """Of the name itself."""
    name: str
    event: str | None
    operator: str
    value: Json = None
    value_path: JsonPath = ()
    """Of what it is compared with; empty where it is compared with nothing."""


def event_names(body: Mapping[str, Json]) -> Iterator[EventName]:
    """The events of the audience, then that of the conversion goal."""
    for path, event in events(body):
        if isinstance(event.get("event_name"), str):
            yield EventName((*path, "event_name"), event["event_name"])
    goal = body.get("conversion_goal")
    if isinstance(goal, dict) and isinstance(goal.get("event_name"), str):
        yield EventName(("conversion_goal", "event_name"), goal["event_name"])


def event_properties(body: Mapping[str, Json]) -> Iterator[PropertyUse]:
    """The properties of events: conditions of the audience, then what the conversion goal counts and asks for."""
    for path, event in events(body):
        name = event.get("event_name")
        if isinstance(name, str) and "event_properties" in event:
            yield from conditions(event["event_properties"], (*path, "event_properties"), name)
    goal = body.get("conversion_goal")
    if isinstance(goal, dict) and isinstance(goal.get("event_name"), str):
        yield from _of_goal(goal, goal["event_name"])


_COMMON: Final[JsonPath] = ("where", "common_profile_properties", "profile_fields")
_PLAIN: Final[JsonPath] = ("where", "profile_fields")
"""Where conditions on profiles stand."""


def profile_properties(body: Mapping[str, Json]) -> Iterator[PropertyUse]:
    """The properties of profiles that the audience names."""
    where = mapping(body.get("where"))
    yield from conditions(dig(where, "common_profile_properties", "profile_fields"), _COMMON, None)
    yield from conditions(where.get("profile_fields"), _PLAIN, None)


def conditions(
    entries: Json, path: JsonPath, event: str | None, keys: tuple[str, str] = ("name", "value")
) -> Iterator[PropertyUse]:
    """A list of ``{name, operator, value}``, under whatever keys the API has for them there."""
    name, value = keys
    for index, entry in enumerate(items(entries)):
        said = mapping(entry)
        if isinstance(said.get(name), str):
            compared = (*path, index, value) if value in said else ()
            operator = said.get("operator", "equals")
            yield PropertyUse(
                (*path, index, name), said[name], event, str(operator), said.get(value), compared
            )


def _of_goal(goal: Mapping[str, Json], event: str) -> Iterator[PropertyUse]:
    path: JsonPath = ("conversion_goal",)
    if isinstance(goal.get("revenue_property"), str):
        yield PropertyUse((*path, "revenue_property"), goal["revenue_property"], event, operator="")
    asked = mapping(goal.get("filter_type")).get("event_property")
    below = (*path, "filter_type", "event_property")
    for use in conditions(asked, below, event, ("property_name", "property_value")):
        yield use._replace(name=use.name.partition("|")[0])  # `Items|Book name`: a property of an item


_OUTPUT: Final = pattern(r"\{\{-?(.*?)-?\}\}", re.DOTALL)
_TAG: Final = pattern(r"\{%-?(.*?)-?%\}", re.DOTALL)
_QUOTED: Final = pattern(r"""\bProfile\[\s*(?:"([^"]*)"|'([^']*)')\s*\]""")
_STRINGS: Final = pattern(r""""[^"]*"|'[^']*'""")
_DOTTED: Final = pattern(r"\bProfile\.([^\s|{}\[\],()=!<>][^|{}\[\],()=!<>]*)")
_WORD: Final = pattern(r"[^\s|{}\[\],()=!<>]+")
_OPERATORS: Final = pattern(r"\s+(?:and|or|contains)\s.*", re.DOTALL)


class LiquidName(NamedTuple):
    """An attribute of the profile inside Liquid: as written, and the first word of it alone, where the rest may be
    Liquid's own."""

    path: JsonPath
    name: str
    first: str


def liquid_names(leaves: Iterator[Leaf] | list[Leaf]) -> Iterator[LiquidName]:
    """The attributes of ``Profile.…`` in texts with Liquid, those with blanks included."""
    for leaf in leaves:
        for expression in (*_OUTPUT.findall(leaf.text), *_TAG.findall(leaf.text)):
            for double, single in _QUOTED.findall(expression):
                yield LiquidName(leaf.path, double or single, double or single)
            for written in _DOTTED.findall(_STRINGS.sub(" , ", expression)):
                name = _OPERATORS.sub("", written).strip()
                word = _WORD.match(name)
                if word:
                    yield LiquidName(leaf.path, name, word[0])
