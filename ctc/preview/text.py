"""Texts as a device shows them: cut at a limit, and marked where a plan changes them."""

import unicodedata
from dataclasses import dataclass

from ctc.canonical import Json
from ctc.preview.limits import LIMITS, Limit

_JOINS = {"\u200d", "\ufe0e", "\ufe0f", "\u20e3"}
"""Zero-width joiner, the two variation selectors, the enclosing keycap: never parted from what they follow."""


class Marked(str):
    """A text that differs between what was last applied and what is wanted now."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A text at a place: what is seen, and what is not."""

    limit: Limit
    length: int
    seen: str
    rest: str

    @property
    def is_cut(self) -> bool:
        return bool(self.rest)


def cut(text: str, limit: Limit) -> Cut:
    """``text`` cut after ``limit.characters``; a character is not parted from its accents, an emoji not split.

    ``seen + rest`` is the text. Where it is cut the last place goes to the ellipsis, so one character fewer is
    seen.
    """
    if len(text) <= limit.characters:
        return Cut(limit=limit, length=len(text), seen=text, rest="")
    end = limit.characters - 1
    while end > 0 and _joined(text, end):
        end -= 1
    return Cut(limit=limit, length=len(text), seen=text[:end], rest=text[end:])


def cut_at(value: Json, place: str) -> Cut:
    """The cut of a value at a place of the limits table; what is no text counts as written out."""
    return cut(plain(value), LIMITS[place])


def plain(value: Json) -> str:
    """A JSON leaf as text: nothing for None and for what holds other values."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | float():
            return str(value)
        case _:
            return ""


def _joined(text: str, at: int) -> bool:
    """Whether a cut before ``text[at]`` would part what belongs together."""
    following = text[at]
    return (
        bool(unicodedata.combining(following))
        or following in _JOINS
        or text[at - 1] == "\u200d"
        or 0x1F3FB <= ord(following) <= 0x1F3FF  # skin tones
        or (_is_flag(following) and _flags_before(text, at) % 2 == 1)
    )


def _is_flag(char: str) -> bool:
    return 0x1F1E6 <= ord(char) <= 0x1F1FF


def _flags_before(text: str, at: int) -> int:
    count = 0
    while count < at and _is_flag(text[at - 1 - count]):
        count += 1
    return count
