"""Which recipients have been seen: 16 bytes of hash each, in flat arrays.

A set of a million Python objects costs about 100 MB; this costs 32 MB. At 128 bits two different recipients
are never taken for one.
"""

from array import array
from hashlib import blake2b
from struct import Struct
from typing import Final

_FIRST_SIZE: Final = 1 << 12
_FILL: Final = 0.6
_HALVES: Final = Struct("<QQ").unpack


class RecipientSet:
    """A set of texts with one operation; open addressing over two arrays of 64-bit halves."""

    def __init__(self) -> None:
        self._count = 0
        self._resize(_FIRST_SIZE)

    def __len__(self) -> int:
        return self._count

    def add(self, text: str) -> bool:
        """Whether ``text`` is new; from now on it is not. Called a million times: written out in one piece."""
        high, low = _HALVES(blake2b(text.encode("utf-8"), digest_size=16).digest())
        mask, highs, lows = self._mask, self._highs, self._lows
        low = low or 1  # 0 marks what is free
        slot = high & mask
        while found := lows[slot]:
            if found == low and highs[slot] == high:
                return False
            slot = (slot + 1) & mask
        highs[slot], lows[slot] = high, low
        self._count += 1
        if self._count > self._room:
            self._grow()
        return True

    def _grow(self) -> None:
        old_highs, old_lows = self._highs, self._lows
        self._resize(2 * len(old_lows))
        mask, highs, lows = self._mask, self._highs, self._lows
        for high, low in zip(old_highs, old_lows, strict=True):
            if low:
                slot = high & mask
                while lows[slot]:
                    slot = (slot + 1) & mask
                highs[slot], lows[slot] = high, low

    def _resize(self, size: int) -> None:
        self._mask = size - 1
        self._room = int(size * _FILL)
        self._highs = array("Q", bytes(8 * size))
        self._lows = array("Q", bytes(8 * size))
