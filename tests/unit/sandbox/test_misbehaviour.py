"""What each fault makes of one request: whether it was accepted all the same, and what is answered."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.requests import Request

from ctc.sandbox import mischief
from ctc.sandbox.answer import success
from ctc.sandbox.faults import FaultError, parse_fault

TRUE = {"status": "success", "id": 7, "message": "m", "targets": [1]}
BROKEN = "Internal server error"
REFUSED = "Refused by the sandbox's fault"


def answered(
    texts: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[list[float], list[float], int, bytes]:
    """The lags with which it was acted, the seconds that were waited, the status and the body."""
    acted: list[float] = []
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    def act(lag: float) -> Any:
        acted.append(lag)
        return success(**{key: value for key, value in TRUE.items() if key != "status"})

    monkeypatch.setattr(mischief.asyncio, "sleep", sleep)
    fired = tuple(map(parse_fault, texts))
    request = Request({"type": "http", "method": "POST", "headers": []})
    with ThreadPoolExecutor(1) as pool:
        found = pool.submit(asyncio.run, mischief.misbehave(fired, request, act)).result()
    return acted, slept, found.status_code, bytes(found.body)


def failed(error: str, **more: Any) -> dict[str, Any]:
    return {"status": "fail", "error": error, **more}


REFUSALS: list[tuple[str, int, dict[str, Any]]] = [
    ("429", 429, failed("Too many concurrent requests")),
    ("5xx-before-accept", 503, failed("Service unavailable")),
    ("5xx-before-accept:502", 502, failed("Service unavailable")),
    ("refuse", 400, failed(REFUSED)),
    ("refuse:403", 403, failed(REFUSED)),
    ("fail-200", 200, failed(REFUSED)),
    ("list-broken", 500, failed(BROKEN)),
    ("list-broken:status", 500, failed(BROKEN)),
    ("list-broken:fail", 200, failed("Unable to list campaigns")),
    ("list-broken:missing", 200, {"status": "success"}),
    ("list-broken:garbled", 200, {"status": "success", "targets": [{"scheduled_on": "soon"}]}),
]


@pytest.mark.parametrize(("text", "status", "body"), REFUSALS)
def test_in_the_place_of_an_answer_nothing_is_accepted(
    text: str, status: int, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    acted, _, code, raw = answered([text, "no-id"], monkeypatch)
    assert (acted, code, mischief.json.loads(raw)) == ([], status, body)


SPOILT: list[tuple[str, int, dict[str, Any]]] = [
    ("5xx-after-accept", 500, failed(BROKEN)),
    ("5xx-after-accept:504", 504, failed(BROKEN)),
    ("89-after-accept", 200, failed("Unexpected error, please try again", code=89)),
    ("no-id", 200, {"status": "success", "targets": [1]}),
    ("reaches", 200, {**TRUE, "estimates": {"sms": 400_005}}),
    ("reaches:9", 200, {**TRUE, "estimates": {"sms": 9}}),
    ("list-cut", 200, {**TRUE, "targets": []}),
    ("latency", 200, TRUE),
    ("late-answer", 200, TRUE),
    ("list-lag", 200, TRUE),
]


@pytest.mark.parametrize(("text", "status", "body"), SPOILT)
def test_behind_an_answer_it_was_accepted_once(
    text: str, status: int, body: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    acted, _, code, raw = answered([text], monkeypatch)
    assert (acted, code, mischief.json.loads(raw)) == ([60.0 if text == "list-lag" else 0.0], status, body)


def test_an_answer_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    assert answered(["redirect-after-accept"], monkeypatch)[2:] == (302, b"")
    acted, _, code, raw = answered(["garbage"], monkeypatch)
    assert (acted, code, raw.startswith(b"<html>")) == ([0.0], 200, True)


@pytest.mark.parametrize(
    ("texts", "acted", "slept", "status"),
    [
        (["latency"], [0.0], [0.1], 200),
        (["latency:20", "late-answer:3"], [0.0], [0.02, 3.0], 200),
        (["late-answer", "latency"], [0.0], [0.1, 5.0], 200),
        (["list-lag:7", "latency:5"], [7.0], [0.005], 200),
        (["refuse", "latency:20"], [], [0.02], 400),
        (["5xx-after-accept", "late-answer"], [0.0], [], 500),
        (["late-answer:1", "5xx-after-accept"], [0.0], [1.0], 500),
        (["no-id", "refuse:404"], [], [], 404),
    ],
)
def test_several_at_a_time_come_in_their_order(
    texts: list[str], acted: list[float], slept: list[float], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert answered(texts, monkeypatch)[:3] == (acted, slept, status)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("refus", "unknown fault 'refus': did you mean 'refuse'"),
        ("Zzz", "unknown fault 'Zzz': known are 429, 5xx-after-accept, 5xx-before-accept, 89-after-accept, "),
        (
            "429/lists",
            "unknown endpoint in fault '429/lists': known are create, estimate, send, list, stop, result",
        ),
        ("429:x", "fault '429:x' takes number after the colon, not 'x'"),
        ("latency:1.5", "fault 'latency:1.5' takes number after the colon, not '1.5'"),
        ("late-answer:1.", "fault 'late-answer:1.' takes seconds after the colon, not '1.'"),
        ("refuse:600", "fault 'refuse:600' takes status after the colon, not '600'"),
        ("list-broken:x", "fault 'list-broken:x' takes listing after the colon, not 'x'"),
        ("garbage:1", "fault 'garbage:1' takes nothing after the colon, not '1'"),
    ],
)
def test_a_fault_that_cannot_be_read_is_told_with_what_it_takes(text: str, says: str) -> None:
    with pytest.raises(FaultError) as told:
        parse_fault(text)
    assert str(told.value).startswith(says)
