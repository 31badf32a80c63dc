"""What happened to people: a name that was nearly right. Each of them ends in a finding now."""

from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Severity
from ctc.pipeline.compile import compile_for
from ctc.pipeline.lint import lint_project
from ctc.pipeline.testing import run_tests

CATALOG = """\
version: 1
events: {Product Viewed: {properties: {SKU: text, Price: number}}}
profile: {Language: text, LTV: number, Customer Type: {values: [Gold, Platinum]}}
segments: {vip: {production: 1700001, sandbox: 1001}}
whatsapp_templates: {ticket: {name: "ns_1:ticket", header: none, body: 2, status: approved}}
"""
FIELDS = "where: {common_profile_properties: {profile_fields: [{name: NAME, operator: OP, value: VALUE}]}}"


def fields(name: str, operator: str, value: str) -> str:
    return FIELDS.replace("NAME", name).replace("OP", operator).replace("VALUE", value)


@pytest.mark.parametrize(
    ("audience", "content", "mode", "code"),
    [
        ("where: {event_name: Chargedd, from: 2026-01-01, to: 2026-01-31}", "{body: x}", "sms", "CTC416"),
        (fields("language", "equals", "en"), "{body: x}", "sms", "CTC418"),
        (fields("LTV", "greater_than", "'5000'"), "{body: x}", "sms", "CTC419"),
        (fields("Customer Type", "equals", "gold"), "{body: x}", "sms", "CTC419"),
        ("segment: 1700001", "{body: x}", "sms", "CTC455"),
        ("segment: vpi", "{body: x}", "sms", "CTC454"),
        ("segment: vip", "{template_name: 'ns_1:ticket', replacements: {'1': a}}", "whatsapp", "CTC485"),
        (
            "where: {event_name: Charged, from: 2026-01-01, to: 2026-01-31, did_not: []}",
            "{body: x}",
            "sms",
            "CTC3",
        ),
    ],
)
def test_a_name_that_is_nearly_right_is_an_error(
    tmp_path: Path, audience: str, content: str, mode: str, code: str
) -> None:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    (tmp_path / "campaigns").mkdir()
    spec = f"version: 1\nid: a\ncampaign:\n  name: A\n  target_mode: {mode}\n  when: now\n"
    (tmp_path / "campaigns/a.yaml").write_text(f"{spec}  {audience}\n  content: {content}\n")
    report = lint_project(tmp_path, {"HOME": str(tmp_path)}, [], Choice())
    errors = [d for d in report.diagnostics if d.severity is Severity.ERROR]
    assert [d.code[: len(code)] for d in errors] == [code]
    assert errors[0].file.endswith("a.yaml")
    assert errors[0].line in (7, 8)
    compilation = compile_for(tmp_path, {"HOME": str(tmp_path)}, [], Choice())
    assert [d for d in compilation.diagnostics if d.severity is Severity.ERROR] == errors, (
        "so nor is it planned"
    )


def test_a_name_that_is_accepted_on_purpose_is_planned(tmp_path: Path) -> None:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "catalog.yaml").write_text(CATALOG)
    (tmp_path / "campaigns").mkdir()
    spec = "version: 1\nid: a\nignore: {CTC416: the app sends it from May on}\ncampaign:\n  name: A\n  target_mode: sms"
    where = "where: {event_name: Chargedd, from: 2026-01-01, to: 2026-01-31}"
    (tmp_path / "campaigns/a.yaml").write_text(f"{spec}\n  when: now\n  {where}\n  content: {{body: x}}\n")
    assert not compile_for(tmp_path, {"HOME": str(tmp_path)}, [], Choice()).failed


def test_an_exclusion_that_is_none_is_found_out_by_a_test(tmp_path: Path) -> None:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/a.yaml").write_text(
        "version: 1\nid: a\ncampaign:\n  name: A\n  target_mode: sms\n  when: 2026-02-01 10:00\n"
        "  where: {event_name: Viewed, from: 2026-01-01, to: 2026-01-31}\n  content: {body: x}\n"
    )
    (tmp_path / "campaigns/a.test.yaml").write_text(
        "version: 1\ntests:\n  - name: who bought it hears nothing\n    campaign: a\n"
        "    person: {events: [{name: Viewed, on: 2026-01-05}, {name: Charged, on: 2026-01-06}]}\n"
        "    expect: {audience: false}\n"
    )
    (outcome,) = run_tests(tmp_path, {}, [tmp_path / "campaigns"], Choice()).outcomes
    assert [failure.line for failure in outcome.failures] == [7]
    assert "let in" in outcome.failures[0].message
