"""Every rule is documented, and its documented examples are true."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.diagnostics import Severity
from ctc.validation.rules.catalog import BY_CODE, RULES, documentation, run_rules
from ctc.validation.rules.rule import Rule, Subject

GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "rules"
LONG = {
    "CTC424": ("…105,000 characters…", "tea " * 26_250),
    "CTC437": ("…4,100 characters…", "tea " * 1_025),
}
"""Examples that are too long to print whole."""


def written(rule: Rule) -> str:
    old, new = LONG.get(rule.code, ("", ""))
    return rule.bad.replace(old, new) if old else rule.bad


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_example_is_found(rule: Rule, example: Callable[..., Subject]) -> None:
    found = run_rules(example(written(rule), rule.channels))
    assert rule.code in {finding.code for finding in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_good_example_is_not(rule: Rule, example: Callable[..., Subject]) -> None:
    found = run_rules(example(rule.good, rule.channels))
    assert rule.code not in {finding.code for finding in found}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_message_is_the_golden_one(rule: Rule, example: Callable[..., Subject]) -> None:
    found = [f for f in run_rules(example(written(rule), rule.channels)) if f.code == rule.code]
    shown = "".join(
        f"{f.severity} {f.code} at {f.at} /{'/'.join(map(str, f.path))}\n{f.message}\nhelp: {f.hint}\n"
        for f in found
    )
    assert (GOLDEN / f"{rule.code}.txt").read_text("utf-8") == shown


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.txt")} == {rule.code for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_paths_lead_into_the_body(rule: Rule, example: Callable[..., Subject]) -> None:
    subject = example(written(rule), rule.channels)
    for finding in run_rules(subject):
        value = subject.body
        for part in finding.path:
            value = value[part]  # type: ignore[index]


def test_codes_are_unique_and_of_the_family() -> None:
    codes = [code.code for code in documentation()]
    assert len(codes) == len(set(codes)) == len(BY_CODE)
    assert codes == sorted(codes)
    assert all(code.startswith("CTC4") for code in codes)


@pytest.mark.parametrize("code", list(BY_CODE), ids=str)
def test_the_documentation_is_complete(code: str) -> None:
    rule = BY_CODE[code]
    for text in (rule.title, rule.what, rule.why, rule.bad, rule.good):
        assert text.strip()
    is_opinion = not getattr(rule, "sections", None)  # what a project wrote into its catalog is a fact to it
    assert not is_opinion or rule.severity is not Severity.ERROR, "a project may make it an error"
