"""The end of a long journal is read alone, and says what the whole of it says."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.pipeline import log as module
from ctc.pipeline.log import Question
from ctc.state.log import lines_of
from ctc.state.stores.memory import MemoryStore
from tests.unit.state.test_what_a_person_settles import REFUSED, WRITTEN, journal

ASTRAY = module._ASTRAY
ROWS = {row[0]: row[1] for row in (*REFUSED, *WRITTEN)}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_FEW", 1)
    monkeypatch.setattr(module, "_ASTRAY", timedelta(0))


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("events", [(), ("sent",), ("adopted", "in_doubt")])
def test_the_newest_lines_are_those_of_the_whole(name: str, events: tuple[str, ...]) -> None:
    found: Any = journal(*ROWS[name])
    whole = [line for line in lines_of(found._store.read()) if not events or line.event in events]
    for last in [*range(len(whole) + 2), None]:
        for since in (None, *{line.at for line in whole}):
            question = Question(globs=(), since="", events=events, last=last)
            told = list(module._asked(found._store, found.state.serial, question, since, None))
            meant = [line for line in whole if since is None or line.at >= since]
            assert told == (meant if last is None else meant[-last:] if last else [])


@pytest.mark.breaks_the_promise
def test_what_is_far_back_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a year of nights the newest line must not take a minute."""
    found: Any = journal(*max(ROWS.values(), key=len))
    read: list[int] = []
    one = found._store.read
    monkeypatch.setattr(found._store, "read", lambda after=0: (read.append(after), one(after=after))[1])
    question = Question(globs=(), since="", events=("intent",), last=1)
    assert len(list(module._asked(found._store, found.state.serial, question, None, None))) == 1
    assert min(read) > 0


@pytest.mark.breaks_the_promise
def test_a_journal_that_is_shorter_by_now_is_read_whole() -> None:
    """A backup was put back between two looks at it: what it holds is told, and not a mistake of ctc's."""
    found: Any = journal(*max(ROWS.values(), key=len))
    whole = list(lines_of(found._store.read()))
    question = Question(globs=(), since="", events=(), last=1)
    assert list(module._asked(found._store, len(whole) + 3, question, None, None)) == whole[-1:]


@pytest.mark.breaks_the_promise
def test_everything_since_the_first_day_of_the_calendar_is_all_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_ASTRAY", timedelta(days=1))
    found: Any = journal(*max(ROWS.values(), key=len))
    since = module.moment_of("99999999d", found.now(), ZoneInfo("UTC"))
    question = Question(globs=(), since="", events=(), last=None)
    whole = list(lines_of(found._store.read()))
    assert list(module._asked(found._store, len(whole), question, since, None)) == whole


def test_a_clock_that_went_back_hides_no_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a day, as where a server's clock is set: what was written before it is later than what follows."""
    monkeypatch.setattr(module, "_ASTRAY", ASTRAY)
    at = datetime(2031, 1, 2, 10, tzinfo=UTC)
    hours = iter((0, 0, -19, -18))
    store = MemoryStore(lambda: at + timedelta(hours=next(hours)))
    records = [{"kind": "halted", "by": "ann", "why": str(n)} for n in range(4)]
    for serial, record in enumerate(records):
        store.append([record], after=serial)
    question = Question(globs=(), since="", events=(), last=None)
    since = at - timedelta(hours=5)
    told = list(module._asked(store, 4, question, since, None))
    assert [line.serial for line in told] == [1, 2]
