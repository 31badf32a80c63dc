"""Which days are listed, and what a listing of them proves: a day too few, and what is there is sent a second time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.listing import ListedCampaign, Listing
from ctc.plans.absence import days_of_tries
from ctc.plans.facts import Facts, Window
from ctc.plans.first_records import first_records
from ctc.plans.identities import ATTEMPTS
from ctc.plans.index import Index, index_of
from ctc.plans.matching import marker_for
from ctc.plans.windows import windows_of, windows_of_payload, with_today
from ctc.state.intents import Intent, Verb
from ctc.state.record import Record, Status
from ctc.state.state import State
from ctc.state.tries import End, Name, Try
from tests.unit.plans.test_action_table import FACTS, NOW, campaign, letter

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def day(number: int, month: int = 1, year: int = 2031) -> date:
    return date(year, month, number)


def at(number: int, month: int = 1, hour: int = 12) -> datetime:
    return datetime(2031, month, number, hour, tzinfo=UTC)


TODAY: Window = (day(31, 12, 2030), day(2))
MONTH: Window = (day(31, 12, 2030), day(30))
"""What a state that lacks something asks for beside: its spec may name another day by now."""


def state(*records: Record, **more: Any) -> State:
    names = {one.address: Name(entries=(one.born,), current=one.born) for one in records}
    return State(entries={one.born: one for one in records}, names=names, **{"listed_at": NOW, **more})


def record(status: Status = Status.SENT, **more: Any) -> Record:
    return Record(**{"address": "one", "status": status, "born": 1, "id": 5, **more})


def intent(**more: Any) -> Intent:
    return Intent(
        id="i", verb=Verb.CREATE, at=at(15, 4), timeout=30.0, runner="r", revision=1, digest="d", **more
    )


def denied(end: End = End.NOTHING, marker: str = "m", **more: Any) -> Try:
    return Try(intent="i", serial=1, end=end, marker=marker, **more)


AROUND_20: Window = (day(19, 4), day(21, 4))
SHOWN: Final = {"2031-04-20": (9,)}
LISTED: list[tuple[str, State, list[Window]]] = [
    ("nothing since the last record", state(record()), [TODAY]),
    ("all since the last record", state(record(), listed_at=at(1) - 40 * DAY), [(day(21, 11, 2030), day(2))]),
    (
        "days that follow on many",
        state(record(Status.SCHEDULED, scheduled_on=at(4)), listed_at=at(1) - 40 * DAY),
        [(day(21, 11, 2030), day(5))],
    ),
    ("a year where nothing was ever looked for", state(record(), listed_at=None), [(day(31, 12, 2029), day(2))]),
    ("a year where all was forgotten", state(record(forgotten=True)), [(day(31, 12, 2029), day(2))]),
    ("a year where all was given up", state(record(revision=0)), [(day(31, 12, 2029), day(2))]),
    ("all that an older state may lack", state(record(), lacks_since=at(1) - 40 * DAY), [(day(21, 11, 2030), day(30))]),
    ("what an older state lacks since lately", state(record(), lacks_since=NOW + DAY), [MONTH]),
    ("what an older state was shown, and lacks", state(record(), lacks_since=NOW, shown=SHOWN), [MONTH, AROUND_20]),
    ("the same of a state that is held", state(record(), held="restored", shown=SHOWN), [MONTH, AROUND_20]),
    ("what it was shown, and has", state(record(id=9), held="restored", shown=SHOWN), [MONTH]),
    (
        "what it was shown, and had tried",
        state(record(tries=(denied(), denied(End.MADE, id=9))), held="restored", shown=SHOWN),
        [MONTH],
    ),
    *(
        (
            f"what it was shown, and {what}, of the second of two",
            state(record(), record(address="two", born=2, **two), held="restored", shown=SHOWN),
            [MONTH],
        )
        for what, two in (("has", {"id": 9}), ("had tried", {"tries": (denied(), denied(End.MADE, id=9))}))
    ),
    (
        "of two campaigns, each request, each attempt, its day and that of its record",
        state(
            record(
                Status.SCHEDULED,
                scheduled_on=at(20, 6),
                at=at(20, 8),
                open=(intent(), intent(scheduled_on=at(20, 10))),
            ),
            record(
                Status.REJECTED,
                address="two",
                born=2,
                tries=(denied(scheduled_on=at(20, 2)), denied(scheduled_on=at(20, 12))),
            ),
        ),
        [
            TODAY,
            (day(19, 2), day(21, 2)),
            (day(14, 4), day(16, 4)),
            *((day(19, month), day(21, month)) for month in (6, 8, 10, 12)),
        ],
    ),
    (
        "each day of what an older state was shown",
        state(record(), lacks_since=NOW, shown={**SHOWN, "2031-06-20": (8, 9)}),
        [MONTH, AROUND_20, (day(19, 6), day(21, 6))],
    ),
    ("a day of it that is not over somewhere", state(record(), held="restored", shown={"2030-12-31": (9,)}),
     [(day(30, 12, 2030), day(30))]),
    ("days of it that are over", state(record(), held="restored", shown={"2030-12-30": (9,)}), [MONTH]),
    ("days that are over", state(record(), held="restored", shown={"2030-04-20": (9,)}), [MONTH]),
    ("what a state that is whole was shown of others", state(record(), shown=SHOWN), [TODAY]),
    ("what waits", state(record(Status.SCHEDULED, scheduled_on=at(20, 4))), [TODAY, AROUND_20]),
    ("what runs", state(record(Status.RUNNING, scheduled_on=at(20, 4))), [TODAY, AROUND_20]),
    ("what runs, on the day of its record", state(record(Status.RUNNING, at=at(20, 4))), [TODAY, AROUND_20]),
    ("what was sent is not followed", state(record(scheduled_on=at(20, 4), at=at(25, 4))), [TODAY]),
    (
        "a replace that is not finished",
        state(record(Status.STOPPED, stopped_by="replace", scheduled_on=at(20, 4))),
        [TODAY, AROUND_20],
    ),
    ("a stop by a person", state(record(Status.STOPPED, stopped_by="person", scheduled_on=at(20, 4))), [TODAY]),
    ("what waits without an id", state(record(Status.SCHEDULED, id=None, scheduled_on=at(20, 4))), [TODAY]),
    (
        "what is in doubt, on the days of its claim and of its schedule",
        state(record(Status.IN_DOUBT, open=(intent(scheduled_on=at(20, 6)),))),
        [TODAY, (day(14, 4), day(16, 4)), (day(19, 6), day(21, 6))],
    ),
    (
        "what was claimed under a clock that is ahead",
        state(record(Status.IN_DOUBT, open=(intent(offset=-5 * 86400.0),))),
        [TODAY, (day(14, 4), day(21, 4))],
    ),
    (
        "an attempt that came to nothing",
        state(record(Status.REJECTED, tries=(denied(scheduled_on=at(20, 4)),), at=at(20, 6))),
        [TODAY, AROUND_20, (day(19, 6), day(21, 6))],
    ),
    ("an attempt that made it", state(record(Status.REJECTED, tries=(denied(End.MADE),), at=at(20, 4))), [TODAY]),
    ("an attempt without a marker", state(record(Status.REJECTED, tries=(denied(marker=""),), at=at(20, 4))), [TODAY]),
]  # fmt: skip


@pytest.mark.parametrize(("known", "windows"), [row[1:] for row in LISTED], ids=[row[0] for row in LISTED])
def test_the_days_that_are_listed(known: State, windows: list[Window]) -> None:
    assert windows_of(known, [], FACTS, NOW) == windows


SPANS: list[tuple[Sequence[str], list[Window]]] = [
    (["20310105 12:00"], [(TODAY[0], day(6))]),
    (["20310131 12:00"], [TODAY, (day(30), day(1, 2))]),
    (["20310128 12:00"], [(TODAY[0], day(29))]),
    (["20310129 12:00"], [(TODAY[0], day(30))]),
    (["20310130 12:00"], [TODAY, (day(29), day(31))]),
    (["20310410 12:00", "20310310 12:00"], [TODAY, (day(9, 3), day(11, 3)), (day(9, 4), day(11, 4))]),
    (["20310310 12:00", "20310313 12:00", "20310311 12:00"], [TODAY, (day(9, 3), day(14, 3))]),
    (["20310310 12:00", "20310310 13:00"], [TODAY, (day(9, 3), day(11, 3))]),
    ([f"203103{n:02} 12:00" for n in range(1, 31)] + [f"203104{n:02} 12:00" for n in range(1, 30)],
     [TODAY, (day(28, 2), day(30, 4))]),
]  # fmt: skip


@pytest.mark.parametrize(("times", "windows"), SPANS, ids=[row[0][0] for row in SPANS])
def test_days_that_one_request_lists_are_one_window(times: Sequence[str], windows: list[Window]) -> None:
    """What touches is one; and what a month holds, as CleverTap lists up to 31 days at a time."""
    payloads = [campaign(f"c{n}", when=when) for n, when in enumerate(times)]
    assert windows_of(state(record()), payloads, FACTS, NOW) == windows


def test_a_create_is_looked_for_on_every_day_that_it_goes_out() -> None:
    twice = campaign(when={"type": "later", "delivery_date_time": ["20310420 12:00", "20310425 12:00"]})
    assert windows_of_payload(twice, FACTS, NOW) == [(day(19, 4), day(26, 4))]
    assert windows_of_payload(campaign(when="now"), FACTS, NOW) == [TODAY]
    repeated = campaign(when={"type": "recurring", "start_time": "20310420 12:00"})
    assert windows_of_payload(repeated, FACTS, NOW) == [AROUND_20]
    evening = replace(FACTS, zone=ZoneInfo("Asia/Tokyo"))
    assert windows_of_payload(campaign(when="now"), evening, at(1, hour=16)) == [(day(1), day(3))]


def test_of_attempts_those_of_the_revision_are_looked_for() -> None:
    one = record(revision=1, tries=(denied(scheduled_on=at(20, 4)),))
    two = record(revision=2, tries=(denied(scheduled_on=at(25, 4)),))
    assert days_of_tries([one, two], 1, FACTS.zone) == [AROUND_20]


def index(**more: Any) -> Index:
    return index_of(Listing(**{"complete": True, **more}), more.pop("asked_at", None))


MISSING = (day(10), day(12))


@pytest.mark.parametrize(
    ("days", "covered"),
    [
        ([(day(7), day(9))], True),
        ([(day(8), day(10))], False),
        ([(day(12), day(14))], False),
        ([(day(13), day(15))], True),
        ([(day(11), day(11))], False),
        ([(day(5), day(20))], False),
        ([(day(1), day(2)), (day(10), day(10))], False),
        ([], True),
    ],
)
def test_a_listing_covers_the_days_that_it_does_not_lack(days: list[Window], covered: bool) -> None:
    assert index(complete=False, missing=(MISSING,)).covers(days) is covered
    assert not index(complete=False).covers(days), "which days are missing nobody knows"
    assert index(complete=False, missing=((day(30), day(30)), MISSING)).covers(days) is covered
    assert index(missing=(MISSING,)).covers(days)


@pytest.mark.breaks_the_promise
def test_a_listing_covers_no_days_that_nobody_asked_for() -> None:
    asked = index(asked=((day(3), day(9)), (day(13), day(20))))
    assert asked.covers([(day(3), day(9)), (day(14), day(15))])
    for first, last in ((2, 4), (8, 10), (10, 12), (9, 13), (20, 21)):
        assert not asked.covers([(day(4), day(5)), (day(first), day(last))])
    assert not index(asked=()).covers([(day(4), day(5))])


def test_a_run_that_goes_on_past_midnight_lists_the_new_day_too() -> None:
    first, second = with_today([TODAY], FACTS, at(2)), with_today([TODAY], FACTS, at(20, 4))
    assert first == [(day(31, 12, 2030), day(3))]
    assert second == [TODAY, AROUND_20]


def test_what_was_shown_on_these_days_must_be_shown_again() -> None:
    there = index(campaigns=(ListedCampaign(id=4, name="N", status="pending"),))
    shown = {"2031-01-09": (1,), "2031-01-10": (4, 9, 2), "2031-01-12": (3, 2), "2031-01-13": (5,)}
    assert there.lacks([MISSING], shown) == [2, 3, 9]
    assert there.lacks([], shown) == []


@pytest.mark.parametrize(
    ("ahead", "offset"), [(60, 0.0), (61, 61.0), (-60, 0.0), (-61, -61.0), (0, 0.0), (None, 0.0)]
)
def test_clocks_that_differ_by_more_than_a_minute_are_corrected(ahead: float | None, offset: float) -> None:
    """An answer takes its time, and its header is rounded."""
    told = NOW - timedelta(seconds=ahead) if ahead is not None else None
    assert index_of(Listing(complete=True, at=told), NOW).offset == offset
    assert index_of(Listing(complete=True, at=told)).offset == 0.0
    later = NOW + 300 * SECOND
    assert index_of(Listing(complete=True, at=told, between=(NOW, NOW)), later).offset == offset


@pytest.mark.parametrize(("seconds", "untimed"), [(60, False), (61, True)])
def test_an_answer_that_took_long_tells_no_time(seconds: int, untimed: bool) -> None:
    assert index(between=(NOW, NOW + seconds * SECOND)).is_untimed is untimed
    assert not index().is_untimed


KOLKATA = Facts(project="acme", environment="test", zone=ZoneInfo("Asia/Kolkata"))
ONE = campaign()
OTHER = campaign(content={"title": "T"})


def imported(*rows: tuple[int, str, str], payload: Any = ONE) -> Any:
    listed = [
        ListedCampaign(id=number, name=f"N #{marker}", status=status, scheduled_on=at(20))
        for number, marker, status in rows
    ]
    _, *found = first_records([payload], Listing(complete=True, campaigns=tuple(listed)), FACTS, "L")
    return found[0] if found else None


def marked(attempt: int = 1, payload: Any = ONE) -> str:
    return marker_for(FACTS, "one", payload, attempt)


def test_what_is_imported_is_told_as_the_spec_says_where_it_is_that_very_payload() -> None:
    found = imported((5, marked(ATTEMPTS), "pending"))
    assert (found["id"], found["attempt"], found["digest"]) == (5, ATTEMPTS, ONE.digest)
    assert (found["payload"], found["scheduled_on"]) == (ONE.body, "2031-02-01T09:30:00Z")


@pytest.mark.parametrize("marker", [marked(ATTEMPTS + 1), marked(1, OTHER)])
def test_of_another_payload_only_the_listing_is_believed(marker: str) -> None:
    repeated = campaign(when={"type": "recurring", "start_time": "20310202 09:30"})
    found = imported((5, marker, "pending"), payload=repeated)
    assert (found["digest"], found["payload"], found["attempt"]) == ("", None, ATTEMPTS)
    assert (found["scheduled_on"], found.get("recurring", False)) == ("2031-01-20T12:00:00Z", False)


def test_a_recurring_one_is_imported_as_such() -> None:
    repeated = campaign(
        when={"type": "recurring", "start_time": "20310202 09:30", "delivery_timezone": "user"}
    )
    found = imported((5, marked(1, repeated), "running"), payload=repeated)
    assert (found["recurring"], found["user_zone"]) == (True, True)


CHOSEN: list[tuple[str, list[tuple[int, str, str]], int, str, list[int]]] = [
    ("the live one", [(6, marked(1), "stopped"), (5, marked(2), "pending")], 5, "scheduled", []),
    ("the newest of those that are stopped", [(6, marked(1), "stopped"), (5, marked(2), "stopped")], 6, "stopped", []),
    ("the newest of the live", [(5, marked(1), "running"), (6, marked(2), "completed")], 6, "sent", [5]),
    ("a status that nobody knows", [(5, marked(1), "dreaming")], 5, "running", []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "number", "status", "strays"), [row[1:] for row in CHOSEN], ids=[row[0] for row in CHOSEN]
)
def test_of_several_one_is_imported(
    rows: list[tuple[int, str, str]], number: int, status: str, strays: list[int]
) -> None:
    found = imported(*rows)
    assert (found["id"], found["status"], list(found.get("strays", []))) == (number, status, strays)
    assert list(found["markers"]) == [marker for _, marker, _ in rows]


def test_the_highest_revision_that_is_listed_is_imported() -> None:
    two = campaign(revision=2)
    rows = [(5, marked(1), "completed"), (6, marked(1, two), "completed")]
    found = imported(*rows, payload=campaign(revision=3))
    assert (found["id"], found["revision"], list(found["markers"])) == (6, 2, [rows[1][1]])
    assert imported(*rows[1:], payload=ONE) is None, "a revision that the spec does not know yet"


def test_an_identity_send_is_never_taken_for_what_is_listed() -> None:
    marker = marker_for(FACTS, "letter", letter(), 1)
    assert imported((5, marker, "completed"), payload=letter()) is None
