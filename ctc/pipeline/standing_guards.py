"""Guards that can be held against a spec without any state: told by lint, so that nobody waits for a plan.

What depends on the clock, on what was sent before or on CleverTap's answer is the plan's to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from ctc.diagnostics import Diagnostic
from ctc.payloads.payload import Payload
from ctc.pipeline.compile import payloads_of
from ctc.pipeline.engine.facts import Examined
from ctc.pipeline.settings import Settings
from ctc.plans.action import Action
from ctc.plans.facts import Facts
from ctc.plans.guarding import change_breaches
from ctc.plans.plan import Change
from ctc.plans.schedule import schedule_of
from ctc.zones import zone_of

_UNKNOWN: Final = "CTC503"
_QUIET: Final = "CTC506"
_NO_CLOCK: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands where a plan has the time; what would look at it is left out."""


def standing_breaches(settings: Settings, examined: Sequence[Examined]) -> Iterator[Diagnostic]:
    """What the guards of the environment, and of each spec, say of every campaign as it is written."""
    environment = settings.environment
    if not environment.timezone:
        return
    facts = Facts(
        project=settings.project.name or "",
        environment=environment.name,
        zone=zone_of(environment.timezone),
        guards=environment.guards,
    )
    for payload in payloads_of(settings, examined):
        if payload.is_estimate or not (environment.guards or payload.guards):
            continue
        change = Change(address=payload.address, action=Action.CREATE, reason="", payload=payload)
        for found in change_breaches(change, facts, _NO_CLOCK):
            if found.code != _UNKNOWN and not (found.code == _QUIET and _waits_for_nothing(payload, facts)):
                yield replace(found, path="")


def _waits_for_nothing(payload: Payload, facts: Facts) -> bool:
    return not schedule_of(payload, facts.zone).moments
