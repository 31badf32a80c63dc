"""Each store in turn, PostgreSQL as a real server of the tests' own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from ctc.failpoints import NONE, Failpoints
from ctc.state.store import Store
from ctc.state.stores.memory import MemoryStore
from ctc.state.stores.opening import open_store

_NUMBERS = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Somewhere a fresh journal can live; ``url`` is empty for memory, which no second opener can see."""

    kind: str
    url: str
    root: Path
    opened: list[Store]

    def open(self, failpoints: Failpoints = NONE) -> Store:
        store = open_store(self.url, root=self.root, failpoints=failpoints) if self.url else self._memory()
        self.opened.append(store)
        return store

    def _memory(self) -> Store:
        return self.opened[0] if self.opened else MemoryStore()


def place_of(kind: str, request: pytest.FixtureRequest, root: Path) -> Iterator[Place]:
    url = {"memory": "", "sqlite": "sqlite:///.ctc/state.db"}.get(kind)
    if url is None:
        url = f"{request.getfixturevalue('postgresql')}&journal=test-{next(_NUMBERS)}"
    place = Place(kind=kind, url=url, root=root, opened=[])
    yield place
    for store in place.opened:
        store.close()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    yield from place_of(request.param, request, tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def durable(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    yield from place_of(request.param, request, tmp_path)


@pytest.fixture
def run_python(tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Starts Python processes, and leaves none behind."""
    import subprocess
    import sys

    started: list[Any] = []

    def run(code: str, *arguments: str) -> Any:
        started.append(
            subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, text=True)
        )
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()
