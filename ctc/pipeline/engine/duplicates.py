"""Addresses that stand twice: told by the facts of their files, so that nothing is compiled again."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ctc.diagnostics import Diagnostic
from ctc.pipeline.engine.facts import AddressFacts, Examined

if TYPE_CHECKING:
    from ctc.pipeline.engine.spots import Spots

Chosen = Sequence[tuple[Examined, AddressFacts]]
Place = tuple[str, int]
"""A document: its file and its index."""


def duplicates(units: Chosen, spots: "Spots") -> Iterator[Diagnostic]:
    """A finding for every document that holds addresses which another one has already, wherever the two stand."""
    twice = repeated([unit.address for _, unit in units])
    if not twice:
        return
    first: dict[str, tuple[Examined, int]] = {}
    found: dict[tuple[Place, Place], list[tuple[str, Examined, Examined]]] = {}
    for each, unit in units:
        if unit.address in first:
            other, index = first[unit.address]
            place = (each.path, unit.document), (other.path, index)
            found.setdefault(place, []).append((unit.address, each, other))
        elif unit.address in twice:
            first[unit.address] = each, unit.document
    for ((_, here), (_, there)), addresses in found.items():
        yield _duplicate(spots, here, there, *addresses[0], len(addresses) - 1)


def _duplicate(
    spots: "Spots", here: int, there: int, address: str, each: Examined, other: Examined, more: int
) -> Diagnostic:
    from ctc.validation.finding import Finding

    finding = Finding.of("CTC121", "", ("id",), "give one of them another `id`")
    before = spots.placed(other, there, finding)
    message = (
        f"{before.file}:{before.line} has the address {address}{f' and {more} more' if more else ''} already: two "
        "campaigns with one identity cannot be told apart"
    )
    return spots.placed(each, here, finding._replace(message=message))


def repeated(texts: Sequence[str]) -> frozenset[str]:
    """Those that stand there more than once."""
    if len(set(texts)) == len(texts):
        return frozenset()
    return frozenset(text for text, count in Counter(texts).items() if count > 1)
