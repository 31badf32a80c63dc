"""How much the rendering of one leaf may cost. Fixed, counted and without a clock: the same text always ends alike."""

from typing import Final

MAX_TEXT: Final = 1_000_000
"""Characters of one rendered leaf, and of any text on the way to it."""
MAX_STEPS: Final = 100_000
"""Turns of loops, calls, filters, operators and includes."""
MAX_WORK: Final = 20_000_000
"""Characters and entries of all values that are made on the way, together."""
MAX_BITS: Final = 4096
"""Bits of a whole number."""
MAX_WIDTH: Final = 10_000
"""A width, an indentation, a precision, a count of columns."""
MAX_FILE: Final = 1_000_000
"""Bytes of one included file."""
