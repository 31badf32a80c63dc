"""Which request a body is, where a message goes, and how the channels are called."""

from typing import Any

import pytest

from ctc.regions import HOSTS, base_url
from ctc.variants import (
    BY_NAME,
    CHANNEL_NAMES,
    CREATE,
    ENDPOINTS,
    HEADER_TYPES,
    SEND_CHANNELS,
    TARGET_MODES,
    TEMPLATE_TYPES,
    TRIGGERS,
    is_send,
    send_endpoint,
    variant_of,
)

IOS = {"platform_specific": {"ios": {"ct_ContentSlider": []}}}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"target_mode": "push"}, "push"),
        ({"target_mode": "push", "content": IOS}, "push-carousel"),
        ({"target_mode": "push", "content": {"platform_specific": {"ios": {"sound": 1}}}}, "push"),
        ({"target_mode": "push", "content": {"platform_specific": {"ios": ["ct_ContentSlider"]}}}, "push"),
        ({"target_mode": "push", "content": {"platform_specific": ["ios"]}}, "push"),
        ({"target_mode": "push", "content": "text"}, "push"),
        ({"target_mode": "email", "content": IOS}, "email"),
        ({"target_mode": "notificationinbox", "template_type": "carousel"}, "inbox-carousel"),
        ({"target_mode": "notificationinbox", "template_type": "none"}, None),
        ({"target_mode": "notificationinbox", "template_type": 5}, None),
        ({"target_mode": "notificationinbox"}, None),
        ({"target_mode": "whatsapp"}, "whatsapp-standard"),
        ({"target_mode": "whatsapp", "content": {"attachments": {}}}, "whatsapp-standard-media"),
        ({"target_mode": "whatsapp", "content": {"attachments": "image"}}, "whatsapp-standard-media"),
        (
            {"target_mode": "whatsapp", "content": {"attachments": {"type": "Location"}}},
            "whatsapp-standard-location",
        ),
        ({"target_mode": "whatsapp", "content": {"body": {}}}, "whatsapp-interactive"),
        ({"target_mode": "whatsapp", "content": {"buttons": [], "attachments": {}}}, "whatsapp-interactive"),
        (
            {"target_mode": "whatsapp", "content": {"header": {"type": "Image"}}},
            "whatsapp-interactive-image",
        ),
        ({"target_mode": "whatsapp", "content": {"header": {"type": "none"}}}, "whatsapp-interactive"),
        ({"target_mode": "whatsapp", "content": {"header": "image"}}, "whatsapp-interactive"),
        ({"target_mode": "push-carousel"}, None),
        ({"target_mode": "fax"}, None),
        ({"target_mode": 5}, None),
        ({}, None),
    ],
    ids=str,
)
def test_the_variant_that_a_body_claims_to_be(body: dict[str, Any], name: str | None) -> None:
    found = variant_of(CREATE, body)
    assert (found.name if found else None) == name


def test_the_variant_of_a_send_is_that_of_its_endpoint() -> None:
    assert {variant_of(endpoint, {}) for endpoint in ENDPOINTS if endpoint != CREATE} == {
        variant for variant in BY_NAME.values() if variant.endpoint != CREATE
    }
    assert variant_of("/1/elsewhere.json", {"target_mode": "push"}) is None


@pytest.mark.parametrize(
    ("channel", "body", "endpoint"),
    [
        ("sms", {}, "/1/send/sms.json"),
        ("sms", {"campaign_id_list": [1]}, "/1/send/sms.json"),
        ("externaltrigger", {}, "/1/send/externaltrigger.json"),
        ("externaltrigger", {"campaign_id_list": [1]}, TRIGGERS),
        ("webhook", {}, None),
        (None, {}, None),
    ],
)
def test_where_a_message_goes(channel: object, body: dict[str, Any], endpoint: str | None) -> None:
    assert send_endpoint(channel, body) == endpoint
    assert endpoint is None or is_send(endpoint)


def test_a_create_is_no_send() -> None:
    assert not is_send(CREATE)
    assert not is_send("/1/targets/stop.json")


def test_what_there_is_of_each_kind() -> None:
    assert TARGET_MODES == ("push", "webpush", "email", "sms", "webhook", "notificationinbox", "whatsapp")
    assert SEND_CHANNELS == ("push", "webpush", "email", "sms", "whatsapp", "externaltrigger")
    assert TEMPLATE_TYPES == ("simple", "carousel", "carousel-image", "message-icon")
    assert HEADER_TYPES == ("text", "image", "video", "document", "location")


def test_what_people_call_the_channels() -> None:
    assert CHANNEL_NAMES == {
        "push": "Push",
        "webpush": "Web push",
        "email": "Email",
        "sms": "SMS",
        "webhook": "Webhook",
        "notificationinbox": "Inbox",
        "whatsapp": "WhatsApp",
        "externaltrigger": "External trigger",
    }


def test_no_two_variants_are_called_alike_and_each_begins_with_its_channel() -> None:
    titles = [variant.title for variant in BY_NAME.values()]
    assert len({*titles}) == len(titles)
    for variant in BY_NAME.values():
        assert variant.title.startswith(CHANNEL_NAMES[variant.channel]), variant.name


def test_a_region_is_a_host_in_either_case() -> None:
    assert base_url("in1") == base_url("IN1") == "https://in1.api.clevertap.com"
    assert base_url("eu1") == "https://api.clevertap.com"
    assert len(HOSTS) == 8
