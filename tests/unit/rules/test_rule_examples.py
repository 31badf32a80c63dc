"""The worked campaigns are what the rules want, in every environment, and their README names them all."""

import re
from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.pipeline.engine.units import all_units
from ctc.pipeline.settings import settings_for
from ctc.validation.rules.catalog import run_cross_rules, run_rules
from ctc.validation.rules.duplication import marks
from ctc.validation.rules.rule import Subject
from ctc.variants import VARIANTS

ROOT = Path(__file__).resolve().parents[3]
CAMPAIGNS = ROOT / "campaigns"
INTENDED = {("diwali-push", "CTC401"), ("order-delay-sms", "CTC402")}
"""The one broadcast, and the one finding that a spec accepts with a reason."""


def subjects(environment: str) -> list[Subject]:
    settings = settings_for(ROOT, {}, Choice(env=environment))
    found = []
    for unit in all_units(settings):
        variant = unit.variant
        assert variant is not None
        found.append(
            Subject(
                address=unit.spec.address,
                variant=variant.name,
                channel=variant.channel,
                endpoint=variant.endpoint,
                body=unit.body,
                environment=environment,
                timezone=settings.environment.timezone,
            )
        )
    return found


@pytest.mark.parametrize("environment", ["sandbox", "staging", "production"])
def test_the_examples_hold_no_finding_but_the_intended(environment: str) -> None:
    every = subjects(environment)
    found = {(subject.address, finding.code) for subject in every for finding in run_rules(subject)}
    assert found == INTENDED
    assert run_cross_rules([(subject.address, marks(subject)) for subject in every]) == {}


def test_each_variant_has_an_example() -> None:
    shown = {subject.variant for subject in subjects("sandbox")}
    from_client_code_alone = {"send-whatsapp", "send-externaltrigger-list"}
    assert shown == {variant.name for variant in VARIANTS} - from_client_code_alone


def test_interactive_messages_stand_without_and_with_buttons() -> None:
    seen: dict[str, set[bool]] = {}
    for subject in subjects("sandbox"):
        if subject.variant.startswith("whatsapp-interactive-"):
            seen.setdefault(subject.variant, set()).add("buttons" in subject.content)
    assert set(map(frozenset, seen.values())) == {frozenset({True, False})}
    assert len(seen) == 5


def test_the_readme_names_every_example() -> None:
    links = set(re.findall(r"\]\(([^)]+)\)", (CAMPAIGNS / "README.md").read_text("utf-8")))
    assert not [link for link in links if not (CAMPAIGNS / link).exists()]
    assert {path.relative_to(CAMPAIGNS).as_posix() for path in CAMPAIGNS.rglob("*.yaml")} <= links
