"""The tags and texts of plain HTML, told by one expression; what is not plain is left to a real parser.

Plain is what every version of that parser reads alike: whole tags with whole attributes, texts without a stray
``<``, comments without dashes in them.
"""

import re
from html import unescape
from typing import Final, Protocol

from ctc.patterns import pattern

Attributes = dict[str, str | None]


class Listener(Protocol):
    """Whoever is told of them, in their order."""

    def start(self, tag: str, attributes: Attributes) -> None: ...

    def end(self, tag: str) -> None: ...

    def text(self, words: str) -> None: ...


_BLANK: Final = r"[ \t\r\n]"
_ATTRIBUTE: Final = rf"""([a-z_][\w:.-]*+)(?:(=)(?:"([^"]*+)"|'([^']*+)'|([\w#%.-]++)(?={_BLANK}|>|\Z)))?+"""
_ATTRIBUTES: Final = rf"(?:{_BLANK}++{re.sub(r'[(](?![?])', '(?:', _ATTRIBUTE)})*+{_BLANK}*+"
_FLAGS: Final = re.IGNORECASE | re.ASCII
_TOKEN: Final = pattern(
    r"(?P<words>[^<]++)"
    rf"|</(?P<closed>[a-z][a-z0-9:-]*+){_BLANK}*+>"
    rf"|<(?P<hidden>style|title){_ATTRIBUTES}>[^<]*+</(?P=hidden){_BLANK}*+>"
    rf"|<(?P<opened>[a-z][a-z0-9:-]*+)(?P<attributes>{_ATTRIBUTES})(?P<both>/?)>"
    r"|<!--(?![->])[^-]*+(?:-[^-]++)*+-->"
    r"|<!doctype[ ][^<>]*+>"
    r"|(?P<odd><)",
    _FLAGS,
)
_ONE: Final = pattern(rf"{_BLANK}{_ATTRIBUTE}", _FLAGS)
_RAW: Final = frozenset(
    {"script", "style", "title", "textarea", "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp"}
)
"""Elements that may hold ``<`` as text."""
_REFERENCE: Final = pattern(r"&(?:#[0-9]+|[a-z]+);", re.IGNORECASE)


def tell(html: str, listener: Listener) -> bool:
    """Tells all of plain HTML, and whether it was plain: where not, what was told so far means nothing."""
    for words, closed, hidden, opened, attributes, both, odd in _TOKEN.findall(html):
        if words.isspace():
            continue
        if words:
            listener.text(unescape(words) if "&" in words else words)
        elif closed:
            listener.end(closed.lower())
        elif opened:
            tag = opened.lower()
            known = attributes_of(attributes) if attributes else {}
            if known is None or tag in _RAW:
                return False
            listener.start(tag, known)
            if both:
                listener.end(tag)
        elif hidden:
            listener.start(hidden.lower(), {})
            listener.end(hidden.lower())
        elif odd:
            return False
    return True


def attributes_of(written: str) -> Attributes | None:
    """The attributes of a tag; None where parsers disagree on what a ``&`` in one of them stands for."""
    known: Attributes = {}
    for name, given, double, single, bare in _ONE.findall(written):
        value = double or single or bare
        if "&" in value:
            rest = _REFERENCE.sub(" ", value)
            if unescape(rest) != rest:
                return None
            value = unescape(value)
        known[name.lower()] = value if given else None
    return known
