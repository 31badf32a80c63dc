"""People and what they did: what a query is asked of."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple, Protocol

from ctc.audience import PROFILE_GROUPS
from ctc.canonical import Json
from ctc.people.events import Event, Events
from ctc.people.segments import SEGMENTS, Segment

GROUPS: Final = PROFILE_GROUPS[1:]
"""The groups of properties beside those of the profile itself, by the names of the query language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device of a profile; ``push`` says whether it has a token and its owner has not opted out."""

    platform: str
    """``android``, ``ios`` or ``web``."""
    push: bool
    last_active: int
    """The day as YYYYMMDD."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One person. ``groups`` holds the properties outside ``profile_fields``, by group name
    (demographics, technographics, app_fields, geo_fields, reachability); ``devices`` are sorted, the last
    active one first; ``subscribed`` holds ``email``, ``sms``, ``whatsapp``; ``segments`` the ids of segments that
    the person is in whatever their queries say.
    """

    id: int
    properties: Mapping[str, Json] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Json]] = field(default_factory=dict)
    identities: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[Device, ...] = ()
    subscribed: frozenset[str] = frozenset()
    segments: frozenset[int] = frozenset()


class Occurrence(NamedTuple):
    """One event of one profile, its day as YYYYMMDD."""

    name: str
    day: int
    properties: dict[str, Any]
    session: dict[str, Any]


class Population(Protocol):
    """People by id, events by name in the order of their days, and the account's segments by id."""

    @property
    def profiles(self) -> Mapping[int, Profile]: ...

    @property
    def segments(self) -> Mapping[int, Segment]: ...

    def events(self, name: str) -> Events: ...


class SmallPopulation:
    """A population in memory, of plain profiles and (name, event) pairs."""

    def __init__(
        self,
        profiles: Iterable[Profile],
        events: Iterable[tuple[str, Event]] = (),
        segments: Mapping[int, Segment] = SEGMENTS,
    ) -> None:
        self._profiles = {profile.id: profile for profile in profiles}
        self._segments = segments
        named: defaultdict[str, list[Event]] = defaultdict(list)
        for name, event in events:
            named[name].append(event)
        by_day = {name: sorted(some, key=lambda event: event.day) for name, some in named.items()}
        self._events = {name: Events(some) for name, some in by_day.items()}

    @property
    def profiles(self) -> Mapping[int, Profile]:
        return self._profiles

    @property
    def segments(self) -> Mapping[int, Segment]:
        return self._segments

    def events(self, name: str) -> Events:
        return self._events.get(name) or Events(())


class WithSegments:
    """People with more segments than they know of; nobody is in one of these but those who carry its id."""

    def __init__(self, people: Population, ids: Iterable[int]) -> None:
        self._people = people
        self.segments: Mapping[int, Segment] = {
            **{number: Segment(id=number, name="") for number in ids},
            **people.segments,
        }
        self.events = people.events

    @property
    def profiles(self) -> Mapping[int, Profile]:
        return self._people.profiles


def population_of(people: Iterable[tuple[Profile, list[Occurrence]] | Segment]) -> SmallPopulation:
    """The population of a file's people, or of the sample's, in memory; a file's segments stand over the sample's."""
    profiles: list[Profile] = []
    events: list[tuple[str, Event]] = []
    segments: dict[int, Segment] = {}
    for each in people:
        if isinstance(each, Segment):
            segments[each.id] = each
            continue
        profile, occurrences = each
        profiles.append(profile)
        events += [(one.name, Event(profile.id, one.day, one.properties, one.session)) for one in occurrences]
        for number in profile.segments:
            segments.setdefault(number, Segment(id=number, name=""))
    return SmallPopulation(profiles, events, {**SEGMENTS, **segments})
