"""Which endpoint a raw body is for, told by its shape alone."""

import re
from collections.abc import Mapping
from typing import Final

from ctc.canonical import Json
from ctc.variants import CREATE, send_endpoint

_OF_WHERE: Final = frozenset(
    {"advanced_query", "common_profile_properties", "event_name", "event_properties", "from", "to"}
)
_OF_CREATE: Final = frozenset({"target_mode", "when", "where", "segment", "name"})
_OF_PUSH: Final = frozenset({"ios", "android"})
_OF_WEBPUSH: Final = frozenset({"safari", "chrome", "firefox", "kaios"})


def is_query(body: Mapping[str, Json]) -> bool:
    """A bare ``{"advanced_query": …}``, which the vendor's page shows on its own [seed]."""
    return bool(body) and body.keys() <= _OF_WHERE and not _is_recipients(_to(body))


def _to(body: Mapping[str, Json]) -> Json:
    """What stands under ``to``, however the key is written."""
    return next((value for key, value in body.items() if key.strip().lower() == "to"), None)


def _is_recipients(to: Json) -> bool:
    """Whether a ``to`` names people; that of an audience or of a listing is a date."""
    return isinstance(to, Mapping | list) or (
        isinstance(to, str) and not re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", to)
    )


def endpoint_of(body: Mapping[str, Json]) -> str | None:
    """``to`` decides: whatever else stands beside it, such a body goes to those people and to nobody else."""
    if not _is_recipients(_to(body)):
        return CREATE if body.keys() & _OF_CREATE else None
    if "ExternalTrigger" in body:
        return send_endpoint("externaltrigger", body)
    content = body.get("content")
    stated = send_endpoint(str(body.get("target_mode")).lower(), body)
    shape = _channel(body, content) if isinstance(content, Mapping) else None
    return stated or send_endpoint(shape, body)


def _channel(body: Mapping[str, Json], content: Mapping[str, Json]) -> str | None:
    """The channel of an identity send, where its content can belong to one alone; title and body are two's."""
    platforms = content.get("platform_specific")
    keys = platforms.keys() if isinstance(platforms, Mapping) else frozenset()
    if content.keys() & {"subject", "sender_name"}:
        return "email"
    if content.keys() & {"template_name", "template_type"}:
        return "whatsapp"
    if keys & _OF_PUSH or body.keys() & {"badge_id", "badge_icon"}:
        return None if keys & _OF_WEBPUSH else "push"
    if keys & _OF_WEBPUSH:
        return "webpush"
    return "sms" if "body" in content and "title" not in content else None
