"""What the commands print as JSON is what the published schemas say."""

import json
import os
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from ctc.validation.schema.published import bundled
from tests.commands import said

SPEC = """\
version: 1
id: {id}
campaign:
  name: Sale
  target_mode: sms
  when: now
  where: {{event_name: Charged}}
  content: {{body: Hello}}
{more}"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns" / "one.yaml").write_text(SPEC.format(id="one", more=""))
    (tmp_path / "campaigns" / "two.yaml").write_text(SPEC.format(id="two", more="  estimate_only: true\n"))
    return tmp_path


def printed(project: Path, *arguments: str) -> str:
    return said(*arguments, folder=project, environ={**os.environ, "HOME": str(project)}).out


def hold(schema: str, text: str, *, lines: bool = False) -> None:
    validator = Draft202012Validator(bundled(f"output.{schema}"))
    answers = [json.loads(part) for part in (text.splitlines() if lines else [text])]
    assert answers
    for answer in answers:
        assert [(error.json_path, error.message) for error in validator.iter_errors(answer)] == []


def test_lint(project: Path) -> None:
    (project / "campaigns" / "three.yaml").write_text(SPEC.format(id="three", more="  zzz: 1\n"))
    hold("lint", printed(project, "lint", "--format", "json"))


def test_compile(project: Path) -> None:
    hold("compile", printed(project, "compile", "--format", "json"))
    hold("compile-line", printed(project, "compile", "--format", "ndjson"), lines=True)


def test_plan(project: Path) -> None:
    hold("plan", printed(project, "plan", "--format", "json", "--estimate"))


def test_apply(project: Path) -> None:
    hold("apply", printed(project, "apply", "--auto-approve", "--format", "json"), lines=True)
    hold("history", printed(project, "state", "history", "one", "--format", "json"))
    hold("state", printed(project, "state", "show", "one", "--format", "json"))
    hold("log", printed(project, "log", "--format", "json"), lines=True)


@pytest.mark.parametrize("name", ["spec", "payload.push", "output.lint"])
def test_schemas_are_printed_whole(project: Path, name: str) -> None:
    assert json.loads(printed(project, "schema", name)) == bundled(name)
