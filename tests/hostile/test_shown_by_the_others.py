"""The same strings through the commands beside lint, plan and apply: tests, logs, saved plans, the catalog."""

import json
from collections.abc import Callable
from pathlib import Path

from tests.hostile import test_shown_everywhere as everywhere
from tests.hostile.test_shown_everywhere import Answer, called_in, checked, literal, specs

ctc = everywhere.ctc
CORPUS = dict([*everywhere.CORPUS.items()][:40])
"""Each of these has a file of its own; all of Unicode goes through lint and plan."""


def test_a_saved_plan_and_what_became_of_it(ctc: Callable[..., Answer], tmp_path: Path) -> None:
    specs(tmp_path)
    assert ctc("plan", "-o", "saved.plan").code == 0
    for form in ("text", "json"):
        checked(ctc("show", "saved.plan", "--format", form, "--expand", "*"))
    comment = checked(ctc("show", "saved.plan", "--format", "markdown"), markdown=True)
    assert called_in(comment.out) == []
    assert ctc("apply", "saved.plan").code == 0
    for form in ("text", "json"):
        assert checked(ctc("log", "--format", form, "-v")).code == 0
        assert checked(ctc("state", "verify", "--format", form)).code == 0
    checked(ctc("test", "--generate", "n0"))


def test_tests_that_fail(ctc: Callable[..., Answer], tmp_path: Path) -> None:
    specs(tmp_path)
    for number, text in enumerate(CORPUS.values()):
        said = literal(text)
        (tmp_path / "campaigns" / f"n{number}.test.yaml").write_text(
            f"version: 1\ntests:\n  - name: {said}\n    campaign: n{number}\n"
            f"    person: {{profile: {{{literal(text[:30])}: {said}}}}}\n"
            f"    expect: {{audience: true, message: {{title: {literal(text + '!')}}}}}\n"
            f"  - {{name: {said}, campaign: {said}, person: {said}, expect: {{{said}: {said}}}}}\n",
            "utf-8",
        )
    for form in ("text", "json", "junit"):
        assert checked(ctc("test", "--format", form)).code == 1


def test_a_catalog_and_a_project_that_are_wrong(ctc: Callable[..., Answer], tmp_path: Path) -> None:
    specs(tmp_path)
    for text in [*CORPUS.values()][::3]:
        said, key = literal(text), literal(text[:40])
        (tmp_path / "catalog.yaml").write_text(
            f"version: 1\nevents:\n  {key}: {{description: {said}, properties: {{{key}: {{type: {said}}}}}}}\n"
            f"segments: [{said}]\n{key}: 1\n",
            "utf-8",
        )
        for form in ("text", "json", "sarif"):
            checked(ctc("catalog", "check", "--format", form))
        settings = f"{{api: {said}, region: {said}, account_id: {said}, state: {said}, timezone: {said}}}"
        project = f"version: 1\nproject: {said}\nrules: {{{key}: off}}\nenvironments: {{{key}: {settings}}}\n"
        (tmp_path / "ctc.yaml").write_text(project, "utf-8")
        checked(ctc("doctor", "--offline"))
        json.loads(checked(ctc("doctor", "--offline", "--format", "json")).out)
        checked(ctc("fmt", "--diff"))
        (tmp_path / "ctc.yaml").unlink()
