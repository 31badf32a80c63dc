"""What the sandbox refuses, in CleverTap's words, and what it takes: both halves of every check."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from ctc.sandbox.app import _refused, is_loopback
from ctc.sandbox.bodies import body_of, object_of
from ctc.sandbox.checks import UNKNOWN_PROVIDER, create_error
from ctc.sandbox.content import content_error
from ctc.sandbox.sends import recipients_of
from ctc.sandbox.settings import SandboxSettings, SettingsError

ANY = SandboxSettings()
KNOWN = SandboxSettings(
    providers=frozenset({"sendgrid"}), channels=frozenset({"Marketing"}), control_groups=frozenset({"tenth"})
)
PUSH = {"title": "T", "body": "B", "platform_specific": {"android": {"wzrk_cid": "Marketing"}}}
CID = "Notification channel is required for devices having Android 8.0 or above"
TTL = "Field ttl is invalid"
GROUP = "Field control_group is invalid"


def body(**fields: Any) -> dict[str, Any]:
    return {"name": "n", "when": "now", "content": PUSH, **fields}


CHECKS: list[tuple[dict[str, Any], str | None]] = [
    ({}, None),
    ({"name": " "}, "Field name is empty"),
    ({"name": 5}, "Field name is empty"),
    ({"when": ""}, "Field when is empty"),
    ({"when": None}, "Field when is empty"),
    ({"target_mode": "fax"}, "Field target_mode is invalid"),
    ({"draft": 1}, "Field draft must be a Boolean"),
    ({"estimate_only": "true"}, "Field estimate_only must be a Boolean"),
    ({"respect_frequency_caps": None}, "Field respect_frequency_caps must be a Boolean"),
    ({"draft": True, "skip_estimate": False}, None),
    ({"content": {}}, "Field title is empty (inside content)"),
    ({"content": None}, "Field title is empty (inside content)"),
    ({"provider_nick_name": "sendgrid"}, None),
    ({"provider_nick_name": "other"}, UNKNOWN_PROVIDER),
    ({"provider_nick_name": " "}, UNKNOWN_PROVIDER),
    ({"control_group": {"type": "custom", "name": "tenth"}}, None),
    ({"control_group": {"type": "custom", "name": "x"}}, "No custom control group with name x is defined"),
    ({"control_group": {"type": "custom", "name": ""}}, "No custom control group with name  is defined"),
    ({"control_group": {"type": "custom"}}, GROUP),
    ({"control_group": {"type": "campaign", "percentage": 0}}, None),
    ({"control_group": {"type": "campaign", "percentage": 100}}, None),
    (
        {"control_group": {"type": "campaign", "percentage": 101}},
        "Field percentage is invalid (inside control_group)",
    ),
    (
        {"control_group": {"type": "campaign", "percentage": -1}},
        "Field percentage is invalid (inside control_group)",
    ),
    ({"control_group": {"type": "campaign", "percentage": True}}, GROUP),
    ({"control_group": "tenth"}, GROUP),
    ({"devices": ["android", "ios"]}, None),
    ({"devices": []}, "Field devices is invalid"),
    ({"devices": ["android", "windows"]}, "Field devices is invalid"),
    ({"devices": "android"}, "Field devices is invalid"),
    ({"content": {"title": "T", "body": "B"}}, CID),
    ({"content": {"title": "T", "body": "B"}, "devices": ["ios"]}, None),
    ({"content": {"title": "T", "body": "B"}, "wzrk_cid": "Marketing"}, None),
    ({"content": {"title": "T", "body": "B"}, "wzrk_cid": "Other"}, "Invalid Notification Channel ID"),
    ({"content": {"title": "T", "body": "B"}, "wzrk_cid": "Other", "devices": ["ios"]}, None),
    ({"target_mode": "webpush", "content": {"title": "T", "body": "B"}}, None),
    ({"ttl": {"value": 0}}, None),
    ({"ttl": {"ttl_type": "relative", "value": 60}}, None),
    ({"ttl": {"value": -1}}, TTL),
    ({"ttl": {"value": True}}, TTL),
    ({"ttl": {"value": "60"}}, TTL),
    ({"ttl": {}}, TTL),
    ({"ttl": 60}, TTL),
    ({"ttl": {"ttl_type": "absolute", "value": 203101150930}}, None),
    ({"ttl": {"ttl_type": "absolute", "value": 203102300930}}, TTL),
    ({"ttl": {"ttl_type": "absolute", "value": 20310115093}}, TTL),
    ({"ttl": {"ttl_type": "late", "value": 1}}, "Field ttl_type is invalid (inside ttl)"),
    ({"ttl": {"ttl_type": "late", "value": 1}, "devices": ["ios"]}, "Field ttl_type is invalid (inside ttl)"),
]


@pytest.mark.parametrize(("fields", "error"), CHECKS, ids=[str(fields) for fields, _ in CHECKS])
def test_a_create(fields: dict[str, Any], error: str | None) -> None:
    assert create_error(body(**fields), KNOWN) == error


def test_an_account_without_a_list_of_names_takes_any() -> None:
    named = {"provider_nick_name": "x", "control_group": {"type": "custom", "name": "x"}}
    assert create_error(body(**named), ANY) is None
    assert create_error(body(provider_nick_name=""), ANY) == UNKNOWN_PROVIDER
    content = {"title": "T", "body": "B"}
    assert create_error(body(content=content, wzrk_cid="x"), ANY) is None


CARD = {"title": {"text": "t"}, "message": {"text": "m"}, "media": {"url": "u"}}
CARDS = {"template_type": "simple", "content": [CARD]}
TEMPLATE = {"template_name": "ns:offer"}
CONTENTS: list[tuple[str, dict[str, Any], str | None]] = [
    ("push", {"content": {"title": "T", "body": " "}}, "Field body is empty (inside content)"),
    (
        "push",
        {"content": {"title": "T", "body": "B", "platform_specific": []}},
        "Field platform_specific is invalid (inside content)",
    ),
    (
        "push",
        {"content": {"title": "T", "body": "B", "platform_specific": {"ios": 1}}},
        "Field platform_specific is invalid (inside content)",
    ),
    ("email", {"content": {"subject": "S", "body": "B"}}, "Field sender_name is empty (inside content)"),
    ("email", {"content": {"subject": "S", "body": "B", "sender_name": "N"}}, None),
    ("sms", {"content": {"body": "B"}}, None),
    ("unheard", {"content": {}}, None),
    (
        "unheard",
        {"content": {"platform_specific": 1}},
        "Field platform_specific is invalid (inside content)",
    ),
    ("webhook", {}, "Field webhook_endpoint_name is empty"),
    ("webhook", {"webhook_endpoint_name": "e"}, None),
    (
        "webhook",
        {"webhook_endpoint_name": "e", "webhook_fields": ["tokens", "identities", "profile-attributes"]},
        None,
    ),
    (
        "webhook",
        {"webhook_endpoint_name": "e", "webhook_fields": ["all"]},
        "Field webhook_fields is invalid",
    ),
    (
        "webhook",
        {"webhook_endpoint_name": "e", "webhook_fields": "tokens"},
        "Field webhook_fields is invalid",
    ),
    (
        "webhook",
        {"webhook_endpoint_name": "e", "webhook_key_value": []},
        "Field webhook_key_value is invalid",
    ),
    ("webhook", {"webhook_endpoint_name": "e", "webhook_key_value": {"a": 1}}, None),
    ("notificationinbox", CARDS, None),
    ("notificationinbox", {**CARDS, "template_type": ""}, "Field template_type is empty"),
    ("notificationinbox", {**CARDS, "template_type": "x"}, "Field template_type is invalid"),
    ("notificationinbox", {**CARDS, "content": []}, "Field content is empty"),
    ("notificationinbox", {**CARDS, "content": CARD}, "Field content is empty"),
    ("notificationinbox", {**CARDS, "content": [CARD, 1]}, "Field content is empty"),
    (
        "notificationinbox",
        {**CARDS, "content": [CARD, {**CARD, "message": "m"}]},
        "Field message is empty (inside content)",
    ),
    (
        "notificationinbox",
        {**CARDS, "content": [{**CARD, "title": {"text": ""}}]},
        "Field title is empty (inside content)",
    ),
    ("notificationinbox", {**CARDS, "content": [{**CARD, "media": None}]}, None),
    (
        "notificationinbox",
        {"template_type": "carousel", "content": [{**CARD, "media": None}]},
        "Field media is empty (inside content)",
    ),
    (
        "notificationinbox",
        {"template_type": "carousel", "content": [{**CARD, "media": {"url": ""}}]},
        "Field media is empty (inside content)",
    ),
    ("notificationinbox", {"template_type": "carousel-image", "content": [{"media": {"url": "u"}}]}, None),
    (
        "notificationinbox",
        {"template_type": "carousel-image", "content": [{}]},
        "Field media is empty (inside content)",
    ),
    ("whatsapp", {"content": TEMPLATE}, None),
    ("whatsapp", {"content": {}}, "Field template_name is empty (inside content)"),
    ("whatsapp", {"content": "ns:offer"}, "Field template_name is empty (inside content)"),
    *(
        ("whatsapp", {"content": {**TEMPLATE, name: []}}, f"Field {name} is invalid (inside content)")
        for name in ("replacements", "attachments", "header", "body")
    ),
    ("whatsapp", {"content": {**TEMPLATE, "buttons": {}}}, "Field buttons is invalid (inside content)"),
    ("whatsapp", {"content": {**TEMPLATE, "buttons": [], "replacements": {"1": "a"}}}, None),
    *(
        ("whatsapp", {"content": {**TEMPLATE, "header": {"type": kind}}}, None)
        for kind in ("text", "Image", "audio", "location")
    ),
    (
        "whatsapp",
        {"content": {**TEMPLATE, "header": {"type": "x"}}},
        "Field header is invalid (inside content)",
    ),
    *(
        ("whatsapp", {"content": {**TEMPLATE, "attachments": {"type": kind}}}, None)
        for kind in ("image", "Video", "document", "location", "audio")
    ),
    (
        "whatsapp",
        {"content": {**TEMPLATE, "attachments": {}}},
        "Field attachments is invalid (inside content)",
    ),
    ("externaltrigger", {"ExternalTrigger": {"a": "1"}, "campaign_id": "5"}, None),
    ("externaltrigger", {"ExternalTrigger": {"a": 1}, "campaign_id": "5"}, "ExternalTrigger is invalid"),
    ("externaltrigger", {"ExternalTrigger": [], "campaign_id": "5"}, "ExternalTrigger is invalid"),
    ("externaltrigger", {"ExternalTrigger": {}}, "campaign_id is a mandatory field"),
    ("externaltrigger", {"ExternalTrigger": {}, "campaign_id": 5}, "campaign_id is a mandatory field"),
    *(
        ("externaltrigger", {"ExternalTrigger": {}, "campaign_id_list": ids}, error)
        for ids, error in (
            ([1], None),
            ([1, 2, 3, 4, 5], None),
            ([1, 2, 3, 4, 5, 6], "campaign_id_list is invalid"),
            ([], "campaign_id_list is invalid"),
            ([True], "campaign_id_list is invalid"),
            ([1, "2"], "campaign_id_list is invalid"),
            ("1", "campaign_id_list is invalid"),
        )
    ),
]


@pytest.mark.parametrize(
    ("channel", "fields", "error"), CONTENTS, ids=[f"{channel} {fields}" for channel, fields, _ in CONTENTS]
)
def test_a_content(channel: str, fields: dict[str, Any], error: str | None) -> None:
    assert content_error(channel, fields) == error


def nested(depth: int) -> bytes:
    return b'{"a":' * depth + b"1" + b"}" * depth


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"{}", {}),
        (b'{"a": 999999999999999999}', {"a": 999999999999999999}),
        (b'{"a": 9223372036854775807}', {"a": 2**63 - 1}),
        (b'{"a": 9223372036854775808}', {"a": 2.0**63}),
        (b'{"a": -9223372036854775808}', {"a": -(2**63)}),
        (b'{"a": 1.5e300}', {"a": 1.5e300}),
        (b'{"a": "\\u00e9"}', {"a": "\u00e9"}),
        (nested(100).replace(b"1", b"{}"), None),
        (b"[]", None),
        (b"5", None),
        (b"", None),
        (b'{"a": NaN}', None),
        (b'{"a": 1e999}', None),
        (b'{"a": "\\ud800"}', None),
        (b'{"a": "\xff"}', None),
        (b'{"a": 1} // x', None),
        (nested(100_000), None),
        (b'{"a": ' + b"9" * 5_000 + b"}", None),
    ],
    ids=lambda each: str(each)[:40],
)
def test_what_a_body_is_read_as(raw: bytes, value: Any) -> None:
    found = object_of(raw)
    assert found == value
    if found and "a" in found:
        assert type(found["a"]) is type(value["a"])


def test_how_deep_a_body_may_be() -> None:
    assert object_of(nested(100)) is not None
    assert object_of(nested(101)) is None
    assert object_of(b'{"a":' + b"[" * 99 + b"]" * 99 + b"}") is not None
    assert object_of(b'{"a":' + b"[" * 100 + b"]" * 100 + b"}") is None


@pytest.mark.parametrize(
    ("to", "count"),
    [
        ({"Email": ["a", "b"], "Identity": ["c"]}, 3),
        ({"Email": []}, 0),
        ({}, 0),
        ({"Mail": ["a"]}, None),
        ({"Email": "a"}, None),
        ({"Email": ["a", " "]}, None),
        ({"Email": [5]}, None),
        (["a"], None),
        (None, None),
    ],
)
def test_how_many_a_send_names(to: object, count: int | None) -> None:
    assert recipients_of(to) == count


@pytest.mark.parametrize(
    ("host", "is_own"),
    [
        ("localhost", True),
        ("LocalHost:80", True),
        ("127.0.0.1:8787", True),
        ("[::1]", True),
        ("[::1]:80", True),
        ("localhost:", False),
        ("localhost:x", False),
        ("example.org:80", False),
        ("localhost.example.org", False),
        ("", False),
        ("::1", False),
    ],
)
def test_a_host_that_is_this_machine(host: str, is_own: bool) -> None:
    assert is_loopback(host) is is_own


@pytest.mark.parametrize(
    "wrong", [{"timezone": "Mars"}, {"timezone": ""}, {"per_second": 0}, {"per_second": -1}]
)
def test_an_account_that_could_not_exist(wrong: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=r"unknown time zone|above zero"):
        SandboxSettings(**wrong)


def test_an_account_that_could() -> None:
    found = SandboxSettings(timezone="Asia/Kolkata", per_second=0.5)
    assert (found.account_id, found.passcode, found.running_seconds) == ("sandbox", "sandbox", 60.0)
    assert (found.body_limit, found.concurrent, found.scheduled_on) == (8 * 1024 * 1024, None, "digits")


def test_another_verb_is_told_which_one_there_is() -> None:
    refused = HTTPException(405, headers={"Allow": "POST"})
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(asyncio.run, _refused(Request({"type": "http"}), refused)).result()
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    assert json.loads(bytes(answer.body)) == {"status": "fail", "error": "Method Not Allowed"}


@pytest.mark.parametrize("parts", [[b"x" * 10], [b"x"] * 10, [b"xxxxxx", b"", b"xxxx"]])
@pytest.mark.parametrize(("limit", "is_taken"), [(9, False), (10, True), (11, True)])
def test_a_body_has_a_bound_in_however_many_parts_it_comes(
    parts: list[bytes], limit: int, *, is_taken: bool
) -> None:
    left = [*parts]

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    def read() -> bytes | None:
        return asyncio.run(
            body_of(Request({"type": "http", "method": "POST", "headers": []}, receive), limit)
        )

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(read).result() == (b"".join(parts) if is_taken else None)
