"""Whatever is sent to the sandbox, at any of its endpoints, is answered: never by 500, and never without a bound."""

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from ctc.sandbox.embedded import running
from ctc.variants import CREATE, SEND, SEND_CHANNELS
from tests.hostile.shop import EVERYTHING

SENDS = [SEND.format(channel=channel) for channel in SEND_CHANNELS]
API = [CREATE, "/1/targets/list.json", "/1/targets/stop.json", "/1/targets/result.json", *SENDS]
CONTROL = ["/sandbox/faults.json", "/sandbox/clock.json"]
BIG = "9" * 23
SURROGATE = "\\ud800"
VALUES = {
    "23 digits": BIG,
    "minus 23 digits": f"-{BIG}",
    "5,000 digits": "9" * 5_000,
    "1e400": "1e400",
    "NaN": "NaN",
    "half of a character": f'"{SURROGATE}"',
    "half of one in a key": f'{{"{SURROGATE}": 1}}',
    "900 levels": "[" * 900 + "]" * 900,
    "200,000 levels": "[" * 200_000 + "]" * 200_000,
    "200,000 mappings": '{"a":' * 200_000 + "1" + "}" * 200_000,
    "open end": "[" * 1_000,
    "null": "null",
    "a NUL": '"\\u0000"',
}
FULL = {
    "id": 1,
    "from": 20260101,
    "to": 20260102,
    "name": "n",
    "target_mode": "sms",
    "where": {"event_name": "Charged", "from": 20250101, "to": 20250102},
    "content": {"body": "b"},
    "when": "now",
    "faults": [],
    "advance": 1,
}
WHOLE = {
    "nothing": b"",
    "a list": b"[1]",
    "a text": b'"a"',
    "a mark": b"\xef\xbb\xbf{}",
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "no UTF-8": b'{"a": "\xff"}',
    "half of a character in UTF-8": b'{"name": "\xed\xa0\x80"}',
    "200,000 keys": ("{" + ",".join(f'"k{n}": 1' for n in range(200_000)) + "}").encode(),
    "a key 100,000 times": ("{" + ",".join('"id": 1' for _ in range(100_000)) + "}").encode(),
}


def bodies() -> Iterator[tuple[str, bytes]]:
    yield from WHOLE.items()
    for key in FULL:
        for name, value in VALUES.items():
            rest = ", ".join(
                f"{json.dumps(other)}: {json.dumps(FULL[other])}" for other in FULL if other != key
            )
            yield f"{key}: {name}", f"{{{json.dumps(key)}: {value}, {rest}}}".encode()


ALL = list(bodies())
TRIED = len(ALL) * (len(API) + len(CONTROL))
"""Requests of `make hostile`."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(tmp_path_factory.mktemp("doors")) as url:
        yield url


def asked(url: str, path: str, body: bytes | None = None, method: str = "POST") -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    headers = {
        "X-CleverTap-Account-Id": "sandbox",
        "X-CleverTap-Passcode": "sandbox",
        "Content-Type": "application/json; charset=utf-8",
    }
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("path", [*API, *CONTROL])
def test_no_body_is_a_failure_of_the_sandbox(url: str, path: str) -> None:
    at = [*API, *CONTROL].index(path)
    for name, body in (
        ALL if EVERYTHING else [each for n, each in enumerate(ALL) if n % 7 == at % 7 or n < len(WHOLE)]
    ):
        status, answer = asked(url, path, body)
        assert status < 500, (name, status, answer[:200])
        assert isinstance(json.loads(answer), dict), name


@pytest.mark.parametrize("path", [*API, *CONTROL])
def test_bodies_have_a_bound(url: str, path: str) -> None:
    status, answer = asked(url, path, b'{"name": "' + b"x" * 30_000_000 + b'"}')
    assert status == 413, answer[:200]


@pytest.mark.parametrize("after", [BIG, "-1", "x", "１", "²", "%00", "9" * 5_000, ""])
def test_a_log_after_no_number(url: str, after: str) -> None:
    from urllib.parse import quote

    status, _ = asked(url, f"/sandbox/log.json?after={quote(after, safe='%')}", method="GET")
    assert status in {200, 400}


def test_the_log_and_the_inbox_are_there_after_all_that(url: str) -> None:
    for path in ("/", "/sandbox/log.json", "/sandbox/faults.json", "/sandbox/clock.json"):
        assert asked(url, path, method="GET")[0] == 200, path
