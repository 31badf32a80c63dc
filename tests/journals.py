"""Every journal that a test leaves behind is read to its end, as ``ctc state verify`` does: the promise must have held.

Journals in memory are known by their making; those of SQLite by theirs, or they lie below the test's own folder,
whoever wrote them. A test that breaks the promise on purpose says so: ``@pytest.mark.breaks_the_promise``.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from ctc.state.store import Store
from ctc.state.stores.memory import MemoryStore
from ctc.state.stores.sqlite import SqliteStore
from ctc.state.verifying import verify

MARK: Final = "breaks_the_promise"
_LONGEST: Final = 20_000
"""Records of a journal beyond which it is a matter of speed, and read by no test but its own."""


@contextmanager
def noted() -> Iterator[tuple[list[MemoryStore], set[Path]]]:
    """The journals that are made meanwhile by this process: those in memory, and SQLite's files."""
    in_memory: list[MemoryStore] = []
    files: set[Path] = set()
    of_memory, of_sqlite = MemoryStore.__init__, SqliteStore.__init__

    def memory(store: MemoryStore, *given: Any, **more: Any) -> None:
        of_memory(store, *given, **more)
        in_memory.append(store)

    def sqlite(store: SqliteStore, file: Path, *given: Any, **more: Any) -> None:
        of_sqlite(store, file, *given, **more)
        files.add(Path(file))

    with patch.object(MemoryStore, "__init__", memory), patch.object(SqliteStore, "__init__", sqlite):
        yield in_memory, files


def faults(in_memory: Iterable[MemoryStore], files: Iterable[Path]) -> list[str]:
    """What is wrong with journals, in words."""
    found = [fault for store in in_memory for fault in faults_of(store, "in memory")]
    for file in files:
        if is_journal(file):
            with closing(SqliteStore(file)) as store:
                found += faults_of(store, file.name)
    return found


def faults_of(store: Store, where: str) -> list[str]:
    """Of a journal that was begun as ctc begins one; tests of stores keep other things in them."""
    first = next(iter(store.read()), None)
    if first is None or first.record.get("kind") != "init":
        return []
    return [f"{where}, record {fault.serial}: {fault.message}" for fault in verify(store).faults]


def is_journal(file: Path) -> bool:
    """Whether a file is a journal in SQLite that is read in no time. Raises what SQLite says of a broken one."""
    if not file.is_file() or file.is_symlink():
        return False
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            (last,) = connection.execute("SELECT coalesce(max(serial), 0) FROM journal").fetchone()
    except sqlite3.OperationalError:  # another program's, or somebody's at this moment
        return False
    return 0 < last <= _LONGEST
