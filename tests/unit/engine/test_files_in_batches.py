"""Files are examined some at a time: of many batches none is lost, and they come in their order."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from types import SimpleNamespace

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic, Severity
from ctc.pipeline.engine import across, contents, units
from ctc.pipeline.engine.contents import Contents
from ctc.pipeline.engine.facts import Examined, FileFacts, UnitFacts
from ctc.pipeline.engine.fast import examiner
from ctc.pipeline.engine.spots import Spots
from ctc.pipeline.lint import Way, lint_project
from ctc.pipeline.neighbours import Folders
from ctc.pipeline.settings import settings_for
from ctc.specs.loading import Source
from ctc.specs.reading import read_documents

SPEC = "version: 1\nid: {}\nmessage:\n  channel: sms\n  to: {{Identity: [a]}}\n  content: {{body: Hi}}\n"


def batched(items: Iterable[object], size: int) -> Iterator[list[object]]:
    rest = iter(items)
    while some := [*islice(rest, size)]:
        yield some


@pytest.mark.parametrize("size", [1, 4])
def test_of_several_batches_each_file_is_told_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    """Also of what stands in one batch behind a file that cannot be read."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ctc.yaml").write_text("version: 1\n", "utf-8")
    (tmp_path / "campaigns").mkdir()
    paths = [tmp_path / "campaigns" / f"{name}.yaml" for name in ("a", "b", "gone", "c")]
    for path in paths:
        if path.stem != "gone":
            path.write_text(SPEC.format(path.stem), "utf-8")
    monkeypatch.setattr(examiner, "batches", lambda items, _: batched(items, size))
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


EVERYBODY = "campaign: {name: x, target_mode: push, when: now, where: {}, content: {title: a, body: b}}"
UNKNOWN = "campaign: {name: '{{ x }} {{ y }}', target_mode: push, when: now, segment: 5, content: {title: a, body: b}}"


@pytest.mark.parametrize(
    ("head", "body", "codes"),
    [
        ("broadcast: true", EVERYBODY, set()),
        ("brodcast: true", EVERYBODY, {"CTC305"}),
        ("revision: 1", EVERYBODY, {"CTC311"}),
        ("vars: {x: 1, y: 2}", UNKNOWN, set()),
        ("vrs: {x: 1, y: 2}", UNKNOWN, {"CTC305"}),
        ("eahc: [{x: 1, y: 2}]", UNKNOWN, {"CTC305"}),
        ("ownr: me", UNKNOWN, {"CTC305", "CTC202"}),
    ],
)
def test_what_follows_from_a_key_that_is_misspelled_is_not_told_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, head: str, body: str, codes: set[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    documents, problems = read_documents("a.yaml", f"version: 1\nid: a\n{head}\n{body}\n".encode())
    assert not problems
    settings = settings_for(tmp_path, {}, Choice())
    source = Source(path=tmp_path / "a.yaml", shown="a.yaml", data=b"")
    made = units.units_of(settings, source, documents, Folders(settings.project))
    errors = [one for one in made.problems if one.severity is Severity.ERROR]
    errors += [
        unit.placed(one) for unit in made.units for one in unit.findings if one.severity is Severity.ERROR
    ]
    assert {one.code for one in errors} == codes


def test_what_is_expected_next_is_made_along_until_it_weighs_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files with many campaigns are few at a time; what an earlier run kept is left out."""
    made = Contents(SimpleNamespace(project=None))  # type: ignore[arg-type]
    for path, times in (("a", 2), ("b", 3), ("c", 1), ("d", 9), ("e", 1)):
        for number in range(times):
            made.expect(path, f"{path}{number}")
    monkeypatch.setattr(contents, "MOST", 6)
    assert [*made._with_next("a", {"c"})] == ["a", "b", "d"]
    assert [*made._with_next("x", ())] == ["x", "c", "e"]
    assert [*made._with_next("c", ())] == ["c"]
