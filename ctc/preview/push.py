"""What an Android push carries in forms of its own: buttons, as an array or a text that holds one; a colour."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from ctc.canonical import Json
from ctc.patterns import pattern
from ctc.preview.text import plain

SHOWN: Final = 3
"""Buttons that an Android notification shows."""
_BARE_KEY: Final = pattern(r"([{,]\s*)([A-Za-z_]\w*)\s*:")

_COLOUR: Final = pattern(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    title: str
    link: str


def actions(value: Json) -> tuple[Action, ...]:
    """The buttons of ``wzrk_acts``: objects with ``l`` (title), ``dl`` (deep link), ``id`` and ``ico``.

    Accepts an array, one object, or a text that holds either, also with the unquoted keys of the seed's
    sample; what cannot be read gives none.
    """
    if isinstance(value, str):
        value = _parsed(value)
    entries = [value] if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else []
    return tuple(
        Action(title=plain(entry.get("l")), link=plain(entry.get("dl")))
        for entry in entries
        if isinstance(entry, Mapping)
    )


def colour(value: Json) -> str:
    """``value`` where it is a colour in the API's form, ``#RRGGBB``, else an empty text: it goes into a style."""
    return value if isinstance(value, str) and _COLOUR.fullmatch(value) else ""


def _parsed(text: str) -> Json:
    for candidate in (text, _BARE_KEY.sub(r'\1"\2":', text)):
        try:
            return json.loads(candidate)
        except (ValueError, RecursionError):
            continue
    return None
