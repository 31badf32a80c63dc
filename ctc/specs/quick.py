"""What nearly every file holds, read in one call: plain mappings, lists and scalars, nothing tagged, no anchor.

``ryaml`` runs libyaml itself, as :mod:`ctc.specs.reading` does, and makes values of its events without a node and two
marks for each. It knows YAML 1.1 and keeps no places. So a text is read here only where it can hold nothing that
the two could understand differently; all else, right or wrong, is left to :class:`ctc.specs.building.Builder`,
which has words for it. That both read alike is a law: the reference lane never comes here.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.specs.limits import MAX_DEPTH, MAX_DOCUMENTS, MAX_NODES
from ctc.specs.scalars import as_sent, plain

_loads_all: Callable[[str], list[Json] | None] | None
try:
    from ryaml import loads_all  # type: ignore[attr-defined]  # its __init__ exports it without saying so

    _loads_all = loads_all
except ImportError:  # not made for this machine: every text goes the long way
    _loads_all = None

_ANCHOR: Final = pattern(r"[&*](?<![^\s\[{,:].)[\w-]")
_TAG: Final = pattern(r"(?:\A|[\n\r:\-?,\[{])[ \t]*!")
_MARK: Final = pattern(r"[\[{,:]\s*\?")
"""An explicit key, or what libyaml takes for one (see :mod:`ctc.specs.misreadings`)."""
_SIGNED: Final = pattern(r"(?:\A|[\s\[{,:])\+[.\d]")
_PREFIXED: Final = pattern(r"(?:\A|[\s\[{,:])-?0[box]")
_FLOATS: Final = pattern(r"(?<![\w.])-?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][-+]?\d+)?(?![\w.])", re.ASCII)
_ZEROS: Final = pattern(r"(?:\A|[\s\[{,:])-?0\d+[.eE]")
"""These begin numbers to ryaml and texts to ctc."""
_EXACT: Final = 1e15
"""Beyond this a float may be an integer to ctc."""
_STARTS: Final = frozenset("-.0123456789")


def values_of(text: str) -> list[Json] | None:
    """The value of every document of a text, None for one that says nothing; no list where the text is not for here.

    ``text`` holds none of the characters that :mod:`ctc.specs.text` swaps.
    """
    if _loads_all is None or len(text) > MAX_NODES or not _is_plain(text):
        return None  # a text that is shorter than MAX_NODES cannot hold so many
    try:
        values = _loads_all(text)
        if values is None or len(values) > MAX_DOCUMENTS:
            return None
        _check(values, text, -1)  # the list of documents is no depth of its own
    except (ValueError, TypeError):
        return None
    return values


class _Unusual(ValueError):
    """A value that is not for here."""


def _is_plain(text: str) -> bool:
    if "<<" in text:
        return False
    if ("&" in text or "*" in text) and _ANCHOR.search(text):
        return False
    if "!" in text and _TAG.search(text):
        return False
    if "?" in text and _MARK.search(text):
        return False
    if "+" in text and _SIGNED.search(text):
        return False
    return not (("0b" in text or "0x" in text or "0o" in text) and _PREFIXED.search(text))


@lru_cache(maxsize=1)
def _is_rewritten(text: str) -> bool:
    """Whether a number with a fraction may be sent otherwise than it is written: that is told, at its place."""
    return any(as_sent(found) != found for found in _FLOATS.findall(text))


def _check(value: Json, text: str, depth: int) -> None:
    """Raises ValueError for a value that is not for here, TypeError for a key that is no text."""
    if depth == MAX_DEPTH:
        raise _Unusual
    if type(value) is dict:
        "".join(value)  # takes texts alone
    for item in value.values() if type(value) is dict else value:
        kind = type(item)
        if kind is str:
            if item[:1] in _STARTS:
                plain(item)  # a number beyond all floats is a text to ryaml
        elif kind is dict or kind is list:
            _check(item, text, depth + 1)
        elif kind is float and (not abs(item) < _EXACT or _ZEROS.search(text) or _is_rewritten(text)):
            raise _Unusual
