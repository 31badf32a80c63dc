"""One change as a collapsed block of a Markdown comment."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from difflib import SequenceMatcher
from textwrap import wrap
from typing import Final

from ctc.cli.views.markdown_escapes import fenced, one_line, plain, warning
from ctc.cli.views.plan_differences import value_of
from ctc.cli.views.plan_parts import LONG, NEW, audience_words, differences, label_words, said
from ctc.cli.views.plan_text import reach_of, when_of
from ctc.payloads.payload import Payload
from ctc.plans.action import Action
from ctc.plans.audience_change import AudienceChange
from ctc.plans.gains import audience_change
from ctc.plans.plan import Change, FieldDifference
from ctc.plans.recipients import without_recipients
from ctc.wording.texts import text_difference

_WIDTH: Final = 96
"""Characters of a text on one line."""
_GUARDS: Final = 5
"""Guards told in one block; the head counts all of them."""


def block(change: Change, now: datetime, timezone: str, *, payload: bool) -> str:
    """The block; ``payload`` says whether a new campaign's payload stands in it as JSON too."""
    summary = f"<code>{plain(change.address, 200)}</code>: {change.action.value}"
    audience = audience_change(change)
    if audience is not None:
        summary += f", audience {plain(label_words(audience))}"
    lines = [f"<details><summary>{summary}</summary>", "", plain(change.reason), ""]
    if change.reach:
        lines += [plain(reach_of(change.reach, now)), ""]
    if change.payload is not None and not change.difference and change.action in {*NEW, Action.REPLACE}:
        lines += [*_fields(change, change.payload, now, timezone), ""]
        lines += _payload(change.payload) if payload else []
    told = [*_audience(audience), *(line for d in differences(change) for line in _difference(d))]
    if told:
        lines += fenced("\n".join(told), "diff")
    lines += [warning(guard) for guard in change.guards[:_GUARDS]]
    return "\n".join(lines) + "\n</details>\n\n"


def _fields(change: Change, payload: Payload, now: datetime, timezone: str) -> Iterator[str]:
    """What a reviewer asks of a new campaign, as a table."""
    rows = [
        ("name", str(payload.body.get("name", ""))),
        ("channel", change.channel),
        ("when", when_of(change, now, timezone)),
        ("to", audience_words(payload.body)),
        *said(payload.body),
    ]
    yield "| | |"
    yield "| --- | --- |"
    for name, text in rows:
        if text:
            yield f"| {plain(name, 80)} | {plain(' '.join(text.split()), 400)} |"


def _payload(payload: Payload) -> list[str]:
    text = json.dumps(without_recipients(payload.body), ensure_ascii=False, indent=2)
    return ["<details><summary>payload</summary>", "", *fenced(text, "json"), "</details>", ""]


def _audience(audience: AudienceChange | None) -> Iterator[str]:
    if audience is None:
        return
    yield f"  audience: {label_words(audience)}"
    yield from _wrapped("-", audience.gone)
    yield from _wrapped("+", audience.new)


def _difference(difference: FieldDifference) -> Iterator[str]:
    before, after = difference.before, difference.after
    path = one_line(difference.path or "/")
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > LONG:
        yield f"  {path}"
        yield from _text(before, after)
        return
    if difference.missing != "before":
        yield f"- {path}: {value_of(before)}"
    if difference.missing != "after":
        yield f"+ {path}: {value_of(after)}"


def _text(before: str, after: str) -> Iterator[str]:
    """Whole lines, so that they read as sentences; the host's colours tell which went and which came."""
    told = text_difference(before, after)
    old, new = (
        [line for line in "".join(p.text for p in told.pieces if p.kind != left).splitlines() if line.strip()]
        for left in ("new", "gone")
    )
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield from _wrapped(" ", new[c:d])
            continue
        yield from _wrapped("-", old[a:b])
        yield from _wrapped("+", new[c:d])
    if not told.pieces:
        yield "      (no word that is read changed)"
    for called in told.called:
        yield from (f"-     {called.what}: {one_line(text, 300)}" for text in called.gone)
        yield from (f"+     {called.what}: {one_line(text, 300)}" for text in called.new)


def _wrapped(sign: str, lines: Iterable[str]) -> Iterator[str]:
    """Each line with its sign before every part of it: a comment's code block does not wrap by itself."""
    for line in lines:
        for part in wrap(one_line(line), _WIDTH, break_long_words=False, break_on_hyphens=False):
            yield f"{sign}     {part}"
