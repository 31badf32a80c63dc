"""Many files take each stage together: code that runs many times in a row stays in the processor's caches.

One file after the other through all stages takes a quarter longer.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeVar

from ctc.patterns import pattern
from ctc.specs.loading import Source

Item = TypeVar("Item")
MOST: Final = 128
"""What is in memory together weighs that much at most, or is a single item."""
_SHARE: Final = 8 * 1024
"""Bytes or characters that weigh as much as a small file."""
_ALIAS: Final = pattern(rb"[\s\[{,:]\*\w")


Tell = Callable[[int, int], None]
"""Takes how many files are done, of how many."""


def silent(done: int, total: int) -> None:
    """Where nobody watches."""


def batches(items: Iterable[Item], weight: Callable[[Item], int]) -> Iterator[Sequence[Item]]:
    """The items in their order, some at a time: until they weigh MOST."""
    batch: list[Item] = []
    total = 0
    for item in items:
        batch.append(item)
        total += weight(item)
        if total >= MOST:
            yield batch
            batch, total = [], 0
    if batch:
        yield batch


def weight_of_source(source: Source | None) -> int:
    """By its bytes; what may stand for much more than it is (see YAML's aliases) is the last of its batch."""
    if source is None:
        return 1
    may_grow = b"*" in source.data and b"&" in source.data and _ALIAS.search(source.data)
    return MOST if may_grow else weight_of_size(len(source.data))


def weight_of_size(size: int) -> int:
    return 1 + size // _SHARE
