"""Template files: two roots, no way out of them."""

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


@pytest.mark.parametrize(
    "name",
    [
        "../../secret.txt",
        "/etc/passwd",
        "parts/../../../secret.txt",
        "a\0b",
        "..\\x",
        "",
        "x" * 5000,
        "\ud83d",
    ],
)
def test_no_name_leads_out(templates: FolderTemplates, name: str) -> None:
    with pytest.raises(TemplateRefused):
        templates.find(name)


def _link(folder: Path) -> None:
    (folder / "link.j2").symlink_to("../../secret.txt")


def _folder_link(folder: Path) -> None:
    (folder / "link").symlink_to("../..")


def _large(folder: Path) -> None:
    (folder / "large.j2").write_bytes(b"x" * (MAX_FILE + 1))


def _latin(folder: Path) -> None:
    (folder / "latin.j2").write_bytes(b"\xe9")


@pytest.mark.parametrize(
    ("make", "name"),
    [(_link, "link.j2"), (_folder_link, "link/secret.txt"), (_large, "large.j2"), (_latin, "latin.j2")],
)
def test_files_that_are_not_read(
    templates: FolderTemplates, tmp_path: Path, make: Callable[[Path], None], name: str
) -> None:
    make(tmp_path / "campaigns/welcome")
    with pytest.raises(TemplateRefused):
        templates.find(name)


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
