"""What runs of apply and of stop say and write, word for word, in ``runs.txt``: of each story its events, the ends of
its changes, its diagnostics, the records that it adds, which older and newer versions read, and the entries that all
of them add up to. ``CTC_GOLDEN=write`` writes what is said now; read the difference before it is committed.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest

from ctc.canonical import Json
from tests.golden.adding_up import added_up
from tests.golden.run_stories import STORIES as ONE
from tests.golden.run_stories import Story, Told
from tests.golden.sections import hold
from tests.golden.stories_of_several import SEVERAL
from tests.unit.apply.conftest import START

FILE: Final = Path(__file__).with_name("runs.txt")
STORIES: Final = {**ONE, **SEVERAL}


def told(story: Story) -> Iterator[str]:
    world = Told()
    world.facts = replace(world.facts, commit="c" * 40, day="2031-01-01", timeout=20.0, listing_lag=60.0)
    done: Any = story(world)
    yield f"  asked for {', '.join(world.clevertap.calls) or 'nothing'}"
    for event in world.events:
        yield f"  {shown({key: value for key, value in event.as_json().items() if key != 'format_version'})}"
    for one in done.done:
        problem = "" if one.problem else ", no problem"
        yield f"  {one.address} {one.action.value} {one.id}: {one.end}{problem}: {one.detail}"
    in_doubt = ", in doubt" if getattr(done, "in_doubt", False) else ""
    yield f"  {'it failed' if done.failed else 'nothing failed'}{in_doubt}"
    problems = [done.problem] if hasattr(done, "problem") else [*done.refused, *done.diagnostics]
    yield from (f"  {one.code}: {one.message}\n    {one.hint}" for one in problems if one is not None)
    for entry in world.store.read(after=world.begun):
        at = (entry.at - START).total_seconds()
        record = {key: bool(value) if key == "payload" else value for key, value in entry.record.items()}
        yield f"  {entry.serial} at {at:g}: {shown(record)}"
    yield from added_up(world.journal())


def shown(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("name", STORIES)
def test_each_run_says_and_writes_this(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Batches go one by one here, so that they come in one order."""
    monkeypatch.setattr("ctc.apply.sending.IN_FLIGHT", 1)
    hold(FILE, name, told(STORIES[name]), STORIES)
