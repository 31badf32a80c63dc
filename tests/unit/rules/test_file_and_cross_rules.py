"""Rules that look at more than one body: lint finds their documented bad example, and not the good one."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from ctc.choice import Choice
from ctc.pipeline.lint import Way, lint_project
from ctc.validation.rules.catalog import BY_CODE, run_cross_rules
from ctc.validation.rules.rule import CrossRule, Described, FileRule

MANY = [rule for rule in BY_CODE.values() if isinstance(rule, CrossRule | FileRule) and rule.code != "CTC408"]


@pytest.fixture
def lint(tmp_path: Path, whole_body: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[..., set[str]]:
    """The codes that lint finds in a spec of which a part is given; ``files`` are templates."""

    def found(part: dict[str, Any], **files: str) -> set[str]:
        spec = {"version": 1, "id": "example", **part, "campaign": whole_body(part.get("campaign", {}))}
        out = StringIO()
        YAML(typ="safe", pure=True).dump(spec, out)
        shared = tmp_path / "campaigns" / "_shared"
        shared.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (shared / f"{name}.html.j2").write_text(text)
        (tmp_path / "campaigns" / "example.yaml").write_text(out.getvalue(), "utf-8")
        report = lint_project(tmp_path, {}, (), Choice(), Way(cache=False, processes=False))
        assert not [d for d in report.diagnostics if d.severity == "error"]
        return {d.code for d in report.diagnostics}

    return found


def parsed(text: str) -> dict[str, Any]:
    value: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return value


@pytest.mark.parametrize("rule", MANY, ids=lambda rule: rule.code)
def test_the_bad_example_is_found(rule: Described, lint: Callable[..., set[str]]) -> None:
    assert rule.code in lint(parsed(rule.bad))


@pytest.mark.parametrize("rule", MANY, ids=lambda rule: rule.code)
def test_the_good_example_is_not(rule: Described, lint: Callable[..., set[str]]) -> None:
    assert rule.code not in lint(parsed(rule.good))


def test_a_template_that_nothing_includes(tmp_path: Path, lint: Callable[..., set[str]]) -> None:
    rule = BY_CODE["CTC408"]
    assert rule.bad == "campaigns/_shared/old-footer.html.j2"
    assert "CTC408" in lint({}, **{"old-footer": "Bye"})
    (tmp_path / "ctc.yaml").write_text("version: 1\nrules: {CTC408: 'off'}\n")
    assert "CTC408" not in lint({}), "whoever turned it off hears of none"


def test_a_template_that_is_included(lint: Callable[..., set[str]]) -> None:
    content = {**parsed(BY_CODE["CTC408"].good), "title": "Hi"}
    assert "CTC408" not in lint({"campaign": {"target_mode": "push", "content": content}}, footer="Bye")


def test_of_many_that_are_alike_each_is_told_of_the_first() -> None:
    """Of five in two groups, over both marks: the later ones, each with the one that had it first."""
    one, other = ("name Sale", "people 1"), ("name Tea", "people 2")
    every = [("a", one), ("b", one), ("c", other), ("d", other), ("e", one), ("f", ())]
    found = run_cross_rules(every)
    assert {address: [problem.message.split()[0] for problem in of] for address, of in found.items()} == {
        "b": ["a", "a"],
        "d": ["c", "c"],
        "e": ["a", "a"],
    }
    assert [problem.code for problem in found["e"]] == ["CTC492", "CTC493"]
    quiet = run_cross_rules(every, {"CTC492": "off", "CTC493": "info"})
    assert [(problem.code, problem.severity) for problem in quiet["d"]] == [("CTC493", "info")]
