"""The tokens of a JSON text: strings, numbers, words, and the blanks and comments between them.

Those that JavaScript and Python write otherwise, and that mean one thing alone, are read as well: other quotes,
names as keys, ``True``, ``None``. An escape that the two read differently is an error.
"""

import re
from typing import Final

from ctc.canonical import Json
from ctc.patterns import pattern

_MAX_DIGITS: Final = 300
"""Digits of a whole number, as in a spec. Python reads every one of them exactly."""
_BLANK: Final = pattern(r"(?:[ \t\r\n\u00a0\ufeff]|(?://|#)[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_NUMBER: Final = pattern(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_CHUNKS: Final = {
    '"': re.compile(r'[^"\\\x00-\x1f]*'),
    "'": re.compile(r"[^'\\\x00-\x1f]*"),
    "`": re.compile(r"[^`\\\x00-\x08\x0b\x0c\x0e-\x1f$]*"),
}
"""By quote, what stands in a string as it is; between backticks the ends of lines do too."""
_THREE: Final = pattern(r"(\"\"\"|''')((?:(?!\1)[^\\\x00-\x08\x0b\x0c\x0e-\x1f])*)(\1)?")
"""A text of Python's in three quotes, which holds ends of lines as they are."""
_WORD: Final = pattern(r"[^\s,:\[\]{}\"'/]+")
_NAME: Final = pattern(r"[A-Za-z_$][\w$]*")
_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_OF_PROGRAMS: Final = {"'": "'", "`": "`", "$": "$", "v": "\v", "\n": ""}
"""Escapes that are none of JSON's, and that JavaScript and Python read alike (or one of them alone reads)."""
_CODE: Final = pattern(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|u\{([0-9a-fA-F]{1,6})\}")
_LITERALS: Final[dict[str, Json]] = {
    "true": True,
    "false": False,
    "null": None,
    "True": True,
    "False": False,
    "None": None,
}
_QUOTES: Final = "“”„‟‘’‚‛«»"


class Unreadable(Exception):
    """The text is no JSON from ``offset`` on: why, and how to mend it."""

    def __init__(self, offset: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.hint = hint


class Tokens:
    """Reads tokens of one text from ``at`` on. Every method may raise Unreadable."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def string(self) -> str:
        opened, parts, quote = self.at, [], self.peek()
        if three := _THREE.match(self.text, opened):
            return self.three(three)
        self.at += 1
        while True:
            match = _CHUNKS[quote].match(self.text, self.at)
            assert match is not None
            parts.append(match.group())
            self.at = match.end()
            character = self.peek()
            if character == quote:
                self.at += 1
                break
            if not character:
                raise Unreadable(opened, "this string is never closed")
            if character == "$":
                parts.append(self.dollar())
            elif character == "\\":
                parts.append(self.escape())
            else:
                raise Unreadable(
                    self.at,
                    "a string may not hold a raw line break or control character",
                    r"write \n for a line break, \t for a tab",
                )
        text = "".join(parts)
        return self.whole(text.replace("\r\n", "\n") if quote == "`" else text, opened)

    def three(self, found: re.Match[str]) -> str:
        if not found[3]:
            message = "this text in three quotes is never closed, or holds a backslash"
            raise Unreadable(
                found.start(), message, r"write it in one pair of quotes, with \n for a line break"
            )
        self.at = found.end()
        return self.whole(found[2].replace("\r\n", "\n"), found.start())

    def dollar(self) -> str:
        if self.text.startswith("${", self.at):
            raise Unreadable(
                self.at,
                "a program puts a value here (${…}), which is not written in the text",
                "write the value itself",
            )
        self.at += 1
        return "$"

    def escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if code := _CODE.match(self.text, self.at + 1):
            number = int(code[1] or code[2] or code[3], 16)
            if number <= 0x10FFFF:
                self.at = code.end()
                return chr(number)
        elif letter in _ESCAPES and letter:
            self.at += 2
            return _ESCAPES[letter]
        elif letter in _OF_PROGRAMS and letter:
            self.at += 2
            return _OF_PROGRAMS[letter]
        raise Unreadable(self.at, "this escape does not exist in JSON", r"write \\ for a backslash")

    def key(self) -> str:
        """A key in quotes, or a name as JavaScript writes it."""
        if self.peek() in _CHUNKS:
            return self.string()
        name = _NAME.match(self.text, self.at)
        if name is None:
            raise self.unexpected("a key in double quotes")
        self.at = name.end()
        return name.group()

    def whole(self, text: str, opened: int) -> str:
        """Joins surrogate pairs. A half of one is no character, and cannot be sent as UTF-8."""
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise Unreadable(
                opened,
                "this string holds half of a character (a lone surrogate)",
                "write the character itself",
            ) from None

    def scalar(self) -> Json:
        match = _WORD.match(self.text, self.at)
        word = match.group() if match else ""
        if word in _LITERALS:
            self.at += len(word)
            return _LITERALS[word]
        number = _NUMBER.fullmatch(word)
        if number is None:
            raise self.unexpected("a value")
        value = self.number(word, exact=number[1] is None and number[2] is None)
        self.at += len(word)
        return value

    def number(self, word: str, *, exact: bool) -> int | float:
        if exact and len(word) <= _MAX_DIGITS:
            return int(word)
        value = float("inf") if exact else float(word)
        if value in (float("inf"), float("-inf")):
            raise Unreadable(
                self.at,
                "this number is larger than any that a payload can hold",
                "write an identifier as a string",
            )
        return value

    def unexpected(self, wanted: str) -> Unreadable:
        character = self.peek()
        if not character:
            return Unreadable(self.at, f"the text ends where {wanted} should stand")
        match = _WORD.match(self.text, self.at)
        hint = _hint_for(character, match.group() if match else "") if wanted != "a colon" else None
        shown = character if character.isprintable() else f"U+{ord(character):04X}"
        return Unreadable(self.at, f"here should stand {wanted}, not {shown!r}", hint)

    def skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        if self.text.startswith("/*", self.at):
            raise Unreadable(self.at, "this comment is never closed", "add the missing */")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]


def _hint_for(character: str, word: str) -> str | None:
    if character in _QUOTES:
        return 'use straight double quotes: "'
    if character == ",":
        return "take one of the commas out"
    if word == "undefined":
        return "take the line out: what is undefined is not sent"
    if word.lower() in ("true", "false", "null", "none", "nil"):
        return "write true, false or null"
    if word.lstrip("+-").lower() in ("nan", "inf", "infinity"):
        return "JSON has no such number"
    if re.match(r"[-+.\d]", word):
        return "write numbers as in 5, -5, 0.5 or 5e3; anything else as a string"
    if _NAME.fullmatch(word):
        return 'a text stands in double quotes: "…"; for a name of a program\'s, write its value'
    return 'put it in double quotes: "…"' if word.isprintable() and word else None
