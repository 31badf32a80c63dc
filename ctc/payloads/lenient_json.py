"""JSON as people paste it, with the place of every key and value.

Comments (``//`` and ``/* */``) and trailing commas are accepted, because the vendor's own samples have both
[seed]. Nothing else is: whatever could be read in two ways is an error, so that a payload never means
something other than what its author saw.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import Diagnostic, Path, Place, Severity, pointer

MAX_DEPTH: Final = 100
"""Levels of nesting; the deepest payload of the API has 9."""

_INTEGERS: Final = range(-(2**63), 2**63)
_BLANK: Final = re.compile(r"(?:[ \t\r\n\u00a0\ufeff]|//[^\r\n]*|/\*(?:[^*]|\*(?!/))*\*/)*")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_CHUNK: Final = re.compile(r'[^"\\\x00-\x1f]*')
_WORD: Final = re.compile(r"[^\s,:\[\]{}\"'/]+")
_LINE: Final = re.compile(r"\r\n|\r|\n")
_ESCAPES: Final = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LITERALS: Final[dict[str, Json]] = {"true": True, "false": False, "null": None}
_QUOTES: Final = "“”„‟‘’‚‛«»'`"


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlaces:
    """Where keys and values stand in a JSON text."""

    keys: dict[Path, Place] = field(default_factory=dict)
    values: dict[Path, Place] = field(default_factory=dict)

    def key(self, path: Path) -> Place:
        return self.keys.get(path) or self.value(path)

    def value(self, path: Path) -> Place:
        for length in range(len(path), -1, -1):
            place = self.values.get(path[:length])
            if place is not None:
                return place
        return Place(line=1, column=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonText:
    """A JSON value and where its parts stand."""

    value: Json
    places: TextPlaces


def read_json(
    text: str, *, file: str = "", origin: Place | None = None
) -> tuple[JsonText | None, tuple[Diagnostic, ...]]:
    """The value of a JSON text, and what is wrong with it: CTC360 (unreadable), CTC361 (a key twice).

    ``origin`` is where the text begins in ``file``. The value is None where the text cannot be read; a key
    that stands twice is an error for each time too many, and reading goes on.
    """
    reader = _Reader(text, file, origin or Place(line=1, column=1))
    try:
        value = reader.document()
    except _Unreadable as error:
        return None, (*reader.found, reader.diagnostic("CTC360", error.offset, error.message, (), error.hint))
    return JsonText(value=value, places=reader.places), tuple(reader.found)


class _Unreadable(Exception):
    def __init__(self, offset: int, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message
        self.hint = hint


class _Reader:
    """One pass over one text by recursive descent; ``at`` is the next character."""

    def __init__(self, text: str, file: str, origin: Place) -> None:
        self.text = text
        self.file = file
        self.origin = origin
        self.at = 0
        self.lines = [0, *(match.end() for match in _LINE.finditer(text))]
        self.places = TextPlaces()
        self.found: list[Diagnostic] = []

    def document(self) -> Json:
        self.skip()
        if self.at == len(self.text):
            raise _Unreadable(self.at, "There is no JSON here.", "paste the body of the request")
        value = self.value(())
        self.skip()
        if self.at < len(self.text):
            surplus = self.text[self.at] in "}]"
            raise _Unreadable(
                self.at,
                "This bracket closes nothing."
                if surplus
                else "The JSON ends before this, yet the text goes on.",
                "take it out" if surplus else "give one payload at a time",
            )
        return value

    def value(self, path: Path) -> Json:
        self.places.values[path] = self.place(self.at)
        if len(path) > MAX_DEPTH:
            raise _Unreadable(self.at, f"The JSON is nested more than {MAX_DEPTH} levels deep.")
        match self.peek():
            case "{":
                return self.object(path)
            case "[":
                return self.array(path)
            case '"':
                return self.string()
            case _:
                return self.scalar()

    def object(self, path: Path) -> dict[str, Json]:
        result: dict[str, Json] = {}
        opened = self.open()
        while not self.closes("}", opened):
            place = self.at
            if self.peek() != '"':
                raise self.unexpected("a key in double quotes")
            key = self.string()
            if key in result:
                self.found.append(
                    self.diagnostic(
                        "CTC361",
                        place,
                        f"The key {key[:60]!r} stands twice in this object, and readers differ in which they take.",
                        (*path, key),
                        "keep one of the two",
                    )
                )
            self.places.keys[*path, key] = self.place(place)
            self.skip()
            if self.peek() != ":":
                raise self.unexpected("a colon")
            self.at += 1
            self.skip()
            result[key] = self.value((*path, key))
            self.comma("}")
        return result

    def array(self, path: Path) -> list[Json]:
        result: list[Json] = []
        opened = self.open()
        while not self.closes("]", opened):
            self.places.keys[*path, len(result)] = self.place(self.at)
            result.append(self.value((*path, len(result))))
            self.comma("]")
        return result

    def open(self) -> int:
        opened = self.at
        self.at += 1
        self.skip()
        return opened

    def closes(self, bracket: str, opened: int) -> bool:
        if self.at == len(self.text):
            raise _Unreadable(opened, "This bracket is never closed.", f"add the missing {bracket}")
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def comma(self, bracket: str) -> None:
        """Passes the comma after an entry; before the closing bracket it may be there or not."""
        self.skip()
        if self.peek() == ",":
            self.at += 1
            self.skip()
        elif self.peek() not in (bracket, ""):
            raise self.unexpected(f"a comma or {bracket}")

    def string(self) -> str:
        opened, parts = self.at, []
        self.at += 1
        while True:
            match = _CHUNK.match(self.text, self.at)
            assert match is not None
            parts.append(match.group())
            self.at = match.end()
            character = self.peek()
            if character == '"':
                self.at += 1
                break
            if character != "\\":
                raise _Unreadable(
                    opened if not character else self.at,
                    "This string is never closed."
                    if not character
                    else "A string may not hold a raw " + ("line break or control character."),
                    None if not character else r"write \n for a line break, \t for a tab",
                )
            parts.append(self.escape())
        return self.whole("".join(parts), opened)

    def escape(self) -> str:
        letter = self.text[self.at + 1 : self.at + 2]
        if letter == "u":
            digits = self.text[self.at + 2 : self.at + 6]
            if re.fullmatch("[0-9a-fA-F]{4}", digits):
                self.at += 6
                return chr(int(digits, 16))
        elif letter in _ESCAPES and letter:
            self.at += 2
            return _ESCAPES[letter]
        raise _Unreadable(self.at, "This escape does not exist in JSON.", r"write \\ for a backslash")

    def whole(self, text: str, opened: int) -> str:
        """Joins surrogate pairs. A half of one is no character, and cannot be sent as UTF-8."""
        try:
            return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            raise _Unreadable(
                opened,
                "This string holds half of a character (a lone surrogate).",
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
        if exact and len(word) < 21 and int(word) in _INTEGERS:
            return int(word)
        value = float("inf") if exact else float(word)
        if value in (float("inf"), float("-inf")):
            raise _Unreadable(
                self.at,
                "This number is too large: CleverTap reads 64-bit integers and doubles.",
                "write an identifier as a string",
            )
        return value

    def unexpected(self, wanted: str) -> _Unreadable:
        character = self.peek()
        if not character:
            return _Unreadable(self.at, f"The text ends where {wanted} should stand.")
        match = _WORD.match(self.text, self.at)
        hint = _hint_for(character, match.group() if match else "") if wanted != "a colon" else None
        shown = character if character.isprintable() else f"U+{ord(character):04X}"
        return _Unreadable(self.at, f"Here should stand {wanted}, not {shown!r}.", hint)

    def skip(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match is not None
        self.at = match.end()
        if self.text.startswith("/*", self.at):
            raise _Unreadable(self.at, "This comment is never closed.", "add the missing */")

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def place(self, offset: int) -> Place:
        line = bisect_right(self.lines, offset)
        column = offset - self.lines[line - 1] + 1
        if line == 1:
            column += self.origin.column - 1
        return Place(line=self.origin.line + line - 1, column=column)

    def diagnostic(self, code: str, offset: int, message: str, path: Path, hint: str | None) -> Diagnostic:
        place = self.place(offset)
        return Diagnostic(
            code=code,
            severity=Severity.ERROR,
            message=message,
            file=self.file,
            line=place.line,
            column=place.column,
            path=pointer(path),
            hint=hint,
        )


def _hint_for(character: str, word: str) -> str | None:
    if character in _QUOTES:
        return 'use straight double quotes: "'
    if character == "#":
        return "write comments with //"
    if character == ",":
        return "take one of the commas out"
    if word.lower() in ("true", "false", "null", "none", "nil", "undefined"):
        return "write true, false or null"
    if word.lstrip("+-").lower() in ("nan", "inf", "infinity"):
        return "JSON has no such number"
    if re.match(r"[-+.\d]", word):
        return "write numbers as in 5, -5, 0.5 or 5e3; anything else as a string"
    return 'put it in double quotes: "…"' if word.isprintable() and word else None
