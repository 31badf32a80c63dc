"""The source line under a finding: of a regular file, and of nothing else."""

import os
from pathlib import Path

import pytest
from click import unstyle

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


RECIPIENTS = """\
version: 1
id: a
message:
  channel: sms
  to:
    Identity:
    - ann
    - bob
    Email: [
    cid,
    ]
  content: {body: x}
  where: {event_name: Charged, from: 20250101, to: 20251231}
---
message: {channel: sms, to: {Identity: [ann]}}
x: {"to":{"Email":["ann@acme.example"]}}
end:
  to: 2025-09-30
"""


def test_no_line_with_recipients_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(RECIPIENTS)
    lines = RECIPIENTS.splitlines()
    visible = {number for number in range(1, len(lines) + 1) if shown(file, number)}
    assert visible == {1, 2, 3, 4, 12, 13, 14, 17, 18}


def test_no_line_of_a_pasted_command_is_shown(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("curl -H 'X-CleverTap-Passcode: secret'\n")
    found = Diagnostic(
        code="CTC305", severity=Severity.ERROR, message="m", file=str(tmp_path / "a.yaml"), is_private=True
    )
    assert text_of(found).count("\n") == 0


@pytest.mark.parametrize(
    ("width", "column", "start", "end"),
    [(160, 150, 0, 160), (161, 150, 70, 161), (161, 80, 0, 159), (400, 200, 120, 279), (400, 81, 1, 160)],
)
def test_a_line_of_no_more_than_the_width_is_shown_whole(
    tmp_path: Path, width: int, column: int, start: int, end: int
) -> None:
    """A longer one is cut around the caret, and says so where it is cut."""
    line = "".join(chr(ord("a") + at % 26) for at in range(width))
    (tmp_path / "a.yaml").write_text(f"{line}\n", "utf-8")
    found = Diagnostic(
        code="CTC305",
        severity=Severity.ERROR,
        message="m",
        file=str(tmp_path / "a.yaml"),
        line=1,
        column=column,
    )
    text, caret = (each.split("| ", 1)[1] for each in unstyle(text_of(found)).split("\n")[1:])
    cut = (f"…{line[start + 1 : end]}" if start else line[:end]) + ("…" if end < width else "")
    assert text == cut
    assert caret.index("^") == column - 1 - start
