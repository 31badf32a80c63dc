"""What a rule is, and what it is asked about."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple

from ctc.canonical import Json
from ctc.catalog.catalog import SILENT, Catalog
from ctc.codes.code import Code
from ctc.diagnostics import JsonPath, Severity
from ctc.validation.rules.edit import Edit
from ctc.validation.subject.links import Link, is_usual, links_of
from ctc.validation.subject.markup import Markup, read_markup
from ctc.validation.subject.names import (
    EventName,
    PropertyUse,
    event_names,
    event_properties,
    profile_properties,
)
from ctc.validation.subject.reading import Leaf, Placed, leaves_of, mapping, predicates, strings
from ctc.validation.subject.times import Window, deliveries, windows
from ctc.variants import CREATE


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One request of one address: its body in the API's own form, and what the spec says beside it.

    ``guards`` are those in force: the environment's with the spec's own over them. ``timezone`` is the
    environment's, the one that ``when`` is written in. What several rules read is worked out once.
    """

    address: str
    variant: str
    channel: str
    endpoint: str
    body: Mapping[str, Json]
    environment: str = "sandbox"
    timezone: str = "UTC"
    guards: Mapping[str, Json] = field(default_factory=dict)
    catalog: Catalog = SILENT
    """The names that the account has; it is silent where nobody wrote them down."""

    @property
    def is_create(self) -> bool:
        return self.endpoint == CREATE

    @property
    def in_production(self) -> bool:
        return "prod" in self.environment.lower()

    @cached_property
    def content(self) -> Mapping[str, Json]:
        """``content``, or nothing where it is no mapping (an inbox has a list of cards)."""
        return mapping(self.body.get("content"))

    @cached_property
    def platforms(self) -> Mapping[str, Json]:
        return mapping(self.content.get("platform_specific"))

    @cached_property
    def devices(self) -> frozenset[str]:
        """The devices of a push or inbox message; both where none are named."""
        return frozenset(strings(self.body.get("devices"))) or frozenset({"android", "ios"})

    @cached_property
    def deliveries(self) -> Sequence[datetime]:
        """The times that ``when`` names."""
        return deliveries(self.body.get("when"))

    @cached_property
    def windows(self) -> Sequence[Window]:
        """The events of the audience that begin on a day."""
        return windows(self.body)

    @cached_property
    def predicates(self) -> Sequence[Placed]:
        """The conditions on profiles, all of which must hold."""
        return predicates(self.body)

    @cached_property
    def event_names(self) -> Sequence[EventName]:
        """The events that the audience and the conversion goal name."""
        return tuple(event_names(self.body)) if self.is_create else ()

    @cached_property
    def event_properties(self) -> Sequence[PropertyUse]:
        """The properties of events that they name, with what these are compared with."""
        return tuple(event_properties(self.body)) if self.is_create else ()

    @cached_property
    def profile_properties(self) -> Sequence[PropertyUse]:
        """The same of profiles."""
        return tuple(profile_properties(self.body)) if "where" in self.body else ()

    @cached_property
    def leaves(self) -> Sequence[Leaf]:
        """Every string of the content, with its path and the name it stands under."""
        return leaves_of(self.body)

    @cached_property
    def prose(self) -> str:
        """All strings of the content in one: a rule that looks for rare marks asks here first."""
        return "\n".join([leaf.text for leaf in self.leaves])

    @cached_property
    def liquid(self) -> Sequence[Leaf]:
        """The strings of the content that hold ``{{`` or ``{%``."""
        if "{{" not in self.prose and "{%" not in self.prose:
            return ()
        return [leaf for leaf in self.leaves if "{{" in leaf.text or "{%" in leaf.text]

    @cached_property
    def links(self) -> Sequence[Link]:
        """Every address that the message opens or loads."""
        return links_of(self.leaves, self.markup)

    @cached_property
    def odd_links(self) -> Sequence[Link]:
        """The links that are not known to be well-formed at a glance."""
        return [link for link in self.links if not is_usual(link.url)]

    @cached_property
    def markup(self) -> Markup | None:
        """What the HTML of an email holds; None for every other channel."""
        html = self.content.get("body")
        return read_markup(html) if self.channel == "email" and isinstance(html, str) else None


class Problem(NamedTuple):
    """What a rule found, before it has its rule's code and severity. ``path`` starts at the body."""

    message: str
    path: JsonPath
    hint: str | None = None
    at: Literal["key", "value"] = "value"


Check = Callable[[Subject], Iterable[Problem]]
Mend = Callable[[Subject], Iterable[Edit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """The documentation of a rule: what, why, a bad and a good example, and where the fact is from."""

    code: str
    severity: Severity
    title: str
    what: str
    why: str
    bad: str
    good: str
    source: str = ""
    ignorable: bool = True
    environmental: bool = False
    """Whether the answer depends on the environment; then an ``ignore`` that hides nothing here is no finding."""

    def documentation(self) -> Code:
        return Code(
            code=self.code,
            severity=self.severity,
            title=self.title,
            what=self.what,
            why=self.why,
            bad=self.bad,
            good=self.good,
            source=self.source,
            ignorable=self.ignorable,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Described):
    """A rule about one body. ``channels`` names those it is asked for; empty means all of them.

    ``bad`` and ``good`` are bodies in YAML, or parts of one. ``fix`` gives the edits that mend it, where that
    is mechanical.
    """

    channels: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    """The sections of the catalog that it holds bodies against: it is asked where the catalog speaks of one of them.

    Such a rule's examples hold ``catalog:`` beside ``body:``.
    """
    check: Check
    fix: Mend | None = None


Marked = tuple[str, Sequence[str]]
"""An address, and its marks: all that rules across files compare addresses by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrossRule(Described):
    """A rule about all addresses together; ``check`` gives problems by address."""

    check: Callable[[Iterable[Marked]], Iterable[tuple[str, Problem]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRule(Described):
    """A rule about a file rather than a body: it is asked where that file's facts are known (``files.py``)."""
