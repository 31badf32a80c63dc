"""What validation and rules say of units, as the project and the spec judge it."""

from collections.abc import Iterator, Sequence
from functools import cache

from ctc.catalog.catalog import SILENT, Catalog
from ctc.diagnostics import Diagnostic
from ctc.pipeline.batches import batches, weight_of_size
from ctc.pipeline.engine.facts import AddressFacts, PayloadFacts, UnitFacts, at_hand
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.settings import Settings
from ctc.validation.rules.catalog import run_rules_over
from ctc.validation.rules.duplication import marks
from ctc.validation.rules.policy import NOTHING, apply_policy
from ctc.validation.rules.rule import Subject


def judged_one(unit: Unit, settings: Settings) -> UnitFacts:
    """What validation and rules say of one unit."""
    return at_hand(next(judge([unit], settings)))


def judge(units: Sequence[Unit], settings: Settings) -> Iterator[AddressFacts]:
    for some in batches(units, weight_of):
        ready = [unit.ready for unit in some]
        judged = _judged([u for u, known in zip(some, ready, strict=True) if known is None], settings)
        for known in ready:
            yield known if known is not None else next(judged)


def _judged(units: Sequence[Unit], settings: Settings) -> Iterator[UnitFacts]:
    """Each step is taken by all of them before the next one is."""
    severities, catalog = settings.project.rules, settings.catalogued.catalog
    subjects = [subject_of(unit, catalog) if unit.is_sound else None for unit in units]
    ruled = iter(run_rules_over([subject for subject in subjects if subject], severities))
    found = [(*u.findings, *(next(ruled) if s else ())) for u, s in zip(units, subjects, strict=True)]
    judged = [
        apply_policy(every, severities, unit.spec.ignore, ignorable()) if every else NOTHING
        for unit, every in zip(units, found, strict=True)
    ]
    placed = [tuple(map(unit.placed, each.findings)) for unit, each in zip(units, judged, strict=True)]
    for unit, subject, told, each in zip(units, subjects, placed, judged, strict=True):
        yield _unit(unit, subject, told, each.hidden)


def weight_of(unit: Unit) -> int:
    return weight_of_size(unit.reads.size)


def _unit(
    unit: Unit, subject: Subject | None, found: tuple[Diagnostic, ...], hidden: frozenset[str]
) -> UnitFacts:
    spec = unit.spec
    return UnitFacts(
        address=spec.address,
        document=spec.document.index,
        kind=spec.kind,
        is_sound=subject is not None,
        marks=marks(subject) if subject else (),
        payload=PayloadFacts.of(unit.payload) if unit.payload else (),
        found=found,
        ignore=tuple(spec.ignore),
        hidden=tuple(hidden),
    )


@cache
def ignorable() -> frozenset[str]:
    """Codes of other stages that a spec may ignore."""
    from ctc.validation.rules.catalog import BY_CODE
    from ctc.validation.rules.explanations import explanations

    return frozenset(c.code for c in explanations().values() if c.ignorable and c.code not in BY_CODE)


def subject_of(unit: Unit, catalog: Catalog = SILENT) -> Subject:
    """A sound unit as the rules see it."""
    variant = unit.variant
    assert variant is not None
    return Subject(
        address=unit.spec.address,
        variant=variant.name,
        channel=variant.channel,
        endpoint=variant.endpoint,
        body=unit.body,
        environment=unit.environment.name,
        timezone=unit.environment.timezone,
        guards={**unit.environment.guards, **unit.spec.guards},
        catalog=catalog,
    )
