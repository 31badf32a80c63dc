"""What the client sends and refuses to send, connections that are kept, and secrets that stay where they are."""

import json
import logging
import threading
import traceback
from datetime import UTC, date, datetime
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.clevertap.limiter import Limiter
from ctc.clevertap.listing import ListedCampaign
from ctc.clevertap.outcome import Result
from ctc.clevertap.reading import struck_out
from ctc.diagnostics import UserError
from ctc.regions import HOSTS, base_url

PASSCODE = "canary-passcode-1234"
BODY = b'{"name":"x","where":{"event_name":"Viewed"}}'
OK = b'{"status": "success", "id": 1700000001, "estimates": {}, "message": "Added", "targets": []}'


def ok(visit: Any) -> None:
    while visit.read_request():
        visit.answer(200, OK)


def test_the_request_as_it_is_on_the_wire(
    serve: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    server = serve(ok)
    body = '{"name":"Żółć","where":{"event_name":"Viewed"}}'.encode()
    assert client_of(server.url).create(body).id == 1700000001
    [(head, sent)] = server.requests
    lines = head.decode().split("\r\n")
    assert lines[0] == "POST /1/targets/create.json HTTP/1.1"
    assert sent == body
    assert {
        "X-CleverTap-Account-Id: ACCOUNT",
        f"X-CleverTap-Passcode: {PASSCODE}",
        "Content-Type: application/json; charset=utf-8",
        f"Host: 127.0.0.1:{server.port}",
        f"Content-Length: {len(body)}",
    } <= set(lines)
    assert any(line.startswith("User-Agent: ctc") for line in lines)


def test_each_call_has_its_path_and_body(serve: Any, client_of: Any) -> None:
    server = serve(ok)
    client = client_of(server.url)
    client.send("/1/send/sms.json", b'{"to":{"Identity":["a"]}}')
    client.estimate(b'{"estimate_only":true}')
    client.listing(date(2025, 9, 1), date(2025, 9, 30))
    client.stop(1700000001)
    client.result(1700000001)
    said = [(head.split(b" ")[1].decode(), json.loads(body)) for head, body in server.requests]
    assert said == [
        ("/1/send/sms.json", {"to": {"Identity": ["a"]}}),
        ("/1/targets/create.json", {"estimate_only": True}),
        ("/1/targets/list.json", {"from": 20250901, "to": 20250930}),
        ("/1/targets/stop.json", {"id": 1700000001}),
        ("/1/targets/result.json", {"id": 1700000001}),
    ]
    assert server.connections == 2


@pytest.mark.parametrize(
    "where", [{}, {"from": 20250101}, {"common_profile_properties": {"profile_fields": []}}, None]
)
def test_everybody_needs_to_be_said(serve: Any, client_of: Any, where: Any) -> None:
    server = serve(ok)
    body = json.dumps({"name": "x", "where": where}).encode()
    with pytest.raises(ValueError, match="everybody"):
        client_of(server.url).create(body)
    assert not server.connections
    assert client_of(server.url).create(body, broadcast=True).result is Result.SENT


def test_a_create_is_alone_and_what_makes_nothing_waits_for_none(serve: Any, client_of: Any) -> None:
    """Two at a time are more than an account allows; a listing or a stop goes beside one."""
    client, alone = client_of(serve(ok).url), list[bool]()
    client._limiter.turn = lambda: alone.append(client._one_create.locked())
    client.create(BODY)
    client.send("/1/send/sms.json", b'{"to":{"Identity":["a"]}}')
    client.listing(date(2025, 9, 1), date(2025, 9, 2))
    client.stop(5)
    assert alone == [True, False, False, False]


def test_segment_all_is_everybody(serve: Any, client_of: Any) -> None:
    server = serve(ok)
    with pytest.raises(ValueError, match="everybody"):
        client_of(server.url).create(b'{"name":"x","segment":"all"}')
    assert not server.connections


@pytest.mark.parametrize("value", ["false", '"true"', "1", "null"])
def test_only_estimate_only_true_is_an_estimate(serve: Any, client_of: Any, value: str) -> None:
    server = serve(ok)
    with pytest.raises(ValueError, match="estimate_only"):
        client_of(server.url).estimate(f'{{"estimate_only":{value},"where":{{"event_name":"A"}}}}'.encode())
    assert not server.connections


def test_a_create_is_no_estimate_and_a_send_no_create(serve: Any, client_of: Any) -> None:
    server = serve(ok)
    with pytest.raises(ValueError, match="estimate"):
        client_of(server.url).create(b'{"estimate_only":true,"where":{"event_name":"A"}}')
    for path in ("/1/targets/create.json", "/1/targets/stop.json", "/1/upload", ""):
        with pytest.raises(ValueError, match="no endpoint"):
            client_of(server.url).send(path, b"{}")
    assert not server.connections


@pytest.mark.parametrize(
    "url",
    ["http://api.clevertap.com", "ftp://127.0.0.1", "http://127.0.0.1.example.org", "api.clevertap.com"],
)
def test_credentials_travel_encrypted_or_stay_on_this_machine(client_of: Any, url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        client_of(url)


def test_a_client_that_is_closed_leaves_no_connection_of_any_thread(serve: Any, client_of: Any) -> None:
    both, gone = threading.Barrier(2), threading.Semaphore(0)
    server = serve(lambda visit: (ok(visit), gone.release()))
    client = client_of(server.url)

    def ask() -> None:
        client.stop(1)
        both.wait(10)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert server.connections == 2
    client.close()
    assert [gone.acquire(timeout=10) for _ in range(2)] == [True, True]


def test_a_kept_connection_that_the_server_closed_is_not_used(serve: Any, client_of: Any) -> None:
    """The server answers and closes without saying so: the next request takes a new connection."""
    closed = threading.Event()

    def one_answer(visit: Any) -> None:
        visit.read_request()
        visit.answer(200, OK)
        visit.sock.shutdown(2)
        closed.set()

    server = serve(one_answer)
    client = client_of(server.url)
    for number in range(1, 4):
        assert client.create(BODY).result is Result.SENT
        assert closed.wait(5)
        closed.clear()
        assert (len(server.requests), server.connections) == (number, number)


def test_a_kept_connection_that_dies_under_the_request_is_doubt_and_no_second_post(
    serve: Any, client_of: Any
) -> None:
    """The race that no client can win: the server closes when the next request is already on its way. What only
    asks may meet it; what makes something has a connection of its own."""

    def one_answer(visit: Any) -> None:
        visit.read_request()
        visit.answer(200, OK)
        visit.read_request()
        visit.reset()

    server = serve(one_answer)
    client = client_of(server.url)
    assert client.stop(1).result is Result.SENT
    assert client.create(BODY).result is Result.SENT
    assert client.stop(1).result is Result.IN_DOUBT
    assert (len(server.requests), server.connections) == (3, 2)
    assert client.stop(1).result is Result.SENT, "and the connection after it is a new one"


@pytest.mark.breaks_the_promise
@pytest.mark.parametrize("form", ["length", "chunked"])
def test_an_answer_that_is_said_twice_is_no_answer_to_the_next_request(
    serve: Any, client_of: Any, form: str
) -> None:
    """A host between repeats the answer to a listing: the stop that follows is refused, and is not called done; nor is
    what was listed of some days taken for the listing of others."""
    refused = b'{"status":"fail","error":"Campaign is being edited","code":1}'

    def twice(visit: Any) -> None:
        while body := visit.read_request():
            said = b'{"status":"success","targets":[]}' if b"from" in body else refused
            head = f"Content-Length: {len(said)}\r\n\r\n".encode()
            if form == "chunked":
                head, said = (
                    b"Transfer-Encoding: chunked\r\n\r\n",
                    b"%x\r\n%b\r\n0\r\n\r\n" % (len(said), said),
                )
            whole = b"HTTP/1.1 200 X\r\n" + head + said
            visit.send(whole * 2 if b"from" in body else whole)

    server = serve(twice)
    client = client_of(server.url)
    for number in range(1, 4):
        assert client.listing(date(2031, 1, number), date(2031, 1, number)).complete
        assert client.stop(1).result is Result.REJECTED
        assert client.stop(1).result is Result.REJECTED
        assert server.connections == 1 + number, "what is said once is kept"


class Watch:
    """A failpoint that counts who is between the connect and the answer."""

    def __init__(self) -> None:
        self.inside = self.most = 0

    def hit(self, name: str) -> None:
        self.inside += {"after-connect": 1, "after-response": -1}.get(name, 0)
        self.most = max(self.most, self.inside)


def test_creates_are_never_two_at_once(serve: Any, client_of: Any) -> None:
    def answer_once(visit: Any) -> None:
        visit.read_request()
        visit.answer(200, OK, "Connection: close")

    server, watch = serve(answer_once), Watch()
    client = client_of(server.url, failpoints=watch)
    barrier = threading.Barrier(8)

    def run() -> None:
        barrier.wait()
        client.create(BODY)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(server.requests), watch.most, watch.inside) == (8, 1, 0)


def test_every_request_takes_a_turn(serve: Any, client_of: Any) -> None:
    """What is asked counts for the account's limit like what is made, and an intent waits before it is written."""
    now = [100.0]

    def sleep(seconds: float) -> None:
        now.append(now[-1] + seconds)

    client = client_of(serve(ok).url, limiter=Limiter(2.0, lambda: now[-1], sleep))
    client.create(BODY)
    client.send("/1/send/sms.json", b'{"to":{"Identity":["a"]}}')
    client.estimate(b'{"estimate_only":true}')
    client.listing(date(2025, 9, 1), date(2025, 9, 30))
    client.stop(1700000001)
    client.result(1700000001)
    assert now == [100.0, 100.5, 101.0, 101.5, 102.0, 102.5]
    client.ready()
    assert now[-1] == 103.0


def test_the_failpoints_of_a_request_come_in_order(serve: Any, client_of: Any) -> None:
    """Each once, also where the answer comes in many pieces."""
    passed: list[str] = []
    server = serve(lambda visit: (visit.read_request(), visit.answer(200, OK.ljust(500_000))))
    client_of(server.url, failpoints=SimpleNamespace(hit=passed.append)).create(BODY)
    assert passed == ["after-connect", "mid-body", "after-last-byte", "after-response"]
    passed.clear()
    client = client_of(server.url, failpoints=SimpleNamespace(hit=passed.append))
    client.listing(date(2025, 9, 1), date(2025, 9, 2))
    client.result(1700000001)
    assert {*passed} == {"after-connect"}, "what only asks leaves nothing behind, and needs no more"


def test_no_secret_and_no_recipient_comes_back(serve: Any, client_of: Any) -> None:
    logged = StringIO()
    logging.basicConfig(stream=logged, level=logging.DEBUG, force=True)
    text = "x" * 480 + f" bad passcode {PASSCODE}, bad people ann@example.org, +48100200300"
    said = json.dumps({"status": "fail", "error": text, "code": 84}).encode()

    def refuse(visit: Any) -> None:
        while visit.read_request():
            visit.answer(400, said)

    client = client_of(serve(refuse).url)
    outcome = client.send(
        "/1/send/sms.json", b'{"to":{"Email":["ann@example.org"],"Identity":["+48100200300"]}}'
    )
    logging.basicConfig(level=logging.WARNING, force=True)
    shown = f"{outcome!r} {client!r} {vars(client)['_threads']!r} {logged.getvalue()}"
    assert "DEBUG:" in shown
    for secret in (PASSCODE, "canary", "ann@", "+4810"):
        assert secret not in shown
    assert outcome.code == 84


def test_short_recipients_and_other_capitals_are_struck_out_too() -> None:
    people = ["u1", "7", "Ann@Example.org", "+48100200300", "48100200300", "anna", ""]
    text = "Invalid: u1, [7] and 'ANN@example.ORG' 48100200300; user u12 of 77 queues, HAnnah"
    assert struck_out(text, people) == "Invalid: ***, [***] and '***' ***; user u12 of 77 queues, H***h"


@pytest.mark.parametrize("passcode", [f"{PASSCODE}\nx", f"{PASSCODE}–", "", f"{PASSCODE}\x00"])
def test_a_passcode_that_no_header_holds_is_not_shown(serve: Any, client_of: Any, passcode: str) -> None:
    server = serve(ok)
    with pytest.raises(UserError) as caught:
        client_of(server.url, passcode=passcode).create(BODY)
    assert "canary" not in "".join(traceback.format_exception(caught.value))
    assert not server.connections


def test_a_trailing_line_break_of_a_secret_file_is_no_part_of_it(serve: Any, client_of: Any) -> None:
    server = serve(ok)
    assert client_of(server.url, passcode=f"{PASSCODE}\n").create(BODY).result is Result.SENT
    assert f"X-CleverTap-Passcode: {PASSCODE}\r\n".encode() in server.requests[0][0]


def test_a_send_needs_its_message(serve: Any, client_of: Any) -> None:
    def script(visit: Any) -> None:
        while body := visit.read_request():
            visit.answer(
                200,
                b'{"status":"success","message":"Added"}' if b"Email" in body else b'{"status":"success"}',
            )

    client = client_of(serve(script).url)
    assert client.send("/1/send/email.json", b'{"to":{"Email":["a"]}}').result is Result.SENT
    assert client.send("/1/send/email.json", b'{"to":{"FBID":["a"]}}').result is Result.IN_DOUBT


def test_an_estimate_needs_its_figures(serve: Any, client_of: Any) -> None:
    answers = [
        (b'{"status":"success","estimates":{"web":2}}', Result.SENT),
        (b'{"status":"partial","req_id":"abc"}', Result.SENT),
        (b'{"status":"success","id":5}', Result.IN_DOUBT),
    ]
    said = iter([body for body, _ in answers])

    def script(visit: Any) -> None:
        while visit.read_request():
            visit.answer(200, next(said))

    client = client_of(serve(script).url)
    for body, result in answers:
        assert client.estimate(b'{"estimate_only":true}').result is result, body


ROW = {"id": 1700000001, "name": "A #12345678-abcd", "scheduled_on": 202509011000, "status": "pending"}
WHEN = datetime(2025, 9, 1, 4, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("scheduled_on", "moment"),
    [
        (202509011000, WHEN),
        ("202509011000", WHEN),
        ("20250901 10:00", WHEN),
        ("01 Sep, 2025 10:00:00", WHEN),
        ("2025-09-01T10:00:00+05:30", WHEN),
        ("2025-09-01 10:00", WHEN),
        (1756701000, WHEN),
        ("1756701000", WHEN),
        (1756701000000, WHEN),
        ("2008600200", datetime(2033, 8, 25, 16, 30, tzinfo=UTC)),
        (None, None),
        (True, None),
        ("soon", None),
        (202513011000, None),
        ("0001-01-01T00:00:00+14:00", None),
        ({"type": "recurring"}, None),
    ],
)
def test_scheduled_on_in_every_form(serve: Any, client_of: Any, scheduled_on: Any, moment: Any) -> None:
    answer = json.dumps({"status": "success", "targets": [ROW | {"scheduled_on": scheduled_on}]}).encode()
    server = serve(lambda visit: (visit.read_request(), visit.answer(200, answer)))
    listing = client_of(server.url).listing(date(2025, 9, 1), date(2025, 9, 2))
    assert listing.complete
    assert listing.campaigns == (
        ListedCampaign(id=1700000001, name="A #12345678-abcd", status="pending", scheduled_on=moment),
    )


BROKEN = [
    (500, {"status": "success", "targets": [ROW]}, ""),
    (302, {"status": "success", "targets": [ROW]}, ""),
    (401, {"status": "fail", "error": "no"}, ""),
    (429, {"status": "fail", "error": "no"}, ""),
    (200, {"status": "fail", "error": "no"}, ""),
    (200, {"status": "success"}, ""),
    (200, {"targets": [ROW]}, ""),
    (200, {"status": "success", "targets": {"1": ROW}}, ""),
    (200, {"status": "success", "targets": None}, ""),
    (200, {"status": "success", "targets": [ROW, {"id": 1}]}, "1 of 2 rows of the listing cannot be read"),
    (200, {"status": "success", "targets": [ROW, None]}, "1 of 2 rows of the listing cannot be read"),
    (200, {"status": "success", "targets": [ROW | {"id": True}]}, ""),
    (200, {"status": "success", "targets": [ROW | {"id": -1}]}, ""),
    (200, {"status": "success", "targets": [ROW | {"id": "9" * 5000}]}, ""),
    (200, {"status": "success", "targets": [ROW | {"name": None}]}, ""),
    (200, {"status": "success", "targets": [ROW | {"status": None}]}, ""),
    *(
        (200, {"status": "success", "targets": [ROW], more: "abc"}, "the listing says that it goes on")
        for more in ("next", "cursor", "truncated")
    ),
    (200, [ROW], ""),
]


@pytest.mark.parametrize(("status", "body", "detail"), BROKEN, ids=range(len(BROKEN)))
def test_a_listing_with_anything_amiss_proves_nothing(
    serve: Any, client_of: Any, status: int, body: Any, detail: str
) -> None:
    """What it shows is there all the same: it may prove that something was made."""
    answer = json.dumps(body).encode()
    server = serve(lambda visit: (visit.read_request(), visit.answer(status, answer)))
    listing = client_of(server.url).listing(date(2025, 9, 1), date(2025, 9, 2))
    assert not listing.complete
    assert listing.detail == detail if detail else listing.detail
    assert [one.id for one in listing.campaigns] == [ROW["id"]] * bool(detail)


def test_a_listing_that_breaks_off_or_cannot_be_asked_proves_nothing(serve: Any, client_of: Any) -> None:
    whole = json.dumps({"status": "success", "targets": []}).encode()

    def cut(visit: Any) -> None:
        visit.read_request()
        visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + whole)

    server = serve(cut)
    assert not client_of(server.url).listing(date(2025, 9, 1), date(2025, 9, 2)).complete
    server.close()
    assert not client_of(server.url).listing(date(2025, 9, 1), date(2025, 9, 2)).complete


def test_regions() -> None:
    assert base_url("in1") == "https://in1.api.clevertap.com"
    assert base_url("EU1") == base_url("global") == "https://api.clevertap.com"
    assert len(HOSTS) == 8
    with pytest.raises(KeyError):
        base_url("india")
