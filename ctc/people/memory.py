"""People in memory: a file of them, or the sample, as one population."""

from collections.abc import Iterable

from ctc.people.events import Event
from ctc.people.population import Occurrence, Profile, SmallPopulation
from ctc.people.segments import SEGMENTS, Segment


def population_of(people: Iterable[tuple[Profile, list[Occurrence]] | Segment]) -> SmallPopulation:
    """The population of what a file holds, with its segments over those of the sample."""
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
