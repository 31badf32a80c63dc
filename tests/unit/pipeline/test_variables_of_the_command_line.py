"""A variable of the command line that nothing names: a slip would leave the old value in the message."""

from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.pipeline.compile import compile_for
from ctc.pipeline.lint import lint_project
from ctc.pipeline.strength import strength_of
from ctc.pipeline.testing import run_tests

SPEC = """\
version: 1
id: tea
vars: {discount: 10}
campaign:
  name: Tea
  target_mode: sms
  when: 2031-01-15 18:00
  where: {event_name: Charged, from: 2025-09-01, to: 2025-09-30}
  content: {body: "{{ discount }}%{% include 'end.txt' %}", sms: {template_id: "1"}}
"""


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("discount", None),
        ("shop", None),
        ("town", None),
        ("of_a_template", None),
        ("discuont", "did you mean 'discount'?"),
        ("twon", "did you mean 'town'?"),
        ("of_a", "write the name as it stands in a template"),
        ("x-y", "write the name as it stands in a template"),
    ],
)
def test_a_variable_is_named_somewhere(tmp_path: Path, name: str, hint: str | None) -> None:
    shared = tmp_path / "campaigns/_shared"
    shared.mkdir(parents=True)
    environment = "environments: {sandbox: {vars: {town: Pune}}}"
    (tmp_path / "ctc.yaml").write_text(f"version: 1\nvars: {{shop: A}}\n{environment}\n")
    (tmp_path / "campaigns/tea.yaml").write_text(SPEC)
    (shared / "end.txt").write_text("{{ of_a_template | default('') }} STOP")
    choice = Choice(variables={name: "5"})
    for found in (
        compile_for(tmp_path, {}, (), choice).diagnostics,
        lint_project(tmp_path, {}, (), choice).diagnostics,
        run_tests(tmp_path, {}, (), choice).problems,
        strength_of(tmp_path, {}, (), choice).problems,
    ):
        assert [one.hint for one in found if one.code == "CTC856"] == ([hint] if hint else [])


def test_a_file_that_goes_while_it_is_looked_through_is_no_end_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/tea.yaml").write_text(SPEC.replace("{% include 'end.txt' %}", ""))
    (tmp_path / "campaigns/tea.txt").write_text("discuont")
    read = Path.read_bytes

    def gone(path: Path) -> bytes:
        if path.suffix == ".txt":
            raise FileNotFoundError(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", gone)
    found = compile_for(tmp_path, {}, (), Choice(variables={"discuont": "5"})).diagnostics
    assert [one.hint for one in found] == ["did you mean 'discount'?"]


def test_tests_of_specs_that_cannot_be_read_are_not_strong(tmp_path: Path) -> None:
    """Nothing would be left that they do not notice: 100 %."""
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "campaigns/tea.yaml").write_text("id: [")
    found = strength_of(tmp_path, {}, (), Choice())
    assert [(Path(one.file).name, one.line) for one in found.problems] == [("tea.yaml", 1)]
    assert found.problems_count
