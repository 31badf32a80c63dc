"""What a schema cannot say: recipients, everybody, and keys that depend on each other."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ctc.audience import is_everybody
from ctc.canonical import Json
from ctc.diagnostics import JsonPath, Severity
from ctc.suggest import is_slip
from ctc.validation.calendar import exists, written
from ctc.validation.comparisons import comparisons
from ctc.validation.finding import Finding
from ctc.validation.unfilled import is_unfilled
from ctc.variants import CREATE, IDENTIFIERS, SEND_LIMIT

Body = Mapping[str, Any]
ACTION_KEYS = ("l", "dl", "id", "ico", "ac")
_ACTION_HOLDERS: Final[tuple[tuple[str, ...], ...]] = ((), ("content", "platform_specific", "android"))


def dependencies(endpoint: str, body: Body, *, raw: bool) -> Iterator[Finding]:
    """Everything of this module but the question of everybody."""
    if endpoint == CREATE:
        for key, findings in _OF_CREATES.items():
            if key in body:
                yield from findings(body)
    else:
        yield from _recipients(body.get("to"), raw=raw)
    yield from _actions(body)


def everybody(body: Body, *, raw: bool, broadcast: bool) -> Iterator[Finding]:
    """A finding where the audience is the whole user base and nobody said so."""
    if (broadcast and not raw) or not is_everybody(body):
        return
    place: JsonPath = ("segment",) if "segment" in body else ("where",) if "where" in body else ()
    said = (
        "segment: all"
        if "segment" in body
        else "the audience has no condition that anyone must meet, and so it"
    )
    yield Finding.of(
        "CTC311",
        f"{said} is everybody: the whole user base would get this campaign",
        place,
        "narrow the audience" if raw else "narrow the audience, or write broadcast: true beside campaign:",
        severity=Severity.WARNING if raw else Severity.ERROR,
    )


def _async_estimate(body: Body) -> Iterator[Finding]:
    if body.get("async_estimate") is not True or body.get("estimate_only") is True:
        return
    if not any(is_slip(key, "estimate_only") for key in body):
        message = (
            "'async_estimate' asks for an estimate, and without 'estimate_only: true' the campaign is sent"
        )
        yield Finding.of(
            "CTC314",
            message,
            ("async_estimate",),
            "add estimate_only: true, or remove async_estimate",
            key=True,
        )


def _segment_beside_where(body: Body) -> Iterator[Finding]:
    if "segment" in body and "where" in body:
        message = "'segment' stands beside 'where', and CleverTap does not say which of them counts"
        hint = "the seed's form is one of them: remove the other"
        yield _warning("CTC317", message, ("segment",), hint)


def _object_when(body: Body) -> Iterator[Finding]:
    if isinstance(body.get("when"), dict) and body.get("target_mode") not in ("push", None):
        message = f"the object form of 'when' is documented for push; {body['target_mode']} is reported to refuse it"
        yield _warning("CTC317", message, ("when",), "write now, or YYYYMMDD HH:MM")


def _ttl(body: Body) -> Iterator[Finding]:
    ttl = body.get("ttl")
    if not isinstance(ttl, dict):
        return
    if "ttl_type" not in ttl and "value" in ttl:
        message = (
            "'ttl' leaves out 'ttl_type', which the seed reads as relative and a later client as absolute"
        )
        yield _warning("CTC317", message, ("ttl",), "add ttl_type: relative")
    digits = written(ttl.get("value"))
    if ttl.get("ttl_type") == "absolute" and re.fullmatch(r"[0-9]{12}", digits) and not exists(digits):
        yield Finding.of(
            "CTC309", f"{digits} is no time of the calendar", ("ttl", "value"), "write yyyyMMddHHmm"
        )


def _comparisons(body: Body) -> Iterator[Finding]:
    return comparisons(body["where"])


_OF_CREATES: Final = {
    "async_estimate": _async_estimate,
    "segment": _segment_beside_where,
    "when": _object_when,
    "ttl": _ttl,
    "where": _comparisons,
}
"""What is asked of a campaign that has a key."""


def _recipients(to: Json, *, raw: bool) -> Iterator[Finding]:
    if not isinstance(to, dict):
        return
    yield from _unfilled(to)
    lists = [to.get(kind) for kind in IDENTIFIERS if kind in to]
    if raw:
        for kind in IDENTIFIERS:
            if isinstance(to.get(kind), dict):
                message = f"'to.{kind}' takes a list, and a mapping stands here; a file is for specs alone"
                yield Finding.of("CTC303", message, ("to", kind), "write the recipients as a list")
    if all(isinstance(entry, list) for entry in lists):
        count = sum(len(entry) for entry in lists if isinstance(entry, list))
        if count == 0 and set(to) <= set(IDENTIFIERS):  # a misspelled key is a finding of its own
            message = "'to' names no recipient, and a message needs at least one"
            hint = f"add a list under one of {', '.join(IDENTIFIERS[:4])}"
            yield Finding.of("CTC312", message, ("to",), hint)
        elif raw and count > SEND_LIMIT:
            message = (
                f"'to' holds {count} recipients, and one request takes {SEND_LIMIT} over all identifiers"
            )
            yield Finding.of(
                "CTC313",
                message,
                ("to",),
                "send it in parts; the list of a spec's `to:` may be longer, as `ctc apply` splits it",
            )


def _unfilled(to: Mapping[str, Any]) -> Iterator[Finding]:
    """Recipients that a program or a template left empty; of many the first."""
    for kind in IDENTIFIERS:
        people = to.get(kind)
        listed = people if isinstance(people, list) else ()
        places = [at for at, one in enumerate(listed) if isinstance(one, str) and is_unfilled(one)]
        if places:
            others = f", and so are {len(places) - 1:,} others" if len(places) > 1 else ""
            message = f"'to.{kind}[{places[0]}]' is what programs write where they have no value{others}"
            yield Finding.of(
                "CTC358",
                message,
                ("to", kind, places[0]),
                "write the recipient's identifier",
                severity=Severity.WARNING,
            )


def _actions(body: Body) -> Iterator[Finding]:
    """A ``wzrk_acts`` that is a text must hold a JSON array of buttons."""
    for holder in _ACTION_HOLDERS:
        at: Json = body
        for key in holder:
            at = at.get(key) if isinstance(at, dict) else None
        if isinstance(at, dict) and "wzrk_acts" in at:
            yield from _action_text(at["wzrk_acts"], (*holder, "wzrk_acts"))


def _action_text(value: Json, path: JsonPath) -> Iterator[Finding]:
    if not isinstance(value, str):
        return
    try:
        buttons = json.loads(value)
    except (ValueError, RecursionError):
        buttons = None
    hint = 'for example \'[{"l":"Open","dl":"shop://cart","id":"01","ico":""}]\''
    if not isinstance(buttons, list) or not all(isinstance(button, dict) for button in buttons):
        yield Finding.of(
            "CTC304", "'wzrk_acts' is a text that does not hold a JSON array of buttons", path, hint
        )
        return
    for number, button in enumerate(buttons, start=1):
        unknown = [key for key in button if key not in ACTION_KEYS]
        if unknown:
            message = (
                f"button {number} of 'wzrk_acts' has a key '{unknown[0]}'; known are {', '.join(ACTION_KEYS)}"
            )
            yield Finding.of("CTC305", message, path, hint)
        elif not isinstance(button.get("l"), str) or not all(
            isinstance(value, bool if key == "ac" else str) for key, value in button.items()
        ):
            message = (
                f"button {number} of 'wzrk_acts' needs a title 'l', and all its values but 'ac' are texts"
            )
            yield Finding.of("CTC304", message, path, hint)


def _warning(code: str, message: str, path: JsonPath, hint: str | None) -> Finding:
    return Finding.of(code, message, path, hint, key=True, severity=Severity.WARNING)
