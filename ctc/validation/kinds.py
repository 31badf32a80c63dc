"""The keys that decide what a body is: endpoint, channel, target_mode, template_type, header and attachment.

Each is reported at its own key, once, and nothing that would follow from it is reported beside it.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.diagnostics import JsonPath
from ctc.suggest import is_slip, nearest
from ctc.validation import words
from ctc.validation.finding import Finding
from ctc.variants import CREATE, ENDPOINTS, HEADER_TYPES, SEND_CHANNELS, TARGET_MODES, TEMPLATE_TYPES

Body = Mapping[str, Any]
HEADERS: Final = (*HEADER_TYPES, *(name.capitalize() for name in HEADER_TYPES), "Audio")
"""Header types: lower case [seed], capitalised and Audio [client code]."""
ATTACHMENTS: Final = ("Document", "Image", "Video", "Location")
"""Attachment types; images and videos are named by the seed and not shown."""

_KNOWN: Final = tuple(channel for channel in SEND_CHANNELS if channel != "whatsapp")
"""Channels of messages that CleverTap documents."""


def of_endpoint(endpoint: str, body: Body, *, raw: bool) -> Finding:
    """An endpoint that ctc does not know; in a spec it stands for a channel of ``message``."""
    if raw:
        hint = words.meant(endpoint, ENDPOINTS) or f"one of: {', '.join(ENDPOINTS)}"
        return Finding.of(
            "CTC319", f"'{endpoint}' is not an endpoint that takes campaigns or messages", (), hint
        )
    slip = _misspelled("channel", body, allowed=SEND_CHANNELS)
    if slip is not None:
        return slip
    if "channel" not in body:
        hint = f"add 'channel:', one of: {', '.join(_KNOWN)}"
        return Finding.of("CTC302", "the message lacks 'channel', which decides what it may hold", (), hint)
    return _unknown(body["channel"], ("channel",), _KNOWN)


def of_body(endpoint: str, body: Body) -> Finding | None:
    """What is wrong with ``target_mode`` or ``template_type``."""
    if endpoint != CREATE:
        return None
    slip = misspelled_mode(body)
    if slip is not None:
        return slip
    if "target_mode" not in body:
        hint = f"add 'target_mode:', one of: {', '.join(TARGET_MODES)}"
        message = "the campaign lacks 'target_mode', which decides what it may hold"
        return Finding.of("CTC302", message, (), hint)
    if body["target_mode"] not in TARGET_MODES:
        return _unknown(body["target_mode"], ("target_mode",), TARGET_MODES)
    if body["target_mode"] == "notificationinbox":
        slip = _misspelled("template_type", body)
        if slip is not None:
            return slip
        if "template_type" not in body:
            hint = f"add 'template_type:', one of: {', '.join(TEMPLATE_TYPES)}"
            return Finding.of(
                "CTC302", "the inbox campaign lacks 'template_type', which decides its cards", (), hint
            )
        if body["template_type"] not in TEMPLATE_TYPES:
            return _unknown(body["template_type"], ("template_type",), TEMPLATE_TYPES)
    return None


def of_parts(body: Body) -> Iterator[tuple[JsonPath, Finding]]:
    """What is wrong with the type of a WhatsApp header or attachment, each with the part that it decides."""
    content = body.get("content")
    if not isinstance(content, Mapping):
        return
    for part, allowed, common in (
        ("header", HEADERS, HEADER_TYPES),
        ("attachments", ATTACHMENTS, ATTACHMENTS),
    ):
        holder = content.get(part)
        if not isinstance(holder, Mapping):
            continue
        path = ("content", part)
        slip = _misspelled("type", holder, path)
        if slip is not None:
            yield path, slip
        elif "type" not in holder:
            hint = f"add 'type:', one of: {', '.join(common)}"
            message = f"'content.{part}' lacks 'type', which decides what else it holds"
            yield path, Finding.of("CTC302", message, path, hint, key=True)
        elif holder["type"] not in allowed:
            yield path, _unknown(holder["type"], (*path, "type"), common)


def misspelled_mode(body: Body) -> Finding | None:
    """A key that stands in for ``target_mode``."""
    return _misspelled("target_mode", body, allowed=TARGET_MODES)


def _misspelled(key: str, holder: Body, path: JsonPath = (), allowed: tuple[str, ...] = ()) -> Finding | None:
    """A key that stands in for ``key``: one slip away from it, or the nearest, or one that nobody knows and that
    holds one of the ``allowed`` values."""
    if key in holder:
        return None
    slip = next((name for name in holder if is_slip(name, key)), None)
    if slip is None and allowed:
        strange = [name for name in holder if isinstance(name, str) and not _is_known(name)]
        slip = next((name for name in strange if nearest(name, [key])), None)
        holds = (name for name in strange if str(holder[name]).lower() in allowed)
        slip = slip or next(holds, None)
    if slip is None:
        return None
    message = f"'{slip}' is not a key here, and without '{key}' nobody can tell what this is"
    return Finding.of("CTC305", message, (*path, slip), f"did you mean '{key}'?", key=True)


def _is_known(key: str) -> bool:
    """Whether some body has the key at its top."""
    from ctc.validation.schema.homes import homes

    return any(not home.container for home in homes(key))


def _unknown(value: object, path: JsonPath, allowed: tuple[str, ...]) -> Finding:
    choices = f"one of: {', '.join(allowed)}"
    if not isinstance(value, str):
        message = f"'{words.dotted(path)}' takes a text, and {words.shown(value, path)} stands here"
        return Finding.of("CTC303", message, path, choices)
    meant = words.meant(value, allowed)
    message = f"{words.shown(value, path)} is not a value of '{words.dotted(path)}'"
    return Finding.of("CTC301", message, path, f"{meant} ({choices})" if meant else choices)
