"""What a terminal is told, for people to read: each colour as a word in angle brackets."""

import re
from typing import Final

_STYLES: Final = re.compile("\x1b\\[([0-9;]*)m")
_WORDS: Final = {"0": "/", "1": "b", "2": "dim", "22": "no b"} | {
    str(31 + place): name for place, name in enumerate(("red", "green", "yellow", "blue", "magenta", "cyan"))
}


def in_words(text: str) -> str:
    """``<red><b>what</>``."""
    return _STYLES.sub(lambda found: f"<{','.join(_WORDS[one] for one in found[1].split(';'))}>", text)
