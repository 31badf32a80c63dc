"""Dates and times as people write them."""

import copy
from datetime import date
from typing import Any

import pytest

from ctc.payloads.sugar import desugared

DAY = date(2030, 1, 1)


def desugar(spec: Any, zone: str) -> tuple[Any, Any]:
    return desugared(spec, zone, DAY)[:2]


def _when(make_spec: Any, when: Any, zone: str = "Asia/Kolkata") -> tuple[Any, list[str]]:
    body, found = desugar(make_spec({"when": when}), zone)
    return body["when"], [d.code for d in found]


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("now", "now"),
        ("20310115 09:30", "20310115 09:30"),
        ("2031-01-15 09:30", "20310115 09:30"),
        ("2031-01-15T09:30", "20310115 09:30"),
        ("2031-01-15T09:30:00", "20310115 09:30"),
        ("2031-01-15 09:30:00.000", "20310115 09:30"),
        ("2031-01-15T04:00Z", "20310115 09:30"),
        ("2031-01-15T04:00:00z", "20310115 09:30"),
        ("2031-01-15T20:30:00+02:00", "20310116 00:00"),
        ("2031-01-15T20:30:00+0200", "20310116 00:00"),
        ("2031-01-14T20:00:00-08:00", "20310115 09:30"),
        ("2031-01-15 04:00 +00:00", "20310115 09:30"),
        ("2031-01-14T20:00-08", "20310115 09:30"),
        ("2031-01-15T05:00+01[Europe/Berlin]", "20310115 09:30"),
        ("2031-01-15T05:00[Europe/Berlin]", "20310115 09:30"),
        ("2031-01-15T04:59+00:59", "20310115 09:30"),
        ("2031-01-16T03:00+23:00", "20310115 09:30"),
        ("2031-01-15T05:00+01:00[Europe/Berlin]", "20310115 09:30"),
    ],
)
def test_forms_of_when(make_spec: Any, written: str, sent: str) -> None:
    assert _when(make_spec, written) == (sent, [])


@pytest.mark.parametrize(
    "written",
    ["tomorrow", "NOW", "20310115", "2031-01-15", "2031-1-15 9:30", 20310115, None, "", "٢٠٣١-٠١-١٥ ٠٩:٣٠"],
)
def test_what_is_not_sugar_stays_for_the_schema(make_spec: Any, written: Any) -> None:
    assert _when(make_spec, written) == (written, [])


@pytest.mark.parametrize(
    ("written", "zone", "code"),
    [
        ("2031-02-30 09:30", "UTC", "CTC341"),
        ("2031-01-15 24:00", "UTC", "CTC341"),
        ("2031-01-15T09:30+24:00", "UTC", "CTC341"),
        ("2031-01-15T09:30+05:60", "UTC", "CTC341"),
        ("0001-01-01T00:00+05:00", "UTC", "CTC341"),
        ("9999-12-31T23:59-05:00", "UTC", "CTC341"),
        ("2031-01-15 09:30:01", "UTC", "CTC342"),
        ("2031-01-15 09:30:00.5", "UTC", "CTC342"),
        ("2031-03-30 02:30", "Europe/Berlin", "CTC343"),
        ("20310330 02:30", "Europe/Berlin", "CTC343"),
        ("2031-10-26 02:30", "Europe/Berlin", "CTC344"),
        ("2031-10-26T02:30+02:00", "Europe/Berlin", "CTC344"),
        ("2031-10-26T02:30[Europe/Berlin]", "UTC", "CTC344"),
        ("2031-01-15T09:30[Europe/Berlni]", "UTC", "CTC345"),
        ("2031-01-15T09:30+05:00[Europe/Berlin]", "UTC", "CTC345"),
    ],
)
def test_times_that_cannot_be_sent(make_spec: Any, written: str, zone: str, code: str) -> None:
    value, codes = _when(make_spec, written, zone)
    assert (value, codes) == (written, [code])


LATER = "2031-01-15 09:30"


@pytest.mark.parametrize(
    ("when", "day", "is_of_a_day"),
    [
        ({}, 20291225, True),
        ({"when": "now"}, 20291225, True),
        ({"when": 5}, 20291225, True),
        ({"when": {"type": "now"}}, 20291225, True),
        ({"when": {"type": "later", "delivery_date_time": []}}, 20291225, True),
        ({"when": {"type": "later", "delivery_date_time": "soon"}}, 20291225, True),
        ({"when": LATER}, 20310108, False),
        ({"when": {"type": "later", "delivery_date_time": LATER}}, 20310108, False),
        ({"when": {"type": "later", "delivery_date_time": [LATER]}}, 20310108, False),
    ],
)
def test_a_day_is_counted_from_the_one_that_it_goes_out_on(
    make_spec: Any, when: Any, day: int, is_of_a_day: bool
) -> None:
    """A plan of a day that is applied on another one sends to other people: that it is one is told."""
    made = desugared(make_spec({**when, "where": {"from": "7 days ago"}}), "UTC", date(2030, 1, 1))
    assert (made.body["where"], made.problems) == ({"from": day}, ())
    assert made.is_of_a_day is is_of_a_day


@pytest.mark.parametrize(
    "when",
    [
        {"type": "later", "delivery_date_time": [LATER, LATER]},
        {"type": "recurring", "start_time": LATER},
        {"type": "later", "delivery_date_time": LATER, "repeat_type": "daily"},
    ],
)
def test_of_several_days_none_is_counted_from(make_spec: Any, when: Any) -> None:
    made = desugared(make_spec({"when": when, "where": {"from": "today"}}), "UTC", date(2030, 1, 1))
    assert [found.code for found in made.problems] == ["CTC381"]
    assert made.body["where"] == {"from": "today"}


def test_a_day_before_the_first_is_a_finding(make_spec: Any) -> None:
    body, found = desugar(make_spec({"when": "0001-01-05 09:30", "where": {"from": "7 days ago"}}), "UTC")
    assert [d.code for d in found] == ["CTC340"]
    assert body["where"] == {"from": "7 days ago"}


def test_the_finding_stands_at_the_value(make_spec: Any) -> None:
    _, (found,) = desugar(make_spec({"where": {"from": "2025-02-30"}}), "UTC")
    assert (found.code, found.path, found.line, found.column) == ("CTC340", "/campaign/where/from", 4, 6)
    assert found.hint


def test_dates_become_integers_wherever_the_api_has_integers(make_spec: Any) -> None:
    event = {"event_name": "Charged", "from": "2025-09-01", "to": "2025-09-30"}
    sent = {"event_name": "Charged", "from": 20250901, "to": 20250930}
    body = {
        "name": "2025-09-01",
        "where": {
            "from": "2025-09-01",
            "to": 20250930,
            "common_profile_properties": {"profile_fields": [{"name": "Born", "value": "2025-09-01"}]},
            "advanced_query": {"did_all": [event], "did_any": {"any_events": [event]}, "did_none": [event]},
        },
        "content": {"title": "2025-09-01", "body": "2031-01-15 09:30"},
    }
    written = copy.deepcopy(body)
    result, found = desugar(make_spec(body), "UTC")
    assert found == ()
    assert body == written
    expected: Any = copy.deepcopy(body)
    expected["where"]["from"] = 20250901
    expected["where"]["advanced_query"] = {
        "did_all": [sent],
        "did_any": {"any_events": [sent]},
        "did_none": [sent],
    }
    assert result == expected


def test_numbers_written_as_strings_stay_strings(make_spec: Any) -> None:
    assert desugar(make_spec({"where": {"from": "20250901"}}), "UTC") == ({"where": {"from": "20250901"}}, ())


def test_the_object_form_of_when_keeps_its_strings(make_spec: Any) -> None:
    when = {
        "type": "recurring",
        "delivery_date_time": ["2031-01-15 09:30", "20310116 09:30"],
        "start_time": "2031-01-15T04:00Z",
        "end_by_date": "2031-02-15",
    }
    assert _when(make_spec, when) == (
        {
            "type": "recurring",
            "delivery_date_time": ["20310115 09:30", "20310116 09:30"],
            "start_time": "20310115 09:30",
            "end_by_date": "20310215",
        },
        [],
    )
    assert _when(make_spec, {"delivery_date_time": "2031-01-15 09:30"}) == (
        {"delivery_date_time": "20310115 09:30"},
        [],
    )


def test_users_own_clocks_are_not_converted(make_spec: Any) -> None:
    skipped = {"delivery_timezone": "user", "delivery_date_time": ["2031-03-30 02:30"]}
    value, codes = _when(make_spec, skipped, "Europe/Berlin")
    assert (value["delivery_date_time"], codes) == (["20310330 02:30"], [])
    offset = {"delivery_timezone": "user", "delivery_date_time": ["2031-03-30T02:30Z"]}
    assert _when(make_spec, offset)[1] == ["CTC345"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"where": "2025-09-01"},
        {"where": {"advanced_query": ["2025-09-01"]}},
        {"where": {"advanced_query": {"did_all": {"from": "2025-09-01"}, "did_any": [None, 3]}}},
        {"when": ["2031-01-15 09:30"]},
        {"when": {"delivery_date_time": [None, 4]}},
    ],
)
def test_wrong_shapes_pass_untouched(make_spec: Any, body: Any) -> None:
    assert desugar(make_spec(body), "UTC") == (body, ())


def test_a_message_has_no_sugar(make_spec: Any) -> None:
    body = {"when": "2031-01-15 09:30", "content": {"body": "2025-09-01"}}
    assert desugar(make_spec(body, kind="message"), "UTC") == (body, ())
