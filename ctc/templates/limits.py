"""How much rendering may cost. Fixed, counted and without a clock: the same text always ends alike."""

from typing import Final

MAX_TEXT: Final = 1_000_000
"""Characters of one rendered leaf, and of any text on the way to it."""
MAX_STEPS: Final = 100_000
"""Turns of loops, calls, filters, operators and includes."""
MAX_WORK: Final = 20_000_000
"""Characters and entries of all values that are made on the way, together."""
MAX_BITS: Final = 4096
"""Bits of a whole number."""
LARGE: Final = 10**18
"""Numbers beyond it, and what is no number at all, are looked at closer."""
MAX_WIDTH: Final = 10_000
"""A width, an indentation, a precision, a count of columns."""
MAX_PRECISION: Final = 300
"""Digits behind the point that a number is rounded to."""
MAX_TOKENS: Final = 20_000
"""Words and signs in the tags of one template, the texts between them counted as one each."""
MAX_RENDERED: Final = 100_000_000
"""Characters and entries of all rendered leaves of one spec file, all of its instances together."""
MAX_ALL_STEPS: Final = 50_000_000
"""Steps of all leaves of one spec file, all of its instances together."""
MAX_ALL_WORK: Final = 2_000_000_000
"""Work of all leaves of one spec file, all of its instances together."""
MAX_TAGS: Final = 500_000
"""Characters in the tags of one spec file, of leaves that differ: whatever is compiled takes time before any step."""
MAX_TEMPLATES: Final = 5_000
"""Templates of one spec file that differ, the texts in and between their tags aside: each takes its compiling."""
MAX_FILE: Final = 1_000_000
"""Bytes of one included file."""
