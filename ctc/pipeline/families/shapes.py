"""The shape of a cell: cells of one shape get the same answers from every rule, in texts of one length."""

import re
from typing import Final

from ctc.canonical import Json

_PLAIN: Final = re.compile(r"[A-Za-z0-9 ._'-]*")
_WORDS: Final = re.compile(
    r"lorem|todo|fixme|tbd|xxx|unsub|stop|opt|http|www|script|name|link|true|false|\d{8}|\d{4}-\d\d|  ",
    re.IGNORECASE,
)
"""Words and digits that a rule may look for: such a cell goes the exact way."""


def shape_of(cell: Json) -> object | None:
    """Type, which signs it holds, begins and ends with, and whether it is loud; None for what is not plain."""
    kind = type(cell)
    if kind is not str:
        return kind if kind in (int, float, bool) or cell is None else None
    if cell.isalnum() and cell.isascii():
        return (cell.isupper(), len(cell)) if not _WORDS.search(cell) else None
    if _PLAIN.fullmatch(cell) is None or _WORDS.search(cell):
        return None
    signs = "".join(sign for sign in " ._'-" if sign in cell)
    return (signs, cell[:1] in " ._'-", cell[-1:] in " ._'-", cell.isupper(), len(cell))
