"""A finding across files stands in a file that is read once more for the place, and may be another one by then."""

import os
from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine.across import findings, mistakes
from ctc.pipeline.engine.engine import plainly
from ctc.pipeline.engine.means import Means
from ctc.pipeline.settings import settings_for
from ctc.specs.loading import Source, find, read_source

SPEC = (
    "version: 1\nid: {id}\ncampaign:\n  name: Sale\n  target_mode: sms\n  when: now\n"
    "  where: {{event_name: {id}}}\n  content: {{body: 'Hello. Reply STOP to opt out'}}\n"
)


def across(root: Path, change: str) -> list[Diagnostic]:
    """What is said of two names that are one, where the second file is by then what ``change`` says."""
    for name in "ab":
        (root / "campaigns" / f"{name}.yaml").write_text(SPEC.format(id=name))
    settings = settings_for(root, {}, Choice(), every_environment=True)
    files, _ = find(settings.project.root, settings.project.campaigns, [])
    examined, problems = plainly(settings, files, Means())
    assert not problems
    asked: list[str] = []

    def read(path: str) -> Source | None:
        asked.append(path)
        source = read_source(path, [])
        assert source is not None
        return None if change == "gone" else source._replace(data=change.encode()) if change else source

    found = [
        one for one in findings(settings, examined, Choice(), whole=True, read=read) if one.code == "CTC492"
    ]
    assert asked == [os.fspath(root / "campaigns" / "b.yaml")], "read once, and no other"
    return found


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "ctc.yaml").write_text("version: 1\n")
    (tmp_path / "campaigns").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ("", (4, 9)),
        ("# one more line\n" + SPEC.format(id="b"), (5, 9)),
        ("gone", (1, 1)),
        ("# nothing any more\n", (1, 1)),
    ],
    ids=["as it was", "a line below", "gone", "empty"],
)
def test_it_stands_where_the_name_is_now_or_on_the_first_line(
    root: Path, change: str, place: tuple[int, int]
) -> None:
    [found] = across(root, change)
    assert (found.file, found.line, found.column) == ("campaigns/b.yaml", *place)
    assert (found.message, str(found.severity)) == (
        "a has the same name: the two cannot be told apart in the dashboard",
        "warning",
    )
    assert found.hint


def test_a_compilation_names_what_is_wrong_in_each_file(root: Path) -> None:
    """Whoever mends the first would be told of the next one by the next pipeline."""
    for name in "abc":
        wrong = SPEC.format(id=name).replace("target_mode: sms", "target_mode: pigeon")
        (root / "campaigns" / f"{name}.yaml").write_text(wrong)
    settings = settings_for(root, {}, Choice(), every_environment=True)
    files, _ = find(settings.project.root, settings.project.campaigns, [])
    examined, _ = plainly(settings, files, Means())
    found = mistakes(settings, examined, Choice())
    assert sorted(Path(one.file).name for one in found if one.line == 5) == ["a.yaml", "b.yaml", "c.yaml"]
