"""JSON as people paste it, with the place of every key and value.

Comments (``//``, ``/* */`` and ``#``) and trailing commas are accepted, because the vendor's own samples have both
[seed], and so are the objects of JavaScript and the dicts of Python. Nothing else is: whatever could be read in two
ways is an error, so that a payload never means something other than what its author saw.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import BEGINNING, Diagnostic, JsonPath, Place
from ctc.patterns import pattern
from ctc.payloads.json_tokens import Tokens, Unreadable

MAX_DEPTH: Final = 90
"""Levels of nesting: what a spec may hold, less its envelope. The deepest payload of the API has 9."""

_TOLD: Final = 1_000
"""Repeated keys of one text that are told one by one."""
_LINE: Final = pattern(r"\r\n|\r|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPlaces:
    """Where keys and values stand in a JSON text."""

    keys: dict[JsonPath, Place] = field(default_factory=dict)
    values: dict[JsonPath, Place] = field(default_factory=dict)

    def key(self, path: JsonPath) -> Place:
        return self.keys.get(path) or self.value(path)

    def value(self, path: JsonPath) -> Place:
        ways = (path[:length] for length in range(len(path), -1, -1))
        return next(self.values[way] for way in ways if way in self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonText:
    """A JSON value and where its parts stand."""

    value: Json
    places: TextPlaces


def read_json(
    text: str, *, file: str = "", origin: Place | None = None, is_verbatim: bool = True
) -> tuple[JsonText | None, tuple[Diagnostic, ...]]:
    """The value of a JSON text, and what is wrong with it: CTC360 (unreadable), CTC361 (a key twice).

    ``origin`` is where the text begins in ``file``, and where all of it stands unless it is there ``verbatim``.
    The value is None where the text cannot be read; a key that stands twice is an error for each time too many,
    and reading goes on.
    """
    values, found = _read(text, file, origin, is_verbatim=is_verbatim, several=False)
    return (values[0] if values else None), found


def read_values(text: str, *, file: str, most: int) -> tuple[list[JsonText], tuple[Diagnostic, ...]]:
    """The same for a text with one value behind the other, or with a list of objects: each of them.

    There is none where any of them cannot be read. What stands behind ``most`` of them is not read at all.
    """
    values, found = _read(text, file, None, is_verbatim=True, several=True, most=most)
    only = values[0].value if len(values) == 1 else None
    if isinstance(only, list) and only and all(isinstance(one, dict) for one in only):
        return _entries(only, values[0].places), found
    return values, found


def _read(
    text: str,
    file: str,
    origin: Place | None,
    *,
    is_verbatim: bool,
    several: bool,
    most: int | None = None,
) -> tuple[list[JsonText], tuple[Diagnostic, ...]]:
    reader = _Reader(text, file, origin or BEGINNING, is_verbatim=is_verbatim)
    try:
        values = list(islice(reader.documents(several=several), most))
    except Unreadable as error:
        return [], (*reader.found, reader.diagnostic("CTC360", error.offset, error.message, (), error.hint))
    return values, tuple(reader.found)


def _entries(values: list[Json], places: TextPlaces) -> list[JsonText]:
    """The entries of a list as texts of their own."""
    of = [TextPlaces() for _ in values]
    for name in ("keys", "values"):
        for path, place in getattr(places, name).items():
            if path and (len(path) > 1 or name == "values"):
                getattr(of[path[0]], name)[path[1:]] = place
    return [JsonText(value=value, places=found) for value, found in zip(values, of, strict=True)]


class _Reader(Tokens):
    """One pass over one text by recursive descent; ``at`` is the next character."""

    def __init__(self, text: str, file: str, origin: Place, *, is_verbatim: bool) -> None:
        super().__init__(text)
        self.file = file
        self.origin = origin
        self.is_verbatim = is_verbatim
        self.lines = [0, *(match.end() for match in _LINE.finditer(text))]
        self.places = TextPlaces()
        self.found: list[Diagnostic] = []
        self.repeated = 0

    def documents(self, *, several: bool) -> Iterator[JsonText]:
        """The value, or where there may be several, each until the text ends."""
        self.skip()
        if self.at == len(self.text):
            raise Unreadable(self.at, "there is no JSON here", "paste the body of the request")
        while True:
            yield JsonText(value=self.value(()), places=self.places)
            self.skip()
            if not (several and self.peek() in ("{", "[")):
                break
            self.places = TextPlaces()
        if self.repeated > _TOLD:
            message = f"{self.repeated - _TOLD:,} more keys stand twice in their objects"
            self.found.append(self.diagnostic("CTC361", 0, message, (), "keep one of each"))
        if self.at < len(self.text):
            surplus = self.text[self.at] in "}]"
            raise Unreadable(
                self.at,
                "this bracket closes nothing"
                if surplus
                else "the JSON ends before this, yet the text goes on",
                "take it out" if surplus else "paste payloads alone, from { to }",
            )

    def value(self, path: JsonPath) -> Json:
        self.places.values[path] = self.place(self.at)
        if len(path) > MAX_DEPTH:
            raise Unreadable(self.at, f"the JSON is nested more than {MAX_DEPTH} levels deep")
        match self.peek():
            case "{":
                return self.object(path)
            case "[":
                return self.array(path)
            case '"' | "'" | "`":
                return self.string()
            case _:
                return self.scalar()

    def object(self, path: JsonPath) -> dict[str, Json]:
        result: dict[str, Json] = {}
        opened = self.open()
        while not self.closes("}", opened):
            place = self.at
            key = self.key()
            if key in result:
                self.twice(place, (*path, key))
            self.places.keys[*path, key] = self.place(place)
            self.skip()
            if self.peek() != ":":
                raise self.unexpected("a colon")
            self.at += 1
            self.skip()
            result[key] = self.value((*path, key))
            self.comma("}")
        return result

    def array(self, path: JsonPath) -> list[Json]:
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
            raise Unreadable(opened, "this bracket is never closed", f"add the missing {bracket}")
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

    def place(self, offset: int) -> Place:
        if not self.is_verbatim:
            return self.origin
        line = bisect_right(self.lines, offset)
        column = offset - self.lines[line - 1] + 1
        if line == 1:
            column += self.origin.column - 1
        return Place(line=self.origin.line + line - 1, column=column)

    def twice(self, offset: int, path: JsonPath) -> None:
        self.repeated += 1
        if self.repeated > _TOLD:
            return
        key = str(path[-1])[:60]
        message = f"the key {key!r} stands twice in this object, and readers differ in which they take"
        self.found.append(self.diagnostic("CTC361", offset, message, path, "keep one of the two"))

    def diagnostic(
        self, code: str, offset: int, message: str, path: JsonPath, hint: str | None
    ) -> Diagnostic:
        place = self.place(offset)
        return Diagnostic.of(code, message, hint, file=self.file, place=place, path=path)
