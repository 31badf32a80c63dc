"""What is PostgreSQL's own: journals side by side, lost connections, rights, the URL and its password."""

import sys
import threading
import traceback
from pathlib import Path
from typing import Any

import pytest

from ctc.state.store import Conflict, Snapshot, StoreError
from ctc.state.stores.opening import open_store
from ctc.state.stores.postgresql import PostgresqlStore
from ctc.state.stores.postgresql_url import read_url, without_secrets

ADVICE = (
    "restore the database from a backup, then run `ctc status`; a state that starts empty "
    "would send everything again"
)
SECRET = "canary/p@ss w:rd"


@pytest.fixture
def admin(postgresql: str) -> Any:
    import psycopg

    with psycopg.connect(postgresql, autocommit=True) as connection:
        yield connection


@pytest.fixture
def opened() -> Any:
    """Opens stores, and closes them at the end."""
    stores: list[PostgresqlStore] = []

    def start(*arguments: Any) -> PostgresqlStore:
        stores.append(PostgresqlStore(*arguments))
        return stores[-1]

    yield start
    for store in stores:
        store.close()


def test_journals_of_one_database_do_not_see_each_other(postgresql: str, opened: Any) -> None:
    one = opened(f"{postgresql}&journal=one")
    two = opened(f"{postgresql}&journal=two")
    one.append([{"n": 1}], after=0)
    one.write_snapshot(Snapshot(serial=1, text="{}"))
    assert not two.exists()
    assert two.snapshot() is None
    two.append([{"n": 2}], after=0)
    assert [entry.record for entry in one.read()] == [{"n": 1}]


def test_a_connection_that_was_lost_between_two_calls_is_opened_again(
    postgresql: str, admin: Any, opened: Any
) -> None:
    store = opened(f"{postgresql}&journal=lost")
    store.append([{"n": 1}], after=0)
    end_sessions(admin)
    with pytest.raises(StoreError, match="cannot be used"):
        store.append([{"n": 2}], after=1)
    assert [entry.record for entry in store.read()] == [{"n": 1}], "the failed append was not tried again"
    store.append([{"n": 2}], after=1)


def test_a_connection_that_is_lost_inside_an_append_is_told(postgresql: str, admin: Any, opened: Any) -> None:
    class Cut:
        def hit(self, name: str) -> None:
            end_sessions(admin)

    store = opened(f"{postgresql}&journal=cut", Cut())
    with pytest.raises(StoreError, match="cannot be used"):
        store.append([{"n": 1}], after=0)
    assert not store.exists()


def test_an_append_waits_for_the_one_that_has_its_serial(postgresql: str, opened: Any) -> None:
    """Both have read the same last serial; the second waits for the first to end, and then must read on."""
    inside, go_on = threading.Event(), threading.Event()

    class Pause:
        def hit(self, name: str) -> None:
            inside.set()
            assert go_on.wait(20)

    first = opened(f"{postgresql}&journal=wait", Pause())
    second = opened(f"{postgresql}&journal=wait")
    assert not second.exists()
    thread = threading.Thread(target=lambda: first.append([{"by": 1}], after=0))
    thread.start()
    assert inside.wait(20)
    threading.Timer(0.2, go_on.set).start()
    with pytest.raises(Conflict):
        second.append([{"by": 2}], after=0)
    thread.join()
    assert [entry.record for entry in second.read()] == [{"by": 1}]


def test_a_runner_that_stands_still_inside_an_append_loses_it(
    postgresql: str, admin: Any, opened: Any
) -> None:
    """It was paused, or its machine went away: the next one gets the serial, and it is told when it wakes up."""
    asleep, wake = threading.Event(), threading.Event()
    failures: list[Exception] = []

    class Sleep:
        def hit(self, name: str) -> None:
            asleep.set()
            assert wake.wait(60)

    first, second = opened(f"{postgresql}&journal=still", Sleep()), opened(f"{postgresql}&journal=still")
    assert not first.exists()
    first._open.execute("SET idle_in_transaction_session_timeout = '300ms'")

    def sleeper() -> None:
        try:
            first.append([{"by": 1}], after=0)
        except StoreError as error:
            failures.append(error)

    thread = threading.Thread(target=sleeper)
    thread.start()
    assert asleep.wait(20)
    second.append([{"by": 2}], after=0)
    wake.set()
    thread.join()
    assert len(failures) == 1
    assert [entry.record for entry in second.read()] == [{"by": 2}]


def test_many_that_begin_at_once_make_one_set_of_tables(postgresql: str, admin: Any, opened: Any) -> None:
    admin.execute("DROP TABLE IF EXISTS ctc_journal, ctc_snapshots, ctc_format")
    barrier, failures = threading.Barrier(6), []

    def begin() -> None:
        store = opened(f"{postgresql}&journal=many")
        barrier.wait()
        try:
            store.exists()
        except Exception as error:  # whatever it is, it is the failure
            failures.append(error)

    threads = [threading.Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert admin.execute("SELECT array_agg(version) FROM ctc_format").fetchone() == ([1],)


def test_once_the_tables_are_there_no_right_to_make_any_is_needed(
    postgresql: str, admin: Any, opened: Any
) -> None:
    opened(postgresql).exists()
    admin.execute("DROP ROLE IF EXISTS runner")
    admin.execute("CREATE ROLE runner LOGIN")
    admin.execute("GRANT SELECT, INSERT, DELETE ON ctc_journal, ctc_snapshots TO runner")
    admin.execute("GRANT SELECT ON ctc_format TO runner")
    try:
        store = opened(f"{postgresql.replace('postgres:@', 'runner@')}&journal=rights")
        store.append([{"n": 1}], after=0)
        store.write_snapshot(Snapshot(serial=1, text="{}"))
        assert store.exists()
    finally:
        admin.execute("REVOKE ALL ON ctc_journal, ctc_snapshots, ctc_format FROM runner")
        admin.execute("DROP ROLE runner")


def test_lost_records_are_noticed(postgresql: str, admin: Any, opened: Any) -> None:
    store = opened(f"{postgresql}&journal=gap")
    store.append([{"n": n} for n in range(9)], after=0)
    store.write_snapshot(Snapshot(serial=9, text="{}"))
    admin.execute("DELETE FROM ctc_journal WHERE journal = 'gap' AND serial = 4")
    with pytest.raises(StoreError, match=f"^the state has lost record 4: {ADVICE}$"):
        list(store.read())
    admin.execute("UPDATE ctc_journal SET record = '{' WHERE journal = 'gap' AND serial = 9")
    with pytest.raises(StoreError, match=f"^record 9 of the state cannot be read: {ADVICE}$"):
        list(store.read(after=8))
    admin.execute("DELETE FROM ctc_journal WHERE journal = 'gap'")
    with pytest.raises(StoreError, match=f"^the records of journal 'gap' are gone: {ADVICE}$"):
        store.exists()


def test_a_newer_format_asks_for_the_newer_ctc(postgresql: str, admin: Any, opened: Any) -> None:
    opened(postgresql).exists()
    admin.execute("UPDATE ctc_format SET version = 2")
    try:
        newer = (
            r"^the state was written by a newer ctc \(format 2; this one reads up to 1\): use that version$"
        )
        with pytest.raises(StoreError, match=newer):
            opened(postgresql).exists()
    finally:
        admin.execute("UPDATE ctc_format SET version = 1")


def test_tables_whose_format_nobody_wrote_are_no_state(postgresql: str, admin: Any, opened: Any) -> None:
    opened(postgresql).exists()
    admin.execute("DELETE FROM ctc_format")
    try:
        with pytest.raises(StoreError, match=f"^the state's format is not written in ctc_format: {ADVICE}$"):
            opened(postgresql).exists()
    finally:
        admin.execute("INSERT INTO ctc_format VALUES (1)")


def test_only_the_newest_snapshots_are_kept(postgresql: str, admin: Any, opened: Any) -> None:
    store = opened(f"{postgresql}&journal=few")
    for serial in range(1, 9):
        store.write_snapshot(Snapshot(serial=serial, text="{}"))
    rows = admin.execute("SELECT serial FROM ctc_snapshots WHERE journal = 'few' ORDER BY serial").fetchall()
    assert [serial for (serial,) in rows] == [6, 7, 8]


def test_a_server_that_acknowledges_too_early_is_told_not_to(
    postgresql: str, admin: Any, opened: Any
) -> None:
    admin.execute("ALTER ROLE postgres SET synchronous_commit = off")
    try:
        store = opened(postgresql)
        store.exists()
        assert store._open.execute("SHOW synchronous_commit").fetchone() == ("on",)
    finally:
        admin.execute("ALTER ROLE postgres RESET synchronous_commit")


@pytest.mark.parametrize(
    ("setting", "waits"), [("idle_in_transaction_session_timeout", "10s"), ("lock_timeout", "20s")]
)
def test_a_runner_that_stands_still_in_an_append_loses_it_before_another_is_tired_of_waiting(
    postgresql: str, opened: Any, setting: str, waits: str
) -> None:
    store = opened(postgresql)
    store.exists()
    assert store._open.execute(f"SHOW {setting}").fetchone() == (waits,)


@pytest.mark.parametrize(("said", "waits"), [("", "10"), ("&keepalives_idle=77", "77")])
def test_a_server_that_went_away_is_given_up_and_a_url_may_say_when(
    postgresql: str, opened: Any, said: str, waits: str
) -> None:
    store = opened(f"{postgresql}{said}")
    store.exists()
    told = store._open.info.get_parameters()
    keys = (
        "keepalives_idle",
        "keepalives_interval",
        "keepalives_count",
        "connect_timeout",
        "tcp_user_timeout",
    )
    assert [told[key] for key in keys] == [waits, "5", "3", "10", "30000"]


class Asking:
    """A failpoint inside the append that asks what its commit will wait for."""

    def __init__(self) -> None:
        self.store: Any = None
        self.said: list[str] = []

    def hit(self, name: str) -> None:
        if name == "inside-append":
            self.said += self.store._open.execute("SHOW synchronous_commit").fetchone()


@pytest.mark.parametrize(
    ("setting", "inside"), [("off", "on"), ("on", "on"), ("remote_apply", "remote_apply")]
)
def test_each_append_waits_for_the_disk_whatever_its_session_says(
    postgresql: str, setting: str, inside: str
) -> None:
    """Behind a pooler, what was set for a session may have been set for another one."""
    asking = Asking()
    store = asking.store = PostgresqlStore(postgresql, asking)  # type: ignore[arg-type]
    try:
        store.exists()
        store._open.execute(f"SET synchronous_commit = {setting}")
        store.append([{"v": 1, "kind": "released"}], after=len(list(store.read())))
        assert asking.said == [inside]
        assert store._open.execute("SHOW synchronous_commit").fetchone() == (setting,)
    finally:
        store.close()


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be used"):
        open_store(f"postgresql://u@/db?host={tmp_path}", root=tmp_path).exists()


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://u:{SECRET}@127.0.0.1:1/db",
        "postgresql://u:canary%2Fp%40ss%20w%3Ard@127.0.0.1:1/db",
        "postgresql://u@127.0.0.1:1/db?password=canary%2Fp%40ss",
        "postgresql://u:canary@127.0.0.1:canary/db",
        "postgresql://u@127.0.0.1:1/db?canary",
        "postgresql://u:canary@[::1/db",
        "postgresql://u:canary%@127.0.0.1:1/db",
    ],
)
def test_the_password_is_in_no_message(tmp_path: Path, url: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url, root=tmp_path).exists()
    assert "canary" not in "".join(traceback.format_exception_only(caught.value))
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
    assert "canary" not in repr(read_url("postgresql://u:canary@h/d"))


def test_the_url_reaches_libpq_as_it_was_meant() -> None:
    url = read_url(
        "postgresql://u:p%2Fw@h:5433/d?options=-c%20search_path%3Dctc&journal=a.b-c&sslmode=require"
    )
    assert url.text == "postgresql://u:p%2Fw@h:5433/d?options=-c%20search_path%3Dctc&sslmode=require"
    assert url.journal == "a.b-c"
    assert url.secrets == ("p%2Fw", "p/w"), "in whatever form a message tells it"
    assert without_secrets("p/w is no p%2Fw", url) == "*** is no ***"
    assert {*read_url("postgresql://u:one@h/d?sslmode=require&sslpassword=two").secrets} == {"one", "two"}
    assert read_url("postgresql://h/d").journal == "default"
    with pytest.raises(StoreError, match="journal's name"):
        read_url("postgresql://h/d?journal=a%20b")


def test_without_the_driver_the_message_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, opened: Any
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(
        StoreError, match=r"^a postgresql:// state needs its driver: pip install 'ctc\[postgresql\]'$"
    ):
        opened("postgresql://h/d").exists()


def end_sessions(admin: Any) -> None:
    admin.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ctc' OR pid IN"
        " (SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend')"
    )
