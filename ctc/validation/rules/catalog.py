"""All rules, and the asking of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from ctc.catalog.catalog import SILENT
from ctc.codes.code import Code
from ctc.diagnostics import Severity
from ctc.validation.finding import Finding
from ctc.validation.rules import (
    addresses,
    audience,
    compared_values,
    doubtful_names,
    duplication,
    email,
    email_markup,
    files,
    inbox,
    liquid_text,
    names_of_events,
    names_of_links,
    names_of_profiles,
    names_of_settings,
    names_of_templates,
    push,
    push_parts,
    schedule,
    sms,
    webpush,
    whatsapp,
)
from ctc.validation.rules.edit import Edit
from ctc.validation.rules.rule import CrossRule, Described, Marked, Problem, Rule, Subject

_FAMILIES: Final = (
    audience,
    sms,
    email,
    email_markup,
    push,
    push_parts,
    webpush,
    inbox,
    whatsapp,
    addresses,
    liquid_text,
    schedule,
    names_of_events,
    names_of_profiles,
    compared_values,
    names_of_settings,
    names_of_templates,
    names_of_links,
    doubtful_names,
)
RULES: Final[tuple[Rule, ...]] = tuple(rule for family in _FAMILIES for rule in family.RULES)
CROSS_RULES: Final[tuple[CrossRule, ...]] = duplication.RULES
BY_CODE: Final[Mapping[str, Described]] = {
    rule.code: rule for rule in sorted((*RULES, *CROSS_RULES, *files.RULES), key=lambda rule: rule.code)
}
OFF: Final = "off"

Severities = Mapping[str, str]
"""Severities of the project by code: ``error``, ``warning``, ``info`` or ``off``."""


def documentation() -> tuple[Code, ...]:
    """What ``ctc explain`` and the reference print about rules, in order of code."""
    return tuple(rule.documentation() for rule in BY_CODE.values())


def run_rules(subject: Subject, severities: Severities | None = None) -> tuple[Finding, ...]:
    """What the rules find in one body, in the project's severities; rules that are off are not asked."""
    return run_rules_over([subject], severities)[0]


def run_rules_over(subjects: Sequence[Subject], severities: Severities | None) -> list[tuple[Finding, ...]]:
    """What the rules find in each body. Each rule is asked about all of them before the next one is.

    All of them are of one project, and so of one catalog; rules about sections that it lacks are not asked.
    """
    chosen = severities or {}
    found: list[list[Finding]] = [[] for _ in subjects]
    every = [*zip(subjects, found, strict=True)]
    of_channels: dict[str, list[tuple[Subject, list[Finding]]]] = {}
    for pair in every:
        of_channels.setdefault(pair[0].channel, []).append(pair)
    catalog = subjects[0].catalog if subjects else SILENT
    for rule in RULES:
        if chosen.get(rule.code) == OFF or (rule.sections and rule.sections.isdisjoint(catalog.data)):
            continue
        asked = [of_channels.get(channel, ()) for channel in rule.channels] if rule.channels else [every]
        for subject, own in chain.from_iterable(asked):
            for problem in rule.check(subject):
                own.append(_finding(rule, problem, chosen))
    return [tuple(findings) for findings in found]


def run_cross_rules(
    every: Sequence[Marked], severities: Severities | None = None
) -> Mapping[str, tuple[Finding, ...]]:
    """What the rules find that look at all addresses together, by address; give them in one fixed order."""
    chosen = severities or {}
    found: dict[str, tuple[Finding, ...]] = {}
    for rule in CROSS_RULES:
        if chosen.get(rule.code) == OFF:
            continue
        for address, problem in rule.check(every):
            found[address] = (*found.get(address, ()), _finding(rule, problem, chosen))
    return found


def edits_for(subject: Subject, findings: Iterable[Finding]) -> Iterator[Edit]:
    """The edits that mend those of the findings that are mechanical; paths start at the body."""
    for code in dict.fromkeys(finding.code for finding in findings):
        rule = BY_CODE.get(code)
        if isinstance(rule, Rule) and rule.fix is not None:
            yield from rule.fix(subject)


def _finding(rule: Described, problem: Problem, severities: Severities) -> Finding:
    return Finding(
        code=rule.code,
        severity=Severity(severities[rule.code]) if rule.code in severities else rule.severity,
        message=problem.message,
        path=problem.path,
        at=problem.at,
        hint=problem.hint,
    )
