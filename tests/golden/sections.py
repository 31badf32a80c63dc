"""A golden file of many stories: the name of each stands at the beginning of a line, what is said in it below."""

import os
from collections.abc import Iterable
from pathlib import Path


def sections(file: Path) -> dict[str, str]:
    held: dict[str, str] = {}
    name = ""
    for line in file.read_text("utf-8").splitlines(keepends=True):
        if line.startswith(" "):
            held[name] += line
        else:
            held[name := line.rstrip("\n")] = ""
    return held


def hold(file: Path, name: str, lines: Iterable[str], order: Iterable[str]) -> None:
    """What is said now is what the file holds; where golden files are written, it takes its place in this order."""
    said = "".join(f"{line}\n" for line in lines)
    held = sections(file)
    if os.environ.get("CTC_GOLDEN") == "write":
        held[name] = said
        file.write_text("".join(f"{one}\n{held.get(one, '')}" for one in order), "utf-8")
    assert said == held.get(name)
    assert [*sections(file)] == [*order]
