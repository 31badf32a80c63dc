"""The words of a pasted command, by the quoting rules of a POSIX shell and bash's ``$'…'``."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from ctc.patterns import pattern

_ENDS: Final = frozenset("|;&><()")
_CONTINUED: Final = pattern(r"\\[ \t]*\r?\n")
_ANSI: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_ANSI_CODE: Final = pattern(r"x[0-9a-fA-F]{1,2}|u[0-9a-fA-F]{1,4}|U[0-9a-fA-F]{1,8}|[0-7]{1,3}")


HERE: Final = pattern(r"<<-?[ \t]*(['\"]?)(\w+)\1[^\n]*\n(.*?)\n[ \t]*\2[ \t]*(?:\r?\n|\Z)", re.DOTALL)
"""A here-document: its third group is what it holds, and a quote in its first keeps the shell from expanding it."""
_PROMPT: Final = pattern(r"#[ \t]*curl\b")


class UnclosedQuote(Exception):
    """A quote is opened and never closed."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word; ``expands`` says that a shell would have put something else here: ``$NAME``, `` `…` ``."""

    text: str
    expands: bool


class Command(NamedTuple):
    """The words of one command, and where it begins and ends in its text."""

    words: list[Word]
    start: int
    end: int


def shell_commands(text: str) -> Iterator[Command]:
    """Each command of a text. Comments and here-documents are none. Raises UnclosedQuote."""
    at = 0
    while at < len(text):
        words: list[Word] = []
        start, at = at, _begun(text, at)
        while at < len(text) and text[at] != "\n" and text[at] not in _ENDS:
            if line := _CONTINUED.match(text, at):
                at = line.end()
            elif text[at].isspace():
                at += 1
            elif text[at] == "#" and words:
                at = _line_end(text, at)
            else:
                start = start if words else at
                word, at = _word(text, at)
                words.append(word)
        here = HERE.match(text, at)
        at = here.end() if here else at + 1
        if words:
            yield Command(words, start, at)


def _begun(text: str, at: int) -> int:
    """Behind what stands before a command: blanks, and comments; ``# curl`` is a prompt."""
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif line := _CONTINUED.match(text, at):
            at = line.end()
        elif text[at] == "#" and not _PROMPT.match(text, at):
            at = _line_end(text, at)
        else:
            break
    return at


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _word(text: str, at: int) -> tuple[Word, int]:
    parts: list[str] = []
    expands = False
    while at < len(text) and not text[at].isspace() and text[at] not in _ENDS:
        if text.startswith("$'", at):
            part, at = _ansi(text, at + 2)
        elif text[at] == "'":
            end = _closing(text, at)
            part, at = text[at + 1 : end], end + 1
        elif text[at] == '"':
            part, at, inside = _double(text, at)
            expands = expands or inside
        elif _CONTINUED.match(text, at):
            break
        else:
            expands = expands or text[at] in "$`"
            at += text[at] == "\\"
            part, at = text[at : at + 1], at + 1
        parts.append(part)
    return Word("".join(parts), expands), at


def _closing(text: str, at: int) -> int:
    end = text.find(text[at], at + 1)
    if end < 0:
        raise UnclosedQuote
    return end


def _double(text: str, at: int) -> tuple[str, int, bool]:
    parts: list[str] = []
    expands = False
    at += 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and text[at + 1 : at + 2] in ("$", "`", '"', "\\", "\n"):
            parts.append(text[at + 1].replace("\n", ""))
            at += 2
            continue
        expands = expands or text[at] == "`" or re.match(r"\$[\w({]", text[at : at + 2]) is not None
        parts.append(text[at])
        at += 1
    if at >= len(text):
        raise UnclosedQuote
    return "".join(parts), at + 1, expands


def _ansi(text: str, at: int) -> tuple[str, int]:
    parts: list[str] = []
    while at < len(text) and text[at] != "'":
        if text[at] != "\\":
            parts.append(text[at])
            at += 1
        elif code := _ANSI_CODE.match(text, at + 1):
            digits = code.group()
            number = int(digits, 8) if digits[0].isdigit() else int(digits[1:], 16)
            parts.append(chr(min(number, 0x10FFFF)))
            at = code.end()
        else:
            letter = text[at + 1 : at + 2]
            parts.append(_ANSI.get(letter, letter if letter in "\\'\"?" else f"\\{letter}"))
            at += 2
    if at >= len(text):
        raise UnclosedQuote
    return "".join(parts), at + 1
