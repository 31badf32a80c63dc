"""The ground that benchmarks stand on: a repository, a server, and an apply that is watched, each a process."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

BUYER = {"identities": {"Identity": "u1"}, "properties": {}, "devices": [], "subscribed": [], "events": []}


def campaigns(count: int) -> dict[str, Any]:
    body = {
        "name": "Campaign {{ n }}",
        "target_mode": "sms",
        "when": "2031-01-15 09:30",
        "where": {"event_name": "Charged", "from": "2025-01-01", "to": "2025-12-31"},
        "content": {
            "body": "Hello {{ n }}, this is a message of a usual length with a link: https://example.org"
        },
    }
    each = {"n": [f"{n:05d}" for n in range(count)]}
    return {"many": {"version": 1, "id": "many", "each": each, "campaign": body}}


def repository(root: Path, url: str, rate: int, specs: dict[str, Any]) -> Path:
    (root / "campaigns").mkdir(parents=True)
    local = {
        "api": url,
        "account_id": "sandbox",
        "passcode": "sandbox",
        "timezone": "UTC",
        "requests_per_second": rate,
    }
    config = {"version": 1, "default_environment": "local", "environments": {"local": local}}
    (root / "ctc.yaml").write_text(json.dumps(config))
    for name, spec in specs.items():
        (root / "campaigns" / f"{name}.yaml").write_text(json.dumps(spec))
    return root


def sandbox_command(folder: Path, name: str) -> list[str]:
    people = folder / "people.ndjson"
    people.write_text(json.dumps(BUYER))
    options = ["--port", "0", "-q", "--load", str(people), "--data", str(folder / name)]
    return [sys.executable, "-m", "ctc", "sandbox", *options]


@contextmanager
def served(command: Sequence[str]) -> Iterator[str]:
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.communicate()


def applied(root: Path, count: int) -> tuple[float, float, Any]:
    """Seconds in all, seconds from the first intent to the last answer, and what the process used."""
    command = [sys.executable, "-m", "ctc", "apply", "--auto-approve", "--format", "json"]
    begun = time.perf_counter()
    process = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    first = last = 0.0
    for line in process.stdout:
        event = json.loads(line)["event"]
        if event == "intent" and not first:
            first = time.perf_counter()
        if event == "sent":
            last = time.perf_counter()
    process.stdout.close()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"apply of {count} ended with {process.returncode}"
    return time.perf_counter() - begun, last - first, usage


def compiled(root: Path) -> list[bytes]:
    command = [sys.executable, "-m", "ctc", "compile", "--format", "json"]
    done = subprocess.run(command, cwd=root, capture_output=True, check=True)
    return [json.dumps(one["payload"]).encode() for one in json.loads(done.stdout)["payloads"]]
