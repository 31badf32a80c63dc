"""The disk fills up or the database goes away in the middle of a run: the server's log is the judge."""

import json
import os
import resource
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import count
from typing import Any

import pytest

NAMES = ("alpha", "bravo", "charlie", "delta")
NUMBERS = count()
Break = Callable[[Any], None]


@contextmanager
def full_disk(repo: Any, process: Any) -> Iterator[None]:
    """No file of the process may grow, as on a disk without room."""
    limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, limits[1]))
    yield


@contextmanager
def no_database(repo: Any, process: Any) -> Iterator[None]:
    """Whoever is connected is thrown out, and nobody gets in."""
    import psycopg

    with closing(psycopg.connect(repo.server, autocommit=True)) as server:
        server.execute(f"ALTER DATABASE {repo.database} ALLOW_CONNECTIONS false")
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (repo.database,)
        )
        yield
        server.execute(f"ALTER DATABASE {repo.database} ALLOW_CONNECTIONS true")


@pytest.fixture(params=["sqlite", "postgresql"])
def breaking(request: pytest.FixtureRequest, repo: Any) -> Any:
    if request.param == "sqlite":
        return full_disk
    import psycopg

    repo.server, repo.database = request.getfixturevalue("postgresql"), f"dying{next(NUMBERS)}"
    with closing(psycopg.connect(repo.server, autocommit=True)) as server:
        server.execute(f"CREATE DATABASE {repo.database}")
    repo.settings["state"] = repo.server.replace("/postgres?", f"/{repo.database}?").replace(":@", "@")
    return no_database


def test_what_may_be_open_is_named_and_nothing_goes_out_twice(repo: Any, sandbox: Any, breaking: Any) -> None:
    """At 1,000 requests a second an outcome waits for the commit of the next intent; then both are lost."""
    repo.configure(requests_per_second=1000 if breaking is full_disk else 4, **repo.settings)
    for name in NAMES:
        repo.spec(name)
    # no byte code: Python keeps half of it where a file may not grow, and never looks again
    environ = {"CTC_FAILPOINT": "before-outcome:2:stop", "PYTHONDONTWRITEBYTECODE": "1"}
    process = repo.start("apply", "--auto-approve", "--format", "json", **environ)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    with breaking(repo, process):
        process.send_signal(signal.SIGCONT)
        out, err = process.communicate(timeout=120)
    events = [json.loads(line) for line in out.splitlines()]
    finished = events[-1]
    assert finished["event"] == "finished", (out, err)
    assert process.returncode == 4, (out, err)
    doubtful = {event["address"] for event in events if event["event"] == "in_doubt"}
    assert {"bravo"} <= doubtful <= {"bravo", "charlie"}, (
        "no request of charlie's left, but its intent may stand"
    )
    assert (finished["applied"], finished["in_doubt"] + finished["skipped"]) == (1, 3)
    assert [found["code"] for found in finished["diagnostics"]] == ["CTC620"]
    assert sorted(sandbox.names()) == ["alpha", "bravo"]
    repo.apply()
    assert sorted(sandbox.names()) == sorted(NAMES)
    assert set(repo.statuses().values()) == {"scheduled"}
