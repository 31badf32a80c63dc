"""Template files: two roots, no way out of them."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ctc.specs.limits import MAX_FOLDERS
from ctc.templates.limits import MAX_FILE
from ctc.templates.source import TemplateRefused
from ctc.templates.sources import FolderTemplates


@pytest.fixture
def templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FolderTemplates:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns/welcome/parts").mkdir(parents=True)
    (tmp_path / "campaigns/_shared").mkdir()
    (tmp_path / "campaigns/welcome/a.j2").write_text("own")
    (tmp_path / "campaigns/_shared/a.j2").write_text("shared")
    (tmp_path / "campaigns/_shared/b.j2").write_text("\ufeffé")
    (tmp_path / "campaigns/welcome/parts/c.j2").write_text("part")
    (tmp_path / "secret.txt").write_text("secret")
    return FolderTemplates((tmp_path / "campaigns/welcome", tmp_path / "campaigns/_shared"), tmp_path)


def test_the_specs_own_folder_comes_first(templates: FolderTemplates) -> None:
    found = templates.find("a.j2")
    assert found is not None
    assert (found.text, found.shown) == ("own", "campaigns/welcome/a.j2")
    shared = templates.find("b.j2")
    assert shared is not None
    assert (shared.text, shared.shown) == ("é", "campaigns/_shared/b.j2")
    part = templates.find("parts/c.j2")
    assert part is not None
    assert templates.find("missing.j2") is None
    assert templates.find("parts") is None
    assert templates.find("a.j2/b") is None
    assert sorted(templates.names()) == ["a.j2", "a.j2", "b.j2", "parts/c.j2"]


OUT = "' leads out of the templates' folders"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../../secret.txt", f"'../../secret.txt{OUT}"),
        ("/etc/passwd", f"'/etc/passwd{OUT}"),
        ("parts/../../../secret.txt", f"'parts/../../../secret.txt{OUT}"),
        ("a\0b", f"'a\0b{OUT}"),
        ("..\\x", f"'..\\x{OUT}"),
        ("", f"'{OUT}"),
        (".", f"'.{OUT}"),
        ("x" * 5000, f"'{'x' * 60}' cannot be read: File name too long"),
        ("x" * 70 + "\ud83d", f"'{'x' * 60}' holds half of a character"),
    ],
)
def test_no_name_leads_out(templates: FolderTemplates, name: str, says: str) -> None:
    with pytest.raises(TemplateRefused) as refused:
        templates.find(name)
    assert str(refused.value) == says


def test_what_there_is_is_named_in_one_order(templates: FolderTemplates, tmp_path: Path) -> None:
    """A hint that is chosen of them is the same on every machine. A spec is no template, nor is what is hidden."""
    folder = tmp_path / "campaigns/_shared"
    for name in ("m", "a", "z", "c"):
        (folder / name).mkdir()
        for file in ("2.j2", "1.html", "x.yaml", "x.yml"):
            (folder / name / file).write_text("")
    (folder / ".git").mkdir()
    (folder / ".git/config").write_text("")
    below = [f"{name}/{file}" for name in "acmz" for file in ("1.html", "2.j2")]
    assert [*templates.names()] == ["a.j2", "parts/c.j2", "a.j2", "b.j2", *below]


def _link(folder: Path) -> None:
    (folder / "link.j2").symlink_to("../../secret.txt")


def _folder_link(folder: Path) -> None:
    (folder / "link").symlink_to("../..")


def _large(folder: Path) -> None:
    (folder / "large.j2").write_bytes(b"x" * (MAX_FILE + 1))


def _latin(folder: Path) -> None:
    (folder / "latin.j2").write_bytes(b"\xe9")


def _unmerged(folder: Path) -> None:
    (folder / "both.j2").write_text("Hi\n<<<<<<< HEAD\nold\n=======\nnew\n>>>>>>> x\n")


@pytest.mark.parametrize(
    ("make", "name", "says"),
    [
        (_unmerged, "both.j2", "is not finished: in line 2 a merge conflict that nobody resolved"),
        (_link, "link.j2", "is reached over a symbolic link"),
        (_folder_link, "link/secret.txt", "is reached over a symbolic link"),
        (_large, "large.j2", "holds more than 1,000,000 bytes"),
        (_latin, "latin.j2", "is not UTF-8"),
    ],
)
def test_files_that_are_not_read(
    templates: FolderTemplates, tmp_path: Path, make: Callable[[Path], None], name: str, says: str
) -> None:
    make(tmp_path / "campaigns/welcome")
    with pytest.raises(TemplateRefused, match=f"^'{name}' {says}"):
        templates.find(name)


def test_a_file_may_be_as_large_as_the_limit_and_a_pipe_is_none(
    templates: FolderTemplates, tmp_path: Path
) -> None:
    (tmp_path / "campaigns/welcome/large.j2").write_bytes(b"x" * MAX_FILE)
    found = templates.find("large.j2")
    assert found is not None
    assert len(found.text) == MAX_FILE
    os.mkfifo(tmp_path / "campaigns/welcome/pipe.j2")
    assert templates.find("pipe.j2") is None


def test_a_file_that_changes_is_read_anew(templates: FolderTemplates, tmp_path: Path) -> None:
    (tmp_path / "campaigns/welcome/a.j2").write_text("new")
    found = templates.find("a.j2")
    assert found is not None
    assert found.text == "new"


@pytest.mark.parametrize("name", [".git/config", "a/.env", ".hidden.j2", "./.x", "..x/y"])
def test_what_is_hidden_is_no_template(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("token")
    with pytest.raises(TemplateRefused, match="hidden"):
        FolderTemplates((tmp_path,), tmp_path).find(name)


def test_folders_inside_each_other_without_an_end(templates: FolderTemplates, tmp_path: Path) -> None:
    deep = tmp_path / "campaigns/_shared" / ("a/" * 3 * MAX_FOLDERS)
    deep.mkdir(parents=True)
    (deep / "x.j2").write_text("")
    (tmp_path / "campaigns/_shared/a/y.j2").write_text("")
    assert {name for name in templates.names() if name.startswith("a/")} == {"a/y.j2"}
