"""What a catalog knows. A section that is missing is None: of its kind nothing is checked."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from ctc.canonical import Json
from ctc.catalog import own
from ctc.patterns import pattern

SANDBOX: Final = "sandbox"
_SIGNS: Final = pattern(r"[\W_]+")
SECTIONS: Final = (
    "events",
    "profile",
    "segments",
    "providers",
    "provider_groups",
    "control_groups",
    "android_channels",
    "webhook_endpoints",
    "whatsapp_templates",
    "links",
    "testers",
)


class Property(NamedTuple):
    """A property of an event or a profile. ``type`` is text, number, boolean, date or, with ``values``, values; None
    says nothing of what it holds."""

    type: str | None = None
    values: Sequence[Json] = ()
    deprecated: str | None = None


class Event(NamedTuple):
    """An event. ``properties`` is None where the catalog does not say which it has."""

    properties: Mapping[str, Json] | None = None
    deprecated: str | None = None

    def property(self, name: str) -> Property | None:
        return property_of(self.properties[name]) if self.properties and name in self.properties else None


class Template(NamedTuple):
    """A WhatsApp template. What is None was not said, and is not checked."""

    key: str
    name: str
    header: str | None
    header_placeholders: int | None
    body: int | None
    buttons: Sequence[str] | None
    language: str | None
    status: str | None


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """The sections as they were written, valid and merged over all files; ``digest`` is that of the files' bytes.

    Entries are read when they are asked for: of a thousand events a run uses a few.
    """

    data: Mapping[str, Json] = field(default_factory=dict)
    digest: str = ""
    _events: dict[str, Event | None] = field(init=False, default_factory=dict, compare=False, repr=False)
    _profile: dict[str, Property | None] = field(init=False, default_factory=dict, compare=False, repr=False)
    """Entries that were asked for."""
    is_broken: bool = False
    """Whether what was written could not be understood; it then checks nothing, as nobody knows what it says."""

    def speaks_of(self, section: str) -> bool:
        return section in self.data

    def section(self, name: str) -> Mapping[str, Json]:
        """The names of a section with what is said of each; empty where it is missing."""
        found = self.data.get(name)
        return found if isinstance(found, dict) else {}

    def names(self, section: str) -> Sequence[str]:
        """The names of a section, in the order of writing."""
        found = self.data.get(section)
        return [*found] if isinstance(found, dict | list) else []

    def event(self, name: str) -> Event | None:
        """An event by its name, CleverTap's own included; None for one that nobody has."""
        if name not in self._events:
            self._events[name] = self._read_event(name)
        return self._events[name]

    def _read_event(self, name: str) -> Event | None:
        events = self.section("events")
        if name in events:
            said = events[name] or {}
            return Event(said.get("properties"), _reason(said))
        return Event() if name in own.EVENTS else None

    def profile(self, name: str) -> Property | None:
        """A profile's property by its name, CleverTap's own included."""
        if name not in self._profile:
            properties = self.section("profile")
            stands = property_of(properties[name]) if name in properties else None
            self._profile[name] = stands or (Property() if name in own.PROFILE else None)
        return self._profile[name]

    def segment_id(self, name: str, environment: str) -> int | None:
        """The id that a segment has in an environment; in the sandbox that of any, where it has none of its own."""
        ids: Mapping[str, int] = self.section("segments").get(name, {})
        if environment in ids or environment != SANDBOX:
            return ids.get(environment)
        return next(iter(ids.values()), None)

    def segment_ids(self, environment: str) -> Mapping[int, str]:
        """The names of the segments of an environment by their ids."""
        found = ((self.segment_id(name, environment), name) for name in self.section("segments"))
        return {number: name for number, name in found if number is not None}

    def providers(self, channel: str) -> Sequence[str] | None:
        """The providers of a channel; None where the catalog does not speak of them."""
        return self.section("providers").get(channel)

    def templates(self, written: str) -> Sequence[Template]:
        """The templates that a ``template_name`` may mean: by the whole name, or without its namespace."""
        every = self.whatsapp_templates()
        whole = [each for each in every if each.name == written]
        bare = [each for each in every if ":" not in written and each.name.rpartition(":")[2] == written]
        return whole or bare

    def whatsapp_templates(self) -> Sequence[Template]:
        return [_template(key, said or {}) for key, said in self.section("whatsapp_templates").items()]

    def hosts(self) -> Sequence[str] | None:
        return self.section("links").get("hosts")

    def deep_links(self) -> Sequence[str] | None:
        return self.section("links").get("deep_links")

    @cached_property
    def values(self) -> frozenset[Json]:
        """All that any property of an event or a profile may be, where the catalog lists it."""
        said = (event or {} for event in self.section("events").values())
        properties = [self.section("profile"), *(each.get("properties") or {} for each in said)]
        every = (property_of(one) for some in properties for one in some.values())
        return frozenset(value for one in every for value in one.values)

    def twins(self, section: str) -> Mapping[str, Sequence[str]]:
        """Names that differ in case, blanks and signs alone, by what they have in common."""
        return _twins(self, section)

    def twins_of(self, event: str) -> Mapping[str, Sequence[str]]:
        """The same of the properties of one event."""
        return _twins_of(self, event)

    def __hash__(self) -> int:
        return id(self)


SILENT: Final = Catalog()
"""The catalog of a repository that has none: it checks nothing."""


def property_of(said: Json) -> Property:
    """What is said of a property: a type, or a mapping."""
    if isinstance(said, str):
        return Property(said)
    if not isinstance(said, dict):
        return Property()
    values = said.get("values")
    return Property("values" if values else said.get("type"), values or (), _reason(said))


def fold(name: str) -> str:
    """What is left of a name without case, blanks and signs; a name of signs alone is itself."""
    return _SIGNS.sub("", name.casefold()) or name


def twins_among(names: Iterable[str]) -> Mapping[str, Sequence[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(fold(name), []).append(name)
    return {key: group for key, group in groups.items() if len(group) > 1}


@lru_cache(maxsize=8)
def _twins(catalog: Catalog, section: str) -> Mapping[str, Sequence[str]]:
    return twins_among(catalog.names(section))


@lru_cache(maxsize=4096)
def _twins_of(catalog: Catalog, event: str) -> Mapping[str, Sequence[str]]:
    found = catalog.event(event)
    return twins_among(found.properties) if found and found.properties else {}


def _reason(said: Mapping[str, Json]) -> str | None:
    """``deprecated: use Charged``, or ``true``; None for what may be used."""
    reason = said.get("deprecated")
    return "" if reason is True else reason if isinstance(reason, str) else None


def _template(key: str, said: Mapping[str, Json]) -> Template:
    header = said.get("header")
    placeholders = None
    if isinstance(header, dict):
        header, placeholders = next(iter(header.items()), (None, None))
    return Template(
        key=key,
        name=said.get("name", key),
        header=header,
        header_placeholders=placeholders,
        body=said.get("body"),
        buttons=said.get("buttons"),
        language=said.get("language"),
        status=said.get("status"),
    )
