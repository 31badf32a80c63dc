"""Edits applied to the text of a file: the bytes around them stay as the author wrote them.

Nothing is dumped anew. The YAML nodes tell where a scalar, a key or a mapping stands, and the new text is put in
there. The result is read again: an edit that did not do exactly what it says is left out.
"""

import json
import re
from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from ctc.diagnostics import JsonPath
from ctc.patterns import pattern
from ctc.validation.rules.edit import Edit, Insert, Rename, Replace

_MISSING: Final = object()
_TAG: Final = pattern(r"\{\{.*?(?:\}\}|\Z)|\{%.*?(?:%\}|\Z)|\{#.*?(?:#\}|\Z)", re.DOTALL)
_NEEDS_QUOTES: Final = pattern(r"\A[\s\"'?:,\[\]{}#&*!|>%@`-]|:(?:\s|\Z)|\s#|\s\Z|\A\Z")
"""What a text without quotes cannot begin with, hold or end in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Splice:
    """Characters ``start`` to ``end`` of a text become ``text``."""

    start: int
    end: int
    text: str


def apply_fixes(data: bytes, edits: Iterable[tuple[int, Edit]]) -> bytes:
    """The file with every edit made that can be made; each comes with its document's index in the file.

    Only for a file that reads without an error: aliases are written out here, and nothing counts them.

    Paths start at the document's root. An edit whose place is gone, whose text stands elsewhere (in a variable,
    an include, behind an anchor), or that is made already, changes nothing; neither does any edit of a file that
    is no YAML in UTF-8.
    """
    wanted = list(dict.fromkeys(edits))
    try:
        text = data.decode("utf-8")
        before = _parsed(text)
    except Exception:  # the file is no YAML that could be mended; reading it has said so
        return data
    text, before, failed = _together(text, before, wanted)
    for index, edit in failed:
        text, before, _ = _together(text, before, [(index, edit)])
    return text.encode("utf-8")


def _together(
    text: str, before: "_Parsed", edits: Sequence[tuple[int, Edit]]
) -> tuple[str, "_Parsed", Sequence[tuple[int, Edit]]]:
    """The text after all of the edits, or as it was, with the edits that are worth trying one by one."""
    expected = deepcopy(before.values)
    for index, edit in edits:
        if index < len(expected):
            _edit(expected[index], edit)
    after = _spliced(text, _splices(text, before.nodes, edits))
    if after == text:
        return text, before, ()
    try:
        read = _parsed(after)
    except Exception:
        return text, before, edits if len(edits) > 1 else ()
    if read.values == expected:
        return after, read, ()
    return text, before, edits if len(edits) > 1 else ()


def _splices(text: str, nodes: list[Any], edits: Sequence[tuple[int, Edit]]) -> list[Splice]:
    found: dict[tuple[int, int], Splice] = {}
    for index, edit in edits:
        if index >= len(nodes):
            continue
        splice = _splice(text, nodes[index], edit, found)
        if splice is not None:
            place = (splice.start, splice.end)
            earlier = found.get(place)
            if isinstance(edit, Insert) and earlier is not None:
                splice = Splice(start=splice.start, end=splice.end, text=earlier.text + splice.text)
            found[place] = splice
    return list(found.values())


def _splice(text: str, root: Any, edit: Edit, found: dict[tuple[int, int], Splice]) -> Splice | None:
    key, node = _find(root, edit.path)
    if node is None:
        return None
    if isinstance(edit, Rename):
        return None if key is None else _scalar(text, key, edit.new)
    if isinstance(edit, Insert):
        return _insertion(text, node, edit)
    if node.id != "scalar" or _replaced(node.value, edit) == node.value:
        return None
    place = (node.start_mark.index, node.end_mark.index)
    earlier = found.get(place)
    raw = earlier.text if earlier is not None else text[slice(*place)]
    return _replacement(place, raw, node, edit)


def _replacement(place: tuple[int, int], raw: str, node: Any, edit: Replace) -> Splice:
    """The scalar with ``old`` replaced, in its own style where that can hold it."""
    new = edit.new
    if node.style == "'":
        new = new.replace("'", "''")
    elif node.style == '"':
        new = json.dumps(new, ensure_ascii=False)[1:-1]
    head, body = _headed(raw, node)
    whole = _replaced(node.value, edit)
    if edit.old in body and (node.style or (raw[:1] != '"' and not _NEEDS_QUOTES.search(whole))):
        return Splice(start=place[0], end=place[1], text=head + _replaced(body, edit._replace(new=new)))
    value = json.loads(raw) if node.style is None and raw[:1] == '"' else node.value
    return Splice(start=place[0], end=place[1], text=_quoted(_replaced(value, edit)))


def _replaced(text: str, edit: Replace) -> str:
    """Every ``old`` becomes ``new``, unless one of them stands inside of a template's braces: that is code.

    A whole expression with its braces may be replaced.
    """
    if any(edit.old in tag and edit.old != tag for tag in _TAG.findall(text)):
        return text
    return text.replace(edit.old, edit.new)


def _headed(raw: str, node: Any) -> tuple[str, str]:
    """A block text's first line, which may end in a comment, apart from its text."""
    if node.style not in ("|", ">"):
        return "", raw
    head, end, body = raw.partition("\n")
    return head + end, body


def _scalar(text: str, node: Any, value: str) -> Splice:
    """A scalar in place of another, quoted as that one was."""
    raw = text[node.start_mark.index : node.end_mark.index]
    quoted = {"'": "'" + value.replace("'", "''") + "'", '"': _quoted(value)}.get(raw[:1], value)
    return Splice(start=node.start_mark.index, end=node.end_mark.index, text=quoted)


def _insertion(text: str, node: Any, edit: Insert) -> Splice | None:
    """``key: value`` before the first key of a mapping, on a line of its own where the mapping is in block style."""
    if node.id != "mapping" or not node.value or any(key.value == edit.key for key, _ in node.value):
        return None
    first = node.value[0][0]
    start = first.start_mark.index
    value = (
        edit.value
        if edit.value.isalnum() and edit.value not in ("true", "false", "null")
        else _quoted(edit.value)
    )
    if node.flow_style:
        return Splice(start=start, end=start, text=f"{edit.key}: {value}, ")
    ending = "\r\n" if "\r\n" in text else "\n"
    return Splice(start=start, end=start, text=f"{edit.key}: {value}{ending}{' ' * first.start_mark.column}")


def _quoted(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _spliced(text: str, splices: Iterable[Splice]) -> str:
    for splice in sorted(splices, key=lambda splice: splice.start, reverse=True):
        text = text[: splice.start] + splice.text + text[splice.end :]
    return text


def _find(node: Any, path: JsonPath) -> tuple[Any, Any]:
    """The key node that leads to a path, and the node there; None for what does not exist."""
    key = None
    for part in path:
        if node is not None and node.id == "mapping":
            key, node = next(((k, v) for k, v in node.value if k.value == str(part)), (None, None))
        elif node is not None and node.id == "sequence" and isinstance(part, int) and part < len(node.value):
            key, node = None, node.value[part]
        else:
            return None, None
    return key, node


def _edit(data: Any, edit: Edit) -> None:
    """The same edit on the values, to know what the edited text must read as."""
    for part in edit.path[:-1]:
        data = _step(data, part)
    if not edit.path:
        return
    last = edit.path[-1]
    value = _step(data, last)
    if value is _MISSING:
        return
    if isinstance(edit, Rename) and isinstance(data, dict):
        data[edit.new] = data.pop(str(last))
    elif isinstance(edit, Insert) and isinstance(value, dict) and value:
        value.setdefault(edit.key, edit.value)
    elif isinstance(edit, Replace) and isinstance(value, str):
        data[last] = _replaced(value, edit)


def _step(data: Any, part: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(str(part), _MISSING)
    if isinstance(data, list) and isinstance(part, int) and part < len(data):
        return data[part]
    return _MISSING


@dataclass(frozen=True, slots=True)
class _Parsed:
    """The documents that say something, as values and as nodes."""

    values: list[Any]
    nodes: list[Any]


def _parsed(text: str) -> _Parsed:
    nodes = [node for node in _yaml().compose_all(text) if node.id != "scalar" or node.value or node.style]
    return _Parsed([_value(node) for node in nodes], nodes)


def _value(node: Any) -> Any:
    """What a node says: keys and texts as they are, any other scalar as its kind and its text."""
    if node.id == "mapping":
        return {
            key.value if key.id == "scalar" else str(key.value): _value(value) for key, value in node.value
        }
    if node.id == "sequence":
        return [_value(item) for item in node.value]
    is_text = node.style or str(node.tag) == "tag:yaml.org,2002:str"
    return node.value if is_text else (str(node.tag), node.value)


def _yaml() -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe", pure=True)
