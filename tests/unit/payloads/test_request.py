"""The two places in which a request differs from its payload."""

import json
import re
from typing import Any

import pytest

from ctc.payloads.request import (
    identity_of,
    marker_of,
    request_value,
    send_body,
    split_marker,
)
from tests.specs_by_hand import compiled

SMS = {
    "name": "Größe #1",
    "target_mode": "sms",
    "when": "now",
    "where": {"event_name": "Charged"},
    "content": {"body": "Hi"},
}
IDENTITY: dict[str, Any] = {"project": "acme", "environment": "production", "address": "a[en]", "revision": 2}


def test_a_marker_is_stable_and_frozen() -> None:
    """These letters stand in accounts and journals: a change would orphan what was sent."""
    assert marker_of(**IDENTITY, digest="0" * 64) == "iuaqnybx-7bsr"
    assert identity_of("acme", "production", "a[en]", 2) == "iuaqnybx"


@pytest.mark.parametrize(
    "change",
    [
        {"project": "b"},
        {"environment": "b"},
        {"address": "b"},
        {"revision": 3},
        {"digest": "1" * 64},
        {"attempt": 2},
    ],
)
def test_every_part_counts(change: Any) -> None:
    fields = IDENTITY | {"digest": "0" * 64}
    before, after = marker_of(**fields), marker_of(**(fields | change))
    assert re.fullmatch("[a-z2-7]{8}-[a-z2-7]{4}", after)
    same_identity = before[:8] == after[:8]
    assert same_identity == (not change.keys() & IDENTITY.keys())
    assert before != after


def test_parts_do_not_run_into_one_another() -> None:
    assert identity_of("a", "bc", "d", 1) != identity_of("ab", "c", "d", 1)


def test_a_marked_name_comes_apart_again() -> None:
    marker = marker_of(**IDENTITY, digest="0" * 64)
    for name in ("Price drop", "", " ", "two\nlines", "ends in #abcdefgh-abcd", "#"):
        parts = split_marker(f"{name} #{marker}")
        assert parts is not None
        assert (parts.name, f"{parts.identity}-{parts.digest}") == (name, marker)
    for name in ("Price drop", "Price drop #1", "x#abcdefgh-abcd", "x #abcdefgh-abc", "x #abcdefgh-abc1"):
        assert split_marker(name) is None
    for name in ("x #abcdefgh-abcd ", "x #abcdefgh-abcd\r\n", "X #ABCDEFGH-ABCD"):
        assert split_marker(name) == split_marker(name[0] + " #abcdefgh-abcd")


def test_the_request_differs_in_two_places_alone(make_spec: Any) -> None:
    payload = compiled(make_spec(SMS), SMS)
    assert request_value(payload, marker=None, when=None) == payload.body
    marked: Any = request_value(payload, marker="abcdefgh-abcd", when="20310115 09:30")
    assert marked == SMS | {"name": "Größe #1 #abcdefgh-abcd", "when": "20310115 09:30"}
    assert payload.body == SMS
    assert request_value(payload, marker="abcdefgh-abcd", when=None) == SMS | {
        "name": "Größe #1 #abcdefgh-abcd"
    }


def test_a_lead_time_in_the_object_form(make_spec: Any) -> None:
    body = SMS | {"when": {"type": "now", "campaign_cutoff": "22:00"}}
    value: Any = request_value(compiled(make_spec(body), body), when="20310115 09:30", marker=None)
    assert value["when"] == {
        "type": "later",
        "campaign_cutoff": "22:00",
        "delivery_date_time": ["20310115 09:30"],
    }


def test_no_other_place_is_ever_touched(make_spec: Any) -> None:
    scheduled = SMS | {"when": "20310115 09:30"}
    with pytest.raises(ValueError, match=r"^price-drop: is not sent now, so no lead time applies$"):
        request_value(compiled(make_spec(scheduled), scheduled), when="20310116 09:30", marker=None)
    message = {"channel": "sms", "to": {"Identity": ["a"]}, "content": {"body": "Hi"}}
    send = compiled(make_spec(message, kind="message"), message)
    with pytest.raises(ValueError, match=r"^price-drop: has no name to mark$"):
        request_value(send, marker="abcdefgh-abcd", when=None)
    with pytest.raises(ValueError, match=r"^price-drop: is not an identity send$"):
        send_body(compiled(make_spec(SMS), SMS), {})
    assert json.loads(send_body(send, {"Email": ("b", "c")})) == {
        "to": {"Email": ["b", "c"]},
        "content": {"body": "Hi"},
    }
