"""The source line under a finding: of a regular file, and of nothing else."""

import os
from pathlib import Path

from ctc.cli.views.diagnostics import text_of
from ctc.diagnostics import Diagnostic, Severity


def shown(file: Path, line: int) -> list[str]:
    found = Diagnostic(code="CTC305", severity=Severity.ERROR, message="m", file=str(file), line=line)
    return text_of(found).split("\n")[1:]


def test_a_pipe_a_link_and_a_folder_have_no_lines(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "secret").write_text("secret\n")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "secret")
    for name in ("pipe.yaml", "link.yaml", "none.yaml", ""):
        assert shown(tmp_path / name, 1) == []
