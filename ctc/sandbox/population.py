"""People and what they did: what a query is asked of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from ctc.canonical import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device of a profile; ``push`` says whether it has a token and its owner has not opted out."""

    platform: str
    """``android``, ``ios`` or ``web``."""
    push: bool = True
    last_active: int = 0
    """The day as YYYYMMDD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One person. ``groups`` holds the properties outside ``profile_fields``, by group name
    (demographics, technographics, app_fields, geo_fields, reachability); ``devices`` are sorted, the last
    active one first; ``subscribed`` holds ``email``, ``sms``, ``whatsapp``.
    """

    id: int
    properties: Mapping[str, Json] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[Device, ...] = ()
    subscribed: frozenset[str] = frozenset()


class Event(NamedTuple):
    """One thing that a profile did, on a day YYYYMMDD. A tuple, as there are many of them."""

    profile: int
    day: int
    properties: Mapping[str, Any]
    session: Mapping[str, Any]


class Occurrence(NamedTuple):
    """One event of one profile, its day as YYYYMMDD."""

    name: str
    day: int
    properties: dict[str, Any]
    session: dict[str, Any]


class Population(Protocol):
    """People by id, and events by name in the order of their days."""

    @property
    def profiles(self) -> Mapping[int, Profile]: ...

    def events(self, name: str) -> Sequence[Event]: ...


class SmallPopulation:
    """A population in memory, of plain profiles and (name, event) pairs."""

    def __init__(self, profiles: Iterable[Profile], events: Iterable[tuple[str, Event]] = ()) -> None:
        self._profiles = {profile.id: profile for profile in profiles}
        self._events: defaultdict[str, list[Event]] = defaultdict(list)
        for name, event in events:
            self._events[name].append(event)
        for named in self._events.values():
            named.sort(key=lambda event: event.day)

    @property
    def profiles(self) -> Mapping[int, Profile]:
        return self._profiles

    def events(self, name: str) -> Sequence[Event]:
        return self._events.get(name, ())
