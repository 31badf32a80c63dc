"""What git leaves in a file whose two sides nobody brought together: a text with both of them went out to people."""

from typing import Final

from ctc.patterns import pattern

_SIDE: Final = pattern(r"(?m)^(?:<{7}|>{7}) ")
BEGINS: Final = "<<<<<<< "
WHAT: Final = "a merge conflict that nobody resolved begins here"
HINT: Final = "keep one of the two sides, and remove the lines with <<<<<<<, ======= and >>>>>>>"


def conflict_in(text: str) -> int | None:
    """The line, from 1, of the first such sign in a text; None where there is none."""
    found = _SIDE.search(text) if BEGINS in text or ">>>>>>> " in text else None
    return text.count("\n", 0, found.start()) + 1 if found else None
