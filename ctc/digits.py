"""Whole numbers, as texts write them."""

from typing import Final

_LONGEST: Final = 19
"""Digits of the largest number that an id, an index or a count of ours can be."""


def whole(text: str) -> int | None:
    """The number that a text of the digits 0 to 9 writes. None for any other text: Python takes ``²`` for a digit, and
    makes no number of it, nor of five thousand digits."""
    return int(text) if len(text) <= _LONGEST and text.isascii() and text.isdigit() else None
