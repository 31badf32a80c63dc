"""Which listing a create waits for, and what of an entry's requests one answer is about: of several of each."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.apply.creating import _days
from ctc.apply.reconciling import _while_open
from ctc.apply.replacing import _overtaken
from ctc.state.effects import _stopped_at
from ctc.state.intents import Intent, Verb
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.store import Entry
from ctc.state.tries import Name

AT = datetime(2031, 1, 10, 23, 30, tzinfo=UTC)


def january(first: int, last: int) -> tuple[date, date]:
    return date(2031, 1, first), date(2031, 1, last)


def test_a_create_waits_for_its_own_days_and_for_all_that_are_gone_by(world: Any, make_campaign: Any) -> None:
    """An earlier one of it may have gone out on any of them, and over half a listing it would go out again."""
    windows = [january(1, 2), january(5, 6), january(9, 11), january(20, 21)]
    run: Any = SimpleNamespace(listed_at=AT, facts=world.facts, windows=windows)
    assert _days(run, make_campaign(when="20310201 09:30")) == [
        (date(2031, 1, 31), date(2031, 2, 2)),
        *windows[:3],
    ]


def test_an_answer_is_kept_while_its_own_request_is_open_whichever_that_is() -> None:
    one, other, over = (
        Intent(id=name, verb=Verb.STOP, at=AT, timeout=30, runner="r", revision=1, digest="d")
        for name in ("one", "other", "over")
    )
    record = Record(address="a", status=Status.SCHEDULED, at=AT, born=1, open=(one, other))
    state = State(entries={1: record}, names={"a": Name(entries=(1,), current=1)})
    entry = {"kind": "outcome"}
    decided = [_while_open("a", intent, entry)(state) for intent in (one, other, over)]
    assert decided == [[entry], [entry], None]
    assert _while_open("b", one, entry)(state) is None


@pytest.mark.parametrize(
    ("verbs", "said"),
    [
        ((), "CleverTap says that 7 is stopped already; plan again"),
        ((Verb.CREATE,), "CleverTap says that 7 is stopped already; plan again"),
        ((Verb.STOP,), ""),
        ((Verb.CREATE, Verb.STOP), ""),
    ],
)
def test_what_is_stopped_was_stopped_by_somebody_else_where_no_stop_of_its_own_is_open(
    verbs: tuple[Verb, ...], said: str
) -> None:
    """A replace whose stop an earlier run has sent is made to its end; what a person stopped is not made anew."""
    kept: list[Any] = []
    index = SimpleNamespace(by_id={7: SimpleNamespace(status="stopped")})
    run: Any = SimpleNamespace(index=index, writer=SimpleNamespace(append=kept.append))
    usual: dict[str, Any] = {"at": AT, "timeout": 30, "runner": "r", "revision": 1, "digest": "d"}
    open_of = tuple(Intent(id=verb, verb=verb, **usual) for verb in verbs)
    record = Record(address="a", status=Status.SCHEDULED, at=AT, id=7, open=open_of)
    assert _overtaken(run, record) == said
    assert [(entry["kind"], entry["status"]) for entry in kept] == [("observed", "stopped")] * bool(said)


@pytest.mark.parametrize(
    ("told", "stops", "seconds"),
    [
        ({}, (5.0, 3.0), 0),
        ({}, (5.0, -9.0, -2.0), 9),
        ({"offset": -4.0}, (-3.0,), 4),
        ({"offset": 7.0}, (8.0,), 0),
    ],
)
def test_of_several_stops_the_latest_moment_counts(
    told: dict[str, float], stops: tuple[float, ...], seconds: float
) -> None:
    """Where CleverTap's clock was ahead: what was sent until then may have gone out."""
    asked = [
        Intent(id="i", verb=Verb.STOP, at=AT, timeout=30, runner="r", revision=1, digest="d", offset=offset)
        for offset in stops
    ]
    assert _stopped_at(Entry(1, AT, told), *asked) == AT + timedelta(seconds=seconds)
