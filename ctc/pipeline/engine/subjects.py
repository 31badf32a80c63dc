"""A compiled unit as the rules see it."""

from ctc.pipeline.compile import Unit
from ctc.validation.rules.rule import Subject
from ctc.variants import variant_of


def subject_of(unit: Unit) -> Subject:
    """A sound unit as the rules see it."""
    variant = variant_of(unit.endpoint, unit.body)
    assert variant is not None
    return Subject(
        address=unit.spec.address,
        variant=variant.name,
        channel=variant.channel,
        endpoint=unit.endpoint,
        body=unit.body,
        environment=unit.environment.name,
        timezone=unit.environment.timezone,
        owner=unit.spec.owner,
        broadcast=unit.spec.broadcast,
        guards={**unit.environment.guards, **unit.spec.guards},
    )
