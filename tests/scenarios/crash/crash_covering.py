"""Pairwise: every two values of two factors meet in some row, unless they cannot meet at all."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import combinations
from zlib import crc32

Row = dict[str, str]
Pair = tuple[tuple[str, str], tuple[str, str]]


def pairs_of(factors: Mapping[str, Sequence[str]]) -> Iterator[Pair]:
    for one, other in combinations(factors, 2):
        for value in factors[one]:
            for second in factors[other]:
                yield (one, value), (other, second)


def covering(
    factors: Mapping[str, Sequence[str]],
    possible: Callable[[Mapping[str, str]], bool],
    favourites: Collection[str] = (),
) -> tuple[list[Row], list[Pair]]:
    """The rows, and the pairs that no possible row holds. ``possible`` judges rows, also unfinished ones.

    Greedy: each row starts from a pair that is still missing, and takes for every other factor the value that
    covers most of what is missing, going back where nothing fits; among equals one of ``favourites``.
    """
    missing = dict.fromkeys(pairs_of(factors))
    rows: list[Row] = []
    impossible: list[Pair] = []
    while missing:
        first = next(iter(missing))
        row = _completed(dict(first), factors, possible, missing, favourites)
        if row is None:
            impossible.append(first)
            del missing[first]
            continue
        rows.append(row)
        for pair in combinations([(name, row[name]) for name in factors], 2):
            missing.pop(pair, None)
    return rows, impossible


def _completed(
    row: Row,
    factors: Mapping[str, Sequence[str]],
    possible: Callable[[Mapping[str, str]], bool],
    missing: Mapping[Pair, None],
    favourites: Collection[str],
) -> Row | None:
    if not possible(row):
        return None
    open_factors = [name for name in factors if name not in row]
    if not open_factors:
        return {name: row[name] for name in factors}
    name = open_factors[0]

    def gain(value: str) -> int:
        order = list(factors)
        return sum(
            tuple(sorted(((name, value), held), key=lambda each: order.index(each[0]))) in missing
            for held in row.items()
        )

    def rank(value: str) -> tuple[int, bool, int]:
        """What is left of ties is broken evenly, and the same way every time."""
        return gain(value), value in favourites, crc32(repr((sorted(row.items()), value)).encode())

    for value in sorted(factors[name], key=rank, reverse=True):
        found = _completed({**row, name: value}, factors, possible, missing, favourites)
        if found is not None:
            return found
    return None
