"""A progress bar on stderr for what takes longer than a second; silence where nobody watches."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Self, TypeVar

from ctc.cli.guarded import bare
from ctc.cli.options import Terminal

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

T = TypeVar("T")
MANY: Final = 3_000
"""Files that take longer than a second to check."""
_SECONDS: Final = 5.0
"""Between two lines where there is no bar."""
_SOON: Final = 50
"""The bar begins when one of so many parts is done, and with it other processes have begun."""


def through(terminal: Terminal, title: str) -> Callable[[Sequence[T]], Iterator[T]]:
    """A function that goes through items and shows how far it got, at what rate, and what is left."""

    def run(items: Sequence[T]) -> Iterator[T]:
        if len(items) < 2 or terminal.quiet:
            yield from items
            return
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        console = Console(file=bare(sys.stderr), no_color=terminal.color is False)
        if not console.is_terminal or console.is_dumb_terminal:
            yield from _in_lines(items, title, terminal.talk, time.monotonic)
            return
        columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True) as progress:
            yield from progress.track(items, total=len(items))

    return run


def _in_lines(
    items: Sequence[T], title: str, talk: Callable[[str], None], clock: Callable[[], float]
) -> Iterator[T]:
    """The items; where nobody watches a bar, as in a pipeline, a line every few seconds says how far it got."""
    told = clock()
    for done, item in enumerate(items):
        if clock() - told >= _SECONDS:
            told = clock()
            talk(f"{title}: {done:,} of {len(items):,}")
        yield item


class Gauge:
    """Is told how many of how many files are done, and shows a bar where there are MANY.

    It draws when it is told and has no thread of its own: the process that is told copies itself.
    """

    def __init__(self, terminal: Terminal, title: str) -> None:
        self._title, self._color = title, terminal.color
        self._is_watched = sys.stderr.isatty() and not terminal.quiet and os.environ.get("TERM") != "dumb"
        self._shown: tuple[Progress, TaskID] | None = None
        self._part = -1
        """The hundredth that was drawn last."""

    def __call__(self, done: int, total: int) -> None:
        if not self._is_watched or total < MANY or done * _SOON < total:
            return
        part = done * 100 // total
        if part == self._part:
            return
        self._part = part
        if self._shown is None:
            self._shown = self._begun(total)
        progress, task = self._shown
        progress.update(task, completed=done, refresh=True)
        if done >= total:
            self.close()

    def _begun(self, total: int) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        console = Console(file=bare(sys.stderr), no_color=self._color is False)
        columns = (TextColumn(self._title), BarColumn(), MofNCompleteColumn())
        progress = Progress(*columns, console=console, transient=True, auto_refresh=False)
        progress.start()
        return progress, progress.add_task(self._title, total=total)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Takes the bar away."""
        if self._shown is not None:
            self._shown[0].stop()
            self._shown = None
