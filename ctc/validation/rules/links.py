"""The addresses that a message opens or loads, wherever they stand in its body."""

import json
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from ctc.diagnostics import Path
from ctc.validation.rules.markup import Markup
from ctc.validation.rules.reading import Leaf, items, mapping, text

Kind = Literal["deep", "web", "media", "text"]

DEEP: Final = frozenset({"deep_link", "wzrk_dl", "actionUrl", "media_dl", "dl"})
WEB: Final = frozenset({"cta_link1", "cta_link2"})
MEDIA: Final = frozenset(
    {
        "imageUrl",
        "ct_mediaUrl",
        "mediaUrl",
        "media_url",
        "background_image",
        "large_icon",
        "image",
        "icon",
        "cta_iconlink1",
        "cta_iconlink2",
        "url",
    }
)
_IN_TEXT = re.compile(r"https?://[^\s<>\"'{}|\\^`\[\]]+", re.IGNORECASE)


class Link(NamedTuple):
    """One address. ``deep`` opens the app or a page, ``web`` a page, ``media`` is loaded, ``text`` stands in prose."""

    path: Path
    kind: Kind
    url: str

    @property
    def host(self) -> str:
        """The host in lower case, empty where the address has none."""
        return host_of(self.url)


@lru_cache(maxsize=4096)
def split(url: str) -> SplitResult | None:
    """The address taken apart, or None where it is not one."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    parts = split(url)
    try:
        return (parts.hostname or "").lower() if parts else ""
    except ValueError:
        return ""


def links_of(leaves: Sequence[Leaf], markup: Markup | None) -> list[Link]:
    """Every link of a message, in the order of the body; those of an email's HTML in the HTML's order."""
    found: list[Link] = []
    for leaf in leaves:
        if markup is not None and leaf.path == ("content", "body"):
            found += _in_markup(leaf.path, markup)
        else:
            found += _in_leaf(leaf)
    return found


def _in_markup(path: Path, markup: Markup) -> Iterator[Link]:
    for anchor in markup.anchors:
        if anchor.href and anchor.href.strip() and not anchor.href.startswith("#"):
            yield Link(path, "web", anchor.href)
    for source in markup.images:
        if source and not source.startswith(("data:", "cid:")):
            yield Link(path, "media", source)


def _in_leaf(leaf: Leaf) -> Iterator[Link]:
    kind = kind_of(leaf)
    if kind is not None:
        if leaf.text.strip():
            yield Link(leaf.path, kind, leaf.text)
    elif leaf.name == "wzrk_acts":
        for action in actions(leaf.text):
            if text(mapping(action).get("dl")).strip():
                yield Link(leaf.path, "deep", text(mapping(action).get("dl")))
    elif "://" in leaf.text:
        for match in _IN_TEXT.finditer(leaf.text):
            yield Link(leaf.path, "text", match[0].rstrip(".,;:!?)"))


def kind_of(leaf: Leaf) -> Kind | None:
    """What kind of address the leaf's place is for, or None where it is for words."""
    if leaf.name in DEEP:
        return "deep"
    if leaf.name in MEDIA:
        return "media"
    if leaf.name in WEB:
        return "web"
    if leaf.name == "text" and len(leaf.path) > 2 and leaf.path[-2] in ("android", "ios"):
        return "deep"
    if leaf.name == "value" and leaf.path[:2] == ("content", "attachments"):
        return "media"
    return None


def actions(written: object) -> list[object]:
    """The entries of ``wzrk_acts`` in either of its forms; nothing where it does not parse."""
    if isinstance(written, str):
        try:
            written = json.loads(written)
        except (ValueError, RecursionError):
            return []
    return items(written)
