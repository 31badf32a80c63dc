"""The words of a command that was copied for the Windows command line, where ``^`` escapes and ``'`` does not quote.

Two readers follow each other there: ``cmd.exe`` takes the carets away, then the program splits its words. Browsers
that copy a request double every backslash of it on top, so where they did, a pair of them stands for one.
"""

from collections.abc import Iterator
from typing import Final

from ctc.patterns import pattern
from ctc.payloads.shell import Command, UnclosedQuote, Word

_CMD: Final = pattern(
    r"(?:\bcurl(?:\.exe)?|\s--?[A-Za-z][\w-]*)\s+\^\"|[ \t]\^[ \t]*\r?\n|\s\"\{\s*\"\"|\Acurl\.exe\s(?=[^']*\s\"\{)"
)
"""A caret before an argument's quote or a line's end, doubled quotes, or `curl.exe` with a body in double quotes."""
_COPIED: Final = pattern(r"\s(?:\^\"|\"\{\s*\"\")")
"""How browsers write the quote of an argument."""
_LINE_END: Final = pattern(r"[ \t]*\r?\n")
_BACKSLASHES: Final = pattern(r"(\\+)(\"?)")


def is_cmd(text: str) -> bool:
    """Whether a command was written for ``cmd.exe`` rather than for a POSIX shell."""
    return _CMD.search(text) is not None


def cmd_commands(text: str) -> Iterator[Command]:
    """Each command of a text. Raises UnclosedQuote."""
    copied, at = _COPIED.search(text) is not None, 0
    while at < len(text):
        plain, end = _without_carets(text, at)
        if words := [Word(word, expands=False) for word in _words(plain, copied)]:
            yield Command(words, at + len(plain) - len(plain.lstrip()), end)
        at = end


def _words(plain: str, copied: bool) -> Iterator[str]:
    at = 0
    while at < len(plain):
        if plain[at].isspace():
            at += 1
            continue
        word, at = _word(plain, at, copied)
        yield word


def _without_carets(text: str, at: int) -> tuple[str, int]:
    """What ``cmd.exe`` hands over of the command at ``at``, and where the next one may begin.

    Carets count outside of quotes alone, and an escaped quote opens none.
    """
    parts: list[str] = []
    quoted = False
    while at < len(text):
        char = text[at]
        if text.startswith('\\"', at):
            parts.append('\\"')
            at += 2
            continue
        if char == "^" and not quoted:
            end = _LINE_END.match(text, at + 1)
            if end is None:
                parts.append(text[at + 1 : at + 2])
                at += 2
            elif text.startswith("\n", end.end()):
                parts.append("\n")  # a line's end inside a value is written as ^ and two of them
                at = end.end() + 1
            else:
                at = end.end()
            continue
        if not quoted and char in "\n&|><":
            break
        quoted ^= char == '"'
        parts.append(char)
        at += 1
    return "".join(parts), at + 1


def _word(text: str, at: int, copied: bool) -> tuple[str, int]:
    parts: list[str] = []
    quoted = False
    while at < len(text) and (quoted or not text[at].isspace()):
        found = _BACKSLASHES.match(text, at)
        if found is not None:
            count, before_quote = len(found[1]), bool(found[2])
            parts.append("\\" * (count // 2 if copied or before_quote else count))
            escapes = before_quote and count % 2 == 1
            parts.append('"' if escapes else "")
            at += count + escapes
        elif quoted and text.startswith('""', at):
            parts.append('"')
            at += 2
        elif text[at] == '"':
            quoted = not quoted
            at += 1
        else:
            parts.append(text[at])
            at += 1
    if quoted:
        raise UnclosedQuote
    return "".join(parts), at
