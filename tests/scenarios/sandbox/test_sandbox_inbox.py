"""The web inbox over HTTP: what it shows, what it refuses."""

import json
import re
from typing import Any

import pytest

EVIL = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


def page(client: Any, path: str = "/") -> str:
    status, body = client.request("GET", path)
    assert status == 200
    text: str = body.decode()
    return text


def origin(client: Any) -> dict[str, str]:
    return {"Origin": client.url, "Sec-Fetch-Site": "same-origin"}


def test_it_is_empty_at_first_and_then_lists_what_was_accepted(client: Any) -> None:
    assert "Waiting for the first message" in page(client)
    campaign_id = client.create(name="Price drop", when="20990101 10:00")[1]["id"]
    client.send(to={"Identity": ["a", "b"]})
    client.create(name="Only asked", estimate_only=True)
    client.create(name="")
    listed = page(client)
    assert re.findall(r'row-address">([^<]*)<', listed) == ["To 2 recipients", "Price drop"]
    everything = page(client, "/?show=all")
    assert len(re.findall(r'href="/inbox/\d+\?show=all"', everything)) == 4
    assert "Estimate of Only asked" in everything
    detail = page(client, "/inbox/1")
    for part in (
        str(campaign_id),
        "pending",
        "12 SMS",
        "01 Jan 2099 10:00:00 UTC",
        "Hello",
        "Stop this campaign",
    ):
        assert part in detail


def test_a_refused_request_shows_its_answer(client: Any) -> None:
    client.create(name="")
    assert "Field name is empty" in page(client, "/inbox/1?show=all")


@pytest.mark.parametrize(
    "fields",
    [
        {"name": EVIL, "content": {"body": EVIL}},
        {
            "name": EVIL,
            "target_mode": "email",
            "content": {"subject": EVIL, "body": EVIL, "sender_name": EVIL},
        },
        {
            "name": EVIL,
            "target_mode": "notificationinbox",
            "template_type": "simple",
            "content": [{"title": {"text": EVIL}, "message": {"text": EVIL}}],
        },
        {"name": EVIL, "target_mode": EVIL},
        {"name": 7, EVIL: EVIL},
    ],
)
def test_content_is_escaped_everywhere(client: Any, fields: dict[str, Any]) -> None:
    client.create(**fields)
    for path in ("/?show=all", "/inbox/1", "/inbox/list?show=all", "/inbox/1/life"):
        text = page(client, path)
        assert "<script>alert" not in text
        assert "<img src=x" not in text


def test_every_page_has_a_strict_policy(client: Any) -> None:
    import http.client

    client.create()
    for path in ("/", "/inbox/1", "/inbox/list", "/inbox/style.css", "/inbox/script.js"):
        connection = http.client.HTTPConnection(client.host, timeout=30)
        connection.request("GET", path)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        policy = response.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert response.headers["x-content-type-options"] == "nosniff"
        if path in {"/", "/inbox/1"}:
            assert re.findall(r"<script[^>]*>", body) == ['<script src="/inbox/script.js" defer>']


def test_a_campaign_is_stopped_from_its_page_alone(client: Any) -> None:
    client.create(when="20990101 10:00")
    path = "/inbox/1/stop"
    for headers in (
        {},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {**origin(client), "Sec-Fetch-Site": "cross-site"},
        {**origin(client), "Host": "evil.example"},
    ):
        assert client.request("POST", path, b"", headers)[0] == 403
    assert client.request("GET", path)[0] == 405
    assert client.listing(20990101)[0]["status"] == "pending"
    assert client.request("POST", path, b"", origin(client))[0] == 303
    assert client.listing(20990101)[0]["status"] == "stopped"
    assert client.request("POST", path, b"", origin(client))[0] == 404
    detail = page(client, "/inbox/1")
    assert "Stop this campaign" not in detail
    assert "Stopped" in detail
    assert client.accepted() == {"create": 1, "stop": 1}


def test_what_is_not_there(client: Any) -> None:
    assert client.request("GET", "/inbox/99")[0] == 404
    assert client.request("GET", "/inbox/99/life")[0] == 404
    assert client.request("POST", "/inbox/99/stop", b"", origin(client))[0] == 404
    assert client.request("GET", "/inbox/x")[0] == 404
    assert client.request("GET", "/?before=x&show=y")[0] == 200


def test_an_unchanged_list_is_not_sent_again(client: Any) -> None:
    import http.client

    def ask(tag: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection(client.host, timeout=30)
        connection.request("GET", "/inbox/list", headers={"If-None-Match": tag})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.headers["etag"]

    _, tag = ask("")
    assert ask(tag) == (304, tag)
    client.create()
    assert ask(tag)[0] == 200


def test_a_personal_message_is_seen_by_several_people(client: Any) -> None:
    client.create(content={"body": "Hello {{Profile.Name | default: 'you'}}"})
    first = page(client, "/inbox/1")
    keys = re.findall(r'href="\?persona=([a-z-]+)"', first)
    assert len(keys) > 1
    assert page(client, f"/inbox/1?persona={keys[-1]}") != first
    assert page(client, "/inbox/1?persona=nobody-like-this") == first


def test_the_request_is_shown_as_it_was_sent(client: Any) -> None:
    client.send(content={"body": "Привет"})
    detail = page(client, "/inbox/1")
    assert "Привет" in detail
    assert "nobody-knows-me" in detail
    assert json.dumps("Added to queue for processing").strip('"') in detail
