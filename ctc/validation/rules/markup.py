"""What an email's HTML holds, read by a real parser in one pass."""

from dataclasses import dataclass
from functools import lru_cache
from html.parser import HTMLParser
from typing import Final

HIDDEN: Final = ("display:none", "max-height:0", "mso-hide:all", "visibility:hidden", "font-size:0")
SKIPPED: Final = frozenset({"style", "script", "title", "head"})
STRIPPED: Final = frozenset({"script", "iframe", "form", "object", "embed", "video", "audio"})
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True, slots=True)
class Anchor:
    """One ``<a>``: where it leads, and the words in it (an image's alt text counts)."""

    href: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Markup:
    """The facts that rules read. ``preheader`` is hidden text that stands before any that is shown."""

    anchors: tuple[Anchor, ...] = ()
    images: tuple[str, ...] = ()
    without_alt: tuple[str, ...] = ()
    stripped: tuple[str, ...] = ()
    words: str = ""
    preheader: str = ""
    is_html: bool = False


@lru_cache(maxsize=256)
def read_markup(html: str) -> Markup:
    """Parses once for each distinct body. Never fails: HTML has no invalid input."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Markup(
        anchors=tuple(Anchor(href, " ".join(words)) for href, words in reader.anchors),
        images=tuple(reader.images),
        without_alt=tuple(reader.without_alt),
        stripped=tuple(dict.fromkeys(reader.stripped)),
        words=" ".join(" ".join(reader.shown).split()),
        preheader=" ".join(" ".join(reader.preheader).split()),
        is_html=reader.tags > 0,
    )


@dataclass(frozen=True, slots=True)
class _Open:
    tag: str
    hidden: bool


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.anchors: list[tuple[str | None, list[str]]] = []
        self.images: list[str] = []
        self.without_alt: list[str] = []
        self.stripped: list[str] = []
        self.shown: list[str] = []
        self.preheader: list[str] = []
        self.tags = 0
        self._open: list[_Open] = []
        self._in_anchor = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags += 1
        values = dict(attrs)
        if tag == "a":
            self.anchors.append((values.get("href"), []))
            self._in_anchor = True
        elif tag == "img":
            self._image(values)
        elif tag in STRIPPED or (tag == "link" and (values.get("rel") or "").lower() == "stylesheet"):
            self.stripped.append(tag)
        if tag not in VOID:
            style = (values.get("style") or "").lower().replace(" ", "")
            hidden = any(mark in style for mark in HIDDEN) or tag in SKIPPED
            self._open.append(_Open(tag, hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._in_anchor = False
        if any(entry.tag == tag for entry in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not data.strip():
            return
        if any(entry.hidden for entry in self._open):
            if not self.shown and not any(entry.tag in SKIPPED for entry in self._open):
                self.preheader.append(data)
            return
        self.shown.append(data)
        self._say(data.strip())

    def _image(self, values: dict[str, str | None]) -> None:
        source = values.get("src") or ""
        self.images.append(source)
        alt = values.get("alt")
        if "alt" in values:
            self._say(alt or "")
        elif values.get("width") != "1" and values.get("role") != "presentation":
            self.without_alt.append(source)

    def _say(self, words: str) -> None:
        if self._in_anchor and self.anchors and words:
            self.anchors[-1][1].append(words)
