"""The events of one name, by their days and by what their properties say: found without looking at each.

What is found is a superset: whoever asks looks at what is left as if there were no index.
"""

import math
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple, overload


class Event(NamedTuple):
    """One thing that a profile did, on a day YYYYMMDD. A tuple, as there are many of them."""

    profile: int
    day: int
    properties: Mapping[str, Any]
    session: Mapping[str, Any]


class Events(Sequence[Event]):
    """Events in the order of their days."""

    def __init__(self, events: Iterable[Event]) -> None:
        self._events = tuple(events)
        self._by_property: dict[str, dict[object, list[int]]] = {}

    def between(self, first: int, last: int) -> range:
        """The positions of the days from ``first`` to ``last``, both included."""
        return range(bisect_left(self._days, first), bisect_right(self._days, last))

    def having(self, name: str, value: object) -> list[int]:
        """The positions of the events whose property may equal ``value``, as a text or as a number, in order."""
        known = self._by_property.get(name)
        if known is None:
            known = self._by_property[name] = self._indexed(name)
        keys = dict.fromkeys((_key(value), str(value)))
        return sorted({position for key in keys for position in known.get(key, ())})

    def _indexed(self, name: str) -> dict[object, list[int]]:
        found: defaultdict[object, list[int]] = defaultdict(list)
        for position, event in enumerate(self._events):
            value = event.properties.get(name)
            for one in value if isinstance(value, list) else (value,):
                found[_key(one)].append(position)
        return dict(found)

    @cached_property
    def _days(self) -> list[int]:
        return [event.day for event in self._events]

    @overload
    def __getitem__(self, at: int) -> Event: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Event, ...]: ...
    def __getitem__(self, at: int | slice) -> Event | tuple[Event, ...]:
        return self._events[at]

    def __len__(self) -> int:
        return len(self._events)


def _key(value: Any) -> object:
    """One key for all that the query language may find equal, and perhaps for more: the number that a value reads
    as, else its text."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return str(value)
        return str(value) if math.isnan(number) else number
    return str(value)
