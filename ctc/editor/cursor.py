"""Where a cursor stands in a YAML text: by indentation, so that a text half typed is understood as well."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ctc.patterns import pattern

_WORD: Final = r"""[^\s#:'"{}\[\],&*!|>%@`-][^:#]*?|-?[\w-]+"""
_KEY: Final = pattern(
    rf"""^(?P<blank>[ ]*)(?P<dashes>(?:-[ ]+)*)(?P<key>"[^"]*"|'[^']*'|{_WORD})[ ]*:(?:[ ]|$)"""
)
_ITEM: Final = pattern(r"^(?P<blank>[ ]*)(?P<dashes>(?:-(?:[ ]+|$))+)")
_MARKS: Final = pattern(r"(?:[&!]\S*[ ]+)*")
"""Anchors and tags, which stand before a value and are none of it."""
_LONGEST: Final = 30
"""Lines that a bracket may stay open for."""
_OPEN: Final = pattern(r"\{\{(?!.*\}\})|\{%(?!.*%\})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """``path`` are the keys that lead here, ``[]`` for a list's entry; ``key`` is the key whose value is being
    written, None where a key is; ``typed`` what stands before the cursor of the word."""

    path: tuple[str, ...]
    key: str | None
    typed: str
    document: tuple[int, int]
    """The lines of the document: the first, and the one behind its last."""

    @property
    def field(self) -> str:
        """As ``ctc explain`` writes it: ``campaign.content.title``."""
        steps = (*self.path, self.key) if self.key is not None else self.path
        return ".".join(steps).replace(".[]", "[]")


def cursor_at(lines: Sequence[str], line: int, column: int) -> Cursor:
    """The cursor at a line and column from 0."""
    before = lines[line][:column]
    document = _document(lines, line)
    for start in range(line, max(document[0], line - _LONGEST) - 1, -1):
        found = _inside_brackets(lines, start, line, before, document)
        if found is not None:
            return found
        if start < line and lines[start].strip() and _width_of(lines[start]) == 0:
            break
    own = _width_of(before)
    key = _KEY.match(before)
    path = _above(lines, line, own, document[0])
    if key is not None:
        rest = before[key.end() :].lstrip()
        return _value(path, key["key"].strip("\"'"), rest, document)
    inside = _in_block(lines, line, own, document[0])
    if inside is not None:
        return _value(inside[0], inside[1], before.strip(), document)
    return Cursor(path=path, key=None, typed=before.strip().lstrip("- "), document=document)


def _inside_brackets(
    lines: Sequence[str], start: int, line: int, before: str, document: tuple[int, int]
) -> Cursor | None:
    """The cursor in ``{…}`` or ``[…]`` that opens on line ``start``; None where none is open."""
    head = before if start == line else lines[start]
    found, item = _KEY.match(head), _ITEM.match(head)
    begins = found.end() if found else len(item[0]) if item else None
    if begins is None:
        return None
    begins = _behind_marks(head, begins)
    if not found and head[begins : begins + 1] not in ("{", "["):
        return None
    rest = head[begins:] if start == line else "\n".join([head[begins:], *lines[start + 1 : line], before])
    if rest.lstrip()[:1] not in ("{", "[") or rest.lstrip().startswith("{{") or not _stays_open(rest):
        return None
    path = _above(lines, start, _width_of(head), document[0])
    steps = [*path, found["key"].strip("\"'")] if found else [*path]
    return _flow(steps, rest, document)


def _behind_marks(text: str, at: int) -> int:
    found = _MARKS.match(text, at)
    return found.end() if found else at


def is_in_template(before: str) -> bool:
    """Whether what stands before a cursor on its line leaves a template open."""
    return bool(_OPEN.search(before))


def word_at(text: str, column: int) -> str:
    """The whole word under a column."""
    start = end = min(column, len(text))
    while start > 0 and (text[start - 1].isalnum() or text[start - 1] in "_-."):
        start -= 1
    while end < len(text) and (text[end].isalnum() or text[end] in "_-."):
        end += 1
    return text[start:end]


def key_on(text: str) -> str | None:
    """The key that a line begins with."""
    found = _KEY.match(text)
    return found["key"].strip("\"'") if found else None


def _value(path: tuple[str, ...], key: str, typed: str, document: tuple[int, int]) -> Cursor:
    return Cursor(path=path, key=key, typed=typed.lstrip("\"'"), document=document)


def _flow(steps: list[str], rest: str, document: tuple[int, int]) -> Cursor:
    """Inside of ``{…}`` or ``[…]``: the keys of the innermost braces. ``steps`` lead to the first of them."""
    pending: list[str] = []
    stack: list[tuple[str, str]] = []
    word = quote = ""
    for char in rest:
        if quote:
            word, quote = word + char, "" if char == quote else quote
        elif char in "\"'" and not word.strip():
            word, quote = word + char, char
        elif char in "{[":
            stack.append((char, pending.pop() if pending else ""))
            word = ""
        elif char in "}]" and stack:
            stack.pop()
            word = ""
            pending.clear()
        elif char == ":" and stack and stack[-1][0] == "{":
            pending = [word.strip().strip("\"'")]
            word = ""
        elif char == ",":
            word, pending = "", []
        else:
            word += char
    for char, name in stack:
        steps += [name] if name else []
        steps += ["[]"] if char == "[" else []
    typed = word.strip().lstrip("\"'")
    return Cursor(path=tuple(steps), key=pending[0] if pending else None, typed=typed, document=document)


def _above(lines: Sequence[str], line: int, column: int, first: int) -> tuple[str, ...]:
    """The keys that enclose a column, from the document's root inwards."""
    steps: list[str] = []
    for number in range(line, first - 1, -1):
        for name, at in steps_on(lines[number]):
            below_its_key = name != "[]" and at == column and steps[-1:] == ["[]"]
            if at < column or below_its_key:
                steps.append(name)
                column = at
    return tuple(reversed(steps))


def steps_on(text: str) -> list[tuple[str, int]]:
    """The key and the dashes of a line with their columns, from the right."""
    found, item = _KEY.match(text), _ITEM.match(text)
    key = [(found["key"].strip("\"'"), found.end("dashes"))] if found else []
    dashes = [("[]", at) for at, char in enumerate(item[0]) if char == "-"] if item else []
    return [*key, *reversed(dashes)]


def _in_block(lines: Sequence[str], line: int, column: int, first: int) -> tuple[tuple[str, ...], str] | None:
    """The key of the block text or template that a line belongs to."""
    for number in range(line - 1, first - 1, -1):
        text = lines[number]
        if not text.strip() or len(text) - len(text.lstrip()) >= column:
            continue
        found = _KEY.match(text)
        if found and re.match(r"[|>]", text[found.end() :].strip() or " "):
            return _above(lines, number, _width_of(text), first), found["key"].strip("\"'")
        return None
    return None


def _document(lines: Sequence[str], line: int) -> tuple[int, int]:
    ends = [number for number, text in enumerate(lines) if text.startswith("---")]
    first = max((number + 1 for number in ends if number < line), default=0)
    last = min((number for number in ends if number >= line), default=len(lines))
    return first, last


def _width_of(text: str) -> int:
    """The column at which a line's own key begins, behind its dashes."""
    found = _ITEM.match(text)
    return len(found[0]) if found else len(text) - len(text.lstrip(" "))


def _stays_open(text: str) -> bool:
    """Whether the bracket that a text begins with is still open at its end."""
    depth, quote = 0, ""
    for char in text.lstrip():
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
        else:
            depth += (char in "{[") - (char in "}]")
            if depth == 0:
                return False
    return True
