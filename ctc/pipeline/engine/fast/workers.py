"""Processes that examine files."""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from multiprocessing import get_context
from typing import Final

from ctc.pipeline.engine.contents import Write
from ctc.pipeline.engine.fast.examiner import Examiner, FileOutcome
from ctc.pipeline.settings import Origin

_MOST: Final = 8
"""More processes than this win nothing: one alone collects what is found."""
_TURNS: Final = 4
"""Every process gets this part of its share of what is left: little towards the end, so that none waits long for the
last one."""
_LEAST: Final = 8
"""Files that are worth a message between processes."""

_HOW: Final = "fork" if sys.platform == "linux" else "spawn"

_examiner: list[Examiner] = []


class Workers:
    """A process for each processor.

    Workers are copies of this process where the system makes such copies safely: nothing is imported twice, and they
    begin with ``here`` as it is. Elsewhere each makes the settings for itself, as they cannot be sent.
    """

    def __init__(self, here: Examiner) -> None:
        self._count = min(processors(), _MOST)
        gc.freeze()  # what is here stays: no process looks through it again, and so none of them copies it
        self._pool = ProcessPoolExecutor(
            max_workers=self._count,
            mp_context=get_context(_HOW),
            initializer=_begin,
            initargs=(partial(_same, here) if _HOW == "fork" else _beginning(here),),
        )

    def map(self, paths: Sequence[str], most: int) -> Iterator[list[FileOutcome]]:
        """The outcomes of files in their order, at ``most`` so many at a time.

        Where the processes do not live, less comes than was asked for.
        """
        try:
            yield from self._pool.map(_examine, _chunks(paths, self._count * _TURNS, most))
        except (BrokenProcessPool, OSError):
            self.close()

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._pool.shutdown(cancel_futures=True)


def _chunks(paths: Sequence[str], parts: int, most: int) -> Iterator[Sequence[str]]:
    start = 0
    while start < len(paths):
        size = min(most, max(_LEAST, (len(paths) - start) // parts))
        yield paths[start : start + size]
        start += size


def are_worth_it(here: Examiner) -> bool:
    """Whether there are processors for them, and they can be made alike."""
    return processors() > 1 and (_HOW == "fork" or here.settings.origin is not None)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _same(here: Examiner) -> Examiner:
    return here


def _beginning(here: Examiner) -> Callable[[], Examiner]:
    settings = here.settings
    return partial(_alike, settings.origin, here.write, settings.payloads)


def _alike(origin: Origin | None, write: Write | None, payloads: bool) -> Examiner:
    assert origin is not None
    return Examiner(replace(origin.settings(), payloads=payloads), write)


def _begin(examiner: Callable[[], Examiner]) -> None:
    _examiner[:] = [examiner()]
    _examiner[0].is_away = True


def _examine(paths: Sequence[str]) -> list[FileOutcome]:
    """Facts travel as bytes: they are made several times faster of those than of pickled tuples."""
    return [outcome._replace(facts=None) for outcome in _examiner[0].examine(paths, encoded=True)]
