"""Line ends of YAML 1.1 that are ordinary characters in YAML 1.2 (5.4): NEL, line and paragraph separator.

Both parsers would fold them. They are swapped for private characters that the text does not use, and swapped
back in every value; each stays one character, so places hold.
"""

from collections.abc import Mapping
from typing import Final

_BREAKS: Final = "\x85\u2028\u2029"
_PRIVATE: Final = range(0xE000, 0xF8FF)


def shielded(text: str) -> tuple[str, Mapping[int, str]]:
    """The text as the parser gets it, and the table (for ``str.translate``) that restores its values."""
    present = [char for char in _BREAKS if char in text]
    if not present:
        return text, {}
    used = set(text)
    free = (code for code in _PRIVATE if chr(code) not in used)
    table = dict(zip(present, free, strict=False))
    return text.translate({ord(char): chr(code) for char, code in table.items()}), {
        code: char for char, code in table.items()
    }
