"""Rules about names that the catalog knows and has doubts about (CTC489, CTC495)."""

from collections.abc import Iterator, Sequence
from typing import Final

from ctc.catalog.catalog import Catalog, fold
from ctc.diagnostics import JsonPath, Severity
from ctc.validation.rules.rule import Problem, Rule, Subject
from ctc.validation.subject.names import liquid_names

NAMES: Final = frozenset({"events", "profile"})


def _profile_names(subject: Subject) -> Iterator[tuple[JsonPath, str]]:
    for use in subject.profile_properties:
        yield use.path, use.name
    if subject.liquid:
        known = subject.catalog.section("profile")
        for place, name, first in liquid_names(list(subject.liquid)):
            yield place, name if name in known else first


def _deprecated(subject: Subject) -> Iterator[Problem]:
    catalog = subject.catalog
    for path, name in subject.event_names:
        event = catalog.event(name)
        if event is not None and event.deprecated is not None:
            yield _out_of_use(f"the event '{name}'", event.deprecated, path)
    for use in subject.event_properties:
        event = catalog.event(use.event or "")
        meant = event.property(use.name) if event else None
        if meant is not None and meant.deprecated is not None:
            yield _out_of_use(f"'{use.name}' of '{use.event}'", meant.deprecated, use.path)
    for path, name in _profile_names(subject):
        meant = catalog.profile(name)
        if meant is not None and meant.deprecated is not None:
            yield _out_of_use(f"the profile's '{name}'", meant.deprecated, path)


def _out_of_use(what: str, reason: str, path: JsonPath) -> Problem:
    return Problem(
        f"{what} is deprecated in the catalog: fewer and fewer people have it", path, reason or None
    )


DEPRECATED = Rule(
    code="CTC489",
    severity=Severity.WARNING,
    title="a name is deprecated in the catalog",
    what="An event or a property that the catalog marks with `deprecated` is used.",
    why="It is no longer sent, so the audience shrinks from day to day until it is empty.",
    bad="catalog: {version: 1, events: {Old Checkout: {deprecated: use Charged}}}\n"
    "body:\n  where: {event_name: Old Checkout, from: 20260901, to: 20260930}",
    good="catalog: {version: 1, events: {Old Checkout: {deprecated: use Charged}}}\n"
    "body:\n  where: {event_name: Charged, from: 20260901, to: 20260930}",
    sections=NAMES,
    check=_deprecated,
)


def _twin(subject: Subject) -> Iterator[Problem]:
    catalog = subject.catalog
    events, profile = catalog.twins("events"), catalog.twins("profile")
    for path, name in subject.event_names if events else ():
        yield from _alike("event", name, events.get(fold(name), ()), path)
    for use in subject.event_properties:
        event = catalog.event(use.event or "")
        if event and event.properties and len(event.properties) > 1:
            twins = catalog.twins_of(use.event or "")
            if twins:
                alike = twins.get(fold(use.name), ())
                yield from _alike(f"property of '{use.event}'", use.name, alike, use.path)
    for path, name in _profile_names(subject) if profile else ():
        yield from _alike("property of profiles", name, _usable(catalog, profile.get(fold(name), ())), path)


def _usable(catalog: Catalog, twins: Sequence[str]) -> Sequence[str]:
    """Those twins that are not deprecated: the one that is left is no riddle."""
    return [name for name in twins if (meant := catalog.profile(name)) and meant.deprecated is None]


def _alike(what: str, name: str, twins: Sequence[str], path: JsonPath) -> Iterator[Problem]:
    others = [twin for twin in twins if twin != name]
    if others and name in twins:
        listed = " and ".join(f"'{other}'" for other in others)
        yield Problem(
            f"beside the {what} '{name}' the catalog knows {listed}: some people have the one, some the other",
            path,
            f"make sure that '{name}' is the one that is sent, and deprecate the other in the catalog",
        )


TWIN = Rule(
    code="CTC495",
    severity=Severity.WARNING,
    title="the catalog knows two names that are nearly the same",
    what="A name is used beside which the catalog knows another that differs in case, blanks or signs alone.",
    why="`Language` and `language` are two properties to CleverTap: each is known of a part of the people.",
    bad="catalog: {version: 1, profile: {Language: text, language: text}}\n"
    "body:\n  where: {common_profile_properties: {profile_fields: [{name: Language, value: en}]}}",
    good="catalog: {version: 1, profile: {Language: text}}\n"
    "body:\n  where: {common_profile_properties: {profile_fields: [{name: Language, value: en}]}}",
    sections=NAMES,
    check=_twin,
)

RULES = (DEPRECATED, TWIN)
