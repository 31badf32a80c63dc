"""What is said of a body, a file or a template, word for word and at its place: one line a case, in ``said/*.txt``.

A case begins with what is asked: ``push {title: Hi}`` asks the rules of a campaign in which nothing else is to find,
``payload push {…}`` the schema of its first example, ``spec``, ``project``, ``catalog``, ``tests``, ``guards`` a
file. A key with dots is a path, ``GONE`` takes out what stands there, ``<3*ab>`` is ``ababab``, ``spec = []`` is no
mapping. ``with {…}`` holds for all that follow: a catalog, an environment. Below it stands what is found, and what
``--fix`` would write. ``leaf TEXT`` is one text of a spec: its value and what it cost, or what is wrong with it;
``reads TEXT`` the names that it reads; ``yaml TEXT`` where everything in a file stands, ``layout TEXT`` what ``ctc
fmt`` makes of it; ``expand {…}`` the addresses of a spec and their variables, ``render {…}`` all that it is rendered
to. The other kinds say in ``saying_more.py`` what they are: rows, edits, fields, tests of campaigns, tracking plans,
two versions of a text, which rules a channel's bodies alone are asked.

``CTC_GOLDEN=write`` writes what is said now; read every line of the difference before it is committed.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import saying  # type: ignore[import-not-found]

SAID = Path(__file__).with_name("said")


class Case(NamedTuple):
    asked: str
    given: str
    """What ``with`` says before it."""


def cases(path: Path) -> Iterator[Case]:
    given = "{}"
    for line in path.read_text("utf-8").rstrip("\n").split("\n"):
        if line.startswith("with "):
            given = line.removeprefix("with ")
        elif line and line[0] not in " #":
            yield Case(line, given)


def rewritten(path: Path) -> None:
    lines: list[str] = []
    every = cases(path)
    for line in path.read_text("utf-8").rstrip("\n").split("\n"):
        if not line.startswith(" "):
            lines.append(line)
            if line and line[0] != "#" and not line.startswith("with "):
                lines += saying.said_of(*next(every))
    path.write_text("\n".join(lines) + "\n", "utf-8")


def expected(path: Path) -> Iterator[tuple[Case, list[str]]]:
    """Each case with the lines below it."""
    every = [*cases(path)]
    blocks: list[list[str]] = []
    for line in path.read_text("utf-8").rstrip("\n").split("\n"):
        if line.startswith(" "):
            blocks[-1].append(line)
        elif line and line[0] != "#" and not line.startswith("with "):
            blocks.append([])
    return zip(every, blocks, strict=True)


if os.environ.get("CTC_GOLDEN") == "write":
    for file in SAID.glob("*.txt"):
        rewritten(file)
ALL = [
    pytest.param(case, lines, id=f"{path.stem}-{number}")
    for path in sorted(SAID.glob("*.txt"))
    for number, (case, lines) in enumerate(expected(path))
]


@pytest.mark.parametrize(("case", "lines"), ALL)
def test_what_is_said(case: Case, lines: list[str]) -> None:
    assert "\n".join([case.asked, *saying.said_of(*case)]) == "\n".join([case.asked, *lines])
