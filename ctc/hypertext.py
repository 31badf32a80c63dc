"""HTML cut into its tags and texts as a browser cuts it, in one pass: each character is looked at a bounded number
of times, whatever is never closed.

The rules are those of the HTML standard's tokenizer, without the tree that a browser builds from the pieces. A tag
that the text ends in is dropped, as a browser drops it; a comment goes on to the end. A leaf: it imports nothing of
ctc.
"""

import html
import re
from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

from ctc.patterns import pattern

Attributes = list[tuple[str, str | None]]
"""Names in lower case with their values, references read; None for a name alone."""

RAW: Final = frozenset({"script", "style", "xmp", "iframe", "noembed", "noframes", "plaintext"})
"""Elements whose text is taken as it stands; a browser that runs scripts reads ``noscript`` so too."""
_READ: Final = frozenset({"title", "textarea"})
"""Elements without tags in them, whose references are read."""
_NAME: Final = pattern(r"[a-zA-Z][^\s/>]*+")
_BLANKS: Final = pattern(r"[\s/]*+")
_ATTRIBUTE: Final = pattern(r"=?[^\s/>=]*+")
_EQUALS: Final = pattern(r"\s*+=\s*+")
_BARE: Final = pattern(r"[^\s>]*+")
_COMMENT_ENDS: Final = pattern(r"--!?>")
_LONG_NUMBER: Final = pattern(r"&#(?:[0-9]{9,}|[xX][0-9a-fA-F]{9,});?")


class Piece(NamedTuple):
    """A piece of HTML: ``text`` is a tag's name, or what is read; ``closes`` says that a tag ends in ``/>``."""

    kind: Literal["start", "end", "text", "comment"]
    text: str
    attributes: Attributes = []  # noqa: RUF012 - never written to
    closes: bool = False
    within: str = ""
    """The element whose raw text this is, and which reads no references."""


def unescaped(text: str) -> str:
    """Character references read; a number that no character has is the mark of one that is not known."""
    return html.unescape(_LONG_NUMBER.sub("\ufffd", text)) if "&" in text else text


def pieces(source: str) -> Iterator[Piece]:
    """The pieces of ``source`` in their order. Texts are as they are written: see :func:`unescaped`."""
    at, end = 0, len(source)
    while at < end:
        opened = source.find("<", at)
        if opened < 0:
            yield Piece("text", source[at:])
            return
        if opened > at:
            yield Piece("text", source[at:opened])
        found, at = _piece(source, opened)
        if found is not None:
            yield found
            if found.kind == "start" and (found.text in RAW or found.text in _READ):
                text, at = _raw(source, found.text, at)
                if text:
                    yield Piece("text", text, within=found.text if found.text in RAW else "")


def _piece(source: str, at: int) -> tuple[Piece | None, int]:
    """What begins with the ``<`` at ``at``, and where it ends; None for a tag that never does."""
    following = source[at + 1 : at + 2]
    if following.isascii() and following.isalpha():
        return _tag(source, at + 1, "start")
    if following == "/" and source[at + 2 : at + 3].isascii() and source[at + 2 : at + 3].isalpha():
        return _tag(source, at + 2, "end")
    if source.startswith("<!--", at):
        return _comment(source, at + 4)
    if following and following in "!?/":
        closed = source.find(">", at + 2)
        closed = len(source) if closed < 0 else closed
        return Piece("comment", source[at + 2 : closed]), closed + 1
    return Piece("text", "<"), at + 1


def _comment(source: str, at: int) -> tuple[Piece, int]:
    for abrupt in (">", "->"):
        if source.startswith(abrupt, at):
            return Piece("comment", ""), at + len(abrupt)
    found = _COMMENT_ENDS.search(source, at)
    if found is None:
        return Piece("comment", source[at:]), len(source)
    return Piece("comment", source[at : found.start()]), found.end()


def _tag(source: str, at: int, kind: Literal["start", "end"]) -> tuple[Piece | None, int]:
    name = _NAME.match(source, at)
    assert name is not None
    attributes: Attributes = []
    at = name.end()
    while True:
        blanks = _BLANKS.match(source, at)
        assert blanks is not None
        at = blanks.end()
        if at >= len(source):
            return None, at
        if source[at] == ">":
            closes = blanks[0].endswith("/")
            return Piece(kind, name[0].lower(), attributes, closes), at + 1
        attribute, at = _attribute(source, at)
        attributes.append(attribute)


def _attribute(source: str, at: int) -> tuple[tuple[str, str | None], int]:
    """An attribute and where it ends; one that is never closed ends with the text."""
    name = _ATTRIBUTE.match(source, at)
    assert name is not None
    equals = _EQUALS.match(source, name.end())
    if equals is None:
        return (name[0].lower(), None), name.end()
    at = equals.end()
    quote = source[at : at + 1]
    if quote and quote in "\"'":
        closed = source.find(quote, at + 1)
        closed = len(source) if closed < 0 else closed
        return (name[0].lower(), unescaped(source[at + 1 : closed])), closed + 1
    bare = _BARE.match(source, at)
    assert bare is not None
    return (name[0].lower(), unescaped(bare[0])), bare.end()


def _raw(source: str, tag: str, at: int) -> tuple[str, int]:
    """The text of an element that holds no tags, up to its end tag."""
    ends = None if tag == "plaintext" else re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(source, at)
    end = len(source) if ends is None else ends.start()
    return source[at:end], end
