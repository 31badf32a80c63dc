"""Plays one story to its end."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from storm_judge import judge
from storm_runner import Breach, Turns, wait
from storm_stores import Stores
from storm_story import Options, Story

from ctc.apply import sending


def played(seed: int, folder: Path, stores: Stores) -> tuple[Story, str]:
    """The story, and what broke in it; empty where the promise held."""
    with _in_turn():
        story = Story(seed, folder, Options(stores=stores))
        try:
            story.play()
            judge(story)
        except Breach as breach:
            return story, str(breach)
        finally:
            for runner in story.runners:
                if not runner.is_over:
                    runner.die()
            stores.end()
            shutil.rmtree(folder, ignore_errors=True)
    return story, ""


@contextmanager
def _in_turn() -> Iterator[None]:
    module: Any = sending
    pool, before = module.ThreadPoolExecutor, module.wait
    module.ThreadPoolExecutor, module.wait = Turns, wait
    try:
        yield
    finally:
        module.ThreadPoolExecutor, module.wait = pool, before
