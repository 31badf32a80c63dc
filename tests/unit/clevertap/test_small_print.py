"""What a request says beside its body and what is read beside the answer: headers, clocks, words, ids, moments."""

import json
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ctc.clevertap.client import Client
from ctc.clevertap.exchange import Answer
from ctc.clevertap.limiter import Limiter
from ctc.clevertap.listing import ListedCampaign, Listing, campaign_id, listing_of, moment_of
from ctc.clevertap.outcome import Outcome, Result
from ctc.clevertap.proxy import Proxy, proxy_for
from ctc.clevertap.reading import create_promise, no_promise, outcome_of, struck_out
from ctc.clevertap.sweeping import sweep
from ctc.variants import TRIGGERS

OK = b'{"status": "success", "id": 1700000001, "estimates": {}, "message": "Added", "targets": []}'
BODY = b'{"name":"x","where":{"event_name":"Viewed"}}'
KOLKATA = ZoneInfo("Asia/Kolkata")


def ok(visit: Any) -> None:
    while visit.read_request():
        visit.answer(200, OK, "Date: Thu, 02 Jan 2031 03:04:05 GMT")


def test_every_request_says_who_asks_and_takes_what_it_can_read(serve: Any, client_of: Any) -> None:
    server = serve(ok)
    client_of(f"{server.url}/").stop(5)
    head = server.requests[0][0].decode()
    assert head.splitlines()[0] == "POST /1/targets/stop.json HTTP/1.1"
    for line in ("Accept: application/json", "Accept-Encoding: identity", "User-Agent: ctc"):
        assert line in head.splitlines()
    assert "X-CleverTap-Token" not in head


def test_the_token_goes_to_triggers_alone_and_credentials_are_asked_for_once(serve: Any) -> None:
    server, asked = serve(ok), list[int]()

    def credentials() -> Any:
        asked.append(1)
        return SimpleNamespace(account_id=" A ", passcode="canary-passcode", token="canary-token\n")

    client = Client(server.url, credentials, zone=KOLKATA, timeout=30.0, limiter=Limiter(0))
    client.create(BODY)
    client.send(TRIGGERS, b'{"to":{"Identity":["a"]}}')
    client.send("/1/send/sms.json", b'{"to":{"Identity":["a"]}}')
    client.close()
    heads = [head.decode().splitlines() for head, _ in server.requests]
    assert ["X-CleverTap-Token: canary-token" in head for head in heads] == [False, True, False]
    assert all("X-CleverTap-Account-Id: A" in head for head in heads)


@pytest.mark.parametrize(
    ("passcode", "token", "said", "shown"),
    [
        ("canary-pass", "canary-token", "canary-pass and CANARY-TOKEN", "*** and ***"),
        ("ACCOUNT", "canary-token", "ACCOUNT and canary-token", "ACCOUNT and canary-token"),
        ("canary-pass", "", "canary-pass of them", "*** of them"),
    ],
    ids=["both", "the sandbox's own", "no token"],
)
def test_what_an_error_quotes_of_its_credentials_is_struck_out(
    serve: Any, passcode: str, token: str, said: str, shown: str
) -> None:
    text = json.dumps({"status": "fail", "error": said}).encode()
    server = serve(lambda visit: (visit.read_request(), visit.answer(400, text)))
    known = SimpleNamespace(account_id="ACCOUNT", passcode=passcode, token=token)
    client = Client(server.url, lambda: known, zone=KOLKATA, timeout=30.0, limiter=Limiter(0))
    assert client.stop(5).detail == f"CleverTap says: {shown}; HTTP 400"
    client.close()


@pytest.mark.parametrize("to", [{}, [], "ann", None])
def test_people_of_another_form_are_no_reason_to_fail(serve: Any, client_of: Any, to: Any) -> None:
    body = json.dumps({"to": to, "where": {"event_name": "E"}}).encode()
    assert client_of(serve(ok).url).create(body).result is Result.SENT


@pytest.mark.parametrize(
    "url", ["http://localhost:9", "http://[::1]:9", "https://x.example", "HTTPS://x.example"]
)
def test_hosts_that_get_credentials(client_of: Any, url: str) -> None:
    assert client_of(url)


@pytest.mark.parametrize(
    ("header", "moment"),
    [
        ("Date: Thu, 02 Jan 2031 03:04:05 GMT", datetime(2031, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("DATE: Thu, 02 Jan 2031 03:04:05 +0530", datetime(2031, 1, 1, 21, 34, 5, tzinfo=UTC)),
        ("Date: Thu, 02 Jan 2031 03:04:05 -0000", None),
        ("Date: soon", None),
        ("Date: \u00e9", None),
        ("X-Date: Thu, 02 Jan 2031 03:04:05 GMT", None),
    ],
)
def test_the_clock_of_whoever_answers(serve: Any, client_of: Any, header: str, moment: Any) -> None:
    """What is absent from a listing proves nothing before a time has passed, by whose clock it was asked."""
    server = serve(lambda visit: (visit.read_request(), visit.answer(200, OK, header)))
    listing = client_of(server.url).listing(date(2031, 1, 1), date(2031, 1, 2))
    assert (listing.at, listing.http_status) == (moment, 200)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (1, 1),
        (2**63 - 1, 2**63 - 1),
        (2**63, None),
        (0, None),
        (-1, None),
        (True, None),
        (1.0, None),
        (None, None),
        ("1", 1),
        ("0", None),
        (str(2**63 - 1), 2**63 - 1),
        (str(2**63), None),
        ("0" * 18 + "7", 7),
        ("0" * 19 + "7", None),
        ("\u0667", None),
        ("7 ", None),
        ("", None),
    ],
)
def test_what_is_an_id(value: Any, number: int | None) -> None:
    assert campaign_id(value) == number


NINE = datetime(2031, 1, 2, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        (" 203101020930 ", NINE),
        ("193101020930", None),
        (20310102093, None),
        ("20310102", None),
        ("1925092800", datetime.fromtimestamp(1925092800, UTC)),
        ("1925092800500", datetime.fromtimestamp(1925092800.5, UTC)),
        (19250928005000, None),
        ("203101020960", None),
        ("20310102 09:30", NINE),
        ("20310102 9:30", NINE),
        ("02 Jan, 2031 09:30:00", NINE),
        ("2031-01-02T09:30", NINE),
        ("2031-01-02T04:00Z", NINE),
        ("", None),
        ("\u00b2", None),
        ("\u0662" * 10, None),
        (False, None),
        (1.5, None),
        (20310102.12, None),
    ],
)
def test_when_a_listed_campaign_goes_out(value: Any, moment: datetime | None) -> None:
    assert moment_of(value, KOLKATA) == moment


@pytest.mark.parametrize("value", [203101020930, "1925092800", "20310102 09:30", "2031-01-02T09:30+05:30"])
def test_it_is_told_in_utc_wherever_the_machine_stands(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ctc status --format json` shows it to programs."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        moment = moment_of(value, KOLKATA)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert moment is not None
    assert moment.isoformat().endswith("+00:00")


def listed(*rows: Any, **more: Any) -> Listing:
    body = {"status": "success", "targets": [*rows], **more}
    return listing_of(Outcome(result=Result.SENT, detail="", body=body), KOLKATA)


ROW = {"id": "7", "name": "N", "status": "PENDING"}


def test_how_much_of_a_listing_cannot_be_read() -> None:
    assert listed(ROW).campaigns == (ListedCampaign(id=7, name="N", status="pending"),)
    half = listed(ROW, {**ROW, "id": 0}, {**ROW, "name": 5}, {**ROW, "status": 5}, 5)
    assert (half.complete, len(half.campaigns)) == (False, 1)
    assert half.detail == "4 of 5 rows of the listing cannot be read"
    for more in ("next", "cursor", "truncated"):
        longer = listed(ROW, **{more: True})
        assert (longer.complete, len(longer.campaigns)) == (False, 1)
        assert longer.detail == "the listing says that it goes on"
        assert listed(ROW, **{more: None}).complete
    refused = listing_of(Outcome(result=Result.REJECTED, detail="no", http_status=401), KOLKATA)
    assert (refused.detail, refused.http_status, refused.complete) == ("no", 401, False)
    none = listing_of(Outcome(result=Result.SENT, detail="", body={"targets": {}}), KOLKATA)
    assert (none.detail, none.complete) == ("the listing holds no list of campaigns", False)


def answer(http_status: int, /, **body: Any) -> Outcome:
    return outcome_of(
        Answer(byte_left=True, status=http_status, body=json.dumps(body).encode()), create_promise, ()
    )


@pytest.mark.parametrize(
    ("outcome", "detail", "code", "number"),
    [
        (answer(200, status="success", id=7), "accepted; HTTP 200", None, 7),
        (answer(400, error="x" * 501), f"CleverTap says: {'x' * 500}; HTTP 400", None, None),
        (
            answer(401, error=""),
            "the credentials are wrong, or belong to another region's host; HTTP 401",
            None,
            None,
        ),
        (answer(401, error="no"), "CleverTap says: no; HTTP 401", None, None),
        (answer(400, code=0), "HTTP 400, code 0", 0, None),
        (answer(400, code=True), "HTTP 400", None, None),
        (answer(400, code="21"), "HTTP 400", None, None),
        (answer(500, id=7), "HTTP 500", None, 7),
    ],
)
def test_what_an_answer_says(outcome: Outcome, detail: str, code: Any, number: Any) -> None:
    assert (outcome.detail, outcome.code, outcome.id) == (detail, code, number)


@pytest.mark.parametrize(
    ("status", "body", "result"),
    [
        (400, {"status": "fail", "code": 89}, Result.IN_DOUBT),
        (400, {"status": "fail", "code": " 89 "}, Result.IN_DOUBT),
        (400, {"status": "fail", "code": 89.0}, Result.IN_DOUBT),
        (400, {"status": "fail", "code": 890}, Result.REJECTED),
        (400, {"code": 89}, Result.REJECTED),
        (402, {"status": "fail", "error": "no"}, Result.REJECTED),
        (402, {"status": "fail", "error": 5}, Result.IN_DOUBT),
        (402, {"error": "no"}, Result.IN_DOUBT),
        (402, {"status": "fail", "error": "no", "code": 89}, Result.IN_DOUBT),
        (199, {"status": "success", "id": 7}, Result.IN_DOUBT),
        (299, {"status": "success", "id": 7}, Result.SENT),
        (200, {"status": "partial", "req_id": "r", "id": 7}, Result.IN_DOUBT),
    ],
)
def test_what_settles_a_create(status: int, body: dict[str, Any], result: Result) -> None:
    assert answer(status, **body).result is result


def test_what_has_no_answer_is_told_by_its_problem() -> None:
    for left, result in ((True, Result.IN_DOUBT), (False, Result.NOT_SENT)):
        outcome = outcome_of(Answer(byte_left=left, problem="reset"), no_promise, ())
        assert (outcome.result, outcome.detail, outcome.http_status) == (result, "reset", None)


@pytest.mark.parametrize(
    ("text", "secrets", "shown"),
    [
        ("abcd abc ab", ["abcd"], "*** abc ab"),
        ("xabcdx xabcx", ["abcd", "abc"], "x***x xabcx"),
        ("abc, ABC; abcs _abc", ["abc"], "***, ***; abcs _abc"),
        ("a.c abc", ["a.c"], "*** abc"),
        ("longest long", ["long", "longest"], "*** ***"),
        ("as it was", [""], "as it was"),
    ],
)
def test_which_words_are_struck_out(text: str, secrets: list[str], shown: str) -> None:
    assert struck_out(text, secrets) == shown


def test_of_several_windows_the_quickest_answer_tells_the_time() -> None:
    began = datetime(2031, 1, 1, tzinfo=UTC)
    clock = iter(began + timedelta(seconds=seconds) for seconds in (0, 9, 10, 12, 20, 25, 30, 30))
    served = iter([began + timedelta(seconds=n) for n in (1, 2, 3)] + [None])

    def ask(first: date, last: date) -> Listing:
        return Listing(complete=True, at=next(served))

    found = sweep(ask, [(began.date(), began.date() + timedelta(days=93))], lambda: next(clock))
    assert found.at == began + timedelta(seconds=2)
    assert found.between == (began + timedelta(seconds=10), began + timedelta(seconds=12))


def test_what_is_listed_twice_is_there_once_and_the_first_failure_is_told() -> None:
    day = date(2031, 1, 1)
    one = ListedCampaign(id=7, name="N", status="pending")

    def ask(first: date, last: date) -> Listing:
        fails = first == last and first.day in (2, 3)
        return Listing(complete=first == last and not fails, campaigns=(one,), detail=f"down on {first:%d}")

    found = sweep(ask, [(day, day + timedelta(days=3))])
    assert found.campaigns == (one,)
    assert (found.complete, found.detail) == (False, "down on 02")
    assert found.missing == ((date(2031, 1, 2),) * 2, (date(2031, 1, 3),) * 2)


HOST = "in1.api.clevertap.com"
PROXIED = {"HTTPS_PROXY": "http://p:1"}


@pytest.mark.parametrize(
    ("host", "environ", "proxy"),
    [
        (HOST, {"HTTPS_PROXY": "http://a:1", "https_proxy": "http://b:1", "ALL_PROXY": "http://c:1"}, "a:1"),
        (HOST, {"https_proxy": "http://b:1", "ALL_PROXY": "http://c:1", "all_proxy": "http://d:1"}, "b:1"),
        (HOST, {"all_proxy": "http://d:1"}, "d:1"),
        (HOST, {"HTTPS_PROXY": " HTTP://P.example:65535 "}, "p.example:65535"),
        (HOST, {"HTTPS_PROXY": "http://p:0"}, "p:8080"),
        ("LOCALHOST", PROXIED, None),
        ("::1", PROXIED, None),
        (HOST, {**PROXIED, "NO_PROXY": "x.example", "no_proxy": "*"}, "p:1"),
        (HOST, {**PROXIED, "NO_PROXY": "", "no_proxy": "*"}, None),
        (HOST, {**PROXIED, "NO_PROXY": " , , *.CleverTap.com "}, None),
        (HOST, {**PROXIED, "NO_PROXY": "*clevertap.com"}, None),
        (HOST, {**PROXIED, "NO_PROXY": "."}, "p:1"),
        (HOST, {**PROXIED, "NO_PROXY": "api.clevertap.com:443,x"}, None),
        (HOST, {**PROXIED, "NO_PROXY": "10.0.0.0/8"}, "p:1"),
        ("10.1.2.3", {**PROXIED, "NO_PROXY": "10.1.2.9/8"}, None),
        ("fd00::7", {**PROXIED, "NO_PROXY": "fd00::/8"}, None),
        ("fd00::7", {**PROXIED, "NO_PROXY": "[fd00::7]"}, None),
        ("fd00::7", {**PROXIED, "NO_PROXY": "fd00::7"}, None),
        ("fd00::8", {**PROXIED, "NO_PROXY": "fd00::7"}, "p:1"),
    ],
)
def test_which_proxy_and_for_whom_none(host: str, environ: dict[str, str], proxy: str | None) -> None:
    found = proxy_for(host, environ)
    assert (str(found) if found else None) == proxy


@pytest.mark.parametrize(
    ("text", "auth"),
    [
        ("http://ann@p:1", ("ann", "")),
        ("http://:pass@p:1", None),
        ("http://p:1", None),
        ("ann:b%40c@p", ("ann", "b@c")),
    ],
)
def test_who_asks_a_proxy(text: str, auth: tuple[str, str] | None) -> None:
    found = proxy_for(HOST, {"ALL_PROXY": text})
    assert found is not None
    assert found.auth == auth


def test_a_proxy_of_an_address_with_colons_is_asked(client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int]] = []
    known: Callable[[str, int], list[str]] = lambda host, port: asked.append((host, port)) or []  # noqa: E731
    monkeypatch.setattr("ctc.clevertap.wire._addresses", known)
    client = client_of("https://x.example", proxy=Proxy(host="fd00::7", port=3128))
    assert client.stop(5).result is Result.NOT_SENT
    assert asked == [("fd00::7", 3128)]
