"""A sandbox in this process and a plain HTTP client for it."""

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ctc.sandbox.embedded import running

HEADERS = {
    "X-CleverTap-Account-Id": "sandbox",
    "X-CleverTap-Passcode": "sandbox",
    "Content-Type": "application/json; charset=utf-8",
}
CREATE = "/1/targets/create.json"


class Client:
    """One connection a request, as a fresh client would; gives the status and the JSON of the answer."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.host = url.removeprefix("http://")

    def request(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def post(self, path: str, body: object, **headers: str) -> tuple[int, dict[str, Any]]:
        sent = {**HEADERS, **{name.replace("_", "-"): value for name, value in headers.items()}}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        status, answer = self.request("POST", path, raw, sent)
        return status, json.loads(answer)

    def create(self, **fields: Any) -> tuple[int, dict[str, Any]]:
        return self.post(CREATE, campaign(**fields))

    def send(self, channel: str = "sms", **fields: Any) -> tuple[int, dict[str, Any]]:
        return self.post(f"/1/send/{channel}.json", message(**fields))

    def listing(self, first: int = 20200101, last: int = 20991231) -> list[dict[str, Any]]:
        status, answer = self.post("/1/targets/list.json", {"from": first, "to": last})
        assert status == 200
        targets: list[dict[str, Any]] = answer["targets"]
        return targets

    def faults(self, *texts: str) -> None:
        status, answer = self.post("/sandbox/faults.json", {"faults": list(texts)})
        assert (status, answer["faults"]) == (200, list(texts))

    def advance(self, seconds: float) -> None:
        assert self.post("/sandbox/clock.json", {"advance": seconds})[0] == 200

    def accepted(self) -> dict[str, int]:
        counts: dict[str, int] = self.log()["accepted"]
        return counts

    def log(self) -> dict[str, Any]:
        status, answer = self.request("GET", "/sandbox/log.json")
        assert status == 200
        log: dict[str, Any] = json.loads(answer)
        return log


def campaign(**fields: Any) -> dict[str, Any]:
    """A valid SMS create, with these fields in place of its own; None takes a field out."""
    body = {
        "name": "A campaign",
        "target_mode": "sms",
        "when": "now",
        "where": {"event_name": "Charged", "from": 20250101, "to": 20251231},
        "content": {"body": "Hello"},
        **fields,
    }
    return {name: value for name, value in body.items() if value is not None}


def message(**fields: Any) -> dict[str, Any]:
    body = {"to": {"Identity": ["nobody-knows-me"]}, "content": {"body": "Hello"}, **fields}
    return {name: value for name, value in body.items() if value is not None}


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few people, so that no test waits for the sample."""
    file = tmp_path_factory.mktemp("people") / "people.ndjson"
    buyer = {"name": "Charged", "day": 20250601, "properties": {"Amount": 40}}
    devices = [
        {"platform": "android", "last_active": 20250601},
        {"platform": "ios", "last_active": 20250501},
        {"platform": "web"},
    ]
    file.write_text(
        "\n".join(
            json.dumps(
                {
                    "identities": {
                        "Identity": f"u{n}",
                        "Email": f"u{n}@example.org",
                        "Phone": f"+4915550{n:04d}",
                    },
                    "properties": {"City": "Berlin" if n % 2 else "Pune", "n": n},
                    "devices": devices[: 1 + n % 3],
                    "subscribed": ["email", "sms", "whatsapp"] if n % 4 else ["email"],
                    "events": [buyer] * (n % 5),
                }
            )
            for n in range(20)
        )
    )
    return file


@pytest.fixture
def connect() -> type[Client]:
    """The client's class, for tests that start a sandbox of their own."""
    return Client


@pytest.fixture
def client(tmp_path: Path, people: Path) -> Iterator[Client]:
    with running(tmp_path / "sandbox", load=people) as url:
        yield Client(url)
