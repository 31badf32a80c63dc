"""The page: every message in one self-contained HTML document that asks the network for nothing."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from ctc.canonical import Json
from ctc.personalisation.personas import PERSONAS
from ctc.preview.audience_words import audience
from ctc.preview.limits import LIMITS
from ctc.preview.message import Message
from ctc.preview.rendering import (
    changes_html,
    environment,
    filled_for,
    renditions,
    safe,
    script,
    source,
    stylesheet,
)
from ctc.preview.text import plain
from ctc.variants import BY_NAME, CHANNEL_NAMES

_SEARCHED: Final = 400
"""Characters of a message's text that the search looks through, beside its names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    message: Message
    fragment: str
    snippet: str
    search: str
    personal: bool
    html: Markup


def render_page(messages: Sequence[Message], *, title: str, generated: str | None = None) -> str:
    """One HTML page over all ``messages``, in their order: index, search, filters, every message as it is seen.

    ``generated`` is a line on where the page comes from (a time, a commit), in words; nothing else in the page
    depends on the clock. A message is built in the browser only when it is opened.
    """
    rows = [_row(message) for message in messages]
    code = script() + source("page.js")
    return (
        environment()
        .get_template("page.html.j2")
        .render(
            title=title,
            generated=generated,
            rows=rows,
            policy=_policy(code),
            style=safe(source("page.css") + stylesheet()),
            script=safe(code),
            personas=PERSONAS,
            limits=list(LIMITS.values()),
            channel_names=CHANNEL_NAMES,
            channels=list(Counter(message.channel for message in messages).items()),
            environments=_choices(message.environment for message in messages),
            locales=_choices(message.locale for message in messages),
            actions=_choices(message.action for message in messages),
        )
    )


def _policy(code: str) -> str:
    """The page's content security policy.

    One script runs, known by its hash. Styles may stand in the page because an email's do: its frame inherits
    this policy. Nothing can be fetched, whatever a style asks for, and pictures come from ``data:`` alone.
    """
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _choices(values: Iterable[str]) -> list[str]:
    """What a filter offers: nothing where there is nothing to choose."""
    found = sorted({value for value in values if value})
    return found if len(found) > 1 else []


def _row(message: Message) -> _Row:
    texts = list(_texts(filled_for(message.body, PERSONAS[0]).value))
    words = " ".join([message.address, message.name, message.file, *message.labels, *texts])
    after = renditions(message.body, message.channel, message.variant, message.before)
    before = (
        renditions(message.before, message.channel, message.variant) if message.before is not None else {}
    )
    return _Row(
        message=message,
        fragment=quote(
            f"{message.address}@{message.environment}" if message.environment else message.address
        ),
        snippet=(texts or [message.name])[0][:120],
        search=" ".join(words.lower().split())[: _SEARCHED + 200],
        personal=len(after) > 1 or len(before) > 1,
        html=_message_html(message, before, after),
    )


def _message_html(message: Message, before: Mapping[str, str], after: Mapping[str, str]) -> Markup:
    sides = [("Before", before), ("After", after)] if before else [("Message", after)]
    variant = BY_NAME.get(message.variant)
    return safe(
        environment()
        .get_template("message.html.j2")
        .render(
            message=message,
            variant_title=variant.title if variant else message.variant,
            audience=audience(message.body),
            changes=safe(changes_html(message.before, message.body)) if message.before is not None else "",
            sides=[(name, [(key, safe(html)) for key, html in found.items()]) for name, found in sides],
        )
    )


def _texts(body: Mapping[str, Json]) -> Iterable[str]:
    """What a reader would recognise a message by: its titles and texts, without markup."""
    content = body.get("content")
    entries = content if isinstance(content, list) else [content]
    for entry in entries:
        for name in ("title", "subject", "message", "body", "template_name"):
            value = entry.get(name) if isinstance(entry, Mapping) else None
            text = plain(value.get("text") if isinstance(value, Mapping) else value)
            if text and "<" not in text:
                yield (text.rpartition(":")[2] if name == "template_name" else text)[:_SEARCHED]
    if body.get("webhook_endpoint_name"):
        yield plain(body["webhook_endpoint_name"])
