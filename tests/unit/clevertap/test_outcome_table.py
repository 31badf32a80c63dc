"""Every row of the outcome table, reached through a real socket; and each POST reaches the server at most once."""

import gzip
import json
import re
import socket
import threading
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.clevertap.client import Client
from ctc.clevertap.outcome import Outcome, Result

BODY = json.dumps(
    {"name": "x", "when": "now", "where": {"event_name": "Viewed"}, "content": {"body": "é" * 50}}
)
OK = b'{"status": "success", "id": 1700000001, "estimates": {"ios": 2}}'
FAIL = b'{"status": "fail", "error": "Field name is empty", "code": 21}'


def create(client: Client, timeout: float | None = None) -> Outcome:
    return client.create(BODY.encode(), timeout=timeout)


def answering(status: int, body: bytes, *headers: str) -> Callable[[Any], None]:
    def script(visit: Any) -> None:
        while visit.read_request():
            visit.answer(status, body, *headers)

    return script


def cut_after(text: bytes) -> Callable[[Any], None]:
    """Reads the request, says ``text``, and closes."""

    def script(visit: Any) -> None:
        visit.read_request()
        visit.send(text)

    return script


def reset_after_the_body(visit: Any) -> None:
    visit.read_request()
    visit.reset()


def reset_in_the_head(visit: Any) -> None:
    visit.sock.recv(10)
    visit.reset()


def silent(visit: Any) -> None:
    visit.read_request()
    visit.wait_for_the_client_to_leave()


def drip(visit: Any) -> None:
    """A byte every now and then: each read succeeds, and no answer is ever whole."""
    visit.read_request()
    gone = threading.Event()
    visit.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not gone.wait(0.05):
        visit.send(b" ")


ANSWERS = [
    # status, body, result, code
    (200, OK, Result.SENT, None),
    (201, OK, Result.SENT, None),
    (200, b'{"status": "success", "id": "1700000001"}', Result.SENT, None),
    (200, b'{"status": "success", "id": "9223372036854775807"}', Result.SENT, None),
    (200, OK.ljust(1 << 20), Result.SENT, None),
    (200, FAIL, Result.REJECTED, 21),
    (400, b'{"status": "fail", "error": {"text": "no"}, "code": 21}', Result.REJECTED, 21),
    (200, b'{"status": "partial", "id": 1700000001, "req_id": "r"}', Result.IN_DOUBT, None),
    (200, b'{"status": "fail", "error": "try again", "code": 89}', Result.IN_DOUBT, 89),
    (200, b'{"status": "fail", "error": "try again", "code": "89"}', Result.IN_DOUBT, None),
    (400, FAIL.replace(b"21", b"true"), Result.REJECTED, None),
    (200, b'{"status": "success"}', Result.IN_DOUBT, None),
    (200, '{"status": "success", "id": "１７００"}'.encode(), Result.IN_DOUBT, None),
    (200, '{"status": "success", "id": "²"}'.encode(), Result.IN_DOUBT, None),
    (300, OK, Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": true}', Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": 0}', Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": 9223372036854775808}', Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": 1.5}', Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": "' + b"9" * 5000 + b'"}', Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": ' + b"9" * 5000 + b"}", Result.IN_DOUBT, None),
    (200, b'{"status": "partial", "id": 1700000001}', Result.IN_DOUBT, None),
    (200, b'{"id": 1700000001}', Result.IN_DOUBT, None),
    (200, b"[1]", Result.IN_DOUBT, None),
    (200, b"", Result.IN_DOUBT, None),
    (200, b"<html>Bad gateway</html>", Result.IN_DOUBT, None),
    (200, b"\xff\xfe\x00", Result.IN_DOUBT, None),
    (200, b"[" * 100_000, Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": NaN}', Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": 1700000001, "estimates": {"ios": NaN}}', Result.IN_DOUBT, None),
    (200, b'{"status": "success", "id": 1, "x": "' + b"y" * (1 << 20) + b'"}', Result.IN_DOUBT, None),
    (204, b"", Result.IN_DOUBT, None),
    *((status, FAIL, Result.REJECTED, 21) for status in (400, 401, 403, 404, 405)),
    (400, b'{"status": "fail", "error": "try again", "code": 89}', Result.IN_DOUBT, 89),
    (400, b"not JSON", Result.REJECTED, None),
    (400, OK, Result.REJECTED, None),
    (429, b'{"status": "fail", "error": "Too many concurrent requests"}', Result.THROTTLED, None),
    (429, b"", Result.THROTTLED, None),
    *((status, FAIL, Result.REJECTED, 21) for status in (402, 406, 413, 415, 422)),
    *((status, b"<html>Too large</html>", Result.IN_DOUBT, None) for status in (402, 406, 413, 415, 422)),
    (413, b'{"error": "Request Entity Too Large"}', Result.IN_DOUBT, None),
    (422, b'{"status": "fail"}', Result.IN_DOUBT, None),
    (422, b'{"status": "fail", "error": "try again", "code": 89}', Result.IN_DOUBT, 89),
    *((status, FAIL, Result.IN_DOUBT, 21) for status in (407, 408, 409, 410, 411, 414, 423, 425, 451)),
    *((status, FAIL, Result.IN_DOUBT, 21) for status in (500, 502, 503, 504, 599)),
    (500, OK, Result.IN_DOUBT, None),
]


@pytest.mark.parametrize(
    ("status", "body", "result", "code"), ANSWERS, ids=[f"{a[0]}-{a[2]}-{n}" for n, a in enumerate(ANSWERS)]
)
def test_each_answer_has_its_row(
    serve: Any, client_of: Any, status: int, body: bytes, result: Result, code: int | None
) -> None:
    server = serve(answering(status, body))
    outcome = create(client_of(server.url))
    assert (outcome.result, outcome.code) == (result, code)
    assert outcome.http_status in (status, None)
    assert len(server.requests) == 1
    assert outcome.detail


WORDS = [
    (200, b'{"status": "partial", "id": 1700000001}', "the answer says neither success nor fail"),
    (200, b'{"status": "success"}', "the answer says success and gives no id"),
    (200, b"<html>Bad gateway</html>", "the answer cannot be read as a JSON object"),
    (200, FAIL, "CleverTap says: Field name is empty; HTTP 200, code 21"),
    (400, FAIL, "CleverTap says: Field name is empty; HTTP 400, code 21"),
    (401, b"", "the credentials are wrong, or belong to another region's host; HTTP 401"),
    (403, b"{}", "the account may not do this"),
    (404, b"", "the host has no such endpoint"),
    (429, b"", "too many requests at a time"),
    (500, b"", "HTTP 500"),
    (200, b" " * (1 << 20) + OK, "the answer is larger than 1,048,576 bytes"),
]


@pytest.mark.parametrize(("status", "body", "words"), WORDS, ids=[words for _, _, words in WORDS])
def test_each_answer_says_what_it_was(
    serve: Any, client_of: Any, status: int, body: bytes, words: str
) -> None:
    """It is all that a person has to go by who settles what is in doubt."""
    assert words in create(client_of(serve(answering(status, body)).url)).detail


BROKEN_OFF = [
    (cut_after(b"SSH-2.0-OpenSSH_9.2\r\n"), r"the answer is not whole, or no HTTP \("),
    (cut_after(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), r"the answer is not whole, or no HTTP \("),
    (reset_after_the_body, r"^\S.*reset"),
    (silent, "^no whole answer within the time limit$"),
]


@pytest.mark.parametrize(("script", "words"), BROKEN_OFF)
def test_an_answer_that_never_came_says_why(serve: Any, client_of: Any, script: Any, words: str) -> None:
    detail = create(client_of(serve(script).url), timeout=0.5 if script is silent else None).detail
    assert re.search(words, detail), detail


def test_a_request_breaks_off_in_its_middle_where_it_is_struck(serve: Any, client_of: Any) -> None:
    """What the crash tests rest on: at `mid-body` the server has some of the body, and not all of it."""
    arrived: list[int] = []
    over = threading.Event()

    def read_what_comes(visit: Any) -> None:
        head, got = visit.read_head(), b""
        while piece := visit.sock.recv(65536):
            got += piece
        arrived.extend((len(got), int(re.search(rb"(?i)content-length: (\d+)", head)[1])))  # type: ignore[index]
        over.set()

    def strike(name: str) -> None:
        if name == "mid-body":
            raise InterruptedError

    client = client_of(serve(read_what_comes).url, failpoints=SimpleNamespace(hit=strike))
    assert create(client).result is Result.IN_DOUBT
    client.close()
    assert over.wait(10)
    assert 0 < arrived[0] < arrived[1]


@pytest.mark.parametrize("size", [0, 1 << 20], ids=["small", "as large as an answer may be"])
@pytest.mark.parametrize("form", ["gzip", "x-gzip", "deflate"])
def test_a_compressed_answer_is_read(serve: Any, client_of: Any, form: str, size: int) -> None:
    body = zlib.compress(OK.ljust(size)) if form == "deflate" else gzip.compress(OK.ljust(size))
    server = serve(answering(200, body, f"Content-Encoding: {form}"))
    assert create(client_of(server.url)).result is Result.SENT
    assert b"accept-encoding: identity" in server.requests[0][0].lower()


@pytest.mark.parametrize(
    ("form", "body"),
    [
        ("gzip", OK),
        ("gzip", gzip.compress(OK)[:-6]),
        ("gzip", gzip.compress(OK.ljust((1 << 20) + 1))),
        ("gzip", gzip.compress(b" " * (2 << 20) + OK)),
        ("gzip, gzip", gzip.compress(gzip.compress(OK))),
        ("br", OK),
    ],
    ids=[
        "not zipped",
        "cut short",
        "a byte too large",
        "too large",
        "zipped twice",
        "unknown",
    ],  # bytes hold the time
)
def test_what_cannot_be_inflated_settles_nothing(serve: Any, client_of: Any, form: str, body: bytes) -> None:
    server = serve(answering(200, body, f"Content-Encoding: {form}"))
    assert create(client_of(server.url)).result is Result.IN_DOUBT


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_nowhere(serve: Any, client_of: Any, status: int) -> None:
    target = serve(answering(200, OK))
    server = serve(answering(status, b"", f"Location: {target.url}/1/targets/create.json"))
    assert create(client_of(server.url)).result is Result.IN_DOUBT
    assert (len(server.requests), target.connections) == (1, 0)


@pytest.mark.parametrize(
    "script",
    [
        reset_after_the_body,
        reset_in_the_head,
        cut_after(b""),
        cut_after(b"HTTP/1.1 200 OK\r\nContent-Le"),
        cut_after(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"status": "success", "id": 1}'),
        cut_after(b'HTTP/1.1 200 OK\r\n\r\n{"status": "success", "id": 17000'),
        cut_after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"),
        cut_after(b'HTTP/1.1 400 Bad\r\nContent-Length: 90\r\n\r\n{"status": "fa'),
        cut_after(b"SSH-2.0-OpenSSH_9.2\r\n"),
        cut_after(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
    ],
)
def test_an_answer_that_is_not_whole_settles_nothing(serve: Any, client_of: Any, script: Any) -> None:
    server = serve(script)
    outcome = create(client_of(server.url))
    assert outcome.result is Result.IN_DOUBT
    assert outcome.id is None
    assert server.connections == 1
    assert len(server.requests) <= 1


@pytest.mark.parametrize("script", [silent, drip])
def test_the_whole_request_has_one_deadline(serve: Any, client_of: Any, script: Any) -> None:
    server = serve(script)
    outcome = create(client_of(server.url), timeout=0.5)
    assert outcome.result is Result.IN_DOUBT
    assert outcome.detail == "no whole answer within the time limit"
    assert len(server.requests) == 1


def test_a_body_that_the_server_does_not_read_ends_at_the_deadline(serve: Any, client_of: Any) -> None:
    over = threading.Event()
    server = serve(lambda visit: (visit.read_head(), over.wait(30)))
    large = json.dumps(
        {"name": "x", "where": {"event_name": "Viewed"}, "content": {"body": "x" * 30_000_000}}
    )
    outcome = client_of(server.url).create(large.encode(), timeout=0.5)
    over.set()
    assert outcome.result is Result.IN_DOUBT
    assert outcome.detail == "the request could not be written within the time limit"
    assert not server.requests


def test_a_refusal_in_the_middle_of_the_body_is_read(serve: Any, client_of: Any) -> None:
    def refuse_early(visit: Any) -> None:
        visit.read_head()
        visit.answer(401, FAIL, "Connection: close")
        visit.sock.shutdown(socket.SHUT_WR)
        visit.wait_for_the_client_to_leave()

    server = serve(refuse_early)
    assert create(client_of(server.url)).result is Result.REJECTED


def test_refused(client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """And knocked at once: who retries is who knows what stands in the journal."""
    asked: list[str] = []
    monkeypatch.setattr("ctc.clevertap.wire._addresses", lambda host, _: asked.append(host) or [host])
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    outcome = create(client_of(f"http://127.0.0.1:{port}"))
    assert outcome.result is Result.NOT_SENT
    assert "refused" in outcome.detail
    assert asked == ["127.0.0.1"]


@pytest.mark.parametrize("host", ["no-such-host.invalid", "a" * 64 + ".example", "a..example"])
def test_a_name_that_cannot_be_looked_up(client_of: Any, host: str) -> None:
    outcome = create(client_of(f"https://{host}"))
    assert outcome.result is Result.NOT_SENT
    assert outcome.detail.startswith(f"the name {host!r} cannot be looked up: ")


def test_a_name_with_several_addresses_is_tried_at_each(
    serve: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As `localhost` is ::1 first where the server listens on 127.0.0.1 alone."""
    server = serve(answering(200, OK))
    monkeypatch.setattr(socket, "getaddrinfo", addresses("127.0.0.9", "127.0.0.1"))
    outcome = create(client_of(server.url.replace("127.0.0.1", "localhost")))
    assert outcome.result is Result.SENT, outcome.detail


def test_a_name_without_an_address_is_named(client_of: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", addresses())
    outcome = create(client_of("https://acme.test"))
    assert outcome.result is Result.NOT_SENT
    assert "acme.test has no address" in outcome.detail


def addresses(*known: str) -> Callable[..., Any]:
    """A name service that knows these."""

    def found(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        each = (host,) if host in known else known
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in each]

    return found


def test_no_connection_within_the_time_limit(client_of: Any) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        waiting = [socket.socket() for _ in range(4)]
        for sock in waiting:
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        outcome = create(client_of(f"http://127.0.0.1:{listener.getsockname()[1]}"), timeout=0.3)
        for sock in waiting:
            sock.close()
    assert (outcome.result, outcome.detail) == (Result.NOT_SENT, "no connection within the time limit")


def test_time_that_is_up_before_the_first_byte_sends_nothing(serve: Any, client_of: Any) -> None:
    server = serve(answering(200, OK))
    client = client_of(server.url)
    assert create(client).result is Result.SENT
    assert create(client, timeout=0).result is Result.NOT_SENT
    assert len(server.requests) == 1


def test_a_certificate_that_nobody_vouches_for(serve: Any, client_of: Any, tls: SimpleNamespace) -> None:
    server = serve(answering(200, OK), tls.server)
    outcome = create(client_of(server.url))
    assert outcome.result is Result.NOT_SENT
    assert "certificate" in outcome.detail.lower()
    assert not server.requests


def test_a_certificate_that_this_machine_vouches_for(
    serve: Any, client_of: Any, tls: SimpleNamespace, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As that of a company's own proxy: what the machine trusts counts, not a list that a library brings."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert create(client_of(serve(answering(200, OK), tls.server).url)).result is Result.SENT


def test_a_server_that_speaks_no_tls(serve: Any, client_of: Any) -> None:
    server = serve(lambda visit: (visit.sock.recv(10), visit.send(b"HTTP/1.1 400 Bad\r\n\r\n")))
    outcome = create(client_of(server.url.replace("http:", "https:")))
    assert outcome.result is Result.NOT_SENT


def test_a_handshake_that_never_ends_is_not_sent(serve: Any, client_of: Any) -> None:
    server = serve(lambda visit: visit.wait_for_the_client_to_leave())
    outcome = create(client_of(server.url.replace("http:", "https:")), timeout=0.3)
    assert outcome.result is Result.NOT_SENT


def test_over_tls_all_is_as_without(serve: Any, client_of: Any, tls: SimpleNamespace) -> None:
    server = serve(answering(200, OK), tls.server)
    client = client_of(server.url, context=tls.trusting)
    assert [create(client).result for _ in range(3)] == [Result.SENT] * 3
    server.script = reset_after_the_body
    client.close()
    fresh = client_of(server.url, context=tls.trusting)
    assert create(fresh).result is Result.IN_DOUBT
    assert len(server.requests) == 4


def test_a_create_never_goes_over_a_connection_that_was_idle(serve: Any, client_of: Any) -> None:
    """An idle connection may be closed as the request leaves: it would be in doubt for no reason."""
    server = serve(answering(200, OK))
    client = client_of(server.url)
    assert [create(client).result for _ in range(5)] == [Result.SENT] * 5
    assert server.connections == len(server.requests) == 5
    assert all(b"connection: close" in head.lower() for head, _ in server.requests)
    for _ in range(3):  # what only asks keeps its own
        client.listing(date(2031, 1, 1), date(2031, 1, 2))
    assert server.connections == 6
