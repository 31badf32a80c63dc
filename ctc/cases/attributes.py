"""The attributes of the profile that a content names inside Liquid."""

from collections.abc import Mapping
from typing import Final

from ctc.canonical import Json
from ctc.patterns import pattern

_NAME: Final = pattern(
    r"""\bProfile(?:\.([^\s|{}.\[\]"'=<>!]+(?: [^\s|{}.\[\]"'=<>!]+)*)|\[["']([^"']+)["']\])"""
)


def attributes_in(content: Json) -> list[str]:
    """Their names, in the order in which they stand."""
    found: dict[str, None] = {}
    pending = [content]
    while pending:
        each = pending.pop(0)
        if isinstance(each, str):
            found |= {(dotted or quoted).strip(): None for dotted, quoted in _NAME.findall(each)}
        elif isinstance(each, Mapping):
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    return [name for name in found if name]
