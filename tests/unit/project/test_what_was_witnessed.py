"""The newest serial that this machine saw of a state: only ever a newer one, and nothing that others could write."""

from pathlib import Path

import pytest

from ctc.project import witness as module
from ctc.project.witness import witness, witnessed

LINEAGE = "a1-B2"


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_STATE_HOME": str(tmp_path)}


def test_the_highest_serial_is_kept(environ: dict[str, str]) -> None:
    told = []
    for serial in (0, 5, 3, 6):
        witness(LINEAGE, serial, environ)
        told.append(witnessed(LINEAGE, environ))
    assert told == [0, 5, 5, 6]
    assert witnessed("other", environ) == 0


def test_what_is_known_already_is_not_written_again(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    witness(LINEAGE, 5, environ)
    monkeypatch.setattr(module, "write", lambda *_, **__: pytest.fail("written"))
    witness(LINEAGE, 5, environ)
    witness(LINEAGE, 4, environ)


@pytest.mark.parametrize(
    ("environ", "place"),
    [
        ({"XDG_STATE_HOME": "{}/x"}, "x/ctc/serials/a1-B2"),
        ({"XDG_STATE_HOME": "{}/x", "HOME": "{}/h"}, "x/ctc/serials/a1-B2"),
        ({"HOME": "{}/h"}, "h/.local/state/ctc/serials/a1-B2"),
        ({"XDG_STATE_HOME": "x", "HOME": "{}/h"}, "h/.local/state/ctc/serials/a1-B2"),
        ({"XDG_STATE_HOME": "x", "HOME": "h"}, None),
        ({}, None),
    ],
)
def test_where_it_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], place: str | None
) -> None:
    monkeypatch.chdir(tmp_path)
    given = {name: value.format(tmp_path) for name, value in environ.items()}
    witness(LINEAGE, 7, given)
    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert files == ([place] if place else [])
    assert witnessed(LINEAGE, given) == (7 if place else 0)


@pytest.mark.parametrize("lineage", ["", "../x", "a/b", "a" * 65, "a\n", "é"])
def test_what_is_no_lineage_names_no_file(tmp_path: Path, environ: dict[str, str], lineage: str) -> None:
    witness(lineage, 7, environ)
    assert (witnessed(lineage, environ), [*tmp_path.rglob("*")]) == (0, [])
    assert witness("a" * 64, 7, environ) is None
    assert witnessed("a" * 64, environ) == 7


@pytest.mark.parametrize("spoilt", [b"", b"x", b"\xff", b"7 8"])
def test_what_is_damaged_or_not_ones_own_is_not_believed(environ: dict[str, str], spoilt: bytes) -> None:
    witness(LINEAGE, 7, environ)
    file = Path(environ["XDG_STATE_HOME"], "ctc/serials", LINEAGE)
    file.chmod(0o666)
    assert witnessed(LINEAGE, environ) == 0
    file.chmod(0o600)
    assert witnessed(LINEAGE, environ) == 7
    file.write_bytes(spoilt)
    assert witnessed(LINEAGE, environ) == 0


def test_a_folder_that_cannot_be_written_remembers_nothing(tmp_path: Path, environ: dict[str, str]) -> None:
    (tmp_path / "ctc").touch()
    witness(LINEAGE, 7, environ)
    assert witnessed(LINEAGE, environ) == 0
