"""Through a proxy: a tunnel, in which alone the bytes of a request count, and which learns nothing but the host."""

import base64
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest

from ctc.clevertap.outcome import Result
from ctc.clevertap.proxy import Proxy, ProxyError, proxy_for
from ctc.pipeline.sessions import proxy_of

BODY = b'{"name": "n", "target_mode": "sms", "where": {"event_name": "E"}, "content": {"body": "x"}, "when": "now"}'
OK = b'{"status": "success", "message": "Added to queue for processing", "id": 1457429935}'


def tunnel(seen: list[bytes], port: int) -> Callable[[Any], None]:
    """Opens a way to the server of a port, and carries whatever comes."""

    def script(visit: Any) -> None:
        seen.append(visit.read_head())
        with socket.create_connection(("127.0.0.1", port)) as server:
            visit.send(b"HTTP/1.1 200 Connection established\r\n\r\n")

            def back() -> None:
                with suppress(OSError):
                    while piece := server.recv(65536):
                        visit.send(piece)
                with suppress(OSError):
                    visit.sock.shutdown(socket.SHUT_RDWR)

            thread = threading.Thread(target=back, daemon=True)
            thread.start()
            while piece := visit.sock.recv(65536):
                seen.append(piece)
                server.sendall(piece)

    return script


def answers(visit: Any) -> None:
    while visit.read_request():
        visit.answer(200, OK)


def through(proxy: Any, **more: Any) -> Proxy:
    return Proxy(host="127.0.0.1", port=proxy.port, **more)


def test_a_request_goes_through_the_tunnel_and_the_proxy_reads_none_of_it(
    serve: Any, client_of: Any, tls: SimpleNamespace
) -> None:
    server, seen = serve(answers, tls.server), list[bytes]()
    proxy = serve(tunnel(seen, server.port))
    client = client_of(server.url, context=tls.trusting, proxy=through(proxy, auth=("ann", "pass:wörd")))
    assert [client.create(BODY).result for _ in range(2)] == [Result.SENT] * 2
    assert len(server.requests) == 2
    head = seen[0].decode()
    assert head.startswith(f"CONNECT 127.0.0.1:{server.port} HTTP/1.1\r\n")
    assert base64.b64encode("ann:pass:wörd".encode()).decode() in head
    carried = b"".join(seen)
    assert b"Passcode" not in carried
    assert b"event_name" not in carried


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", b"HTTP/1.1 403 No\r\n\r\n"]
)
def test_a_proxy_that_opens_no_way_leaves_nothing_in_doubt(
    serve: Any, client_of: Any, tls: SimpleNamespace, answer: bytes
) -> None:
    proxy = serve(lambda visit: (visit.read_head(), visit.send(answer)))
    client = client_of(
        "https://127.0.0.1:9", context=tls.trusting, proxy=through(proxy, auth=("ann", "hidden"))
    )
    outcome = client.create(BODY)
    assert outcome.result is Result.NOT_SENT
    said = answer.decode().strip().removeprefix("HTTP/1.1 ")
    through_it = f"through the proxy 127.0.0.1:{proxy.port}"
    assert outcome.detail == f"the proxy opens no way to it ({said}), {through_it}"
    assert "hidden" not in outcome.detail


@pytest.mark.parametrize("how", ["nobody listens", "it hangs up", "it speaks nonsense", "it never answers"])
def test_whatever_a_proxy_does_before_the_tunnel_nothing_was_sent(
    serve: Any, client_of: Any, tls: SimpleNamespace, how: str
) -> None:
    scripts: dict[str, Callable[[Any], Any]] = {
        "it hangs up": lambda visit: visit.read_head(),
        "it speaks nonsense": lambda visit: (visit.read_head(), visit.send(b"\x00\x01\x02\r\n\r\n")),
        "it never answers": lambda visit: visit.wait_for_the_client_to_leave(),
    }
    proxy = serve(scripts.get(how, lambda visit: None))
    if how == "nobody listens":
        proxy.close()
    client = client_of("https://127.0.0.1:9", context=tls.trusting, proxy=through(proxy))
    outcome = client.create(BODY, timeout=0.5)
    assert outcome.result is Result.NOT_SENT
    assert "through the proxy" in outcome.detail


def test_a_break_behind_the_first_byte_is_in_doubt_as_without(
    serve: Any, client_of: Any, tls: SimpleNamespace
) -> None:
    server = serve(lambda visit: (visit.read_request(), visit.reset()), tls.server)
    proxy = serve(tunnel([], server.port))
    outcome = client_of(server.url, context=tls.trusting, proxy=through(proxy)).create(BODY)
    assert outcome.result is Result.IN_DOUBT


@pytest.mark.parametrize(
    ("host", "environ", "proxy"),
    [
        ("in1.api.clevertap.com", {}, None),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p.acme.example:3128"}, "p.acme.example:3128"),
        ("in1.api.clevertap.com", {"https_proxy": "p.acme.example:3128"}, "p.acme.example:3128"),
        ("in1.api.clevertap.com", {"ALL_PROXY": "http://p.acme.example"}, "p.acme.example:8080"),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": " ", "https_proxy": "http://[::2]:1"}, "::2:1"),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": " p.acme.example:1\n"}, "p.acme.example:1"),
        ("in1.api.clevertap.com", {"HTTP_PROXY": "http://p:1"}, None),
        ("127.0.0.1", {"HTTPS_PROXY": "http://p:1"}, None),
        ("localhost", {"HTTPS_PROXY": "http://p:1"}, None),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"}, None),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "no_proxy": "a, .clevertap.com"}, None),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "clevertap.com:443"}, None),
        ("IN1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "in1.API.clevertap.com"}, None),
        ("notclevertap.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "clevertap.com"}, "p:1"),
        ("10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8"}, None),
        ("11.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.0/8,,x/y"}, "p:1"),
        ("10.1.2.3", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "10.0.0.1/8"}, None),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "*.clevertap.com"}, None),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": ".:1"}, "p:1"),
        ("::2", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "[::2]"}, None),
        ("::2", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "::2"}, None),
        ("::1", {"HTTPS_PROXY": "http://p:1"}, None),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "NO_PROXY": "", "no_proxy": "*"}, None),
        ("in1.api.clevertap.com", {"all_proxy": "http://p:1"}, "p:1"),
        ("in1.api.clevertap.com", {"HTTPS_PROXY": "http://p:1", "ALL_PROXY": "http://q:2"}, "p:1"),
    ],
)
def test_which_proxy(host: str, environ: dict[str, str], proxy: str | None) -> None:
    found = proxy_for(host, environ)
    assert (str(found) if found else None) == proxy
    assert proxy_of("http://in1.api.clevertap.com", environ) is None


@pytest.mark.parametrize(
    "text",
    [
        "socks5://u:s3cret@p:1",
        "https://u:s3cret@p:1",
        "http://",
        "http://u:s3cret@p:99999",
        "http://[u:s3cret",
    ],
)
def test_a_proxy_that_cannot_be_used_is_told_without_its_password(text: str) -> None:
    with pytest.raises(ProxyError) as raised:
        proxy_for("in1.api.clevertap.com", {"HTTPS_PROXY": text})
    assert "HTTPS_PROXY" in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_a_password_is_shown_nowhere() -> None:
    found = proxy_for("x.example", {"HTTPS_PROXY": "http://ann:s%3acret@p:1"})
    assert found is not None
    assert found.auth == ("ann", "s:cret")
    alone, nobody = (proxy_for("x.example", {"HTTPS_PROXY": f"http://{who}p:1"}) for who in ("ann@", ""))
    assert alone is not None
    assert nobody is not None
    assert (alone.auth, nobody.auth) == (("ann", ""), None)
    assert "cret" not in f"{found} {found!r}"
