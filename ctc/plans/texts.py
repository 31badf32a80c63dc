"""Two versions of a text, compared as words: what a reviewer reads instead of two blobs.

Links, images and personalisation are called out apart: a changed link in an unchanged sentence is the change
that matters most.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

_WORDS = re.compile(r"\s+|<[^<>]{1,400}>|\{\{.*?\}\}|\w+|[^\w\s]", re.DOTALL)
_LINK = re.compile(r"""(?:https?://|mailto:|tel:)[^\s"'<>)\]]+""")
_IMAGE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_PERSONAL = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_CONTEXT: Final = 6
"""Words of unchanged text that are kept on each side of a change."""
_LIMIT: Final = 20_000
"""Words in either text above which only lines are compared: word alignment is quadratic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text that stayed, went or came; ``…`` stands for unchanged text that is left out."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Something in a text that deserves its own line: a link, an image, a personalisation."""

    what: Literal["link", "image", "personalisation"]
    gone: tuple[str, ...]
    new: tuple[str, ...]


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that turn ``before`` into ``after``; joined without ``gone`` (and without elision) they are
    ``after``."""
    old, new = _split(before), _split(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    pieces: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece(kind="same", text="".join(new[c:d])))
            continue
        if b > a:
            pieces.append(Piece(kind="gone", text="".join(old[a:b])))
        if d > c:
            pieces.append(Piece(kind="new", text="".join(new[c:d])))
    return tuple(pieces)


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The same with long unchanged runs cut to a few words around each change."""
    last = len(pieces) - 1
    return tuple(
        Piece(kind="same", text=_elide(piece.text, at_start=index == 0, at_end=index == last))
        if piece.kind == "same"
        else piece
        for index, piece in enumerate(pieces)
    )


def called_out(before: str, after: str) -> tuple[Called, ...]:
    """Links, images and personalisation that differ."""
    return tuple(_called(before, after))


def _called(before: str, after: str) -> Iterator[Called]:
    images = [set(_IMAGE.findall(text)) for text in (before, after)]
    links = [set(_LINK.findall(text)) - shown for text, shown in zip((before, after), images, strict=True)]
    personal = [set(_PERSONAL.findall(text)) for text in (before, after)]
    for what, (old, new) in (("link", links), ("image", images), ("personalisation", personal)):
        if old != new:
            yield Called(what=what, gone=tuple(sorted(old - new)), new=tuple(sorted(new - old)))  # type: ignore[arg-type]


def _split(text: str) -> list[str]:
    words = _WORDS.findall(text)
    return words if len(words) <= _LIMIT else text.splitlines(keepends=True)


def _elide(text: str, *, at_start: bool, at_end: bool) -> str:
    words = _WORDS.findall(text)
    if len(words) <= 2 * _CONTEXT + 4:
        return text
    head = "" if at_start else "".join(words[: 2 * _CONTEXT])
    tail = "" if at_end else "".join(words[-2 * _CONTEXT :])
    return f"{head} … {tail}"
