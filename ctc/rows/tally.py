"""Findings about many rows: three of a kind are shown, the others are counted."""

from collections.abc import Callable, Iterator
from typing import Final

from ctc.diagnostics import Diagnostic

SHOWN: Final = 3


class Tally:
    """Findings by kind, in the order of their first. A finding is made only where it is shown."""

    def __init__(self) -> None:
        self._shown: dict[object, list[Diagnostic]] = {}
        self._count: dict[object, int] = {}

    def add(self, kind: object, make: Callable[[], Diagnostic]) -> None:
        shown = self._shown.setdefault(kind, [])
        self._count[kind] = self._count.get(kind, 0) + 1
        if len(shown) < SHOWN:
            shown.append(make())

    def __bool__(self) -> bool:
        return bool(self._shown)

    def findings(self) -> Iterator[Diagnostic]:
        """Three of each kind; the last one says how many more there are."""
        for kind, shown in self._shown.items():
            more = self._count[kind] - len(shown)
            yield from shown[:-1] if more else shown
            if more:
                last = shown[-1]
                yield last._replace(
                    message=f"{last.message} (and {more:,} more row{'s'[: more != 1]} like it)"
                )
