"""What could stand at a cursor: keys by variant, values, variables, templates, names of the catalog."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from ctc.diagnostics import UserError
from ctc.editor.cursor import Cursor, cursor_at, is_in_template
from ctc.editor.knowledge import channel_of, field_of, fields_at, is_yaml, page_of, values_of
from ctc.editor.workspace import Workspace
from ctc.patterns import pattern
from ctc.templates.sources import FolderTemplates
from ctc.validation.schema.fields import NAME
from ctc.variants import SEND_CHANNELS, TARGET_MODES

_INCLUDE: Final = pattern(r"""\{%-?\s*(?:include|import|from|extends)\s+["']([^"']*)$""")
_OWN: Final = ("id", "revision", "environment")
_NESTED: Final = frozenset({"array", "object"})
_NAMES: Final = {
    "event_name": "events",
    "provider_nick_name": "providers",
    "provider_group_nickname": "provider_groups",
}
"""Keys whose value is a name of a section of the catalog."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One thing that could be written: ``text`` is put in, ``about`` explains it."""

    kind: Literal["key", "value", "variable", "template", "name"]
    label: str
    text: str
    about: str = ""
    detail: str = ""


def offers(workspace: Workspace, path: Path, lines: Sequence[str], line: int, column: int) -> list[Offer]:
    """Everything that could stand at a position; an editor filters by what is typed."""
    cursor = cursor_at(lines, line, column)
    before = lines[line][:column]
    if is_in_template(before):
        if _INCLUDE.search(before):
            return list(_templates(workspace, path))
        return list(_variables(workspace, lines, cursor))
    if cursor.key is None:
        return list(_keys(path, lines, cursor))
    if not is_yaml(path):
        return []
    return [*_values(workspace, path, lines, cursor), *_catalogued(workspace, lines, cursor)]


def _keys(path: Path, lines: Sequence[str], cursor: Cursor) -> Iterator[Offer]:
    for field in fields_at(path, lines, cursor):
        name = field.path.rpartition(".")[2]
        if name != NAME:
            tail = ":" if _NESTED.issuperset(field.types) else ": "
            detail = " or ".join(field.types) + (", required" if field.is_required else "")
            yield Offer(kind="key", label=name, text=f"{name}{tail}", about=page_of(field), detail=detail)


def _values(workspace: Workspace, path: Path, lines: Sequence[str], cursor: Cursor) -> Iterator[Offer]:
    key = cursor.key or ""
    if cursor.path == ("campaign",) and key == "target_mode":
        yield from (Offer(kind="value", label=name, text=name) for name in TARGET_MODES)
        return
    if cursor.path == ("message",) and key == "channel":
        yield from (Offer(kind="value", label=name, text=name) for name in SEND_CHANNELS)
        return
    if cursor.path == () and key == "environments":
        names = _environments(workspace)
        yield from (Offer(kind="value", label=name, text=name) for name in names)
        return
    field = field_of(path, lines, cursor, key)
    for value in values_of(field) if field is not None else ():
        yield Offer(kind="value", label=value, text=value, about=page_of(field) if field else "")


def _environments(workspace: Workspace) -> Sequence[str]:
    try:
        return sorted(workspace.settings().project.environments)
    except UserError:
        return ()


def _catalogued(workspace: Workspace, lines: Sequence[str], cursor: Cursor) -> Iterator[Offer]:
    section = _NAMES.get(cursor.key or "")
    if cursor.key == "name" and cursor.path[-2:] == ("profile_fields", "[]"):
        section = "profile"
    if section is None:
        return
    try:
        catalog = workspace.settings().catalogued.catalog
    except UserError:
        return
    by_channel = section == "providers"
    for name in catalog.providers(channel_of(lines, cursor)) or () if by_channel else catalog.names(section):
        yield Offer(kind="name", label=name, text=name, detail=f"catalog: {section}")


def _variables(workspace: Workspace, lines: Sequence[str], cursor: Cursor) -> Iterator[Offer]:
    try:
        known = workspace.variables()
    except UserError:
        known = {}
    for name, value in known.items():
        yield Offer(kind="variable", label=name, text=name, detail=repr(value)[:60])
    for name in dict.fromkeys(variables_written(lines, cursor.document)):
        if name not in known:
            yield Offer(kind="variable", label=name, text=name, detail="of this document")
    yield from (Offer(kind="variable", label=name, text=name) for name in _OWN)


def variables_written(lines: Sequence[str], document: tuple[int, int]) -> Iterator[str]:
    """The names that a document gives to its templates: its ``vars`` and the keys of ``each``."""
    for number in range(*document):
        for found in re.finditer(r"([A-Za-z_]\w*)\s*:", lines[number]):
            path = cursor_at(lines, number, found.start()).path
            if path[:1] in {("vars",), ("each",)} and len(path) == (2 if "[]" in path else 1):
                yield found[1]


def _templates(workspace: Workspace, path: Path) -> Iterator[Offer]:
    try:
        project = workspace.settings().project
    except UserError:
        return
    source = FolderTemplates((path.parent, project.templates), project.root)
    for name in dict.fromkeys(source.names()):
        yield Offer(kind="template", label=name, text=name)
