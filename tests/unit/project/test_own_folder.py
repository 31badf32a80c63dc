"""``.ctc`` keeps itself out of git, also after a disk was full in the middle of it."""

from pathlib import Path

import pytest

from ctc.project.opening import own_folder


@pytest.mark.parametrize("before", [None, b"", b"\n \n"])
def test_it_is_ignored(tmp_path: Path, before: bytes | None) -> None:
    if before is not None:
        (tmp_path / ".ctc").mkdir()
        (tmp_path / ".ctc/.gitignore").write_bytes(before)
    assert own_folder(tmp_path) == tmp_path / ".ctc"
    assert (tmp_path / ".ctc/.gitignore").read_bytes() == b"*\n"


def test_what_an_author_wrote_stands(tmp_path: Path) -> None:
    (tmp_path / ".ctc").mkdir()
    (tmp_path / ".ctc/.gitignore").write_bytes(b"*.db\n")
    own_folder(tmp_path)
    assert (tmp_path / ".ctc/.gitignore").read_bytes() == b"*.db\n"
