"""When a payload goes out: each form of `when`, on each clock. Quiet hours, margins and listings rest on it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ctc.payloads.payload import Payload, payload_of
from ctc.plans.facts import Facts
from ctc.plans.schedule import (
    NOW,
    Schedule,
    margin_breach,
    moment_in,
    sayable,
    schedule_of,
    whole_minute,
    written_in,
)
from ctc.state.record import Record, Status

KOLKATA = ZoneInfo("Asia/Kolkata")


def payload(when: Any, endpoint: str = "/1/targets/create.json") -> Payload:
    body = {"name": "N", "target_mode": "push", "when": when} if when is not None else {"name": "N"}
    return payload_of(
        body,
        address="one",
        revision=1,
        channel="push",
        variant="push",
        endpoint=endpoint,
        file="campaigns/one.yaml",
        line=1,
    )


def at(text: str) -> datetime:
    return datetime.strptime(f"2031-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)


def several(*texts: str, **more: bool) -> Schedule:
    moments = tuple(at(text) for text in texts)
    return Schedule(at=moments[0], last=moments[-1], moments=moments, **more)


TIMES = ["20310116 23:30", "20310115 09:30"]
FORMS: list[tuple[Any, Schedule]] = [
    (None, NOW),
    ("now", NOW),
    ({"type": "now"}, NOW),
    ({"type": "now", "delivery_timezone": "user"}, Schedule(user_zone=True)),
    ({"type": "now", "delivery_date_time": "20310115 09:30"}, NOW),
    ("20310115 09:30", several("01-15 04:00")),
    ({"type": "later", "delivery_date_time": "20310115 09:30"}, several("01-15 04:00")),
    ({"type": "later", "delivery_date_time": TIMES}, several("01-15 04:00", "01-16 18:00")),
    (
        {"type": "later", "delivery_date_time": TIMES, "delivery_timezone": "user"},
        several("01-15 04:00", "01-16 18:00", user_zone=True),
    ),
    (
        {"type": "later", "delivery_date_time": TIMES, "delivery_timezone": "account"},
        several("01-15 04:00", "01-16 18:00"),
    ),
    (
        {"type": "recurring", "start_time": "20310115 09:30", "delivery_date_time": TIMES},
        several("01-15 04:00", recurring=True),
    ),
    (
        {"type": "recurring", "start_time": "20310115 09:30", "delivery_timezone": "user"},
        several("01-15 04:00", recurring=True, user_zone=True),
    ),
    ({"type": "recurring"}, Schedule(recurring=True)),
]


@pytest.mark.parametrize(("when", "expected"), FORMS, ids=[str(form) for form, _ in FORMS])
def test_each_form_of_when(when: Any, expected: Schedule) -> None:
    assert schedule_of(payload(when), KOLKATA) == expected


def test_an_identity_send_goes_out_at_once() -> None:
    assert schedule_of(payload("20310115 09:30", "/1/send/sms.json"), KOLKATA) == NOW


def test_the_first_of_the_users_own_clocks_is_fourteen_hours_ahead() -> None:
    """On Kiritimati it is 09:30 fourteen hours before UTC says so; no clock of a user is earlier."""
    own = {"type": "later", "delivery_date_time": ["20310115 09:30"], "delivery_timezone": "user"}
    told = schedule_of(payload(own), ZoneInfo("UTC"))
    assert told.first == datetime(2031, 1, 15, 9, 30, tzinfo=ZoneInfo("Pacific/Kiritimati"))
    assert schedule_of(payload("20310115 09:30"), KOLKATA).first == at("01-15 04:00")
    assert NOW.first is None


@pytest.mark.parametrize("seconds", [0, 1, 59])
def test_what_is_written_is_never_earlier_than_what_was_meant(seconds: int) -> None:
    moment = at("01-15 04:00") + timedelta(seconds=seconds)
    expected = at("01-15 04:01") if seconds else at("01-15 04:00")
    assert whole_minute(moment) == expected
    assert written_in(moment, KOLKATA) == ("20310115 09:31" if seconds else "20310115 09:30")


WRITTEN = r"[0-9]{4}[01][0-9][0-3][0-9] [0-2][0-9]:[0-6][0-9]|[0-9]{7,8} [0-9٣]{1,2}[:.][0-9]{1,2}"


@given(st.from_regex(WRITTEN, fullmatch=True))
def test_a_time_is_what_the_library_reads_in_it(text: str) -> None:
    try:
        expected = datetime.strptime(text, "%Y%m%d %H:%M").replace(tzinfo=KOLKATA).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        with pytest.raises(type(error)):
            moment_in(text, KOLKATA)
    else:
        assert moment_in(text, KOLKATA) == expected


MARGINS: list[tuple[str, str | None, dict[str, bool], str]] = [
    ("long before it begins", "01-15 12:00", {}, ""),
    ("just long enough before", "01-15 09:35", {}, ""),
    ("a minute too late", "01-15 09:34", {}, "it begins in less than 5m"),
    ("when it has begun", "01-15 09:30", {}, "it begins in less than 5m"),
    ("long after it began", "01-14 09:30", {}, "it begins in less than 5m"),
    ("what goes out at once", None, {}, ""),
    (
        "a recurring one, before its first time",
        "01-15 09:34",
        {"recurring": True},
        "it begins in less than 5m",
    ),
    ("a recurring one that has begun", "01-15 09:30", {"recurring": True}, ""),
    (
        "one on users' own clocks, as long before",
        "01-15 23:34",
        {"user_zone": True},
        "it begins in less than 14h 5m",
    ),
    ("one on users' own clocks, a day before", "01-16 09:35", {"user_zone": True}, ""),
]


@pytest.mark.parametrize(
    ("due", "more", "says"), [row[1:] for row in MARGINS], ids=[row[0] for row in MARGINS]
)
def test_a_stop_that_comes_too_near_to_what_it_stops(due: str | None, more: Any, says: str) -> None:
    facts = Facts(project="acme", environment="test", zone=KOLKATA, replace_margin=300.0)
    record = Record("one", Status.SCHEDULED, scheduled_on=at(due) if due else None, **more)
    found = margin_breach(record, facts, at("01-15 09:30"))
    assert found.partition(" (")[0] == says


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("10-25 23:59", "10-25 23:59"),
        ("10-26 00:00", "10-26 02:00"),
        ("10-26 01:59", "10-26 02:00"),
        ("10-26 02:00", "10-26 02:00"),
        ("03-30 01:00", "03-30 01:00"),
    ],
)
def test_a_lead_time_never_ends_in_an_hour_that_comes_twice(moment: str, said: str) -> None:
    """CleverTap might take the earlier one, and what should still be stoppable would go out at once."""
    assert sayable(at(moment), ZoneInfo("Europe/Berlin")) == at(said)


@given(
    moment=st.datetimes(datetime(2031, 1, 1), datetime(2031, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_what_a_lead_time_comes_to_is_read_as_the_same_moment(moment: datetime, zone: str) -> None:
    found = sayable(moment, ZoneInfo(zone))
    assert found >= moment
    assert moment_in(written_in(found, ZoneInfo(zone)), ZoneInfo(zone)) == found
