"""A progress bar on stderr for what takes longer than a second; silence where nobody watches."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from ctc.cli.options import Terminal

T = TypeVar("T")


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

        console = Console(stderr=True, no_color=terminal.color is False)
        columns = (TextColumn(title), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
            yield from progress.track(items, total=len(items))

    return run
