"""What an email's HTML holds, read in one pass."""

from collections import Counter
from functools import lru_cache
from typing import Final, NamedTuple

from ctc.validation.subject.tags import Attributes, tell

HIDDEN: Final = ("display:none", "max-height:0", "mso-hide:all", "visibility:hidden", "font-size:0")
SKIPPED: Final = frozenset({"style", "script", "title", "head"})
STRIPPED: Final = frozenset({"script", "iframe", "form", "object", "embed", "video", "audio"})
VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


class Anchor(NamedTuple):
    """One ``<a>``: where it leads, and the words in it (an image's alt text counts)."""

    href: str | None
    words: str


class Markup(NamedTuple):
    """The facts that rules read. ``preheader`` is hidden text that stands before any that is shown."""

    anchors: tuple[Anchor, ...]
    images: tuple[str, ...]
    without_alt: tuple[str, ...]
    stripped: tuple[str, ...]
    words: str
    preheader: str
    is_html: bool


@lru_cache(maxsize=256)
def read_markup(html: str) -> Markup:
    """Reads once for each distinct body. Never fails: HTML has no invalid input."""
    return read_plain(html) or parsed(html)


def read_plain(html: str) -> Markup | None:
    """The same as :func:`parsed`, faster; None where the HTML is not plain."""
    reader = _Reader()
    return reader.markup() if tell(html, reader) else None


def parsed(html: str) -> Markup:
    """What the real parser reads."""
    from ctc.validation.subject.any_html import tell_any

    reader = _Reader()
    tell_any(html, reader)
    return reader.markup()


class _Reader:
    """Collects the facts from tags and texts in their order."""

    def __init__(self) -> None:
        self._anchors: list[tuple[str | None, list[str]]] = []
        self._images: list[str] = []
        self._without_alt: list[str] = []
        self._stripped: list[str] = []
        self._shown: list[str] = []
        self._preheader: list[str] = []
        self._is_html = False
        self._open: list[tuple[str, bool]] = []
        """The open elements, and whether each hides what stands in it."""
        self._count: Counter[str] = Counter()
        self._hidden = self._skipped = 0
        """How many of the open elements hide what stands in them; how many are never text."""
        self._in_anchor = False

    def markup(self) -> Markup:
        return Markup(
            anchors=tuple([Anchor(href, " ".join(words)) for href, words in self._anchors]),
            images=tuple(self._images),
            without_alt=tuple(self._without_alt),
            stripped=tuple(dict.fromkeys(self._stripped)),
            words=" ".join(" ".join(self._shown).split()),
            preheader=" ".join(" ".join(self._preheader).split()),
            is_html=self._is_html,
        )

    def start(self, tag: str, attributes: Attributes) -> None:
        self._is_html = True
        if tag == "a":
            self._anchors.append((attributes.get("href"), []))
            self._in_anchor = True
        elif tag == "img":
            self._image(attributes)
        elif tag in STRIPPED or (tag == "link" and (attributes.get("rel") or "").lower() == "stylesheet"):
            self._stripped.append(tag)
        if tag not in VOID:
            hides = tag in SKIPPED or is_hidden(attributes.get("style"))
            self._open.append((tag, hides))
            self._counted(tag, hides, 1)

    def end(self, tag: str) -> None:
        if tag == "a":
            self._in_anchor = False
        while self._count[tag]:
            last, hides = self._open.pop()
            self._counted(last, hides, -1)
            if last == tag:
                return

    def _counted(self, tag: str, hides: bool, one: int) -> None:
        self._count[tag] += one
        self._hidden += one * hides
        self._skipped += one * (tag in SKIPPED)

    def text(self, words: str) -> None:
        words = words.strip()
        if not words:
            return
        if self._hidden:
            if not self._shown and not self._skipped:
                self._preheader.append(words)
            return
        self._shown.append(words)
        self._say(words)

    def _image(self, attributes: Attributes) -> None:
        source = attributes.get("src") or ""
        self._images.append(source)
        if "alt" in attributes:
            self._say(attributes["alt"] or "")
        elif attributes.get("width") != "1" and attributes.get("role") != "presentation":
            self._without_alt.append(source)

    def _say(self, words: str) -> None:
        if self._in_anchor and self._anchors and words:
            self._anchors[-1][1].append(words)


def is_hidden(style: str | None) -> bool:
    """Whether an element of that style shows nothing of what stands in it."""
    if not style:
        return False
    bare = style.lower().replace(" ", "")
    return any(map(bare.__contains__, HIDDEN))
