"""Mappings that are added to again and again: each addition costs what is added, not what is there."""

from collections import ChainMap
from collections.abc import Iterator, Mapping, MutableMapping
from types import MappingProxyType
from typing import Final, TypeVar

K = TypeVar("K")
V = TypeVar("V")
_SMALL: Final = 256
"""Entries that are copied faster than they are looked up in two places."""


class Layers(Mapping[K, V]):
    """What stands in ``base``, but for what ``top`` says instead; neither is changed any more."""

    __slots__ = ("base", "top")

    def __init__(self, base: Mapping[K, V], top: Mapping[K, V]) -> None:
        self.base, self.top = base, top

    def __getitem__(self, key: K) -> V:
        return self.top[key] if key in self.top else self.base[key]

    def __contains__(self, key: object) -> bool:
        return key in self.top or key in self.base

    def __iter__(self) -> Iterator[K]:
        yield from self.base
        yield from (key for key in self.top if key not in self.base)

    def __len__(self) -> int:
        return len(self.base) + sum(key not in self.base for key in self.top)


def opened(before: Mapping[K, V]) -> MutableMapping[K, V]:
    """A mapping to add to, which begins as ``before`` is; :func:`closed` ends it."""
    return dict(before) if len(before) < _SMALL else ChainMap({}, before)  # type: ignore[arg-type]


def closed(before: Mapping[K, V], after: MutableMapping[K, V]) -> Mapping[K, V]:
    """What ``after``, opened from ``before``, has become. What was added stands apart until there is so much of it that
    a copy of all is worth it, which is seldom."""
    if not isinstance(after, ChainMap):
        return MappingProxyType(dict(after))
    added = after.maps[0]
    if not added:
        return before
    base, top = (before.base, {**before.top, **added}) if isinstance(before, Layers) else (before, added)
    if len(top) ** 2 < len(base):
        return Layers(base, top)
    return MappingProxyType({**base, **top})
