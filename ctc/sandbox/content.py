"""What the API checks in the content of each channel; the texts are those seen on create [client code]."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ctc.patterns import pattern
from ctc.variants import HEADER_TYPES, TEMPLATE_TYPES

_LIQUID: Final = pattern(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_ATTACHMENTS: Final = ("image", "video", "document", "location", "audio")
_MOST_TRIGGERED: Final = 5
"""Campaigns of one external trigger [client code]."""


def content_error(channel: str, body: Mapping[str, Any]) -> str | None:
    """The error text for the content of a create or a send on ``channel``, or None where it is fine."""
    return _CHECKS.get(channel, _inside())(body)


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_open_ended(text: str) -> bool:
    """Whether Liquid is opened in a text and not closed: the one fault of its syntax that is told from outside."""
    rest = _LIQUID.sub("", text)
    return "{{" in rest or "{%" in rest


def _inside(*names: str) -> Callable[[Mapping[str, Any]], str | None]:
    def check(body: Mapping[str, Any]) -> str | None:
        content = body.get("content")
        values = content if isinstance(content, Mapping) else {}
        empty = next((name for name in names if not is_text(values.get(name))), None)
        if empty:
            return _empty(empty)
        open_ended = next((name for name in names if is_open_ended(values[name])), None)
        if open_ended:
            return f"Invalid syntax for {open_ended} field. Rectify and try again."
        platforms = values.get("platform_specific", {})
        if not isinstance(platforms, Mapping) or not all(isinstance(p, Mapping) for p in platforms.values()):
            return "Field platform_specific is invalid (inside content)"
        return None

    return check


def _empty(name: str) -> str:
    return f"Field {name} is empty (inside content)"


def _webhook(body: Mapping[str, Any]) -> str | None:
    if not is_text(body.get("webhook_endpoint_name")):
        return "Field webhook_endpoint_name is empty"
    fields = body.get("webhook_fields", [])
    if not isinstance(fields, list) or not set(map(str, fields)) <= {
        "profile-attributes",
        "tokens",
        "identities",
    }:
        return "Field webhook_fields is invalid"
    return (
        None
        if isinstance(body.get("webhook_key_value", {}), Mapping)
        else "Field webhook_key_value is invalid"
    )


def _inbox(body: Mapping[str, Any]) -> str | None:
    kind, cards = body.get("template_type"), body.get("content")
    if not is_text(kind):
        return "Field template_type is empty"
    if kind not in TEMPLATE_TYPES:
        return "Field template_type is invalid"
    if not isinstance(cards, list) or not cards or not all(isinstance(card, Mapping) for card in cards):
        return "Field content is empty"
    for card in cards:
        if kind != "carousel-image":
            for name in ("title", "message"):
                part = card.get(name)
                if not isinstance(part, Mapping) or not is_text(part.get("text")):
                    return _empty(name)
        media = card.get("media")
        if kind.startswith("carousel") and not (isinstance(media, Mapping) and is_text(media.get("url"))):
            return _empty("media")
    return None


def _whatsapp(body: Mapping[str, Any]) -> str | None:
    content = body.get("content")
    if not isinstance(content, Mapping) or not is_text(content.get("template_name")):
        return _empty("template_name")
    for name in ("replacements", "attachments", "header", "body"):
        if not isinstance(content.get(name, {}), Mapping):
            return f"Field {name} is invalid (inside content)"
    if not isinstance(content.get("buttons", []), list):
        return "Field buttons is invalid (inside content)"
    header, attachments = content.get("header"), content.get("attachments")
    if header is not None and str(header.get("type")).lower() not in (*HEADER_TYPES, "audio"):
        return "Field header is invalid (inside content)"
    if attachments is not None and str(attachments.get("type")).lower() not in _ATTACHMENTS:
        return "Field attachments is invalid (inside content)"
    return None


def _trigger(body: Mapping[str, Any]) -> str | None:
    """The text lives in the dashboard: a trigger names its campaign, or several, and brings values for it."""
    values, several = body.get("ExternalTrigger"), body.get("campaign_id_list")
    if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
        return "ExternalTrigger is invalid"
    if several is None:
        return None if isinstance(body.get("campaign_id"), str) else "campaign_id is a mandatory field"
    is_list = isinstance(several, list) and 1 <= len(several) <= _MOST_TRIGGERED
    return None if is_list and all(type(one) is int for one in several) else "campaign_id_list is invalid"


_CHECKS: Final[Mapping[str, Callable[[Mapping[str, Any]], str | None]]] = {
    "push": _inside("title", "body"),
    "webpush": _inside("title", "body"),
    "email": _inside("subject", "body", "sender_name"),
    "sms": _inside("body"),
    "webhook": _webhook,
    "notificationinbox": _inbox,
    "whatsapp": _whatsapp,
    "externaltrigger": _trigger,
}
