"""Pages that show commands are played: what stands in a ```console fence is typed, and answers as the page says.

``$ command`` is run by bash; ``# exit N`` at its end says the exit code that is meant (else 0). The lines below it
are what it prints, stdout and stderr together; ``…`` alone on a line stands for any lines, inside of one for any
characters; nothing below it asks for nothing. A fence of a file (```yaml, ```json, ```python, …) whose first line is
``# some/path`` or ``// some/path`` is written there.

``$ ctc sandbox --port 8787 &`` runs until the page ends. Its port is one that is free, here and wherever the page
names it.
"""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.inherited import inherited

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_EXIT = re.compile(r"\s+# exit (\d)$")
_FILE = re.compile(r"(?:#|//) ([\w./-]+\.\w+)")
_PORT = "8787"


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
    count, shown = 0, page.read_text("utf-8").replace(_PORT, str(_free_port()))
    with ExitStack() as running:
        for language, text in _FENCE.findall(shown):
            named = _FILE.fullmatch(text.split("\n", 1)[0])
            if language != "console" and named:
                file = folder / named[1]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text.split("\n", 1)[1] if language == "json" else text, "utf-8")
            for typed in commands(text) if language == "console" else ():
                if typed.command.endswith(" &"):
                    _begin(typed, folder, programs, running)
                else:
                    _type(typed, folder, programs)
                count += 1
    return count


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def _begin(typed: Typed, folder: Path, programs: Path, running: ExitStack) -> None:
    """Starts what runs beside the page; its first line says that it is ready."""
    process = subprocess.Popen(
        ["bash", "-c", f"exec {typed.command.removesuffix(' &')}"],
        cwd=folder,
        env=_environ(programs),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    running.enter_context(process)
    running.callback(process.terminate)
    assert process.stdout is not None
    assert process.stdout.readline(), f"$ {typed.command}\nit ended"


def commands(text: str) -> Iterator[Typed]:
    """The commands of one fence."""
    parts = re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]
    for part in parts:
        command, _, wanted = part.partition("\n")
        found = _EXIT.search(command)
        lines = tuple(line.rstrip() for line in wanted.rstrip("\n").split("\n")) if wanted.strip() else ()
        yield Typed(command=_EXIT.sub("", command), code=int(found[1]) if found else 0, wanted=lines)


def _environ(programs: Path) -> Mapping[str, str]:
    environ = {
        key: value
        for key, value in os.environ.items()
        if key in {"HOME", "LANG", "XDG_CACHE_HOME", "XDG_STATE_HOME"}
    }
    environ |= inherited(PATH=f"{programs}{os.pathsep}{os.environ['PATH']}")
    return environ


def _type(typed: Typed, folder: Path, programs: Path) -> None:
    done = subprocess.run(
        ["bash", "-c", typed.command],
        cwd=folder,
        env=_environ(programs),
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
