"""What hostile tests share: a repository in which every command has something to do, and how much is tried.

``make test`` tries a sample of each corpus, every command and every condition among it; ``make hostile`` tries all.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.inherited import inherited

EVERYTHING = os.environ.get("CTC_HOSTILE") == "all"

PROJECT = "version: 1\nproject: żółw\n"
SPEC = """version: 1
id: zolw
campaign:
  name: "Żółw Ω 🐢"
  target_mode: sms
  when: 2031-01-15 09:30
  where: {event_name: Charged, from: 2025-09-01, to: 2025-09-30}
  content: {body: "zażółć gęślą jaźń 🐢", sms: {template_id: "1107161234567890123"}}
"""
PAYLOAD = '{"to": {"Identity": ["ż"]}, "content": {"body": "zażółć"}}'
COMMANDS: Mapping[str, Sequence[str]] = {
    "lint": ["lint"],
    "lint json": ["lint", "--format", "json"],
    "lint github": ["lint", "--format", "github"],
    "lint sarif": ["lint", "--format", "sarif"],
    "lint payload": ["lint", "--payload", "payload.json", "--endpoint", "/1/send/sms.json"],
    "compile": ["compile"],
    "compile to a folder": ["compile", "-o", "out"],
    "plan": ["plan"],
    "plan json": ["plan", "--format", "json"],
    "plan markdown": ["plan", "--format", "markdown", "--estimate"],
    "plan to a file": ["plan", "-o", "out/the.plan"],
    "apply": ["apply", "--auto-approve"],
    "apply json": ["apply", "--auto-approve", "--format", "json"],
    "apply asks": ["apply"],
    "status": ["status"],
    "state list": ["state", "list"],
    "stop": ["stop", "zolw"],
    "import": ["import", "payload.json", "--endpoint", "/1/send/sms.json"],
    "import to a file": ["import", "payload.json", "--endpoint", "/1/send/sms.json", "-o", "out/a.yaml"],
    "preview": ["preview", "-o", "-"],
    "preview to a file": ["preview", "-o", "out/page.html"],
    "schema": ["schema", "spec"],
    "explain": ["explain", "CTC412"],
    "help": ["--help"],
    "a command line that is wrong": ["lint", "--nosuch"],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a command ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def said(self) -> str:
        return (self.out + self.err).decode("utf-8", "replace")


def environ_of(**more: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "XDG_CACHE_HOME") if key in os.environ}
    # no byte code: Python keeps half of it where a file may not grow, and never looks again
    return {**kept, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", **inherited(**more)}


def run(
    root: Path,
    args: Sequence[str],
    *,
    shell: str = '"$@"',
    preexec: Callable[[], None] | None = None,
    **environ: str,
) -> Ran:
    """Runs ctc in ``root``; ``shell`` is how: ``"$@"`` stands for the command."""
    done = subprocess.run(
        ["bash", "-c", shell, "ctc", sys.executable, "-W", "error", "-m", "ctc", *args],
        cwd=root,
        env=environ_of(**environ),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        preexec_fn=preexec,
        timeout=120,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)
