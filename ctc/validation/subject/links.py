"""The addresses that a message opens or loads, wherever they stand in its body."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, NamedTuple
from urllib.parse import SplitResult, urlsplit

from ctc.diagnostics import JsonPath
from ctc.patterns import pattern
from ctc.validation.subject.markup import Markup
from ctc.validation.subject.reading import Leaf, items, mapping, text

Kind = Literal["deep", "web", "media", "text"]

_KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(("deep_link", "wzrk_dl", "actionUrl", "media_dl", "dl"), "deep"),
    **dict.fromkeys(("cta_link1", "cta_link2"), "web"),
    **dict.fromkeys(("imageUrl", "ct_mediaUrl", "mediaUrl", "media_url", "background_image"), "media"),
    **dict.fromkeys(("large_icon", "image", "icon", "cta_iconlink1", "cta_iconlink2", "url"), "media"),
}
_BODY: Final = ("content", "body")
_USUAL: Final = pattern(r"https?://([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?:[/?#][^\s\[\]]*)?")
"""An address with a host that has a domain, and no blank: nothing that makes one malformed."""
_SLIPS: Final = "htp|htps|htpps|htttps?|hhttps?|ttps?|httpss"
SLIP: Final = f"(?i)^({_SLIPS}):"
_OWN: Final = pattern(rf"(?!(?:https?|{_SLIPS}):)[a-z][a-z0-9+.-]*://(?!http)[A-Za-z0-9_./?=&%~+-]*")
"""An address of an app's own scheme that holds nothing but what is plain in one."""
_IN_TEXT = pattern(r"https?://[^\s<>\"'{}|\\^`\[\]]+", re.IGNORECASE)


class Link(NamedTuple):
    """One address. ``deep`` opens the app or a page, ``web`` a page, ``media`` is loaded, ``text`` stands in prose.

    ``whole`` says that it is all that stands at its path.
    """

    path: JsonPath
    kind: Kind
    url: str
    whole: bool = False

    @property
    def host(self) -> str:
        return host_of(self.url)


@lru_cache(maxsize=4096)
def split(url: str) -> SplitResult | None:
    """The address taken apart, or None where it is not one."""
    try:
        return urlsplit(url.strip())
    except ValueError:
        return None


def host_of(url: str) -> str:
    """The host in lower case, empty where the address has none."""
    usual = _USUAL.fullmatch(url)
    if usual is not None:
        return usual[1].lower()
    parts = split(url)
    return (parts.hostname or "") if parts else ""


def query_of(url: str) -> str:
    """What follows the question mark, empty where nothing does."""
    if _USUAL.fullmatch(url):
        return url.partition("#")[0].partition("?")[2]
    parts = split(url)
    return parts.query if parts else ""


def is_usual(url: str) -> bool:
    """Whether the address is one at a glance: it has a scheme, and nothing that makes one malformed."""
    return _USUAL.fullmatch(url) is not None or _OWN.fullmatch(url) is not None


def links_of(leaves: Sequence[Leaf], markup: Markup | None) -> list[Link]:
    """Every link of a message, in the order of the body; those of an email's HTML in the HTML's order."""
    found: list[Link] = []
    for leaf in leaves:
        kind = kind_of(leaf)
        if kind is not None:
            if leaf.text.strip() and not _is_flag(leaf):
                found.append(Link(leaf.path, kind, leaf.text, True))
        elif markup is not None and leaf.path == _BODY:
            found += _in_markup(leaf.path, markup)
        elif leaf.name == "wzrk_acts":
            found += _in_actions(leaf)
        elif "://" in leaf.text:
            for match in _IN_TEXT.finditer(leaf.text):
                found.append(Link(leaf.path, "text", match[0].rstrip(".,;:!?)")))
    return found


def _is_flag(leaf: Leaf) -> bool:
    """Apps read ``media_dl`` as a flag too: whether the media is fetched."""
    return leaf.name == "media_dl" and leaf.text.strip().lower() in ("true", "false")


def _in_markup(path: JsonPath, markup: Markup) -> Iterator[Link]:
    for anchor in markup.anchors:
        if anchor.href and anchor.href.strip() and not anchor.href.startswith("#"):
            yield Link(path, "web", anchor.href)
    for source in markup.images:
        if source and not source.startswith(("data:", "cid:")):
            yield Link(path, "media", source)


def _in_actions(leaf: Leaf) -> Iterator[Link]:
    for action in actions(leaf.text):
        url = text(mapping(action).get("dl"))
        if url.strip():
            yield Link(leaf.path, "deep", url)


def kind_of(leaf: Leaf) -> Kind | None:
    """What kind of address the leaf's place is for, or None where it is for words."""
    name = leaf.name
    if name == "text":
        return "deep" if len(leaf.path) > 2 and leaf.path[-2] in ("android", "ios") else None
    if name == "value":
        return "media" if leaf.path[:2] == ("content", "attachments") else None
    return _KINDS.get(name)


def actions(written: object) -> list[object]:
    """The entries of ``wzrk_acts`` in either of its forms; nothing where it does not parse."""
    if isinstance(written, str):
        try:
            written = json.loads(written)
        except (ValueError, RecursionError):
            return []
    return items(written)
