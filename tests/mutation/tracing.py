"""A pytest plugin: which test runs which line of ctc, also in the processes that it starts, and how long it takes.

``CTC_TRACE`` names the folder that gets the data. It works in each of xdist's workers.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import coverage
import pytest

FOLDER = Path(os.environ["CTC_TRACE"])
TREE = Path(__file__).resolve().parents[2]
CONFIG = FOLDER / "coveragerc"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
seconds: dict[str, float] = {}

if WORKER == "main":
    FOLDER.mkdir(parents=True, exist_ok=True)
    CONFIG.write_text(
        f"[run]\nparallel = true\nsource = {TREE / 'ctc'}\ndata_file = {FOLDER / 'data'}\ncontext = ${{TRACED_TEST}}\n"
        "sigterm = true\ndisable_warnings = no-data-collected,module-not-measured\n"
    )
os.environ["TRACED_TEST"] = ""
tracer = coverage.Coverage(config_file=str(CONFIG), data_suffix=f"worker-{WORKER}")
os.environ["COVERAGE_PROCESS_START"] = str(CONFIG)
tracer.start()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: Any) -> Iterator[None]:
    name = item.nodeid
    os.environ["TRACED_TEST"] = name.replace("$", "")  # what processes of the test are put down to
    tracer.switch_context(name)
    try:
        return (yield)
    finally:
        tracer.switch_context("between tests")


def pytest_runtest_logreport(report: Any) -> None:
    seconds[report.nodeid] = seconds.get(report.nodeid, 0.0) + report.duration


def pytest_sessionfinish() -> None:
    tracer.stop()
    tracer.save()
    if WORKER == "main":
        (FOLDER / "seconds.json").write_text(json.dumps(seconds))
