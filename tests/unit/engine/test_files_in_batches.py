"""Files are examined some at a time: of many batches none is lost, and they come in their order."""

from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.engine import across
from ctc.pipeline.engine.facts import Examined, FileFacts, UnitFacts
from ctc.pipeline.engine.fast import examiner
from ctc.pipeline.engine.spots import Spots
from ctc.pipeline.lint import Way, lint_project
from ctc.pipeline.settings import settings_for

SPEC = "version: 1\nid: {}\nmessage:\n  channel: sms\n  to: {{Identity: [a]}}\n  content: {{body: Hi}}\n"


def test_of_several_batches_each_file_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ctc.yaml").write_text("version: 1\n", "utf-8")
    (tmp_path / "campaigns").mkdir()
    paths = [tmp_path / "campaigns" / f"{name}.yaml" for name in ("a", "b", "gone", "c")]
    for path in paths:
        if path.stem != "gone":
            path.write_text(SPEC.format(path.stem), "utf-8")
    monkeypatch.setattr(examiner, "batches", lambda items, _: ([each] for each in items))
    asked = examiner.Examiner(settings_for(tmp_path, {}, Choice()), None)
    outcomes = asked.examine([str(path) for path in paths], encoded=False)
    told = [[unit.address for unit in each.facts.units] if each.facts else None for each in outcomes]
    assert told == [["a"], ["b"], None, ["c"]]
    assert [len(each.problems) for each in outcomes] == [0, 0, 1, 0]


def told(file: str, *addresses: str) -> Examined:
    """A file with a warning and an error beside the findings of its units."""
    problems = [
        Diagnostic.of("CTC112", file, file=file, severity=severity)
        for severity in (Severity.WARNING, Severity.ERROR)
    ]
    units = [UnitFacts(address, 0, "message") for address in addresses]
    return Examined(file, FileFacts(1, units, problems=problems))


def test_of_files_that_were_not_chosen_their_errors_are_told_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error may be in the way of what was chosen; of a file that holds no campaign nobody knows what it would be."""
    monkeypatch.chdir(tmp_path)
    settings = settings_for(tmp_path, {}, Choice())
    files = [told("a", "a1", "a2"), told("b", "b1"), told("none")]
    for choice, warned in (
        (Choice(), {"a", "b", "none"}),
        (Choice(select=("a2",)), {"a", "none"}),
        (Choice(exclude=("a*", "b1")), {"none"}),
    ):
        found = across.findings(settings, files, choice, whole=True, spots=Spots())
        assert {one.file for one in found if one.severity is Severity.ERROR} == {"a", "b", "none"}
        assert {one.file for one in found if one.severity is Severity.WARNING} == warned


def test_what_is_wrong_with_an_envelope_is_told_beside_what_is_wrong_in_its_body(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    spec = SPEC.format("a").replace("id: a", "id: a\nownr: me").replace("Hi", "'{{ nobody }}'")
    (tmp_path / "campaigns" / "a.yaml").write_text(spec, "utf-8")
    found = lint_project(tmp_path, {}, (), Choice(), Way(cache=False, processes=False)).diagnostics
    assert {"CTC305", "CTC202"} <= {one.code for one in found}
