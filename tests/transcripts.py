"""Pages that show commands are played: what stands in a ```console fence is typed, and answers as the page says.

``$ command`` is run by bash; ``# exit N`` at its end says the exit code that is meant (else 0). The lines below it
are what it prints, stdout and stderr together; ``…`` alone on a line stands for any lines, inside of one for any
characters; nothing below it asks for nothing. A ```yaml fence whose first line is ``# some/path`` is written there.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.inherited import inherited

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit (\d)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One command of a page, with what it is meant to print."""

    command: str
    code: int
    wanted: tuple[str, ...]


def play(page: Path, folder: Path, programs: Path = Path(sys.executable).parent) -> int:
    """Plays a page in a folder, with the ctc that stands in ``programs``; how many commands it had.

    Raises AssertionError where the page is not true.
    """
    count = 0
    for language, text in _FENCE.findall(page.read_text("utf-8")):
        first = text.split("\n", 1)[0]
        if language == "yaml" and re.fullmatch(r"# [\w./-]+\.\w+", first):
            file = folder / first.removeprefix("# ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        for typed in commands(text) if language == "console" else ():
            _type(typed, folder, programs)
            count += 1
    return count


def commands(text: str) -> Iterator[Typed]:
    """The commands of one fence."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    for part in parts:
        command, _, wanted = part.partition("\n")
        found = _EXIT.search(command)
        lines = tuple(line.rstrip() for line in wanted.rstrip("\n").split("\n")) if wanted.strip() else ()
        yield Typed(command=_EXIT.sub("", command), code=int(found[1]) if found else 0, wanted=lines)


def _type(typed: Typed, folder: Path, programs: Path) -> None:
    environ = {
        key: value
        for key, value in os.environ.items()
        if key in {"HOME", "LANG", "XDG_CACHE_HOME", "XDG_STATE_HOME"}
    }
    environ |= inherited(PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(
        ["bash", "-c", typed.command],
        cwd=folder,
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        check=False,
    )
    assert done.returncode == typed.code, f"$ {typed.command}\n{done.stdout}"
    if typed.wanted:
        pattern = "".join(_line(line) for line in typed.wanted)
        said = "".join(f"{line.rstrip()}\n" for line in done.stdout.splitlines())
        assert re.fullmatch(pattern, said), f"$ {typed.command}\n{done.stdout}"


def _line(line: str) -> str:
    if line == "…":
        return r"(?:[^\n]*\n)*"
    return "[^\n]*".join(re.escape(part) for part in line.split("…")) + "\n"
