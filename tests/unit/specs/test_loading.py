"""Finding spec files: what is read, what is refused, and how it is named."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.diagnostics import Severity
from ctc.specs import loading
from ctc.specs.limits import MAX_BYTES, MAX_FOLDERS
from ctc.specs.loading import find_tests, load

Make = Callable[..., Path]


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    monkeypatch.chdir(tmp_path)

    def file(name: str, text: str = "a: 1\n") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return file


def shown(tmp_path: Path, *paths: Path) -> list[str]:
    sources, problems = load(tmp_path, tmp_path / "campaigns", paths)
    assert problems == ()
    return [source.shown for source in sources]


def test_every_yaml_file_below_campaigns_in_the_order_of_names(make: Make, tmp_path: Path) -> None:
    for name in (
        "b.yaml",
        "a/z.yaml",
        "a/b/c.yaml",
        "_shared/x.yaml",
        ".git/x.yaml",
        "_d.yaml",
        "n.txt",
        "t.j2",
    ):
        make(f"campaigns/{name}")
    assert shown(tmp_path) == ["campaigns/a/b/c.yaml", "campaigns/a/z.yaml", "campaigns/b.yaml"]


def test_no_campaigns_folder_is_no_spec(tmp_path: Path) -> None:
    assert load(tmp_path, tmp_path / "campaigns") == ((), ())


def test_paths_may_be_files_and_folders_each_read_once(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = make("campaigns/a/one.yaml"), make("other/two.yaml")
    assert shown(tmp_path, one, tmp_path / "campaigns", two) == ["campaigns/a/one.yaml", "other/two.yaml"]
    monkeypatch.chdir(tmp_path / "campaigns")
    assert shown(tmp_path, Path("a"), Path("../other/two.yaml")) == ["a/one.yaml", "../other/two.yaml"]


def test_tests_are_found_by_their_names_and_every_file_that_is_named_is_one(
    make: Make, tmp_path: Path
) -> None:
    """`ctc test mine.yaml other.yaml` asks the tests of both."""
    for name in ("campaigns/a.test.yaml", "campaigns/a.yaml", "mine.yaml", "other.yaml"):
        make(name)
    campaigns, mine, other = (tmp_path / name for name in ("campaigns", "mine.yaml", "other.yaml"))
    assert find_tests(tmp_path, campaigns, ()) == ((f"{campaigns}/a.test.yaml",), ())
    found, _ = find_tests(tmp_path, campaigns, (mine, campaigns, other))
    assert found == (f"{campaigns}/a.test.yaml", str(mine), str(other))


def test_a_folder_around_campaigns_stands_for_it(make: Make, tmp_path: Path) -> None:
    for name in ("campaigns/a.yaml", "ctc.yaml", "docker-compose.yaml"):
        make(name)
    assert shown(tmp_path, Path()) == ["campaigns/a.yaml"]
    assert shown(tmp_path, tmp_path.parent) == ["campaigns/a.yaml"]


def test_the_projects_own_file_is_no_spec(make: Make, tmp_path: Path) -> None:
    own, spec = make("ctc.yaml"), make("a.yaml")
    assert shown(tmp_path, own, spec) == ["a.yaml"]
    assert [source.shown for source in load(tmp_path, tmp_path)[0]] == ["a.yaml"]


def test_symbolic_links_are_refused(make: Make, tmp_path: Path) -> None:
    secret = make("elsewhere/secret.yaml")
    make("campaigns/ok.yaml")
    (tmp_path / "campaigns/link.yaml").symlink_to(secret)
    (tmp_path / "campaigns/folder").symlink_to(secret.parent)
    sources, problems = load(tmp_path, tmp_path / "campaigns")
    assert [source.shown for source in sources] == ["campaigns/ok.yaml"]
    assert [(p.code, p.file) for p in problems] == [
        ("CTC111", "campaigns/folder"),
        ("CTC111", "campaigns/link.yaml"),
    ]
    _, (problem,) = load(tmp_path, tmp_path, [Path("campaigns/folder/secret.yaml")])
    assert problem.code == "CTC111"


def test_nothing_outside_the_project_is_read(make: Make, tmp_path: Path) -> None:
    make("outside.yaml")
    make("project/campaigns/x.yaml")
    _, (problem,) = load(tmp_path / "project", tmp_path / "project", [Path("outside.yaml")])
    assert (problem.code, problem.file) == ("CTC111", "outside.yaml")
    _, (problem,) = load(tmp_path / "project", tmp_path / "project", [Path("project/../outside.yaml")])
    assert problem.code == "CTC111"


def test_a_project_reached_over_a_link_is_read(make: Make, tmp_path: Path) -> None:
    """The root itself may be a link (/tmp on a Mac): only what stands below it may not."""
    make("real/campaigns/x.yaml")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    sources, problems = load(tmp_path / "link", tmp_path / "link" / "campaigns")
    assert problems == ()
    assert [source.path.name for source in sources] == ["x.yaml"]


def test_a_folder_called_yaml_and_an_unreadable_file(make: Make, tmp_path: Path) -> None:
    make("campaigns/x.yaml/inner.yaml")
    make("campaigns/y.yaml").chmod(0)
    sources, problems = load(tmp_path, tmp_path / "campaigns")
    readable = [source.shown for source in sources if source.shown.endswith("inner.yaml")]
    assert readable == ["campaigns/x.yaml/inner.yaml"]
    assert all(problem.code == "CTC110" for problem in problems)  # root reads everything


def test_folders_inside_each_other_without_an_end(make: Make, tmp_path: Path) -> None:
    make("campaigns/" + "a/" * MAX_FOLDERS + "x.yaml")
    assert len(shown(tmp_path)) == 1
    make("campaigns/" + "a/" * 3 * MAX_FOLDERS + "y.yaml")
    sources, problems = load(tmp_path, tmp_path / "campaigns")
    assert [source.path.name for source in sources] == ["x.yaml"]
    assert [(problem.code, problem.severity) for problem in problems] == [("CTC110", Severity.ERROR)]


def test_what_cannot_be_read_is_told_with_its_reason(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "campaigns").mkdir()
    os.mkfifo(tmp_path / "campaigns/pipe.yaml")
    ((), (problem,)) = load(tmp_path, tmp_path / "campaigns")
    assert (problem.code, problem.file) == ("CTC110", "campaigns/pipe.yaml")
    assert problem.message == "this file cannot be read: it is no regular file"

    file = make("campaigns/busy.yaml")
    monkeypatch.setattr(loading, "read_steady", lambda _path: None)
    ((), (problem,)) = load(tmp_path, tmp_path / "campaigns", [file])
    assert (problem.code, problem.file) == ("CTC110", "campaigns/busy.yaml")
    assert problem.message == "this file changes while it is read"
    assert problem.hint == "run again when it is done"


def test_a_file_that_one_moment_longer_changed_is_read(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make("campaigns/busy.yaml")
    steady, answers = loading.read_steady, iter([None] * 4)
    monkeypatch.setattr(loading, "read_steady", lambda path: next(answers, steady(path)))
    assert shown(tmp_path, file) == ["campaigns/busy.yaml"]


def test_a_file_may_be_as_large_as_it_says(make: Make, tmp_path: Path) -> None:
    file = make("campaigns/large.yaml", "#" * MAX_BYTES)
    assert [len(source.data) for source in load(tmp_path, tmp_path, [file])[0]] == [MAX_BYTES]
    file.write_text("#" * (MAX_BYTES + 1))
    sources, (problem,) = load(tmp_path, tmp_path, [file])
    assert (sources, problem.file) == ((), "campaigns/large.yaml")
