"""Processes that examine files."""

import gc
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from ctc.choice import Choice
from ctc.pipeline.examining import Examiner, Outcome
from ctc.pipeline.settings import settings_for

_MOST: Final = 8
"""More processes than this win nothing: one alone collects what is found."""
_TURNS: Final = 4
"""Every process gets work that many times at least, so that none of them waits long for the last one."""

_examiner: list[Examiner] = []


class Workers:
    """A process for each processor.

    Workers are copies of this process where the system makes such copies safely: nothing is imported twice, and they
    begin with ``here`` as it is. Elsewhere each makes the settings for itself, as they cannot be sent.
    """

    def __init__(self, here: Examiner, home: Path, environ: Mapping[str, str], choice: Choice) -> None:
        how = "fork" if os.uname().sysname == "Linux" else "spawn"
        self._count = min(processors(), _MOST)
        gc.freeze()  # what is here stays: no process looks through it again, and so none of them copies it
        self._pool = ProcessPoolExecutor(
            max_workers=self._count,
            mp_context=get_context(how),
            initializer=_begin,
            initargs=(
                partial(_same, here) if how == "fork" else partial(_alike, home, dict(environ), choice),
            ),
        )

    def map(self, paths: Sequence[str], most: int) -> Iterator[list[Outcome]]:
        """The outcomes of files in their order, at ``most`` so many at a time.

        Where the processes do not live, less comes than was asked for.
        """
        size = max(1, min(most, len(paths) // (self._count * _TURNS)))
        chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
        try:
            yield from self._pool.map(_examine, chunks)
        except (BrokenProcessPool, OSError):
            self.close()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _same(here: Examiner) -> Examiner:
    return here


def _alike(home: Path, environ: Mapping[str, str], choice: Choice) -> Examiner:
    return Examiner(settings_for(home, environ, choice, every_environment=True))


def _begin(examiner: Callable[[], Examiner]) -> None:
    _examiner[:] = [examiner()]


def _examine(paths: Sequence[str]) -> list[Outcome]:
    return _examiner[0].examine(paths)
