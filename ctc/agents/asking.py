"""The commands that an agent's tools run, and running them."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

READING: Final[Mapping[str, tuple[str, ...]]] = {
    "lint": ("lint", "--format", "json"),
    "explain": ("explain",),
    "compile": ("compile", "--format", "json"),
    "preview": ("preview",),
    "test": ("test", "--format", "json"),
    "plan": ("plan", "--format", "json"),
    "status": ("status", "--format", "json"),
    "schema": ("schema",),
}
"""Each tool's command. None of them creates or stops anything; plan never asks for a reach here, as that is a POST."""
_SECONDS: Final = 300
_LONGEST: Final = 400_000
"""Characters of an answer: an agent can do nothing with more."""


class Refused(Exception):
    """Words that no tool takes; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a command printed, and its exit code."""

    exit_code: int
    output: str
    messages: str


def ask(
    tool: str, cwd: Path, words: Sequence[str] = (), options: Mapping[str, Sequence[str]] | None = None
) -> Said:
    """Runs the tool's command. ``options`` are long options with their values. Raises Refused."""
    given = [
        word for name, values in (options or {}).items() for value in values for word in (f"--{name}", value)
    ]
    for word in (*words, *given[1::2]):
        if word.startswith("-") or "\0" in word:
            raise Refused(f"{word!r} begins like an option: a tool takes names and paths alone")
    command = [sys.executable, "-m", "ctc", *READING[tool], *given, "--", *words]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, no shell
            command, cwd=cwd, capture_output=True, timeout=_SECONDS, check=False, stdin=subprocess.DEVNULL
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"ctc {tool} took more than {_SECONDS} seconds") from None
    return Said(exit_code=done.returncode, output=_text(done.stdout), messages=_text(done.stderr))


def _text(data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    return (
        text
        if len(text) <= _LONGEST
        else f"{text[:_LONGEST]}\n… and {len(text) - _LONGEST:,} characters more"
    )
