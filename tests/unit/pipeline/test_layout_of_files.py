"""`ctc fmt` over files: it says what it said, line ends and a mark stay, and what cannot be read is left."""

from pathlib import Path

import pytest

from ctc.pipeline.fmt import format_files, formatted, put

LOOSE = "version:   1\nid: a   # why\n"
TIDY = "version: 1\nid: a # why\n"


def test_line_ends_and_a_mark_stay_unless_others_are_named() -> None:
    laid = formatted("a", LOOSE.encode()).after
    assert laid == laid.strip() + "\n"
    crlf = laid.replace("\n", "\r\n")
    for text, ending, after in (
        (LOOSE, None, laid),
        (LOOSE.replace("\n", "\r\n"), None, crlf),
        (LOOSE.replace("\n", "\r\n"), "\n", laid),
        (LOOSE, "\r\n", crlf),
        (f"\ufeff{LOOSE}", None, f"\ufeff{laid}"),
    ):
        found = formatted("a", text.encode(), ending, Path("a.yaml"))
        assert (found.before, found.after, found.problems) == (text, after, ())
        assert (found.shown, found.path, found.is_changed) == ("a", Path("a.yaml"), True)
        assert not formatted("a", after.encode(), ending).is_changed


def test_what_cannot_be_read_is_left() -> None:
    found = formatted("a.yaml", b"a: [\n\xff", path=Path("a.yaml"))
    assert (found.before, found.is_changed, found.path) == (found.after, False, Path("a.yaml"))
    assert [one.file for one in found.problems] == ["a.yaml"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "campaigns").mkdir()
    (tmp_path / "ctc.yaml").write_text("version:  1\n")
    for name in ("a", "b"):
        (tmp_path / "campaigns" / f"{name}.yaml").write_text(LOOSE)
    return tmp_path


def test_every_file_of_a_project_or_those_that_are_named(here: Path) -> None:
    def shown(*paths: str) -> list[str]:
        return [one.shown for one in format_files(here, {}, [Path(path) for path in paths], None)]

    assert shown() == ["campaigns/a.yaml", "campaigns/b.yaml", "ctc.yaml"]
    assert shown("campaigns/b.yaml") == ["campaigns/b.yaml"]
    assert shown("campaigns") == ["campaigns/a.yaml", "campaigns/b.yaml"]
    found = [*format_files(here, {}, [Path("gone.yaml"), Path("campaigns/b.yaml")], None)]
    assert [(one.shown, one.path is None, len(one.problems)) for one in found] == [
        ("", True, 1), ("campaigns/b.yaml", False, 0)]  # fmt: skip
    assert (found[0].before, found[0].after) == ("", "")
    (here / "campaigns" / "a.yaml").unlink()
    (here / "campaigns" / "a.yaml").symlink_to("nowhere")
    found = [*format_files(here, {}, (), None)]
    assert [bool(one.problems) for one in found] == [True, False, False]


def test_only_what_changed_is_written(here: Path) -> None:
    told: list[tuple[str, bytes]] = []
    for one in format_files(here, {}, (), "\r\n"):
        put(one, lambda path, data: told.append((path.name, data)))
        put(one)
    assert [name for name, _ in told] == ["a.yaml", "b.yaml", "ctc.yaml"]
    assert all(data.count(b"\r\n") == data.count(b"\n") for _, data in told)
    told.clear()
    for one in format_files(here, {}, (), "\r\n"):
        put(one, lambda path, data: told.append((path.name, data)))
    assert told == []
