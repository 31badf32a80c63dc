"""Completion, as the shells ask for it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Ctc
from tests.inherited import inherited

SPEC = """\
version: 1
id: tea
each: {locale: [en, hi]}
campaign:
  name: tea {{ locale }}
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: Product Viewed, from: 2025-09-01, to: 2025-09-30}
  content: {body: Tea}
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("ctc expl", {"explain"}),
        ("ctc explain CTC85", {"CTC850", "CTC851", "CTC852", "CTC853", "CTC854", "CTC855", "CTC856"}),
        ("ctc plan --env s", {"sandbox", "staging"}),
        ("ctc plan --select ", {"tea", "tea[en]", "tea[hi]"}),
        ("ctc state show tea[", {"tea[en]", "tea[hi]"}),
        ("ctc stop te", {"tea", "tea[en]", "tea[hi]"}),
        ("ctc log --event res", {"resolved", "resumed"}),
        ("ctc plan --exit", {"--exit-code"}),
        ("ctc state his", {"history"}),
        ("ctc new webp", {"webpush"}),
    ],
)
def test_bash_is_offered(
    ctc: Ctc, write: Callable[[str, str], Path], tmp_path: Path, typed: str, offered: set[str]
) -> None:
    write("ctc.yaml", "version: 1\nenvironments: {staging: {region: in1, timezone: UTC}}\n")
    write("campaigns/tea.yaml", SPEC)
    script = write("completion", ctc("completion", "bash").out)
    words = typed.split(" ")
    quoted = " ".join(f"'{word}'" for word in words)
    asks = f"source {script}; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; _ctc_completion ctc; "
    done = subprocess.run(
        ["bash", "-c", asks + 'printf "%s\\n" "${COMPREPLY[@]}"'],
        cwd=tmp_path,
        env=inherited(
            PATH=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", HOME=str(tmp_path)
        ),
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(done.stdout.split()) == offered
    assert done.stderr == ""


def test_a_broken_project_offers_nothing_and_says_nothing(
    ctc: Ctc, write: Callable[[str, str], Path]
) -> None:
    write("ctc.yaml", "version: [\n")
    said = ctc(COMP_WORDS="ctc plan --env ", COMP_CWORD="3", _CTC_COMPLETE="bash_complete")
    assert (said.out.strip(), said.err) == ("", "")
