"""What validation and rules say of units, as the project and the spec judge it."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ctc.catalog.catalog import SILENT, Catalog
from ctc.pipeline.batches import batches, weight_of_size
from ctc.pipeline.engine.facts import AddressFacts, PayloadFacts, UnitFacts, at_hand
from ctc.pipeline.engine.unit import Unit
from ctc.pipeline.settings import Settings
from ctc.validation.finding import Finding
from ctc.validation.rules.catalog import run_rules_over
from ctc.validation.rules.duplication import marks
from ctc.validation.rules.policy import NOTHING, apply_policy
from ctc.validation.rules.rule import Subject


def judged_one(unit: Unit, settings: Settings) -> UnitFacts:
    """What validation and rules say of one unit."""
    return at_hand(next(judge([unit], settings)))


def judge(units: Sequence[Unit], settings: Settings) -> Iterator[AddressFacts]:
    severities, catalog = settings.project.rules, settings.catalogued.catalog
    for some in batches(units, weight_of):
        subjects = [
            subject_of(unit, catalog) if unit.ready is None and unit.is_sound else None for unit in some
        ]
        ruled = iter(run_rules_over([subject for subject in subjects if subject], severities))
        for unit, subject in zip(some, subjects, strict=True):
            if unit.ready is not None:
                yield unit.ready
                continue
            found = [*unit.findings, *(next(ruled) if subject else ())]
            yield _unit(unit, subject, found, severities)


def weight_of(unit: Unit) -> int:
    return weight_of_size(unit.reads.size)


def _unit(
    unit: Unit, subject: Subject | None, found: Sequence[Finding], severities: Mapping[str, str]
) -> UnitFacts:
    spec = unit.spec
    judged = apply_policy(found, severities, spec.ignore, ignorable()) if found else NOTHING
    return UnitFacts(
        address=spec.address,
        document=spec.document.index,
        kind=spec.kind,
        is_sound=subject is not None,
        marks=marks(subject) if subject else (),
        payload=PayloadFacts.of(unit.payload) if unit.payload else (),
        found=tuple(unit.placed(finding) for finding in judged.findings),
        ignore=tuple(spec.ignore),
        hidden=tuple(sorted(judged.hidden)),
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
