"""Every fault, over a real connection: what the client sees, and what the sandbox had accepted."""

import http.client
import json
from typing import Any

import pytest

LOST = (ConnectionResetError, http.client.RemoteDisconnected)


@pytest.mark.parametrize("fault", ["drop-after-accept", "reset-before-accept"])
@pytest.mark.parametrize("kind", ["create", "send"])
def test_a_broken_connection(client: Any, fault: str, kind: str) -> None:
    client.faults(fault)
    with pytest.raises(LOST):
        getattr(client, kind)()
    assert client.accepted() == ({kind: 1} if fault == "drop-after-accept" else {})


def test_a_truncated_answer(client: Any) -> None:
    client.faults("truncate")
    with pytest.raises(http.client.IncompleteRead):
        client.create()
    assert client.accepted() == {"create": 1}


@pytest.mark.parametrize(
    ("fault", "status", "accepted"),
    [
        ("5xx-after-accept", 500, 1),
        ("5xx-after-accept:502", 502, 1),
        ("89-after-accept", 200, 1),
        ("late-answer:0.1", 200, 1),
        ("no-id", 200, 1),
        ("latency:10", 200, 1),
        ("5xx-before-accept", 503, 0),
        ("refuse", 400, 0),
        ("refuse:403", 403, 0),
        ("fail-200", 200, 0),
        ("429", 429, 0),
    ],
)
def test_an_answer_with_a_fault(client: Any, fault: str, status: int, accepted: int) -> None:
    client.faults(fault)
    got, answer = client.create()
    assert (got, client.accepted().get("create", 0)) == (status, accepted)
    assert ("id" in answer) == (fault in {"late-answer:0.1", "latency:10"})
    if accepted:
        assert [row["fault"] for row in client.log()["requests"]] == [fault]


@pytest.mark.parametrize("fault", ["garbage", "redirect-after-accept"])
def test_an_answer_that_is_no_json(client: Any, fault: str) -> None:
    client.faults(fault)
    with pytest.raises(json.JSONDecodeError):
        client.create()
    assert client.accepted() == {"create": 1}


def test_a_send_without_its_message(client: Any) -> None:
    client.faults("no-id")
    assert client.send() == (200, {"status": "success"})


def test_which_requests_a_fault_concerns(client: Any) -> None:
    client.faults("429:2", "5xx-after-accept@4", "refuse@5-")
    assert [client.create()[0] for _ in range(6)] == [429, 429, 200, 500, 400, 400]
    client.faults("429@2")
    assert [client.create()[0] for _ in range(3)] == [200, 429, 200]


def test_a_fault_of_one_endpoint(client: Any) -> None:
    campaign_id = client.create(when="20990101 10:00")[1]["id"]
    client.faults("5xx-after-accept/stop", "429/result")
    assert client.create()[0] == 200
    assert client.post("/1/targets/stop.json", {"id": campaign_id})[0] == 500
    assert client.listing(20990101)[0]["status"] == "stopped"
    assert client.post("/1/targets/result.json", {"id": campaign_id})[0] == 429
    client.faults()
    assert client.post("/1/targets/result.json", {"id": campaign_id})[0] == 200


def test_a_listing_that_lags(client: Any) -> None:
    client.faults("list-lag:60")
    client.create()
    assert client.listing() == []
    client.advance(61)
    assert len(client.listing()) == 1


def test_a_listing_that_is_cut_without_a_word(client: Any) -> None:
    client.create()
    client.faults("list-cut")
    assert client.listing() == []


def test_a_create_that_says_whom_it_reaches(client: Any) -> None:
    client.faults("reaches@1")
    assert [client.create()[1]["estimates"] == {"sms": 400_005} for _ in range(2)] == [True, False]


def test_an_unknown_fault_is_refused_and_the_old_ones_stay(client: Any) -> None:
    client.faults("429")
    status, answer = client.post("/sandbox/faults.json", {"faults": ["drop-after-acept"]})
    assert (status, answer["error"]) == (
        400,
        "unknown fault 'drop-after-acept': did you mean 'drop-after-accept'?",
    )
    assert client.create()[0] == 429


def test_the_controls_refuse_other_pages_and_wrong_bodies(client: Any) -> None:
    foreign = {"Origin": "http://evil.example"}
    assert client.post("/sandbox/faults.json", {"faults": ["429"]}, **foreign)[0] == 403
    assert client.post("/sandbox/clock.json", {"advance": 5}, Sec_Fetch_Site="cross-site")[0] == 403
    for body in ({}, {"faults": "429"}, {"faults": [1]}, b"no", b"[]"):
        assert client.post("/sandbox/faults.json", body)[0] == 400
    for body in ({}, {"advance": -1}, {"advance": True}, {"advance": 1e18}):
        assert client.post("/sandbox/clock.json", body)[0] == 400
    assert client.create()[0] == 200
    assert client.request("GET", "/sandbox/log.json?after=x")[0] == 400
