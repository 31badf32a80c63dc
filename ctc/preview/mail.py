"""An email's HTML made quiet: framed it asks the network for nothing and runs nothing.

What keeps a reader safe is the frame (an empty ``sandbox`` and the page's content security policy); this
rewriting keeps the frame from even trying, so that pictures have a stand-in instead of a broken mark and links
do not lead the frame away. Everything else of the author's HTML is kept letter by letter.
"""

import html
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

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
    {"script", "iframe", "frame", "frameset", "object", "embed", "applet", "base", "link"}
)
_DROPPED_WHOLE: Final = frozenset({"script", "iframe", "object", "applet"})
_ADDRESSES: Final = frozenset({"src", "href", "action", "formaction", "background", "poster", "data", "ping"})
_ADDRESSES_MORE: Final = frozenset(
    {"srcset", "imagesrcset", "xlink:href", "srcdoc", "lowsrc", "dynsrc", "longdesc"}
)
_URL: Final = re.compile(
    r"""url\s*\(\s*(?:"[^"]*"|'[^']*'|[^)]*)\s*\)|@import[^;]*;?|image-set\([^)]*\)""", re.I
)
_SCHEME: Final = re.compile(r"\(\s*prefers-color-scheme\s*:\s*(dark|light)\s*\)", re.I)
_TAGS: Final = re.compile(r"<(style|script|title|head)\b.*?</\1\s*>|<!--.*?-->|<[^>]*>", re.I | re.S)


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
    rewriter.feed(source)
    rewriter.close()
    document = "".join(rewriter.pieces)
    head = '<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    return Mail(
        document=head + document,
        pictures=tuple(dict.fromkeys(rewriter.pictures)),
        has_dark=any(found.lower() == "dark" for found in _SCHEME.findall(source)),
        preheader=_first_words(source),
    )


def _first_words(source: str) -> str:
    return " ".join(html.unescape(_TAGS.sub(" ", source)).split())[:200]


def _style(text: str) -> str:
    """CSS without addresses, its colour scheme queries replaced by ones that the page can turn round."""
    text = _SCHEME.sub(lambda found: DARK if found[1].lower() == "dark" else LIGHT, text)
    return _URL.sub("none", text)


class _Rewriter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.pieces: list[str] = []
        self.pictures: list[str] = []
        self._silent = ""
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._silent or tag in _DROPPED or (tag == "meta" and _is_refresh(attrs)):
            self._silent = self._silent or (tag if tag in _DROPPED_WHOLE else "")
            return
        self._in_style = tag == "style"
        kept = [self._attribute(tag, name, value or "") for name, value in attrs]
        self.pieces.append(f"<{tag}{''.join(kept)}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _DROPPED:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._silent:
            self._silent = "" if tag == self._silent else self._silent
        elif tag not in _DROPPED:
            self._in_style = False
            self.pieces.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(_style(data) if self._in_style else data.replace("<", "&lt;"))

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, text: str) -> None:
        if not self._silent:
            self.pieces.append(text)

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
        text = _style(value) if name == "style" or "url(" in value.lower() else value
        return f' {name}="{html.escape(text)}"' if tag != "a" or name not in {"target", "title"} else ""

    def _picture(self, address: str) -> str:
        self._remember(address)
        return f' src="{PICTURE}" data-ctc-src="{html.escape(address)}"'

    def _remember(self, address: str) -> None:
        if href(address):
            self.pictures.append(address)


def _is_refresh(attrs: list[tuple[str, str | None]]) -> bool:
    return any(name == "http-equiv" for name, _ in attrs)
