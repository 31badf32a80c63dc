"""What is known at a cursor: the fields that may stand there, and the documentation of one."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from ctc.editor.cursor import Cursor
from ctc.patterns import pattern
from ctc.project.catalog import FILE as CATALOG
from ctc.project.settings import FILE as PROJECT
from ctc.validation.schema.fields import NAME, Field, fields_of, roots

_CHANNEL: Final = pattern(r"^\s+(?:target_mode|channel)\s*:\s*[\"']?([\w-]+)", re.MULTILINE)
_SPEC: Final = frozenset({"campaign", "message"})


def fields_at(path: Path, lines: Sequence[str], cursor: Cursor) -> Sequence[Field]:
    """The fields that may stand at the cursor in a file, whatever is typed; of several variants each name once."""
    schemas, above = _schemas(path, lines, cursor)
    found: dict[str, Field] = {}
    for schema in schemas:
        for field in fields_of(schema):
            parent, _, name = field.path.rpartition(".")
            if _leads_to(parent, above):
                found.setdefault(name, field)
    return list(found.values())


def field_of(path: Path, lines: Sequence[str], cursor: Cursor, key: str) -> Field | None:
    """The field of a key at the cursor."""
    named = {field.path.rpartition(".")[2]: field for field in fields_at(path, lines, cursor)}
    return named.get(key) or named.get(NAME)


def _leads_to(parent: str, above: str) -> bool:
    """Whether a field's parent is what was written, whatever names its author chose."""
    if NAME not in parent:
        return parent == above
    ours, theirs = parent.split("."), above.split(".")
    return len(ours) == len(theirs) and all(a in (NAME, b) for a, b in zip(ours, theirs, strict=True))


def page_of(field: Field) -> str:
    """A field's documentation in Markdown."""
    lines = [f"**{field.path}**", ""]
    lines += [field.description, ""] if field.description else []
    kinds = " or ".join(field.types) or "any"
    lines.append(f"{kinds}{', required' if field.is_required else ''}")
    if field.allowed:
        lines.append("\nvalues: " + ", ".join(f"`{value}`" for value in field.allowed))
    if field.limits:
        lines.append("\nlimits: " + "; ".join(field.limits))
    if field.example is not None:
        lines.append(f"\nexample: `{field.path.rpartition('.')[2]}: {field.example}`")
    if field.source:
        lines.append(f"\nsource: {field.source}")
    return "\n".join(lines)


def values_of(field: Field) -> Sequence[str]:
    """The values that a field may take, without the marks of where they are known from."""
    if field.types == ("boolean",):
        return ("true", "false")
    return tuple(value.split(" [", 1)[0] for value in field.allowed)


def is_yaml(path: Path) -> bool:
    """Whether a file is one whose keys are known, and no template."""
    return path.suffix.lower() in (".yaml", ".yml")


def _schemas(path: Path, lines: Sequence[str], cursor: Cursor) -> tuple[Sequence[str], str]:
    """The schemas of the body that the cursor stands in, and the path inside of it."""
    if not is_yaml(path):
        return (), ""
    if path.name == PROJECT:
        return ("project",), _joined(cursor.path)
    if path.name.endswith(".test.yaml"):
        return ("test",), _joined(cursor.path)
    if path.name == CATALOG or path.parent.name == CATALOG.removesuffix(".yaml"):
        return ("catalog",), _joined(cursor.path)
    kind, *rest = cursor.path or ("",)
    if kind not in _SPEC:
        return ("spec",), _joined(cursor.path)
    return _of_channel(kind, channel_of(lines, cursor)), _joined(rest)


def channel_of(lines: Sequence[str], cursor: Cursor) -> str:
    """The channel of the cursor's document; no word where none is written."""
    start, end = cursor.document
    found = _CHANNEL.search("\n".join(lines[start:end]))
    return found[1] if found else ""


def _of_channel(kind: str, channel: str) -> Sequence[str]:
    known: Mapping[str, Sequence[str]] = roots()
    if kind == "message":
        mine = f"payload.send-{channel}"
        return (mine,) if mine in known["message"] else known["message"]
    of_campaigns = [name for name in known.get(channel, ()) if name in known["campaign"]]
    return of_campaigns or known["campaign"]


def _joined(path: Sequence[str]) -> str:
    return ".".join(path).replace(".[]", "[]")
