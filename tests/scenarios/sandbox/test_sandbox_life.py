"""The life of a campaign by the clock: listing, stop, result; and the identity sends."""

import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from ctc.sandbox.embedded import running
from ctc.sandbox.settings import SandboxSettings

HEADERS = {
    "X-CleverTap-Account-Id": "sandbox",
    "X-CleverTap-Passcode": "sandbox",
    "Content-Type": "application/json",
}
LIST = "/1/targets/list.json"
STOP = "/1/targets/stop.json"
RESULT = "/1/targets/result.json"


def status_of(client: Any, campaign_id: int) -> str:
    found = [target["status"] for target in client.listing() if target["id"] == campaign_id]
    assert len(found) == 1
    return found[0]


def test_a_campaign_runs_and_completes_by_the_clock(client: Any) -> None:
    campaign_id = client.create()[1]["id"]
    assert status_of(client, campaign_id) == "running"
    assert client.post(RESULT, {"id": campaign_id}) == (
        409,
        {"status": "fail", "error": "Campaign is running"},
    )
    client.advance(61)
    assert status_of(client, campaign_id) == "completed"
    assert client.post(RESULT, {"id": campaign_id})[1] == {
        "status": "success",
        "result": {"sent": 12, "clicked": 0},
    }
    assert client.post(STOP, {"id": campaign_id})[1]["error"] == "Campaign is already completed"


def test_every_answer_says_what_time_it_is_by_its_own_clock(client: Any) -> None:
    """As CleverTap's does: without it nobody knows whether a request is young or old."""
    client.advance(3600)
    for path in (LIST, STOP, "/nowhere"):
        asked = urllib.request.Request(client.url + path, b"{}", HEADERS)
        try:
            answer = urllib.request.urlopen(asked, timeout=30)
        except urllib.error.HTTPError as error:
            answer = error
        told = parsedate_to_datetime(answer.headers["Date"])
        answer.close()
        assert timedelta(minutes=59) < told - datetime.now(UTC) < timedelta(minutes=61)


def test_a_scheduled_campaign_waits_and_can_be_stopped_for_good(client: Any) -> None:
    campaign_id = client.create(when="20990105 09:30")[1]["id"]
    assert status_of(client, campaign_id) == "pending"
    assert client.post(STOP, {"id": campaign_id}) == (200, {"status": "success"})
    assert client.post(STOP, {"id": campaign_id}) == (200, {"status": "success"})
    assert status_of(client, campaign_id) == "stopped"
    assert client.post(RESULT, {"id": campaign_id})[1]["result"] == {"sent": 0, "clicked": 0}


def test_the_listing_window_holds_both_its_days_in_the_account_s_zone(
    tmp_path: Path, people: Path, connect: Any
) -> None:
    with running(tmp_path, load=people, settings=SandboxSettings(timezone="Asia/Kolkata")) as url:
        client = connect(url)
        client.create(when="20990105 00:10")
        (target,) = client.listing(20990105, 20990105)
        assert target["scheduled_on"] == 209901050010
        assert client.listing(20990104, 20990104) == []
        assert client.listing(20990106, 20990107) == []


@pytest.mark.parametrize(
    ("when", "statuses"),
    [
        ({"type": "now"}, ["running", "completed", "completed"]),
        ({"type": "later", "delivery_date_time": "20990101 10:00"}, ["pending"] * 3),
        ({"type": "later", "delivery_date_time": ["20990101 10:00"]}, ["pending"] * 3),
        ({"type": "recurring", "start_time": "20990101 10:00", "repeat_type": "day"}, ["pending"] * 3),
    ],
)
def test_when_as_an_object(client: Any, when: dict[str, Any], statuses: list[str]) -> None:
    campaign_id = client.create(when=when)[1]["id"]
    seen = []
    for _ in statuses:
        seen.append(status_of(client, campaign_id))
        client.advance(61)
    assert seen == statuses


def test_a_draft_never_starts(client: Any) -> None:
    campaign_id = client.create(draft=True)[1]["id"]
    client.advance(3600)
    assert status_of(client, campaign_id) == "pending"


def test_sends_are_queued_and_not_listed(client: Any) -> None:
    contents: dict[str, dict[str, str]] = {
        "push": {"title": "t", "body": "b"},
        "webpush": {"title": "t", "body": "b"},
        "email": {"subject": "s", "body": "b", "sender_name": "n"},
        "sms": {"body": "b"},
        "whatsapp": {"template_name": "a:b"},
    }
    for channel, content in contents.items():
        queued = {"status": "success", "message": "Added to queue for processing"}
        assert client.send(channel, content=content) == (200, queued)
    assert client.listing() == []
    assert client.accepted() == {"send": 5}
