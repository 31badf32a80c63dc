"""Two versions of a text, compared as words: what a reviewer reads instead of two blobs.

HTML is compared by what a reader of it sees. Links, images, personalisation and markup are called out apart: a
changed link in an unchanged sentence is the change that matters most.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from ctc.patterns import pattern
from ctc.wording.markup import Called, called_out, is_html, visible

_WORDS = pattern(
    r"\s+|\{\{(?:(?!\{\{).){0,500}?\}\}|\{%(?:(?!\{%).){0,500}?%\}|<[^<>]{1,400}>|\w+|[^\w\s]", re.DOTALL
)
_CHUNKS = pattern(r"[^\n>.!?]*[\n>.!?]+\s*|[^\n>.!?]+")
_CONTEXT: Final = 6
"""Words of unchanged text that are kept on each side of a change."""
_LIMIT: Final = 1_000_000
"""Pairs of words up to which two texts are aligned word by word; above it sentence by sentence first."""
_CHUNKED: Final = 4_000_000
"""Pairs of sentences up to which they are aligned; above it the whole went and came."""
_LONGEST: Final = 600
"""Characters of one run that went or came which are shown."""
_MOST: Final = 60
"""Runs of one text which are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of text that stayed, went or came; ``…`` stands for unchanged text that is left out."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextDifference:
    """What a reviewer is shown of an edited text; ``pieces`` is empty where no word that is read changed."""

    pieces: tuple[Piece, ...]
    called: tuple[Called, ...]


def text_difference(before: str, after: str) -> TextDifference:
    """Words with a little context, and what is called out. HTML is compared by its visible text."""
    called = called_out(before, after)
    if is_html(before) and is_html(after):
        old, new = visible(before), visible(after)
        if old != new or called:
            pieces = shortened(compare(old, new)) if old != new else ()
            return TextDifference(pieces=pieces, called=called)
    return TextDifference(pieces=shortened(compare(before, after)), called=called)


def compare(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces that turn ``before`` into ``after``: joined without ``gone`` they are ``after``, without
    ``new`` they are ``before``."""
    return _joined(_compare(_WORDS.findall(before), _WORDS.findall(after)))


def _compare(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    start = _common(old, new)
    end = _common(old[start:][::-1], new[start:][::-1])
    yield Piece(kind="same", text="".join(new[:start]))
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    if len(old_middle) * len(new_middle) <= _LIMIT:
        yield from _aligned(old_middle, new_middle)
    else:
        yield from _by_chunks("".join(old_middle), "".join(new_middle))
    yield Piece(kind="same", text="".join(new[len(new) - end :]))


def _by_chunks(before: str, after: str) -> Iterator[Piece]:
    """Sentences and tags are aligned first, and words only inside what differs."""
    old, new = _CHUNKS.findall(before), _CHUNKS.findall(after)
    if len(old) * len(new) > _CHUNKED:
        yield Piece(kind="gone", text=before)
        yield Piece(kind="new", text=after)
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if tag == "equal":
            yield Piece(kind="same", text=come)
            continue
        words = _WORDS.findall(gone), _WORDS.findall(come)
        if len(words[0]) * len(words[1]) <= _LIMIT:
            yield from _aligned(*words)
        else:
            yield Piece(kind="gone", text=gone)
            yield Piece(kind="new", text=come)


def _aligned(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece(kind="same", text="".join(new[c:d]))
        else:
            yield Piece(kind="gone", text="".join(old[a:b]))
            yield Piece(kind="new", text="".join(new[c:d]))


def _joined(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Neighbours of one kind as one piece; a blank alone between two changes belongs to both."""
    found: list[Piece] = []
    gone = new = waiting = ""
    for piece in pieces:
        if piece.kind == "gone":
            gone, new, waiting = gone + waiting + piece.text, new + waiting, ""
        elif piece.kind == "new":
            gone, new, waiting = gone + waiting, new + waiting + piece.text, ""
        elif (gone or new) and piece.text.isspace() and "\n" not in piece.text:
            waiting += piece.text
        elif piece.text:
            found += _change(gone, new)
            found.append(Piece(kind="same", text=waiting + piece.text))
            gone = new = waiting = ""
    found += _change(gone, new)
    return (*found, Piece(kind="same", text=waiting)) if waiting else tuple(found)


def _change(gone: str, new: str) -> Iterator[Piece]:
    if gone:
        yield Piece(kind="gone", text=gone)
    if new:
        yield Piece(kind="new", text=new)


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many words both begin with."""
    pairs = zip(old, new, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def shortened(pieces: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """The same with long unchanged runs cut to a few words around each change, and endless changes cut."""
    last = len(pieces) - 1
    if last >= _MOST:
        left = sum(piece.kind != "same" for piece in pieces[_MOST:])
        return (*shortened(pieces[:_MOST]), Piece(kind="same", text=f"\n… and {left:,} more places\n"))
    return tuple(
        Piece(kind="same", text=_elide(piece.text, at_start=index == 0, at_end=index == last))
        if piece.kind == "same"
        else Piece(kind=piece.kind, text=_cut(piece.text))
        for index, piece in enumerate(pieces)
    )


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def _elide(text: str, *, at_start: bool, at_end: bool) -> str:
    if len(text) <= 40:
        return text
    words = _WORDS.findall(text)
    if len(words) <= 4 * _CONTEXT + 4:
        return text
    head = "" if at_start else "".join(words[: 2 * _CONTEXT]).rstrip() + " "
    tail = "" if at_end else " " + "".join(words[-2 * _CONTEXT :]).lstrip()
    return f"{head}…{tail}"
