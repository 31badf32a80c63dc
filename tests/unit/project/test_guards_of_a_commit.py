"""Which guards held at a commit: of the environment and of each spec, wherever the project stood then. One that is lost
on the way would be loosened, and nobody told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.project import opening
from ctc.project.opening import guards_at, own_guards_at

COMMIT: Final = "1" * 40
WRITTEN: Final = b"environments: {live: {guards: {max_creates: 5}}, bare: {}, odd: 5, none: {guards: }}\n"
Then = Callable[..., None]


@pytest.fixture
def then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Then:
    """Git with these files at the commit, by their paths; those that are ``gone`` or changed are told as such."""

    def said(files: dict[str, bytes], changed: tuple[str, ...] = (), *, tree: bool = True) -> None:
        def file_at(root: Path, commit: str, path: Path, most: int) -> bytes | None:
            assert (commit, most) == (COMMIT, opening.MAX_BYTES)
            assert root.is_relative_to(tmp_path)
            return files.get(path.relative_to(tmp_path).as_posix())

        def changed_since(folder: Path, commit: str, suffix: str) -> Any:
            assert commit == COMMIT
            for name in changed:
                path = tmp_path / name
                if path.is_relative_to(folder) and name.endswith(suffix):
                    yield path.relative_to(folder).as_posix(), files[name]

        monkeypatch.setattr(opening, "file_at", file_at)
        monkeypatch.setattr(opening, "changed_since", changed_since)
        monkeypatch.setattr(opening, "work_tree_of", lambda _: tmp_path if tree else None)

    return said


@pytest.mark.parametrize(
    ("text", "environment", "told"),
    [
        (WRITTEN, "live", {"max_creates": 5}),
        (WRITTEN, "bare", {}),
        (WRITTEN, "other", {}),
        (WRITTEN, "odd", None),
        (WRITTEN, "none", None),
        (b"version: 1\n", "live", {}),
        (b"", "live", None),
        (b"a: [\n", "live", None),
        (b"[]\n", "live", None),
    ],
)
def test_the_guards_of_an_environment(
    then: Then, tmp_path: Path, text: bytes, environment: str, told: dict[str, int] | None
) -> None:
    then({"ctc.yaml": text})
    assert guards_at(tmp_path, COMMIT, environment) == told


SPEC: Final = b"id: %s\nguards: {%s}\n"


def test_the_guards_that_specs_had_of_their_own(then: Then, tmp_path: Path) -> None:
    """Of each document of each file, together where one id stands in two of them; and of nothing else."""
    two = SPEC % (b"a", b"max_reach: 5, min_reach: 1") + b"---\n" + SPEC % (b"b", b"max_reach: 7")
    files = {
        "ctc.yaml": WRITTEN,
        "campaigns/two.yaml": two,
        "campaigns/moved.yaml": SPEC % (b"a", b"max_reach: 6"),
        "campaigns/odd.yaml": b"id: c\nguards: none\n---\n[guards]\n---\nid: d\nguards: {max_reach: 1}\n",
        "campaigns/text.j2": SPEC % (b"e", b"max_reach: 1"),
        "campaigns/plain.yaml": b"id: f\n",
    }
    then(files, (*files,)[1:])
    found = {"a": {"max_reach": 6, "min_reach": 1}, "b": {"max_reach": 7}, "d": {"max_reach": 1}}
    assert own_guards_at(tmp_path, COMMIT) == found


@pytest.mark.parametrize(
    ("files", "gone", "told"),
    [
        (("new/ctc.yaml",), (), "new"),
        (("new/ctc.yaml", "old/ctc.yaml"), ("old/ctc.yaml",), "new"),
        (("old/ctc.yaml",), ("old/ctc.yaml",), "old"),
        (("old/ctc.yaml", "old/x.ctc.yaml"), ("old/x.ctc.yaml", "old/ctc.yaml"), "old"),
        (("old/ctc.yaml", "there/ctc.yaml"), ("there/ctc.yaml", "old/ctc.yaml"), "old"),
        (("old/ctc.yaml", "older/ctc.yaml"), ("old/ctc.yaml", "older/ctc.yaml"), None),
        (("there/ctc.yaml",), ("there/ctc.yaml",), None),
        ((), (), None),
    ],
)
def test_a_project_that_moved_since(
    then: Then, tmp_path: Path, files: tuple[str, ...], gone: tuple[str, ...], told: str | None
) -> None:
    """It stood where the one ``ctc.yaml`` that is gone stood, if it was nowhere where it is now."""
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "ctc.yaml").touch()
    spec = SPEC % (b"a", b"max_reach: 5")
    specs = [f"{Path(name).parent}/campaigns/a.yaml" for name in files]
    then({**dict.fromkeys(files, WRITTEN), **dict.fromkeys(specs, spec)}, (*gone, *specs))
    assert guards_at(tmp_path / "new", COMMIT, "live") == ({"max_creates": 5} if told else None)
    assert own_guards_at(tmp_path / "new", COMMIT) == ({"a": {"max_reach": 5}} if told else {})
    then(dict.fromkeys(files, WRITTEN), gone, tree=False)
    assert guards_at(tmp_path / "new", COMMIT, "live") == ({"max_creates": 5} if told == "new" else None)
