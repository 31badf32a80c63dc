"""Rules that hold events and their properties against the catalog (CTC416, CTC417)."""

from collections.abc import Iterator
from typing import Final

from ctc.catalog import own
from ctc.diagnostics import Severity
from ctc.suggest import did_you_mean
from ctc.validation.rules.known_names import known
from ctc.validation.rules.rule import Problem, Rule, Subject

EVENTS: Final = frozenset({"events"})


def _unknown_event(subject: Subject) -> Iterator[Problem]:
    catalog = subject.catalog
    for path, name in subject.event_names:
        if catalog.event(name) is None:
            names = {*catalog.section("events"), *own.EVENTS}
            yield Problem(
                f"the catalog knows no event '{name}': an audience by it reaches nobody, and CleverTap says nothing",
                path,
                did_you_mean(name, names) or known("events", catalog.names("events")),
            )


UNKNOWN_EVENT = Rule(
    code="CTC416",
    severity=Severity.ERROR,
    title="the catalog knows no such event",
    what="The audience, or the conversion goal, names an event that is neither in the catalog's `events` nor one of "
    "CleverTap's own.",
    why="CleverTap takes any name for an event, answers `success`, and reaches nobody.",
    bad="catalog: {version: 1, events: {Product Viewed: {}}}\n"
    "body:\n  where: {event_name: Prodct Viewed, from: 20260901, to: 20260930}",
    good="catalog: {version: 1, events: {Product Viewed: {}}}\n"
    "body:\n  where: {event_name: Product Viewed, from: 20260901, to: 20260930}",
    sections=EVENTS,
    check=_unknown_event,
)


def _unknown_property(subject: Subject) -> Iterator[Problem]:
    for use in subject.event_properties:
        event = subject.catalog.event(use.event or "")
        if event is not None and event.properties is not None and use.name not in event.properties:
            yield Problem(
                f"'{use.event}' has no property '{use.name}' in the catalog: no occurrence of it can match",
                use.path,
                did_you_mean(use.name, event.properties)
                or known(f"events: {use.event}", [*event.properties]),
            )


UNKNOWN_PROPERTY = Rule(
    code="CTC417",
    severity=Severity.ERROR,
    title="the event has no such property in the catalog",
    what="A condition on an event, or the conversion goal, names a property that the catalog does not list for it.",
    why="CleverTap compares with a property that no occurrence has, and reaches nobody.",
    bad="catalog: {version: 1, events: {Product Viewed: {properties: {SKU: text}}}}\n"
    "body:\n  where:\n    event_name: Product Viewed\n    event_properties: [{name: Sku, value: A1}]",
    good="catalog: {version: 1, events: {Product Viewed: {properties: {SKU: text}}}}\n"
    "body:\n  where:\n    event_name: Product Viewed\n    event_properties: [{name: SKU, value: A1}]",
    sections=EVENTS,
    check=_unknown_property,
)

RULES = (UNKNOWN_EVENT, UNKNOWN_PROPERTY)
