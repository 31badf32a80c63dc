"""The SIGKILL matrix: ``python tests/crash_matrix.py [--quick]`` prints the table and the counts.

Every pair of failpoint, server behaviour, ending, subject, number of runners, re-runs, store and known or unknown
lag, as far as they can meet; real processes, judged by the sandbox's own log. Exit code 1 where a law is broken.
"""

import argparse
import functools
import queue
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from crash.cells import DIMENSIONS, Cell, covering
from crash.playing import Result, play
from crash.world import Sandbox, postgresql

say = functools.partial(print, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="each value at least once, in place of each pair"
    )
    parser.add_argument("--workers", type=int, default=4, help="cells at a time")
    parser.add_argument("--cell", type=int, action="append", help="this number alone; repeatable")
    parser.add_argument("--keep", type=Path, help="play in this folder and leave it behind")
    options = parser.parse_args()
    cells, never = covering(DIMENSIONS)
    numbered = list(enumerate(singles(cells) if options.quick else cells))
    if options.cell:
        numbered = [numbered[number] for number in options.cell]
    with tempfile.TemporaryDirectory() as folder:
        results = play_all(numbered, options.keep or Path(folder), options.workers, progress)
    print_report(results, never)
    missed = [] if options.cell or options.quick else unreached([result for _, result in results])
    for name in missed:
        say(f"no cell ended at {name}: the matrix proves nothing of it")
    return 1 if missed or any(result.breaches for _, result in results) else 0


def unreached(results: Sequence[Result]) -> list[str]:
    """The failpoints at which no process ended."""
    reached = {result.cell.failpoint for result in results if result.reached}
    return [name for name in DIMENSIONS["failpoint"] if name not in {*reached, "none"}]


def singles(cells: Sequence[Cell]) -> list[Cell]:
    """The fewest of these cells, greedily, that hold every value of every dimension."""
    wanted = {pair for cell in cells for pair in cell.values().items()}
    chosen = []
    while wanted:
        best = max(cells, key=lambda cell: len(wanted & set(cell.values().items())))
        wanted -= set(best.values().items())
        chosen.append(best)
    return chosen


def play_all(
    numbered: Sequence[tuple[int, Cell]], folder: Path, workers: int, told: Callable[[int, Result], object]
) -> list[tuple[int, Result]]:
    """Plays the cells, several at a time, each worker with a sandbox of its own."""
    waiting: queue.SimpleQueue[tuple[int, Cell]] = queue.SimpleQueue()
    for item in numbered:
        waiting.put(item)
    results: list[tuple[int, Result]] = []

    def work(worker: int, url: str) -> None:
        sandbox = Sandbox(folder / f"sandbox-{worker}")
        try:
            while True:
                try:
                    number, cell = waiting.get_nowait()
                except queue.Empty:
                    return
                result = play(cell, number, folder / "cells", sandbox, lambda: url)
                results.append((number, result))
                told(number, result)
        finally:
            sandbox.kill()

    folder.mkdir(parents=True, exist_ok=True)
    with postgresql(folder / "postgresql") as url:
        threads = [threading.Thread(target=work, args=(worker, url)) for worker in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return sorted(results, key=lambda item: item[0])


def progress(number: int, result: Result) -> None:
    mark = "BROKEN" if result.breaches else "ok"
    say(f"{number:4} {mark:6} {result.cell}", file=sys.stderr)
    for text in result.breaches:
        say(f"            {text}", file=sys.stderr)


def print_report(results: Sequence[tuple[int, Result]], never: Sequence[str]) -> None:
    for dimension in DIMENSIONS:
        say(f"\n{dimension:22}{'cells':>7}{'ended there':>13}{'in doubt':>10}{'broken':>8}")
        for name in DIMENSIONS[dimension]:
            print_row(name, [result for _, result in results if result.cell.values()[dimension] == name])
    say(f"\nPairs that cannot meet: {len(never)}")
    for why, count in Counter(text.split(": ", 1)[1] for text in never).most_common():
        pairs = [text.split(": ", 1)[0] for text in never if text.endswith(f": {why}")]
        say(f"  {why}: {count} ({', '.join(pairs[:3])}{', …' if count > 3 else ''})")
    runs = sum(len(result.runs) for _, result in results)
    say(f"\n{len(results)} cells, {runs} runs", end=", ")
    say(f"{sum(result.reached is True for _, result in results)} ended by the failpoint", end=", ")
    say(f"{sum(bool(result.breaches) for _, result in results)} with a broken law")
    for number, result in results:
        for text in result.breaches:
            say(f"  cell {number} ({result.cell}): {text}")


def print_row(name: str, results: Sequence[Result]) -> None:
    reached = sum(result.reached is True for result in results)
    doubt = sum(result.in_doubt for result in results)
    broken = sum(bool(result.breaches) for result in results)
    say(f"{name:22}{len(results):7}{reached:13}{doubt:10}{broken:8}")


if __name__ == "__main__":
    sys.exit(main())
