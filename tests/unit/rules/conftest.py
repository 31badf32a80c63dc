"""Bodies for rules: a fragment in YAML is laid over a body that has nothing to find."""

from collections.abc import Callable
from typing import Any

import pytest
from ruamel.yaml import YAML

from ctc.catalog.catalog import Catalog
from ctc.validation.catalog import validate_catalog
from ctc.validation.rules.rule import Subject
from ctc.variants import CREATE, SEND, variant_of

PLAIN: dict[str, dict[str, Any]] = {
    "push": {"title": "Hi", "body": "Hello"},
    "webpush": {"title": "Hi", "body": "Hello"},
    "email": {
        "subject": "The harvest is in",
        "sender_name": "Acme",
        "body": '<p>The harvest is in.</p><a href="https://a.example/u">x</a>',
    },
    "sms": {"body": "Hello. Reply STOP to opt out"},
    "webhook": {},
    "whatsapp": {"template_name": "order"},
}


def parse(text: str) -> Any:
    yaml = YAML(typ="safe", pure=True)
    return yaml.load(text)


def body_of(fragment: dict[str, Any], channel: str) -> dict[str, Any]:
    """A fragment with what a whole body needs beside it."""
    body: dict[str, Any] = {"name": "A campaign", "target_mode": channel, "when": "20310115 10:00"}
    if channel == "notificationinbox":
        body |= {"template_type": "simple", "content": [{"title": {"text": "Hi"}, "message": {"text": "Hi"}}]}
    elif channel != "webhook":
        body["content"] = PLAIN[channel]
    body["where"] = {"event_name": "Charged", "from": 20260901, "to": 20260930}
    if isinstance(body.get("content"), dict) and isinstance(fragment.get("content"), dict):
        fragment = fragment | {"content": body["content"] | fragment["content"]}
    return body | fragment


def subject_of(body: dict[str, Any], *, send: bool = False, **more: Any) -> Subject:
    channel = body["target_mode"]
    endpoint = SEND.format(channel=channel) if send else CREATE
    variant = variant_of(endpoint, body)
    facts: dict[str, Any] = {"environment": "production", "timezone": "Asia/Kolkata", "address": "a-campaign"}
    return Subject(
        variant=variant.name if variant else "",
        channel=channel,
        endpoint=endpoint,
        body=body,
        **(facts | more),
    )


@pytest.fixture
def subject() -> Callable[..., Subject]:
    """``subject("push", "content: {title: Hi}", guards=…)``."""

    def make(channel: str, fragment: str = "{}", **more: Any) -> Subject:
        return subject_of(body_of(parse(fragment), channel), **more)

    return make


@pytest.fixture
def example() -> Callable[..., Subject]:
    """The subject that a rule's documented example stands for."""

    def make(fragment: str, channels: frozenset[str]) -> Subject:
        parsed = parse(fragment)
        more = {}
        if "catalog" in parsed:
            sections = {key: value for key, value in parsed["catalog"].items() if key != "version"}
            assert validate_catalog(parsed["catalog"]) == ()
            more, parsed = {"catalog": Catalog(data=sections)}, parsed["body"]
        channel = parsed.get("target_mode") or (sorted(channels)[0] if channels else "push")
        return subject_of(body_of(parsed, channel), **more)

    return make


@pytest.fixture
def whole_body() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A part of a body with what a whole one needs beside it; an SMS, unless it says another channel."""
    return lambda part: body_of(part, part.get("target_mode", "sms"))
