"""What lint remembers of a catalog is what it would read, and nothing that anybody else could have written."""

import json
from pathlib import Path

import pytest

from ctc.catalog.catalog import Catalog
from ctc.choice import Choice
from ctc.pipeline.lint import Way, lint_project
from ctc.project import catalog as module
from ctc.project.cache import cache_folder
from ctc.project.catalog import open_catalog

TEXT = "version: 1\nevents: {Viewed: {properties: {Price: number, Kind: {values: [1, 1.5, 'no']}}}}\n"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_CACHE_HOME": str(tmp_path / "caches")}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "campaigns").mkdir(parents=True)
    (root / "ctc.yaml").write_text("version: 1\n")
    (root / "catalog.yaml").write_text(TEXT)
    return root


def kept(root: Path, environ: dict[str, str]) -> Path:
    folder = cache_folder(root, environ)
    assert folder is not None
    return folder / "catalog.json"


def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was read again")

    monkeypatch.setattr(module, "read_catalog", never)


def test_it_is_read_once(root: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    plain = open_catalog(root)
    first = open_catalog(root, environ)
    unread(monkeypatch)
    second = open_catalog(root, environ)
    assert first.catalog == second.catalog == plain.catalog
    assert json.dumps(second.catalog.data) == json.dumps(plain.catalog.data)
    assert second.file == plain.file
    assert [document.data for document in second.documents] == [document.data for document in plain.documents]


def test_another_text_is_another_catalog(root: Path, environ: dict[str, str]) -> None:
    open_catalog(root, environ)
    (root / "catalog.yaml").write_text(TEXT.replace("Viewed", "Seen"))
    assert open_catalog(root, environ).catalog.names("events") == ["Seen"]
    (root / "catalog.yaml").unlink()
    assert open_catalog(root, environ).catalog == Catalog()


def test_one_with_a_fault_is_told_each_time(root: Path, environ: dict[str, str]) -> None:
    (root / "catalog.yaml").write_text(f"{TEXT}evnts: {{}}\n")
    for _ in range(2):
        assert [problem.code for problem in open_catalog(root, environ).problems] == ["CTC305"]
    assert not kept(root, environ).exists()


@pytest.mark.parametrize(
    "spoilt", ["{", "[]", '["x", {}]', '["KEY", []]', "[" * 100_000, "\0", '["KEY", "x"]']
)
def test_what_is_damaged_is_read_anew(root: Path, environ: dict[str, str], spoilt: str) -> None:
    open_catalog(root, environ)
    file = kept(root, environ)
    key = json.loads(file.read_text())[0]
    file.write_text(spoilt.replace("KEY", key))
    assert open_catalog(root, environ).catalog.names("events") == ["Viewed"]


def test_what_others_can_write_is_not_believed(root: Path, environ: dict[str, str]) -> None:
    open_catalog(root, environ)
    file = kept(root, environ)
    key, data = json.loads(file.read_text())
    forged = json.dumps([key, {**data, "events": {"Forged": {}}}])
    file.write_text(forged)
    assert open_catalog(root, environ).catalog.names("events") == ["Forged"]  # it was this user's doing
    file.chmod(0o666)
    assert open_catalog(root, environ).catalog.names("events") == ["Viewed"]
    elsewhere = root.parent / "elsewhere.json"
    elsewhere.write_text(forged)
    file.unlink()
    file.symlink_to(elsewhere)
    assert open_catalog(root, environ).catalog.names("events") == ["Viewed"]


def test_without_a_place_everything_is_read(root: Path, tmp_path: Path) -> None:
    for environ in (
        {},
        {"XDG_CACHE_HOME": str(root)},
        {"XDG_CACHE_HOME": str(tmp_path / "project/ctc.yaml")},
    ):
        assert open_catalog(root, environ).catalog.names("events") == ["Viewed"]


def test_no_cache_is_none(root: Path, environ: dict[str, str]) -> None:
    lint_project(root, environ, [], Choice(), Way(cache=False))
    assert not kept(root, environ).exists()
    lint_project(root, environ, [], Choice())
    assert kept(root, environ).exists()
