"""What stands at a cursor: its documentation, what it renders to, where it is written, what a file holds."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from ctc.diagnostics import UserError
from ctc.editor.completing import variables_written
from ctc.editor.cursor import cursor_at, key_on, steps_on, word_at
from ctc.editor.knowledge import field_of, page_of
from ctc.editor.workspace import Workspace
from ctc.patterns import pattern

_QUOTED: Final = pattern(r"""(?=(["'])([^"']+)\1)""")
_SHOWN: Final = 3
"""Instances whose rendered value is shown."""
_LONGEST: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place in a file; lines and columns from 0."""

    path: Path
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """A document of a file: its id, what it is, and its lines."""

    name: str
    detail: str
    line: int
    end: int


def hover(workspace: Workspace, path: Path, lines: Sequence[str], line: int, column: int) -> str | None:
    """Markdown about what stands there: a key's documentation, and what a templated value becomes."""
    text = lines[line]
    cursor = cursor_at(lines, line, column)
    key = cursor.key or (None if _in_brackets(text, column) else key_on(text)) or word_at(text, column)
    field = field_of(path, lines, cursor, key) if key else None
    parts = [page_of(field)] if field is not None else []
    parts += _rendered(workspace, path, lines, line, cursor.path, key)
    return "\n\n---\n\n".join(parts) or None


def _in_brackets(text: str, column: int) -> bool:
    return any(char in text[:column] for char in "{[")


def _rendered(
    workspace: Workspace, path: Path, lines: Sequence[str], line: int, above: Sequence[str], key: str
) -> list[str]:
    """What the leaf is sent as, for the first instances of its document."""
    if above[:1] not in (("campaign",), ("message",)) or not workspace.is_spec(path):
        return []
    steps = _indexed(lines, line, [*above[1:], key])
    try:
        units = workspace.units(path)
    except (UserError, OSError):
        return []
    start, end = cursor_at(lines, line, 0).document
    mine = [u for u in units if start <= u.spec.document.places.value(()).line - 1 < end]
    said = []
    for unit in mine[:_SHOWN]:
        value = _at(unit.body, steps)
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            shown = json.dumps(value, ensure_ascii=False)[:_LONGEST].replace("`", "ˋ")
            said.append(f"`{unit.spec.address}`: `{shown}`")
    if said and len(mine) > _SHOWN:
        said.append(f"and {len(mine) - _SHOWN} more instances")
    return ["renders to\n\n" + "\n\n".join(said)] if said else []


def _indexed(lines: Sequence[str], line: int, steps: Sequence[str]) -> list[str | int]:
    """The path with the entries of block lists counted; of a list in brackets the first one is meant."""
    counts = iter(_counts(lines, line))
    return [next(counts, 0) if step == "[]" else step for step in steps]


def _counts(lines: Sequence[str], line: int) -> list[int]:
    """Of each block list around a line, the outermost first: how many of its entries stand above that of the line."""
    counts: list[int] = []
    column, is_list = len(lines[line]), False
    for number in range(line, -1, -1):
        for name, at in steps_on(lines[number]):
            if at < column:
                column, is_list = at, name == "[]"
                counts += [0] if is_list else []
            elif at == column and is_list:
                is_list = name == "[]"
                counts[-1] += is_list
    return counts[::-1]


def _at(value: Any, steps: Sequence[str | int]) -> Any:
    """The value at a path; None where the path leads nowhere."""
    try:
        for step in steps:
            value = value[step]
    except (KeyError, IndexError, TypeError):
        return None
    return value


def definition(
    workspace: Workspace, path: Path, lines: Sequence[str], line: int, column: int
) -> Target | None:
    """Where the name under the cursor is written: a template's file, a variable."""
    text = lines[line]
    try:
        project = workspace.settings().project
    except UserError:
        return None
    for found in _QUOTED.finditer(text):
        if found.start(2) <= column <= found.end(2):
            for folder in (path.parent, project.templates):
                target = folder / found[2]
                if target.is_file() and target.resolve().is_relative_to(project.root):
                    return Target(path=target)
    word = word_at(text, column).split(".")[0]
    document = cursor_at(lines, line, 0).document
    if word in set(variables_written(lines, document)):
        return _written(path, lines, word, document)
    if word in project.vars:
        own = (project.root / "ctc.yaml").read_text("utf-8").split("\n")
        return _written(project.root / "ctc.yaml", own, word, (0, len(own)))
    return None


def _written(path: Path, lines: Sequence[str], word: str, document: tuple[int, int]) -> Target | None:
    for number in range(*document):
        found = re.search(rf"(?<![\w-]){re.escape(word)}\s*:", lines[number])
        if found and cursor_at(lines, number, found.start()).path[:1] in {("vars",), ("each",)}:
            return Target(path=path, line=number, column=found.start())
    return None


def symbols(lines: Sequence[str]) -> Iterator[Symbol]:
    """The documents of a file by their ids."""
    ends = [number for number, text in enumerate(lines) if text.startswith("---")]
    for start, end in zip([0, *(end + 1 for end in ends)], [*ends, len(lines)], strict=True):
        body = lines[start:end]
        named = next((text.partition(":")[2].strip() for text in body if text.startswith("id:")), "")
        kind = next((text.rstrip(": ") for text in body if text.rstrip() in ("campaign:", "message:")), "")
        mode = next(
            (t.partition(":")[2].strip() for t in body if re.match(r"\s+(target_mode|channel):", t)), ""
        )
        if named:
            yield Symbol(
                name=named.strip("\"'"), detail=f"{kind} {mode}".strip(), line=start, end=max(start, end - 1)
            )
