"""Which endpoint a body is for, by each sign that tells it: another one would send it to other people, or to nobody."""

from datetime import date
from typing import Any

import pytest

from ctc.payloads.clock import api_date, api_time, day_after, relative_day
from ctc.payloads.compiling import is_file_reference, stated_keys
from ctc.payloads.payload import payload_of
from ctc.payloads.segments import _is_name
from ctc.payloads.shapes import endpoint_of, is_query
from ctc.payloads.sugar import Departure, departure
from ctc.variants import CREATE
from ctc.zones import zone_of

TO: dict[str, Any] = {"to": {"Identity": ["a"]}}
BOTH = {"title": "a", "body": "b"}
SHAPES: list[tuple[dict[str, Any], str | None]] = [
    ({**TO, "content": {**BOTH, "sender_name": "x"}}, "/1/send/email.json"),
    ({**TO, "content": {**BOTH, "template_type": "x"}}, "/1/send/whatsapp.json"),
    ({**TO, "content": {**BOTH, "platform_specific": {"android": {}}}}, "/1/send/push.json"),
    ({**TO, "content": BOTH, "badge_icon": "x"}, "/1/send/push.json"),
    ({**TO, "content": {**BOTH, "platform_specific": {"safari": {}}}}, "/1/send/webpush.json"),
    ({**TO, "content": {**BOTH, "platform_specific": {"firefox": {}}}}, "/1/send/webpush.json"),
    ({**TO, "content": {**BOTH, "platform_specific": {"kaios": {}}}}, "/1/send/webpush.json"),
    ({**TO, "content": {**BOTH, "platform_specific": {"chrome": {}}}, "badge_id": 1}, None),
    ({**TO, "content": {**BOTH, "platform_specific": ["ios"]}}, None),
    ({**TO, "content": {"title": "a"}}, None),
    ({**TO, "content": {"bdoy": "a"}}, None),
    ({**TO, "content": BOTH, "target_mode": "Email"}, "/1/send/email.json"),
    ({**TO, "content": {"subject": "x"}, "target_mode": "sms"}, "/1/send/sms.json"),
    ({**TO, "content": {"subject": "x"}, "target_mode": "fax"}, "/1/send/email.json"),
    ({**TO, "ExternalTrigger": {}, "campaign_id": 1}, "/1/send/externaltrigger.json"),
    ({" TO ": {"Identity": ["a"]}, "content": {"body": "x"}, "name": "a"}, "/1/send/sms.json"),
    ({"to": "all", "content": {"body": "x"}}, "/1/send/sms.json"),
    ({"to": "2025-01-01", "name": "a"}, CREATE),
    ({"to": 20250101, "when": "now"}, CREATE),
    ({"to": 5, "content": {"body": "x"}}, None),
    ({"segment": 5}, CREATE),
    ({"target_mode": "x"}, CREATE),
    ({"content": {"body": "x"}}, None),
]


@pytest.mark.parametrize(("body", "endpoint"), SHAPES, ids=[str(n) for n in range(len(SHAPES))])
def test_which_endpoint_a_body_is_for(body: dict[str, Any], endpoint: str | None) -> None:
    assert endpoint_of(body) == endpoint


EVERY_KEY = ["advanced_query", "common_profile_properties", "event_name", "event_properties", "from", "to"]


@pytest.mark.parametrize(
    ("body", "query"),
    [
        ({}, False),
        ({"advanced_query": {}}, True),
        ({"event_name": "E", "from": 20250101, "to": 20250102}, True),
        ({"event_name": "E", "to": "20250102"}, True),
        (dict.fromkeys(EVERY_KEY, 20250102), True),
        ({"event_name": "E", "to": {"Identity": ["a"]}}, False),
        ({"event_name": "E", "to": ["a"]}, False),
        ({"common_profile_properties": {}, "event_properties": []}, True),
        ({"event_name": "E", "name": "a"}, False),
    ],
)
def test_an_audience_alone_is_no_body(body: dict[str, Any], query: bool) -> None:
    assert is_query(body) is query


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("vip", True),
        ("all", False),
        (" 5 ", False),
        ("", False),
        (" ", False),
        (5, False),
        ("All", True),
        (None, False),
    ],
)
def test_what_names_a_segment(value: Any, name: bool) -> None:
    assert _is_name(value) is name


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("today", 0), ("yesterday", -1), ("7 days ago", -7), ("1 day ago", -1), ("in 3 days", 3), ("in 1 day", 1),
        (" today ", 0), ("0 days ago", 0), ("9999 days ago", -9999), ("10000 days ago", None), ("tomorrow", None),
        ("in -1 days", None), ("٣ days ago", None),
    ],
)  # fmt: skip
def test_days_in_words(text: str, days: int | None) -> None:
    assert relative_day(text) == days
    assert days is None or abs(days) > 5 or day_after(date(2031, 1, 3), days) == f"{20310103 + days}"


AS_OF = date(2031, 5, 5)
DAY, NOW, MANY = Departure(date(2031, 1, 2)), Departure(AS_OF, is_now=True), Departure(AS_OF, is_many=True)
WHENS: list[tuple[Any, Departure]] = [
    ("20310102 09:30", DAY),
    ("now", NOW),
    ("20311302 09:30", NOW),
    ("", NOW),
    (None, NOW),
    (["20310102 09:30"], NOW),
    ({"type": "later", "delivery_date_time": "20310102 09:30"}, DAY),
    ({"type": "later", "delivery_date_time": ["20310102 09:30"]}, DAY),
    ({"type": "later", "delivery_date_time": ["20310102 09:30", "20310103 09:30"]}, MANY),
    ({"type": "later", "delivery_date_time": []}, NOW),
    ({"type": "later", "delivery_date_time": [5]}, NOW),
    ({"type": "recurring"}, MANY),
    ({"repeat_type": None, "delivery_date_time": "20310102 09:30"}, MANY),
]


@pytest.mark.parametrize(("when", "found"), WHENS, ids=[str(when) for when, _ in WHENS])
def test_the_day_that_it_goes_out_on(when: Any, found: Departure) -> None:
    assert departure(when, AS_OF) == found


BERLIN = zone_of("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("20310330 02:30x", None),
        ("20319999 99:99", "20319999 99:99"),
        ("2031-07-01T12:00-00:30", "20310701 14:30"),
        ("2031-07-01 12:00:00,0", "20310701 12:00"),
        ("2031-07-01t12:00z", "20310701 14:00"),
        ("0999-07-01 12:00", "09990701 12:00"),
        ("0999-07-01T12:00[UTC]", "09990701 12:53"),
        ("2031-03-30 01:59", "20310330 01:59"),
        ("2031-03-30 03:00", "20310330 03:00"),
        ("2031-10-26 01:59", "20311026 01:59"),
        ("2031-10-26 03:00", "20311026 03:00"),
        ("9999-12-31 23:59", "99991231 23:59"),
        ("0001-01-01 00:00", "00010101 00:00"),
    ],
)
def test_a_time_is_sent_as_the_account_s_clock_shows_it(text: str, sent: str | None) -> None:
    assert api_time(text, BERLIN) == sent


def test_a_day_is_eight_digits() -> None:
    assert [api_date("2031-01-02"), api_date("20310102"), api_date("2031-1-2")] == ["20310102", None, None]


def test_what_a_document_states() -> None:
    said = {"a": "x", "b": " ", "c": [], "d": 0, "e": None, "f": {"g": 1}, "h": [0], "i": True}
    assert stated_keys(said) == ("a", "f", "h", "i")
    assert stated_keys([said]) == ()
    assert [is_file_reference(one) for one in ({"file": 1}, {"column": 1}, ["file"], "file")] == [
        True,
        False,
        False,
        False,
    ]


def test_a_payload_says_what_its_body_says() -> None:
    more: dict[str, Any] = {"address": "a", "revision": 1, "channel": "c", "variant": "v", "endpoint": CREATE}
    content = {"title": "four", "body": "seven77", "subject": 5, "other": "x" * 99}
    made = payload_of({"when": "now", "content": content, "estimate_only": True}, line=7, **more)
    assert (made.when, made.is_estimate, made.length, made.line, made.is_send) == ("now", True, 11, 7, False)
    assert made.audience
    assert payload_of({"content": "text"}, **more).length == 0
    assert not payload_of({"estimate_only": "yes"}, **more).is_estimate
    send = payload_of({"to": {}}, **{**more, "endpoint": "/1/send/sms.json"})
    assert (send.audience, send.is_send) == ("", True)
