"""Processes that examine files."""

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from ctc.choice import Choice
from ctc.pipeline.compilation import Settings
from ctc.pipeline.examining import examine
from ctc.pipeline.neighbours import Remembered
from ctc.specs.loading import Source

_CHUNK: Final = 64
_MOST: Final = 8
"""More processes than this win nothing: one alone reads the files and collects what is found."""

_Work = tuple[Settings, Remembered]
_work: list[_Work] = []


class Workers:
    """A process for each processor; each makes the settings for itself, as they cannot be sent.

    Workers are copies of this process where the system makes such copies safely, so nothing is imported twice.
    """

    def __init__(self, home: Path, environ: Mapping[str, str], choice: Choice) -> None:
        how = "fork" if os.uname().sysname == "Linux" else "spawn"
        self._pool: ProcessPoolExecutor | None = ProcessPoolExecutor(
            max_workers=min(processors(), _MOST),
            mp_context=get_context(how),
            initializer=_begin,
            initargs=(home, dict(environ), choice),
        )

    def map(self, sources: Sequence[Source]) -> list[tuple[bytes, bool]] | None:
        """See :func:`ctc.pipeline.examining.examine`, in order; None where the processes do not live."""
        if self._pool is None:
            return None
        try:
            return list(self._pool.map(_examine, sources, chunksize=_CHUNK))
        except (BrokenProcessPool, OSError):
            self.close()
            return None

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin(home: Path, environ: Mapping[str, str], choice: Choice) -> None:
    from ctc.pipeline.linting import settings_for

    settings = settings_for(home, environ, choice, every_environment=True)
    beside = Remembered(settings.project)
    _work[:] = [(replace(settings, beside=beside, payloads=False), beside)]


def _examine(source: Source) -> tuple[bytes, bool]:
    settings, beside = _work[0]
    return examine(settings, beside, source)
