"""From a character of a scalar's value back to the character of the file that it came from.

Folding, indentation and line ends only ever change white space, so the n-th visible character of the value is
the n-th visible character of the source. Escapes in quotes are counted for what they stand for.
"""

import re
from typing import Final

_ESCAPE: Final = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.DOTALL)
_BLANK_ESCAPES: Final = frozenset("tnvfrN_LP \t\r\n")


def source_index(text: str, start: int, style: str, value: str, offset: int) -> int:
    """The index in ``text`` of ``value[offset]``, for a scalar of ``style`` whose own text begins at ``start``."""
    while offset < len(value) and value[offset].isspace():
        offset += 1
    visible = sum(1 for char in value[:offset] if not char.isspace())
    index = start + 1 if style in ("'", '"') else start
    while index < len(text):
        width, counts = _next(text, index, style)
        if counts:
            if not visible:
                return index
            visible -= 1
        index += width
    return start


def _next(text: str, index: int, style: str) -> tuple[int, bool]:
    """How many characters of the source make the next one of the value, and whether it is visible."""
    char = text[index]
    if style == "'" and text.startswith("''", index):
        return 2, True
    if style == '"' and char == "\\":
        code = _ESCAPE.match(text, index)[0][1:]  # type: ignore[index]  # the parser took it for one
        if len(code) > 2 and code[0] in "xuU":
            return len(code) + 1, not chr(min(int(code[1:], 16), 0x10FFFF)).isspace()
        return len(code) + 1, code[0] not in _BLANK_ESCAPES
    return 1, not char.isspace()
