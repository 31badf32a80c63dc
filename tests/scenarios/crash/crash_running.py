"""Plays many cells, several at a time: each worker has a sandbox of its own, and all share one database."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from queue import SimpleQueue

from crash_cells import Cell
from crash_database import Database
from crash_process import Launcher
from crash_story import play
from crash_world import Report, Sandbox, World


@contextmanager
def worlds(count: int, *, warm: bool) -> Iterator[SimpleQueue[World]]:
    """So many sandboxes, and one PostgreSQL for all; not below pytest's folder, which other accounts may not enter."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ctc-crash-")))
        shared = stack.enter_context(closing(Database(folder / "pg")))
        launcher = Launcher(warm=warm)
        stack.callback(launcher.close)
        free: SimpleQueue[World] = SimpleQueue()
        for number in range(count):
            home = folder / f"w{number}"
            sandbox = Sandbox(home / "sandbox")
            stack.callback(sandbox.close)
            own = stack.enter_context(closing(Database(home / "pg")))
            free.put(World(folder=home, sandbox=sandbox, launcher=launcher, postgresql=shared.url(), own=own))
        yield free


def play_all(
    cells: Sequence[Cell], workers: int, *, warm: bool, told: Callable[[Report], None] = lambda _: None
) -> list[Report]:
    """Plays cells in worlds of their own; ``told`` hears of each as it ends."""
    with worlds(workers, warm=warm) as free:
        return play_in(free, cells, told)


def play_in(
    free: SimpleQueue[World], cells: Sequence[Cell], told: Callable[[Report], None] = lambda _: None
) -> list[Report]:
    """Plays cells side by side, as many as there are worlds."""

    def one(cell: Cell) -> Report:
        world = free.get()
        try:
            report = play(cell, world)
        finally:
            free.put(world)
        told(report)
        return report

    with ThreadPoolExecutor(free.qsize()) as pool:
        return list(pool.map(one, cells))
