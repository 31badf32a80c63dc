"""The store of lint's cache: entries come back as they were put, or not at all."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctc.pipeline.engine.fast import cache as module
from ctc.pipeline.engine.fast.cache import CONTEXTS, Cache
from ctc.project.cache import fingerprint

HERE, THERE = b"here" * 8, b"there" * 6


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "lint.db"


@pytest.fixture
def store(file: Path) -> Iterator[Cache]:
    made = Cache(file, HERE)
    yield made
    made.close()


def reopened(file: Path, context: bytes = HERE) -> dict[str, bytes]:
    store = Cache(file, context)
    try:
        return dict(store.among(["a", "b", "c"]))
    finally:
        store.close()


def test_entries_come_back(store: Cache, file: Path) -> None:
    store.put([("a", b"1"), ("b", b"2")])
    store.put([("b", b"3")])
    assert store.among(["a", "b", "c"]) == {"a": b"1", "b": b"3"}
    assert store.among([]) == {}
    assert reopened(file) == {"a": b"1", "b": b"3"}


def test_contexts_do_not_see_each_other(store: Cache, file: Path) -> None:
    store.put([("a", b"1")])
    assert reopened(file, THERE) == {}


def test_the_oldest_contexts_are_forgotten(file: Path) -> None:
    contexts = [bytes([number]) * 32 for number in range(CONTEXTS + 2)]
    for context in contexts:
        store = Cache(file, context)
        store.put([("a", context)])
        store.close()
    kept = [context for context in contexts if reopened(file, context)]
    assert kept == contexts[2:]
    with sqlite3.connect(file) as db:
        assert db.execute("select count(*) from entries").fetchone() == (CONTEXTS,)
    db.close()


def test_files_that_went_are_forgotten(store: Cache) -> None:
    store.put([("a", b"1"), ("b", b"2"), ("c", b"3")])
    store.keep_only(["a", "b", "c", "d"])
    assert set(store.among(["a", "b", "c"])) == {"a", "b", "c"}
    store.keep_only(["c"])
    assert store.among(["a", "b", "c"]) == {"c": b"3"}


def test_an_entry_under_another_name_is_no_entry(store: Cache, file: Path) -> None:
    store.put([("a", b"1")])
    with sqlite3.connect(file) as db:
        db.execute("update entries set name = 'b'")
    db.close()
    assert reopened(file) == {}


@pytest.mark.parametrize("data", [b"no database", b"", b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_file_that_is_no_cache_is_made_anew(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True)
    file.write_bytes(data)
    file.chmod(0o600)
    for _ in range(2):
        store = Cache(file, HERE)
        store.put([("a", b"1")])
        store.close()
    assert reopened(file) == {"a": b"1"}


def test_another_format_is_made_anew(store: Cache, file: Path) -> None:
    store.put([("a", b"1")])
    with sqlite3.connect(file) as db:
        db.execute("pragma user_version = 99")
    db.close()
    assert reopened(file) == {}


def test_a_file_that_grew_too_large_is_made_anew(
    store: Cache, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put([("a", b"1")])
    store.close()
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    assert reopened(file) == {}


def test_a_lock_of_another_run_costs_the_entries_alone(
    store: Cache, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put([("a", b"1")])
    monkeypatch.setattr(module, "_WAIT", 0.01)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("begin exclusive")
    late = Cache(file, HERE)
    late.put([("a", b"2")])
    assert late.among(["a"]) == {}
    late.close()
    other.execute("rollback")
    other.close()
    assert reopened(file) == {"a": b"1"}


@pytest.mark.parametrize("place", ["file/lint.db", None])
def test_without_a_place_to_write_there_is_no_cache(tmp_path: Path, place: str | None) -> None:
    (tmp_path / "file").write_text("a file, no folder")
    store = Cache(tmp_path / place if place else None, HERE)
    store.put([("a", b"1")])
    store.keep_only(["a"])
    assert store.among(["a"]) == {}
    store.close()


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / "lint.db").symlink_to(tmp_path / "elsewhere")
    store = Cache(tmp_path / "lint.db", HERE)
    store.put([("a", b"1")])
    store.close()
    assert (tmp_path / "elsewhere").read_bytes() == b""


@pytest.mark.parametrize("mode", [0o622, 0o660, 0o646])
def test_a_file_that_others_can_write_is_not_believed(store: Cache, file: Path, mode: int) -> None:
    store.put([("a", b"1")])
    file.chmod(mode)
    assert reopened(file) == {}
    file.chmod(0o600)
    assert reopened(file) == {"a": b"1"}


def test_a_name_that_is_no_text_is_left_out(store: Cache) -> None:
    store.put([("\udcff", b"1"), ("a", b"2")])
    assert store.among(["\udcff", "a"]) == {"a": b"2"}


def test_the_installation_is_the_same_twice() -> None:
    assert fingerprint() == fingerprint()


def test_the_installation_is_told_whatever_the_order_of_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    listed, walked, known = os.listdir, os.walk, fingerprint()

    def backwards(folder: Any) -> Iterator[Any]:
        for parent, folders, files in walked(folder):
            folders.reverse()
            yield parent, folders, files[::-1]

    monkeypatch.setattr(os, "listdir", lambda folder: listed(folder)[::-1])
    monkeypatch.setattr(os, "walk", backwards)
    assert fingerprint.__wrapped__() == known


def test_a_library_of_another_version_is_another_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*names: str) -> bytes:
        folder = tmp_path / "".join(names)
        folder.mkdir()
        for name in names:
            (folder / name).touch()
        monkeypatch.setattr(sys, "path", [*path, str(folder), str(tmp_path / "gone")])
        made: bytes = fingerprint.__wrapped__()
        return made

    path = [*sys.path]
    none, one, other, egg = told("x"), told("x-1.dist-info"), told("x-2.dist-info"), told("x-1.egg-info")
    assert len({none, one, other, egg}) == 4
    assert told("y") == none


def test_whatever_is_wrong_with_the_file_costs_the_entries_alone(store: Cache, file: Path) -> None:
    store.put([("a", b"1"), ("b", b"2")])
    other = sqlite3.connect(file)
    other.execute("drop table entries")
    other.commit()
    other.close()
    store.keep_only(["a"])
    assert store.among(["a"]) == {}
    store.put([("a", b"1")])
    store.keep_only([])
