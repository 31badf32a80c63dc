"""What can be wrong with a file, and that none of it is ever taken for an empty state."""

import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from ctc.state.snapshots import state_of
from ctc.state.store import Asked, Conflict, Snapshot, StoreError
from ctc.state.stores.opening import file_of, open_store
from ctc.state.stores.sqlite import SqliteStore


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    path = tmp_path / "state.db"
    store = SqliteStore(path)
    store.append([{"n": n, "text": "x" * 200} for n in range(200)], after=0)
    store.write_snapshot(Snapshot(serial=200, text="{}"))
    store.close()
    return path


def everything(path: Path) -> None:
    store = SqliteStore(path, busy_seconds=0.05)
    try:
        store.exists()
        list(store.read())
        store.snapshot()
        store.append([{"n": 1}], after=200)
    finally:
        store.close()


def records(path: Path, after: int = 0) -> list[object]:
    store = SqliteStore(path)
    try:
        return [entry.record for entry in store.read(after=after)]
    finally:
        store.close()


def sql(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_nothing_but_the_file_belongs_to_the_state(begun: Path, tmp_path: Path) -> None:
    """A cache or backup that copies the one file copies everything, also after a kill."""
    code = (
        "import os, sys, signal; from pathlib import Path; from ctc.state.stores.sqlite import SqliteStore\n"
        "SqliteStore(Path(sys.argv[1])).append([{'n': 'last'}], after=200); os.kill(os.getpid(), signal.SIGKILL)"
    )
    assert subprocess.run([sys.executable, "-c", code, begun], check=False).returncode < 0
    copy = tmp_path / "elsewhere" / "state.db"
    copy.parent.mkdir()
    copy.write_bytes(begun.read_bytes())
    assert records(copy, after=200) == [{"n": "last"}]


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("size", [0, 1, 100, 4096, 20_000])
def test_a_cut_file_is_damaged_and_not_empty(begun: Path, size: int) -> None:
    begun.write_bytes(begun.read_bytes()[:size])
    with pytest.raises(StoreError, match=r"damaged.*backup.*send everything again|not a state"):
        everything(begun)


@pytest.mark.breaks_the_promise
def test_another_file_is_no_state(begun: Path) -> None:
    begun.write_text("version: 1\n" * 100)
    with pytest.raises(StoreError, match="damaged"):
        everything(begun)


def test_somebody_elses_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    sql(path, "CREATE TABLE users (id)")
    before = path.read_bytes()
    with pytest.raises(StoreError, match="not a state of ctc's"):
        everything(path)
    assert path.read_bytes() == before


def test_an_empty_database_is_no_state(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    sql(path, "CREATE TABLE x (id)", "DROP TABLE x")
    with pytest.raises(StoreError, match="not a state of ctc's"):
        everything(path)


@pytest.mark.breaks_the_promise
def test_lost_records_are_noticed(begun: Path) -> None:
    sql(begun, "DELETE FROM journal WHERE serial = 77")
    with pytest.raises(StoreError, match="record 77 is missing"):
        everything(begun)


def test_records_that_are_all_gone_are_noticed(begun: Path) -> None:
    sql(begun, "DELETE FROM journal")
    with pytest.raises(StoreError, match="records are gone"):
        SqliteStore(begun).exists()


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE journal SET record = '{\"n\":' WHERE serial = 5",
        "UPDATE journal SET at = 'yesterday' WHERE serial = 5",
        "DELETE FROM format",
    ],
)
def test_unreadable_content_is_damage(begun: Path, damage: str) -> None:
    sql(begun, damage)
    with pytest.raises(StoreError, match="damaged"):
        everything(begun)


@pytest.mark.parametrize("text", ["{", '{"entries": [', '{"entries": [{"v": 1}'])
def test_a_damaged_snapshot_is_as_none(begun: Path, text: str) -> None:
    """The journal is read in its place."""
    sql(begun, f"UPDATE snapshots SET state = '{text}'")
    store = SqliteStore(begun)
    snapshot = store.snapshot()
    store.close()
    assert snapshot is not None
    assert state_of(snapshot.text) is None


@pytest.mark.breaks_the_promise
def test_a_newer_format_asks_for_the_newer_ctc(begun: Path) -> None:
    sql(begun, "UPDATE format SET version = 2")
    with pytest.raises(StoreError, match="newer ctc"):
        everything(begun)


def test_a_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="it is a folder"):
        everything(tmp_path)


def test_a_file_in_the_way_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / ".ctc").write_text("")
    with pytest.raises(StoreError, match="cannot be opened"):
        open_store("sqlite:///.ctc/state.db", root=tmp_path).append([{}], after=0)


def test_a_link_to_nowhere_is_not_an_empty_state(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.symlink_to(tmp_path / "unmounted" / "state.db")
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(path).exists()


def test_what_cannot_be_looked_at_is_not_an_empty_state(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    store = SqliteStore(tmp_path / "loop" / "state.db")
    for ask in (store.exists, lambda: list(store.read()), store.snapshot, lambda: store.settled(Asked(1))):
        with pytest.raises(StoreError, match="cannot be looked at: "):
            ask()


def test_only_the_newest_snapshots_are_kept(begun: Path) -> None:
    store = SqliteStore(begun)
    for serial in range(192, 200):
        store.write_snapshot(Snapshot(serial=serial, text="{}"))
    store.close()
    with closing(sqlite3.connect(begun)) as connection:
        rows = connection.execute("SELECT serial FROM snapshots ORDER BY serial").fetchall()
    assert rows == [(198,), (199,), (200,)]


def test_a_file_that_is_deleted_under_a_run_is_not_taken_for_an_empty_state(begun: Path) -> None:
    store = SqliteStore(begun)
    assert store.exists()
    begun.unlink()
    assert len(list(store.read())) == 200
    store.close()
    assert not store.exists()


@pytest.mark.parametrize("by", [None, "an older copy"])
def test_nothing_is_written_to_a_file_that_was_removed_or_replaced_under_a_run(
    begun: Path, tmp_path: Path, by: str | None
) -> None:
    """Its intents would be lost, and all that it sends from there on would go out again."""
    copy = tmp_path / "copy.db"
    shutil.copy(begun, copy)
    store = SqliteStore(begun)
    assert len(store.append([{"kind": "x"}], after=200)) == 1
    begun.unlink()
    if by is not None:
        copy.rename(begun)
    for _ in range(2):
        with pytest.raises(StoreError, match="removed or replaced while it was in use"):
            store.append([{"kind": "x"}], after=201)
    store.close()
    if by is None:
        with pytest.raises(StoreError):
            store.append([{"kind": "x"}], after=201)
        assert not begun.exists()
    else:
        assert len(list(SqliteStore(begun).read())) == 200


def test_a_lock_held_by_another_is_told(begun: Path) -> None:
    other = sqlite3.connect(begun, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StoreError, match="another process"):
        everything(begun)
    other.execute("ROLLBACK")
    other.close()
    everything(begun)


def test_a_failed_commit_leaves_a_store_that_works(begun: Path) -> None:
    """A reader holds its lock over the commit; the append fails, and the next one does not inherit its transaction."""
    reader = sqlite3.connect(begun, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM journal").fetchone()
    store = SqliteStore(begun, busy_seconds=0.05)
    with pytest.raises(StoreError, match="another process"):
        store.append([{"n": "lost"}], after=200)
    reader.close()
    assert len(list(store.read())) == 200
    store.append([{"n": "there"}], after=200)
    assert [entry.record for entry in store.read(after=200)] == [{"n": "there"}]
    store.close()


def test_a_full_disk_is_told_and_nothing_is_half_there(begun: Path) -> None:
    store = SqliteStore(begun)
    list(store.read())
    assert store._open is not None
    (pages,) = store._open.execute("PRAGMA page_count").fetchone()
    store._open.execute(f"PRAGMA max_page_count={pages}")
    with pytest.raises(StoreError, match="full"):
        store.append([{"text": "x" * 100_000}], after=200)
    assert len(list(store.read())) == 200
    store.append([{"text": "x" * 100_000}], after=200)
    store.close()


def test_it_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "state.db"
    stores = [SqliteStore(path) for _ in range(8)]
    barrier, won = threading.Barrier(8), []

    def begin(store: SqliteStore, name: int) -> None:
        barrier.wait()
        try:
            store.append([{"by": name}], after=0)
            won.append(name)
        except Conflict:
            pass
        finally:
            store.close()

    threads = [threading.Thread(target=begin, args=(store, n)) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert records(path) == [{"by": won[0]}]
    assert len(won) == 1
    assert [each.name for each in path.parent.iterdir()] == ["state.db"]


def test_an_append_is_on_the_disk_when_it_returns(begun: Path) -> None:
    store = SqliteStore(begun)
    list(store.read())
    assert store._open is not None
    assert store._open.execute("PRAGMA synchronous").fetchone() == (3,)
    assert store._open.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    store.close()


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("sqlite:///.ctc/production.db", "{root}/.ctc/production.db"),
        ("sqlite:///a", "{root}/a"),
        ("sqlite:///a%20b.db", "{root}/a b.db"),
        ("sqlite:///{root}/absolute.db", "{root}/absolute.db"),
    ],
)
def test_urls(tmp_path: Path, url: str, where: str) -> None:
    store = open_store(url.format(root=tmp_path), root=tmp_path)
    assert not store.exists()
    store.append([{"n": 1}], after=0)
    store.close()
    assert Path(where.format(root=tmp_path)).is_file()


@pytest.mark.parametrize("url", ["sqlite://state.db", "sqlite:///", "s3://bucket/key", ".ctc/state.db", ""])
def test_urls_that_are_none(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError, match="sqlite:///"):
        open_store(url, root=tmp_path)


@pytest.mark.parametrize(
    "path", ["", "?mode=ro", "a.db?vfs=unix-none", "a.db#b", "a%00b", ".git/hooks/pre-push", "x/.git/a.db"]
)
def test_a_path_that_is_none_is_refused_before_anything_is_made(tmp_path: Path, path: str) -> None:
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{path}", root=tmp_path)
    assert [*tmp_path.iterdir()] == []


def test_signs_of_a_url_stand_in_a_name_in_percent(tmp_path: Path) -> None:
    assert file_of("sqlite:///a%3Fb%23c%25.db", root=tmp_path) == tmp_path / "a?b#c%.db"


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://state.db",
        "sqlite:///a?b",
        "sqlite:///.git/a",
        "sqlite://[a",
        "http://[a",
        "postgresql://h/d",
    ],
)
def test_what_is_no_file_is_none(url: str) -> None:
    """Commands that look whether a state stands beside ctc.yaml leave its URL to whoever opens it."""
    assert file_of(url, root=Path("here")) is None


def test_a_file_counts_from_its_root() -> None:
    assert file_of("sqlite:///.ctc/a%20b.db", root=Path("here")) == Path("here/.ctc/a b.db")
