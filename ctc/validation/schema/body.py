"""What schema and annotations say of a body; loaded where one is not quiet."""

import re
from collections.abc import Mapping
from typing import Final

from ctc.canonical import Json
from ctc.diagnostics import JsonPath
from ctc.suggest import is_slip
from ctc.validation import words
from ctc.validation.finding import Finding
from ctc.validation.schema import homes
from ctc.validation.schema.acceptance import told_apart
from ctc.validation.schema.explain import schema_findings
from ctc.validation.schema.notes import notes
from ctc.validation.schema.own_keys import own_home
from ctc.validation.schema.problem import Stranger, unknown_key
from ctc.variants import SEND, SEND_CHANNELS, Variant


def findings_of_body(variant: Variant, body: Json) -> tuple[Finding, ...]:
    """The refusals of the variant's schema, then the remarks of its annotations."""
    name = f"payload.{variant.name}"
    errors, speaks = told_apart(name, body)
    refused = schema_findings(name, body, homes.a_title(variant), _stranger(variant, body), errors)
    if any(finding.path[:1] and str(finding.path[0]).lower() in _PEOPLE for finding in refused):
        refused = tuple(finding for finding in refused if finding.lacks != "where")
    return (*refused, *notes(name, body)) if speaks else refused


def _stranger(variant: Variant, body: Json) -> Stranger:
    """What to say of an unknown key in a body of this variant."""
    until = body.get("to") if isinstance(body, Mapping) else None

    def tell(key: str, parent: JsonPath, known: list[str]) -> Finding:
        container = homes.container_of(parent)
        likely = words.likely(key, known)
        slip = likely is not None and is_slip(key, likely)
        if key in homes.IGNORED and key not in known:
            is_channel_of_send = key == "channel" and variant.is_send
            hint = "remove it" if is_channel_of_send else homes.MENDS[key]
            return _key_error("CTC307", homes.IGNORED[key], (*parent, key), hint)
        if not parent and variant.is_send and key in homes.SEND_STRANGERS:
            message = f"'{key}' has no meaning in a message to identities"
            return _key_error("CTC306", message, (key,), "remove it; a campaign has it")
        if key == "to" and not parent and is_day(until):
            return _key_error("CTC306", "'to' belongs under where", (key,), "move it to where.to")
        if key.lower() in _PEOPLE and not parent and not variant.is_send:
            return _key_error("CTC306", f"'{key}' {_PEOPLE_HERE}", (key,), _as_message(variant))
        home = None if slip else homes.elsewhere(key, container, variant)
        if home is not None:
            return _key_error("CTC306", home.message, (*parent, key), home.hint)._replace(home=home.home)
        own = None if slip else own_home("spec", key, ("campaign", *container))
        if own is not None:
            return _key_error("CTC306", own.message, (*parent, key), own.hint)
        place = f"'{words.tail(parent)}'" if parent else homes.a_title(variant)
        message = f"'{key}' is not a key of {place}, and CleverTap ignores what it does not know"
        plain = unknown_key(key, parent, known)
        hint = plain.hint or f"`ctc schema payload.{variant.name}` lists all keys"
        return plain._replace(message=message, hint=hint)

    return tell


_PEOPLE: Final = frozenset(
    {
        "to",
        "recipient",
        "recipients",
        "users",
        "identity",
        "identities",
        "email",
        "emails",
        "fbid",
        "objectid",
    }
)
"""Keys under which people are named, in small letters."""
_PEOPLE_HERE: Final = "names people, and a campaign goes to an audience: it would not be read"


def is_day(value: Json) -> bool:
    """Whether a ``to`` is a day, as an audience or a listing has it."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number or (isinstance(value, str) and re.fullmatch(r"\d{4}-?\d{2}-?\d{2}", value) is not None)


def _as_message(variant: Variant) -> str:
    if variant.channel not in SEND_CHANNELS:
        return f"there are messages to identities over {words.listed([*SEND_CHANNELS])} alone"
    return (
        f"to send to those people alone, it is a `message:` with `channel: {variant.channel}` in a spec, and posted to "
        f"{SEND.format(channel=variant.channel)}"
    )


def _key_error(code: str, message: str, path: JsonPath, hint: str | None) -> Finding:
    return Finding.of(code, message, path, hint, key=True)
