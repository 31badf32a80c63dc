"""A finding across files stands in a file that is read once more for the place, and may be another one by then."""

import os
from pathlib import Path

import pytest

from ctc.choice import Choice
from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine import spots as spots_module
from ctc.pipeline.engine.across import findings, mistakes
from ctc.pipeline.engine.engine import plainly
from ctc.pipeline.engine.means import Means
from ctc.pipeline.engine.spots import Spots
from ctc.pipeline.lint import Way, lint_project
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
        one
        for one in findings(settings, examined, Choice(), whole=True, spots=Spots(read))
        if one.code == "CTC492"
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


LIKE = SPEC.replace("{id}", "Charged").replace("id: Charged", "id: {id}")


def said(root: Path, *, cache: bool = True) -> list[tuple[str, str, int, int, str | None]]:
    """What lint says of names, people, times and ids that are alike, with the lines that are shown below it."""
    report = lint_project(root, dict(os.environ), [], Choice(), Way(cache=cache, processes=False))
    alike = [one for one in report.diagnostics if one.code in {"CTC121", "CTC492", "CTC493"}]
    return [(one.code, one.file, one.line, one.column, one.source) for one in alike]


def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read once more from now on."""
    looked: list[str] = []
    before = Spots._open

    def watched(spots: Spots, path: str) -> None:
        looked.append(Path(path).stem)
        before(spots, path)

    monkeypatch.setattr(Spots, "_open", watched)
    return looked


def test_a_place_that_was_looked_for_is_known_from_then_on(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A repository of copies has two such findings in nearly every file: each run read them all once more."""
    for name in "abc":
        (root / "campaigns" / f"{name}.yaml").write_text(LIKE.format(id=name))
    (root / "campaigns" / "b.yaml").write_text(
        "# first\n---\n" + LIKE.format(id="b") + "---\n" + LIKE.format(id="d")
    )
    plainly_said = said(root, cache=False)
    assert [(code, line) for code, _, line, _, _ in plainly_said] == [
        *[("CTC492", 6), ("CTC493", 8), ("CTC492", 15), ("CTC493", 17)],
        *[("CTC492", 4), ("CTC493", 6)],
    ]
    assert said(root) == plainly_said, "the first run"
    looked = opened(monkeypatch)
    assert (said(root), looked) == (plainly_said, []), "the second one"
    (root / "campaigns" / "c.yaml").write_text("# one more line\n" + LIKE.format(id="c"))
    moved = said(root)
    assert (moved[-1][2], looked) == (7, ["c"]), "what was edited is looked at again, and nothing else"
    assert said(root) == moved == said(root, cache=False)


def test_an_id_that_stands_twice_is_looked_for_once_and_compiles_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Forty copies of one file were compiled in every run, each once for each of the others."""
    (root / "campaigns" / "a.yaml").write_text("# first\n---\n" + LIKE.format(id="a"))
    for name in "bcd":
        (root / "campaigns" / f"{name}.yaml").write_text(LIKE.format(id="a"))
    looked = opened(monkeypatch)
    plain = [one for one in said(root, cache=False) if one[0] == "CTC121"]
    assert plain == [("CTC121", f"campaigns/{name}.yaml", 2, 5, "id: a") for name in "bcd"]
    assert sorted(looked) == ["a", "b", "c", "d"]
    assert [one for one in said(root) if one[0] == "CTC121"] == plain
    looked.clear()
    assert ([one for one in said(root) if one[0] == "CTC121"], looked) == (plain, [])


def test_what_is_learned_of_a_file_that_changed_meanwhile_is_not_kept(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ab":
        (root / "campaigns" / f"{name}.yaml").write_text(LIKE.format(id=name))
    behind = root / "campaigns" / "b.yaml"
    text, before = behind.read_text(), read_source

    def late(path: str, problems: list[Diagnostic]) -> Source | None:
        behind.write_text("# another line\n" + text)
        return before(path, problems)

    with monkeypatch.context() as patched:
        patched.setattr(spots_module, "read_source", late)
        assert [line for _, _, line, _, _ in said(root)] == [5, 7]
    behind.write_text(text)
    assert [line for _, _, line, _, _ in said(root)] == [4, 6]


def test_the_instances_of_a_document_have_one_place(root: Path) -> None:
    """Each of a thousand instances would keep it once more, with the facts of their file."""
    spec = LIKE.format(id="a").replace("campaign:", "each: {n: [x, y, z]}\ncampaign:")
    (root / "campaigns" / "a.yaml").write_text(spec)
    settings = settings_for(root, {}, Choice(), every_environment=True)
    files, _ = find(settings.project.root, settings.project.campaigns, [])
    spots = Spots()
    examined = plainly(settings, files, Means())[0]
    assert len(findings(settings, examined, Choice(), whole=True, spots=spots)) == 3
    [learned] = spots.learned.values()
    assert [spot[:3] for spot in learned.spots] == [
        (0, "value", "/campaign/name"),
        (0, "value", "/campaign/when"),
    ]
