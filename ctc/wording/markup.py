"""What stands in a text besides its words: links, images, personalisation, markup."""

import html
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ctc.patterns import pattern

_AFTER_SCHEME = pattern(r"""(?:://|\bmailto:|\btel:)[^\s"'<>)\]]+""", re.IGNORECASE)
_SCHEME = pattern(r"[a-z][a-z0-9+.-]*$", re.IGNORECASE)
_IMAGE = pattern(r"""<img\b[^<>]*?\bsrc\s*=\s*["']([^"']+)["']""", re.IGNORECASE)
_PERSONAL = pattern(r"(\{\{(?:(?!\{\{).){0,500}?\}\}|\{%(?:(?!\{%).){0,500}?%\})", re.DOTALL)
_HTML = pattern(r"<!doctype|</?(?:html|body|p|div|span|table|td|tr|a|b|br|h[1-6]|img|ul|li)\b", re.IGNORECASE)
_MARKUP = pattern(
    r"<style\b(?:(?!<style\b).)*?</style\s*>|<script\b(?:(?!<script\b).)*?</script\s*>"
    r"|<!--(?:(?!<!--).)*?-->|<[^<>]+>",
    re.DOTALL | re.IGNORECASE,
)
"""No part of it begins again within itself, so that nothing that is never closed is looked at twice."""
_BLOCK = pattern(r"</?(?:p|div|t[abdhr]\w*|h[1-6]|li|ul|ol|br|hr|title|body|center)\b", re.IGNORECASE)
_PADDING = pattern(r"[\u034f\u00ad\u200b\u2060\ufeff]+|[\u200c\u200d](?=\s|$|\u034f)")
"""What mail writers put behind a preheader to keep the body out of it: nobody reads it."""
_ADDRESS = pattern(r"""\b(href|src)\s*=\s*(?:"[^"]*"|'[^']*')""", re.IGNORECASE)

_ALIGNED = 1_000_000
"""Pairs up to which lists are compared in their order; above it, by how often each entry stands in them."""

What = Literal["link", "image", "personalisation", "markup"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Something in a text that deserves its own line: a link, an image, a personalisation, a tag."""

    what: What
    gone: tuple[str, ...]
    new: tuple[str, ...]


def is_html(text: str) -> bool:
    return bool(_HTML.search(text))


def visible(text: str) -> str:
    """The words of an HTML text as its reader sees them, one line a block."""
    spaced = re.sub(r"\s+", " ", text)
    plain = _MARKUP.sub(lambda tag: "\n" if _BLOCK.match(tag[0]) else "", spaced)
    lines = (" ".join(_PADDING.sub(" ", line).split()) for line in html.unescape(plain).splitlines())
    return "\n".join(line for line in lines if line)


def called_out(before: str, after: str) -> tuple[Called, ...]:
    """Links, images, personalisation and markup that differ."""
    return tuple(_called(before, after))


def _called(before: str, after: str) -> Iterator[Called]:
    images = [_IMAGE.findall(text) for text in (before, after)]
    links = [
        [link for link in _links(text) if link not in shown]
        for text, shown in zip((before, after), map(frozenset, images), strict=True)
    ]
    personal = [[" ".join(found.split()) for found in _PERSONAL.findall(text)] for text in (before, after)]
    kinds: tuple[tuple[What, list[list[str]]], ...] = (
        ("link", links),
        ("image", images),
        ("personalisation", personal),
        ("markup", _markup(before, after)),
    )
    for what, (old, new) in kinds:
        if old != new:
            yield _called_of(what, old, new)


def _called_of(what: What, old: list[str], new: list[str]) -> Called:
    """By order, not as sets: of two equal links one may change, and two may change places."""
    gone: dict[str, None] = {}
    come: dict[str, None] = {}
    if len(old) * len(new) > _ALIGNED:
        left, right = Counter(old) - Counter(new), Counter(new) - Counter(old)
        return Called(what=what, gone=tuple(left), new=tuple(right))
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            gone.update(dict.fromkeys(old[a:b]))
            come.update(dict.fromkeys(new[c:d]))
    return Called(what=what, gone=tuple(gone), new=tuple(come))


def _links(text: str) -> Iterator[str]:
    for found in _AFTER_SCHEME.finditer(text):
        scheme = _SCHEME.search(text, found.start() - 30, found.start())
        if scheme is not None or found[0][0] != ":":
            link = html.unescape((scheme[0] if scheme is not None else "") + found[0])
            yield link.rstrip(".,;:!?")


def _markup(before: str, after: str) -> list[list[str]]:
    """Tags, style sheets and comments that only one of two HTML texts has, without the addresses in them, which
    are told as links."""
    if not (is_html(before) and is_html(after)):
        return [[], []]
    old, new = (Counter(_MARKUP.findall(text)) for text in (before, after))
    gone, come = (Counter(map(_told, found.elements())) for found in (old - new, new - old))
    return [sorted((gone - come).elements()), sorted((come - gone).elements())]


def _told(tag: str) -> str:
    plain = " ".join(_ADDRESS.sub(r"\1", tag).split())
    return (
        plain
        if len(plain) <= 120
        else f"{plain[:60]} … {plain[-40:]} ({len(plain):,} characters, {_sum(plain)})"
    )


def _sum(text: str) -> str:
    """Tells two long pieces of markup apart whose ends are alike."""
    return f"{zlib.crc32(text.encode('utf-8', 'replace')):08x}"
