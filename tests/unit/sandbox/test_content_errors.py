"""What the sandbox says of content that CleverTap would refuse."""

import copy
from typing import Any

import pytest

from ctc.sandbox.content import content_error


@pytest.mark.parametrize("text", ["Hi {{ Profile.name", "{% if x }", "a {{ b }} {{", "{{ a }"])
@pytest.mark.parametrize(
    ("channel", "field"), [("push", "title"), ("push", "body"), ("sms", "body"), ("email", "subject")]
)
def test_liquid_that_is_not_closed_is_refused_in_the_apis_words(channel: str, field: str, text: str) -> None:
    fine = {"title": "T", "body": "B", "subject": "S", "sender_name": "N"}
    found = content_error(channel, {"content": fine | {field: text}})
    assert found == f"Invalid syntax for {field} field. Rectify and try again."


@pytest.mark.parametrize(
    "text",
    ["Hi {{ Profile.name | default: 'you' }}", "{% if a %}{{ b }}{% endif %}", "a {b} }} %}", "{{\na\n}}"],
)
def test_liquid_that_is_closed_is_fine(text: str) -> None:
    assert content_error("sms", {"content": {"body": text}}) is None


CARD: dict[str, Any] = {"title": {"text": "T"}, "message": {"text": "M"}, "media": {"url": "u"}}
FINE: dict[str, dict[str, Any]] = {
    "push": {"content": {"title": "T", "body": "B", "platform_specific": {"ios": {}}}},
    "webpush": {"content": {"title": "T", "body": "B"}},
    "email": {"content": {"subject": "S", "body": "B", "sender_name": "N"}},
    "sms": {"content": {"body": "B"}},
    "webhook": {"webhook_endpoint_name": "E", "webhook_fields": ["tokens"], "webhook_key_value": {}},
    "notificationinbox": {"template_type": "carousel", "content": [CARD]},
    "whatsapp": {
        "content": {
            "template_name": "a:b",
            "replacements": {},
            "attachments": {"type": "image"},
            "header": {"type": "text"},
            "body": {},
            "buttons": [],
        }
    },
    "externaltrigger": {"ExternalTrigger": {"a": "b"}, "campaign_id_list": [5]},
}
ODD: list[Any] = [None, 5, 0, True, "x", [], {}, [5], {"a": 5}, [None], [[]]]
KINDS = {dict: "object", list: "list", str: "text", int: "number", bool: "flag", type(None): "nothing"}


def replaced(body: Any, value: Any) -> list[tuple[str, Any]]:
    """The body with one part of it, each in turn, another value; and what was there."""
    found: list[tuple[str, Any]] = []
    for key in body if isinstance(body, dict) else range(len(body)):
        here = copy.copy(body)
        here[key] = value
        found.append((KINDS[type(body[key])], here))
        for kind, below in replaced(body[key], value) if isinstance(body[key], dict | list) else []:
            deep = copy.copy(body)
            deep[key] = below
            found.append((kind, deep))
    return found


@pytest.mark.parametrize("channel", FINE)
@pytest.mark.parametrize("value", ODD, ids=str)
def test_whatever_stands_anywhere_is_answered(channel: str, value: Any) -> None:
    """A create is refused in words or taken, and what is of another kind than is due is refused: no answer 500."""
    assert content_error(channel, FINE[channel]) is None
    for due, body in replaced(FINE[channel], value):
        found = content_error(channel, body)
        assert found is None or found.split()[-1] in ("empty", "invalid", "content)", "field"), (body, found)
        if KINDS[type(value)] != due:
            assert found is not None, body
