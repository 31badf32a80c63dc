"""What is known of a kind of rows: whatever is between two rows that nothing is wrong with is fine itself.

Of texts of one shape rules ask nothing but how long they are, and each of them minds what is too long or what is too
short: a row whose every text is as long as that of one fine row at most, and of another one at least, is fine.
"""

from collections.abc import Callable, Sequence
from operator import ge, le

Sizes = tuple[int, ...]
"""How long the texts of a row are."""


class Bounds:
    """The longest and the shortest rows with which nothing is wrong."""

    def __init__(self, fine: Sizes) -> None:
        self._longest, self._shortest = [fine], [fine]

    def hold(self, sizes: Sizes) -> bool:
        """Whether a row of these sizes is known to be fine."""
        return _found(self._longest, sizes, ge) and _found(self._shortest, sizes, le)

    def learn(self, fine: Sizes) -> None:
        self._longest = [fine, *(each for each in self._longest if not all(map(le, each, fine)))]
        self._shortest = [fine, *(each for each in self._shortest if not all(map(ge, each, fine)))]


def _found(known: list[Sizes], sizes: Sequence[int], covers: Callable[[int, int], bool]) -> bool:
    """Whether one of them covers the sizes; it is asked first from now on."""
    for index, each in enumerate(known):
        if all(map(covers, each, sizes)):
            if index:
                known[0], known[index] = known[index], known[0]
            return True
    return False
