"""What is configured reaches the wire: the real client, its limiter and the machine's clock, in a process."""

import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

RATE = 2
CAMPAIGNS = ["c1", "c2", "c3", "c4"]


def test_requests_per_second_holds_every_request_of_an_apply(repo: Any, sandbox: Any) -> None:
    """An account that is asked faster than its limit answers 429 to somebody else's campaigns.

    A request leaves no sooner than its turn, and the second one no sooner than the first has arrived: so many
    requests lie at least so many gaps, but one, apart, however slow the machine is.
    """
    repo.configure(requests_per_second=RATE)
    for name in CAMPAIGNS:
        repo.spec(name)
    repo.message("people", {"Identity": ["u1"]})
    repo.apply()
    arrived = [row["at"] for row in sandbox.requests()]
    assert sandbox.names() == CAMPAIGNS
    assert len(sandbox.requests("send")) == 1
    assert arrived[-1] - arrived[0] >= (len(arrived) - 2) / RATE - 0.01


DAMAGED: list[Any] = [
    [],
    [["total", 5]],
    {"total": [5], "platforms": {}, "asked_at": "2031-01-01T00:00:00+00:00"},
    {"total": 5, "platforms": [], "asked_at": "2031-01-01T00:00:00+00:00"},
    {"total": 5, "platforms": {"ios": [5]}, "asked_at": "2031-01-01T00:00:00+00:00"},
    {"total": 5, "platforms": {}, "asked_at": "2031-01-01T00:00:00"},
    {"total": 5, "platforms": {}, "asked_at": ["2031"]},
]
"""What another program, or a half-written disk, may leave of an answer."""


def test_reaches_that_are_damaged_are_forgotten(repo: Any, sandbox: Any, tmp_path: Path) -> None:
    """A cache is nobody's file: whatever it holds, the plan is made."""
    for number in range(len(DAMAGED)):
        where = {"event_name": "Charged", "from": 20250101 + number, "to": 20251231}
        repo.spec(f"c{number}", where=where)
    cache = {"XDG_CACHE_HOME": str(tmp_path / "cache")}
    repo.ctc("plan", "--estimate", **cache)
    [file] = (tmp_path / "cache").rglob("reach-*.json")
    known = json.loads(file.read_text())
    assert len(known["reaches"]) == len(DAMAGED)
    assert "reaches 20" in repo.ctc("plan", **cache)
    for damage in (dict(zip(known["reaches"], DAMAGED, strict=True)), {"a": "a text"}, DAMAGED):
        file.write_text(json.dumps({**known, "reaches": damage}))
        assert f"{len(DAMAGED)} create" in repo.ctc("plan", **cache)


FROZEN = {
    "a machine that was suspended": "SystemClock.monotonic = lambda self: 0.0",
    "a clock that was set back": "SystemClock.now = lambda self, now=SystemClock().now(): now",
}


@pytest.mark.parametrize("frozen", FROZEN.values(), ids=FROZEN)
def test_a_runner_that_was_held_up_after_its_intent_sends_nothing_of_it(
    repo: Any, sandbox: Any, frozen: str
) -> None:
    """Another run may have taken it for dead meanwhile, and sent. Of its two clocks the one counts that says more."""
    repo.configure(timeout="1s")
    repo.spec("alpha")
    repo.write("frozen/sitecustomize.py", f"from ctc.pipeline.apply import SystemClock\n{frozen}\n")
    environ = {"CTC_FAILPOINT": "after-intent:1:stop", "PYTHONPATH": str(repo.root / "frozen")}
    process = repo.start("apply", "--auto-approve", **environ)
    assert os.WIFSTOPPED(os.waitpid(process.pid, os.WUNTRACED)[1])
    time.sleep(1.2)  # longer than the timeout: what is waited for is that it passes
    process.send_signal(signal.SIGCONT)
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, (out, err)
    assert "held up for longer than the timeout" in repo.ctc("state", "history", "alpha")
    assert sandbox.names() == ["alpha"], "by its second intent, once"
