"""Pages for the browser tests and the screenshots: one message of every variant, and what a plan would change."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ctc.diagnostics import Diagnostic, Severity
from ctc.preview import Message
from ctc.variants import BY_NAME, VARIANTS, is_send

SAMPLES: dict[str, dict[str, Any]] = json.loads(Path(__file__).with_name("samples.json").read_text("utf-8"))
"""Variant name to body; every name of the variants table is there."""


def message(variant: str, **more: Any) -> Message:
    """The sample of a variant as a message; ``more`` overrides its fields."""
    found = BY_NAME[variant]
    send = is_send(found.endpoint)
    fields: dict[str, Any] = {
        "address": variant,
        "environment": "production",
        "channel": found.channel,
        "variant": variant,
        "endpoint": found.endpoint,
        "body": SAMPLES[variant],
        "when": "" if send else "Wednesday 15 January 2031, 09:30 Asia/Kolkata",
        "file": f"campaigns/{variant}.yaml",
        "labels": ("service",) if send else (),
    }
    return Message(**{**fields, **more})


def every_variant() -> list[Message]:
    found = [message(variant.name) for variant in VARIANTS]
    finding = Diagnostic(
        code="CTC412", severity=Severity.WARNING, message="The body is cut after 45 characters on Android."
    )
    found[0] = message("push", address="push[en]", locale="en", findings=(finding,))
    found.insert(1, message("push", address="push[hi]", locale="hi", environment="staging"))
    return found


def planned() -> list[Message]:
    """Two changes with a before and an after, and one new message."""
    push = copy.deepcopy(SAMPLES["push"])
    push["content"]["title"] = "Hi {{ Profile.name | default: 'you' }}, 10% off what you looked at"
    push["content"]["platform_specific"]["android"]["deep_link"] = "acme://offers"
    send = copy.deepcopy(SAMPLES["send-sms"])
    send["to"] = {"Identity": ["someone-else"]}
    return [
        message("push", before=push, action="replace"),
        message("send-sms", before=send, action="frozen"),
        message("email", action="create"),
    ]


def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every string leaf of a body as (container, key)."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, entry in list(entries):
        if isinstance(entry, str):
            yield value, key
        else:
            yield from leaves(entry)


def at(variant: str) -> str:
    """The fragment of a variant's message on the page of every variant."""
    return f"{'push%5Ben%5D' if variant == 'push' else variant}@production".replace("@", "%40")
