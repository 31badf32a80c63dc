"""An email's HTML made quiet: framed it asks the network for nothing and runs nothing.

What keeps a reader safe is the frame (an empty ``sandbox`` and the page's content security policy); this
rewriting keeps the frame from even trying, so that pictures have a stand-in instead of a broken mark and links
do not lead the frame away. Everything else of the author's HTML is kept letter by letter.
"""

import html
import re
from dataclasses import dataclass
from typing import Final

from ctc.hypertext import Attributes, pieces, unescaped
from ctc.patterns import pattern
from ctc.preview.links import href

PICTURE: Final = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Crect width='100%25' height='100%25' "
    "fill='%238a93a5' fill-opacity='.25'/%3E%3Csvg x='50%25' y='50%25' overflow='visible'%3E%3Cpath "
    "d='M-11-8h22v16h-22zM-11 4.5l7-6 5 4 4-5 6 6' fill='none' stroke='%237d8699' stroke-width='1.6'/%3E"
    "%3C/svg%3E%3C/svg%3E"
)
"""Stands in for every remote picture; the address follows in ``data-ctc-src``."""
DARK: Final = "(max-width:.01px)"
"""Stands for ``(prefers-color-scheme: dark)``: never true, and the page turns it round for the dark frame."""
LIGHT: Final = "(min-width:.02px)"
_DROPPED: Final = frozenset(
    {"script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link", "animate", "set"}
    | {"fencedframe", "portal", "noscript", "noembed", "noframes", "xmp", "plaintext"}
)
_DROPPED_WHOLE: Final = frozenset({"script", "iframe", "object", "applet", "noembed", "noframes"})
_ADDRESSES: Final = frozenset({"src", "href", "action", "formaction", "background", "poster", "data", "ping"})
_ADDRESSES_MORE: Final = frozenset(
    {"srcset", "imagesrcset", "xlink:href", "srcdoc", "lowsrc", "dynsrc", "longdesc"}
)
_URL: Final = pattern(
    r"""url\s*+\(\s*+(?:"[^"]*+"\s*+|'[^']*+'\s*+|[^)]*+)(?:\)|\Z)|@import[^;]*+;?|image-set\([^)]*+(?:\)|\Z)""",
    re.I,
)
_ESCAPE: Final = pattern(r"\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[ \t\n\r\f])?|(.))")
_SCHEME: Final = pattern(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.I)
_TAG_NAME: Final = pattern(r"[a-z][a-z0-9:-]*")
_TAG_BEGINS: Final = pattern(r"<(?=[a-zA-Z/!?])")
_CDO: Final = pattern(r"<!--|-->")
"""What style sheets were once hidden from old browsers with; it means nothing in one."""
_FIRST: Final = 200
"""Characters of an email that an inbox shows beside its subject."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """``document`` for a frame; ``pictures`` are the web addresses that were left out, ``has_dark`` says
    whether the author styled it for dark mode; ``preheader`` are the first words of the text."""

    document: str
    pictures: tuple[str, ...]
    has_dark: bool
    preheader: str


def quiet(source: str) -> Mail:
    """The email as a document for a sandboxed frame."""
    rewriter = _Rewriter()
    rewriter.read(source)
    document = "".join(rewriter.pieces)
    head = '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return Mail(
        document=head + document,
        pictures=tuple(dict.fromkeys(rewriter.pictures)),
        has_dark=any(found.lower() == "dark" for found in _SCHEME.findall(source)),
        preheader=_first_words(source),
    )


def _first_words(source: str) -> str:
    """The first of the words that are read, also of those that are hidden in the body itself."""
    words: list[str] = []
    hidden = ""
    for piece in pieces(source):
        if piece.kind == "start" and not hidden and piece.text in ("title", "head", "script"):
            hidden = piece.text
        elif piece.kind == "end" and piece.text == hidden:
            hidden = ""
        elif piece.kind == "text" and not piece.within and not hidden:
            words += unescaped(piece.text).split()
            if len(words) > _FIRST:
                break
    return " ".join(words)[:_FIRST]


def _style(text: str) -> str:
    """CSS without addresses, its colour scheme queries replaced by ones that the page can turn round.

    Nothing in it can be read as a tag: inside of an ``svg`` a browser reads the text of a ``style`` as markup.
    """
    text = _TAG_BEGINS.sub("< ", _CDO.sub(" ", _spelled_out(text)))
    text = _SCHEME.sub(lambda found: DARK if found[1].lower() == "dark" else LIGHT, text)
    return _URL.sub("none", text)


def _spelled_out(text: str) -> str:
    r"""CSS with its letters as letters: ``u\72l(…)`` is an address as well."""
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(found: re.Match[str]) -> str:
    number = int(found[1], 16) if found[1] else ord(found[2])
    return chr(number) if number < 0x80 and chr(number).isalpha() else found[0]


class _Rewriter:
    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.pictures: list[str] = []
        self._silent = ""

    def read(self, source: str) -> None:
        for piece in pieces(source):
            if piece.kind == "start":
                self._start(piece.text, piece.attributes)
            elif piece.kind == "end":
                self._end(piece.text)
            elif piece.kind == "text" and not self._silent:
                self.pieces.append(_style(piece.text) if piece.within == "style" else _shown(piece.text))

    def _start(self, tag: str, attributes: Attributes) -> None:
        if self._silent or _is_dropped(tag, attributes):
            self._silent = self._silent or (tag if tag in _DROPPED_WHOLE else "")
            return
        kept = [self._attribute(tag, name, value or "") for name, value in attributes]
        self.pieces.append(f"<{tag}{''.join(kept)}>")

    def _end(self, tag: str) -> None:
        if self._silent:
            self._silent = "" if tag == self._silent else self._silent
        elif not _is_dropped(tag, []):
            self.pieces.append(f"</{tag}>")

    def _attribute(self, tag: str, name: str, value: str) -> str:
        if name.startswith("on") or not re.fullmatch(r"[a-z][a-z0-9:._-]*", name):
            return ""
        if tag == "img" and name == "src" and not value.startswith("data:image/"):
            return self._picture(value)
        if tag == "a" and name == "href":
            return f' href="about:srcdoc#" title="{html.escape(value)}"'
        if (name in _ADDRESSES | _ADDRESSES_MORE) and not value.startswith("data:image/"):
            self._remember(value)
            return ""
        text = _style(value) if name == "style" or "url(" in _spelled_out(value).lower() else value
        return f' {name}="{html.escape(text)}"' if tag != "a" or name not in {"target", "title"} else ""

    def _picture(self, address: str) -> str:
        self._remember(address)
        return f' src="{PICTURE}" data-ctc-src="{html.escape(address)}"'

    def _remember(self, address: str) -> None:
        if href(address):
            self.pictures.append(address)


def _is_dropped(tag: str, attributes: Attributes) -> bool:
    """What could run, load or lead away: also a ``meta`` that speaks for the server, and a name that is no name."""
    if tag == "meta":
        return any(name == "http-equiv" for name, _ in attributes)
    return tag in _DROPPED or _TAG_NAME.fullmatch(tag) is None


def _shown(text: str) -> str:
    """A text between tags, its references kept."""
    return text.replace("<", "&lt;")
